"""Lines of counts over time, each holding until the next day that is known. Pure; a template draws them."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from ropa.web.count_chart import Line

WIDTH, HEIGHT = 640, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 12, 12, 28
_MOST_LINES = 4


class LineChart(Struct, frozen=True, kw_only=True):
    """Lines in units of the picture. `lines`: points of each, as SVG writes them, in the order of the counts."""

    width: int
    height: int
    left: int
    right: int
    marks: tuple[Line, ...]
    lines: tuple[str, ...]
    first: date
    last: date


def lines_of(days: Sequence[tuple[date, Sequence[int]]], until: date) -> LineChart | None:
    """Return the lines of some days, the last holding until a day; None without any count above 0."""
    most = max((count for _day, counts in days for count in counts), default=0)
    if not most:
        return None
    first, last = days[0][0], max(days[-1][0], until)
    span = max(1, (last - first).days)
    step = _round_up(-(-most // _MOST_LINES))
    top = step * -(-most // step)
    scale = (HEIGHT - _TOP - _BOTTOM) / top

    def x(day: date) -> float:
        return round(_LEFT + (WIDTH - _LEFT - _RIGHT) * (day - first).days / span, 1)

    def y(count: int) -> float:
        return round(HEIGHT - _BOTTOM - count * scale, 1)

    def line(place: int) -> str:
        points: list[tuple[float, float]] = []
        for day, counts in days:
            if points:
                points.append((x(day), points[-1][1]))
            points.append((x(day), y(counts[place])))
        points.append((x(last), points[-1][1]))
        return " ".join(f"{across},{down}" for across, down in points)

    return LineChart(
        width=WIDTH,
        height=HEIGHT,
        left=_LEFT,
        right=WIDTH - _RIGHT,
        marks=tuple(Line(value, y(value)) for value in range(0, top + 1, step)),
        lines=tuple(line(place) for place in range(len(days[0][1]))),
        first=first,
        last=last,
    )


def _round_up(step: int) -> int:
    """Return the next step that reads well: 1, 2 or 5 of its power of ten."""
    power = int(f"1{'0' * (len(str(step)) - 1)}")
    return next(nice * power for nice in (1, 2, 5, 10) if step <= nice * power)
