"""Where holdings stand on their way to destruction. Only the destruction lists call this, and they ask for the rights.

Each call is set-based and compares the state before: what another list or another person moved meanwhile does not move,
and the caller sees by the answer what really did. Each move is a new version, so nobody saves over it unseen.
"""

from collections.abc import Collection
from collections.abc import Set as AbstractSet
from datetime import date, timedelta

from ropa.audit.service import record_each
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import NotFound
from ropa.retention import store_held, store_states
from ropa.retention.service_holds import shown_hold
from schemas.destruction import HoldingState
from schemas.holding import DueState, Hold

#: The data are gone from the place where they were kept: never due again, whatever becomes of their rule.
GONE = frozenset({HoldingState.BLOCKED_PENDING_ERASURE, HoldingState.DESTROYED, HoldingState.TRANSFERRED})
_DAY = timedelta(days=1)


def move(
    uow: UnitOfWork,
    holding_ids: Collection[str],
    *,
    before: HoldingState | AbstractSet[HoldingState],
    after: HoldingState,
    list_id: str | None = None,
    **values: object,
) -> list[str]:
    """Return the ids, in order, of those that stood in `before` and now stand in `after`.

    `list_id` is stored as given: None takes them off their list. `values` are further columns of `holdings`.
    Raises: ValueError for a state in which the data are gone: that is `dispose`, which ends their dates too.
    """
    if after in GONE:
        message = f"{after} is reached by dispose"
        raise ValueError(message)
    return _moved(uow, holding_ids, before, {"state": str(after), "list_id": list_id, **values})


def dispose(
    uow: UnitOfWork,
    holding_id: str,
    state: HoldingState,
    on: date,
    *,
    before: HoldingState | AbstractSet[HoldingState] = HoldingState.APPROVED_TO_DESTROY,
) -> bool:
    """Note that the data were destroyed, blocked or transferred on a day; return whether the holding stood in `before`.

    It has no due date any more and stands in no list of what is due; the last day kept and its list stay as evidence.
    Raises: ValueError for a state in which the data are still kept.
    """
    return bool(dispose_all(uow, [holding_id], state, on, before=before))


def dispose_all(
    uow: UnitOfWork,
    holding_ids: Collection[str],
    state: HoldingState,
    on: date,
    *,
    before: HoldingState | AbstractSet[HoldingState],
) -> list[str]:
    """Dispose of holdings as `dispose` does; return the ids, in order, of those that stood in `before`."""
    if state not in GONE:
        message = f"{state} is no end"
        raise ValueError(message)
    ended = {"due_state": str(DueState.DISPOSED), "due_on": None, "disposed_on": on}
    return _moved(uow, holding_ids, before, {"state": str(state), **ended})


def extend(
    uow: UnitOfWork,
    holding_id: str,
    through: date,
    *,
    before: HoldingState | AbstractSet[HoldingState],
    after: HoldingState = HoldingState.ACTIVE,
) -> bool:
    """Keep a holding at least through a day, by a decision; return whether it stood in `before`.

    It leaves its list. Its date moves to the day after, unless the rule or an earlier extension keeps it longer; what
    has no date gets none by this: nobody knows when its rule ends.
    """
    row = next(iter(store_states.rows(uow, [holding_id])), None)
    if row is None:
        raise NotFound
    kept = max(through, row.extended_through or through)
    values: dict[str, object] = {"extended_through": kept, "extended_due_on": kept + _DAY}
    if row.due_on is not None and row.due_on <= kept:
        values |= {"last_day_kept": kept, "due_on": kept + _DAY}
    return bool(_moved(uow, [holding_id], before, {"state": str(after), "list_id": None, **values}))


def extend_all(
    uow: UnitOfWork,
    holding_ids: Collection[str],
    through: date,
    *,
    before: HoldingState | AbstractSet[HoldingState],
) -> list[str]:
    """Keep holdings through a day that is later than their date; return the ids, in order, of those that moved.

    For lists of thousands: whoever calls has seen that each has a date and that it is earlier. They leave their list.
    """
    end = through + _DAY
    values = {"extended_through": through, "extended_due_on": end, "last_day_kept": through, "due_on": end}
    return _moved(uow, holding_ids, before, {"state": str(HoldingState.ACTIVE), "list_id": None, **values})


def held_among(uow: UnitOfWork, holding_ids: Collection[str]) -> dict[str, list[Hold]]:
    """Return the active holds of those holdings that have any, oldest first; one on the activity, or on an office
    above it, holds all of it.
    """
    found: dict[str, list[Hold]] = {}
    for holding_id, row in store_held.active_holds(uow, holding_ids):
        found.setdefault(holding_id, []).append(shown_hold(row))
    return found


def _moved(
    uow: UnitOfWork,
    holding_ids: Collection[str],
    before: HoldingState | AbstractSet[HoldingState],
    values: dict[str, object],
) -> list[str]:
    states = {before} if isinstance(before, HoldingState) else before
    told = {"updated_at": uow.now, "updated_by": uow.actor.id}
    moved = store_states.move(uow, holding_ids, [str(each) for each in states], {**values, **told})
    facts = {name: str(value) for name, value in values.items() if value is not None}
    record_each(uow, "holding.moved", [f"holding:{each}" for each in moved], facts)
    return moved
