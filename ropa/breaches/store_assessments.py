"""Queries on assessments of breaches and their drafts."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from ropa.breaches.tables import breaches
from ropa.breaches.tables_assessments import breach_assessment_drafts as drafts
from ropa.breaches.tables_assessments import breach_assessments
from ropa.breaches.tables_work import breach_files
from ropa.db.unit_of_work import UnitOfWork

AnyRow = Row[*tuple[Any, ...]]
_LAST = (
    breach_assessments.c.number,
    breach_assessments.c.level,
    breach_assessments.c.evidence,
    breach_assessments.c.facts_hash,
)


def all_of(uow: UnitOfWork, breach_id: str) -> Sequence[AnyRow]:
    """Return the decisions on a breach, the newest first."""
    query = select(breach_assessments).where(breach_assessments.c.breach_id == breach_id)
    return uow.connection.execute(query.order_by(breach_assessments.c.number.desc())).all()


def last(uow: UnitOfWork, breach_id: str) -> AnyRow | None:
    """Return number, level, evidence and hash of facts of the last decision on a breach; None before the first."""
    query = select(*_LAST).where(breach_assessments.c.breach_id == breach_id)
    return uow.connection.execute(query.order_by(breach_assessments.c.number.desc()).limit(1)).first()


def facts_changed_at(uow: UnitOfWork, breach_id: str) -> datetime | None:
    """Return since when the facts of a breach are others than those of its last assessment; None: they are not."""
    found: datetime | None = uow.connection.scalar(
        select(breaches.c.facts_changed_at).where(breaches.c.id == breach_id)
    )
    return found


def add(uow: UnitOfWork, values: Mapping[str, Any]) -> None:
    """Insert a decision. Triggers keep it as it is."""
    uow.connection.execute(insert(breach_assessments), dict(values))


def draft(uow: UnitOfWork, breach_id: str) -> AnyRow | None:
    """Return the draft of a breach, or None."""
    return uow.connection.execute(select(drafts).where(drafts.c.breach_id == breach_id)).first()


def save_draft(uow: UnitOfWork, breach_id: str, based_on: int, values: Mapping[str, Any]) -> bool:
    """Insert or replace the draft of a breach; False where another one than number `based_on` (0: none) is there."""
    row = {**values, "number": based_on + 1}
    if based_on == 0:
        try:
            with uow.connection.begin_nested():
                uow.connection.execute(insert(drafts), {**row, "breach_id": breach_id})
        except IntegrityError:
            return False
        return True
    query = update(drafts).where(drafts.c.breach_id == breach_id, drafts.c.number == based_on).values(row)
    return uow.connection.execute(query).rowcount == 1


def drop_draft(uow: UnitOfWork, breach_id: str) -> None:
    """Delete the draft: what it said stands in the decision."""
    uow.connection.execute(delete(drafts).where(drafts.c.breach_id == breach_id))


def files_among(uow: UnitOfWork, breach_id: str, file_ids: Collection[str]) -> set[str]:
    """Return those of some ids that are files of a breach."""
    if not file_ids:
        return set()
    query = select(breach_files.c.id).where(breach_files.c.breach_id == breach_id, breach_files.c.id.in_(file_ids))
    return set(uow.connection.scalars(query))
