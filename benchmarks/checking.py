"""The whole register checked again in one command, against merely reading and decoding it."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

import msgspec

from benchmarks.ratio import Measure
from ropa.activities import service_findings, service_listing
from ropa.activities.service import create, document_of
from ropa.clock import now
from ropa.db.migrate import upgrade
from ropa.db.unit_of_work import Database, UnitOfWork
from ropa.offices.service import load_offices
from ropa.samples import filled_forms
from schemas.access import COMMAND_LINE
from schemas.document import ActivityInput
from schemas.listing import ActivityFilter
from schemas.reading import read_json

COUNT, QUICK = 10_000, 500
#: Departments that exchange with each other, so that the other side of many lines stands in the register.
BODIES = 60
_BATCH = 250
_KIBI = 1024
#: A check may cost this many readings. A reading decodes JSON in C; the rules are Python over every cell.
_RATIO = 30.0
_SECOND = 150.0
_MEGABYTES = 250.0


def _records(count: int) -> Iterator[ActivityInput]:
    """Yield whole forms whose long texts and names differ: what is remembered of one helps little with the next."""
    read = [file.read_bytes() for file in filled_forms()]
    for number in range(count):
        data = read_json(read[number % len(read)], ActivityInput)
        data.form.header.parent_org_unit = f"กรมที่ {number % BODIES}"
        data.form.header.sub_process = f"{data.form.header.sub_process} {number}"
        for step in data.steps:
            for column in ("collection", "use", "storage"):
                text = getattr(step, column)
                setattr(step, column, text and f"{text} (ชุดที่ {number})")
        for system in data.systems:
            system.system_name = f"{system.system_name} {number}"
            for place, line in enumerate(system.exchanges):
                line.external_org_unit = f"กรมที่ {(number + place + 1) % BODIES}"
        yield data


def _fill(database: Database, count: int) -> None:
    with database.write(COMMAND_LINE, now()) as uow:
        load_offices(uow)
    waiting = _records(count)
    for start in range(0, count, _BATCH):
        with database.write(COMMAND_LINE, now()) as uow:
            for _, data in zip(range(min(_BATCH, count - start)), waiting, strict=False):
                create(uow, data)


def _read(uow: UnitOfWork) -> int:
    _, records = service_listing.register(uow, ActivityFilter())
    return sum(len(document_of(stored).steps) for stored in records)


def _check(uow: UnitOfWork) -> int:
    _, records = service_listing.register(uow, ActivityFilter())
    return sum(len(found) for _, _, found in service_findings.checked(uow, records))


def measure(*, quick: bool) -> list[Measure]:
    """Return the ratio of checking to reading, the records a second of `ropa check`, and the most memory it held."""
    count = QUICK if quick else COUNT
    with tempfile.TemporaryDirectory(prefix="ropa-bench-") as folder:
        url = f"sqlite:///{folder}/check.db"
        upgrade(url)
        database = Database(url)
        _fill(database, count)
        with database.read(COMMAND_LINE, now()) as uow:
            _read(uow)  # warms the file
            began = time.process_time()
            _read(uow)
            reading = time.process_time() - began
            began = time.process_time()
            found = _check(uow)
            checking = time.process_time() - began
        database.close()
        spent, seconds, peak = _command(url, Path(folder), count)
    return [
        Measure(
            name=f"{count:,} whole records checked, against reading and decoding them (processor time)",
            value=checking / reading,
            target=_RATIO,
            better="at_most",
            note=f"check {checking:.1f} s, {found:,} findings; read {reading:.2f} s; "
            f"{checking / count * 1000:.2f} ms a record",
        ),
        Measure(
            name=f"`ropa check --json` of {count:,} records: records a second",
            value=count / seconds,
            target=_SECOND,
            better="at_least",
            note=f"{seconds:.1f} s on the clock, start included; {spent:.1f} s of one processor",
        ),
        Measure(
            name="... its most memory, MiB",
            value=peak,
            target=_MEGABYTES,
            better="at_most",
            note="streamed: a hundred records at a time",
        ),
    ]


def _command(url: str, folder: Path, count: int) -> tuple[float, float, float]:
    """Return processor seconds, clock seconds and the most MiB of the command, run in a process of its own."""
    out = folder / "findings.json"
    before, began = getrusage(RUSAGE_CHILDREN), time.perf_counter()
    with out.open("wb") as file:
        subprocess.run(
            [sys.executable, "-m", "ropa", "check", "--json"],
            env={**os.environ, "ROPA_DATABASE_URL": url, "ROPA_ENV": "development"},
            stdout=file,
            check=False,
        )
    seconds, after = time.perf_counter() - began, getrusage(RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    told = msgspec.json.decode(out.read_bytes(), type=dict[str, list[msgspec.Raw]])
    if len(told["records"]) != count:
        raise RuntimeError("the command did not check every record")
    return spent, seconds, after.ru_maxrss / _KIBI
