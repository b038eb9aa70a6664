"""Use cases of holds that stand: which there are, each look at one, when the next is due, records that move away."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

import msgspec

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission, offices_for
from ropa.audit.service import record
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid
from ropa.retention import store, store_holds
from ropa.retention.service import id_cursor
from ropa.retention.service_holds import changeable, review_faults, seen, shown_hold
from schemas.holding import (
    Hold,
    HoldDetails,
    HoldKind,
    HoldPage,
    HoldReview,
    HoldReviewInput,
    HoldShown,
)
from schemas.reading import control_characters

#: Data sets that are counted under a hold; a ministry has millions.
MOST_COUNTED = 10_001
_PERSON = "person:"


class HoldFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which holds a list shows. `activity_id` and `holding_id`: whatever protects it, on its office too."""

    shown: HoldShown | None = None
    kind: HoldKind | None = None
    office_id: int | None = None
    activity_id: str | None = None
    holding_id: str | None = None


_ALL = HoldFilter()


def list_holds(uow: UnitOfWork, cursor: str | None, limit: int, wanted: HoldFilter = _ALL) -> HoldPage:
    """Return one page of holds that the actor may see, newest first.

    Raises: Forbidden; Invalid for a cursor that this list did not give out.
    """
    offices = [access.visible_offices(uow, Permission.READ_RETENTION)]
    if wanted.office_id is not None:
        offices.append(access.at_or_below(wanted.office_id))
    where = []
    if wanted.shown is HoldShown.ACTIVE:
        where.append(store_holds.is_active())
    elif wanted.shown is HoldShown.PAST:
        where.append(store_holds.is_past())
    elif wanted.shown is HoldShown.OVERDUE:
        where.append(store_holds.is_overdue(clock.bangkok(uow.now).date()))
    if wanted.kind is not None:
        where.append(store_holds.is_of_kind(str(wanted.kind)))
    if wanted.holding_id is not None:
        row = store.find_holding(uow, wanted.holding_id)
        where.append(store_holds.is_on_holding(wanted.holding_id, row.activity_id if row else ""))
    elif wanted.activity_id is not None:
        where.append(store_holds.is_on_activity(wanted.activity_id))
    rows = store_holds.page(uow, offices, id_cursor(cursor), limit + 1, where)
    items = [shown_hold(row) for row in rows[:limit]]
    return HoldPage(items=items, next_cursor=items[-1].id if len(rows) > limit else None)


def read_hold(uow: UnitOfWork, hold_id: str) -> HoldDetails:
    """Return a hold with every look at it and how many data sets it protects.

    Raises: NotFound, Forbidden.
    """
    row = seen(uow, hold_id)
    total, others = store_holds.protected(uow, row, MOST_COUNTED)
    return HoldDetails(
        hold=shown_hold(row),
        reviews=[
            HoldReview(**{name: getattr(each, name) for name in HoldReview.__struct_fields__})
            for each in store_holds.reviews(uow, hold_id)
        ],
        protected=total if row.lifted_at is None else 0,
        still_held=others,
        may_change=row.lifted_at is None and access.may(uow, Permission.PLACE_HOLD, row.at_office_id),
    )


def review_hold(uow: UnitOfWork, hold_id: str, data: HoldReviewInput) -> Hold:
    """Return the hold with its next review date: somebody looked at it and it goes on.

    Raises: NotFound, Forbidden, Invalid with every fault; Conflict when it was lifted before.
    """
    row = changeable(uow, hold_id)
    problems = list(control_characters(msgspec.to_builtins(data)))
    problems += review_faults(uow, data, is_legal=row.kind == str(HoldKind.LEGAL))
    if problems:
        raise Invalid(problems)
    looked = {
        "id": new_id(uow.now),
        **msgspec.structs.asdict(data),
        "reviewed_at": uow.now,
        "reviewed_by": uow.actor.id,
        "reviewed_by_name": uow.actor.name,
    }
    if not store_holds.add_review(uow, hold_id, looked):
        raise Conflict("ยกเลิกการระงับนี้ไปแล้ว", "This hold was lifted before")
    record(uow, "hold.reviewed", f"hold:{hold_id}", {"review_on": str(data.review_on) if data.review_on else None})
    return msgspec.structs.replace(shown_hold(row), review_on=data.review_on, no_review_reason=data.no_review_reason)


def reviews_due(uow: UnitOfWork, start: tuple[date, str], last: date, limit: int) -> list[tuple[Hold, int]]:
    """Return (hold, office) of those to be looked at after a place (day, hold) and up to a day, in that order.

    Of the offices where the actor may change holds, and those of which the actor is the owner.
    """
    held = offices_for(uow.actor, Permission.PLACE_HOLD)
    offices = [access.visible_offices(uow, Permission.PLACE_HOLD)] if held else []
    owner_id = uow.actor.id.removeprefix(_PERSON) if uow.actor.id.startswith(_PERSON) else None
    rows = store_holds.reviews_between(uow, offices, owner_id, start, last, limit)
    return [(shown_hold(row), row.at_office_id) for row in rows]


def to_remind(uow: UnitOfWork, last: date) -> list[tuple[Hold, int]]:
    """Return (hold, office) of every active hold to be looked at by a day. Says nothing about rights: for the job."""
    rows = store_holds.reviews_between(uow, [None], None, (date.min, ""), last, MOST_COUNTED)
    return [(shown_hold(row), row.at_office_id) for row in rows]


class Moved(Protocol):
    """What the reorganisations tell of a record that is in another office now (their own Struct has these fields)."""

    @property
    def activity_id(self) -> str: ...
    @property
    def from_id(self) -> int: ...
    @property
    def to_id(self) -> int: ...


def after_moved(uow: UnitOfWork, moved: Sequence[Moved]) -> None:
    """Keep held what moved out from under a hold on an office: it takes a hold of its own along.

    That one says the same, names the one that it follows, and is lifted with it.
    """
    places = store_holds.places(uow)
    if not places:
        return
    nothing: set[str] = set()
    left = [(each.activity_id, places.get(each.from_id, nothing) - places.get(each.to_id, nothing)) for each in moved]
    known = store_holds.following(uow, [activity_id for activity_id, _ in left])
    rows = []
    for activity_id, hold_ids in left:
        for hold_id in sorted(hold_ids):
            row = store_holds.find(uow, hold_id)
            if row is None or (activity_id, hold_id) in known:
                continue
            own = {"id": new_id(uow.now), "activity_id": activity_id, "office_id": None, "follows_id": hold_id}
            placed = {"placed_at": uow.now, "placed_by": uow.actor.id, "placed_by_name": uow.actor.name}
            rows.append({**msgspec.structs.asdict(shown_hold(row)), "kind": row.kind, **own, **placed})
            record(uow, "hold.placed", f"hold:{own['id']}", {"activity_id": activity_id, "follows_id": hold_id})
    if rows:
        store_holds.add_many(uow, rows)
