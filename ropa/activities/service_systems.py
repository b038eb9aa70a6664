"""What other parts ask about the systems that records list, within a reader's rights."""

from collections.abc import Collection, Sequence

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.activities import store_systems
from ropa.db.unit_of_work import UnitOfWork
from ropa.offices import service as offices
from schemas.exchange_map import MapRecord
from schemas.system_keys import body_key, is_common
from schemas.systems import SystemFilter, SystemItem
from schemas.thai_text import searchable
from schemas.vocabulary import Hosting

#: Processors of one system that are named.
_PROCESSORS = 20


def keys_after(uow: UnitOfWork, wanted: SystemFilter, after: str | None, limit: int) -> list[str]:
    """Return the keys of the next systems of the list that the reader's records list.

    Raises: Forbidden.
    """
    read = access.visible_offices(uow, Permission.READ_ACTIVITIES)
    below = None if wanted.office is None else access.at_or_below(wanted.office)
    owners = None if wanted.owner is None else [body_key(wanted.owner)]
    if wanted.owner is not None and is_common(wanted.owner):
        owners = [body_key(wanted.owner, office) for office in store_systems.offices(uow, read)]
    return store_systems.keys_after(uow, read, wanted, owners, below, after, limit)


def keys_named(uow: UnitOfWork, words: Sequence[str], limit: int) -> list[str]:
    """Return the keys of the first systems with all words in their name, that the reader's records list, by name.

    Raises: Forbidden.
    """
    read = access.visible_offices(uow, Permission.READ_ACTIVITIES)
    if read is not None:
        # Few records: they are the shorter way to their systems.
        return store_systems.keys_after(uow, read, SystemFilter(q=" ".join(words)), None, None, None, limit)
    return store_systems.keys_named(uow, read, searchable(" ".join(words)).split(), limit)


def needs_reindex(uow: UnitOfWork) -> bool:
    """Tell whether records of an older version wait for `ropa reindex`: their systems are in no list and on no map."""
    return store_systems.is_without_keys(uow)


def is_listed(uow: UnitOfWork, key: str) -> bool:
    """Tell whether a record of the reader lists a system; a hidden one and none are told alike.

    Raises: Forbidden.
    """
    return store_systems.is_listed(uow, access.visible_offices(uow, Permission.READ_ACTIVITIES), key)


def items(uow: UnitOfWork, keys: Collection[str]) -> dict[str, SystemItem]:
    """Return those of the systems that the reader's records list, by key.

    Raises: Forbidden.
    """
    read = access.visible_offices(uow, Permission.READ_ACTIVITIES)
    partners = store_systems.partner_counts(uow, read, keys)
    rows = store_systems.rows_of(uow, read, keys)
    kept = {row[6] for row in rows.values()} - {None}
    names = {each.id: each.name for each in offices.list_offices(uow)} if kept else {}
    return {
        key: SystemItem(
            key=key,
            kept_by=names.get(row[6]),
            name=row[1],
            owner=row[2],
            hosting=Hosting.of(row[3]) if row[3] is not None else None,
            is_abroad=bool(row[4]),
            activities=row[5],
            partners=partners.get(key, 0),
        )
        for key, row in rows.items()
    }


def records(uow: UnitOfWork, key: str, limit: int) -> tuple[list[MapRecord], int]:
    """Return the first of the reader's records that list a system, by reference, and how many there are.

    Raises: Forbidden.
    """
    read = access.visible_offices(uow, Permission.READ_ACTIVITIES)
    rows = store_systems.records_of(uow, read, key, limit)
    found = [MapRecord(activity_id=row[1], ref=row[2], title=row[3]) for row in rows]
    return found, store_systems.count_records(uow, read, key)


def processors(uow: UnitOfWork, key: str) -> list[str]:
    """Return who processes for a system by the reader's records.

    Raises: Forbidden.
    """
    read = access.visible_offices(uow, Permission.READ_ACTIVITIES)
    return store_systems.processors(uow, read, key, _PROCESSORS)


def of_activities(uow: UnitOfWork, activity_ids: Collection[str]) -> dict[str, dict[str, str]]:
    """Return the systems of activities: name by key, by activity. Says nothing about rights: for comparing."""
    found: dict[str, dict[str, str]] = {}
    for activity_id, key, name in store_systems.of_activities(uow, activity_ids) if activity_ids else ():
        found.setdefault(activity_id, {})[key] = name
    return found
