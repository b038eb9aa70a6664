"""What changed between two revisions of a record as .xlsx: the older text, the newer text, both in one."""

import io
from collections.abc import Sequence

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Color

from exports import page
from exports.grid import Changed, Grid
from exports.records import day_in_bangkok
from exports.safe_text import CELL_LIMIT, header_text, safe_text, units
from exports.styles import FONT_NAME, HEADER, PLAIN, PLAIN_TITLE, QUIET, SMALL, SMALL_CENTRED, new_workbook
from schemas.comparison import ComparedRevision, Comparison, FieldChange, WordRun
from schemas.diff import ChangeKind
from schemas.thai_dates import format_thai_date

SHEET = "การเปลี่ยนแปลง"
WIDTHS = (6.0, 24.0, 34.0, 10.0, 44.0, 44.0, 56.0)
HEADINGS = ("ลำดับ", "หมวด", "ข้อ", "ลักษณะ", "เดิม", "ใหม่", "คำที่เปลี่ยน")
_SIZE = SMALL.size
#: Struck through and underlined, so that a black-and-white print says the same.
_REMOVED = InlineFont(rFont=FONT_NAME, sz=_SIZE, strike=True, color=Color("FFB00020"))
_ADDED = InlineFont(rFont=FONT_NAME, sz=_SIZE, u="single", b=True, color=Color("FF0B6B2E"))
_SAME = InlineFont(rFont=FONT_NAME, sz=_SIZE)
_FONTS = {"removed": _REMOVED, "added": _ADDED, "same": _SAME}
_LEGEND = "คำที่ขีดฆ่าถูกลบ คำที่ขีดเส้นใต้ถูกเพิ่ม"


def write_comparison(found: Comparison, office_name: str) -> bytes:
    """Return the workbook. Texts stay texts; one that no cell can hold whole ends with a note that says so."""
    book = new_workbook()
    book.create_sheet(SHEET)
    changed: list[Changed] = []
    grid = Grid(book[SHEET], WIDTHS, f"{found.ref} ในทะเบียน ROPA", changed)
    grid.put(grid.row, 1, f"{found.ref} {found.title}".strip(), PLAIN_TITLE, columns=len(WIDTHS))
    for line in (office_name, f"เดิม: {_side(found.before)}", f"ใหม่: {_side(found.after)}", _counted(found), _LEGEND):
        grid.put(grid.row, 1, line, PLAIN, columns=len(WIDTHS))
    header = grid.row
    for column, words in enumerate(HEADINGS, 1):
        grid.put(header, column, words, HEADER)
    for number, change in enumerate(found.changes, 1):
        _row(grid, number, change)
    for each in changed:
        grid.put(grid.row, 1, f"เซลล์ {each.cell}: ข้อความถูกปรับให้เก็บในเซลล์ได้", QUIET, columns=len(WIDTHS))
    grid.sheet.freeze_panes = f"A{header + 1}"
    grid.finish()
    page.margins(grid.sheet)
    page.fit_to_width(grid.sheet, landscape=True)
    grid.sheet.print_title_rows = f"{header}:{header}"
    page.lines(
        grid.sheet, above=(header_text(office_name, longest=80), header_text(found.ref, longest=40)), below=("", "")
    )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _side(side: ComparedRevision) -> str:
    said = f"ฉบับที่ {side.revision} ({side.status.th})"
    if side.approved_at is not None:
        said += f" อนุมัติ {format_thai_date(day_in_bangkok(side.approved_at))} โดย {side.approved_by_name or '-'}"
    return f"{said} SHA-256 {side.content_hash[:12]}"


def _counted(found: Comparison) -> str:
    numbers = ((kind.th, getattr(found.counts, str(kind))) for kind in ChangeKind)
    said = ", ".join(f"{words} {number}" for words, number in numbers if number)
    return f"แตกต่าง {found.counts.total} แห่ง ({said})" if said else "ไม่มีข้อแตกต่าง"


def _row(grid: Grid, number: int, change: FieldChange) -> None:
    moved = change.kind is ChangeKind.MOVED
    before = change.from_th or "" if moved else change.before_text
    after = change.label_th if moved else change.after_text
    marked = marked_text(change.words)
    row = grid.row
    # Rows are not merged down the page: a filter must find each of them.
    cells = (change.section_th, change.label_th, change.kind.th, before, after, marked)
    grid.put(row, 1, number, SMALL_CENTRED)
    for column, text in enumerate(cells, 2):
        grid.put(row, column, text, SMALL)
    rich = rich_text(change.words) if marked else None
    if rich is not None:
        grid.sheet.cell(row, len(WIDTHS)).value = rich


def marked_text(runs: Sequence[WordRun]) -> str:
    """Return both texts in one for a place without fonts: [-removed-]{+added+}."""
    around = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return "".join(around[run.op].format(run.text) for run in runs)


def rich_text(runs: Sequence[WordRun]) -> CellRichText | None:
    """Return both texts in one, struck through and underlined; None when no cell can hold it."""
    texts = [(run.op, safe_text(run.text, whole="").value) for run in runs]
    if sum(units(text) for _, text in texts) > CELL_LIMIT:
        return None
    return CellRichText(*(TextBlock(_FONTS[op], text) for op, text in texts if text))
