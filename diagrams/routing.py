"""Arrows between given places, routed by graphviz in a child process that has a time limit.

Right-angled routes between fixed boxes cost graphviz 5 ms for 20 boxes and 90 ms for 300; its curved ones did not end
within a minute there.
"""

import subprocess
from itertools import pairwise

import msgspec

from diagrams.deadline import Deadline
from diagrams.errors import DiagramTooLarge, DiagramToolFailed
from diagrams.programs import ROUTING, answer, executable, spare, start
from diagrams.scene import Flow, Placed

Point = tuple[float, float]
#: More boxes than this make no picture that anybody can read, and a layout that takes seconds.
MOST_NODES = 1_500
MOST_FLOWS = 1_500
TIME_LIMIT_SECONDS = 10.0
_POINTS_PER_INCH = 72.0
_SAME = 0.05  # points: graphviz rounds to hundredths
_NEXT_KNOT = 3  # a Bézier curve names two control points between each two knots


class _Thing(msgspec.Struct):
    name: str
    pos: str = ""


class _Edge(msgspec.Struct):
    id: str = ""
    pos: str = ""


class _Answer(msgspec.Struct):
    objects: list[_Thing] = []
    edges: list[_Edge] = []


_DECODER = msgspec.json.Decoder(_Answer)


def check_size(nodes: int, flows: int = 0) -> None:
    """Raises: DiagramTooLarge when there are more than `MOST_NODES` boxes or `MOST_FLOWS` arrows."""
    if nodes > MOST_NODES:
        raise DiagramTooLarge(
            f"แผนภาพมี {nodes:,} กล่อง วาดได้ไม่เกิน {MOST_NODES:,} / {nodes:,} boxes, at most {MOST_NODES:,} can be drawn"
        )
    if flows > MOST_FLOWS:
        raise DiagramTooLarge(
            f"แผนภาพมี {flows:,} ลูกศร วาดได้ไม่เกิน {MOST_FLOWS:,} / {flows:,} arrows, at most {MOST_FLOWS:,} can be drawn"
        )


def routing_source(placed: list[Placed], flows: list[Flow], *, mirrored: bool = False) -> str:
    """Return DOT that fixes every box where it stands; no label, so that no text of a record reaches graphviz here.

    Written plainly: ids and numbers are our own, and the graphviz package would take longer to quote them than graphviz
    to route. It writes the DOT that people get (`dot_text`). `mirrored` is upside down.
    """
    parts = ['digraph{graph[splines=ortho,notranslate=true]node[shape=box,fixedsize=true,label=""]']
    for box in placed:
        shape = ",shape=diamond" if box.diamond else ""
        x, y, wide, tall = _snapped(box)
        at = f"{x:.1f},{y if mirrored else -y:.1f}"
        parts.append(
            f'{box.node.id}[pos="{at}",width={wide / _POINTS_PER_INCH:.5f},height={tall / _POINTS_PER_INCH:.5f}{shape}]'
        )
    parts += [f"{flow.source}->{flow.target}[id=e{index}]" for index, flow in enumerate(flows)]
    return "\n".join([*parts, "}"])


def _snapped(box: Placed) -> tuple[float, float, float, float]:
    """Return centre and size of a box with its edges on whole points.

    Edges that nearly meet are what right-angled routing trips over: at one picture in nine `dot` broke off and at one
    in thirty the other gave slanted lines; on whole points it is one in 400.
    """
    left, top, right, bottom = round(box.left), round(box.top), round(box.right), round(box.bottom)
    return (left + right) / 2, (top + bottom) / 2, right - left, bottom - top


class Router:
    """graphviz at work: `start`, do something else, `routes`."""

    def __init__(self, placed: list[Placed], flows: list[Flow], *, command: list[str] | None = None) -> None:
        """Start the child process. `command` replaces the program, for tests. Raises: DiagramTooLarge."""
        check_size(len(placed), len(flows))
        self._placed, self._flows = placed, flows
        self._child: subprocess.Popen[bytes] | None = None
        self._mirrored = False
        if not flows:
            return
        other = None if command else spare()
        #: What is tried next when a try fails or gives bad lines: program, and whether upside down.
        self._tries = [] if command else [*([(other, False)] if other else []), (other or executable(), True)]
        self._child = start(command or [executable(), *ROUTING], routing_source(placed, flows).encode())

    def routes(self, deadline: Deadline) -> list[list[Point]]:
        """Return the corners of each arrow, tail first, in the order of the flows; `deadline` is for all tries.

        Raises: DiagramTimedOut, DiagramToolFailed.
        """
        if self._child is None:
            return []
        slanted: list[list[Point]] | None = None
        while True:
            try:
                made = self._read(answer(self._child, deadline.left, stated=deadline.seconds))
                if not self._tries or self._clean(made):
                    return made
                slanted = slanted or made
            except DiagramToolFailed:
                if not self._tries:
                    if slanted is None:
                        raise
                    return slanted
            deadline.check()
            program, self._mirrored = self._tries.pop(0)
            source = routing_source(self._placed, self._flows, mirrored=self._mirrored)
            self._child = start([program, *ROUTING], source.encode())

    def _clean(self, routes: list[list[Point]]) -> bool:
        """Return whether each arrow is right-angled and joins the boxes that it should."""
        boxes = {box.node.id: box for box in self._placed}
        return all(
            _right_angled(route) and _touches(route[0], boxes[flow.source]) and _touches(route[-1], boxes[flow.target])
            for flow, route in zip(self._flows, routes, strict=True)
        )

    def _read(self, written: bytes) -> list[list[Point]]:
        try:
            drawn = _DECODER.decode(written)
            first, sign = self._placed[0], 1 if self._mirrored else -1
            x, y = _point(next(thing.pos for thing in drawn.objects if thing.name == first.node.id))
            middle = _snapped(first)
            shift = (middle[0] - x, middle[1] - sign * y)
            by_id = {edge.id: _corners(edge.pos, shift, sign) for edge in drawn.edges}
            return [by_id[f"e{index}"] for index in range(len(self._flows))]
        except (msgspec.DecodeError, StopIteration, KeyError, ValueError, IndexError) as error:
            raise DiagramToolFailed(f"อ่านคำตอบของ graphviz ไม่ได้ / graphviz gave no routes: {error!r}") from None


def _point(words: str) -> Point:
    x, _, y = words.partition(",")
    return float(x), float(y)


def _corners(pos: str, shift: Point, sign: int) -> list[Point]:
    """Return the corners of an edge's `pos` in our places. Control points of straight pieces repeat the knots."""
    words = pos.split()
    tip = [_point(words.pop(0)[2:])] if words[0].startswith("e,") else []
    knots = [_point(word) for word in words[::_NEXT_KNOT]] + tip
    made: list[Point] = []
    for x, y in knots:
        here = (round(x + shift[0], 2), round(shift[1] + sign * y, 2))
        if made and abs(here[0] - made[-1][0]) + abs(here[1] - made[-1][1]) < _SAME:
            continue
        if len(made) > 1 and _straight(made[-2], made[-1], here):
            made[-1] = here
        else:
            made.append(here)
    return made


def _straight(a: Point, b: Point, c: Point) -> bool:
    return any(abs(a[axis] - b[axis]) < _SAME and abs(b[axis] - c[axis]) < _SAME for axis in (0, 1))


def _right_angled(route: list[Point]) -> bool:
    return all(min(abs(ax - bx), abs(ay - by)) <= _SAME for (ax, ay), (bx, by) in pairwise(route))


def _touches(end: Point, box: Placed) -> bool:
    x, y = end
    return box.left - 1 <= x <= box.right + 1 and box.top - 1 <= y <= box.bottom + 1
