"""Queries on requests as the register lists and counts them."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select

from ropa.db.unit_of_work import UnitOfWork
from ropa.requests.store import SHOWN, Offices
from ropa.requests.tables import subject_requests
from ropa.requests.tables_decisions import request_decisions
from ropa.requests.tables_letters import request_letters

AnyRow = Row[*tuple[Any, ...]]
#: Requests in memory at a time.
TOGETHER = 200
_LATER = request_decisions.alias("later_decision")


def _tests(scope: Collection[Offices], since: date | None, until: date | None) -> list[ColumnElement[bool]]:
    columns = subject_requests.c
    tests: list[ColumnElement[bool]] = [columns.office_id.in_(each) for each in scope if each is not None]
    if since is not None:
        tests.append(columns.received_on >= since)
    if until is not None:
        tests.append(columns.received_on <= until)
    return tests


def count(uow: UnitOfWork, scope: Collection[Offices], since: date | None, until: date | None) -> int:
    """Return how many requests there are."""
    query = select(func.count()).select_from(subject_requests).where(*_tests(scope, since, until))
    return int(uow.connection.scalar(query) or 0)


def batches(
    uow: UnitOfWork, scope: Collection[Offices], since: date | None, until: date | None
) -> Iterator[Sequence[AnyRow]]:
    """Yield rows in the order in which they were taken in, `TOGETHER` at a time. No cursor stays open."""
    query = select(*SHOWN).where(*_tests(scope, since, until)).order_by(subject_requests.c.id).limit(TOGETHER)
    after = ""
    while some := uow.connection.execute(query.where(subject_requests.c.id > after)).all():
        yield some
        after = some[-1].id


def answered(uow: UnitOfWork, ids: Collection[str], kinds: Collection[str]) -> dict[tuple[str, int], datetime]:
    """Return when the first letter of some kinds that tells of a right went out, by request and right."""
    letters = request_letters.c
    query = select(letters.request_id, letters.right_seqs, letters.sent_at).where(
        letters.request_id.in_(tuple(ids)), letters.kind.in_(tuple(kinds)), letters.sent_at.is_not(None)
    )
    found: dict[tuple[str, int], datetime] = {}
    for request_id, seqs, at in uow.connection.execute(query):
        for seq in (int(each) for each in seqs.split(",") if each):
            found[request_id, seq] = min(at, found.get((request_id, seq), at))
    return found


def decisions(uow: UnitOfWork, ids: Collection[str]) -> Sequence[AnyRow]:
    """Return (request, right, content) of the decisions that stand."""
    rows, later = request_decisions.c, _LATER.c
    taken = (later.request_id == rows.request_id) & (later.supersedes == rows.number)
    query = (
        select(rows.request_id, rows.right_seq, rows.content)
        .join_from(request_decisions, _LATER, taken, isouter=True)
        .where(rows.request_id.in_(tuple(ids)), later.number.is_(None))
    )
    return uow.connection.execute(query).all()
