"""Sheets 3 and 4: the flow table and the exchange table."""

from collections.abc import Sequence
from itertools import groupby

from msgspec import Struct

from exports.grid import Grid
from exports.records import FormRecord
from exports.styles import (
    BEYOND,
    HEADER,
    PLAIN_TITLE,
    SMALL,
    SMALL_CENTRED,
    SMALL_HEADER,
    VALUE,
    Look,
)
from schemas.exchange import InformationSystem
from schemas.flow import Step
from schemas.form import FieldInfo, exchange_columns, flow_columns
from schemas.printed import ASIDE_TITLE
from schemas.shown import flow_title, members, shown

FLOW_WIDTHS = (24.0, 20.0, 32.0, 32.0, 18.0, 32.0, 22.0)
GAP_WIDTH = 3.0
ASIDE_WIDTHS = (18.0, 22.0, 34.0)
EXCHANGE_WIDTHS = (6.0, 16.0, 10.0, 22.0, 15.0, 13.0, 18.0, 16.0, 15.0, 12.0, 13.0, 10.0, 13.0, 14.0)
EXCHANGE_TITLE = "รายชื่อระบบเทคโนโลยีสารสนเทศที่เกี่ยวข้องกับข้อมูลส่วนบุคคล"


def widths_for(widths: Sequence[float], columns: Sequence[FieldInfo]) -> tuple[float, ...]:
    """Return a width for every column; one that was declared later gets a common width."""
    return (*widths, *(22.0 for _ in columns[len(widths) :]))


def process_titles(record: FormRecord) -> tuple[str, str]:
    """Return the names of the main and the sub-process, "-" where the head of the form is empty."""
    head = record.document.form.header
    return head.main_process or "-", head.sub_process or "-"


def write_titles(grid: Grid, titles: Sequence[str], *, columns: int | None = None) -> None:
    """Write title lines over the full width, or over the first `columns`."""
    for title in titles:
        grid.put(grid.row, 1, title, PLAIN_TITLE, columns=columns or len(grid.widths))


def aside_columns() -> tuple[FieldInfo, ...]:
    """Return what a step has beside the printed table: kind, mode, arrows; its number stands before its title."""
    return tuple(info for info in members(Step) if info.note.column is None and info.key != "seq")


def flow_widths() -> tuple[float, ...]:
    """Return the widths of the printed table, of a gap, and of the columns that the paper does not have."""
    aside = (*ASIDE_WIDTHS, *(22.0 for _ in aside_columns()[len(ASIDE_WIDTHS) :]))
    return (*widths_for(FLOW_WIDTHS, flow_columns()), GAP_WIDTH, *aside)


def write_flow_sheet(grid: Grid, record: FormRecord) -> int:
    """Write the data-flow table, and set apart what the lost drawing said. Returns the upper header row."""
    printed, aside = flow_columns(), aside_columns()
    main, sub = process_titles(record)
    write_titles(grid, (f"Data Flow Diagram : {main}", f"กระบวนการ : {sub}"), columns=len(printed))
    header = grid.row
    for number, info in enumerate(printed, 1):
        grid.put(header, number, info.label, HEADER, rows=2)
    beside = len(printed) + 2
    grid.put(header, beside, ASIDE_TITLE, BEYOND, columns=len(aside))
    for number, info in enumerate(aside, beside):
        grid.put(header + 1, number, info.label, HEADER)
    for at, step in enumerate(record.document.steps):
        texts = [_cell(record, info, step, f"/steps/{at}") for info in printed]
        texts[0] = flow_title(step.seq, texts[0])
        texts += ["", *(_cell(record, info, step, f"/steps/{at}") for info in aside)]
        put_row(grid, texts, VALUE, gap=len(printed) + 1)
    return header


def _cell(record: FormRecord, info: FieldInfo, row: Struct, pointer: str) -> str:
    mark = record.document.marks.get(f"{pointer}{info.pointer}")
    return shown(info, getattr(row, info.key), mark)


def put_row(grid: Grid, texts: Sequence[str], look: Look, *, first: Look | None = None, gap: int | None = None) -> None:
    """Write a row of a table, as high as its text; the column `gap` stays without a border."""
    looks = [first or look, *(look for _ in texts[1:])]
    cells = [(text, column, 1, looks[column - 1]) for column, text in enumerate(texts, 1) if column != gap]
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
            ("" if line is None else _cell(record, info, line, f"/systems/{at}/exchanges/{place}"), column, 1, SMALL)
            for column, info in numbered
            if info.key not in own
        ]
        for place, line in enumerate(system.exchanges or [None])
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
