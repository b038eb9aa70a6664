"""One box as SVG, by what it is."""

from diagrams.badges import badges, number_badge
from diagrams.ink import (
    DASHES,
    FAINT,
    FOREIGN,
    INK,
    LACK,
    SOFT,
    SPECIAL,
    STRIPS,
    WHITE,
    at,
    attribute,
    block_of_text,
    line_of_text,
    mode_icon,
    path,
    person_icon,
    rectangle,
    words,
)  # fmt: skip
from diagrams.scene import Placed, Shape
from diagrams.sizes import FOOT, FOOT_LINE, HEXAGON_BADGE, STRIP, TEXT, TEXT_LINE, badge_room
from schemas.vocabulary import StepMode

_CELLS = {"collection": "เก็บรวบรวม", "use": "ใช้", "disclosure": "เปิดเผย", "storage": "จัดเก็บ"}
#: A cell may hold 20,000 characters; more than this of one, or twice as much in all, is no tooltip.
_LONGEST_TIP = 2_000
_CAP = 6.0  # half the height of a cylinder's lid
_BLUE, _RUST = "#1d4ed8", "#9a3412"
_SPECIAL_THICK = 3.0
_FILLS = {Shape.EXTERNAL: "#faf5ff", Shape.GHOST: WHITE}


def box(placed: Placed) -> str:
    """Return a box with everything it says, in one group with a tooltip that holds the whole text."""
    node = placed.node
    number = f' data-step="{node.number}"' if node.number is not None else ""
    drawn = _DRAWN.get(node.shape, _step)(placed)
    return (
        f'<g class="{node.shape.value}" data-node="{attribute(node.id)}"{number}>'
        f"<title>{words(_whole(placed), 2 * _LONGEST_TIP)}</title>{drawn}{badges(placed)}</g>"
    )


def _whole(placed: Placed) -> str:
    node = placed.node
    parts = [f"{node.number}." if node.number is not None else "", node.text or "?"]
    if node.mode is not None:
        parts.append(f"[{node.mode.th}]")
    if node.foot:
        parts.append("| " + ", ".join(node.foot))
    parts += [f"| {_CELLS[cell.column]}: {cell.whole[:_LONGEST_TIP]}" for cell in node.cells]
    if node.kinds:
        parts.append(f"| {SPECIAL}: " + ", ".join(kind.th for kind in node.kinds))
    if node.missing:
        parts.append("| ? " + ", ".join(node.missing))
    return " ".join(part for part in parts if part)


def _step(placed: Placed) -> str:
    node, dash = placed.node, DASHES.get(placed.node.mode or StepMode.UNKNOWN, "")
    left, top, height = placed.left, placed.top, placed.height
    above, below = badge_room(node)
    radius = {Shape.EXTERNAL: 0.0, Shape.END: min(22.0, height / 2)}.get(node.shape, 7.0)
    fill = _FILLS.get(node.shape, WHITE)
    parts = [
        rectangle(left, top, placed.width, height, fill=fill, thick=0, radius=radius),
        _strip(placed, radius),
        rectangle(
            left,
            top,
            placed.width,
            height,
            fill="none",
            dash=dash,
            radius=radius,
            thick=_SPECIAL_THICK if node.kinds else 1.7,
        ),
        _number_and_mode(placed, left + STRIP / 2, top + 15, top + height - 14),
        _texts(placed, left + STRIP + (placed.width - STRIP) / 2, top + 5 + above, height - 10 - above - below),
    ]
    return "".join(parts)


def _strip(placed: Placed, radius: float) -> str:
    fill = STRIPS[placed.node.mode or StepMode.UNKNOWN]
    corner = f"a{at(radius)} {at(radius)} 0 0 1" if radius else "l"
    x, y, tall = placed.left, placed.top, placed.height
    return path(
        f"M{at(x + radius)} {at(y)}H{at(x + STRIP)}V{at(y + tall)}H{at(x + radius)}"
        f"{corner} {at(-radius)} {at(-radius)}V{at(y + radius)}{corner} {at(radius)} {at(-radius)}z",
        fill=fill,
        thick=0,
    )


def _number_and_mode(placed: Placed, x: float, number_y: float, icon_y: float) -> str:
    node = placed.node
    if node.shape is Shape.GHOST:
        return line_of_text(str(node.number), x, number_y, 14, bold=True, fill=SOFT)
    return line_of_text(str(node.number), x, number_y, 14, bold=True) + mode_icon(
        node.mode or StepMode.UNKNOWN, x, icon_y
    )


def _texts(placed: Placed, x: float, top: float, room: float) -> str:
    """Return title and foot, as a block in the middle of the room; a thin rule parts them."""
    foot = len(placed.foot) * FOOT_LINE + (6.0 if placed.foot else 0.0)
    start = top + (room - len(placed.lines) * TEXT_LINE - foot) / 2
    below = start + len(placed.lines) * TEXT_LINE
    drawn = block_of_text(placed.lines, x, start, TEXT, TEXT_LINE)
    if not placed.foot:
        return drawn
    half = min(56.0, placed.width / 2 - 24)
    if placed.node.shape is not Shape.DECISION:
        drawn += path(f"M{at(x - half)} {at(below + 3)}h{at(2 * half)}", stroke=FAINT, thick=0.8)
    for index, line in enumerate(placed.foot):
        fill = LACK if index >= len(placed.foot) - placed.lacks else SOFT
        drawn += line_of_text(line, x, below + 6 + FOOT_LINE * (index + 0.5), FOOT, fill=fill)
    return drawn


def _decision(placed: Placed) -> str:
    node = placed.node
    mode = node.mode or StepMode.UNKNOWN
    x, y, left, right, top, bottom = placed.x, placed.y, placed.left, placed.right, placed.top, placed.bottom
    if placed.diamond:
        outline = f"M{at(left)} {at(y)}L{at(x)} {at(top)}L{at(right)} {at(y)}L{at(x)} {at(bottom)}z"
        body_top = top
    else:
        outline = (
            f"M{at(left)} {at(y)}L{at(left + 14)} {at(top)}H{at(right - 14)}L{at(right)} {at(y)}"
            f"L{at(right - 14)} {at(bottom)}H{at(left + 14)}z"
        )
        body_top = top + HEXAGON_BADGE
    return (
        path(outline, fill=WHITE, thick=_SPECIAL_THICK if node.kinds else 1.7, dash=DASHES[mode])
        + _texts(placed, x, body_top, placed.bottom - body_top)
        + ("" if placed.diamond else number_badge(placed, x, top + 16))
    )


def _store(placed: Placed) -> str:
    left, top, bottom, wide = placed.left, placed.top + _CAP, placed.bottom - _CAP, placed.width
    half = at(wide / 2)
    side = f"M{at(left)} {at(top)}V{at(bottom)}a{half} {_CAP} 0 0 0 {at(wide)} 0V{at(top)}"
    lid = f"M{at(left)} {at(top)}a{half} {_CAP} 0 0 1 {at(wide)} 0a{half} {_CAP} 0 0 1 {at(-wide)} 0z"
    dash = "" if placed.node.text else "4 3"
    stroke, body, cap = (FOREIGN, "#fdf4ff", "#f5d0fe") if placed.node.is_abroad else (_BLUE, "#eff6ff", "#dbeafe")
    thick = _SPECIAL_THICK if placed.node.kinds else 1.5
    above, _ = badge_room(placed.node)
    return (
        path(side, fill=body, stroke=stroke, dash=dash, thick=thick)
        + path(lid, fill=cap, stroke=stroke, dash=dash, thick=thick)
        + _texts(placed, placed.x, placed.top + 2 * _CAP + above, placed.height - 2 * _CAP - above)
    )


def _body(placed: Placed) -> str:
    dash = "" if placed.node.text else "4 3"
    stroke, fill = (FOREIGN, "#fdf4ff") if placed.node.is_abroad else (_RUST, "#fff7ed")
    thick = _SPECIAL_THICK if placed.node.kinds else 1.5
    left, top, wide, tall = placed.left, placed.top, placed.width, placed.height
    above, _ = badge_room(placed.node)
    return (
        rectangle(left, top, wide, tall, fill=fill, stroke=stroke, dash=dash, thick=thick)
        + rectangle(left + 3, top + 3, wide - 6, tall - 6, fill="none", stroke=stroke, thick=0.8)
        + _texts(placed, placed.x, top + above, tall - above)
    )


def _system(placed: Placed) -> str:
    left, top, wide, tall = placed.left, placed.top, placed.width, placed.height
    thick = _SPECIAL_THICK if placed.node.kinds else 1.6
    above, _ = badge_room(placed.node)
    return rectangle(left, top, wide, tall, fill="#f8fafc", stroke=INK, thick=thick, radius=4) + _texts(
        placed, placed.x, top + above, tall - above
    )


def _unit(placed: Placed) -> str:
    """Return a unit that gets data: two outlines as a body outside has, in the colour of what is inside."""
    left, top, wide, tall = placed.left, placed.top, placed.width, placed.height
    thick = _SPECIAL_THICK if placed.node.kinds else 1.5
    above, _ = badge_room(placed.node)
    return (
        rectangle(left, top, wide, tall, fill="#eff6ff", stroke=_BLUE, thick=thick)
        + rectangle(left + 3, top + 3, wide - 6, tall - 6, fill="none", stroke=_BLUE, thick=0.8)
        + _texts(placed, placed.x, top + above, tall - above)
    )


def _person(placed: Placed) -> str:
    """Return somebody outside: a square box with a person in it."""
    dash = "" if placed.node.text else "4 3"
    left, top, wide, tall = placed.left, placed.top, placed.width, placed.height
    return (
        rectangle(left, top, wide, tall, fill=_FILLS[Shape.EXTERNAL], thick=1.7, dash=dash)
        + person_icon(left + 16, placed.y)
        + _texts(placed, placed.x + STRIP / 2, top, tall)
    )


def _activity(placed: Placed) -> str:
    """Return the process of level 0: one double outline, as wide as a step's and with the same round corners."""
    left, top, wide, tall = placed.left, placed.top, placed.width, placed.height
    return (
        rectangle(left, top, wide, tall, thick=2.4, radius=16)
        + rectangle(left + 4, top + 4, wide - 8, tall - 8, fill="none", thick=0.8, radius=12)
        + _texts(placed, placed.x, top, tall)
    )


_DRAWN = {
    Shape.DECISION: _decision,
    Shape.STORE: _store,
    Shape.BODY: _body,
    Shape.UNIT: _unit,
    Shape.SYSTEM: _system,
    Shape.ACTIVITY: _activity,
    Shape.PERSON: _person,
}
