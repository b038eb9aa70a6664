"""What a request asks and when it came: rights that are added later, and what is put right of an intake."""

from datetime import datetime

import msgspec
from msgspec import UNSET

from ropa import clock
from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid, PreconditionFailed
from ropa.keys import KEY_VERSION, Keys
from ropa.requests import (
    rules,
    service_clock,
    service_events,
    service_intake,
    service_limits,
    service_person,
    service_rows,
    service_states,
    service_telling,
    store,
    store_clock,
    store_effects,
    store_letters,
)
from schemas.findings import Problem
from schemas.request_terms import RequestChannel, RequestState
from schemas.requests import MOST_RIGHTS, RequestChange, RequestEventKind, RightsInput, SubjectRequest


def add(uow: UnitOfWork, keys: Keys, request_id: str, given: RightsInput, version: int | None = None) -> SubjectRequest:
    """Return a request with rights that the person asks for later; each is counted from its own receipt.

    An answered request is worked on again. What is wanted of a right is sealed beside who asked.
    Raises: NotFound, Forbidden, Conflict when it is over or who asked was forgotten; Invalid; PreconditionFailed.
    """
    found = service_rows.read(uow, request_id, Permission.HANDLE_REQUESTS)
    service_rows.refuse_over(found)
    if version is not None and version != found.version:
        raise PreconditionFailed
    person = service_person.opened(uow, keys, request_id)
    today = clock.bangkok(uow.now).date()
    waiting = [each.right for each in found.rights if each.outcome is None]
    problems = [
        *rules.received_faults(given.received_at, uow.now, today),
        *_earlier_faults(given.received_at, found.received_at),
        *rules.rights_faults(given.rights, waiting),
        *rules.text_faults(given.rights, "/rights"),
        *rules.scope_faults(
            person,
            found.requester,
            [each.right for each in given.rights],
            service_intake.received_on(uow, given.received_at),
        ),
    ]
    if len(found.rights) + len(given.rights) > MOST_RIGHTS:
        th = f"คำขอหนึ่งมีได้ไม่เกิน {MOST_RIGHTS} ข้อ โปรดรับเป็นคำขอใหม่"
        problems.append(rules.say("/rights", th, f"A request has at most {MOST_RIGHTS} rights; take in another one"))
    if problems:
        raise Invalid(problems)
    added = service_intake.rights_of(uow, request_id, given.rights, len(found.rights) + 1, given.received_at)
    store.add_rights(uow, added)
    sealed = service_person.seal(keys, request_id, service_intake.with_wishes(person, given.rights))
    values: dict[str, object] = {"sealed": sealed, "key_version": KEY_VERSION}
    if found.state is RequestState.ANSWERED:
        service_states.move(uow, found, RequestState.WORKING, version, **values, answered_at=None)
    else:
        service_rows.change(uow, request_id, version, **values)
        service_clock.refresh(uow, request_id)
    told = {
        "rights": [{name: each[name] for name in ("seq", "right", "received_on", "due_on")} for each in added],
    }
    record(uow, "request.right_added", f"request:{request_id}", told)
    service_events.add(uow, request_id, RequestEventKind.RIGHT_ADDED, details=told)
    return service_rows.read_stored(uow, request_id)


def _earlier_faults(received_at: datetime | None, first: datetime) -> list[Problem]:
    if received_at is None or received_at.tzinfo is None or received_at >= first:
        return []
    th = "สิทธิที่ขอเพิ่มมาถึงก่อนคำขอเดิมไม่ได้"
    return [rules.say("/received_at", th, "A right that was added cannot have come before the request")]


def update(uow: UnitOfWork, request_id: str, given: RequestChange, version: int | None = None) -> SubjectRequest:
    """Return a request after its intake was put right. What is left out of `given` stays as it is.

    Another moment of receipt gives the rights that came with the request the limit of that day, and counts them anew;
    the moment before stays in the timeline with the reason.
    Raises: NotFound, Forbidden, Conflict when it is over; Invalid with every fault; PreconditionFailed.
    """
    found = service_rows.read(uow, request_id, Permission.HANDLE_REQUESTS)
    service_rows.refuse_over(found)
    if version is not None and version != found.version:
        raise PreconditionFailed
    asked = {name: value for name, value in msgspec.structs.asdict(given).items() if value is not UNSET}
    reason = asked.pop("reason")
    changed = {name: value for name, value in asked.items() if value != getattr(found, name)}
    problems = service_telling.problems(uow, request_id, reason=reason)
    if "received_at" in changed:
        problems += rules.received_faults(changed["received_at"], uow.now, clock.bangkok(uow.now).date())
        problems += _behind_faults(uow, found, changed["received_at"])
        if reason is None:
            th = "ต้องระบุเหตุผลที่แก้ไขวันเวลาที่ได้รับคำขอ"
            problems.append(rules.say("/reason", th, "Say why the moment of receipt is another one"))
    machine = {RequestChannel.API, RequestChannel.PUBLIC_FORM}
    if "channel" in changed and machine & {changed["channel"], found.channel}:
        th = "ช่องทางนี้บันทึกโดยระบบเท่านั้น"
        problems.append(rules.say("/channel", th, "This channel is written by systems alone"))
    if problems:
        raise Invalid(problems)
    if not changed:
        return found
    if "received_at" in changed:
        changed["received_on"] = service_intake.received_on(uow, changed["received_at"])
        _count_from(uow, request_id, found.received_at, changed["received_at"])
    service_rows.change(uow, request_id, version, **changed)
    service_clock.refresh(uow, request_id)
    told: dict[str, object] = {"fields": sorted(set(changed) - {"received_on"})}
    if "received_at" in changed:
        told |= {"received_at": [found.received_at, clock.bangkok(changed["received_at"])]}
    record(uow, "request.corrected", f"request:{request_id}", told)
    service_events.add(uow, request_id, RequestEventKind.CORRECTED, reason, told)
    return service_rows.read_stored(uow, request_id)


def _behind_faults(uow: UnitOfWork, found: SubjectRequest, moment: datetime) -> list[Problem]:
    """A request did not come after what was done about it, and no clock of it began then."""
    if moment.tzinfo is None:
        return []
    day = clock.bangkok(moment).date()
    letters, effects = store_letters.of_request(uow, found.id), store_effects.effects(uow, found.id)
    at = [each.decided_at for each in found.rights] + [row.sent_at for row in letters]
    on = [row.asked_on for row in store_clock.asks(uow, found.id)]
    on += [row.from_on for row in store_clock.pauses(uow, [found.id])]
    on += [row.done_on for row in effects] + [row.letter_on for row in letters]
    if not any(each < moment for each in at if each) and not any(each < day for each in on if each):
        return []
    th = "มีคำถาม การหยุดนับ คำตัดสิน ผล หรือหนังสือที่บันทึกไว้ก่อนวันเวลานี้แล้ว"
    en = "A question, a pause, a decision, an effect or a letter is on record from before this moment"
    return [rules.say("/received_at", th, en)]


def _count_from(uow: UnitOfWork, request_id: str, before: datetime, after: datetime) -> None:
    """Save the limit of another day of receipt for the rights that came with the request."""
    day = service_intake.received_on(uow, after)
    for row in store.rights_of(uow, [request_id]).get(request_id, []):
        if row.received_at != before:
            if row.received_at < after:
                raise Conflict("มีสิทธิที่ขอเพิ่มไว้ก่อนวันเวลานี้", "Rights that were added later came before this moment")
            continue
        limit = service_limits.limit_of(uow, service_rows.right_of(row), day)
        service_rows.set_right(
            uow,
            request_id,
            row.seq,
            received_at=after,
            received_on=day,
            limit_days=limit.days,
            limit_law=limit.law,
            due_on=limit.due_on,
        )
