"""Sheets 3 to 5: the flow table, the exchange table and the findings."""

from collections.abc import Sequence
from itertools import groupby

from msgspec import Struct

from exports.grid import Changed, Grid
from exports.records import FormRecord
from exports.styles import (
    ERROR,
    HEADER,
    HINT,
    PLAIN,
    PLAIN_TITLE,
    QUIET,
    SMALL,
    SMALL_CENTRED,
    SMALL_HEADER,
    VALUE,
    WARNING,
    Look,
)
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.findings import Severity
from schemas.form import FieldInfo, exchange_columns, flow_columns
from schemas.shown import flow_title, members, place_of, shown
from schemas.thai_dates import format_thai_date

FLOW_WIDTHS = (24.0, 20.0, 32.0, 32.0, 18.0, 32.0, 22.0)
EXCHANGE_WIDTHS = (6.0, 16.0, 10.0, 22.0, 15.0, 13.0, 18.0, 16.0, 15.0, 12.0, 13.0, 10.0, 13.0, 14.0)
FINDING_WIDTHS = (12.0, 32.0, 36.0, 60.0, 24.0, 36.0)
EXCHANGE_TITLE = "รายชื่อระบบเทคโนโลยีสารสนเทศที่เกี่ยวข้องกับข้อมูลส่วนบุคคล"
_LOOKS = {Severity.ERROR: ERROR, Severity.WARNING: WARNING, Severity.HINT: HINT}
_FINDING_HEADER = ("ระดับ", "รหัส", "ตำแหน่ง", "ข้อความ", "กฎหมาย", "ข้อแนะนำ")


def widths_for(widths: Sequence[float], columns: Sequence[FieldInfo]) -> tuple[float, ...]:
    """Return a width for every column; one that was declared later gets a common width."""
    return (*widths, *(22.0 for _ in columns[len(widths) :]))


def process_titles(record: FormRecord) -> tuple[str, str]:
    """Return the names of the main and the sub-process, "-" where the head of the form is empty."""
    head = record.document.form.header
    return head.main_process or "-", head.sub_process or "-"


def write_titles(grid: Grid, titles: Sequence[str]) -> None:
    """Write title lines over the full width."""
    for title in titles:
        grid.put(grid.row, 1, title, PLAIN_TITLE, columns=len(grid.widths))


def write_flow_sheet(grid: Grid, record: FormRecord) -> int:
    """Write the data-flow table. Returns its header row."""
    main, sub = process_titles(record)
    write_titles(grid, (f"Data Flow Diagram : {main}", f"กระบวนการ : {sub}"))
    columns = flow_columns()
    header = grid.row
    for number, info in enumerate(columns, 1):
        grid.put(header, number, info.label, HEADER)
    for at, step in enumerate(record.document.steps):
        texts = [_cell(record, info, step, f"/steps/{at}") for info in columns]
        texts[0] = flow_title(step.seq, step.title)
        _row(grid, texts, VALUE)
    return header


def _cell(record: FormRecord, info: FieldInfo, row: Struct, pointer: str) -> str:
    mark = record.document.marks.get(f"{pointer}{info.pointer}")
    return shown(info, getattr(row, info.key), mark)


def _row(grid: Grid, texts: Sequence[str], look: Look, *, first: Look | None = None) -> None:
    looks = [first or look, *(look for _ in texts[1:])]
    cells = [(text, column, 1, looks[column - 1]) for column, text in enumerate(texts, 1)]
    rows, row = grid.rows_for(*cells), grid.row
    for text, column, _, own in cells:
        grid.put(row, column, text, own, rows=rows)


def write_exchange_sheet(grid: Grid, record: FormRecord) -> int:
    """Write the exchange table under its two header levels. Returns the upper header row."""
    main, sub = process_titles(record)
    write_titles(grid, (EXCHANGE_TITLE, f"ระบบหลัก : {main}", f"ระบบย่อย : {sub}"))
    columns = exchange_columns()
    header = grid.row
    column = 1
    for group, infos in groupby(columns, key=lambda info: info.note.group_th):
        run = list(infos)
        if group is not None:
            grid.put(header, column, group, SMALL_HEADER, columns=len(run))
        for at, info in enumerate(run, column):
            rows = 1 if group is not None else 2
            grid.put(header + 2 - rows, at, info.label, SMALL_HEADER, rows=rows)
        column += len(run)
    for at, system in enumerate(record.document.systems):
        _system(grid, record, system, at)
    return header


def _system(grid: Grid, record: FormRecord, system: InformationSystem, at: int) -> None:
    """Write one system: its own cells merged down over its lines, and a row for each line."""
    columns = exchange_columns()
    numbered = list(enumerate(columns, 1))
    own = {info.key for info in members(InformationSystem)}
    shared = [
        (_cell(record, info, system, f"/systems/{at}"), column, 1, SMALL)
        for column, info in numbered
        if info.key in own
    ]
    lines = [
        [
            (_cell(record, info, line, f"/systems/{at}/exchanges/{place}"), column, 1, SMALL)
            for column, info in numbered
            if info.key not in own
        ]
        for place, line in enumerate(system.exchanges or [ExchangeLine()])
    ]
    rows = [grid.rows_for(*cells) for cells in lines]
    rows[-1] += max(0, grid.rows_for(*shared) - sum(rows))
    first = grid.row
    for text, column, _, look in shared:
        if columns[column - 1].key == "seq":
            grid.put(first, column, system.seq, SMALL_CENTRED, rows=sum(rows))
        else:
            grid.put(first, column, text, look, rows=sum(rows))
    row = first
    for cells, height in zip(lines, rows, strict=True):
        for text, column, _, look in cells:
            grid.put(row, column, text, look, rows=height)
        row += height


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
        _row(grid, texts, VALUE, first=_LOOKS[finding.severity])
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
