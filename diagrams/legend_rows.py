"""The parts of every picture's legend: signs with their words in rows, the key of letters in columns, notes."""

from collections.abc import Callable, Iterable, Sequence

from diagrams.fonts import BOLD, width
from diagrams.ink import SOFT, attribute, block_of_text, line_of_text
from diagrams.sizes import MARGIN
from diagrams.wrapping import wrap

SIZE, LINE = 13.0, 19.0
#: Width of a sign in a row, and of a letter in the key.
SIGN, LETTER = 40.0, 34.0
_HEADING, _WORDS = 14.0, "หมายเหตุ"

Sign = Callable[[float, float], str]
Entry = tuple[Sign, float, str]
"""What draws a sign around a point, how wide it is, and its words."""


def of_one_width(entries: Iterable[tuple[Sign, str]]) -> list[Entry]:
    """Return entries whose signs take the common width."""
    return [(sign, SIGN, text) for sign, text in entries]


def sign_rows(
    entries: Iterable[Entry], right: float, top: float, *, pitch: float, gap: float = 8.0, after: float = 24.0
) -> tuple[str, float]:
    """Return "หมายเหตุ" with the signs in rows that end before `right`, and the middle of the last row."""
    drawn = [line_of_text(_WORDS, MARGIN, top + 12, _HEADING, anchor="start", bold=True)]
    first = x = MARGIN + width(_WORDS, _HEADING, BOLD) + 18
    y = top + 12
    for sign, room, text in entries:
        wide = room + gap + width(text, SIZE) + after
        if x + wide > right and x > first:
            x, y = first, y + pitch
        drawn.append(sign(x + room / 2, y))
        drawn.append(line_of_text(text, x + room + gap, y, SIZE, anchor="start"))
        x += wide
    return "".join(drawn), y


def room_of_key(room: float, columns: int) -> float:
    """Return the width of the words behind a letter of the key."""
    return room / columns - LETTER - 16


def letter_key(
    heading: str, entries: Sequence[tuple[str, tuple[str, ...]]], room: float, top: float, columns: int
) -> tuple[str, float]:
    """Return letters with their lines, in columns of like height, and where they end."""
    if not entries:
        return "", top
    drawn = [line_of_text(heading, MARGIN, top + 12, _HEADING, anchor="start", bold=True)]
    start, ends = top + 24.0, [top + 24.0] * columns
    rows = sum(len(lines) for _, lines in entries)
    column = 0
    for letter, lines in entries:
        if column + 1 < columns and (ends[column] - start) / LINE >= rows / columns:
            column += 1
        x, y = MARGIN + column * room / columns, ends[column]
        said = line_of_text(f"[{letter}]", x, y + LINE / 2, SIZE, anchor="start", bold=True)
        said += block_of_text(lines, x + LETTER, y, SIZE, LINE, anchor="start")
        drawn.append(f'<g class="key" data-letter="{attribute(letter)}">{said}</g>')
        ends[column] += LINE * len(lines)
    return "".join(drawn), max(ends) + 6


def notes(texts: Iterable[str], room: float, top: float) -> tuple[str, float]:
    """Return remarks below one another, and where they end."""
    drawn, y = [], top
    for text in texts:
        lines = wrap(f"• {text}", room, SIZE, most=3)
        drawn.append(block_of_text(lines, MARGIN, y, SIZE, LINE, anchor="start", fill=SOFT))
        y += LINE * len(lines)
    return "".join(drawn), y
