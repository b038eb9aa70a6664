"""How many lines a text takes in a column, so that rows can be made high enough.

Spreadsheet programs do not make merged cells grow, and LibreOffice and Excel break Thai lines by dictionaries of their
own. The answer here is never too small for Sarabun: widths are the font's own, words are taken as long ones.
"""

import re
from math import ceil

# Advance widths of Sarabun Regular in 1/1000 em, U+0020-007E and U+0E01-0E5B (tests compare them with the font).
_ASCII = (
    243, 237, 354, 686, 529, 903, 668, 192, 318, 318, 448, 607, 252, 340, 252, 415, 550, 550, 550, 550, 550, 550, 550,
    550, 550, 550, 252, 252, 607, 607, 607, 454, 795, 596, 589, 585, 623, 552, 550, 636, 678, 292, 440, 605, 548, 798,
    682, 661, 573, 661, 581, 529, 558, 657, 602, 831, 605, 573, 567, 308, 382, 308, 585, 323, 400, 514, 542, 473, 542,
    518, 331, 541, 558, 245, 247, 487, 291, 839, 549, 557, 545, 545, 350, 416, 377, 552, 479, 668, 460, 462, 451, 320,
    242, 320, 607,
)  # fmt: skip
_THAI = (
    576, 594, 606, 603, 607, 638, 454, 556, 570, 606, 616, 807, 830, 612, 612, 539, 708, 831, 831, 592, 607, 581, 657,
    542, 637, 645, 655, 622, 622, 720, 720, 616, 614, 572, 484, 581, 580, 612, 512, 602, 677, 580, 636, 720, 587, 565,
    546, 534, 0, 485, 485, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 589, 310, 579, 379, 378, 390, 293, 621, 0, 0, 0, 0, 0, 0,
    0, 0, 621, 660, 676, 685, 694, 678, 678, 675, 744, 674, 692, 767, 1020,
)  # fmt: skip
_WIDTHS = {chr(0x20 + at): width for at, width in enumerate(_ASCII)} | {
    chr(0x0E01 + at): width for at, width in enumerate(_THAI)
}
_OTHER = 1000  # wide scripts and emoji fill a square
_BOLD = 1.06  # Sarabun Bold is 2-5 % wider

#: Ascender and descender of Sarabun (1.30 em) and a little air, which also covers the usual replacement fonts.
LINE_EM = 1.36
#: Points above and below the text, and left and right of it together.
PADDING_Y = 5.0
PADDING_X = 6.0
#: A column of width 1 holds one digit of the workbook's standard font (Sarabun 11, 0.55 em).
POINTS_PER_COLUMN_UNIT = 6.05

# Thai has no spaces between words: a run counts as words of eleven letters with their marks (อิเล็กทรอนิกส์). Signs
# hold on to the words beside them ("(ระบุ", "หลัก/ระบบ", "ชื่อ,นามสกุล"): LibreOffice does not break lines there.
_WORD = r"(?:[ก-ะาำเ-ๆฯ฿๏-๛][ัิ-ฺ็-๎]*){1,11}"
_OTHER_THAN_THAI = r"[^\s฀-๿]"
_SIGN = r"[^\s฀-๿A-Za-z0-9]"
_PIECES = re.compile(rf" +|{_OTHER_THAN_THAI}*{_WORD}(?:{_SIGN}+{_WORD})*{_OTHER_THAN_THAI}*|{_OTHER_THAN_THAI}+|.")


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of one line in points."""
    em = sum(_WIDTHS.get(char, _OTHER) for char in text) / 1000
    return em * size * (_BOLD if bold else 1.0)


def _paragraph_lines(text: str, width: float, size: float, *, bold: bool) -> int:
    lines, used = 1, 0.0
    for piece in _PIECES.findall(text):
        wide = text_width(piece, size, bold=bold)
        if used + wide <= width:
            used += wide
        elif piece.startswith(" "):
            used = width  # a space hangs over the edge; what follows starts a line
        else:
            lines += (used > 0) + max(0, ceil(wide / width) - 1)
            used = wide % width if wide > width else wide
    return lines


def line_count(text: str, width: float, size: float, *, bold: bool = False) -> int:
    """Return how many lines the text takes at most in `width` points; an empty text takes one."""
    return sum(_paragraph_lines(line, max(width, size), size, bold=bold) for line in text.split("\n"))


def column_points(*units: float) -> float:
    """Return the points that text may use in one column or in merged ones of these widths."""
    return sum(units) * POINTS_PER_COLUMN_UNIT - PADDING_X


def height_of(text: str, width: float, size: float, *, bold: bool = False) -> float:
    """Return the height in points that a cell needs to show the whole text in `width` points."""
    return line_count(text, width, size, bold=bold) * size * LINE_EM + PADDING_Y
