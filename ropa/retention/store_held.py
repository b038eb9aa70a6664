"""Which holdings an active hold protects: one on the data set, on its activity, or on its office or one above.

Holds are few and holdings are many, so everything here begins at the active holds (partial indexes) and the check of a
million holdings looks each one up in three short lists.

A data set that two activities keep is one item of one system: the same key of the sending system at the same place. A
hold on one of the two holds the other, too (law.md F.4, case 59); all else of the other activity stays free.
"""

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Row, Select, and_, or_, select, union, union_all

from ropa.db.all_tables import metadata
from ropa.db.unit_of_work import UnitOfWork
from ropa.retention.tables import holdings, retention_holds
from ropa.retention.tables_holds import hold_offices
from schemas.destruction import HoldingState

_activities, _closure = metadata.tables["activities"], metadata.tables["office_closure"]
_HOLD = retention_holds.c
ACTIVE = _HOLD.lifted_at.is_(None)
#: SQLite takes 32,766 values in one statement; each id is one.
_AT_ONCE = 5_000


def _active(without: str | None) -> list[ColumnElement[bool]]:
    return [ACTIVE] if without is None else [ACTIVE, _HOLD.id != without]


def held_places(without: str | None = None) -> CompoundSelect[Any]:
    """Return (hold, office) of the active holds on offices: what stands below the office now, and what stood then."""
    now = select(_HOLD.id.label("hold_id"), _closure.c.descendant_id.label("office_id")).join(
        _closure, _closure.c.ancestor_id == _HOLD.office_id
    )
    then = select(hold_offices.c.hold_id, hold_offices.c.office_id).join(
        retention_holds, _HOLD.id == hold_offices.c.hold_id
    )
    active = _active(without)
    return union(now.where(*active, _HOLD.office_id.is_not(None)), then.where(*active))


def _held_activities(without: str | None = None) -> CompoundSelect[Any]:
    places = held_places(without).subquery()
    return union_all(
        select(_HOLD.activity_id).where(*_active(without), _HOLD.activity_id.is_not(None)),
        select(_activities.c.id).join(places, places.c.office_id == _activities.c.office_id),
    )


def _held_themselves(without: str | None = None) -> Select[Any]:
    return select(_HOLD.holding_id).where(*_active(without), _HOLD.holding_id.is_not(None))


def _twins(without: str | None = None) -> Select[Any]:
    """Return the ids of data sets that are the same item as a held one of another activity."""
    held, other = holdings.alias(), holdings.alias()
    is_held_itself = or_(held.c.id.in_(_held_themselves(without)), held.c.activity_id.in_(_held_activities(without)))
    return select(other.c.id).join(held, _are_twins(held, other)).where(held.c.source_key.is_not(None), is_held_itself)


def _are_twins(held: Any, other: Any) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = (
        (other.c.source_key == held.c.source_key)
        & (other.c.location == held.c.location)
        & (other.c.activity_id != held.c.activity_id)
    )
    return condition


@lru_cache(maxsize=8)  # it takes longer to put together than to run: aliases of a table with forty columns
def is_held(without: str | None = None) -> ColumnElement[bool]:
    """Return the test whether an active hold protects a row of `holdings`; `without`: as if that one were lifted."""
    return or_(
        holdings.c.id.in_(_held_themselves(without)),
        holdings.c.activity_id.in_(_held_activities(without)),
        # By the id alone: the check reads nothing of a holding that does not stand in the index of due days.
        holdings.c.id.in_(_twins(without)),
    )


@cache
def is_away() -> ColumnElement[bool]:
    """Return the test whether a row of `holdings` stands on a destruction list or is gone.

    Few rows have another state than the first, and an index has them.
    """
    away = holdings.alias()
    return holdings.c.id.in_(select(away.c.id).where(away.c.state != str(HoldingState.ACTIVE)))


@cache
def is_free() -> ColumnElement[bool]:
    """Return the test whether a row of `holdings` may be proposed: no hold protects it, and it is not away."""
    return and_(~is_held(), ~is_away())


def held_pairs(wanted: list[str] | Select[Any]) -> CompoundSelect[Any]:
    """Return (`held_id`, `hold_id`) of every active hold on some holdings, given by their ids or the query of these."""
    places = held_places().subquery()
    mine, held = holdings.alias(), holdings.alias()
    on_itself = select(holdings.c.id.label("held_id"), _HOLD.id.label("hold_id")).join(
        retention_holds, _HOLD.holding_id == holdings.c.id
    )
    on_activity = select(holdings.c.id, _HOLD.id).join(retention_holds, _HOLD.activity_id == holdings.c.activity_id)
    on_office = (
        select(holdings.c.id, places.c.hold_id)
        .join(_activities, _activities.c.id == holdings.c.activity_id)
        .join(places, places.c.office_id == _activities.c.office_id)
    )
    on_twin = (
        select(mine.c.id, _HOLD.id)
        .join(held, _are_twins(held, mine))
        .join(retention_holds, or_(_HOLD.holding_id == held.c.id, _HOLD.activity_id == held.c.activity_id))
    )
    on_twins_office = (
        select(mine.c.id, places.c.hold_id)
        .join(held, _are_twins(held, mine))
        .join(_activities, _activities.c.id == held.c.activity_id)
        .join(places, places.c.office_id == _activities.c.office_id)
    )
    return union(
        on_itself.where(holdings.c.id.in_(wanted), ACTIVE),
        on_activity.where(holdings.c.id.in_(wanted), ACTIVE),
        on_office.where(holdings.c.id.in_(wanted)),
        on_twin.where(mine.c.id.in_(wanted), mine.c.source_key.is_not(None), ACTIVE),
        on_twins_office.where(mine.c.id.in_(wanted), mine.c.source_key.is_not(None)),
    )


def active_holds(uow: UnitOfWork, ids: Iterable[str]) -> list[tuple[str, Row[Any]]]:
    """Return (holding, hold) of every active hold that protects one of these holdings, oldest hold first."""
    ordered = sorted(set(ids))
    found: list[tuple[str, Row[Any]]] = []
    for start in range(0, len(ordered), _AT_ONCE):
        pairs = held_pairs(ordered[start : start + _AT_ONCE]).subquery()
        query = (
            select(pairs.c.held_id, retention_holds)
            .join(retention_holds, _HOLD.id == pairs.c.hold_id)
            .order_by(_HOLD.id, pairs.c.held_id)
        )
        found += [(row.held_id, row) for row in uow.connection.execute(query)]
    return found
