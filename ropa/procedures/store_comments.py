"""Queries on comments at the chapters and steps of procedures."""

from collections.abc import Mapping

from sqlalchemy import Integer, case, cast, delete, func, insert, null, select, update

from ropa.db.unit_of_work import UnitOfWork
from ropa.procedures.tables import procedure_comments, procedure_revisions
from schemas.procedure_comments import ProcedureComment

_own = procedure_comments.c


def comments(uow: UnitOfWork, procedure_id: str, *, standing: bool = False) -> list[ProcedureComment]:
    """Return the comments on all revisions of a procedure, or those that nobody has resolved; oldest first."""
    query = (
        select(procedure_comments, procedure_revisions.c.number)
        .join(procedure_revisions, procedure_revisions.c.id == _own.revision_id)
        .where(_own.procedure_id == procedure_id)
    )
    if standing:
        query = query.where(_own.resolved_at.is_(None))
    return [
        ProcedureComment(
            id=row.id,
            revision=row.number,
            pointer=row.pointer,
            step=row.step,
            text=row.text,
            author_name=row.author_name,
            created_at=row.created_at,
            resolved_at=row.resolved_at,
            resolved_by_name=row.resolved_by_name,
        )
        for row in uow.connection.execute(query.order_by(_own.id))
    ]


def standing(uow: UnitOfWork, procedure_id: str) -> int:
    """Return how many comments nobody has resolved."""
    query = select(func.count()).where(_own.procedure_id == procedure_id, _own.resolved_at.is_(None))
    return int(uow.connection.scalar(query) or 0)


def is_known(uow: UnitOfWork, procedure_id: str, comment_id: str) -> bool:
    """Tell whether a procedure has a comment, resolved or not."""
    query = select(_own.id).where(_own.id == comment_id, _own.procedure_id == procedure_id)
    return uow.connection.scalar(query) is not None


def add(uow: UnitOfWork, values: dict[str, object]) -> None:
    """Insert a comment."""
    uow.connection.execute(insert(procedure_comments), values)


def resolve(uow: UnitOfWork, procedure_id: str, comment_id: str) -> bool:
    """Mark a comment as resolved; False when it was before, or is not there."""
    test = _own.id == comment_id, _own.procedure_id == procedure_id, _own.resolved_at.is_(None)
    said = {"resolved_at": uow.now, "resolved_by": uow.actor.id, "resolved_by_name": uow.actor.name}
    return uow.connection.execute(update(procedure_comments).where(*test).values(**said)).rowcount == 1


def move(uow: UnitOfWork, procedure_id: str, numbers: Mapping[int, int | None]) -> None:
    """Let comments that stand follow their steps to new numbers; None: the step is gone, they are about the steps."""
    if not numbers:
        return
    test = _own.procedure_id == procedure_id, _own.resolved_at.is_(None), _own.step.in_(sorted(numbers))
    now = case({number: null() if new is None else new for number, new in numbers.items()}, value=_own.step)
    # PostgreSQL takes a CASE of nothing but NULL for text.
    uow.connection.execute(update(procedure_comments).where(*test).values(step=cast(now, Integer)))


def drop_of(uow: UnitOfWork, revision_id: str) -> None:
    """Delete the comments on a draft that is dropped."""
    uow.connection.execute(delete(procedure_comments).where(_own.revision_id == revision_id))
