"""A request with an activity behind it: items on consent and on legal duty, data sets with copies; an officer above."""

from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from msgspec import Struct

from ropa.activities import service as activities
from ropa.db.unit_of_work import Database
from ropa.requests import service_decisions, service_rows
from ropa.retention import service as retention
from schemas.access import Role
from schemas.activity import Form
from schemas.activity_data import DataCategory
from schemas.activity_keeping import Storage
from schemas.beyond import Beyond, ItemRetention, PurposeBasis
from schemas.document import ActivityInput
from schemas.evidence import Method, MethodUsed, Person
from schemas.holding import Carrier, CopyKind, Holding, HoldingCopy, HoldingInput
from schemas.request_decisions import Decision, DecisionInput, ErasureWay, Limb
from schemas.request_effects import EffectCopy, ErasureGround, ErasureInput
from schemas.requests import Right, RightOutcome, SubjectRequest
from schemas.vocabulary import Applies, LawfulBasis, RetentionScope, StartEvent
from tests.support.actors import PHETCHABURI, person
from tests.support.subject_requests import PROVEN, take_in
from tests.support.web import keys_for
from tests.support.world import approve

DPO = person("เจ้าหน้าที่คุ้มครองข้อมูล ทดสอบ", Role.DPO)
LINE, PHONE, NATIONAL_ID = "LINE ID", "หมายเลขโทรศัพท์", "เลขประจำตัวประชาชน"
CONSENT = PurposeBasis(purpose="แจ้งข่าว", data_items=[LINE, PHONE], lawful_basis=LawfulBasis.CONSENT)
DUTY = PurposeBasis(purpose="จดทะเบียน", data_items=[NATIONAL_ID], lawful_basis=LawfulBasis.LEGAL_OBLIGATION)
#: LINE ID goes 30 days after a withdrawal; of the telephone number the record says nothing of its own.
LINE_RULE = ItemRetention(
    name="ไลน์",
    applies_to=RetentionScope.ITEMS,
    data_items=[LINE],
    retention_period="30 วัน",
    start_event=StartEvent.CONSENT_WITHDRAWN,
)
BACKUP = HoldingCopy(kind=CopyKind.BACKUP, place="เทปรายปี", erasable_within_days=365)
DAILY = HoldingCopy(kind=CopyKind.BACKUP, place="สำรองรายวัน", erasable_within_days=30)
OPERATOR = Person(name="ผู้ปฏิบัติ ทดสอบ", position="นักวิชาการคอมพิวเตอร์")
REVIEWER = Person(name="ผู้ทบทวน ทดสอบ", position="นักวิชาการสถิติ")


def form(*purposes: PurposeBasis, rules: list[ItemRetention] | None = None) -> Form:
    """Return a form that keeps everything for ten years."""
    items = [item for each in purposes for item in each.data_items or []]
    return Form(
        data_category=DataCategory(personal_data_items=items or None),
        storage=Storage(retention_period="10 ปี"),
        beyond=Beyond(
            lawful_basis_code_per_purpose=list(purposes) or None,
            retention_rules=rules,
            saraban_applies=Applies.NO,
            retention_start_event=StartEvent.COLLECTED,
        ),
    )


class Case(Struct):
    """A request on one activity. `now` is the moment of the next act."""

    register: Database
    now: datetime
    activity_id: str
    request: SubjectRequest

    @property
    def today(self) -> date:
        """The day in Bangkok."""
        return (self.now + timedelta(hours=7)).date()

    def holding(self, *copies: HoldingCopy, activity_id: str | None = None, **more: Any) -> Holding:
        """Return a data set of the activity; electronic, no Saraban document."""
        said: dict[str, Any] = {
            "title": "ทะเบียนสมาชิก",
            "carrier": Carrier.ELECTRONIC,
            "saraban": Applies.NO,
            "copies": list(copies),
            "started_on": date(2026, 1, 5),
            "start_event": StartEvent.COLLECTED,
        }
        with self.register.write(DPO, self.now) as uow:
            return retention.create_holding(uow, activity_id or self.activity_id, HoldingInput(**(said | more)))

    def grant(self, seq: int = 1, outcome: RightOutcome = RightOutcome.GRANTED) -> None:
        """Put an outcome into the table without a decision: for what asks for the outcome alone."""
        with self.register.write(DPO, self.now) as uow:
            service_rows.set_right(uow, self.request.id, seq, outcome=outcome, decided_at=uow.now)

    def decide(self, **more: Any) -> Decision:
        """Decide as a person does; without more: the first right, an erasure for which consent was withdrawn."""
        said: dict[str, Any] = {
            "right_seq": 1,
            "outcome": RightOutcome.GRANTED,
            "limb": Limb.S33_2,
            "way": ErasureWay.ERASE,
            "despite_open_tasks": "ค้นตามทะเบียนแล้ว",
        }
        with self.register.write(DPO, self.now) as uow:
            given = DecisionInput(**(said | more))
            if not service_decisions.listed(uow, self.request.id).rights[0].open_tasks:
                given = msgspec.structs.replace(given, despite_open_tasks=None)
            return service_decisions.decide(uow, keys_for(self.register), self.request.id, given)

    def erasure(self, holding: Holding | None = None, **more: Any) -> ErasureInput:
        """Return an erasure of LINE ID, done today."""
        said: dict[str, Any] = {
            "right_seq": 1,
            "activity_id": self.activity_id,
            "holding_id": None if holding is None else holding.id,
            "place": "" if holding else "กล่องจดหมายกลาง",
            "data_items": [LINE],
            "scope": "ระเบียนของผู้ขอหนึ่งราย",
            "ground": ErasureGround.WITHDRAWN,
            "done_on": self.today,
            "methods": [MethodUsed(method=Method.OVERWRITE_DELETE)],
            "executor": OPERATOR,
            "copies": [EffectCopy(**each) for each in more.pop("copies", [])],
        }
        return ErasureInput(**(said | more))


def a_case(
    register: Database,
    now: datetime,
    *rights: Right,
    purposes: tuple[PurposeBasis, ...] = (CONSENT, DUTY),
    rules: list[ItemRetention] | None = None,
    approved: bool = True,
) -> Case:
    """Return a request that was taken in now; without rights: erasure."""
    with register.write(DPO, now) as uow:
        made = activities.create(uow, ActivityInput(office_id=PHETCHABURI, form=form(*purposes, rules=rules)))
        if approved:
            approve(uow, made.id)
    request = take_in(register, now, *(rights or (Right.ERASURE,)), activity_ids=[made.id], **PROVEN)
    return Case(register, now, made.id, request)
