"""How a run goes through the steps of its procedure. Pure: visits in, what comes to be out; no day is counted here.

A visit is one time that a step is done. A decision that is not agreed opens a new visit of the step to which its arrow
goes back; what was done before stays as it was. A new visit waits; `ready` tells which of those that wait are not held
up by another branch, and whoever counts days opens those whose month has come.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from ropa.procedures.rules_graph import Graph
from schemas.procedure import BranchAnswer, JoinRule, ProcedureStep
from schemas.rounds import StepState

#: Still to be done.
ACTIVE = frozenset({StepState.WAITING, StepState.OPEN})


class Visit(Struct, frozen=True):
    """One visit of a step, as the rules need it."""

    step: int
    visit: int
    """1, 2 ... of the step."""
    born: int
    """1, 2 ... of the run: which came to be before which."""
    state: StepState


def begin(steps: Sequence[ProcedureStep]) -> list[Visit]:
    """Return the first visit of a run; empty for a procedure without steps."""
    return [Visit(steps[0].number, 1, 1, StepState.WAITING)] if steps else []


def answers(made: Graph, step: int) -> frozenset[BranchAnswer]:
    """Return the answers among which whoever ends a step chooses; empty when it is no decision."""
    return frozenset(arrow.answer for arrow in made.following(step) if arrow.answer is not None)


def arrows_taken(made: Graph, step: int, answer: BranchAnswer | None) -> list[int]:
    """Return the steps to which a finished step leads: those of its answer, and all that have none (in parallel)."""
    return [arrow.end for arrow in made.following(step) if arrow.answer is None or arrow.answer is answer]


def after_end(
    steps: Sequence[ProcedureStep],
    made: Graph,
    visits: Sequence[Visit],
    ended: Visit,
    answer: BranchAnswer | None,
) -> list[Visit]:
    """Return the visits that come to be when one ends. `visits` are all of the run, the ended one as it ended.

    A step that is still to be done is not begun a second time, also where two refusals go back to it. One that another
    branch has begun already is not begun again, unless the arrow goes back.
    """
    known = {step.number: step for step in steps}
    found: list[Visit] = []
    born = max(each.born for each in visits)
    for target in arrows_taken(made, ended.step, answer):
        of_target = [each for each in (*visits, *found) if each.step == target]
        last = max(of_target, key=lambda each: each.visit, default=None)
        is_back = (ended.step, target) in made.back
        if last is not None and last.state in ACTIVE:
            continue
        if last is not None and not is_back and _is_begun(known[target], made, visits, last):
            continue
        born += 1
        found.append(Visit(target, 1 if last is None else last.visit + 1, born, StepState.WAITING))
    return found


def _is_begun(step: ProcedureStep, made: Graph, visits: Iterable[Visit], last: Visit) -> bool:
    """Tell whether an arrow that goes forward finds its step done already by another branch of the same split.

    Of a step that any branch begins, the others that arrive later begin nothing, however long they took; they do when
    something that follows it was not agreed and went back since.
    """
    if step.join is not JoinRule.ANY or len(made.forward_into(step.number)) <= 1:
        return False
    following = made.forward_from(step.number) | {step.number}
    return not any(each.born >= last.born and each.step in following and _went_back(made, each) for each in visits)


def _went_back(made: Graph, visit: Visit) -> bool:
    """Tell whether a visit ended by an arrow that goes back."""
    if visit.state in ACTIVE:
        return False
    answer = BranchAnswer.NOT_AGREED if visit.state is StepState.RETURNED else BranchAnswer.AGREED
    return any((visit.step, target) in made.back for target in arrows_taken(made, visit.step, answer))


def ready(steps: Sequence[ProcedureStep], made: Graph, visits: Sequence[Visit]) -> list[Visit]:
    """Return the waiting visits that no other branch holds up: a step where branches join waits for all, or for any."""
    known = {step.number: step for step in steps}
    return [
        each
        for each in visits
        if each.state is StepState.WAITING
        and not (
            known[each.step].join is JoinRule.ALL
            and len(made.forward_into(each.step)) > 1
            and _is_held_up(made, visits, each.step)
        )
    ]


def _is_held_up(made: Graph, visits: Iterable[Visit], step: int) -> bool:
    """Tell whether something that is still to be done can lead into a step without going back."""
    return any(each.state in ACTIVE and each.step != step and step in made.forward_from(each.step) for each in visits)


def is_over(visits: Iterable[Visit]) -> bool:
    """Tell whether nothing is left to be done."""
    return not any(each.state in ACTIVE for each in visits)
