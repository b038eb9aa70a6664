"""Use cases of holds: placing and lifting.

While any hold is active on it, a holding is never proposed and never destroyed. Lifting one destroys nothing: what is
due then waits for the next check, and everything after that asks again.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Row

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.access.service_contacts import contacts
from ropa.audit.service import record
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid, NotFound
from ropa.offices import service as offices
from ropa.retention import store, store_holds
from ropa.retention.service_readings import office_of
from schemas.findings import Problem
from schemas.holding import Hold, HoldInput, HoldKind, HoldLift, HoldReviewInput
from schemas.reading import control_characters

_PERSON = "person:"


def place_hold(uow: UnitOfWork, data: HoldInput, hold_id: str | None = None) -> Hold:
    """Return the new hold on one data set, on an activity, or on an office and all below it.

    `hold_id` is the one that the register itself gave beforehand; placed already, it is returned as it is.
    Raises: NotFound, Forbidden, Invalid with every fault.
    Legal source: PDPA s.34; law.md F.4 57-60.
    """
    if hold_id is not None and (made := store_holds.find(uow, hold_id)) is not None:
        access.require(uow, Permission.PLACE_HOLD, made.at_office_id)
        return shown_hold(made)
    problems = [*control_characters(msgspec.to_builtins(data)), *_scope_faults(data)]
    problems += review_faults(uow, data, is_legal=data.kind is HoldKind.LEGAL)
    if not problems:
        problems += _place_faults(uow, data)
    if problems:
        raise Invalid(problems)
    hold = Hold(
        id=hold_id or new_id(uow.now),
        **{name: getattr(data, name) for name in data.__struct_fields__ if not name.startswith("owner_")},
        **_owner(uow, data),
        placed_at=uow.now,
        placed_by=uow.actor.id,
        placed_by_name=uow.actor.name,
    )
    store_holds.add(uow, {**msgspec.structs.asdict(hold), "kind": str(hold.kind)})
    record(uow, "hold.placed", f"hold:{hold.id}", _told(hold))
    return hold


def _scope_faults(data: HoldInput) -> list[Problem]:
    named = [each for each in (data.activity_id, data.holding_id, data.office_id) if each is not None]
    found = []
    if len(named) != 1:
        found.append(
            Problem(
                pointer="/activity_id",
                message_th="ระบุกิจกรรม ชุดข้อมูล หรือหน่วยงาน อย่างใดอย่างหนึ่ง",
                message_en="Name an activity, a data set or an office: exactly one of them",
            )
        )
    if data.data_items is not None and data.activity_id is None:
        found.append(
            Problem(
                pointer="/data_items",
                message_th="ระบุรายการข้อมูลได้เมื่อระงับทั้งกิจกรรมเท่านั้น",
                message_en="Data items are named for a hold on an activity only",
            )
        )
    return found


def review_faults(uow: UnitOfWork, data: HoldInput | HoldReviewInput, *, is_legal: bool) -> list[Problem]:
    """Return what is wrong with when a hold is looked at next."""
    today = clock.bangkok(uow.now).date()
    if data.review_on is not None and data.no_review_reason is not None:
        return [
            _review("เลือกวันทบทวน หรือเหตุที่ไม่ต้องทบทวน อย่างใดอย่างหนึ่ง", "Give a review date or why there is none, not both")
        ]
    if is_legal and data.review_on is None and data.no_review_reason is None:
        return [
            _review(
                "ระบุวันที่จะทบทวนว่ายังต้องระงับอยู่หรือไม่ หรือเหตุที่ไม่ต้องทบทวน",
                "Say when it will be looked at whether the hold is still needed, or why never",
            )
        ]
    if data.review_on is not None and not today <= data.review_on <= date(today.year + 10, 12, 31):
        return [_review("วันทบทวนต้องไม่ก่อนวันนี้ และไม่เกิน 10 ปี", "The review date is not before today and within 10 years")]
    return []


def _review(thai: str, english: str) -> Problem:
    return Problem(pointer="/review_on", message_th=thai, message_en=english)


def _place_faults(uow: UnitOfWork, data: HoldInput) -> list[Problem]:
    """Return offices and people that cannot be named.

    Raises: NotFound for a record that the actor may not see; Forbidden.
    """
    found = []
    for name in ("office_id", "owner_office_id"):
        office_id = getattr(data, name)
        fault = None if office_id is None else offices.fault_of(uow, office_id)
        if fault is not None:
            found.append(Problem(pointer=f"/{name}", message_th=fault[0], message_en=fault[1]))
    if data.owner_person_id is not None and not contacts(uow, [data.owner_person_id]):
        found.append(Problem(pointer="/owner_person_id", message_th="ไม่พบบุคคลนี้", message_en="There is no such person"))
    if data.office_id is not None:
        access.require(uow, Permission.PLACE_HOLD, data.office_id)
        return found
    activity_id = data.activity_id
    if data.holding_id is not None:
        holding = store.find_holding(uow, data.holding_id)
        if holding is None:
            raise NotFound
        activity_id = holding.activity_id
    office_of(uow, activity_id or "", Permission.PLACE_HOLD)
    return found


def _owner(uow: UnitOfWork, data: HoldInput) -> dict[str, Any]:
    """Return who answers for the hold: who was named, else who places it."""
    person_id = data.owner_person_id
    if person_id is None and data.owner_name is None and data.owner_office_id is None:
        person_id = uow.actor.id.removeprefix(_PERSON) if uow.actor.id.startswith(_PERSON) else None
        return {"owner_name": uow.actor.name, "owner_person_id": person_id, "owner_office_id": None}
    name = data.owner_name
    if name is None and person_id is not None:
        name = contacts(uow, [person_id])[person_id].name
    if not name and data.owner_office_id is not None:
        name = offices.office_name(uow, data.owner_office_id)
    return {"owner_name": name or "", "owner_person_id": person_id, "owner_office_id": data.owner_office_id}


def _told(hold: Hold) -> dict[str, object]:
    # The trail holds no personal data, and a reason may.
    scope = {"activity_id": hold.activity_id, "holding_id": hold.holding_id, "office_id": hold.office_id}
    return {"kind": str(hold.kind), "review_on": str(hold.review_on) if hold.review_on else None, **scope}


def changeable(uow: UnitOfWork, hold_id: str) -> Row[Any]:
    """Return a hold that the actor may change.

    Raises: NotFound, Forbidden.
    """
    row = seen(uow, hold_id)
    access.require(uow, Permission.PLACE_HOLD, row.at_office_id)
    return row


def seen(uow: UnitOfWork, hold_id: str) -> Row[Any]:
    """Return a hold that the actor may see: also one on an office above theirs, which holds what they keep, and an
    own one, of whose review they are told.

    Raises: NotFound, Forbidden.
    """
    row = store_holds.find(uow, hold_id, access.visible_offices(uow, Permission.READ_RETENTION))
    if row is None:
        row = store_holds.find(uow, hold_id)
        if row is None or f"{_PERSON}{row.owner_person_id}" != uow.actor.id:
            raise NotFound
    return row


def lift_hold(uow: UnitOfWork, hold_id: str, data: HoldLift) -> Hold:
    """Return the hold as lifted. Other holds on the same data go on, and nothing is destroyed by this.

    Raises: NotFound, Forbidden, Invalid; Conflict when it was lifted before.
    """
    problems = list(control_characters(msgspec.to_builtins(data)))
    if problems:
        raise Invalid(problems)
    row = changeable(uow, hold_id)
    lifted = {
        "lifted_at": uow.now,
        "lifted_by": uow.actor.id,
        "lifted_by_name": uow.actor.name,
        "lift_reason": data.reason,
    }
    if not store_holds.lift(uow, hold_id, lifted):
        raise Conflict("ยกเลิกการระงับนี้ไปแล้ว", "This hold was lifted before")
    hold = msgspec.structs.replace(shown_hold(row), **lifted)
    record(uow, "hold.lifted", f"hold:{hold_id}", _told(hold))
    return hold


def of_ids(uow: UnitOfWork, hold_ids: Collection[str]) -> dict[str, Hold]:
    """Return holds by id, lifted or not. Says nothing about rights: whoever asks has checked them."""
    return {row.id: shown_hold(row) for row in store_holds.of_ids(uow, hold_ids)} if hold_ids else {}


def on_activity(uow: UnitOfWork, activity_id: str) -> list[Hold]:
    """Return the active holds on a whole activity, or on its office or one above. Says nothing about rights."""
    return [shown_hold(row) for row in store_holds.on_whole_activity(uow, activity_id)]


def holds_any_of(uow: UnitOfWork, activity_id: str) -> bool:
    """Tell whether a hold stands on a whole activity, or on any data set of it. Says nothing about rights."""
    return bool(on_activity(uow, activity_id)) or store_holds.holds_set_of(uow, activity_id)


def shown_hold(row: Row[Any]) -> Hold:
    """Return the hold of a row of `retention_holds`."""
    values = {name: getattr(row, name) for name in Hold.__struct_fields__ if name != "kind"}
    return Hold(kind=HoldKind.of(row.kind), **values)
