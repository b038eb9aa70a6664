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
from exports.register_workbook import sheets_of, write_register
from ropa.activities.service_findings import findings_about
from ropa.samples import filled_forms
from schemas.activity import Form
from schemas.document import ActivityDocument, ActivityInput
from schemas.findings import Finding
from schemas.holding import DueState
from schemas.reading import read_json
from schemas.register_lines import HeldSet, RevisionLine
from schemas.vocabulary import RevisionStatus, StartEvent
from schemas.worklist import FindingState, WorkItem

OPTIONS = RegisterOptions(printed_on=date(2026, 11, 21))
UPDATED_AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
#: Steps and systems kept of each sample: 100,000 whole ones are four million rows.
KEPT = 3
#: Findings kept of each; the two samples have 20 and more.
FINDINGS = 8


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


HELD = HeldSet(
    title="แฟ้มคำขอ พ.ศ. 2560",
    start_event=StartEvent.DOCUMENT_DATE,
    started_on=date(2017, 12, 31),
    last_day_kept=date(2027, 12, 31),
    due_on=date(2028, 1, 1),
    due_state=DueState.DATED,
    reason_th="10 ปี นับจากวันที่ของเอกสาร: 31 ธ.ค. 2560 ไม่นับวันแรก เก็บถึงสิ้นวันที่ 31 ธ.ค. 2570 (ปพพ. 193/3, 193/5)",
    holds=(),
    location="ห้องเก็บเอกสาร ชั้น 2",
    medium="กระดาษ",
    volume="3 กล่อง",
)


def _item(found: Finding) -> WorkItem:
    return WorkItem(
        key="0" * 64,
        activity_id="",
        ref="",
        title="",
        office_id=0,
        revision=1,
        code=found.code,
        severity=found.severity,
        pointer=found.pointer,
        message_th=found.message_th,
        message_en=found.message_en,
        law=found.law,
        suggestion=found.suggestion,
        suggestion_en=found.suggestion_en,
        is_new=found.is_new,
        owner_id=None,
        owner_name="เจ้าหน้าที่ผู้บันทึก",
        assigned=False,
        state=FindingState.OPEN,
        acceptance=None,
    )


def _rows(documents: list[ActivityDocument], count: int) -> Iterator[RegisterRow]:
    """Yield activities as the database would give them: a holding, two revisions and the real findings of each."""
    found = [[_item(each) for each in findings_about(document)[:FINDINGS]] for document in documents]
    for number in range(count):
        yield RegisterRow(
            document=documents[number % len(documents)],
            ref=f"ROPA-2569-{number:06}",
            office_name="สำนักงานปลัดกระทรวง",
            status=RevisionStatus.APPROVED,
            revision=2,
            version=3,
            updated_at=UPDATED_AT,
            content_hash="ab" * 32,
            holdings=[HELD],
            findings=found[number % len(documents)],
            revisions=[
                RevisionLine(
                    revision=each,
                    status=RevisionStatus.APPROVED if each == 2 else RevisionStatus.SUPERSEDED,
                    content_hash="ab" * 32,
                    updated_at=UPDATED_AT,
                    approved_at=UPDATED_AT,
                    approved_by_name="ผู้อำนวยการ",
                    manifest_hash="cd" * 32,
                    superseded_at=None if each == 2 else UPDATED_AT,
                )
                for each in (2, 1)
            ],
        )


def _ours(documents: list[ActivityDocument], count: int, path: Path) -> None:
    with path.open("wb") as out:
        summary = write_register(_rows(documents, count), out, options=OPTIONS)
    assert summary.activities == count


Cells = list[list[Value]]


def _ready(documents: list[ActivityDocument]) -> list[list[Cells]]:
    """Return each document's cells by sheet: the bare loop need not read them off the record."""
    reader, sheets = FormReader(Form), sheets_of(OPTIONS)
    return [
        [list(rows_of(row, reader.activity(row))) for _, rows_of in sheets] for row in _rows(documents, len(documents))
    ]


def _bare(ready: list[list[Cells]], count: int, path: Path) -> None:
    book = Workbook(write_only=True)
    sheets = [book.create_sheet() for _ in ready[0]]
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
    cells = sum(len(row) for one in ready for sheet in one for row in sheet) // len(ready)
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
            note=f"{ours:.1f} s / {bare:.1f} s; {count / ours:,.0f} / {count / bare:,.0f} activities a second; "
            f"{cells} cells an activity on {len(ready[0])} sheets, handed ready to the bare loop",
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
