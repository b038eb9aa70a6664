"""Queries over the systems that records list: the list of the whole register, and one system's records."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select, true

from ropa.activities.store_exchanges import Scope, Test, first_records, like, seen, shown
from ropa.activities.store_matching import chunks
from ropa.activities.tables import revision_exchanges, revision_index, revision_systems
from ropa.db.unit_of_work import UnitOfWork
from schemas.reading import CONTROL
from schemas.system_keys import is_common, is_local
from schemas.system_lines import Ends
from schemas.systems import SystemFilter
from schemas.thai_text import searchable

_index, _systems, _lines = revision_index.c, revision_systems.c, revision_exchanges.c


def keys_after(
    uow: UnitOfWork,
    read: Scope,
    wanted: SystemFilter,
    owners: Collection[str] | None,
    below: Scope,
    after: str | None,
    limit: int,
) -> list[str]:
    """Return the keys of the next systems of the list, in its order."""
    tests: list[Test] = [_systems.system_key > ""]
    if below is not None:
        tests.append(_index.office_id.in_(below))
    if wanted.q is not None:
        words = searchable(wanted.q).split()
        if any(CONTROL.search(word) for word in words):
            return []
        tests.append(and_(true(), *(_systems.name_key.like(like(word), escape="\\") for word in words)))
    if owners is not None:
        tests.append(_systems.owner_key.in_(owners))
    if wanted.hosting is not None:
        tests.append(_systems.hosting == str(wanted.hosting))
    if wanted.abroad:
        tests.append(_systems.is_abroad)
    if after is not None:
        place = uow.connection.scalar(select(_systems.sort).where(_systems.system_key == after).limit(1)) or ""
        tests.append(or_(_systems.sort > place, and_(_systems.sort == place, _systems.system_key > after)))
    query = (
        _listed(read, _systems.sort, _systems.system_key)
        .where(*tests)
        .group_by(_systems.sort, _systems.system_key)
        .order_by(_systems.sort, _systems.system_key)
        .limit(limit)
    )
    return [row[1] for row in uow.connection.execute(query)]


def keys_named(uow: UnitOfWork, read: Scope, words: Sequence[str], limit: int) -> list[str]:
    """Return the keys of the first systems whose names hold all words and that the reader's records list, by name.

    The names are looked through before it is asked who may see them: joined first, each row costs a look at its record.
    """
    # Nothing but the words in the first look: for an order or a range SQLite would walk an index, and fetch each row.
    tests = (_systems.name_key.like(like(word), escape="\\") for word in words)
    matched = select(_systems.sort, _systems.system_key).where(*tests).cte("matched").prefix_with("MATERIALIZED")
    key = matched.c.system_key
    named = select(matched.c.sort, key).where(key > "").distinct().cte("named").prefix_with("MATERIALIZED")
    listed = _listed(read, _systems.seq).where(_systems.system_key == named.c.system_key).exists()
    query = select(named.c.system_key).where(listed).order_by(named.c.sort, named.c.system_key).limit(limit)
    return list(dict.fromkeys(uow.connection.scalars(query)))


def offices(uow: UnitOfWork, read: Scope) -> list[int]:
    """Return the offices that have records which the reader may read."""
    return list(uow.connection.scalars(select(_index.office_id).where(seen(read)).distinct()))


def is_without_keys(uow: UnitOfWork) -> bool:
    """Tell whether a system has no key yet: the register comes from an older version and was not indexed since."""
    return bool(uow.connection.scalar(select(select(_systems.seq).where(_systems.system_key == "").exists())))


def is_listed(uow: UnitOfWork, read: Scope, key: str) -> bool:
    """Tell whether a record of the reader lists a system."""
    return bool(uow.connection.scalar(select(_listed(read, _systems.seq).where(_systems.system_key == key).exists())))


def rows_of(uow: UnitOfWork, read: Scope, keys: Collection[str]) -> dict[str, Any]:
    """Return (key, name, owner, hosting, abroad, activities, office) of those that the reader's records list, by key.

    The office is that of the records, None where the system is known without it.
    """
    sees = seen(read)
    query = (
        select(
            _systems.system_key,
            func.min(case((sees, _systems.name))),
            func.min(case((sees, _systems.owner))),
            func.max(case((sees, _systems.hosting))),
            func.max(case((and_(sees, _systems.is_abroad), 1), else_=0)),
            func.count(_systems.revision_id.distinct()),
            func.min(case((sees, _index.office_id))),
            func.min(_systems.owner_key),
        )
        .join(revision_index, _index.revision_id == _systems.revision_id)
        .group_by(_systems.system_key)
    )
    found: dict[str, Any] = {}
    for chunk in chunks(sorted(keys)):
        rows = uow.connection.execute(query.where(shown(), _systems.system_key.in_(chunk)))
        for row in rows:
            if row[1] is not None:
                is_known = row[7] > "" and not is_common(row[2] or "")
                found[row[0]] = (*row[:6], None if is_known else row[6])
    return found


def partner_counts(uow: UnitOfWork, read: Scope, keys: Collection[str]) -> dict[str, int]:
    """Return how many partners the lines of each system name in the reader's records."""
    found: dict[str, int] = {}
    for chunk in chunks(sorted(keys)):
        query = (
            select(_lines.system_key, func.count(_lines.partner_key.distinct()))
            .join(revision_index, _index.revision_id == _lines.revision_id)
            .where(shown(), seen(read), _lines.system_key.in_(chunk), _lines.partner_key > "")
            .group_by(_lines.system_key)
        )
        found.update({row[0]: row[1] for row in uow.connection.execute(query)})
    return found


def count_records(uow: UnitOfWork, read: Scope, key: str) -> int:
    """Return how many of the reader's records list a system."""
    query = _listed(read, func.count(_systems.revision_id.distinct())).where(_systems.system_key == key)
    return int(uow.connection.scalar(query) or 0)


def processors(uow: UnitOfWork, read: Scope, key: str, limit: int) -> list[str]:
    """Return who processes for a system by the reader's records, each once."""
    query = (
        select(_lines.processor)
        .join(revision_index, _index.revision_id == _lines.revision_id)
        .where(shown(), seen(read), _lines.system_key == key, _lines.processor.is_not(None))
        .distinct()
        .order_by(_lines.processor)
        .limit(limit)
    )
    return [text for text in uow.connection.scalars(query) if text is not None]


def records_of(uow: UnitOfWork, read: Scope, key: str, limit: int) -> Sequence[Any]:
    """Return (key, activity, reference, title) of the first of the reader's records that list a system."""
    return first_records(uow, read, revision_systems, "system_key", [key], limit)


def tellers(uow: UnitOfWork, read: Scope, *touching: Test) -> list[tuple[Ends, str, str, str]]:
    """Return (what is told, activity, reference, title) of the reader's records, by reference."""
    named = case((func.length(_index.sub_process) > 0, _index.sub_process), else_=_index.main_process)
    ends = (
        _lines.system_key,
        _lines.body_key,
        _lines.partner_key,
        _lines.partner_system,
        _lines.direction,
        _lines.mode,
    )
    query = (
        select(*ends, _index.activity_id, _index.ref, func.coalesce(named, _index.ref))
        .distinct()
        .join(revision_index, _index.revision_id == _lines.revision_id)
        .where(shown(), seen(read), or_(*touching))
        .order_by(_index.ref)
    )
    return [(tuple(row[:6]), row[6], row[7], row[8]) for row in uow.connection.execute(query)]


def known_by_office(uow: UnitOfWork, activity_ids: Collection[str]) -> set[str]:
    """Return the revisions of some activities in which a system or partner is known by the record's office, too."""
    found: set[str] = set()
    for some in chunks(sorted(set(activity_ids))):
        systems = select(_systems.revision_id, case((_systems.owner_key > "", _systems.owner))).distinct()
        partners = select(_lines.revision_id, _lines.partner).where(_lines.partner.is_not(None)).distinct()
        for query, table in ((systems, _systems), (partners, _lines)):
            joined = query.join(revision_index, _index.revision_id == table.revision_id)
            rows = uow.connection.execute(joined.where(_index.activity_id.in_(some)))
            found.update(row[0] for row in rows if is_local(row[1]))
    return found


def _listed(read: Scope, *columns: Any) -> Select[Any]:
    return select(*columns).join(revision_index, _index.revision_id == _systems.revision_id).where(shown(), seen(read))


def of_activities(uow: UnitOfWork, activity_ids: Collection[str]) -> list[tuple[str, str, str]]:
    """Return (activity, key, name) of the systems that the newest revisions of some activities list."""
    found: list[tuple[str, str, str]] = []
    query = (
        select(_index.activity_id, _systems.system_key, func.min(_systems.name))
        .join(revision_systems, _systems.revision_id == _index.revision_id)
        .where(_index.is_current, _systems.system_key != "")
        .group_by(_index.activity_id, _systems.system_key)
        .order_by(_index.activity_id, _systems.system_key)
    )
    for some in chunks(sorted(set(activity_ids))):
        found += [tuple(row) for row in uow.connection.execute(query.where(_index.activity_id.in_(some)))]
    return found
