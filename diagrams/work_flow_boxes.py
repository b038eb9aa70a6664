"""The shapes of a work-flow chart: how large each is for its words, where its outline is, and its ink."""

from math import sqrt

from msgspec import Struct

from diagrams.fonts import width
from diagrams.ink import INK, WHITE, at, block_of_text, path, rectangle, words
from diagrams.sizes import TEXT, TEXT_LINE
from diagrams.wrapping import wrap
from schemas.work_flow import ChartShape

WIDE = 224.0
_LEAST, _ROUND, _SLANT = 46.0, 23.0, 18.0
_TALLEST_DIAMOND, _LEAST_DIAMOND = 168.0, 84.0
_FILLS = {ChartShape.TERMINAL: "#dbeafe", ChartShape.ACTIVITY: WHITE, ChartShape.DECISION: "#fef3c7"}


class Box(Struct, kw_only=True):
    """A step with its size and its centre, y downwards."""

    place: int
    shape: ChartShape
    lines: tuple[str, ...]
    height: float
    width: float = WIDE
    diamond: bool = False
    """A decision in its true shape; one whose words need a tower is a hexagon."""
    x: float = 0.0
    y: float = 0.0

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.y - self.height / 2

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.height / 2

    def half(self, y: float) -> float:
        """Return how far the outline is from the middle at a height."""
        off, tall, half = abs(y - self.y), self.height / 2, self.width / 2
        if self.diamond:
            return half * max(0.0, 1 - off / tall)
        if self.shape is ChartShape.DECISION:
            return half - _SLANT * off / tall
        if self.shape is ChartShape.TERMINAL:
            corner = min(_ROUND, tall)
            into = max(0.0, off - (tall - corner))
            return half - corner + sqrt(max(0.0, corner**2 - into**2))
        return half


def measured(place: int, shape: ChartShape, text: str, spread: float) -> Box:
    """Return the box of a step, as large as its words need and as tall as the arrows at its sides are apart."""
    if shape is ChartShape.DECISION:
        diamond = _diamond(place, text)
        if diamond is not None and spread <= diamond.height / 2:
            return diamond
    room = WIDE - {ChartShape.ACTIVITY: 20.0, ChartShape.TERMINAL: 36.0, ChartShape.DECISION: 2 * _SLANT + 12.0}[shape]
    lines = wrap(text, room, TEXT)
    height = max(_LEAST, TEXT_LINE * len(lines) + 14.0, spread + 14.0)
    return Box(place=place, shape=shape, lines=lines, height=height)


def _diamond(place: int, text: str) -> Box | None:
    """Return the flattest diamond that holds the text, None when it would tower over the others."""
    best: Box | None = None
    for share in (0.44, 0.5, 0.56, 0.62, 0.68):
        lines = wrap(text, WIDE * share, TEXT)
        half, above = _LEAST_DIAMOND / 2, -TEXT_LINE * len(lines) / 2
        for line in lines:
            farthest = max(abs(above), abs(above + TEXT_LINE))
            left = 1.0 - (width(line, TEXT) + 10.0) / WIDE
            half = max(half, farthest / left) if left > 0 else _TALLEST_DIAMOND
            above += TEXT_LINE
        if 2 * half <= _TALLEST_DIAMOND and (best is None or 2 * half < best.height):
            best = Box(place=place, shape=ChartShape.DECISION, lines=lines, height=2 * half, diamond=True)
    return best


def drawn(box: Box, number: int, told: str) -> str:
    """Return a box with its words, in one group with a tooltip."""
    text = block_of_text(box.lines, box.x, box.y - TEXT_LINE * len(box.lines) / 2, TEXT, TEXT_LINE)
    return (
        f'<g class="{box.shape.value}" data-node="n{box.place + 1}" data-step="{number}">'
        f"<title>{words(told)}</title>{outline(box)}{text}</g>"
    )


def outline(box: Box) -> str:
    """Return the shape without words."""
    left, right, fill = box.x - box.width / 2, box.x + box.width / 2, _FILLS[box.shape]
    if box.shape is not ChartShape.DECISION:
        radius = min(_ROUND, box.height / 2) if box.shape is ChartShape.TERMINAL else 0.0
        return rectangle(left, box.top, box.width, box.height, fill=fill, stroke=INK, thick=1.6, radius=radius)
    if box.diamond:
        corners = [(left, box.y), (box.x, box.top), (right, box.y), (box.x, box.bottom)]
    else:
        corners = [
            (left, box.y), (left + _SLANT, box.top), (right - _SLANT, box.top), (right, box.y),
            (right - _SLANT, box.bottom), (left + _SLANT, box.bottom),
        ]  # fmt: skip
    return path("M" + "L".join(f"{at(x)} {at(y)}" for x, y in corners) + "z", fill=fill, thick=1.6)
