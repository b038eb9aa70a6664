"""The main job without a server: `make demo`. Safe to repeat; what it writes is in `var/demo/`.

The sample records go into the embedded database, so that `ropa serve` and every command work afterwards. The breach
and the data set that are shown are examples: they live in a database of the demo's own, since nobody's register should
hold a breach that never was.
"""

import io
import os
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import msgspec

from diagrams.errors import DiagramError
from diagrams.kinds import RECORD_DIAGRAMS
from ropa import clock, pictures, renderings
from ropa.activities import service, service_listing
from ropa.activities import service_lookups as lookups
from ropa.breaches import service as breaches
from ropa.cli.breaches import lines_of as breach_lines
from ropa.cli.drawing import procedure_drawing, read_procedure
from ropa.cli.output import say, written
from ropa.cli.register import checked_records
from ropa.cli.retention import lines_of as retention_lines
from ropa.db import migrate
from ropa.db.unit_of_work import Database, UnitOfWork
from ropa.errors import Invalid, RopaError
from ropa.imports import service as imports
from ropa.offices.service import load_offices
from ropa.retention import service as retention
from ropa.retention import service_check
from ropa.samples import filled_forms, procedure_files, sample_files
from ropa.settings import read_settings
from ropa.wiring import wire
from schemas.access import COMMAND_LINE
from schemas.breach import BreachInput
from schemas.findings import Severity
from schemas.holding import HoldingInput
from schemas.listing import ActivityFilter, StoredRevision
from schemas.vocabulary import StartEvent

FOLDER = Path("var/demo")
SHOWN_FINDINGS = 6
DRAWINGS: tuple[pictures.Drawing, ...] = ("svg", "png", "pdf")


def main(folder: Path = FOLDER) -> int:
    """Run the demo, writing into `folder`, and print what it did.

    Raises: RopaError, OSError.
    """
    wire()
    # `make demo` and nobody's production: only here an unset ROPA_ENV means development.
    settings = read_settings({"ROPA_ENV": "development", **os.environ})
    folder.mkdir(parents=True, exist_ok=True)
    now = clock.now()
    _say("ฐานข้อมูล / database", settings.redacted()["ROPA_DATABASE_URL"])
    migrate.upgrade(settings.database_url)
    database = Database(settings.database_url)
    try:
        refs = _load(database, now, sample_files())
        with database.read(COMMAND_LINE, now) as uow:
            samples = [service.read_by_ref(uow, ref) for ref in refs]
        for stored in samples:
            _render(database, stored, now, folder)
        _procedures(now, folder)
        _findings(database, samples, now, folder)
        _register(database, now, folder)
    finally:
        database.close()
    _clocks(now, folder)
    say("", "ลองต่อ / try next:  ROPA_ENV=development .venv/bin/ropa serve")
    return 0


def _say(what: str, result: object) -> None:
    say(f"{what}: {result}")


def _load(database: Database, now: datetime, files: list[Path]) -> list[str]:
    """Load each of the samples that is not there yet, and return their references.

    A sample that somebody has changed since counts as there: a repeated demo never adds a second copy.
    """
    refs = []
    with database.write(COMMAND_LINE, now) as uow:
        load_offices(uow)
        for file in files:
            for record, data in imports.read_file(file, None):
                if data is not None:
                    record.ref = lookups.find_same(uow, data) or lookups.find_twin(uow, data)
                    if record.ref is None:
                        imports.take(uow, record, data)
                if record.ref is None:
                    raise Invalid(record.problems)
                refs.append(record.ref)
                _say(f"ตัวอย่าง / sample {file.name}", record.ref)
    return refs


def _render(database: Database, stored: StoredRevision, now: datetime, folder: Path) -> None:
    with database.read(COMMAND_LINE, now) as uow:
        made = {f"{stored.ref}.xlsx": renderings.prepare_form(uow, stored.id)}
        for kind in RECORD_DIAGRAMS:
            for drawing in DRAWINGS:
                prepared = pictures.prepare_diagram(uow, stored.id, kind, drawing)
                made[f"{stored.ref}-{kind}.{drawing}"] = prepared
    for name, prepared in made.items():
        _write(folder / name, prepared.render())


def _procedures(now: datetime, folder: Path) -> None:
    for file in procedure_files():
        flow = read_procedure(file)
        for drawing in DRAWINGS:
            drawn = procedure_drawing(flow, file.stem, drawing, clock.bangkok(now).date())
            _write(folder / f"{file.stem}-workflow.{drawing}", drawn)


def _write(path: Path, content: bytes) -> None:
    with written(path) as beside:
        beside.write_bytes(content)
    _say("เขียน / wrote", f"{path} ({len(content):,} bytes)")


def _findings(database: Database, samples: list[StoredRevision], now: datetime, folder: Path) -> None:
    """Write what `ropa check --json` prints, and show what weighs most."""
    with database.read(COMMAND_LINE, now) as uow:
        checked = list(checked_records(uow, samples))
    _write(folder / "findings.json", msgspec.json.format(msgspec.json.encode({"records": checked})) + b"\n")
    for one in checked:
        counts = {severity: sum(found.severity is severity for found in one.findings) for severity in Severity}
        words = ", ".join(f"{severity.th}/{severity.en} {count}" for severity, count in counts.items())
        _say(f"ตรวจ / check {one.ref}", words)
        weighty = [found for found in one.findings if found.severity is not Severity.HINT]
        for found in weighty[:SHOWN_FINDINGS]:
            say(f"    {found.pointer}  {found.message_th} / {found.message_en}")
        if len(weighty) > SHOWN_FINDINGS:
            say(f"    และอีก {len(weighty) - SHOWN_FINDINGS} ข้อ / and more, in findings.json")


def _register(database: Database, now: datetime, folder: Path) -> None:
    out = io.BytesIO()
    with database.read(COMMAND_LINE, now) as uow:
        renderings.register_workbook(uow, ActivityFilter(), out)
    _write(folder / "register.xlsx", out.getvalue())


def _clocks(now: datetime, folder: Path) -> None:
    """Show the monthly check and the 72-hour clock on examples in the demo's own database."""
    path = folder / "examples.db"
    for old in folder.glob("examples.db*"):
        old.unlink()
    url = f"sqlite:///{path}"
    migrate.upgrade(url)
    database = Database(url)
    try:
        _load(database, now, filled_forms())
        with database.write(COMMAND_LINE, now) as uow:
            _examples(uow, now)
        say("", "ตรวจระยะเวลาจัดเก็บ (ตัวอย่าง) / retention check (example)")
        with database.write(COMMAND_LINE, now) as uow:
            say(*(f"    {line}" for line in retention_lines(service_check.check(uow))))
        say("", "นาฬิกา 72 ชั่วโมง (ตัวอย่าง) / breach clock (example)")
        with database.read(COMMAND_LINE, now) as uow:
            say(*(f"    {line}" for line in breach_lines(breaches.running_clocks(uow), now)))
    finally:
        database.close()


def _examples(uow: UnitOfWork, now: datetime) -> None:
    _, found = service_listing.register(uow, ActivityFilter())
    today = clock.bangkok(now).date()
    for stored in found:
        holding = HoldingInput(
            title="ตัวอย่าง: ข้อมูลที่เก็บเมื่อสิบปีก่อน",
            start_event=StartEvent.COLLECTED,
            started_on=date(today.year - 10, today.month, 1),
            location="ฐานข้อมูลตัวอย่าง",
            medium="electronic",
            volume="100 รายการ",
        )
        retention.create_holding(uow, stored.id, holding)
        breaches.report(
            uow,
            BreachInput(
                office_id=stored.office_id,
                title=f"ตัวอย่าง (ไม่ใช่เหตุจริง): {stored.ref}",
                aware_at=now - timedelta(hours=20),
                activity_ids=[stored.id],
            ),
        )


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (RopaError, DiagramError, OSError) as error:
        sys.exit(f"ropa: {error}")
