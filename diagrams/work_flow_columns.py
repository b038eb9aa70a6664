"""How many columns a long procedure takes, and which step stands in which."""

from diagrams.sizes import MARGIN

#: What columns mostly need, in points; and A4 without its margins, below which heading and legend take some.
_USUAL_COLUMN = 575.0
_MOST_COLUMNS = 20
#: One column more must make the letters this much larger.
_WORTH = 1.08
_A4 = (806.0, 527.0)
_BELOW = 150.0
#: What the rows of a column may take of a page of A4 upright, less heading and head.
_PAGE = 730.0


def columns_of(tall: list[float]) -> list[int]:
    """Return the column of each row: as many columns as make the letters largest on A4, few where it hardly matters."""
    best, best_scale = [0] * len(tall), 0.0
    for count in range(1, min(_MOST_COLUMNS, len(tall)) + 1):
        made = _split(tall, count)
        heights = [sum(each for each, own in zip(tall, made, strict=True) if own == one) for one in range(count)]
        wide, high = _USUAL_COLUMN * count + 2 * MARGIN, max(heights) + _BELOW
        scale = max(min(across / wide, down / high, 1.0) for across, down in (_A4, _A4[::-1]))
        if scale > best_scale * _WORTH:
            best, best_scale = made, scale
    return best


def one_of(tall: list[float]) -> list[int]:
    """Return one column for every row."""
    return [0] * len(tall)


def pages_of(tall: list[float], last: float) -> list[int]:
    """Return the column of each row where each column has a page of A4 to itself, its letters in full size.

    `last` is how high that is which stands below the last column.
    """
    if not tall:
        return []
    whole = [*tall[:-1], tall[-1] + last]
    return _split(whole, max(_filled(whole, _PAGE)) + 1)


def _split(tall: list[float], count: int) -> list[int]:
    """Return rows in at most `count` columns whose tallest is as low as can be."""
    low, high = max(tall), sum(tall)
    for _ in range(24):
        middle = (low + high) / 2
        low, high = (low, middle) if max(_filled(tall, middle)) < count else (middle, high)
    return _filled(tall, high)


def _filled(tall: list[float], most: float) -> list[int]:
    made, number, height = [], 0, 0.0
    for each in tall:
        if height + each > most and height:
            number, height = number + 1, 0.0
        made.append(number)
        height += each
    return made
