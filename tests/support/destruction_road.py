"""A destruction list on its way: its people, its data sets, and each step by the services themselves."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from ropa import clock
from ropa.activities import service as activities
from ropa.db.unit_of_work import Database
from ropa.destruction import (
    service_archives,
    service_committee,
    service_decisions,
    service_items,
    service_leaving,
    service_lists,
)
from ropa.notices.service import inbox
from ropa.retention import service, service_holds
from schemas.access import Actor, Role
from schemas.activity import Form
from schemas.activity_data import Header
from schemas.activity_keeping import Storage
from schemas.activity_roles import Roles
from schemas.beyond import Beyond
from schemas.destruction import ArchivesAnswer, Opinion, Seat
from schemas.destruction_lists import DestructionItem, DestructionList, StepDone
from schemas.destruction_steps import (
    AnswerInput,
    CancelList,
    CommitteeInput,
    DecisionInput,
    ExtendItems,
    LetterInput,
    ListInput,
    OpinionInput,
    OpinionsInput,
    PaperInput,
    RemoveItems,
    SeatInput,
    SignatureInput,
    SkipArchives,
    StepItems,
    TransferItems,
)
from schemas.document import ActivityInput
from schemas.holding import Carrier, HoldingInput, HoldInput, HoldKind, HoldLift
from schemas.notices import NoticeKind
from schemas.vocabulary import Applies, StartEvent
from tests.support.actors import PHETCHABURI
from tests.support.staff import hire, key
from tests.support.world import DPO, approve

POSITION = "ผู้อำนวยการศูนย์ทดสอบ"
MINUTES = PaperInput(number="รายงานการประชุม 1/2569", dated_on=date(2026, 11, 20))


class Road:
    """The way of one list: `make`, `hand_in`, `advise`, `sign`, `conclude`, `decide`, `send`, `answer`.

    Each step is a unit of work of its own, at the list's present version, by who has to take it.
    """

    def __init__(self, database: Database, now: datetime) -> None:
        self.database, self.now = database, now
        self.secretary = hire(database, now, 1, (Role.RECORDER, PHETCHABURI))
        self.chair = hire(database, now, 2, (Role.REVIEWER, PHETCHABURI))
        self.member = hire(database, now, 3, (Role.REVIEWER, PHETCHABURI))
        self.head = hire(database, now, 4, (Role.APPROVER, PHETCHABURI))
        self.list_id = ""

    def activity(
        self, approvers: Sequence[str] | None = (POSITION,), *, words: str = "5 ปี", approved: bool = True, **more: Any
    ) -> str:
        """Return an activity whose record names these approvers of destruction."""
        form = Form(
            header=Header(main_process="งานทะเบียน", sub_process="รับคำร้อง"),
            roles=Roles(role_destruction_approver=None if approvers is None else list(approvers)),
            storage=Storage(retention_period=words),
            beyond=Beyond(retention_start_event=StartEvent.COLLECTED),
        )
        with self.database.write(DPO, self.now) as uow:
            made = activities.create(uow, ActivityInput(office_id=more.get("office_id", PHETCHABURI), form=form)).id
            if approved:
                approve(uow, made)
        return made

    def holding(self, activity_id: str, started_on: date | None = date(2010, 1, 5), **said: Any) -> str:
        """Return a data set, a document on paper unless it is said otherwise."""
        data = HoldingInput(
            **{
                "title": "แฟ้มคำร้อง",
                "start_event": StartEvent.COLLECTED,
                "started_on": started_on,
                "carrier": Carrier.PAPER,
                "saraban": Applies.YES,
                **said,
            }
        )
        with self.database.write(DPO, self.now) as uow:
            return service.create_holding(uow, activity_id, data).id

    def hold(self, kind: HoldKind = HoldKind.LEGAL, **where: Any) -> str:
        """Return a hold on a data set (`holding_id`) or an activity (`activity_id`)."""
        data = HoldInput(kind=kind, reason="คดีหมายเลขดำ", review_on=date(2027, 5, 1), **where)
        placed: str = self.write(DPO, service_holds.place_hold, data).id
        return placed

    def lift(self, hold_id: str) -> None:
        self.write(DPO, service_holds.lift_hold, hold_id, HoldLift(reason="คดีถึงที่สุด"))

    def told(self, actor: Actor) -> list[str]:
        """Return the addresses of what somebody was told of destruction, latest first."""
        with self.database.read(DPO, self.now) as uow:
            found = inbox(uow, key(actor)).items
        return [each.path for each in found if each.kind is NoticeKind.DESTRUCTION]

    def write(self, actor: Actor, act: Any, *said: Any) -> Any:
        with self.database.write(actor, self.now) as uow:
            return act(uow, *said)

    def step(self, actor: Actor, act: Any, data: Any) -> Any:
        """Take a step on the list at its present version."""
        return self.write(actor, act, self.list_id, self.read().version, data)

    def make(self, *holding_ids: str, year: int = 2025) -> DestructionList:
        data = ListInput(office_id=PHETCHABURI, year=year, holding_ids=list(holding_ids) or None)
        made: DestructionList = self.write(self.secretary, service_lists.create, data)
        self.list_id = made.id
        return made

    def read(self) -> DestructionList:
        with self.database.read(DPO, self.now) as uow:
            return service_lists.read(uow, self.list_id)

    def items(self) -> list[DestructionItem]:
        with self.database.read(DPO, self.now) as uow:
            return service_items.every(uow, self.list_id)

    def states(self) -> list[str]:
        """Return where each item stands, or what became of it."""
        return [str(each.state if each.outcome == "open" else each.outcome) for each in self.items()]

    def approved(self) -> list[int]:
        """Return the numbers of the items that may be destroyed now."""
        with self.database.read(DPO, self.now) as uow:
            return [each.seq for each in service_items.approved(uow, self.list_id)]

    def refusals(self) -> list[tuple[int, str]]:
        """Return what stands in the way, as (number, code)."""
        with self.database.read(DPO, self.now) as uow:
            return [(each.seq, each.code) for each in service_items.check(uow, self.list_id).refused]

    def seats(self) -> CommitteeInput:
        """Return a committee of two people with an account and one without."""
        return CommitteeInput(
            order_no="5/2569",
            ordered_on=date(2026, 11, 2),
            seats=[
                SeatInput(seat=Seat.CHAIR, name=self.chair.name, position="หัวหน้ากลุ่ม", person_id=key(self.chair)),
                SeatInput(seat=Seat.MEMBER, name=self.member.name, position="นักวิชาการ", person_id=key(self.member)),
                SeatInput(seat=Seat.MEMBER, name="กรรมการภายนอก ทดสอบ", position="เจ้าพนักงาน"),
            ],
        )

    def hand_in(self, items: list[int] | None = None, *, leave: bool = False) -> StepDone:
        if not self.read().seats:
            self.step(self.secretary, service_committee.name_committee, self.seats())
        data = StepItems(items=items, leave_refused=leave)
        done: StepDone = self.step(self.secretary, service_committee.submit, data)
        return done

    def advise(
        self, opinion: Opinion = Opinion.DESTROY, items: list[int] | None = None, **said: Any
    ) -> DestructionList:
        data = OpinionsInput(opinions=[OpinionInput(opinion=opinion, items=items, **said)])
        done: DestructionList = self.step(self.secretary, service_committee.give_opinions, data)
        return done

    def sign(self) -> None:
        """Let every seat sign that has not: by the member in person, or by the minutes."""
        for seat in self.read().seats:
            if not seat.has_signed:
                own = {key(self.chair): self.chair, key(self.member): self.member}.get(seat.person_id or "")
                data = SignatureInput(seat_id=seat.id, paper=None if own else MINUTES)
                self.step(own or self.secretary, service_committee.sign, data)

    def conclude(self, items: list[int] | None = None, *, leave: bool = False) -> StepDone:
        data = StepItems(items=items, leave_refused=leave)
        done: StepDone = self.step(self.secretary, service_committee.conclude, data)
        return done

    def decide(self, actor: Actor | None = None, **said: Any) -> StepDone:
        data = DecisionInput(
            **{"order_no": "99/2569", "ordered_on": clock.bangkok(self.now).date(), "signer_position": POSITION, **said}
        )
        done: StepDone = self.step(actor or self.head, service_decisions.decide, data)
        return done

    def send(self, **said: Any) -> StepDone:
        data = LetterInput(
            **{"letter_no": "อก 0201/77", "sent_on": clock.bangkok(self.now).date(), "receipt_no": "รับ 5/2569", **said}
        )
        done: StepDone = self.step(self.secretary, service_archives.send, data)
        return done

    def answer(self, answer: ArchivesAnswer = ArchivesAnswer.AGREED, **said: Any) -> StepDone:
        letter = (
            {}
            if answer is ArchivesAnswer.SILENT
            else {"letter_no": "วธ 1/9", "answered_on": clock.bangkok(self.now).date()}
        )
        data = AnswerInput(answer=answer, **{**letter, **said})
        done: StepDone = self.step(self.secretary, service_archives.answer, data)
        return done

    def skip(self, reason: str = "บันทึกการใช้ระบบ ไม่ใช่หนังสือราชการ", **said: Any) -> StepDone:
        done: StepDone = self.step(self.secretary, service_archives.skip, SkipArchives(reason=reason, **said))
        return done

    def extend(self, items: list[int], through: date | None = None) -> DestructionList:
        data = ExtendItems(items=items, through=through, reason="ยังใช้อ้างอิงอยู่")
        done: DestructionList = self.step(self.secretary, service_leaving.extend, data)
        return done

    def transfer(self, items: list[int]) -> DestructionList:
        data = TransferItems(items=items, receipt_no="จช 3/2569", received_on=clock.bangkok(self.now).date())
        done: DestructionList = self.step(self.secretary, service_leaving.transfer, data)
        return done

    def remove(self, items: list[int]) -> DestructionList:
        done: DestructionList = self.step(
            self.secretary, service_items.remove, RemoveItems(items=items, reason="เสนอผิดรายการ")
        )
        return done

    def cancel(self) -> DestructionList:
        done: DestructionList = self.step(self.secretary, service_lists.cancel, CancelList(reason="ยกเลิกทั้งบัญชี"))
        return done

    def to_committee(self) -> None:
        self.hand_in()
        self.advise()

    def to_head(self) -> None:
        self.to_committee()
        self.sign()
        self.conclude()

    def to_archives(self) -> None:
        self.to_head()
        self.decide()

    def to_approved(self) -> None:
        self.to_archives()
        self.send()
        self.answer()
