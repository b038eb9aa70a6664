"""The arrows of a procedure: what follows a step, which arrows go back, what can be reached. Pure."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from schemas.procedure import BranchAnswer, ProcedureStep

Edge = tuple[int, int]


class Arrow(Struct, frozen=True):
    """One arrow that leads to a step which is there."""

    start: int
    end: int
    answer: BranchAnswer | None = None


class Graph(Struct, frozen=True):
    """A procedure's steps by number, in their order, and the arrows between them."""

    order: tuple[int, ...]
    arrows: tuple[Arrow, ...]
    back: frozenset[Edge]
    """Arrows to a step that may have been done before: "not agreed" goes back over one of these."""

    def following(self, step: int) -> list[Arrow]:
        """Return the arrows that leave a step."""
        return [arrow for arrow in self.arrows if arrow.start == step]

    def forward_from(self, step: int) -> frozenset[int]:
        """Return the steps that can follow a step without going back; not itself."""
        return reach({step}, self._forward()) - {step}

    def forward_into(self, step: int) -> list[int]:
        """Return the steps from which an arrow that does not go back leads to a step."""
        return [arrow.start for arrow in self.arrows if arrow.end == step and (arrow.start, step) not in self.back]

    def _forward(self) -> dict[int, list[int]]:
        made: dict[int, list[int]] = {}
        for arrow in self.arrows:
            if (arrow.start, arrow.end) not in self.back:
                made.setdefault(arrow.start, []).append(arrow.end)
        return made


def graph(steps: Sequence[ProcedureStep]) -> Graph:
    """Return the arrows of some steps, whose numbers are each there once; an arrow to nowhere is left out."""
    numbers = tuple(step.number for step in steps)
    known = set(numbers)
    arrows = []
    for place, step in enumerate(steps):
        if step.next is None:
            arrows += [Arrow(step.number, each) for each in numbers[place + 1 : place + 2]]
        else:
            arrows += [Arrow(step.number, each.to, each.answer) for each in step.next if each.to in known and each.to]
    return Graph(numbers, tuple(arrows), _back(numbers, arrows))


def _back(numbers: Sequence[int], arrows: Sequence[Arrow]) -> frozenset[Edge]:
    """Return the arrows that close a loop, as a walk from the first step meets them.

    A walk goes over a "not agreed" only when no other arrow is left, so that of the arrows of a loop the refusal is the
    one that goes back, also where it leads to one of several branches side by side. Without recursion: a procedure may
    have 500 steps in a row.
    """
    plain, refusals = _ways_by_answer(arrows)
    forward: dict[int, list[int]] = {}
    found: set[Edge] = set()
    seen: set[int] = set()
    left: list[Edge] = []
    late: list[Edge] = []

    def enter(step: int) -> None:
        seen.add(step)
        left.extend((step, end) for end in reversed(plain.get(step, ())))
        late.extend((step, end) for end in refusals.get(step, ()))

    for root in numbers:
        if root not in seen:
            enter(root)
        while left or late:
            start, end = left.pop() if left else late.pop(0)
            if start in reach({end}, forward):
                found.add((start, end))
            else:
                forward.setdefault(start, []).append(end)
            if end not in seen:
                enter(end)
    return frozenset(found)


def _ways_by_answer(arrows: Sequence[Arrow]) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """Return where the arrows lead that are not "not agreed", and where those lead that are."""
    refused = BranchAnswer.NOT_AGREED
    return (
        _ways([each for each in arrows if each.answer is not refused]),
        _ways([each for each in arrows if each.answer is refused]),
    )


def reach(starts: set[int], ways: Mapping[int, Sequence[int]]) -> frozenset[int]:
    """Return the steps that can be reached from some, these included."""
    found, left = set(starts), list(starts)
    while left:
        for following in ways.get(left.pop(), ()):
            if following not in found:
                found.add(following)
                left.append(following)
    return frozenset(found)


def reachable(made: Graph) -> frozenset[int]:
    """Return the steps that can be reached from the first one."""
    return reach(set(made.order[:1]), _ways(made.arrows))


def ends(made: Graph) -> frozenset[int]:
    """Return the steps after which nothing follows."""
    return frozenset(made.order) - {arrow.start for arrow in made.arrows}


def that_can_end(made: Graph) -> frozenset[int]:
    """Return the steps from which a run comes to its end: by one answer of a decision, by all of several branches.

    Of branches side by side each is gone on with: one that turns in a loop keeps a run from ending.
    """
    found, left = set(ends(made)), {step: made.following(step) for step in made.order}
    while new := {step for step, arrows in left.items() if step not in found and _comes_out(arrows, found)}:
        found |= new
    return frozenset(found)


def _comes_out(arrows: Sequence[Arrow], ending: set[int]) -> bool:
    """Tell whether arrows of a step lead to steps from which a run comes to its end."""
    chosen = [arrow.end in ending for arrow in arrows if arrow.answer is not None]
    return all(arrow.end in ending for arrow in arrows if arrow.answer is None) and (any(chosen) or not chosen)


def endless(made: Graph) -> frozenset[int]:
    """Return the steps of loops that no decision can leave: each of their arrows leads on without an answer."""
    plain = [arrow for arrow in made.arrows if arrow.answer is None]
    ways = _ways(plain)
    return frozenset(step for step in made.order if step in reach(set(ways.get(step, ())), ways))


def _ways(arrows: Sequence[Arrow]) -> dict[int, list[int]]:
    made: dict[int, list[int]] = {}
    for arrow in arrows:
        made.setdefault(arrow.start, []).append(arrow.end)
    return made
