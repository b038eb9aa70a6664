"""A picture of counts by month: where each bar stands. Pure; a template draws it, and a table says the same."""

from collections.abc import Sequence

from msgspec import Struct

WIDTH, HEIGHT = 640, 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 34, 10, 18, 44
_MOST_LINES = 5
#: One month alone is no wall.
_WIDEST = 56.0


class Bar(Struct, frozen=True):
    """One bar with its number and its words below."""

    x: float
    y: float
    width: float
    height: float
    value: int
    words: str
    shows_words: bool


class Line(Struct, frozen=True):
    """A line across with its number."""

    value: int
    y: float


class CountChart(Struct, frozen=True, kw_only=True):
    """Bars of counts, in units of the picture."""

    width: int
    height: int
    left: int
    right: int
    floor: float
    lines: tuple[Line, ...]
    bars: tuple[Bar, ...]


def chart_of(counts: Sequence[tuple[str, int]]) -> CountChart | None:
    """Return the bars of some counts with their words, in their order; None when there is nothing to draw."""
    most = max((value for _words, value in counts), default=0)
    if most == 0:
        return None
    step = max(1, -(-most // _MOST_LINES))
    top = step * -(-most // step)
    floor = HEIGHT - _BOTTOM
    scale = (floor - _TOP) / top
    each = (WIDTH - _LEFT - _RIGHT) / len(counts)
    bar = min(each * 0.7, _WIDEST)
    # Words that would stand in one another's way are left out; the table below has them all.
    every = max(1, -(-len(counts) // 12))
    bars = tuple(
        Bar(
            x=round(_LEFT + each * (place + 0.5) - bar / 2, 1),
            y=round(floor - value * scale, 1),
            width=round(bar, 1),
            height=round(value * scale, 1),
            value=value,
            words=words,
            shows_words=place % every == 0,
        )
        for place, (words, value) in enumerate(counts)
    )
    lines = tuple(Line(value, round(floor - value * scale, 1)) for value in range(0, top + 1, step))
    return CountChart(width=WIDTH, height=HEIGHT, left=_LEFT, right=WIDTH - _RIGHT, floor=floor, lines=lines, bars=bars)
