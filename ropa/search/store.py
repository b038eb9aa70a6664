"""Queries of the search on what has a reference, and on the places where somebody went."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, and_, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from ropa.db.tables import metadata
from ropa.db.unit_of_work import UnitOfWork
from ropa.search.tables import search_places
from schemas.search import FoundKind
from schemas.thai_text import spellings

Offices = Select[tuple[int]] | None
"""The query of the offices that a caller may see; None means all."""
AnyRow = Row[*tuple[Any, ...]]


class _Source(NamedTuple):
    table: str
    state: str
    #: None: found by its reference alone.
    title: str | None


_SOURCES = {
    FoundKind.BREACH: _Source("breaches", "phase", "title"),
    # Never by who asked: no column of these rows tells it, and none that is sealed is read.
    FoundKind.REQUEST: _Source("subject_requests", "state", None),
    FoundKind.DESTRUCTION: _Source("destruction_lists", "state", "title"),
    FoundKind.EXCHANGE: _Source("exchange_requests", "state", "agency"),
}


def found(
    uow: UnitOfWork,
    kind: FoundKind,
    visible: Offices,
    limit: int,
    *,
    words: Sequence[str] = (),
    keys: Collection[str] | None = None,
) -> Sequence[AnyRow]:
    """Return (id, ref, title, state, office_id) of what holds all words in reference or title, or of `keys`.

    Newest first.
    """
    source = _SOURCES[kind]
    columns = metadata.tables[source.table].c
    shown = [columns.ref] if source.title is None else [columns.ref, columns[source.title]]
    query = select(columns.id, columns.ref, shown[-1].label("title"), columns[source.state].label("state"))
    query = query.add_columns(columns.office_id).where(*(_holds(shown, word) for word in words))
    if visible is not None:
        query = query.where(columns.office_id.in_(visible))
    if keys is not None:
        query = query.where(columns.id.in_(sorted(keys)))
    return uow.connection.execute(query.order_by(columns.id.desc()).limit(limit)).all()


def _holds(columns: Sequence[ColumnElement[str]], word: str) -> ColumnElement[bool]:
    return or_(*(column.icontains(each, autoescape=True) for column in columns for each in spellings(word)))


_place = search_places.c


def note(uow: UnitOfWork, person_id: str, kind: str, key: str) -> None:
    """Store that a person went somewhere now; before or not."""
    dialect = sqlite if uow.dialect == "sqlite" else postgresql
    query = dialect.insert(search_places).values(person_id=person_id, kind=kind, key=key, opened_at=uow.now)
    same = ["person_id", "kind", "key"]
    uow.connection.execute(query.on_conflict_do_update(index_elements=same, set_={"opened_at": uow.now}))


def places(uow: UnitOfWork, person_id: str, since: datetime | None = None) -> list[tuple[str, str]]:
    """Return (kind, key) of where a person went, the last first."""
    query = select(_place.kind, _place.key).where(_place.person_id == person_id)
    if since is not None:
        query = query.where(_place.opened_at >= since)
    rows = uow.connection.execute(query.order_by(_place.opened_at.desc(), _place.kind, _place.key))
    return [(row.kind, row.key) for row in rows]


def drop(uow: UnitOfWork, person_id: str, surplus: Collection[tuple[str, str]] | None = None) -> None:
    """Forget some places of a person, or all."""
    query = delete(search_places).where(_place.person_id == person_id)
    if surplus is not None:
        query = query.where(or_(*(and_(_place.kind == kind, _place.key == key) for kind, key in surplus)))
    uow.connection.execute(query)


def forget(uow: UnitOfWork, before: datetime) -> int:
    """Forget where everybody went before a moment; return how many places those were."""
    return uow.connection.execute(delete(search_places).where(_place.opened_at < before)).rowcount
