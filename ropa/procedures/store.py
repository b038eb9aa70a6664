"""Queries on procedures and their revisions."""

from collections.abc import Collection, Iterator
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Row, Select, case, delete, false, func, insert, or_, select, update

from ropa.db.unit_of_work import UnitOfWork
from ropa.procedures.tables import procedure_events, procedure_revisions, procedures
from schemas.procedure import ProcedureKind, ProcedureStatus
from schemas.procedure_record import (
    ProcedureEvent,
    ProcedureFilter,
    ProcedureItem,
    ProcedureMove,
    ProcedureRevisionItem,
    StoredProcedure,
)
from schemas.thai_text import searchable

Offices = Select[tuple[int]] | None
"""The query of the offices that a caller may see; None means all."""
#: What those see who work on it, and what all others see: what is in force, or the draft of a first revision.
_CURRENT = func.coalesce(procedures.c.draft_revision_id, procedures.c.approved_revision_id)
_PUBLIC = func.coalesce(procedures.c.approved_revision_id, procedures.c.draft_revision_id)
_APPROVED = procedure_revisions.alias("in_force")


_WHOLE = (
    select(procedures, procedure_revisions, _APPROVED.c.number.label("approved_number"))
    .select_from(procedures)
    .join(_APPROVED, _APPROVED.c.id == procedures.c.approved_revision_id, isouter=True)
)


def _stored(row: Row[Any] | None) -> StoredProcedure | None:
    if row is None:
        return None
    head, own = procedures.c, procedure_revisions.c
    known = row._mapping  # noqa: SLF001 - how SQLAlchemy names it
    retired = known[head.retired_at] is not None
    return StoredProcedure(
        id=known[head.id],
        ref=known[head.ref],
        office_id=known[head.office_id],
        version=known[head.version],
        revision_id=known[own.id],
        revision=known[own.number],
        status=_status(known[own.status], retired=retired),
        schema_version=known[own.schema_version],
        content_hash=known[own.content_hash],
        created_at=known[head.created_at],
        updated_at=known[own.updated_at],
        updated_by=known[own.updated_by_name],
        approved_at=known[own.approved_at],
        approved_by=known[own.approved_by_name],
        draft_revision_id=known[head.draft_revision_id],
        approved_revision_id=known[head.approved_revision_id],
        approved_revision=None if retired else known["approved_number"],
        is_retired=retired,
        document=known[own.document],
    )


def _status(stored: str, *, retired: bool) -> ProcedureStatus:
    found = ProcedureStatus.of(stored)
    return ProcedureStatus.RETIRED if retired and found is ProcedureStatus.APPROVED else found


def read_one(uow: UnitOfWork, procedure_id: str, *, public: bool) -> StoredProcedure | None:
    """Return what all see of a procedure (`public`) or what those who work on it see, or None."""
    own = _PUBLIC if public else _CURRENT
    query = _WHOLE.join(procedure_revisions, procedure_revisions.c.id == own).where(procedures.c.id == procedure_id)
    return _stored(uow.connection.execute(query).first())


def read_number(uow: UnitOfWork, procedure_id: str, number: int) -> StoredProcedure | None:
    """Return one revision by its number, or None."""
    query = _WHOLE.join(procedure_revisions, procedure_revisions.c.procedure_id == procedures.c.id)
    found = query.where(procedures.c.id == procedure_id, procedure_revisions.c.number == number)
    return _stored(uow.connection.execute(found).first())


def id_of_ref(uow: UnitOfWork, ref: str) -> str | None:
    """Return the procedure of a reference such as SOP-2569-0001."""
    return uow.connection.scalar(select(procedures.c.id).where(procedures.c.ref == ref))


def add(uow: UnitOfWork, values: dict[str, object], revision: dict[str, object]) -> None:
    """Insert a procedure with its first revision."""
    uow.connection.execute(insert(procedures), values)
    uow.connection.execute(insert(procedure_revisions), revision)


def add_revision(uow: UnitOfWork, revision: dict[str, object]) -> None:
    """Insert a further revision."""
    uow.connection.execute(insert(procedure_revisions), revision)


def update_revision(uow: UnitOfWork, revision_id: str, values: dict[str, object]) -> None:
    """Change a revision that is not frozen, or the status of one that is."""
    uow.connection.execute(update(procedure_revisions).where(procedure_revisions.c.id == revision_id).values(**values))


def drop_revision(uow: UnitOfWork, revision_id: str) -> None:
    """Delete an open draft; what happened to it stays."""
    uow.connection.execute(delete(procedure_revisions).where(procedure_revisions.c.id == revision_id))


def drop(uow: UnitOfWork, procedure_id: str) -> None:
    """Delete a procedure whose revisions are gone. Whoever calls has won the version before (`bump`)."""
    uow.connection.execute(delete(procedures).where(procedures.c.id == procedure_id))


def bump(uow: UnitOfWork, procedure_id: str, version: int, values: dict[str, object]) -> bool:
    """Update a procedure that still has `version` and raise it by one; False when somebody else was first."""
    changed = uow.connection.execute(
        update(procedures)
        .where(procedures.c.id == procedure_id, procedures.c.version == version)
        .values(version=version + 1, updated_at=uow.now, **values)
    )
    return changed.rowcount == 1


def last_number(uow: UnitOfWork, procedure_id: str) -> int:
    """Return the highest number that a revision ever had; a deleted draft's number is not given again."""
    query = select(func.max(procedure_events.c.number)).where(procedure_events.c.procedure_id == procedure_id)
    return int(uow.connection.scalar(query) or 0)


def add_event(uow: UnitOfWork, values: dict[str, object]) -> None:
    """Insert what happened."""
    uow.connection.execute(insert(procedure_events), values)


def writers(uow: UnitOfWork, revision_id: str) -> frozenset[str]:
    """Return the ids of those who saved a revision."""
    query = select(procedure_events.c.by).where(
        procedure_events.c.revision_id == revision_id, procedure_events.c.step == str(ProcedureMove.SAVE)
    )
    return frozenset(uow.connection.scalars(query))


def events(uow: UnitOfWork, procedure_id: str, most: int) -> list[ProcedureEvent]:
    """Return what happened to a procedure, newest first."""
    query = select(procedure_events).where(procedure_events.c.procedure_id == procedure_id)
    rows = uow.connection.execute(query.order_by(procedure_events.c.id.desc()).limit(most))
    return [
        ProcedureEvent(
            move=ProcedureMove.of(row.step),
            number=row.number,
            at=row.at,
            by=row.by_name,
            note=row.note,
            content_hash=row.content_hash,
        )
        for row in rows
    ]


def revisions(uow: UnitOfWork, procedure_id: str) -> list[ProcedureRevisionItem]:
    """Return the revisions of a procedure, newest first."""
    own = procedure_revisions.c
    query = select(procedure_revisions, procedures.c.retired_at).join(procedures, procedures.c.id == own.procedure_id)
    rows = uow.connection.execute(query.where(own.procedure_id == procedure_id).order_by(own.number.desc()))
    return [
        ProcedureRevisionItem(
            number=row.number,
            status=_status(row.status, retired=row.retired_at is not None),
            content_hash=row.content_hash,
            created_at=row.created_at,
            updated_at=row.updated_at,
            updated_by=row.updated_by_name,
            approved_at=row.approved_at,
            approved_by=row.approved_by_name,
        )
        for row in rows
    ]


class Reach(Struct, frozen=True):
    """Of whom a list is asked: the offices that they see, those above whose manuals in force concern them, and those
    whose open drafts they see (None: all).
    """

    sees: Offices
    above: Offices
    works_on: tuple[Select[tuple[int]], ...] | None


def page(
    uow: UnitOfWork,
    wanted: ProcedureFilter,
    reach: Reach,
    below: Offices,
    cursor: str | None,
    limit: int,
    keys: Collection[str] | None = None,
) -> list[ProcedureItem]:
    """Return procedures, newest first. `below`: the offices of `wanted.office`; `cursor`: the last id before.

    `keys`: of these only.
    """
    own, head = procedure_revisions.c, procedures.c
    shown = _CURRENT
    if reach.works_on is not None:
        inside = or_(false(), *(head.office_id.in_(each) for each in reach.works_on))
        shown = func.coalesce(case((inside, head.draft_revision_id)), _PUBLIC)
    query = (
        select(procedures, procedure_revisions, _APPROVED.c.number.label("approved_number"))
        .select_from(procedures)
        .join(procedure_revisions, own.id == shown)
        .join(_APPROVED, _APPROVED.c.id == head.approved_revision_id, isouter=True)
        .where(*_tests(wanted))
    )
    if reach.sees is not None and reach.above is not None:
        from_above = head.office_id.in_(reach.above) & head.approved_revision_id.is_not(None)
        query = query.where(head.office_id.in_(reach.sees) | from_above)
    if below is not None:
        query = query.where(head.office_id.in_(below))
    if cursor is not None:
        query = query.where(head.id < cursor)
    if keys is not None:
        query = query.where(head.id.in_(sorted(keys)))
    return [_item(row) for row in uow.connection.execute(query.order_by(head.id.desc()).limit(limit))]


def _tests(wanted: ProcedureFilter) -> Iterator[ColumnElement[bool]]:
    own, head = procedure_revisions.c, procedures.c
    if wanted.kind is not None:
        yield own.kind == str(wanted.kind)
    if wanted.status is ProcedureStatus.RETIRED:
        yield head.retired_at.is_not(None)
    elif wanted.status is not None:
        yield own.status == str(wanted.status)
        yield head.retired_at.is_(None)
    for word in searchable(wanted.q or "").split():
        like = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        yield own.search_text.like(f"%{like}%", escape="\\")


def _item(row: Row[Any]) -> ProcedureItem:
    head, own, known = procedures.c, procedure_revisions.c, row._mapping  # noqa: SLF001 - how SQLAlchemy names it
    retired = known[head.retired_at] is not None
    return ProcedureItem(
        id=known[head.id],
        ref=known[head.ref],
        office_id=known[head.office_id],
        title=known[own.title],
        kind=ProcedureKind.of(known[own.kind]),
        status=_status(known[own.status], retired=retired),
        revision=known[own.number],
        version=known[head.version],
        steps=known[own.step_count],
        working_days=known[own.working_days],
        updated_at=known[head.updated_at],
        approved_revision=None if retired else known["approved_number"],
    )
