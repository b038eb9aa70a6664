"""Sheet 5: the record's envelope, its findings, and what the cells could not take as it is."""

from collections.abc import Sequence

from msgspec import Struct

from exports.form_tables import put_row, write_titles
from exports.grid import Changed, Grid
from exports.records import FormRecord
from exports.styles import ERROR, HEADER, HINT, PLAIN, QUIET, VALUE, WARNING
from schemas.findings import Severity
from schemas.shown import place_of
from schemas.thai_dates import format_thai_date

FINDING_WIDTHS = (12.0, 32.0, 36.0, 60.0, 24.0, 36.0)
_LOOKS = {Severity.ERROR: ERROR, Severity.WARNING: WARNING, Severity.HINT: HINT}
_FINDING_HEADER = ("ระดับ", "รหัส", "ตำแหน่ง", "ข้อความ", "กฎหมาย", "ข้อแนะนำ")


def write_findings_sheet(grid: Grid, record: FormRecord, form: type[Struct], changed: Sequence[Changed]) -> int:
    """Write the record's envelope, the findings, and which cells could not be taken as they are.

    Returns the header row of the findings.
    """
    write_titles(grid, ("ผลการตรวจความครบถ้วนและความสอดคล้อง",))
    _envelope(grid, record)
    grid.put(grid.row, 1, "", PLAIN)
    header = grid.row
    for column, words in enumerate(_FINDING_HEADER, 1):
        grid.put(header, column, words, HEADER)
    for finding in record.findings:
        texts = (
            finding.severity.th,
            finding.code,
            place_of(finding.pointer, form),
            f"{finding.message_th}\n{finding.message_en}",
            finding.law or "",
            finding.suggestion or "",
        )
        put_row(grid, texts, VALUE, first=_LOOKS[finding.severity])
    if not record.findings:
        grid.put(grid.row, 1, "ไม่พบข้อสังเกต", VALUE, columns=len(grid.widths))
    _changes(grid, changed)
    return header


def _envelope(grid: Grid, record: FormRecord) -> None:
    said = {
        "ref": ("เลขที่อ้างอิง", record.ref),
        "office_name": ("หน่วยงาน", record.office_name),
        "revision": ("ฉบับที่", f"{record.revision} ({record.status.th}) บันทึกครั้งที่ {record.version}"),
        "printed_on": ("พิมพ์วันที่", format_thai_date(record.printed_on, style="long")),
        "content_hash": ("SHA-256 ของเอกสาร", record.content_hash),
    }
    for key, (label, value) in said.items():
        row = grid.row
        grid.put(row, 1, label, PLAIN, columns=2)
        grid.name(f"ropa.{key}", grid.put(row, 3, value, PLAIN, columns=2))


def _changes(grid: Grid, changed: Sequence[Changed]) -> None:
    if not changed:
        return
    grid.put(grid.row, 1, "", PLAIN)
    write_titles(grid, ("ข้อความที่แสดงในเซลล์ได้ไม่ตรงตามที่พิมพ์",))
    for one in list(changed):
        said = [f"แทนอักขระที่แสดงไม่ได้ {one.replaced} ตัวด้วยสัญลักษณ์" if one.replaced else ""]
        said.append(f"ตัดท้ายข้อความ {one.cut:,} ตัวอักษร ฉบับเต็มอยู่ที่ {grid.whole}" if one.cut else "")
        words = " ".join(part for part in said if part)
        grid.put(grid.row, 1, f"{one.sheet}!{one.cell}: {words}", QUIET, columns=len(grid.widths))
