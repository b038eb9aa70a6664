"""The monthly check over very many holdings, against the same work done object by object."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import delete, func, insert, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, registry

from benchmarks.memory import peak_megabytes
from benchmarks.ratio import Measure
from ropa.activities import service as activities
from ropa.db.ids import new_id
from ropa.db.migrate import upgrade
from ropa.db.unit_of_work import Database, UnitOfWork
from ropa.offices.service import load_offices
from ropa.retention import service_check, store
from ropa.retention.rules import due
from ropa.retention.service_readings import recompute_for_activity
from ropa.retention.tables import holdings, retention_due, retention_runs
from ropa.retention.tables_checks import retention_work
from schemas.access import COMMAND_LINE
from schemas.activity import Form
from schemas.activity_keeping import Storage
from schemas.beyond import Beyond
from schemas.document import ActivityInput
from schemas.vocabulary import StartEvent

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
BEFORE = date(2026, 12, 1)
#: The first day that the survey after 2026 does not take up.
SURVEYED = date(2027, 1, 2)
BATCH = 20_000
#: One holding in this many has ended: 20,409 of a million.
ENDED_EVERY = 49
ACTIVITIES = 500


@contextmanager
def _databases() -> Iterator[dict[str, str]]:
    """Give one empty database of each kind, on disk and with fsync."""
    from tests.support.cluster import Cluster

    with tempfile.TemporaryDirectory(prefix="ropa-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        cluster = Cluster(folder, durable=True)
        cluster.start()
        try:
            with cluster.connect() as connection:
                connection.execute("CREATE DATABASE bench")
            yield {"sqlite": f"sqlite:///{folder}/bench.db", "postgresql": cluster.url("bench", "postgres")}
        finally:
            cluster.stop()


def _prepare(database: Database, count: int) -> None:
    upgrade(database.url)
    form = Form(storage=Storage(retention_period="10 ปี"), beyond=Beyond(retention_start_event=StartEvent.COLLECTED))
    with database.write(COMMAND_LINE, NOW) as uow:
        load_offices(uow)
        rules = []
        for _ in range(ACTIVITIES):
            data = ActivityInput(office_id=2, form=form)
            made = activities.create(uow, data)
            recompute_for_activity(uow, made.id, made.office_id, made.id, data.document())
            rules.append(store.current_rule(uow, made.id))
    stamps = {"created_at": NOW, "created_by": "bench", "updated_at": NOW, "updated_by": "bench"}
    for start in range(0, count, BATCH):
        rows = []
        for number in range(start, min(start + BATCH, count)):
            rule = rules[number % ACTIVITIES]
            if rule is None:
                raise RuntimeError("the activity has no reading")
            spread = timedelta(days=number % 1_500)
            day = date(2016, 10, 1) - spread if number % ENDED_EVERY == 0 else date(2017, 1, 1) + spread
            found = due(rule.rule, None, day)
            rows.append(
                {
                    "id": new_id(NOW),
                    "activity_id": rule.activity_id,
                    "version": 1,
                    "title": "แฟ้มคำร้อง",
                    "start_event": None,
                    "started_on": day,
                    "location": None,
                    "medium": None,
                    "volume": None,
                    "rule_id": rule.id,
                    "due_state": str(found.state),
                    "last_day_kept": found.last_day_kept,
                    "due_on": found.due_on,
                    **stamps,
                }
            )
        with database.write(COMMAND_LINE, NOW) as uow:
            uow.connection.execute(insert(holdings), rows)
    _tidy(database)


def _tidy(database: Database) -> None:
    """Leave the tables as autovacuum leaves them, so that no arm pays for another's dead rows."""
    if database.dialect == "postgresql":
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(
                "VACUUM ANALYZE holdings, retention_due, retention_runs, retention_rules, retention_work"
            )


def _clear(database: Database) -> None:
    with database.write(COMMAND_LINE, NOW) as uow:
        for table in (retention_due, retention_runs, retention_work):
            uow.connection.execute(delete(table))
    _tidy(database)


def _unguard(database: Database) -> None:
    """Let the runs of this database be deleted between two rounds: the product's triggers refuse it."""
    statement = "DROP TRIGGER retention_runs_no_delete"
    with database.write(COMMAND_LINE, NOW) as uow:
        uow.connection.exec_driver_sql(statement if database.dialect == "sqlite" else f"{statement} ON retention_runs")


def _ours(database: Database) -> None:
    with database.write(COMMAND_LINE, NOW) as uow:
        service_check.check(uow)


def _bare(database: Database) -> None:
    run: dict[str, Any] = {
        "id": new_id(NOW),
        "month": "2026-11",
        "number": 1,
        "late": False,
        "due": 0,
        "held": 0,
        "undatable": 0,
        "added": 0,
        "reasons": b"{}",
        "items_hash": "",
        "rules_version": 1,
        "program_version": "",
        "actor_id": "",
        "ran_at": NOW,
    }
    with database.write(COMMAND_LINE, NOW) as uow:
        uow.connection.execute(insert(retention_runs), run)
        ended = select(holdings.c.due_on, holdings.c.id, literal(run["id"])).where(holdings.c.due_on < BEFORE)
        add = (sqlite if uow.dialect == "sqlite" else postgresql).insert(retention_due)
        uow.connection.execute(add.from_select(["due_on", "holding_id", "run_id"], ended).on_conflict_do_nothing())
        for kind, reason, before in (("ended", "", BEFORE), ("survey", "2026-12-31", SURVEYED)):
            _bare_work(uow, run["id"], kind, reason, before)


def _bare_work(uow: UnitOfWork, run_id: str, kind: str, reason: str, before: date) -> None:
    """The same lines of work as the check opens, by one plain statement."""
    work = retention_work.c
    values = {
        "activity_id": holdings.c.activity_id,
        "kind": literal(kind),
        "reason": literal(reason),
        "count": func.count(),
        "first_on": func.min(holdings.c.due_on),
        "last_on": func.max(holdings.c.due_on),
        "opened_run_id": literal(run_id),
        "opened_month": literal("2026-11"),
        "opened_at": literal(NOW, work.opened_at.type),
        "run_id": literal(run_id),
    }
    # The second key keeps SQLite from walking all of the table in the order of the first.
    found = (
        select(*values.values())
        .where(holdings.c.due_on < before)
        .group_by(holdings.c.activity_id, func.substr(holdings.c.activity_id, 1, 0))
    )
    add = (sqlite if uow.dialect == "sqlite" else postgresql).insert(retention_work)
    uow.connection.execute(add.from_select(list(values), found).on_conflict_do_nothing())


class _Kept:
    """A holding as an object."""


class _Due:
    """A line of the list as an object."""

    def __init__(self, **values: object) -> None:
        for name, value in values.items():
            setattr(self, name, value)


class _Run(_Due):
    """A run as an object."""


def _map() -> None:
    mapper = registry()
    for kind, table in ((_Kept, holdings), (_Due, retention_due), (_Run, retention_runs)):
        mapper.map_imperatively(kind, table)


def _object_by_object(database: Database) -> None:
    """The same list, run and test for holds, through a session: load what ended, leave out what is listed, add_all."""
    with database.write(COMMAND_LINE, NOW) as uow, Session(uow.connection) as session:
        ended = session.scalars(select(_Kept).where(holdings.c.due_on < BEFORE, ~store.is_held())).all()
        known = {tuple(row) for row in session.execute(select(retention_due.c.holding_id, retention_due.c.due_on))}
        new: list[Any] = [kept for kept in ended if (kept.id, kept.due_on) not in known]  # type: ignore[attr-defined]
        if not new:
            session.commit()
            return
        run_id = new_id(NOW)
        session.add(
            _Run(
                id=run_id,
                month="2026-11",
                number=1,
                late=False,
                due=len(ended),
                held=0,
                undatable=0,
                added=len(new),
                reasons=b"{}",
                items_hash="",
                rules_version=1,
                program_version="",
                actor_id="",
                ran_at=NOW,
            )
        )
        session.add_all(_Due(holding_id=kept.id, due_on=kept.due_on, run_id=run_id) for kept in new)
        session.commit()  # of the session; the unit of work still ends the transaction


def _timed(database: Database, work: Callable[[Database], None]) -> float:
    started = time.perf_counter()
    work(database)
    return (time.perf_counter() - started) * 1000


def _listed(database: Database) -> int:
    with database.read(COMMAND_LINE, NOW) as uow:
        return int(uow.connection.execute(select(func.count()).select_from(retention_due)).scalar_one())


def measure(*, quick: bool) -> list[Measure]:
    """Return the check's ratios on both databases: a million holdings, or a tenth of that when `quick`."""
    _map()
    found = []
    with _databases() as urls:
        for kind, url in urls.items():
            database = Database(url)
            found += _ratios(database, kind, count=100_000 if quick else 1_000_000, rounds=3 if quick else 5)
            database.close()
    return found


def _ratios(database: Database, kind: str, *, count: int, rounds: int) -> list[Measure]:
    _prepare(database, count)
    _unguard(database)
    times: dict[str, list[float]] = {"first": [], "second": [], "bare": [], "objects": [], "again": []}
    sizes = set()
    _clear(database)
    before = peak_megabytes()
    _ours(database)
    grown = peak_megabytes() - before
    for _ in range(rounds):
        for arm, name, repeat in (
            (_ours, "first", "second"),
            (_bare, "bare", ""),
            (_object_by_object, "objects", "again"),
        ):
            _clear(database)
            times[name].append(_timed(database, arm))
            sizes.add(_listed(database))
            if repeat:
                times[repeat].append(_timed(database, arm))
    if len(sizes) != 1 or not sizes.pop():
        raise RuntimeError("the arms did not list the same")
    first, second, bare, objects, again = (median(times[name]) for name in times)
    rows = f"{count:,} holdings, same tables, indexes, foreign keys and fsync"
    return [
        Measure(
            name=f"{kind}: object by object / the monthly check",
            value=objects / first,
            target=15,
            better="at_least",
            note=f"{objects:.0f} ms against {first:.0f} ms, with run, digest and trail; {rows}",
        ),
        Measure(
            name=f"{kind}: the monthly check / a bare INSERT ... SELECT",
            value=first / bare,
            target=3,
            better="at_most",
            note=f"{first:.0f} ms with digests, work and trail against {bare:.0f} ms for the same rows; {rows}",
        ),
        Measure(
            name=f"{kind}: the first check's memory beyond what the process had, MiB",
            value=grown,
            target=50,
            better="at_most",
            note=f"peak {before + grown:.0f} MiB; {rows}",
        ),
        Measure(
            name=f"{kind}: the check's repeat / its first run",
            value=second / first,
            target=1,
            better="at_most",
            note=f"{second:.0f} ms against {first:.0f} ms (object by object: {again:.0f} ms)",
        ),
    ]
