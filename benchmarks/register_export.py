"""The register's export against a bare openpyxl write-only loop, and its memory."""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median

from openpyxl.workbook import Workbook

from benchmarks.memory import peak_megabytes
from benchmarks.ratio import Measure
from exports.records import RegisterOptions, RegisterRow
from exports.register_columns import FormReader, Value
from exports.register_workbook import write_register
from ropa.samples import filled_forms
from schemas.activity import Form
from schemas.document import ActivityDocument, ActivityInput
from schemas.reading import read_json
from schemas.vocabulary import RevisionStatus

OPTIONS = RegisterOptions(printed_on=date(2026, 11, 21))
UPDATED_AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
#: Steps and systems kept of each sample: 100,000 whole ones are four million rows.
KEPT = 3


def _documents() -> list[ActivityDocument]:
    """Return the two filled forms with their first steps and systems, one exchange line a system."""
    made = []
    for file in filled_forms():
        read = read_json(file.read_bytes(), ActivityInput).document()
        for system in read.systems:
            del system.exchanges[1:]
        made.append(
            ActivityDocument(form=read.form, steps=read.steps[:KEPT], systems=read.systems[:KEPT], marks=read.marks)
        )
    return made


def _rows(documents: list[ActivityDocument], count: int) -> Iterator[RegisterRow]:
    for number in range(count):
        yield RegisterRow(
            document=documents[number % len(documents)],
            ref=f"ROPA-2569-{number:06}",
            office_name="สำนักงานปลัดกระทรวง",
            status=RevisionStatus.APPROVED,
            revision=1,
            version=3,
            updated_at=UPDATED_AT,
            content_hash="ab" * 32,
        )


def _ours(documents: list[ActivityDocument], count: int, path: Path) -> None:
    with path.open("wb") as out:
        summary = write_register(_rows(documents, count), out, options=OPTIONS)
    assert summary.activities == count


Cells = list[list[Value]]


def _ready(documents: list[ActivityDocument]) -> list[tuple[Cells, Cells, Cells, Cells]]:
    """Return each document's cells by sheet: the bare loop need not read them off the record."""
    reader = FormReader(Form)
    return [
        ([reader.activity(row)], [*reader.steps(row)], [*reader.exchanges(row)], [*reader.recipients(row)])
        for row in _rows(documents, len(documents))
    ]


def _bare(ready: list[tuple[Cells, Cells, Cells, Cells]], count: int, path: Path) -> None:
    book = Workbook(write_only=True)
    sheets = [book.create_sheet() for _ in range(4)]
    for number in range(count):
        for sheet, rows in zip(sheets, ready[number % len(ready)], strict=True):
            for cells in rows:
                sheet.append(cells)
    book.save(path)


def _seconds(action: Callable[[], None]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def _peak_mb() -> float:
    return peak_megabytes()


def _peaks(counts: list[int]) -> list[float]:
    """Return the peak of this process after registers of growing size, in MB."""
    documents = _documents()
    peaks = []
    with tempfile.TemporaryDirectory() as folder:
        for count in counts:
            _ours(documents, count, Path(folder) / "register.xlsx")
            peaks.append(_peak_mb())
    return peaks


def _peaks_of_a_child(counts: list[int]) -> list[float]:
    command = [sys.executable, "-m", "benchmarks.register_export", "--peak", *map(str, counts)]
    child = subprocess.run(command, check=True, capture_output=True, text=True)
    return [float(word) for word in child.stdout.split()]


def measure(*, quick: bool) -> list[Measure]:
    """Return the time against the bare loop, and peak and growth of memory in a process of its own."""
    count, large = (1_000, 5_000) if quick else (10_000, 100_000)
    documents = _documents()
    ready = _ready(documents)
    cells = sum(len(row) for sheet in ready[0] for row in sheet)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "register.xlsx"
        rounds = [
            (_seconds(lambda: _ours(documents, count, target)), _seconds(lambda: _bare(ready, count, target)))
            for _ in range(3)
        ]
    ours, bare = (median(arm) for arm in zip(*rounds, strict=True))
    small_peak, peak = _peaks_of_a_child([1_000, large])
    return [
        Measure(
            name=f"register of {count:,} activities, styled / bare openpyxl write-only loop",
            value=ours / bare,
            target=1.5,
            better="at_most",
            note=f"{ours:.1f} s / {bare:.1f} s; {cells} cells an activity on 4 sheets, handed ready to the bare loop",
        ),
        Measure(
            name=f"peak memory of a register of {large:,} activities, MB",
            value=peak,
            target=300,
            better="at_most",
            note="whole process, in a child",
        ),
        Measure(
            name=f"growth of memory from 1,000 to {large:,} activities, MB",
            value=peak - small_peak,
            target=50,
            better="at_most",
            note="same child",
        ),
    ]


def main() -> None:
    """Print peaks for `--peak COUNT...`, the way `measure` asks its child."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peak", type=int, nargs="+", required=True)
    print(*_peaks(parser.parse_args().peak))


if __name__ == "__main__":
    main()
