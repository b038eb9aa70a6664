"""The main job without a server: `make demo`. Safe to repeat; what it writes is in `var/demo/`.

The two sample records go into the embedded database, so that `ropa serve` and every command work afterwards. The breach
and the data set that are shown are examples: they live in a database of the demo's own, since nobody's register should
hold a breach that never was.
"""

import io
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from ropa import clock, renderings
from ropa.activities import service, service_listing
from ropa.activities.rules_findings import findings_of
from ropa.breaches import service as breaches
from ropa.cli.breaches import lines_of as breach_lines
from ropa.cli.retention import lines_of as retention_lines
from ropa.db import migrate
from ropa.db.unit_of_work import Database, UnitOfWork
from ropa.errors import RopaError
from ropa.imports import service as imports
from ropa.offices.service import load_offices
from ropa.retention import service as retention
from ropa.retention import service_check
from ropa.samples import sample_files
from ropa.settings import read_settings
from ropa.wiring import wire
from schemas.access import COMMAND_LINE
from schemas.breach import BreachInput
from schemas.findings import Severity
from schemas.holding import HoldingInput
from schemas.listing import ActivityFilter, StoredRevision
from schemas.vocabulary import StartEvent

FOLDER = Path("var/demo")
DRAWINGS: tuple[renderings.Drawing, ...] = ("svg", "png", "pdf")


def main() -> int:
    """Run the demo and print what it did."""
    wire()
    settings = read_settings()
    FOLDER.mkdir(parents=True, exist_ok=True)
    now = clock.now()
    _say("ฐานข้อมูล / database", settings.redacted()["ROPA_DATABASE_URL"])
    migrate.upgrade(settings.database_url)
    database = Database(settings.database_url)
    try:
        _load(database, now)
        for stored in _records(database, now):
            _render(database, stored, now)
            _findings(stored)
        _register(database, now)
    finally:
        database.close()
    _clocks(now)
    print("\nลองต่อ / try next:  ROPA_ENV=development .venv/bin/ropa serve")
    return 0


def _say(what: str, result: object) -> None:
    print(f"{what}: {result}")


def _load(database: Database, now: datetime) -> None:
    with database.write(COMMAND_LINE, now) as uow:
        load_offices(uow)
        for file in sample_files():
            for record, data in imports.read_file(Path(str(file)), None):
                if data is not None:
                    imports.take(uow, record, data)
                _say(f"ตัวอย่าง / sample {Path(record.file).name}", f"{record.outcome.th} {record.ref}")


def _records(database: Database, now: datetime) -> Iterator[StoredRevision]:
    with database.read(COMMAND_LINE, now) as uow:
        _, found = service_listing.register(uow, ActivityFilter())
        yield from found


def _render(database: Database, stored: StoredRevision, now: datetime) -> None:
    with database.read(COMMAND_LINE, now) as uow:
        made = {f"{stored.ref}.xlsx": renderings.prepare_form(uow, stored.id)}
        for drawing in DRAWINGS:
            made[f"{stored.ref}-dfd.{drawing}"] = renderings.prepare_diagram(uow, stored.id, "dfd", drawing)
        made[f"{stored.ref}-exchange.svg"] = renderings.prepare_diagram(uow, stored.id, "exchange", "svg")
    for name, prepared in made.items():
        _write(name, prepared.render())


def _write(name: str, content: bytes) -> None:
    path = FOLDER / name
    path.write_bytes(content)
    _say("เขียน / wrote", f"{path} ({len(content):,} bytes)")


def _findings(stored: StoredRevision) -> None:
    found = findings_of(service.document_of(stored))
    counts = {severity: sum(one.severity is severity for one in found) for severity in Severity}
    _say(
        f"ตรวจ / check {stored.ref}",
        ", ".join(f"{severity.th}/{severity.en} {count}" for severity, count in counts.items()),
    )
    for one in found:
        if one.severity is not Severity.HINT:
            print(f"    {one.pointer}  {one.message_th}" + (f"  [{one.law}]" if one.law else ""))


def _register(database: Database, now: datetime) -> None:
    out = io.BytesIO()
    with database.read(COMMAND_LINE, now) as uow:
        renderings.register_workbook(uow, ActivityFilter(), out)
    _write("register.xlsx", out.getvalue())


def _clocks(now: datetime) -> None:
    """Show the monthly check and the 72-hour clock on examples in the demo's own database."""
    path = FOLDER / "examples.db"
    for old in FOLDER.glob("examples.db*"):
        old.unlink()
    url = f"sqlite:///{path}"
    migrate.upgrade(url)
    database = Database(url)
    try:
        _load(database, now)
        with database.write(COMMAND_LINE, now) as uow:
            _examples(uow, now)
        print("\nตรวจระยะเวลาจัดเก็บ (ตัวอย่าง) / retention check (example)")
        with database.write(COMMAND_LINE, now) as uow:
            for line in retention_lines(service_check.check(uow)):
                print(f"    {line}")
        print("\nนาฬิกา 72 ชั่วโมง (ตัวอย่าง) / breach clock (example)")
        with database.read(COMMAND_LINE, now) as uow:
            for line in breach_lines(breaches.running_clocks(uow), now):
                print(f"    {line}")
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
    except RopaError as error:
        sys.exit(f"ropa: {error}")
