"""The signs of the life-cycle matrix: letter, shape and lightness each tell them apart, so grey paper does too."""

from collections.abc import Callable

from diagrams.fonts import BOLD, width
from diagrams.ink import INK, LACK, SOFT, WHITE, at, line_of_text, path, pen, rectangle
from diagrams.life_matrix_facts import Part

#: Width and height of a sign, and the room from one to the next.
SIGN, APART = 24.0, 5.0
_LETTER, _FLAG = 13.5, 11.0

Drawn = Callable[[float, float], str]


def part_sign(part: Part, x: float, y: float) -> str:
    """Return the sign of a part around (x, y)."""
    shape, ink = _SHAPES[part]
    return shape(x, y) + line_of_text(part.value, x, y, _LETTER, bold=True, fill=ink)


def flag_words(flag: bool | None) -> str:  # noqa: FBT001 - the answer of a field
    """Return what stands on a flag."""
    return "?" if flag is None else "YES" if flag else "NO"


def flag_width(flag: bool | None) -> float:  # noqa: FBT001
    """Return how wide the sign of a flag is."""
    return max(SIGN, width(flag_words(flag), _FLAG, BOLD) + 12.0)


def flag_sign(flag: bool | None, x: float, y: float) -> str:  # noqa: FBT001
    """Return the unit's own YES or NO around (x, y); not said is a "?" in dashes."""
    wide = flag_width(flag)
    stroke, dash = (LACK, "3 2") if flag is None else (INK, "")
    label = rectangle(x - wide / 2, y - 9, wide, 18, stroke=stroke, thick=1.2, dash=dash, radius=3)
    return label + line_of_text(flag_words(flag), x, y, _FLAG, bold=flag is not False, fill=stroke)


def conflict_sign(x: float, y: float) -> str:
    """Return a small triangle around (x, y)."""
    return path(f"M{at(x)} {at(y - 5.5)}L{at(x + 6)} {at(y + 5)}H{at(x - 6)}z", fill=WHITE, stroke=SOFT, thick=1.4)


def _circle(fill: str, stroke: str = INK, dash: str = "") -> Drawn:
    return lambda x, y: (
        f'<circle cx="{at(x)}" cy="{at(y)}" r="{at(SIGN / 2 - 0.8)}" fill="{fill}"{pen(stroke, 1.4, dash)}/>'
    )


def _square(x: float, y: float) -> str:
    return rectangle(x - 11, y - 11, 22, 22, fill=INK, thick=0, radius=3)


def _diamond(x: float, y: float) -> str:
    return path(
        f"M{at(x - 15)} {at(y)}L{at(x)} {at(y - 15)}L{at(x + 15)} {at(y)}L{at(x)} {at(y + 15)}z", fill="#fde68a"
    )


def _hexagon(x: float, y: float) -> str:
    right = f"L{at(x + 7.5)} {at(y - 11)}L{at(x + 14)} {at(y)}L{at(x + 7.5)} {at(y + 11)}"
    left = f"H{at(x - 7.5)}L{at(x - 14)} {at(y)}z"
    return path(f"M{at(x - 7.5)} {at(y - 11)}{right}{left}", fill="#e5e7eb")


_SHAPES: dict[Part, tuple[Drawn, str]] = {
    Part.DOES: (_circle("#bfdbfe"), INK),
    Part.APPROVES: (_square, WHITE),
    Part.CHECKS: (_diamond, INK),
    Part.SETS: (_hexagon, INK),
    Part.MAY_ACCESS: (_circle(WHITE, SOFT, "3 2.4"), SOFT),
}
