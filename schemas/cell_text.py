"""What a spreadsheet's cell can show of a text: no control characters, 32,767 UTF-16 units.

Writers put these words into cells; readers compare with them what stands there.
"""

import re

#: Most UTF-16 units of one cell (Excel specifications and limits).
CELL_LIMIT = 32_767
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
#: What Excel reads as an escaped character, and writers therefore write with its own sign escaped.
ESCAPE_LOOKALIKE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED_SIGN = re.compile("_x005[Ff]_(?=x[0-9A-Fa-f]{4}_)")
_PICTURES = 0x2400  # Unicode block "Control Pictures", in the order of the controls
_CUT = re.compile(r" … \[ตัดตามขนาดของเซลล์ ข้อความเต็ม ([0-9,]+) ตัวอักษรอยู่ที่ [^\[\]]*\]$")


def picture(match: re.Match[str]) -> str:
    """Return the visible stand-in of one forbidden character: ␀ to ␟ and ␡, else U+FFFD."""
    char = match.group()
    if char < " ":
        return chr(_PICTURES + ord(char))
    return "\u2421" if char == "\x7f" else "\ufffd"


def units(text: str) -> int:
    """Return the length as Excel counts it: UTF-16 units, two for an emoji."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def unix_lines(text: str) -> str:
    """Return the text with a line feed at the end of every line."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def visible(text: str) -> str:
    """Return the text as a cell shows it, however long it is."""
    return FORBIDDEN.sub(picture, unix_lines(text))


def cut_note(length: int, whole: str) -> str:
    """Return the words that end a text which a cell could not hold; `whole` says where all of it is."""
    return f" … [ตัดตามขนาดของเซลล์ ข้อความเต็ม {length:,} ตัวอักษรอยู่ที่ {whole}]"


def is_cut(words: str) -> bool:
    """Return whether the words of a cell end with the note that something was cut off."""
    return _CUT.search(words) is not None


def fits_a_cell(text: str) -> bool:
    """Return whether a cell shows exactly this text, in any spreadsheet program."""
    is_short = 2 * len(text) <= CELL_LIMIT or units(text) <= CELL_LIMIT
    return is_short and not FORBIDDEN.search(text) and not ESCAPE_LOOKALIKE.search(text)


def stands_as(words: str, cell: str) -> bool:
    """Return whether `cell` shows `words`: all of them, or as many as it holds and the note of the cut."""
    wanted, there = _compared(words), _compared(cell)
    if wanted == there:
        return True
    note = _CUT.search(there)
    if note is None or note[1] != f"{units(visible(words)):,}":
        return False
    return wanted.startswith(there[: note.start()])


def _compared(text: str) -> str:
    # Some readers give `_x005F_x0041_` for `_x0041_`, others take the escape off.
    return _ESCAPED_SIGN.sub("_", visible(text))
