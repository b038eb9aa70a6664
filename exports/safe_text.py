"""Stored text on its way into a cell: nothing in it may act, break the file or get lost silently.

Excel takes 32,767 UTF-16 units in a cell, reads `_x0041_` as "A", and XML 1.0 has no control characters.
"""

import re
from dataclasses import dataclass

#: Most UTF-16 units of one cell (Excel specifications and limits).
CELL_LIMIT = 32_767
#: Excel offers to repair a file whose header or footer is longer.
HEADER_LIMIT = 255

# Everything that needs a second look, in one pass: control and surrogate characters, and the _xHHHH_ of ST_Xstring.
_UNUSUAL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_NOT_PLAIN = re.compile(f"[&<>]|{_UNUSUAL.pattern}")
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ESCAPE_LOOKALIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
#: Marks that belong to the character before them: a cut must not come between.
_JOINED = re.compile("[\u0300-\u036f\u0e31\u0e33-\u0e3a\u0e47-\u0e4e\u200d\ufe0f\U0001f3fb-\U0001f3ff]")
#: A cell that begins with one of these becomes a formula when somebody edits it, unless it is marked as quoted.
FORMULA_STARTS = frozenset("=+-@\t＝＋－＠")
_PICTURES = 0x2400  # Unicode block "Control Pictures", in the order of the controls
_LONG_ENOUGH_TO_CHECK = CELL_LIMIT // 2


@dataclass(frozen=True, slots=True)
class SafeText:
    """A text that any spreadsheet program shows as it stands."""

    value: str
    replaced: int = 0
    """How many characters were replaced by visible ones."""
    cut: int = 0
    """How many characters are missing at the end."""


def _picture(match: re.Match[str]) -> str:
    """Return the visible stand-in of one forbidden character: ␀ to ␟ and ␡, else U+FFFD."""
    char = match.group()
    if char < " ":
        return chr(_PICTURES + ord(char))
    return "\u2421" if char == "\x7f" else "\ufffd"


def units(text: str) -> int:
    """Return the length as Excel counts it: UTF-16 units, two for an emoji."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


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
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    clean, replaced = _FORBIDDEN.subn(_picture, lines)
    escaped = _ESCAPE_LOOKALIKE.sub("_x005F_", clean)
    if units(escaped) <= CELL_LIMIT:
        return SafeText(escaped, replaced)
    note = f" … [ตัดตามขนาดของเซลล์ ข้อความเต็ม {units(clean):,} ตัวอักษรอยู่ที่ {whole}]"
    end = _cut_at(escaped, CELL_LIMIT - units(note))
    return SafeText(escaped[:end] + note, replaced, len(escaped) - end)


def is_plain(text: str) -> bool:
    """Return whether the text is the same as XML in a cell: a quick question for long loops."""
    return len(text) <= _LONG_ENOUGH_TO_CHECK and _NOT_PLAIN.search(text) is None


def one_line(text: str, *, longest: int) -> str:
    """Return the text as one line of at most `longest` characters, for a file's properties."""
    line = " ".join(_FORBIDDEN.sub(_picture, text).split())
    if len(line) <= longest:
        return line
    return line[: _cut_at(line, longest - 1)] + "…"


def header_text(text: str, *, longest: int) -> str:
    """Return the text as one line for a page header: without field codes, for & is doubled."""
    return one_line(text, longest=longest).replace("&", "&&")
