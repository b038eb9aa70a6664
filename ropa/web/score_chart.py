"""The lines of a picture of scores over time: where each point stands. Pure; a template draws them."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from schemas.worklist import ScoreDay

WIDTH, HEIGHT = 640, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 36, 12, 12, 28
_MARKS = (0, 25, 50, 75, 100)
#: More dots hide the line.
_MOST_DOTS = 40


class Mark(Struct, frozen=True):
    """A line across with its number."""

    value: int
    y: float


class Dot(Struct, frozen=True):
    """A day on the line."""

    x: float
    y: float
    day: date
    value: int


class Chart(Struct, frozen=True, kw_only=True):
    """Two lines in percent over time, in units of the picture."""

    width: int
    height: int
    left: int
    right: int
    marks: tuple[Mark, ...]
    score: str
    """Points of the line, as SVG writes them."""
    completeness: str
    dots: tuple[Dot, ...]
    first: date
    last: date


def chart_of(days: Sequence[ScoreDay], until: date) -> Chart | None:
    """Return the picture of some days, each holding until the next and the last until a day; None without any."""
    if not days:
        return None
    first, last = days[0].day, max(days[-1].day, until)
    span = max(1, (last - first).days)

    def x(day: date) -> float:
        return round(_LEFT + (WIDTH - _LEFT - _RIGHT) * (day - first).days / span, 1)

    def y(value: int) -> float:
        return round(_TOP + (HEIGHT - _TOP - _BOTTOM) * (100 - value) / 100, 1)

    def line(values: Sequence[int]) -> str:
        points: list[tuple[float, float]] = []
        for day, value in zip(days, values, strict=True):
            if points:
                points.append((x(day.day), points[-1][1]))
            points.append((x(day.day), y(value)))
        points.append((x(last), points[-1][1]))
        return " ".join(f"{across},{down}" for across, down in points)

    scores = [day.score or 0 for day in days]
    return Chart(
        width=WIDTH,
        height=HEIGHT,
        left=_LEFT,
        right=WIDTH - _RIGHT,
        marks=tuple(Mark(value, y(value)) for value in _MARKS),
        score=line(scores),
        completeness=line([day.completeness or 0 for day in days]),
        dots=tuple(Dot(x(day.day), y(value), day.day, value) for day, value in zip(days, scores, strict=True))
        if len(days) <= _MOST_DOTS
        else (),
        first=first,
        last=last,
    )
