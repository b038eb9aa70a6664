"""Whatever is done to the register's sheets: no crash, and no answer in the place of another."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from ropa.imports.rules_own_register import read_own_register
from ropa.imports.rules_sheets import Cell, SentFile, Sheet
from schemas.document import ActivityDocument, ActivityInput
from schemas.imports import ReadRecord
from tests.ropa.imports.test_own_register import HEAD, LINES, REGISTER, STEPS, SYSTEMS, TODAY, opened, row_of, written
from tests.support.export_records import document

OURS = (REGISTER, STEPS, SYSTEMS, LINES)
_ODD: tuple[Any, ...] = (
    *(
        "",
        " ",
        "-",
        "คำ",
        "=1",
        "ROPA-2569-0002",
        "99999999999999999999",
        "1.",
        "๑",
        "\x00",
        "ก" * 25_000,
        "[ตัดตาม",
        "{}",
    ),
    *(True, 0, -1, 1e308, float("inf"), float("nan"), datetime(2569, 2, 28), date(1, 1, 1), 10**30),  # noqa: DTZ001
)


def _numbered(number: int) -> ActivityDocument:
    """Return a document whose every text says in which field it stands."""
    made = document(steps=3, lines=(2, 1))
    for entry in made.form.beyond.transfer_country_and_safeguard or ():
        entry.country = "TH"
    for step in made.steps:
        step.title = f"คำตอบของ title {step.seq}"
    for system in made.systems:
        system.system_name = f"คำตอบของ system_name {system.seq}"
        for line in system.exchanges:
            line.exchanged_data = f"คำตอบของ exchanged_data {number}"
    return made


ROWS = [row_of(number, _numbered(number)) for number in range(1, 5)]
FILE = opened(written(ROWS))


def _copy() -> SentFile:
    sheets = [msgspec.structs.replace(sheet, cells=list(sheet.cells)) for sheet in FILE.sheets]
    return msgspec.structs.replace(FILE, sheets=sheets, remarks=[], properties=dict(FILE.properties))


def _put(sheet: Sheet, cells: list[Cell]) -> None:
    sheet.cells = sorted(cells, key=lambda cell: (cell.row, cell.column))


def _moved(cell: Cell, *, row: int | None = None, column: int | None = None) -> Cell:
    return msgspec.structs.replace(cell, row=row or cell.row, column=column or cell.column)


def _shuffle_columns(random: Random, sheet: Sheet) -> None:
    columns = sorted({cell.column for cell in sheet.cells})
    order = dict(zip(columns, random.sample(columns, len(columns)), strict=True))
    first = random.choice((1, HEAD - 1, HEAD))
    _put(sheet, [_moved(cell, column=order[cell.column]) if cell.row >= first else cell for cell in sheet.cells])


def _shuffle_rows(random: Random, sheet: Sheet) -> None:
    rows = sorted({cell.row for cell in sheet.cells if cell.row > HEAD})
    order = dict(zip(rows, random.sample(rows, len(rows)), strict=True))
    _put(sheet, [_moved(cell, row=order.get(cell.row, cell.row)) for cell in sheet.cells])


def _drop_column(random: Random, sheet: Sheet) -> None:
    gone = random.choice([cell.column for cell in sheet.cells] or [1])
    first = random.choice((1, HEAD))
    kept = [cell for cell in sheet.cells if cell.column != gone or cell.row < first]
    _put(
        sheet,
        [_moved(each, column=each.column - 1) if each.column > gone and each.row >= first else each for each in kept],
    )


def _drop_row(random: Random, sheet: Sheet) -> None:
    gone = random.choice([cell.row for cell in sheet.cells] or [1])
    kept = [cell for cell in sheet.cells if cell.row != gone]
    _put(sheet, [_moved(cell, row=cell.row - 1) if cell.row > gone else cell for cell in kept])


def _shift(random: Random, sheet: Sheet) -> None:
    down, right = random.randint(0, 3), random.randint(0, 3)
    _put(sheet, [_moved(cell, row=cell.row + down, column=cell.column + right) for cell in sheet.cells])


def _copy_row(random: Random, sheet: Sheet) -> None:
    row = random.choice([cell.row for cell in sheet.cells] or [1])
    last = max((cell.row for cell in sheet.cells), default=0) + 1
    _put(sheet, [*sheet.cells, *(_moved(cell, row=last) for cell in sheet.cells if cell.row == row)])


def _odd_cell(random: Random, sheet: Sheet) -> None:
    if sheet.cells:
        at, odd = random.randrange(len(sheet.cells)), random.choice(_ODD)
        value = None if isinstance(odd, str) else odd
        sheet.cells[at] = msgspec.structs.replace(sheet.cells[at], text=str(odd), value=value)


def _span(random: Random, sheet: Sheet) -> None:
    if sheet.cells:
        at = random.randrange(len(sheet.cells))
        rows, columns = random.choice(((3, 1), (1, 3), (2, 2), (10**6, 10**6)))
        sheet.cells[at] = msgspec.structs.replace(
            sheet.cells[at], rows=rows, columns=columns, hidden=True, formula=random.random() < 0.2
        )


def _rename(random: Random, sheet: Sheet) -> None:
    sheet.name = random.choice((*OURS, "ropa", "Sheet1", f"{REGISTER} (2)", "คำอธิบาย"))


_EDITS: tuple[Callable[[Random, Sheet], None], ...] = (
    _shuffle_columns,
    _shuffle_rows,
    _drop_column,
    _drop_row,
    _shift,
    _copy_row,
    _odd_cell,
    _span,
    _rename,
)
#: Edits that move cells and change none.
_MOVES = (_shuffle_columns, _shuffle_rows, _drop_column, _drop_row, _shift, _copy_row)


def _mangled(random: Random, edits: tuple[Callable[[Random, Sheet], None], ...]) -> SentFile:
    file = _copy()
    for _ in range(random.randint(1, 6)):
        random.choice(edits)(random, random.choice(file.sheets))
    if random.random() < 0.2:
        file.sheets.remove(random.choice(file.sheets))
    random.shuffle(file.sheets)
    if random.random() < 0.1:
        file.properties[random.choice(("ropa.kind", "ropa.schema_version"))] = random.choice(("", "x", "2", "register"))
    return file


def _texts(struct: Struct) -> Iterator[tuple[str, object]]:
    for key in type(struct).__struct_fields__:
        value = getattr(struct, key)
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, Struct):
                if "raw" in type(each).__struct_fields__:
                    yield key, getattr(each, "raw", None)
                else:
                    yield from _texts(each)
            elif type(each) is str and key != "country":
                yield key, each


def _whole(record: ReadRecord) -> ActivityInput | None:
    """Return the data of a record, which any part of the register can store and read again."""
    if record.data is None:
        assert record.problems
        return None
    return msgspec.json.decode(msgspec.json.encode(record.data), type=ActivityInput)


def _fuzz(random: Random) -> None:
    for record in read_own_register(_mangled(random, _EDITS), today=TODAY) or ():
        _whole(record)


def _shuffled(random: Random) -> None:
    for record in read_own_register(_mangled(random, _MOVES), today=TODAY) or ():
        data = _whole(record)
        for key, words in _texts(data.document()) if data is not None else ():
            assert not words or f"คำตอบของ {key}" in str(words), (key, words)


@settings(max_examples=15)
@given(st.randoms(use_true_random=False))
def test_no_workbook_makes_the_reader_fall(random: Random):
    _fuzz(random)


@settings(max_examples=15)
@given(st.randoms(use_true_random=False))
def test_an_answer_never_lands_in_another_field(random: Random):
    _shuffled(random)


@pytest.mark.campaign
def test_a_thousand_workbooks():
    for seed in range(1_000):
        _fuzz(Random(seed))  # noqa: S311 - the same seed must give the same workbook
        _shuffled(Random(seed))  # noqa: S311 - as above
