"""Use cases on one finding: a DPO accepts it for a time, or a reviewer says who sees to it."""

from collections.abc import Iterator
from datetime import date

import msgspec

from ropa.access import service as access
from ropa.access import service_grants
from ropa.access.rules import Permission
from ropa.activities import service as activities
from ropa.activities import service_live
from ropa.audit.service import record
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid, NotFound, invalid
from ropa.findings import store
from ropa.findings.rules import last_day
from ropa.findings.service import count_again, today_of
from ropa.findings.store_checks import body_of
from schemas.findings import Problem
from schemas.listing import StoredRevision
from schemas.reading import control_characters
from schemas.worklist import Acceptance, AcceptInput, Assigned, AssignInput

GONE = ("ไม่พบข้อสังเกตนี้แล้ว ข้อความอาจถูกแก้ไขไปแล้ว", "This finding stands no more; the text may have been changed")


def accept(uow: UnitOfWork, activity_id: str, data: AcceptInput) -> Acceptance:
    """Return the acceptance of a finding that stands in the record, until the end of a day of Bangkok.

    Raises: NotFound; Forbidden for machines and for anybody but a DPO of the office; Invalid with every fault;
    Conflict when the finding stands no more or is accepted already.
    """
    stored = activities.read(uow, activity_id)
    access.require(uow, Permission.ACCEPT_FINDINGS, stored.office_id)
    today = today_of(uow)
    problems = [*control_characters(msgspec.to_builtins(data)), *_faults(data, today)]
    if problems:
        raise Invalid(problems)
    found = store.standing(uow, service_live.shown(uow, activity_id=activity_id), data.key)
    if found is None:
        raise Conflict(*GONE)
    store.lock(uow, activity_id)
    if store.counting(uow, activity_id, data.key, today) is not None:
        raise Conflict("ยอมรับข้อสังเกตนี้ไว้แล้ว", "This finding is accepted already")
    acceptance_id = new_id(uow.now)
    store.add_acceptance(
        uow,
        {
            "id": acceptance_id,
            "activity_id": activity_id,
            "key": data.key,
            "code": found.code,
            "pointer": found.pointer,
            "body": body_of(found),
            "reason": data.reason.strip(),
            "accepted_by": uow.actor.id,
            "accepted_by_name": uow.actor.name,
            "accepted_at": uow.now,
            "valid_through": data.valid_through,
        },
    )
    count_again(uow, [activity_id])
    told = {"acceptance": acceptance_id, "code": found.code, "pointer": found.pointer}
    record(uow, "finding.accepted", f"activity:{activity_id}", {**told, "valid_through": str(data.valid_through)})
    return _found(uow, acceptance_id)


def _faults(data: AcceptInput, today: date) -> Iterator[Problem]:
    if not data.reason.strip():
        yield Problem(pointer="/reason", message_th="กรอกเหตุผลที่ยอมรับ", message_en="Say why it is accepted")
    latest = last_day(today)
    if not today <= data.valid_through <= latest:
        yield Problem(
            pointer="/valid_through",
            message_th="วันสิ้นสุดต้องไม่ก่อนวันนี้และไม่เกิน 1 ปี",
            message_en="The last day must not be before today and at most a year from now",
        )


def _found(uow: UnitOfWork, acceptance_id: str) -> Acceptance:
    found = store.acceptance(uow, acceptance_id)
    if found is None:
        raise NotFound
    return found


def read_acceptance(uow: UnitOfWork, acceptance_id: str) -> tuple[Acceptance, StoredRevision]:
    """Return an acceptance and its record, for whoever may end it.

    Raises: NotFound, Forbidden.
    """
    found = _found(uow, acceptance_id)
    stored = activities.read(uow, found.activity_id)
    access.require(uow, Permission.ACCEPT_FINDINGS, stored.office_id)
    return found, stored


def end(uow: UnitOfWork, acceptance_id: str) -> Acceptance:
    """Return the acceptance as taken back: the finding counts again from now on.

    Raises: NotFound, Forbidden; Conflict when it was taken back before.
    """
    found, _ = read_acceptance(uow, acceptance_id)
    if not store.end_acceptance(uow, acceptance_id):
        raise Conflict("เลิกการยอมรับนี้ไปแล้ว", "This acceptance was ended before")
    count_again(uow, [found.activity_id])
    told = {"acceptance": acceptance_id, "code": found.code, "pointer": found.pointer}
    record(uow, "finding.acceptance_ended", f"activity:{found.activity_id}", told)
    return _found(uow, acceptance_id)


def people_for(uow: UnitOfWork, activity_id: str) -> list[tuple[str, str]]:
    """Return (id, name) of the people whose right reaches the record's office, the nearest first.

    Raises: NotFound; Forbidden for whoever may not give out work there.
    """
    stored = activities.read(uow, activity_id)
    return _people(uow, stored.office_id)


def _people(uow: UnitOfWork, office_id: int) -> list[tuple[str, str]]:
    grants = service_grants.who_reaches(uow, office_id, Permission.REVIEW_ACTIVITIES)
    return list({each.person_id: each.person_name for each in grants if each.person_name}.items())


def assign(uow: UnitOfWork, data: AssignInput) -> Assigned:
    """Return how many findings of a record were given to a person; without a person they fall back to who wrote last.

    Raises: NotFound; Forbidden for machines and for anybody but a reviewer or DPO of the office; Invalid for a person
    whose right does not reach it; Conflict when a finding stands no more.
    """
    stored = activities.read(uow, data.activity_id)
    access.require(uow, Permission.REVIEW_ACTIVITIES, stored.office_id)
    owner: tuple[str, str] | None = None
    if data.person_id is not None:
        name = dict(_people(uow, stored.office_id)).get(data.person_id)
        if name is None:
            raise invalid(
                "/person_id", "บุคคลนี้ไม่มีสิทธิที่หน่วยงานของรายการ", "This person has no right at the record's office"
            )
        owner = f"person:{data.person_id}", name
    places = store.places(uow, service_live.shown(uow, activity_id=data.activity_id), data.keys)
    if data.keys and not places:
        raise Conflict(*GONE)
    store.assign(uow, data.activity_id, places, owner)
    told = {"findings": len(places), "owner": owner[0] if owner else None}
    record(uow, "finding.assigned", f"activity:{data.activity_id}", told)
    return Assigned(findings=len(places), owner_name=owner[1] if owner else None)
