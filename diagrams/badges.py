"""The signs on the border of a box: start and end, data of PDPA s.26, abroad, and number and mode of a diamond."""

from diagrams.grid import Grid
from diagrams.ink import DASHES, SPECIAL, STRIPS, globe_icon, line_of_text, mode_icon, pill, rectangle
from diagrams.scene import End, Placed, Shape
from diagrams.sizes import STRIP
from schemas.vocabulary import StepMode


def badges(placed: Placed) -> str:
    """Return the signs of a box."""
    node, made = placed.node, ""
    start_x = placed.right - 30 if node.shape is Shape.DECISION else placed.left + STRIP + 14
    if node.is_abroad:
        made += globe_icon(placed.left + 14, placed.top)
    if node.kinds:
        made += pill(SPECIAL, placed.right - (72 if node.starts and node.shape is Shape.DECISION else 24), placed.top)
    if node.starts:
        made += pill("เริ่ม", start_x, placed.top)
    if node.orphan:
        # The right end of a decision is taken by the mark of s.26.
        decision = node.shape is Shape.DECISION
        orphan_at = (placed.left + 42, placed.top - 4) if decision else (start_x + 20, placed.top)
        made += pill("มาจากขั้นใด ?", *orphan_at, solid=False)
    if node.end is End.STATED:
        made += pill("สิ้นสุด", placed.right - 32, placed.bottom)
    if node.end is End.UNKNOWN:
        made += pill("สิ้นสุด ?", placed.right - 36, placed.bottom, solid=False)
    return made


def diamond_badge(placed: Placed, lines: Grid[int]) -> str:
    """Return number and mode of a diamond, in the corner beside it that no arrow takes; "" for another box."""
    if not placed.diamond:
        return ""
    corners = [(x, y) for y in (placed.top + 10, placed.bottom - 10) for x in (placed.left + 26, placed.right - 26)]
    if placed.node.starts or placed.node.kinds:
        corners.remove((placed.right - 26, placed.top + 10))
    if placed.node.orphan:
        corners.remove((placed.left + 26, placed.top + 10))
    x, y = min(corners, key=lambda corner: _crossing(lines, *corner))
    return f'<g class="badge">{number_badge(placed, x, y)}</g>'


def _crossing(lines: Grid[int], x: float, y: float) -> int:
    """Return how many arrows a badge at (x, y) would cover."""
    return len({arrow for _, arrow in lines.meeting((x - 28, y - 14, x + 28, y + 14))})


def number_badge(placed: Placed, x: float, y: float) -> str:
    """Return number and mode of a decision around (x, y)."""
    mode = placed.node.mode or StepMode.UNKNOWN
    return (
        rectangle(x - 26, y - 12, 52, 24, fill=STRIPS[mode], thick=1.3, dash=DASHES[mode], radius=12)
        + line_of_text(str(placed.node.number), x - 11, y, 14, bold=True)
        + mode_icon(mode, x + 11, y)
    )
