"""The list in other orders than the newest first, page by page from a key on, and how many lines it has.

Each order is that of an index, so that a page costs the same wherever it stands: measured with 100,000 records
(docs/pages.md). Last saved, process names, findings and reviews have no such index and are no order of the list.
"""

from typing import Any

from sqlalchemy import ColumnElement, func, literal_column, select, tuple_

from ropa.activities.store_index import LINE, Test, item_of
from ropa.activities.tables import activities, revision_index
from ropa.db.unit_of_work import UnitOfWork
from schemas.listing import ActivityItem, ActivitySort

_DOWN = frozenset({ActivitySort.NEWEST, ActivitySort.REF_DOWN, ActivitySort.OFFICE_DOWN, ActivitySort.STATUS_DOWN})
#: What a line is found again by: the column that is ordered by, if it is another than the place, and the place.
Key = tuple[Any, ...]


def _columns(sort: ActivitySort) -> tuple[ColumnElement[Any], ...]:
    index = revision_index.c
    return {
        ActivitySort.NEWEST: (index.search_id,),
        ActivitySort.OLDEST: (index.search_id,),
        # Of the activity, whose reference is unique: an index of its own.
        ActivitySort.REF: (activities.c.ref,),
        ActivitySort.REF_DOWN: (activities.c.ref,),
        ActivitySort.OFFICE: (index.office_id, index.search_id),
        ActivitySort.OFFICE_DOWN: (index.office_id, index.search_id),
        ActivitySort.STATUS: (index.status, index.search_id),
        ActivitySort.STATUS_DOWN: (index.status, index.search_id),
    }[sort]


def page(
    uow: UnitOfWork, tests: list[Test], sort: ActivitySort, after: Key | None, limit: int
) -> list[tuple[Key, ActivityItem]]:
    """Return up to `limit` lines in an order with their keys, from behind the key `after`."""
    columns, down = _columns(sort), sort in _DOWN
    query = select(*LINE, *columns).where(*tests)
    if columns[0].table is activities:
        query = query.select_from(activities.join(revision_index, revision_index.c.activity_id == activities.c.id))
    if after is not None:
        place = tuple_(*columns)
        query = query.where(place < after if down else place > after)
    order = [each.desc() if down else each.asc() for each in columns]
    rows = uow.connection.execute(query.order_by(*order).limit(limit))
    return [(tuple(row[len(LINE) :]), item_of(row)) for row in rows]


def count_up_to(uow: UnitOfWork, tests: list[Test], most: int) -> int:
    """Return how many lines a list has, `most` + 1 for more than `most`."""
    some = select(literal_column("1").label("one")).select_from(revision_index).where(*tests).limit(most + 1).subquery()
    return int(uow.connection.scalar(select(func.count()).select_from(some)) or 0)
