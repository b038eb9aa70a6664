"""The few looks that the workbooks use."""

from dataclasses import dataclass, field

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.workbook import Workbook

#: Government Thai fonts are of this family; where it is missing the program takes its own Thai font.
FONT_NAME = "Sarabun"
BODY_SIZE = 11.0

_LINE = Side(style="thin", color="FF7F7F7F")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_NO_BOX = Border()
_NO_FILL = PatternFill()


def _fill(colour: str) -> PatternFill:
    return PatternFill("solid", start_color=colour, end_color=colour)


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """Font, fill, border and alignment of a cell. Each look is one object, compared by identity."""

    size: float = BODY_SIZE
    bold: bool = False
    colour: str = "FF000000"
    fill: PatternFill = field(default=_NO_FILL)
    border: Border = field(default=_BOX)
    horizontal: str | None = None
    vertical: str = "top"
    wraps: bool = True

    @property
    def font(self) -> Font:
        """The font as openpyxl takes it."""
        return Font(name=FONT_NAME, size=self.size, bold=self.bold, color=self.colour)

    @property
    def alignment(self) -> Alignment:
        """Wrapped: a cell that runs into its neighbour hides what the neighbour says."""
        return Alignment(horizontal=self.horizontal, vertical=self.vertical, wrap_text=self.wraps)


TITLE = Look(size=14, bold=True, border=_BOX, fill=_fill("FFD9E2F3"), horizontal="center", vertical="center")
PLAIN_TITLE = Look(size=13, bold=True, border=_NO_BOX, vertical="center")
PLAIN = Look(border=_NO_BOX)
#: Lines above a table, in its first column only: they run on over the empty cells beside them.
TITLE_LINE = Look(size=13, bold=True, border=_NO_BOX, vertical="center", wraps=False)
LINE = Look(border=_NO_BOX, wraps=False)
QUIET = Look(border=_NO_BOX, colour="FF595959", size=10)
SECTION = Look(bold=True, fill=_fill("FFEDF2F9"))
LABEL = Look(fill=_fill("FFF7F9FC"))
VALUE = Look()
SMALL = Look(size=10)
SMALL_CENTRED = Look(size=10, horizontal="center")
HEADER = Look(bold=True, size=10, fill=_fill("FFD9E2F3"), horizontal="center", vertical="center")
SMALL_HEADER = Look(bold=True, size=9, fill=_fill("FFD9E2F3"), horizontal="center", vertical="center")
BEYOND = Look(bold=True, fill=_fill("FFFFF2CC"), vertical="center")
ERROR = Look(fill=_fill("FFFCE4E4"), bold=True)
WARNING = Look(fill=_fill("FFFFF2CC"), bold=True)
HINT = Look(fill=_fill("FFEAF4EA"), bold=True)


def new_workbook() -> Workbook:
    """Return an empty workbook whose standard font is Sarabun 11: column widths are counted in its digits."""
    book = Workbook()
    book.remove(book.worksheets[0])
    standard = Font(name=FONT_NAME, size=BODY_SIZE, family=2)
    # openpyxl has no public way to change the standard font; the first font and the Normal style must agree.
    book._fonts = IndexedList([standard])  # type: ignore[attr-defined]  # noqa: SLF001
    book._named_styles["Normal"].font = standard  # type: ignore[attr-defined]  # noqa: SLF001
    return book
