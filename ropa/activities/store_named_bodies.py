"""Queries on what the records of some activities name: one statement for each kind, however many activities."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select

from ropa.activities.store_index import Test
from ropa.activities.tables import revision_exchanges, revision_index, revision_recipients, revision_systems, revisions
from ropa.db.unit_of_work import UnitOfWork

AnyRow = Row[*tuple[Any, ...]]
_index, _systems, _lines = revision_index.c, revision_systems.c, revision_exchanges.c
_named = revision_recipients.c


def heads(uow: UnitOfWork, revisions_wanted: Select[Any]) -> Sequence[AnyRow]:
    """Return the rows of a query of revisions (`store_live`)."""
    return uow.connection.execute(revisions_wanted).all()


def within(uow: UnitOfWork, activity_ids: Collection[str], offices: Select[tuple[int]]) -> set[str]:
    """Return which of some activities have a live revision in some offices."""
    query = select(_index.activity_id).where(_index.activity_id.in_(activity_ids), _index.office_id.in_(offices))
    return set(uow.connection.scalars(query))


def systems(uow: UnitOfWork, revision_ids: Collection[str]) -> Sequence[AnyRow]:
    """Return the listed systems in the order of records and of the list."""
    query = (
        select(_index.activity_id, _systems.system_key, _systems.name, _systems.owner, _systems.is_abroad)
        .join(revision_index, _index.revision_id == _systems.revision_id)
        .where(_systems.revision_id.in_(revision_ids))
        .order_by(_index.search_id, _systems.seq)
    )
    return uow.connection.execute(query).all()


def lines(uow: UnitOfWork, revision_ids: Collection[str]) -> Sequence[AnyRow]:
    """Return the exchange lines with the name of their system, in the order of records and of the table."""
    same = (_systems.revision_id == _lines.revision_id) & (_systems.seq == _lines.system_seq)
    query = (
        select(
            _index.activity_id,
            func.coalesce(_systems.name, ""),
            _lines.system_key,
            _lines.line_seq,
            _lines.partner,
            _lines.partner_key,
            _lines.partner_system,
            _lines.direction,
            _lines.data,
            _lines.processor,
            _lines.is_abroad,
        )
        .join(revision_index, _index.revision_id == _lines.revision_id)
        .join(revision_systems, same, isouter=True)
        .where(_lines.revision_id.in_(revision_ids))
        .order_by(_index.search_id, _lines.seq)
    )
    return uow.connection.execute(query).all()


def recipients(uow: UnitOfWork, revision_ids: Collection[str], kinds: Collection[str]) -> Sequence[AnyRow]:
    """Return the recipients of some kinds in the order of records and of their lists."""
    query = (
        select(_index.activity_id, _named.name, _named.kind)
        .join(revision_index, _index.revision_id == _named.revision_id)
        .where(_named.revision_id.in_(revision_ids), _named.kind.in_(kinds))
        .order_by(_index.search_id, _named.seq)
    )
    return uow.connection.execute(query).all()


def has_bytes(uow: UnitOfWork, needles: Collection[bytes]) -> Test:
    """Return the condition that a revision's document has one of some runs of bytes: to look closer at few of many."""
    document: ColumnElement[Any] = revisions.c.document
    found = func.instr if uow.dialect == "sqlite" else func.pg_catalog.position
    return or_(*(found(document, needle) > 0 for needle in needles))


def with_documents(uow: UnitOfWork, tests: Sequence[Test], limit: int) -> Sequence[AnyRow]:
    """Return head and document of revisions that fit, newest first."""
    named = func.coalesce(func.nullif(_index.sub_process, ""), _index.main_process, _index.ref)
    query = (
        select(
            _index.activity_id,
            _index.revision_id,
            _index.ref,
            named.label("title"),
            _index.office_id,
            revisions.c.schema_version,
            revisions.c.document,
        )
        .join(revisions, revisions.c.id == _index.revision_id)
        .where(*tests)
        .order_by(_index.search_id.desc())
        .limit(limit)
    )
    return uow.connection.execute(query).all()
