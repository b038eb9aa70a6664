"""An exchange map's boxes, clusters and arrows as SVG. No meaning is carried by colour alone."""

from collections.abc import Callable

from diagrams.fonts import width
from diagrams.ink import (
    FAINT,
    INK,
    LACK,
    SOFT,
    WHITE,
    at,
    attribute,
    block_of_text,
    line_of_text,
    path,
    pen,
    pill,
    rectangle,
    words,
)  # fmt: skip
from diagrams.routing import Point
from diagrams.scene import Placed
from diagrams.sizes import FOOT, FOOT_LINE, HEAD, HEAD_LINE, LABEL, TEXT, TEXT_LINE
from diagrams.system_map_columns import Cluster
from diagrams.system_map_facts import BoxKind, MapArrow, MapBox
from diagrams.system_map_scene import SPECIAL, name_of, told
from schemas.vocabulary import ExchangeMode

BLUE, RUST, PURPLE = "#1d4ed8", "#9a3412", "#6b21a8"
_HEAD_SIZE, _SIGN_AT = 9.0, 20.0
_DASHES = {ExchangeMode.OFFLINE: "7 4", None: "1.5 4"}
#: Many curves are told apart when they are thin.
_THINNER = 0.7
#: Over the first upright row of a cluster that has several: arrows run between the rows.
_TITLE = 216.0
_BORDER = "12 4 2 4"
_OWNER, _OUTER, _ABROAD = "#eef2f7", "#fff7ed", "#faf5ff"

#: The page's address for a box, None for none.
Href = Callable[[MapBox], str | None]


def colour_of(arrow: MapArrow) -> str:
    """Return the colour of an arrow: in the register, across its border, across the Kingdom's, to what is hidden."""
    if arrow.is_abroad:
        return PURPLE
    if arrow.is_veiled:
        return SOFT
    return RUST if arrow.is_outside else BLUE


def box_ink(box: MapBox, placed: Placed, href: str | None) -> str:
    """Return a box with everything it says, in one group with a tooltip that holds the whole text."""
    says = [name_of(box), *([box.owner] if box.owner and box.kind is BoxKind.SYSTEM else []), *box.foot]
    says += ["? " + ", ".join(box.missing)] if box.missing else []
    says += ["มีข้อมูลตาม ม.26"] if box.is_special else []
    says += ["นอกทะเบียน"] if box.kind is BoxKind.OUTSIDE else []
    link = f' data-href="{attribute(href)}"' if href else ""
    return (
        f'<g class="{box.kind.value}" data-node="{box.id}" data-key="{attribute(box.key)}"{link}>'
        f"<title>{words(' · '.join(says))}</title>"
        f"{_outline(box, placed)}{_texts(placed)}{_marks(box, placed)}</g>"
    )


def _outline(box: MapBox, placed: Placed) -> str:
    left, top, wide, tall = placed.left, placed.top, placed.width, placed.height
    stroke, fill, dash, radius = INK, WHITE, "", 5.0
    if box.kind is BoxKind.OUTSIDE or (box.kind is BoxKind.REST and box.owner is None):
        stroke, dash, radius = (PURPLE if box.is_abroad else RUST), "6 4", 0.0
    elif box.kind is BoxKind.HIDDEN:
        stroke, dash, radius = SOFT, "1.5 4", 0.0
    elif box.is_abroad:
        stroke = PURPLE
    if box.kind is BoxKind.BODY:
        radius = 0.0
    made = ""
    if box.holds > 1:
        for shift in (6.0, 3.0):
            made += rectangle(
                left + shift, top + shift, wide - 2 * shift, tall, fill=fill, stroke=stroke, thick=1, radius=radius
            )
    thick = 3.4 if box.is_focus else 1.6
    return made + rectangle(left, top, wide, tall, fill=fill, stroke=stroke, thick=thick, dash=dash, radius=radius)


def _texts(placed: Placed) -> str:
    foot = len(placed.foot) * FOOT_LINE + (6.0 if placed.foot else 0.0)
    start = placed.top + (placed.height - len(placed.lines) * TEXT_LINE - foot) / 2
    below = start + len(placed.lines) * TEXT_LINE
    drawn = block_of_text(placed.lines, placed.x, start, TEXT, TEXT_LINE)
    if placed.foot:
        drawn += path(f"M{at(placed.x - 50)} {at(below + 3)}h100", stroke=FAINT, thick=0.8)
    for index, line in enumerate(placed.foot):
        fill = LACK if index >= len(placed.foot) - placed.lacks else SOFT
        drawn += line_of_text(line, placed.x, below + 6 + FOOT_LINE * (index + 0.5), FOOT, fill=fill)
    return drawn


def _marks(box: MapBox, placed: Placed) -> str:
    return pill(SPECIAL, placed.right - 22, placed.top) if box.is_special else ""


def cluster_ink(cluster: Cluster, *, is_border: bool = False) -> str:
    """Return the frame of a cluster with its title; nothing for a box that stands alone.

    `is_border`: the frame of those abroad is the border of the Kingdom.
    """
    if not cluster.lines:
        return ""
    fill, stroke = (_ABROAD, PURPLE) if cluster.is_abroad else (_OUTER, RUST) if cluster.is_outside else (_OWNER, SOFT)
    frame = rectangle(
        cluster.left, cluster.top, cluster.width, cluster.height, fill=fill, stroke=stroke,
        thick=2.2 if is_border else 1.1, dash=_BORDER if is_border else "2 4" if cluster.is_outside else "", radius=8,
    )  # fmt: skip
    ink = INK if cluster.title else LACK
    middle = cluster.left + cluster.width / 2 if len(cluster.subs) <= 1 else cluster.left + _TITLE / 2
    title = block_of_text(cluster.lines, middle, cluster.top + 7, HEAD, HEAD_LINE, bold=True, fill=ink)
    name = attribute(cluster.title or "?")
    inner = f"<title>{words(cluster.title or '?')}</title>{frame}{title}"
    return f'<g class="cluster" data-title="{name}">{inner}</g>'


def border_ink(x: float, top: float, bottom: float) -> str:
    """Return the border of the Kingdom between what stands inside and what stands abroad."""
    line = path(f"M{at(x)} {at(top - 10)}V{at(bottom)}", stroke=PURPLE, thick=2.2, dash=_BORDER)
    return line + line_of_text("ขอบเขตราชอาณาจักร", x, top - 22, 12.5, fill=PURPLE)


def arrow_ink(arrow: MapArrow, route: list[Point], *, number: int) -> str:
    """Return an arrow along right angles in a group with a tooltip."""
    return _group(arrow, number, _lines(arrow, route))


def label_ink(arrow: MapArrow, middle: Point) -> str:
    """Return the words on an arrow, "" where it says nothing there."""
    if not arrow.label:
        return ""
    x, y = middle
    wide = width(arrow.label, LABEL) + 6.0
    ground = rectangle(x - wide / 2, y - 8.5, wide, 17, fill=WHITE, thick=0, radius=4)
    return ground + line_of_text(arrow.label, x, y, LABEL, fill=colour_of(arrow))


def curve_ink(arrow: MapArrow, curve: tuple[Point, Point, Point, Point], *, number: int, is_faint: bool = False) -> str:
    """Return an arrow as one curve; the more lines it stands for, the thicker. What was not asked about is faint."""
    a, b, c, d = ((float(round(x)), float(round(y))) for x, y in curve)
    colour, thick, dash = colour_of(arrow), _thick(arrow) - _THINNER, _dash(arrow)
    end = _before(c, d) if arrow.is_directed else d
    start = _before(b, a) if arrow.back else a
    trail = f"M{_xy(start)}C{_xy(b)} {_xy(c)} {_xy(end)}"
    line = f'<path d="{trail}" fill="none" stroke-opacity="{0.2 if is_faint else 0.62}"{pen(colour, thick, dash)}/>'
    heads = _wings(c, d, colour) if arrow.is_directed else ""
    heads += _wings(b, a, colour) if arrow.back else ""
    middle = tuple((p + 3 * q + 3 * r + s) / 8 for p, q, r, s in zip(a, b, c, d, strict=True))
    sign = globe(middle[0], middle[1]) if arrow.is_abroad else ""
    return _group(arrow, number, line + heads + sign)


def _group(arrow: MapArrow, number: int, inner: str) -> str:
    return (
        f'<g class="flow" data-line="{number}" data-from="{arrow.source.id}"'
        f' data-to="{arrow.target.id}"><title>{words(told(arrow))}</title>{inner}</g>'
    )


def _thick(arrow: MapArrow) -> float:
    base = 2.4 if arrow.is_abroad else 1.9 if arrow.is_outside else 1.6
    return min(6.0, base + 0.5 * (arrow.lines + arrow.back - 1) ** 0.5) if arrow.is_folded else base


def _dash(arrow: MapArrow) -> str:
    if len(arrow.modes) > 1:
        return ""
    return _DASHES.get(next(iter(arrow.modes), None), "")


def _lines(arrow: MapArrow, route: list[Point]) -> str:
    colour, thick, dash = colour_of(arrow), _thick(arrow), _dash(arrow)
    points = list(route)
    heads = ""
    if arrow.is_directed:
        heads += _wings(route[-2], route[-1], colour)
        points[-1] = _before(route[-2], route[-1])
    if arrow.back:
        heads += _wings(route[1], route[0], colour)
        points[0] = _before(route[1], route[0])
    trail = "M" + "L".join(_xy(point) for point in points)
    line = path(trail, stroke=colour, thick=thick, dash=dash)
    if not arrow.is_directed:
        heads += _ring(route[0], route[1], colour) + _ring(route[-1], route[-2], colour)
    signs = ""
    if arrow.is_mirrored and not arrow.is_folded:
        signs = (cross if arrow.data_differs else ticks)(route[-1], route[-2], colour)
    if arrow.is_abroad:
        # At the end that is abroad, so that the signs stand in one row at the border.
        first, second = (route[0], route[1]) if arrow.source.is_abroad else (route[-1], route[-2])
        x, y = _along(first, second, _SIGN_AT + 2 + (10.0 if arrow.is_mirrored else 0.0))
        signs += globe(x, y)
    # A wide line that nobody sees: a hand finds it more easily than a thin one.
    reach = f'<path d="{trail}" fill="none" stroke="{WHITE}" stroke-opacity="0" stroke-width="9"/>'
    return reach + line + heads + signs


def _xy(point: Point) -> str:
    return f"{at(point[0])} {at(point[1])}"


def _unit(start: Point, end: Point) -> tuple[float, float, float]:
    dx, dy = end[0] - start[0], end[1] - start[1]
    long = (dx * dx + dy * dy) ** 0.5 or 1.0
    return dx / long, dy / long, long


def _along(start: Point, end: Point, far: float) -> Point:
    ux, uy, long = _unit(start, end)
    step = min(far, long * 0.6)
    return start[0] + ux * step, start[1] + uy * step


def _before(start: Point, end: Point) -> Point:
    ux, uy, _ = _unit(start, end)
    return end[0] - ux * _HEAD_SIZE * 0.8, end[1] - uy * _HEAD_SIZE * 0.8


def _wings(start: Point, end: Point, colour: str) -> str:
    """Return a head, told from its tip: a hundred alike weigh little in a page."""
    ux, uy, _ = _unit(start, end)
    back, side = (-ux * _HEAD_SIZE, -uy * _HEAD_SIZE), (uy * 4.2, -ux * 4.2)
    first, across = (back[0] + side[0], back[1] + side[1]), (-2 * side[0], -2 * side[1])
    return path(f"M{_xy(end)}l{_xy(first)}l{_xy(across)}z", fill=colour, thick=0)


def _ring(end: Point, inner: Point, colour: str) -> str:
    x, y = _along(end, inner, 4.0)
    return f'<circle cx="{at(x)}" cy="{at(y)}" r="3.4" fill="{WHITE}"{pen(colour, 1.4)}/>'


def ticks(start: Point, end: Point, colour: str) -> str:
    """Return two strokes across a line: both ends say the same."""
    ux, uy, _ = _unit(start, end)
    made = ""
    for far in (_SIGN_AT - 7.0, _SIGN_AT - 2.5):
        x, y = _along(start, end, far)
        made += f"M{_xy((x - uy * 5.5, y + ux * 5.5))}L{_xy((x + uy * 5.5, y - ux * 5.5))}"
    return path(made, stroke=colour, thick=1.6)


def cross(start: Point, end: Point, colour: str) -> str:
    """Return a cross over a line: both ends say it and name different data."""
    x, y = _along(start, end, _SIGN_AT - 4.5)
    return path(f"M{at(x - 5)} {at(y - 5)}l10 10M{at(x - 5)} {at(y + 5)}l10 -10", stroke=colour, thick=1.8)


def globe(x: float, y: float) -> str:
    """Return a globe, 15 points wide, around (x, y): data leave the Kingdom."""
    ring = f'<circle cx="{at(x)}" cy="{at(y)}" r="7.4" fill="{WHITE}"{pen(PURPLE, 1.3)}/>'
    lines = (
        f"M{at(x - 7.4)} {at(y)}h14.8M{at(x)} {at(y - 7.4)}v14.8"
        f"M{at(x)} {at(y - 7.4)}a4 7.4 0 0 0 0 14.8a4 7.4 0 0 0 0 -14.8"
    )
    return ring + path(lines, stroke=PURPLE, thick=0.9)
