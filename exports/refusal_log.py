"""Refused requests of data subjects in exports (s.39(7)): sheets of the register and the form, a table, and words."""

from collections.abc import Iterator, Sequence

from exports.form_tables import put_row, write_titles
from exports.grid import Grid
from exports.records import FormRecord, RegisterRow
from exports.register_columns import OWNER, Column, SheetKind, Value, owner_cells
from exports.register_lists import Choices
from exports.styles import HEADER, VALUE
from schemas.refusals import NAMED_BY_LAW, RefusalGround, RefusalLine
from schemas.request_terms import Right
from schemas.thai_dates import format_thai_date

TITLE = "การปฏิเสธคำขอ"
_COLUMNS: tuple[tuple[str, float, Choices | None], ...] = (
    ("ลำดับ", 8.0, None),
    ("เลขที่คำขอ", 17.0, None),
    ("สิทธิที่ขอใช้", 24.0, Choices.of(Right)),
    ("วันที่ปฏิเสธ (พ.ศ.)", 14.0, None),
    ("ปฏิเสธ", 12.0, None),
    ("สิ่งที่ปฏิเสธ", 32.0, None),
    ("เหตุ", 34.0, Choices.of(RefusalGround)),
    ("กฎหมาย", 24.0, None),
    ("เหตุผล", 46.0, None),
    ("บันทึกตาม", 18.0, None),
)
LABELS, WIDTHS = tuple(label for label, _, _ in _COLUMNS), tuple(width for _, width, _ in _COLUMNS)
HEADING = "การปฏิเสธคำขอหรือการคัดค้านของเจ้าของข้อมูลส่วนบุคคล พร้อมเหตุผล (มาตรา 39(7))"
WHOLE, PART = "ทั้งหมด", "บางส่วน"
BY_LAW, BESIDES = "มาตรา 39(7)", "บันทึกเพิ่มเติม"
#: Refusals that the view of s.39 tells with their grounds; the sheet has them all.
_TOLD = 20


def refusals_kind() -> SheetKind:
    """Return the columns of the register's sheet."""
    return SheetKind(TITLE, OWNER + tuple(Column(TITLE, *said) for said in _COLUMNS), frozen=1)


def refusal_rows(row: RegisterRow) -> Iterator[list[Value]]:
    """Yield the cells of every refusal that stands in an activity's record."""
    owner = owner_cells(row)
    for line in row.refusals:
        yield [*owner, *line_cells(line)]


def line_cells(line: RefusalLine) -> list[Value]:
    """Return the cells of a refusal, in the order of `LABELS`."""
    said = line.refusal
    return [
        line.number,
        said.request_ref,
        said.right.th,
        format_thai_date(said.rejected_on),
        WHOLE if said.is_whole else PART,
        said.what,
        said.ground.th,
        said.law,
        said.reason,
        # s.39(7) does not name s.33 and s.34; their refusals stand here all the same.
        BY_LAW if said.right in NAMED_BY_LAW else BESIDES,
    ]


def write_refusals_sheet(grid: Grid, record: FormRecord) -> int:
    """Write the form's sheet of the refusals; return its header row."""
    write_titles(grid, (HEADING,))
    header = grid.row
    for column, (words, _, _) in enumerate(_COLUMNS, 1):
        grid.put(header, column, words, HEADER)
    for line in record.refusals:
        put_row(grid, [str(cell) for cell in line_cells(line)], VALUE)
    return header


def log_words(lines: Sequence[RefusalLine]) -> str:
    """Return what the view of s.39(7) says of the refusals: each with its day, right and ground."""
    said = [
        f"{line.refusal.request_ref} {line.refusal.right.th} ({WHOLE if line.refusal.is_whole else PART}) "
        f"{format_thai_date(line.refusal.rejected_on)}: {line.refusal.ground.th}"
        for line in lines[:_TOLD]
    ]
    if len(lines) > _TOLD:
        said.append(f"และอีก {len(lines) - _TOLD} รายการ")
    return "\n".join((f"ปฏิเสธคำขอหรือการคัดค้าน {len(lines)} รายการ", *said))
