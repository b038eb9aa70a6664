"""Queries on notices of breaches and on the Office's answers."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from ropa.breaches.tables_assessments import breach_assessments
from ropa.breaches.tables_notices import breach_excuses, breach_notices
from ropa.db.unit_of_work import UnitOfWork

OFFICE = "office"
Found = Row[*tuple[Any, ...]]
#: The files of sent notices; no cleaning of files takes them (`ropa.wiring`).
FILE_COLUMNS = (breach_notices.c.pdf_sha256, breach_notices.c.docx_sha256)


def add(uow: UnitOfWork, values: dict[str, Any]) -> None:
    """Insert a draft."""
    uow.connection.execute(insert(breach_notices), values)


def next_number(uow: UnitOfWork, breach_id: str) -> int:
    """Return the number of the next notice of a breach."""
    newest = select(func.max(breach_notices.c.number)).where(breach_notices.c.breach_id == breach_id)
    return (uow.connection.scalar(newest) or 0) + 1


def find(uow: UnitOfWork, breach_id: str, number: int) -> Found | None:
    """Return one notice, or None."""
    query = select(breach_notices).where(breach_notices.c.breach_id == breach_id, breach_notices.c.number == number)
    return uow.connection.execute(query).first()


def of_breach(uow: UnitOfWork, breach_id: str) -> Sequence[Found]:
    """Return all notices of a breach in the order of their numbers."""
    query = select(breach_notices).where(breach_notices.c.breach_id == breach_id).order_by(breach_notices.c.number)
    return uow.connection.execute(query).all()


def change(uow: UnitOfWork, notice_id: str, version: int, values: dict[str, Any]) -> bool:
    """Change a notice that still has a version; tell whether it had."""
    query = (
        update(breach_notices)
        .where(breach_notices.c.id == notice_id, breach_notices.c.version == version)
        .values(**values, version=version + 1)
    )
    return uow.connection.execute(query).rowcount == 1


def mark_first_sent(uow: UnitOfWork, notice_id: str, moment: datetime) -> bool:
    """Note when the first data subject was told; tell whether this was the first."""
    query = (
        update(breach_notices)
        .where(breach_notices.c.id == notice_id, breach_notices.c.sent_at.is_(None))
        .values(sent_at=moment)
    )
    return uow.connection.execute(query).rowcount == 1


def promises(uow: UnitOfWork, breach_ids: Collection[str]) -> dict[str, tuple[int, datetime | None, int]]:
    """Return of each breach what its last sent notice to the Office says will follow, as (things, earliest moment,
    number of notices that kept an earlier promise); a breach without a sent notice is not in the answer.
    """
    query = (
        select(
            breach_notices.c.breach_id,
            breach_notices.c.promises,
            breach_notices.c.promised_for,
        )
        .where(
            breach_notices.c.breach_id.in_(tuple(breach_ids)),
            breach_notices.c.audience == OFFICE,
            breach_notices.c.sent_at.is_not(None),
        )
        .order_by(breach_notices.c.breach_id, breach_notices.c.number)
    )
    found: dict[str, tuple[int, datetime | None, int]] = {}
    for breach_id, things, moment in uow.connection.execute(query):
        before = found.get(breach_id)
        kept = 0 if before is None else before[2] + (1 if before[0] else 0)
        found[breach_id] = (things, moment, kept)
    return found


def add_excuse(uow: UnitOfWork, values: dict[str, Any]) -> None:
    """Insert an answer of the Office."""
    uow.connection.execute(insert(breach_excuses), values)


def excuses(uow: UnitOfWork, breach_id: str) -> Sequence[Found]:
    """Return the Office's answers, oldest first."""
    query = select(breach_excuses).where(breach_excuses.c.breach_id == breach_id).order_by(breach_excuses.c.number)
    return uow.connection.execute(query).all()


def newest_answers(uow: UnitOfWork, breach_id: str) -> bytes | None:
    """Return the answers on the factors of the last decision on the level, as JSON; None before the first."""
    query = (
        select(breach_assessments.c.factors)
        .where(breach_assessments.c.breach_id == breach_id)
        .order_by(breach_assessments.c.number.desc())
        .limit(1)
    )
    return uow.connection.scalar(query)
