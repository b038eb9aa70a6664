"""Saving with and without the trail's row, by 200 writers at once, while a sealer works; then the trail is checked.

Both arms save the same drafts (same rows, indexes, triggers, fsync as in production); the second leaves out the one
INSERT into `audit_events`. They take turns, so that a slow moment of the machine hits both.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from unittest.mock import patch

from benchmarks.ratio import Measure
from ropa.activities import service
from ropa.audit import service_seals
from ropa.clock import now
from ropa.db.migrate import upgrade
from ropa.db.unit_of_work import Database
from ropa.keys import Keys
from ropa.offices.service import load_offices
from ropa.wiring import wire
from schemas.access import COMMAND_LINE
from schemas.activity import Form
from schemas.activity_data import Header
from schemas.document import ActivityInput, ActivityUpdate
from schemas.listing import StoredRevision

WRITERS = 200
THREADS = 8
KEYS = Keys(secret=b"s" * 32, id=b"i" * 32, field=b"f" * 32)


def measure(url: str, kind: str, *, quick: bool) -> list[Measure]:
    """Return the ratio of both arms' rates."""
    wire()
    upgrade(url)
    database = Database(url, pool_size=THREADS)
    try:
        with database.write(COMMAND_LINE, now()) as uow:
            load_offices(uow)
        drafts = [_draft(database, number) for number in range(WRITERS)]
        rounds = 2 if quick else 6
        ratios = []
        for _ in range(rounds):
            without, drafts = _bare(database, drafts)
            with_, drafts = _sealed(database, drafts)
            ratios.append(with_ / without)
        with database.read(COMMAND_LINE, now()) as uow:
            found = service_seals.verify(uow, KEYS)
        assert found.broken is None, found.message_en
        assert found.unsealed_entries == 0
    finally:
        database.close()
    note = f"{WRITERS} writers, {found.seals} seals over {found.sealed_entries} entries, all found whole"
    name = f"save with the trail / without, {kind}"
    return [Measure(name=name, value=median(ratios), target=0.8, better="at_least", note=note)]


def _draft(database: Database, number: int) -> StoredRevision:
    with database.write(COMMAND_LINE, now()) as uow:
        return service.create(
            uow, ActivityInput(office_id=59, form=Form(header=Header(main_process=f"กระบวนการ {number}")))
        )


def _bare(database: Database, drafts: list[StoredRevision]) -> tuple[float, list[StoredRevision]]:
    with patch("ropa.activities.service.record"):
        return _rate(database, drafts, lambda: None)


def _sealed(database: Database, drafts: list[StoredRevision]) -> tuple[float, list[StoredRevision]]:
    def seal() -> None:
        with database.read(COMMAND_LINE, now()) as uow:
            through = service_seals.settled_through(uow)
        with database.write(COMMAND_LINE, now()) as uow:
            service_seals.seal(uow, KEYS, through)

    made = _rate(database, drafts, seal)
    seal()
    return made


def _rate(
    database: Database, drafts: list[StoredRevision], beside: Callable[[], None]
) -> tuple[float, list[StoredRevision]]:
    """Return saves per second and the drafts as saved; `beside` runs once in their middle."""

    def save(stored: StoredRevision) -> StoredRevision:
        document = service.document_of(stored)
        update = ActivityUpdate(
            office_id=stored.office_id, form=document.form, steps=document.steps, systems=document.systems
        )
        update.form.header.sub_process = f"บันทึกครั้งที่ {stored.version}"
        with database.write(COMMAND_LINE, now()) as uow:
            return service.replace(uow, stored.id, stored.version, update)

    began = time.perf_counter()
    with ThreadPoolExecutor(WRITERS) as pool:
        waiting = [pool.submit(save, each) for each in drafts]
        beside()
        saved = [each.result() for each in waiting]
    return len(drafts) / (time.perf_counter() - began), saved
