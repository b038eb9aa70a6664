"""SVG elements as text. Everything that comes from a record passes `words` or `attribute` on its way in."""

from xml.sax.saxutils import escape

from diagrams.fonts import BOLD, FAMILY
from diagrams.scene import FlowKind, ZoneKind
from diagrams.wrapping import ELLIPSIS, clean
from schemas.vocabulary import StepMode

INK, SOFT, FAINT, WHITE = "#111827", "#4b5563", "#9ca3af", "#ffffff"
LACK = "#9a3412"
FOREIGN = "#86198f"
"""What is abroad. Its second signs: double lines and a globe."""
SPECIAL = "ม.26"
"""The mark of data of PDPA s.26. Its second sign: a thick dark outline."""
_DOUBLE = {FlowKind.ABROAD, FlowKind.ABROAD_OFFLINE}
_RING = 4.2
_CORE = 1.9  # points: the white between the two lines
#: Nobody reads more in the window beside the mouse; the table has it all. A picture stays small enough for a page.
_LONGEST, _LONGEST_DESCRIPTION = 4_000, 100_000
#: How far below a line's middle its baseline is, in em.
BASELINE = 0.34
# Each pair of colours also differs in lightness, and every meaning has a second sign: dashes, an icon or a letter.
STRIPS = {StepMode.ELECTRONIC: "#bfdbfe", StepMode.PAPER: "#fde68a", StepMode.UNKNOWN: "#e5e7eb"}
DASHES = {StepMode.ELECTRONIC: "", StepMode.PAPER: "7 4", StepMode.UNKNOWN: "2 3"}
HEADS = {
    ZoneKind.PERSONS: "#e9d5ff",
    ZoneKind.UNIT: "#e2e8f0",
    ZoneKind.STORES: "#dbeafe",
    ZoneKind.SYSTEMS: "#e2e8f0",
    ZoneKind.BODIES: "#fed7aa",
    ZoneKind.ABROAD: "#f5d0fe",
}
#: Colour, width and dashes of each kind of arrow.
STROKES = {
    FlowKind.STATED: ("#111827", 1.6, ""),
    FlowKind.DERIVED: ("#111827", 1.8, "0.1 4.5"),
    FlowKind.STORE: ("#1d4ed8", 1.4, ""),
    FlowKind.OUTSIDE: ("#9a3412", 2.4, ""),
    FlowKind.OUTSIDE_OFFLINE: ("#9a3412", 2.4, "9 5"),
    FlowKind.ABROAD: (FOREIGN, 4.6, ""),
    FlowKind.ABROAD_OFFLINE: (FOREIGN, 4.6, "9 5"),
    FlowKind.INSIDE: ("#1d4ed8", 1.6, ""),
    FlowKind.INSIDE_OFFLINE: ("#1d4ed8", 1.6, "6 4"),
}


def words(text: str, most: int = _LONGEST) -> str:
    """Return the text as it may stand between tags: cleaned and escaped; past `most` characters it is cut."""
    return escape(clean(text if len(text) <= most else text[:most] + ELLIPSIS))


def attribute(text: str) -> str:
    """Return the text as it may stand in double quotes: cleaned and escaped."""
    return escape(clean(text[:_LONGEST]), {'"': "&quot;"})


def whole(inner: str, width: float, height: float, heading: list[str], description: str, *, left: float = 0.0) -> str:
    """Return a picture around what was drawn: self-contained but for the font, with title and description."""
    wide, tall, start = at(width), at(height), at(left)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{tall}" viewBox="{start} 0 {wide} {tall}"'
        f' role="img" aria-labelledby="diagram-title diagram-desc" lang="th"'
        f""" font-family="{FAMILY}, 'TH Sarabun New', 'Noto Sans Thai', sans-serif">"""
        f'<title id="diagram-title">{words(" / ".join(heading))}</title>'
        f'<desc id="diagram-desc">{words(description, _LONGEST_DESCRIPTION)}</desc>'
        f'<rect x="{start}" width="{wide}" height="{tall}" fill="{WHITE}"/>{inner}</svg>\n'
    )


def at(value: float) -> str:
    """Return a coordinate: a tenth of a point is finer than any printer shows."""
    return f"{value:.1f}".removesuffix(".0")


def line_of_text(
    text: str, x: float, y: float, size: float, *, anchor: str = "middle", bold: bool = False, fill: str = INK
) -> str:
    """Return one line of text; `y` is its middle."""
    weight = ' font-weight="600"' if bold else ""
    side = "" if anchor == "start" else f' text-anchor="{anchor}"'
    base = at(y + size * BASELINE)
    return f'<text x="{at(x)}" y="{base}" font-size="{at(size)}" fill="{fill}"{side}{weight}>{words(text)}</text>'


def block_of_text(  # noqa: PLR0913
    lines: tuple[str, ...], x: float, top: float, size: float, pitch: float, *, anchor: str = "middle",
    bold: bool = False, fill: str = INK
) -> str:  # fmt: skip
    """Return lines below one another, the first beginning at `top`."""
    return "".join(
        line_of_text(line, x, top + pitch * (index + 0.5), size, anchor=anchor, bold=bold, fill=fill)
        for index, line in enumerate(lines)
    )


def rectangle(  # noqa: PLR0913
    left: float, top: float, width: float, height: float, *, fill: str = WHITE, stroke: str = INK, thick: float = 1.5,
    dash: str = "", radius: float = 0.0
) -> str:  # fmt: skip
    """Return a rectangle."""
    rounded = f' rx="{at(radius)}"' if radius else ""
    return (
        f'<rect x="{at(left)}" y="{at(top)}" width="{at(width)}" height="{at(height)}"{rounded} fill="{fill}"'
        f"{pen(stroke, thick, dash)}/>"
    )


def path(data: str, *, fill: str = "none", stroke: str = INK, thick: float = 1.5, dash: str = "") -> str:
    """Return a path."""
    return f'<path d="{data}" fill="{fill}"{pen(stroke, thick, dash)}/>'


def pen(stroke: str, thick: float, dash: str = "") -> str:
    """Return the attributes of an outline."""
    if not thick:
        return ""
    dashed = f' stroke-dasharray="{dash}"' + (' stroke-linecap="round"' if dash.startswith("0") else "") if dash else ""
    return f' stroke="{stroke}" stroke-width="{at(thick)}"{dashed}'


def mode_icon(mode: StepMode, x: float, y: float) -> str:
    """Return a screen, a sheet of paper or a question mark, 16 points wide, around (x, y)."""
    if mode is StepMode.ELECTRONIC:
        return rectangle(x - 8, y - 7, 16, 10.5, thick=1.4, radius=1.5) + path(
            f"M{at(x)} {at(y + 3.5)}v3.5M{at(x - 4.5)} {at(y + 7)}h9", thick=1.4
        )
    if mode is StepMode.PAPER:
        return path(
            f"M{at(x - 5.5)} {at(y - 7.5)}h7.5l4 4v11h-11.5zM{at(x + 2)} {at(y - 7.5)}v4h4", fill=WHITE, thick=1.4
        ) + path(f"M{at(x - 3)} {at(y)}h6M{at(x - 3)} {at(y + 3.5)}h6", thick=1.1)
    return line_of_text("?", x, y, 15, bold=True)


def person_icon(x: float, y: float) -> str:
    """Return a person, 14 points wide, around (x, y)."""
    head = f'<circle cx="{at(x)}" cy="{at(y - 4.5)}" r="3.6" fill="{INK}"/>'
    return head + path(f"M{at(x - 7)} {at(y + 8)}a7 7.5 0 0 1 14 0z", fill=INK, thick=0)


def globe_icon(x: float, y: float, ground: str = WHITE) -> str:
    """Return a globe, 16 points wide, around (x, y)."""
    circle = f'<circle cx="{at(x)}" cy="{at(y)}" r="8" fill="{ground}"{pen(FOREIGN, 1.4)}/>'
    left, right = at(x - 8), at(x)
    return circle + path(
        f"M{left} {at(y)}h16M{right} {at(y - 8)}c-5 4.5 -5 11.5 0 16c5 -4.5 5 -11.5 0 -16", stroke=FOREIGN, thick=1.1
    )


def pill(text: str, x: float, y: float, *, solid: bool = True) -> str:
    """Return a small rounded badge around (x, y)."""
    from diagrams.fonts import width

    wide = width(text, 11.5, BOLD) + 14
    fill, ink = (INK, WHITE) if solid else (WHITE, INK)
    # Higher above the line than below it: a tone mark on a vowel climbs that far.
    return rectangle(
        x - wide / 2, y - 11, wide, 20.5, fill=fill, thick=1.3, dash="" if solid else "3 2", radius=10
    ) + line_of_text(text, x, y, 11.5, bold=True, fill=ink)


def arrow(points: list[tuple[float, float]], kind: FlowKind, *, directed: bool = True) -> str:
    """Return a line with its head at the last point. Stores get an open head: data come to rest there.

    Unless it is `directed`, a ring at both ends says that nobody knows which way the data go.
    """
    colour, thick, dash = STROKES[kind]
    if not directed:
        whole_line = "M" + "L".join(f"{at(x)} {at(y)}" for x, y in points)
        core = path(whole_line, stroke=WHITE, thick=_CORE) if kind in _DOUBLE else ""
        rings = _ring(points[0], points[1], colour) + _ring(points[-1], points[-2], colour)
        return path(whole_line, stroke=colour, thick=thick, dash=dash) + core + rings
    (ax, ay), (bx, by) = points[-2], points[-1]
    long = max(abs(bx - ax), abs(by - ay)) or 1.0
    ux, uy = (bx - ax) / long, (by - ay) / long
    size = 9.0
    double = kind in _DOUBLE
    size = 12.0 if double else size
    half = 5.6 if double else 4.2
    open_head = kind is FlowKind.STORE
    end = (bx - ux * (1.0 if open_head else size * 0.8), by - uy * (1.0 if open_head else size * 0.8))
    trail = "L".join(f"{at(x)} {at(y)}" for x, y in [*points[:-1], end])
    left = (bx - ux * size - uy * half, by - uy * size + ux * half)
    right = (bx - ux * size + uy * half, by - uy * size - ux * half)
    wings = f"M{at(left[0])} {at(left[1])}L{at(bx)} {at(by)}L{at(right[0])} {at(right[1])}"
    tip = path(wings, stroke=colour, thick=1.6) if open_head else path(wings + "z", fill=colour, thick=0)
    core = path("M" + trail, stroke=WHITE, thick=_CORE) if double else ""
    return path("M" + trail, stroke=colour, thick=thick, dash=dash) + core + tip


def _ring(end: tuple[float, float], inner: tuple[float, float], colour: str) -> str:
    """Return a ring that touches the box at this end of a line."""
    (x, y), (ax, ay) = end, inner
    long = max(abs(ax - x), abs(ay - y)) or 1.0
    x, y = x + (ax - x) / long * _RING, y + (ay - y) / long * _RING
    return f'<circle cx="{at(x)}" cy="{at(y)}" r="{_RING}" fill="{WHITE}" stroke="{colour}" stroke-width="1.8"/>'
