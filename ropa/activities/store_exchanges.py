"""Queries over the exchange lines of the whole register: who tells what of which system.

What is told counts over all records that everybody sees; what stands in a record is read only in the offices of the
reader. `read` is the query of those offices, None for the whole ministry.
"""

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, Table, and_, case, func, or_, select, true

from ropa.activities.store_matching import chunks
from ropa.activities.tables import revision_exchanges, revision_index, revision_systems
from ropa.db.unit_of_work import UnitOfWork
from schemas.system_lines import SIGN, KnownSystem, Told, Words
from schemas.thai_text import searchable
from schemas.vocabulary import RevisionStatus

Scope = Select[tuple[int]] | None
Test = ColumnElement[bool]
#: Different lines (by both ends, direction and mode) that one map is made of; those that are told most often.
MOST_TOLD = 60_000
#: Names of systems, and of partners, that are held at once.
MOST_NAMES = 100_000
_BATCH = 5_000
_index, _systems, _lines = revision_index.c, revision_systems.c, revision_exchanges.c


_ENDS = (_lines.system_key, _lines.body_key, _lines.partner_key, _lines.partner_system, _lines.direction, _lines.mode)


def shown() -> Test:
    """Return the condition of a revision that everybody sees, of an activity that is not retired."""
    return _index.is_public & (_index.status != str(RevisionStatus.RETIRED))


def seen(read: Scope) -> Test:
    """Return the condition of standing in a record that the reader may read."""
    return true() if read is None else _index.office_id.in_(read)


def like(words: str) -> str:
    """Return the pattern of some words anywhere in a text; a backslash escapes."""
    escaped = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def of_kind(kind: str) -> Test:
    """Return the condition of exchanging a kind of personal data."""
    return _lines.kinds.like(like(f"{SIGN}{kind}{SIGN}"), escape="\\")


def of_words(words: str) -> Test:
    """Return the condition that each of the words stands in the exchanged data."""
    data = func.coalesce(_lines.data_key, _lines.data)
    return and_(true(), *(data.like(like(word), escape="\\") for word in searchable(words).split()))


def of_offices(below: Select[tuple[int]]) -> Test:
    """Return the condition of standing in a record of some offices."""
    return _index.office_id.in_(below)


def of_systems(keys: Collection[str]) -> Test:
    """Return the condition of being a line of one of some systems."""
    return _lines.system_key.in_(sorted(keys))


def of_partners(keys: Collection[str]) -> Test:
    """Return the condition of naming one of some partners."""
    return _lines.partner_key.in_(sorted(keys))


def known_systems(uow: UnitOfWork) -> list[KnownSystem]:
    """Return every system that a record lists, once, as the first record writes it.

    Steps from key to key in the index: as many look-ups as there are systems, however many records list them.
    """
    keys = _each(revision_systems, "system_key")
    first = (
        select(_systems.name)
        .join(revision_index, _index.revision_id == _systems.revision_id)
        .where(_systems.system_key == keys.c.key, shown())
        .order_by(_systems.revision_id, _systems.seq)
        .limit(1)
    )
    columns = [
        first.with_only_columns(column, maintain_column_froms=True).scalar_subquery()
        for column in (_systems.name, _systems.owner, _systems.owner_key, _index.office_id)
    ]
    query = select(keys.c.key, *columns).where(keys.c.key.is_not(None)).limit(MOST_NAMES)
    return [KnownSystem(*row) for row in uow.connection.execute(query) if row[1] is not None]


def known_partners(uow: UnitOfWork) -> dict[str, str]:
    """Return every partner's text by its key, once, as the first record writes it; whose lines name it is not told."""
    keys = _each(revision_exchanges, "partner_key")
    text = (
        select(_lines.partner)
        .join(revision_index, _index.revision_id == _lines.revision_id)
        .where(_lines.partner_key == keys.c.key, shown())
        .order_by(_lines.revision_id)
        .limit(1)
        .scalar_subquery()
    )
    query = select(keys.c.key, text).where(keys.c.key.is_not(None)).limit(MOST_NAMES)
    return {row[0]: row[1] for row in uow.connection.execute(query) if row[1] is not None}


def _each(table: Table, column: str) -> CTE:
    one, more = table.alias(), table.alias()
    keys = select(func.min(one.c[column]).label("key")).where(one.c[column] > "").cte(recursive=True)
    following = select(func.min(more.c[column])).where(more.c[column] > keys.c.key).scalar_subquery()
    return keys.union_all(select(following).where(keys.c.key.is_not(None)))


def seen_systems(uow: UnitOfWork, read: Scope, *tests: Test) -> set[str]:
    """Return the keys of the systems that the reader's records list."""
    query = (
        select(_systems.system_key)
        .join(revision_index, _index.revision_id == _systems.revision_id)
        .where(shown(), seen(read), *tests)
        .distinct()
    )
    return set(uow.connection.scalars(query))


def called_systems(uow: UnitOfWork, read: Scope) -> dict[str, tuple[str, str | None]]:
    """Return name and owner of each system as the reader's records write them, by its key."""
    query = (
        select(_systems.system_key, func.min(_systems.name), func.min(_systems.owner))
        .join(revision_index, _index.revision_id == _systems.revision_id)
        .where(shown(), seen(read))
        .group_by(_systems.system_key)
        .limit(MOST_NAMES)
    )
    return {row[0]: (row[1], row[2]) for row in uow.connection.execute(query)}


def systems_abroad(uow: UnitOfWork, read: Scope) -> set[str]:
    """Return the keys of the systems whose cloud is abroad by the reader's records."""
    return seen_systems(uow, read, _systems.is_abroad)


def told(uow: UnitOfWork, read: Scope, chosen: Collection[Test], *touching: Test) -> tuple[list[Told], int]:
    """Return what all lines tell, and how many different lines did not fit. `touching`: only lines of any of these."""
    sees = seen(read)
    asked = and_(sees, *chosen)
    query = (
        select(
            *_ENDS,
            func.count(),
            func.sum(case((sees, 1), else_=0)),
            func.sum(case((asked, 1), else_=0)),
            func.max(case((and_(sees, _lines.is_abroad), 1), else_=0)),
        )
        .join(revision_index, _index.revision_id == _lines.revision_id)
        .where(shown(), *([or_(*touching)] if touching else []))
        .group_by(*_ENDS)
    )
    rows = uow.connection.execute(query.limit(MOST_TOLD + 1)).all()
    if len(rows) <= MOST_TOLD:
        return [Told(*row) for row in rows], 0
    total = uow.connection.scalar(select(func.count()).select_from(query.subquery())) or 0
    most = query.order_by(func.count().desc(), *_ENDS).limit(MOST_TOLD)
    return [Told(*row) for row in uow.connection.execute(most)], total - MOST_TOLD


def words(uow: UnitOfWork, read: Scope, chosen: Collection[Test], *touching: Test) -> Iterator[Words]:
    """Yield what each line says that the reader sees and asked for, the first record's first.

    Lines that say the same are not put together here: sorting long texts takes longer than reading them.
    """
    query = (
        select(*_ENDS, _lines.data, _lines.kinds, _lines.is_special)
        .join(revision_index, _index.revision_id == _lines.revision_id)
        .where(shown(), seen(read), *chosen, *([or_(*touching)] if touching else []))
        .order_by(_lines.revision_id, _lines.seq)
        .execution_options(yield_per=_BATCH)
    )
    for row in uow.connection.execute(query):
        yield Words(row[:6], row[6], row[7], row[8])


def listings(uow: UnitOfWork, read: Scope, keys: Collection[str]) -> dict[str, tuple[int, str | None]]:
    """Return how many activities list each system, and its hosting by the reader's records, by the system's key."""
    found: dict[str, tuple[int, str | None]] = {}
    hosting = func.max(case((seen(read), _systems.hosting), else_=None))
    for chunk in chunks(sorted(keys)):
        query = (
            select(_systems.system_key, func.count(_systems.revision_id.distinct()), hosting)
            .join(revision_index, _index.revision_id == _systems.revision_id)
            .where(shown(), _systems.system_key.in_(chunk))
            .group_by(_systems.system_key)
        )
        found.update({row[0]: (row[1], row[2]) for row in uow.connection.execute(query)})
    return found


def namings(uow: UnitOfWork, keys: Collection[str]) -> dict[str, int]:
    """Return how many activities name each partner, by the partner's key."""
    found: dict[str, int] = {}
    for chunk in chunks(sorted(keys)):
        query = (
            select(_lines.partner_key, func.count(_lines.revision_id.distinct()))
            .join(revision_index, _index.revision_id == _lines.revision_id)
            .where(shown(), _lines.partner_key.in_(chunk))
            .group_by(_lines.partner_key)
        )
        found.update({row[0]: row[1] for row in uow.connection.execute(query)})
    return found


def records_listing(uow: UnitOfWork, read: Scope, keys: Collection[str], each: int) -> list[tuple[str, str, str, str]]:
    """Return (system, activity, reference, title) of the first records that list each system and the reader sees."""
    return first_records(uow, read, revision_systems, "system_key", keys, each)


def records_naming(uow: UnitOfWork, read: Scope, keys: Collection[str], each: int) -> list[tuple[str, str, str, str]]:
    """Return (partner, activity, reference, title) of the first records that name each partner and the reader sees."""
    return first_records(uow, read, revision_exchanges, "partner_key", keys, each)


def first_records(
    uow: UnitOfWork, read: Scope, table: Table, column: str, keys: Collection[str], each: int
) -> list[Any]:
    """Return (key, activity, reference, title) of the reader's first records in which each key stands."""
    named = case((func.length(_index.sub_process) > 0, _index.sub_process), else_=_index.main_process)
    found: list[Any] = []
    for chunk in chunks(sorted(keys)):
        one = (
            select(table.c[column].label("key"), _index.ref, _index.activity_id, _index.search_id)
            .distinct()
            .join(revision_index, _index.revision_id == table.c.revision_id)
            .where(shown(), seen(read), table.c[column].in_(chunk))
            .subquery()
        )
        place = func.row_number().over(partition_by=one.c.key, order_by=one.c.ref).label("place")
        first = select(one.c.key, one.c.activity_id, one.c.ref, one.c.search_id, place).subquery()
        query = (
            select(first.c.key, first.c.activity_id, first.c.ref, func.coalesce(named, first.c.ref))
            .join(revision_index, _index.search_id == first.c.search_id)
            .where(first.c.place <= each)
            .order_by(first.c.key, first.c.ref)
        )
        found += uow.connection.execute(query).all()
    return found


def named_partners(uow: UnitOfWork, read: Scope) -> dict[str, str]:
    """Return the partners that the reader's records name, as they write them, by their keys."""
    query = (
        select(_lines.partner_key, func.min(_lines.partner))
        .join(revision_index, _index.revision_id == _lines.revision_id)
        .where(shown(), seen(read), _lines.partner_key > "")
        .group_by(_lines.partner_key)
        .limit(MOST_NAMES)
    )
    return {row[0]: row[1] for row in uow.connection.execute(query)}
