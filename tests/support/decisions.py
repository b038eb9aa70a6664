"""Decisions on requests for tests: activities on some bases, and what a head decides."""

from datetime import datetime
from typing import Any

import msgspec

from ropa.activities import service as activities
from ropa.db.unit_of_work import Database
from ropa.requests import service_decisions
from schemas.access import Actor
from schemas.beyond import PurposeBasis
from schemas.refusals import RefusalGround
from schemas.request_decisions import Decision, DecisionInput, RefusedPart
from schemas.request_terms import RightOutcome
from schemas.requests import AgeBand, IdentityInput, IdentityLevel, Right, SubjectRequest
from schemas.vocabulary import LawfulBasis
from tests.ropa.activities.test_life import whole
from tests.support.lives import RECORDER, carry
from tests.support.subject_requests import HEAD, take_in
from tests.support.web import keys_for

REASON = "ข้อมูลยังใช้ในการพิจารณาคำขออนุญาตที่ค้างอยู่"
SEEN = IdentityInput(level=IdentityLevel.DOCUMENT_SEEN, how="เห็นบัตรตัวจริง")


def activity_on(register: Database, now: datetime, *bases: LawfulBasis, approved: bool = True) -> str:
    """Return the id of an activity whose purposes rest on some bases; none: nobody confirmed one."""
    made = whole()
    purposes = [PurposeBasis(purpose="ให้บริการ", lawful_basis=each) for each in bases]
    beyond = msgspec.structs.replace(made.form.beyond, lawful_basis_code_per_purpose=purposes or None)
    form = msgspec.structs.replace(made.form, beyond=beyond)
    with register.write(RECORDER, now) as uow:
        key = activities.create(uow, msgspec.structs.replace(made, form=form)).id
    if approved:
        carry(register, now, key)
    return key


def asked_of(register: Database, now: datetime, right: Right, *activity_ids: str, **more: Any) -> SubjectRequest:
    """Return a request of somebody who showed their card."""
    said: dict[str, Any] = {"identity": SEEN, "age_band": AgeBand.ADULT, "activity_ids": list(activity_ids)}
    return take_in(register, now, right, **(said | more))


def refusal(ground: RefusalGround, **more: Any) -> RefusedPart:
    """Return what is refused, whole, for a reason that tells of nobody."""
    said: dict[str, Any] = {"what": "ทั้งหมด", "ground": ground, "reason": REASON}
    return RefusedPart(**(said | more))


def refused(*parts: RefusedPart, **more: Any) -> DecisionInput:
    """Return a refusal."""
    said: dict[str, Any] = {"right_seq": 1, "outcome": RightOutcome.REFUSED, "refused": list(parts)}
    return DecisionInput(**(said | more))


def decide(register: Database, now: datetime, request_id: str, given: DecisionInput, actor: Actor = HEAD) -> Decision:
    """Return a decision in a unit of work of its own."""
    with register.write(actor, now) as uow:
        return service_decisions.decide(uow, keys_for(register), request_id, given)
