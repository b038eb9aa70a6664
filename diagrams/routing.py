"""Arrows between given places, routed by graphviz in a child process that has a time limit.

Right-angled routes between fixed boxes cost graphviz 5 ms for 20 boxes and 90 ms for 300; its curved ones did not end
within a minute there.
"""

import subprocess
import time

import msgspec

from diagrams.errors import DiagramTooLarge, DiagramToolFailed
from diagrams.programs import ROUTING, answer, executable, spare, start
from diagrams.scene import Flow, Placed

Point = tuple[float, float]
#: More boxes than this make no picture that anybody can read, and a layout that takes seconds.
MOST_NODES = 1_500
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


def check_size(nodes: int) -> None:
    """Raises: DiagramTooLarge when there are more than `MOST_NODES` boxes."""
    if nodes > MOST_NODES:
        raise DiagramTooLarge(
            f"แผนภาพมี {nodes:,} กล่อง วาดได้ไม่เกิน {MOST_NODES:,} / {nodes:,} boxes, at most {MOST_NODES:,} can be drawn"
        )


def routing_source(placed: list[Placed], flows: list[Flow]) -> str:
    """Return DOT that fixes every box where it stands; no label, so that no text of a record reaches graphviz here.

    Written plainly: ids and numbers are our own, and the graphviz package would take longer to quote them than graphviz
    to route. It writes the DOT that people get (`dot_text`).
    """
    parts = ['digraph{graph[splines=ortho,notranslate=true]node[shape=box,fixedsize=true,label=""]']
    for box in placed:
        shape = ",shape=diamond" if box.diamond else ""
        wide, tall = box.width / _POINTS_PER_INCH, box.height / _POINTS_PER_INCH
        parts.append(f'{box.node.id}[pos="{box.x:.2f},{-box.y:.2f}",width={wide:.5f},height={tall:.5f}{shape}]')
    parts += [f"{flow.source}->{flow.target}[id=e{index}]" for index, flow in enumerate(flows)]
    return "\n".join([*parts, "}"])


class Router:
    """graphviz at work: `start`, do something else, `routes`."""

    def __init__(self, placed: list[Placed], flows: list[Flow], *, command: list[str] | None = None) -> None:
        """Start the child process. `command` replaces the program, for tests."""
        check_size(len(placed))
        self._placed = placed
        self._count = len(flows)
        self._child: subprocess.Popen[bytes] | None = None
        if not flows:
            return
        self._source = routing_source(placed, flows).encode()
        self._spare = None if command else spare()
        self._child = start(command or [executable(), *ROUTING], self._source)

    def routes(self, time_limit: float = TIME_LIMIT_SECONDS) -> list[list[Point]]:
        """Return the corners of each arrow, tail first, in the order of the flows.

        Raises: DiagramTimedOut, DiagramToolFailed.
        """
        if self._child is None:
            return []
        began = time.monotonic()
        try:
            return self._read(answer(self._child, time_limit))
        except DiagramToolFailed:
            if self._spare is None:
                raise
        left = max(0.0, time_limit - (time.monotonic() - began))
        return self._read(answer(start([self._spare, *ROUTING], self._source), left))

    def _read(self, written: bytes) -> list[list[Point]]:
        try:
            drawn = _DECODER.decode(written)
            first = self._placed[0]
            x, y = _point(next(thing.pos for thing in drawn.objects if thing.name == first.node.id))
            shift = (first.x - x, first.y + y)
            by_id = {edge.id: _corners(edge.pos, shift) for edge in drawn.edges}
            return [by_id[f"e{index}"] for index in range(self._count)]
        except (msgspec.DecodeError, StopIteration, KeyError, ValueError) as error:
            raise DiagramToolFailed(f"อ่านคำตอบของ graphviz ไม่ได้ / graphviz gave no routes: {error!r}") from None


def _point(words: str) -> Point:
    x, _, y = words.partition(",")
    return float(x), float(y)


def _corners(pos: str, shift: Point) -> list[Point]:
    """Return the corners of an edge's `pos` in our places. Control points of straight pieces repeat the knots."""
    words = pos.split()
    tip = [_point(words.pop(0)[2:])] if words[0].startswith("e,") else []
    knots = [_point(word) for word in words[::_NEXT_KNOT]] + tip
    made: list[Point] = []
    for x, y in knots:
        here = (round(x + shift[0], 2), round(shift[1] - y, 2))
        if made and abs(here[0] - made[-1][0]) + abs(here[1] - made[-1][1]) < _SAME:
            continue
        if len(made) > 1 and _straight(made[-2], made[-1], here):
            made[-1] = here
        else:
            made.append(here)
    return made


def _straight(a: Point, b: Point, c: Point) -> bool:
    return any(abs(a[axis] - b[axis]) < _SAME and abs(b[axis] - c[axis]) < _SAME for axis in (0, 1))
