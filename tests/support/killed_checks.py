"""Monthly checks that are killed with SIGKILL at random points, each completed by the next run, on one database.

    python -m tests.support.killed_checks URL POINTS SEED

Prepares an empty, migrated register, then goes from month to month until POINTS checks were killed. After each kill
everything of the month must be there or nothing; the next run completes it, and one more changes nothing. Some kills
strike between two statements, some at any instant; some months are missed, some runs have a newer reader. Prints one
JSON line; a broken promise ends it with an error.
"""

import hashlib
import json
import os
import random
import signal
import sys
import time
from collections import Counter
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import event, func, select

from ropa.activities import service as activities
from ropa.audit.tables import audit_events
from ropa.db.all_tables import metadata
from ropa.db.unit_of_work import Database
from ropa.notices.tables import notices
from ropa.offices.service import load_offices
from ropa.retention import service, service_check, service_holds, service_readings, service_runs
from ropa.retention.rules_calendar import YearMonth
from ropa.retention.rules_reading import RULES_VERSION
from ropa.retention.tables import holdings, retention_due, retention_runs
from ropa.retention.tables_checks import retention_work
from ropa.wiring import wire
from schemas.access import Role
from schemas.activity import Form
from schemas.activity_keeping import Storage
from schemas.beyond import Beyond
from schemas.document import ActivityInput
from schemas.holding import HoldingInput, HoldInput, HoldKind, HoldLift
from schemas.vocabulary import StartEvent
from tests.support.actors import PHETCHABURI, PRACHUAP, somebody
from tests.support.staff import hire

DPO = somebody(Role.DPO)
BEGINS = YearMonth(2026, 11)
#: Statements of one month's check, and a little more: the save itself, and what comes after it.
STATEMENTS = 30


def prepare(url: str, months: int) -> list[str]:
    """Put data sets into a register so that some end in each of the months; return the activities."""
    database, now = Database(url), moment(BEGINS)
    with database.write(DPO, now) as uow:
        load_offices(uow)
        made = []
        for office_id in (PHETCHABURI, PRACHUAP, PHETCHABURI):
            said = Beyond(retention_start_event=StartEvent.COLLECTED)
            form = Form(storage=Storage(retention_period="5 ปี"), beyond=said)
            made.append(activities.create(uow, ActivityInput(office_id=office_id, form=form)).id)
        month = YearMonth(BEGINS.year - 5, BEGINS.month)
        for number in range(months):
            for activity in made:
                day = date(month.year, month.month, 3)
                service.create_holding(uow, activity, HoldingInput(title=f"แฟ้ม {number}", started_on=day))
            month = month.following
    hire(database, now, 1, (Role.RECORDER, PHETCHABURI))
    hire(database, now, 2, (Role.DPO, 0))
    database.close()
    return made


def moment(month: YearMonth) -> datetime:
    return datetime(month.year, month.month, 20, 2, tzinfo=UTC)


def forked(url: str, month: YearMonth, reader: int, at: int | None = None, delay: float | None = None) -> bool:
    """Run the month's check in a child; return whether it was killed: before its statement `at`, or after a delay."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            _check(url, month, reader, at)
            code = 0
        finally:
            os._exit(code)
    if delay is not None:
        time.sleep(delay)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    assert killed or os.WEXITSTATUS(status) == 0, f"the check of {month} failed: {status}"
    return killed


def _check(url: str, month: YearMonth, reader: int, at: int | None) -> None:
    for module in (service_readings, service_runs):
        module.RULES_VERSION = reader  # type: ignore[attr-defined]
    database, seen = Database(url), 0

    def count(*_: Any) -> None:
        nonlocal seen
        seen += 1
        if seen == at:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(database.engine, "before_cursor_execute", count)
    event.listen(database.engine, "commit", count)
    with database.write(DPO, moment(month)) as uow:
        service_check.check(uow)
    count()
    database.close()


def everything(url: str) -> str:
    """Return a hash over every row of every table."""
    database, digest = Database(url), hashlib.sha256()
    with database.read(DPO, moment(BEGINS)) as uow:
        for table in metadata.sorted_tables:
            rows = sorted(map(repr, map(tuple, uow.connection.execute(select(table)))))
            digest.update(repr((table.name, rows)).encode())
    database.close()
    return digest.hexdigest()


def promises(url: str, months: list[YearMonth], *, complete: bool) -> None:
    """Check that each month is whole, or of the last ones nothing is there; `complete`: all of them are there."""
    database = Database(url)
    with database.read(DPO, moment(BEGINS)) as uow:
        run = retention_runs.c
        runs = uow.connection.execute(select(run.id, run.month, run.added)).all()
        listed: Counter[str] = Counter(uow.connection.scalars(select(retention_due.c.run_id)))
        assert {row.id: row.added for row in runs if row.added} == dict(listed), "the list and the runs differ"
        known = {row.id for row in runs}
        work = uow.connection.execute(select(retention_work.c.opened_run_id, retention_work.c.closed_run_id)).all()
        assert {each for row in work for each in row if each is not None} <= known, "work of a run that never was"
        told = set(uow.connection.scalars(select(notices.c.cause).where(notices.c.cause.like("retention-month:%"))))
        assert {cause.split(":")[1] for cause in told} <= {row.month for row in runs}, "told of a run that never was"
        subjects = list(
            uow.connection.scalars(select(audit_events.c.subject).where(audit_events.c.action == "retention.checked"))
        )
        assert sorted(subjects) == sorted(f"retention-run:{each}" for each in known), "the trail and the runs differ"
        checked = {row.month for row in runs}
        assert checked <= {str(month) for month in months}, "a month that nobody asked for"
        if complete:
            assert checked == {str(month) for month in months}, "a month is missing"
            assert listed.total() == _ended(uow.connection, months[-1].ends_until), "something that ended is not listed"
    database.close()


def _ended(connection: Any, before: date) -> int:
    # A hold of the campaign is lifted before the month is complete: what ended is listed, held or not.
    return int(connection.scalar(select(func.count()).select_from(holdings).where(holdings.c.due_on < before)) or 0)


def disturb(url: str, month: YearMonth, activity: str, hold_id: str | None) -> str | None:
    """Place a hold, or lift the one that stands, so that each check has work to open and to close."""
    database = Database(url)
    with database.write(DPO, moment(month)) as uow:
        if hold_id is not None:
            service_holds.lift_hold(uow, hold_id, HoldLift(reason="สิ้นสุด"))
            made = None
        else:
            day = moment(month.following.following).date()
            said = HoldInput(kind=HoldKind.LEGAL, reason="คดี", activity_id=activity, review_on=day)
            made = service_holds.place_hold(uow, said).id
    database.close()
    return made


def main() -> None:
    """Run the campaign."""
    url, points, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    chance = random.Random(seed)  # noqa: S311 - the same points in each run
    wire()
    made = prepare(url, points * 3 + 10)
    month, reader = BEGINS, RULES_VERSION
    done: list[YearMonth] = []
    hold: str | None = None
    tally: Counter[str] = Counter()
    takes = 0.05
    while tally["killed"] < points:
        missed = chance.random() < 0.25
        due = [month, month.following] if missed else [month]
        month, newer = due[-1], chance.random() < 0.2
        reader += newer
        hold = disturb(url, month, chance.choice(made), hold)
        between = chance.random() < 0.6
        at = chance.randint(1, STATEMENTS * len(due)) if between else None
        killed = forked(url, month, reader, at, None if between else chance.uniform(0, takes * 1.5))
        tally["killed" if killed else "finished"] += 1
        tally["late"] += missed
        tally["newer reader"] += newer
        promises(url, [*done, *due], complete=False)
        if hold is not None:
            hold = disturb(url, month, made[0], hold)
        begun = time.perf_counter()
        forked(url, month, reader)
        takes = 0.8 * takes + 0.2 * (time.perf_counter() - begun)
        done += due
        promises(url, done, complete=True)
        before = everything(url)
        forked(url, month, reader)
        assert everything(url) == before, f"a repeat of {month} changed something"
        month = month.following
    sys.stdout.write(json.dumps(tally) + "\n")


if __name__ == "__main__":
    main()
