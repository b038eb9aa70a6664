"""Use cases of the log of s.27 paragraph 3: use and disclosure without consent, per activity.

Entries are written once. What was wrong is corrected by a new entry with a reason; both stand in the log.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.activities import service as activities
from ropa.activities.rules_disclosures import MISSING
from ropa.activities.service_hooks import Dropped
from ropa.audit.service import record
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.disclosures import rules, store
from ropa.errors import Conflict, Invalid, NotFound
from ropa.findings import service as findings
from schemas.disclosures import Disclosure, DisclosureCorrection, DisclosureInput, DisclosureLine, DisclosureList
from schemas.findings import Problem

_AT_ONCE = 500


def add(uow: UnitOfWork, activity_id: str, entry: DisclosureInput, entry_id: str | None = None) -> Disclosure:
    """Return the new entry of an activity's log.

    `entry_id` is the one that the register itself gave to this form beforehand: the form sent twice makes one entry.
    Raises: NotFound, Forbidden, Invalid with every fault.
    Legal source: PDPA s.27 paragraph 3, s.39(6).
    """
    _require(uow, Permission.RECORD_DISCLOSURES, activity_id)
    before = None if entry_id is None else store.entry(uow, entry_id)
    if before is not None and before.activity_id == activity_id and before.created_by == uow.actor.id:
        return _shown(before)
    _refuse(uow, entry, "")
    had = bool(having(uow, [activity_id]))
    made = _written(uow, activity_id, entry, {"id": entry_id or new_id(uow.now)})
    _recheck(uow, activity_id, had=had)
    return made


def correct(uow: UnitOfWork, activity_id: str, entry_id: str, given: DisclosureCorrection) -> Disclosure:
    """Return the entry that takes the place of another, or that takes it back.

    Raises: NotFound, Forbidden; Conflict when the other was corrected already or is itself the end of one; Invalid.
    """
    _require(uow, Permission.RECORD_DISCLOSURES, activity_id)
    before = store.entry(uow, entry_id)
    if before is None or before.activity_id != activity_id:
        raise NotFound
    if before.corrected_by_id is not None or before.is_withdrawal:
        raise Conflict("รายการนี้ถูกแก้ไขหรือยกเลิกไปแล้ว", "This entry was corrected or taken back already")
    entry = given.entry or _shown(before).entry
    if given.entry is not None:
        _refuse(uow, given.entry, "/entry")
    facts = {"id": new_id(uow.now), "corrects_id": entry_id, "is_withdrawal": given.entry is None}
    made = _written(uow, activity_id, entry, facts, given.reason)
    _recheck(uow, activity_id, had=True)
    return made


def listed(uow: UnitOfWork, activity_id: str) -> DisclosureList:
    """Return the log of an activity, newest first, corrected entries included: it is part of the record (s.39(6)).

    Raises: NotFound.
    """
    activities.read(uow, activity_id)
    return DisclosureList(items=[_shown(row) for row in store.entries(uow, activity_id)])


def may_record(uow: UnitOfWork, activity_id: str) -> bool:
    """Tell whether the actor may write in the log of an activity that the actor may read.

    Raises: NotFound.
    """
    return access.may(uow, Permission.RECORD_DISCLOSURES, activities.read(uow, activity_id).office_id)


def standing(
    uow: UnitOfWork, activity_ids: Collection[str], until: datetime | None = None
) -> dict[str, list[DisclosureLine]]:
    """Return the entries that count of some activities, or that counted just before `until`.

    Says nothing about rights: for exports of what may be read.
    """
    found: dict[str, list[DisclosureLine]] = {}
    wanted = list(activity_ids)
    for start in range(0, len(wanted), _AT_ONCE):
        for row in store.standing(uow, wanted[start : start + _AT_ONCE], until):
            line = DisclosureLine(number=row.number, entry=_content(row)[0], created_at=clock.bangkok(row.created_at))
            found.setdefault(row.activity_id, []).append(line)
    return found


def having(uow: UnitOfWork, activity_ids: Collection[str]) -> set[str]:
    """Return which of some activities have an entry that counts: a hook of the findings. Says nothing about rights."""
    found: set[str] = set()
    wanted = list(activity_ids)
    for start in range(0, len(wanted), _AT_ONCE):
        found |= store.with_entries(uow, wanted[start : start + _AT_ONCE])
    return found


def before_drop(uow: UnitOfWork, dropped: Dropped) -> None:
    """Keep an activity that something was disclosed of: it is not deleted as a draft that never was.

    Raises: Conflict.
    """
    if dropped.whole_activity and store.names_activity(uow, dropped.activity_id):
        raise Conflict(
            "กิจกรรมนี้มีบันทึกการใช้หรือเปิดเผยข้อมูล จึงลบไม่ได้",
            "Use or disclosure of this activity's data is on record, so it cannot be deleted",
        )


def _recheck(uow: UnitOfWork, activity_id: str, *, had: bool) -> None:
    """Check the activity anew when its first entry came or its last one went; `had`: whether it had any before."""
    has = bool(having(uow, [activity_id]))
    if has != had or has == bool(findings.flagged(uow, MISSING, [activity_id])):
        findings.check_again(uow, [activity_id])


def _require(uow: UnitOfWork, permission: Permission, activity_id: str) -> None:
    stored = activities.read(uow, activity_id)
    access.require(uow, permission, stored.office_id)


def _refuse(uow: UnitOfWork, entry: DisclosureInput, at: str) -> None:
    problems = list(rules.entry_faults(entry, clock.bangkok(uow.now).date(), at))
    if entry.request_id is not None and not _knows_request(uow, entry.request_id):
        th, en = "ไม่พบคำขอนี้", "There is no such request"
        problems.append(Problem(pointer=f"{at}/request_id", message_th=th, message_en=en))
    if problems:
        raise Invalid(problems)


def _knows_request(uow: UnitOfWork, request_id: str) -> bool:
    row = store.request(uow, request_id)
    return row is not None and any(
        access.may(uow, permission, row.office_id)
        for permission in (Permission.READ_DISCLOSURES, Permission.RECORD_DISCLOSURES)
    )


def _written(
    uow: UnitOfWork, activity_id: str, entry: DisclosureInput, facts: dict[str, Any], reason: str | None = None
) -> Disclosure:
    values = {
        "corrects_id": None,
        "is_withdrawal": False,
        **facts,
        "activity_id": activity_id,
        "number": store.next_entry(uow, activity_id),
        "kind": str(entry.kind),
        "recipient": entry.recipient,
        "happened_from": entry.happened_from,
        "happened_to": entry.happened_to,
        "content": msgspec.json.encode({"entry": entry, "reason": reason}),
        "request_id": entry.request_id,
        "created_at": uow.now,
        "created_by": uow.actor.id,
        "created_by_name": uow.actor.name,
    }
    store.add_entry(uow, values)
    action = "disclosure.recorded" if values["corrects_id"] is None else "disclosure.corrected"
    details = {"number": values["number"], "ground": entry.ground, "corrects": values["corrects_id"]}
    record(uow, action, f"activity:{activity_id}", details)
    made = store.entry(uow, values["id"])
    if made is None:  # pragma: no cover - it was inserted just now
        raise NotFound
    return _shown(made)


class _Content(msgspec.Struct):
    entry: DisclosureInput
    reason: str | None = None


def _content(row: Row[Any]) -> tuple[DisclosureInput, str | None]:
    found = msgspec.json.decode(row.content, type=_Content)
    return found.entry, found.reason


def _shown(row: Row[Any]) -> Disclosure:
    entry, reason = _content(row)
    return Disclosure(
        id=row.id,
        activity_id=row.activity_id,
        number=row.number,
        entry=entry,
        reason=reason,
        corrects_id=row.corrects_id,
        corrected_by_id=row.corrected_by_id,
        is_withdrawal=row.is_withdrawal,
        created_at=clock.bangkok(row.created_at),
        created_by_name=row.created_by_name,
    )
