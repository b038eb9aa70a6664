"""Queries on the evidence of the monthly check: the readings that counted, what broke off, and what was listed."""

import hashlib
from collections.abc import Collection

from sqlalchemy import String, cast, func, insert, literal, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from ropa.db.unit_of_work import UnitOfWork
from ropa.retention.tables import retention_due, retention_rules, retention_runs
from ropa.retention.tables_checks import retention_failures, retention_work
from schemas.retention_work import WorkKind

_IN_PIECES = {"yield_per": 5_000}
_IS_CURRENT = retention_rules.c.until_at.is_(None)


def readings_hash(uow: UnitOfWork) -> str:
    """Return the SHA-256 over the present readings: lines of `id sha256(rule)`, by id, joined by line feeds."""
    query = select(retention_rules.c.id, retention_rules.c.rule).where(_IS_CURRENT).order_by(retention_rules.c.id)
    digest, before = hashlib.sha256(), b""
    for rule_id, content in uow.connection.execute(query, execution_options=_IN_PIECES):
        digest.update(before + f"{rule_id} {hashlib.sha256(content).hexdigest()}".encode())
        before = b"\n"
    return digest.hexdigest()


def readings(uow: UnitOfWork) -> dict[str, int]:
    """Return how many present readings have which status."""
    status = retention_rules.c.status
    rows = uow.connection.execute(select(status, func.count()).where(_IS_CURRENT).group_by(status).order_by(status))
    return {row[0]: row[1] for row in rows}


def open_work(uow: UnitOfWork) -> list[tuple[WorkKind, str, int, int]]:
    """Return (kind, reason, pieces of open work, what they are about), for the whole register."""
    work = retention_work.c
    query = select(work.kind, work.reason, func.count(), func.sum(work.count)).where(work.closed_at.is_(None))
    rows = uow.connection.execute(query.group_by(work.kind, work.reason).order_by(work.kind, work.reason))
    return [(WorkKind.of(row[0]), row[1], row[2], int(row[3])) for row in rows]


def add_failure(uow: UnitOfWork, values: dict[str, object]) -> None:
    """Store that a check broke off."""
    uow.connection.execute(insert(retention_failures), values)


def failures_since_last_run(uow: UnitOfWork) -> list[str]:
    """Return the kinds of error of checks that broke off after one last left evidence, oldest first."""
    last = select(func.max(retention_runs.c.ran_at)).scalar_subquery()
    failed = retention_failures.c
    query = select(failed.error).where(or_(last.is_(None), failed.failed_at > last))
    return list(uow.connection.scalars(query.order_by(failed.id)))


def listed_hash(uow: UnitOfWork, run_id: str) -> str:
    """Return the SHA-256 over what a run put on the list: lines of `date id`, in order, joined by line feeds.

    The database joins the lines of a day: 20,000 of them need not become objects.
    """
    digest, before = hashlib.sha256(), b""
    line = cast(retention_due.c.due_on, String) + " " + retention_due.c.holding_id
    feed = literal("\n", String)
    # SQLite walks the key, so that each day's lines come in its order; PostgreSQL is told.
    lines = (
        func.group_concat(line, feed)
        if uow.dialect == "sqlite"
        else func.string_agg(line, aggregate_order_by(feed, retention_due.c.holding_id))
    )
    query = select(lines).where(retention_due.c.run_id == run_id).group_by(retention_due.c.due_on)
    for day in uow.connection.scalars(query.order_by(retention_due.c.due_on)):
        digest.update(before + day.encode())
        before = b"\n"
    return digest.hexdigest()


def listed_by(uow: UnitOfWork, run_ids: Collection[str]) -> dict[str, str]:
    """Return the SHA-256 over what each run put on the list: lines of `date id`, in order, joined by line feeds.

    The list has no index by run: it is read once for all of them.
    """
    digests = {run_id: hashlib.sha256() for run_id in run_ids}
    begun: set[str] = set()
    query = select(retention_due.c.run_id, cast(retention_due.c.due_on, String), retention_due.c.holding_id)
    query = query.where(retention_due.c.run_id.in_(sorted(run_ids)))
    query = query.order_by(retention_due.c.due_on, retention_due.c.holding_id)
    for run_id, due_on, holding_id in uow.connection.execute(query, execution_options=_IN_PIECES):
        line = f"{due_on} {holding_id}"
        digests[run_id].update((f"\n{line}" if run_id in begun else line).encode())
        begun.add(run_id)
    return {run_id: digest.hexdigest() for run_id, digest in digests.items()}
