"""The register as a stream: sheets that overflow, progress, cancelling, memory."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from exports.records import ExportCancelled, RegisterOptions, RegisterRow
from exports.register_rows import FIRST_ROW
from exports.register_workbook import STRIDE, write_register
from schemas.document import ActivityDocument
from tests.support.export_records import PRINTED_ON, document, register_row
from tests.support.workbooks import by_calamine, by_openpyxl, load

OPTIONS = RegisterOptions(printed_on=PRINTED_ON)


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that holds whatever is left behind."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def _many(count: int) -> Iterator[RegisterRow]:
    empty = ActivityDocument()
    return (register_row(number, empty) for number in range(1, count + 1))


def test_a_sheet_that_is_full_goes_on_in_a_second_one_with_its_own_head():
    out = BytesIO()
    rows = [register_row(number, document(steps=2, lines=())) for number in range(1, 6)]
    summary = write_register(rows, out, options=OPTIONS, last_row=FIRST_ROW + 2)
    assert summary.sheets[:6] == ("ทะเบียน", "ทะเบียน (2)", "ขั้นตอน", "ขั้นตอน (2)", "ขั้นตอน (3)", "ขั้นตอน (4)")
    assert (summary.activities, summary.steps) == (5, 10)
    content = out.getvalue()
    book = load(content)
    assert [book["ทะเบียน (2)"].cell(row, 1).value for row in (FIRST_ROW, FIRST_ROW + 1)] == [
        "ROPA-2569-0004",
        "ROPA-2569-0005",
    ]
    assert book["ทะเบียน (2)"].auto_filter.ref == "A4:BU6"
    assert [cell.value for cell in book["ทะเบียน (2)"][4]] == [cell.value for cell in book["ทะเบียน"][4]]
    assert [sheet.sheet_view.tabSelected for sheet in book.worksheets].count(True) == 1
    assert by_openpyxl(content) == by_calamine(content)


def test_progress_is_told_in_strides_and_at_the_end():
    told: list[int] = []
    write_register(_many(STRIDE + 7), BytesIO(), options=RegisterOptions(printed_on=PRINTED_ON, progress=told.append))
    assert told == [0, STRIDE, STRIDE + 7]


def test_a_cancelled_export_leaves_neither_bytes_nor_files(temporary: Path):
    answers = iter([False, True])
    options = RegisterOptions(printed_on=PRINTED_ON, cancelled=lambda: next(answers))
    out = BytesIO()
    with pytest.raises(ExportCancelled):
        write_register(_many(STRIDE * 3), out, options=options)
    assert out.getvalue() == b""
    assert list(temporary.iterdir()) == []


def test_a_source_that_fails_midway_leaves_neither_bytes_nor_files(temporary: Path):
    def broken() -> Iterator[RegisterRow]:
        yield from _many(3)
        raise ConnectionError("the database went away")

    out = BytesIO()
    with pytest.raises(ConnectionError):
        write_register(broken(), out, options=OPTIONS)
    assert out.getvalue() == b""
    assert list(temporary.iterdir()) == []


def test_a_finished_export_leaves_no_files(temporary: Path):
    write_register(_many(3), BytesIO(), options=OPTIONS)
    assert list(temporary.iterdir()) == []


_CHILD = """
import tempfile
from pathlib import Path
from benchmarks.memory import peak_megabytes
from exports.records import RegisterOptions
from exports.register_workbook import write_register
from tests.support.export_records import PRINTED_ON, document, register_row

one = document(steps=1, lines=(1,))
for count in (100, 1100):
    with tempfile.TemporaryFile() as out:
        rows = (register_row(number, one) for number in range(count))
        write_register(rows, out, options=RegisterOptions(printed_on=PRINTED_ON))
    print(peak_megabytes())
"""


def test_memory_does_not_grow_with_the_rows():
    # In a child process: the peak of this one belongs to the tests before.
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", _CHILD]
    child = subprocess.run(command, check=True, capture_output=True, text=True, timeout=100, cwd=root)
    small, large = map(float, child.stdout.split())
    assert large - small < 10
    assert large < 150
