"""Sizes: of letters and lines, and of each box by the words it holds. All in points."""

from diagrams.fonts import width
from diagrams.ink import SPECIAL
from diagrams.scene import Flow, Node, Placed, Shape
from diagrams.wrapping import wrap

TEXT, FOOT, HEAD, LABEL = 14.0, 11.5, 14.0, 12.5
TEXT_LINE, FOOT_LINE, HEAD_LINE = 19.5, 16.0, 19.0
STRIP = 28.0
MARGIN = 16.0
LABEL_LINE, LABEL_ROOM = 18.0, 122.0
HEADING, HEADING_LINE = 19.0, 27.0
_WIDTHS = {Shape.STORE: 150.0, Shape.BODY: 154.0, Shape.SYSTEM: 236.0, Shape.ACTIVITY: 236.0}
NARROW_STEP, WIDE_STEP = 162.0, 226.0
_DIAMOND_MORE = 56.0
_TALLEST_DIAMOND = 168.0
#: A badge on the border of a box takes this much of the box.
_BADGE = 8.0
#: Number and mode of a decision that is no diamond stand above its words.
HEXAGON_BADGE = 26.0
_CELLS = {"collection": "รวบรวม", "use": "ใช้"}
#: Each fact at the foot of these boxes has its own line.
_BY_LINE = {Shape.SYSTEM, Shape.BODY, Shape.UNIT, Shape.STORE, Shape.ACTIVITY}
#: What stands where the record says nothing.
UNKNOWN = "?"


def measured(node: Node, step_width: float = NARROW_STEP) -> Placed:
    """Return the box of a node, as large as its text needs; not placed yet."""
    if node.shape is Shape.DECISION:
        diamond = _diamond(node, step_width + _DIAMOND_MORE)
        if diamond is not None:
            return diamond
    return _box(node, _WIDTHS.get(node.shape, step_width))


def _box(node: Node, width: float) -> Placed:
    numbered = node.number is not None and node.shape is not Shape.DECISION
    strip = STRIP if numbered or node.shape is Shape.PERSON else 0.0
    # A long decision is drawn as a hexagon: its slanted ends need room too.
    room = width - strip - (40.0 if node.shape is Shape.DECISION else 14.0)
    lines = wrap(node.text or UNKNOWN, room, TEXT)
    foot, lacks = _foot(node, room)
    above, below = badge_room(node)
    if node.shape is Shape.DECISION:
        above += HEXAGON_BADGE
    height = 10.0 + TEXT_LINE * len(lines) + (FOOT_LINE * len(foot) + 6.0 if foot else 0.0) + above + below
    if node.shape is Shape.STORE:
        height += 14.0
    height = max(height, 50.0 if strip else 42.0)
    return Placed(node=node, width=width, height=height, lines=lines, foot=foot, lacks=lacks)


def badge_room(node: Node) -> tuple[float, float]:
    """Return how far badges on its border reach into a box, from above and from below."""
    above = node.starts or node.orphan or node.is_abroad or node.kinds
    return _BADGE if above else 0.0, _BADGE if node.end is not None else 0.0


def cell_words(node: Node) -> str:
    """Return what the box says of its step's cells: "รวบรวม [ก] · ใช้ [ข]"; two that say the same stand together."""
    by_data: dict[str, list[str]] = {}
    for cell in node.cells:
        if cell.shown:
            by_data.setdefault(cell.shown, []).append(_CELLS[cell.column])
    return " · ".join(f"{'และ'.join(columns)} {shown}" for shown, columns in by_data.items())


def _foot(node: Node, room: float) -> tuple[tuple[str, ...], int]:
    """Return the small lines below the text, and how many of them, at the end, say what is missing."""
    apart = node.foot if node.shape in _BY_LINE else [", ".join(node.foot)]
    systems = [line for text in (cell_words(node), *apart) for line in wrap(text, room, FOOT)]
    lacks = wrap("? " + ", ".join(node.missing), room, FOOT) if node.missing else ()
    return (*systems, *lacks), len(lacks)


def _diamond(node: Node, width: float) -> Placed | None:
    """Return the flattest diamond that holds the text, or None when it would tower over its row."""
    best: Placed | None = None
    for share in (0.46, 0.52, 0.58, 0.64):
        room = width * share
        lines = wrap(node.text or UNKNOWN, room, TEXT)
        foot, lacks = _foot(node, room * 0.8)
        height = _diamond_height(lines, foot, width)
        if height <= _TALLEST_DIAMOND and (best is None or height < best.height):
            best = Placed(node=node, width=width, height=height, lines=lines, foot=foot, lacks=lacks, diamond=True)
    return best


def _diamond_height(lines: tuple[str, ...], foot: tuple[str, ...], across: float) -> float:
    rows = [(width(line, TEXT), TEXT_LINE) for line in lines] + [(width(line, FOOT), FOOT_LINE) for line in foot]
    total = sum(height for _, height in rows) + (6.0 if foot else 0.0)
    half, above = 50.0, -total / 2
    for index, (wide, height) in enumerate(rows):
        if index == len(lines):
            above += 6.0
        farthest = max(abs(above), abs(above + height))
        share = 1.0 - (wide + 8.0) / across
        half = max(half, farthest / share) if share > 0 else _TALLEST_DIAMOND
        above += height
    return half * 2


def label_lines(flow: Flow) -> tuple[str, ...]:
    """Return what stands on the arrow: a branch, the short words, below them the letters of the long ones."""
    room = flow.room or LABEL_ROOM
    words = tuple(line for part in (flow.label or "").split("\n") for line in wrap(part, room, LABEL, most=5))
    mark = (SPECIAL,) if flow.kinds else ()
    return (*words, " ".join((f"[{flow.key}]", *mark))) if flow.key else (*words, *mark)
