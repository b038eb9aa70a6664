"""The register's last sheet: how to read it, and what each column asks by which law."""

from collections.abc import Sequence

from msgspec import Struct
from openpyxl.utils import get_column_letter

from exports.grid import Grid
from exports.records import RegisterOptions, said_day
from exports.register_columns import SheetKind, register_kind
from exports.styles import HEADER, PLAIN, PLAIN_TITLE, SMALL, VALUE
from schemas.form import form_fields
from schemas.vocabulary import Mark

LEGEND_SHEET = "คำอธิบาย"
LEGEND_WIDTHS = (10.0, 30.0, 44.0, 56.0, 30.0)
_TOKENS = (
    ("(ว่าง)", "ยังไม่ได้ตอบ"),
    (Mark.DASH.value, Mark.DASH.th),
    (Mark.NO.value, "ตอบว่าไม่มีหรือไม่ใช่"),
    ("YES", "ตอบว่าใช่"),
    (Mark.NONE.value, "ตอบว่าไม่มี"),
    (Mark.NA.value, Mark.NA.th),
)
_HEADER = ("คอลัมน์", "หมวด", "ข้อ", "คำอธิบายในแบบฟอร์ม", "กฎหมาย")


def write_legend(
    grid: Grid,
    kinds: Sequence[tuple[SheetKind, Sequence[int]]],
    options: RegisterOptions,
    form: type[Struct],
    notes: Sequence[str],
) -> None:
    """Write scope and counts, the notes, the tokens, and every column of the register."""
    grid.put(1, 1, "คำอธิบายทะเบียน", PLAIN_TITLE, columns=len(grid.widths))
    said = [f"ขอบเขต: {options.scope}", said_day(options), *notes]
    said.extend(f"แผ่นงาน {kind.title}: {sum(counts):,} แถว" for kind, counts in kinds)
    for line in said:
        grid.put(grid.row, 1, line, PLAIN, columns=len(grid.widths))
    grid.put(grid.row, 1, "คำตอบที่ต่างกัน", PLAIN_TITLE, columns=len(grid.widths))
    for token, meaning in _TOKENS:
        row = grid.row
        grid.put(row, 1, token, VALUE)
        grid.put(row, 2, meaning, VALUE)
    grid.put(grid.row, 1, "คอลัมน์ของแผ่นงานทะเบียน", PLAIN_TITLE, columns=len(grid.widths))
    header = grid.row
    for place, words in enumerate(_HEADER, 1):
        grid.put(header, place, words, HEADER)
    columns = register_kind(form).columns
    infos = list(form_fields(form))
    for number, column in enumerate(columns, 1):
        at = number - 1 - (len(columns) - len(infos))
        note = infos[at].note if at >= 0 else None
        row = grid.row
        cells = (
            get_column_letter(number),
            column.section,
            note.label_th or column.label if note else column.label,
            (note.hint_th or "") if note else "",
            ", ".join(note.laws) if note else "",
        )
        for place, said_there in enumerate(cells, 1):
            grid.put(row, place, said_there, SMALL)
