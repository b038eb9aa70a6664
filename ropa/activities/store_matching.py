"""Finds many records at once by what a file says of them: a few statements for any number of records."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, or_, select

from ropa.activities import store
from ropa.activities.tables import activities, revision_index, revisions
from ropa.db.unit_of_work import UnitOfWork
from schemas.listing import StoredRevision
from schemas.vocabulary import RevisionStatus

T = TypeVar("T")
#: SQLite takes some thousands of values in a statement; plans stay small with fewer.
_BATCH = 200
Names = tuple[int, str | None, str | None, str | None]
"""Office, main process, sub-process, responsible unit: the natural key of a record."""
Offices = Select[tuple[int]] | None


class Target(Struct, frozen=True, kw_only=True):
    """A record of the register without its document, as those see it who may change it."""

    id: str
    ref: str
    office_id: int
    version: int
    status: RevisionStatus
    content_hash: str


_COLUMNS = (
    activities.c.id,
    activities.c.ref,
    activities.c.office_id,
    activities.c.version,
    activities.c.retired_at,
    revisions.c.status,
    revisions.c.content_hash,
)


def chunks(values: Iterable[T]) -> Iterator[Sequence[T]]:
    """Yield values in runs that fit one statement."""
    rest = iter(values)
    while some := list(islice(rest, _BATCH)):
        yield some


def _target(row: Any) -> Target:
    return Target(
        id=row.id,
        ref=row.ref,
        office_id=row.office_id,
        version=row.version,
        status=RevisionStatus.RETIRED if row.retired_at else RevisionStatus.of(row.status),
        content_hash=row.content_hash,
    )


def _select(offices: Offices, *more: Any) -> Select[Any]:
    query = select(*_COLUMNS, *more).join(revisions, revisions.c.id == store.CURRENT).order_by(activities.c.ref)
    return query if offices is None else query.where(activities.c.office_id.in_(offices))


def _found(uow: UnitOfWork, offices: Offices, column: ColumnElement[Any], values: Iterable[Any]) -> Iterator[Target]:
    for some in chunks(values):
        yield from map(_target, uow.connection.execute(_select(offices).where(column.in_(some))))


def by_refs(uow: UnitOfWork, offices: Offices, refs: Collection[str]) -> dict[str, Target]:
    """Return records by their references; `offices` narrows them, None does not."""
    return {each.ref: each for each in _found(uow, offices, activities.c.ref, refs)}


def by_ids(uow: UnitOfWork, offices: Offices, ids: Collection[str]) -> dict[str, Target]:
    """Return records by their ids."""
    return {each.id: each for each in _found(uow, offices, activities.c.id, ids)}


def by_hashes(uow: UnitOfWork, offices: Offices, hashes: Collection[str]) -> dict[tuple[int, str], Target]:
    """Return records by office and hash of their newest document; of several the one with the lowest reference."""
    found: dict[tuple[int, str], Target] = {}
    for each in _found(uow, offices, revisions.c.content_hash, hashes):
        found.setdefault((each.office_id, each.content_hash), each)
    return found


def by_names(uow: UnitOfWork, offices: Offices, keys: Collection[Names]) -> dict[Names, Target]:
    """Return records by their natural key; of several the one with the lowest reference."""
    index = revision_index.c
    wanted, found = set(keys), dict[Names, Target]()
    for some in chunks(keys):
        names = {name for _, main, sub, _ in some for name in (main, sub) if name is not None}
        query = (
            _select(offices, index.main_process, index.sub_process, index.responsible_org_unit)
            .join(revision_index, index.revision_id == store.CURRENT)
            .where(
                activities.c.office_id.in_({key[0] for key in some}),
                or_(index.sub_process.in_(names), index.main_process.in_(names)),
            )
        )
        for row in uow.connection.execute(query):
            key = (row.office_id, row.main_process, row.sub_process, row.responsible_org_unit)
            if key in wanted:
                found.setdefault(key, _target(row))
    return found


def documents(uow: UnitOfWork, ids: Iterable[str]) -> Iterator[StoredRevision]:
    """Yield the newest revision (draft, else approved) of each record, some at a time."""
    for some in chunks(ids):
        live = select(store.CURRENT).where(activities.c.id.in_(some))
        for _, stored in store.read_revisions(uow, list(uow.connection.scalars(live))):
            yield stored
