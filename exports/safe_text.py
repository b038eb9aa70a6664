"""Stored text on its way into a cell: nothing in it may act, break the file or get lost silently.

Excel takes 32,767 UTF-16 units in a cell, reads `_x0041_` as "A", and XML 1.0 has no control characters.
"""

import re
from dataclasses import dataclass

from schemas.cell_text import CELL_LIMIT, ESCAPE_LOOKALIKE, FORBIDDEN, cut_note, picture, units, unix_lines

__all__ = [
    "CELL_LIMIT",
    "FORMULA_STARTS",
    "HEADER_LIMIT",
    "SafeText",
    "header_text",
    "is_plain",
    "one_line",
    "pieces_of",
    "safe_text",
    "units",
]
#: Excel offers to repair a file whose header or footer is longer.
HEADER_LIMIT = 255

# Everything that needs a second look, in one pass: control and surrogate characters, and the _xHHHH_ of ST_Xstring.
_UNUSUAL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_NOT_PLAIN = re.compile(f"[&<>]|{_UNUSUAL.pattern}")
#: Marks that belong to the character before them: a cut must not come between.
_JOINED = re.compile("[\u0300-\u036f\u0e31\u0e33-\u0e3a\u0e47-\u0e4e\u200d\ufe0f\U0001f3fb-\U0001f3ff]")
#: A cell that begins with one of these becomes a formula when somebody edits it, unless it is marked as quoted.
FORMULA_STARTS = frozenset("=+-@\t＝＋－＠")
_LONG_ENOUGH_TO_CHECK = CELL_LIMIT // 2
#: Escapes may make a part longer: a text of nothing but `_x0041_` would grow by six characters in seven.
_PIECE = 17_000


@dataclass(frozen=True, slots=True)
class SafeText:
    """A text that any spreadsheet program shows as it stands."""

    value: str
    replaced: int = 0
    """How many characters were replaced by visible ones."""
    cut: int = 0
    """How many characters are missing at the end."""


def _cut_at(text: str, limit: int) -> int:
    """Return the largest index whose head has at most `limit` units and does not split a character from its marks."""
    end = min(len(text), limit)
    while (over := units(text[:end]) - limit) > 0:
        end -= max(1, over // 2)
    while end and end < len(text) and _JOINED.match(text[end]):
        end -= 1
    return end


def safe_text(text: str, *, whole: str) -> SafeText:
    """Return the text fit for a cell. `whole` says where the full text is, for the note that ends a cut one."""
    if len(text) <= _LONG_ENOUGH_TO_CHECK and _UNUSUAL.search(text) is None:
        return SafeText(text)
    lines = unix_lines(text)
    clean, replaced = FORBIDDEN.subn(picture, lines)
    escaped = ESCAPE_LOOKALIKE.sub("_x005F_", clean)
    if units(escaped) <= CELL_LIMIT:
        return SafeText(escaped, replaced)
    note = cut_note(units(clean), whole)
    end = _cut_at(escaped, CELL_LIMIT - units(note))
    return SafeText(escaped[:end] + note, replaced, len(escaped) - end)


def pieces_of(text: str) -> list[str]:
    """Return the text in parts of which each fits into a cell, parted after a line where that is possible."""
    parts: list[str] = []
    rest = text
    while units(rest) > _PIECE:
        end = _cut_at(rest, _PIECE)
        line = rest.rfind("\n", end // 2, end)
        end = end if line < 0 else line + 1
        parts.append(rest[:end])
        rest = rest[end:]
    return [*parts, rest]


def is_plain(text: str) -> bool:
    """Return whether the text is the same as XML in a cell: a quick question for long loops."""
    return len(text) <= _LONG_ENOUGH_TO_CHECK and _NOT_PLAIN.search(text) is None


def one_line(text: str, *, longest: int) -> str:
    """Return the text as one line of at most `longest` characters, for a file's properties."""
    line = " ".join(FORBIDDEN.sub(picture, text).split())
    if len(line) <= longest:
        return line
    return line[: _cut_at(line, longest - 1)] + "…"


def header_text(text: str, *, longest: int) -> str:
    """Return the text as one line for a page header: without field codes, for & is doubled."""
    return one_line(text, longest=longest).replace("&", "&&")
