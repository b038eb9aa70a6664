"""The log of s.27 paragraph 3 in exports: sheets of the register and the form, a table, words in the view of s.39."""

from collections.abc import Iterator, Sequence

from exports.form_tables import put_row, write_titles
from exports.grid import Grid
from exports.records import FormRecord, RegisterRow
from exports.register_columns import OWNER, Column, SheetKind, Value, owner_cells
from exports.register_lists import Choices
from exports.styles import HEADER, VALUE
from schemas.disclosures import DisclosureKind, DisclosureLine, Means, Often
from schemas.thai_dates import format_thai_date
from schemas.vocabulary import LawfulBasis

TITLE = "ใช้และเปิดเผย มาตรา 27"
_COLUMNS: tuple[tuple[str, float, Choices | None], ...] = (
    ("ลำดับ", 8.0, None),
    ("ใช้หรือเปิดเผย", 12.0, Choices.of(DisclosureKind)),
    ("ผู้รับข้อมูล", 30.0, None),
    ("รายการข้อมูล", 34.0, None),
    ("ฐานตามมาตรา 24 หรือ 26", 28.0, Choices.of(LawfulBasis)),
    ("วัตถุประสงค์", 36.0, None),
    ("ตั้งแต่ (พ.ศ.)", 14.0, None),
    ("ถึง (พ.ศ.)", 14.0, None),
    ("ความถี่", 14.0, Choices.of(Often)),
    ("วิธีการ", 20.0, Choices.of(Means)),
    ("จำนวนราย", 11.0, None),
    ("ผู้อนุมัติ", 26.0, None),
    ("อ้างอิง", 22.0, None),
)
LABELS, WIDTHS = tuple(label for label, _, _ in _COLUMNS), tuple(width for _, width, _ in _COLUMNS)
HEADING = "การใช้หรือเปิดเผยโดยไม่ต้องขอความยินยอม (มาตรา 27 วรรคสาม, มาตรา 39(6))"
#: Recipients that the view of s.39 names; the sheet has them all.
_NAMED = 20


def disclosures_kind() -> SheetKind:
    """Return the columns of the register's sheet."""
    return SheetKind(TITLE, OWNER + tuple(Column(TITLE, *said) for said in _COLUMNS), frozen=1)


def disclosure_rows(row: RegisterRow) -> Iterator[list[Value]]:
    """Yield the cells of every entry that stands in an activity's log."""
    owner = owner_cells(row)
    for line in row.disclosures:
        yield [*owner, *line_cells(line)]


def line_cells(line: DisclosureLine) -> list[Value]:
    """Return the cells of an entry, in the order of `LABELS`."""
    entry = line.entry
    return [
        line.number,
        entry.kind.th,
        entry.recipient,
        "\n".join(entry.items),
        entry.ground.th,
        entry.purpose,
        format_thai_date(entry.happened_from),
        "" if entry.happened_to is None else format_thai_date(entry.happened_to),
        entry.often.th,
        entry.means.th,
        "" if entry.persons is None else entry.persons,
        entry.decided_by,
        entry.reference or "",
    ]


def write_disclosures_sheet(grid: Grid, record: FormRecord) -> int:
    """Write the form's sheet of the log; return its header row."""
    write_titles(grid, (HEADING,))
    header = grid.row
    for column, (words, _, _) in enumerate(_COLUMNS, 1):
        grid.put(header, column, words, HEADER)
    for line in record.disclosures:
        put_row(grid, [str(cell) for cell in line_cells(line)], VALUE)
    return header


def log_words(lines: Sequence[DisclosureLine]) -> str:
    """Return what the view of s.39(6) says of a log: how many entries, and to whom."""
    recipients = list(dict.fromkeys(line.entry.recipient for line in lines))
    more = f" และอีก {len(recipients) - _NAMED} ราย" if len(recipients) > _NAMED else ""
    return f"บันทึกตามมาตรา 27 วรรคสาม {len(lines)} รายการ: {'; '.join(recipients[:_NAMED])}{more}"
