"""The drill of docs/breach-drill.md, from a suspicion to the closing. Everybody and everything in it is made up."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import msgspec

from ropa import clock
from ropa.breaches import (
    service,
    service_assessments,
    service_awareness,
    service_closing,
    service_lessons,
    service_letters,
    service_notices,
    service_notices_sent,
    service_recipients,
    service_tasks,
)
from ropa.breaches.service_notices_sent import Printed
from ropa.clock import BANGKOK
from ropa.db.unit_of_work import Database
from ropa.files import Files
from ropa.web.language import show_span
from schemas.access import Actor, Role
from schemas.breach import AwarenessInput, BreachInput, BreachRecord, BreachState, RiskLevel
from schemas.breach_assessment import AssessmentInput, Circumstances, Effect, WhoGot
from schemas.breach_details import BreachCause, BreachType
from schemas.breach_letters import RecipientContact, SubjectsContent
from schemas.breach_notice import (
    BreachNotice,
    BreachNoticeContent,
    BreachNoticeKind,
    FilingChannel,
    NoticeAudience,
    NoticeDraft,
    NoticeInput,
    NoticePaper,
    NoticeSent,
    SubjectsTold,
)
from schemas.breach_work import ClosingInput, LessonInput, TaskDone, TaskInput
from schemas.thai_dates import format_thai_date
from tests.support.actors import PHETCHABURI
from tests.support.staff import hire, key
from tests.support.web import keys_for
from tests.support.world import create

_RUNNING = (BreachState.SUSPECTED, BreachState.OPEN, BreachState.DUE_SOON)

TITLE = "ระบบขึ้นทะเบียนถูกเข้าถึงจากภายนอก"
#: Facts by their labels.
FACTORS = {
    "จำนวนเจ้าของข้อมูล": "2,140",
    "ผลกระทบที่อาจเกิดขึ้น": "ถูกสวมรอยหรือถูกหลอกลวงทางโทรศัพท์",
}
#: Fields of the notice to the Office that the register cannot know.
OFFICE_WORDS = {
    "controller_name": "สำนักงานปลัดกระทรวง (สมมุติ)",
    "controller_address": "ถนนสมมุติ กรุงเทพมหานคร",
    "controller_contact": "0-0000-0000",
    "breach_nature": "บุคคลภายนอกใช้บัญชีบริการเข้าระบบและคัดลอกไฟล์รายชื่อ",
    "aware_by": "ผู้ดูแลระบบขึ้นทะเบียน",
    "aware_how": "พบการดาวน์โหลดผิดปกติในบันทึกของระบบ",
    "dpo_name": "เจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล",
    "dpo_contact": "dpo@agency.example โทร 0-0000-0001",
    "contact_person": "หัวหน้ากลุ่มคุ้มครองข้อมูลส่วนบุคคล",
    "likely_consequences": "ถูกสวมรอยหรือถูกหลอกลวงทางโทรศัพท์",
    "measures_taken_technology": "ปิดบัญชีและเปลี่ยนรหัสผ่านทุกบัญชี",
    "measures_planned_process": "เปลี่ยนรหัสผ่านของบัญชีบริการทุก 90 วัน",
    "signatory": "เจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล",
    "signatory_position": "เจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล",
}
#: Fields of the notice to data subjects.
SUBJECT_WORDS = {
    "subject": "แจ้งเหตุละเมิดข้อมูลส่วนบุคคลและแนวทางเยียวยา",
    "nature": "บุคคลภายนอกคัดลอกไฟล์รายชื่อผู้ขึ้นทะเบียน ซึ่งมีชื่อและหมายเลขโทรศัพท์ของท่าน",
    "dpo_contact": "เจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล dpo@agency.example โทร 0-0000-0001",
    "effects": "ท่านอาจถูกแอบอ้างหรือถูกหลอกลวงทางโทรศัพท์",
    "remedy": "หน่วยงานปิดบัญชีที่ถูกใช้แล้ว เปลี่ยนรหัสผ่าน และเฝ้าระวังการเข้าถึง",
    "advice": "อย่าให้รหัส OTP แก่ผู้ใด และแจ้งหน่วยงานเมื่อพบการแอบอ้าง",
    "agency": "สำนักงานปลัดกระทรวง (สมมุติ)",
    "signatory": "เจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล",
    "signatory_position": "เจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล",
}
CSV = """ชื่อ,อีเมล,ที่อยู่
ผู้ขึ้นทะเบียน คนที่ 1,one@people.example,
ผู้ขึ้นทะเบียน คนที่ 2,,1 ถนนสมมุติ กรุงเทพมหานคร 10000
ผู้ขึ้นทะเบียน คนที่ 3,,2 ถนนสมมุติ กรุงเทพมหานคร 10000
"""


def begins() -> datetime:
    """Return the first moment of the drill."""
    return datetime(2026, 11, 23, 9, 0, tzinfo=BANGKOK)


class Drill:
    """The drill, step by step, by the services themselves. `story` tells each: moment, who, what, the clock then."""

    def __init__(self, database: Database, files: Files) -> None:
        """Hire its people and write the record that it concerns."""
        self.database, self.files, self.now = database, files, begins()
        self.story: list[tuple[str, str, str, str]] = []
        self.dpo = hire(database, self.now, 1, (Role.DPO, PHETCHABURI))
        self.head = hire(database, self.now, 2, (Role.APPROVER, PHETCHABURI))
        self.admin = hire(database, self.now, 3, (Role.REVIEWER, PHETCHABURI))
        self.activity = create(database, self.now, office_id=PHETCHABURI, main_process="งานขึ้นทะเบียนผู้ใช้").id
        self.breach_id = ""
        self.notice = self.letter = 0

    def run(self) -> None:
        """Live through it: from a suspicion to the closing."""
        self._suspected()
        self._confirmed()
        self._assessed()
        self._contained()
        self._told_office()
        self._told_subjects()
        self._told_rest()
        self._closed()

    def read(self) -> BreachRecord:
        """Return the breach as it stands."""
        with self.database.read(self.dpo, self.now) as uow:
            return service.read(uow, self.breach_id)

    def _do(self, who: Actor, work: Callable[..., Any], *given: Any, **more: Any) -> Any:
        with self.database.write(who, self.now) as uow:
            return work(uow, *given, **more)

    def _tell(self, who: str, what: str) -> None:
        at = self.read()
        left = f"เหลือ {show_span('th', at.left)}" if at.remaining_seconds >= 0 else "พ้นกำหนด"
        stands = f"{at.state.th} ({left})" if at.state in _RUNNING else at.state.th
        day = format_thai_date(clock.bangkok(self.now).date())
        self.story.append((f"{day} {self.now:%H:%M} น.", who, what, stands))

    def _after(self, hours: float) -> None:
        self.now += timedelta(hours=hours)

    def _suspected(self) -> None:
        given = BreachInput(
            office_id=PHETCHABURI,
            title=TITLE,
            suspected_at=self.now,
            description="ไฟล์รายชื่อผู้ขึ้นทะเบียนถูกคัดลอกจากภายนอก",
            detected_at=self.now,
            is_drill=True,
            activity_ids=[self.activity],
        )
        self.breach_id = self._do(self.admin, service.report, given).id
        self._tell("ผู้พิจารณา", "แจ้งเหตุต้องสงสัยในแบบสั้น ทำเครื่องหมาย [ฝึกซ้อม] นาฬิกาเตือนเริ่มนับ")

    def _confirmed(self) -> None:
        self._after(2.5)
        given = AwarenessInput(
            aware_at=self.now,
            reason="ตรวจสอบบันทึกแล้วพบการคัดลอกจากภายนอก",
            aware_by=OFFICE_WORDS["aware_by"],
            aware_how=OFFICE_WORDS["aware_how"],
        )
        self._do(self.dpo, service_awareness.confirm, self.breach_id, given, None)
        self._tell("DPO", "ยืนยันว่าเกิดจริงพร้อมเหตุผล นาฬิกา 72 ชั่วโมงเริ่มจากเวลาทราบเหตุ เวลาเริ่มสงสัยยังแสดงอยู่")

    def _assessed(self) -> None:
        self._after(3)
        around = Circumstances(who_got=WhoGot.OUTSIDE, effect=Effect.SERIOUS)
        given = AssessmentInput(level=RiskLevel.HIGH, reason="บุคคลภายนอกได้ข้อมูลไปและใช้สวมรอยได้", circumstances=around)
        self._do(self.dpo, service_assessments.assess, self.breach_id, given, None)
        self._tell("DPO", "ประเมินเจ็ดปัจจัย ระบบเสนอพร้อมเหตุ ตัดสินว่ามีความเสี่ยงสูง เกิดหน้าที่แจ้งเจ้าของข้อมูลโดยไม่ชักช้า")

    def _contained(self) -> None:
        self._after(1)
        given = TaskInput(title="ปิดบัญชีที่ถูกใช้ และเปลี่ยนรหัสผ่าน", owner_id=key(self.admin))
        task = self._do(self.dpo, service_tasks.add, self.breach_id, given)
        self._after(1)
        self._do(self.admin, service_tasks.done, self.breach_id, task.id, TaskDone(note="ปิดแล้ว เปลี่ยนทุกบัญชี"))
        self._tell("ผู้รับผิดชอบงาน", "งานระงับเหตุเสร็จ ลงลำดับเหตุการณ์ที่แก้ไม่ได้")

    def _told_office(self) -> None:
        self._after(15)
        draft = self._do(self.dpo, service_notices.draft, self.breach_id, NoticeInput())
        self.notice = draft.number
        content = msgspec.structs.replace(draft.office, breach_types=[BreachType.CONFIDENTIALITY], signed_at=self.now)
        for name, words in OFFICE_WORDS.items():
            part, _, rest = name.rpartition("_")
            if part in {"measures_taken", "measures_planned"}:
                setattr(getattr(content, part), rest, words)
            else:
                setattr(content, name, words)
        self._send(draft, content)
        self._tell("DPO", "ร่าง เติมข้อที่ขาด แล้วบันทึกการแจ้งสำนักงานฯ ครั้งแรก (จำลอง) PDF และ Word ถูกตรึงไว้ มีลายน้ำฝึกซ้อม")

    def _told_rest(self) -> None:
        self._after(20)
        draft = self._do(self.dpo, service_notices.draft, self.breach_id, NoticeInput(kind=BreachNoticeKind.FINAL))
        told = {
            "subjects_notified": SubjectsTold.YES,
            "subjects_notified_at": self.read().subjects_notified_at,
            "subjects_notified_how": "อีเมลและจดหมายรายบุคคล (จำลอง)",
        }
        content = msgspec.structs.replace(draft.office, pending_items=[], signed_at=self.now, **told)
        self._send(draft, content)
        self._tell("DPO", "บันทึกการแจ้งสรุปต่อสำนักงานฯ ตามข้อที่บอกไว้ว่าจะแจ้งเพิ่มเติม ไม่ถือว่าล่าช้าตาม 72 ชั่วโมง")

    def _send(self, draft: BreachNotice, content: BreachNoticeContent) -> None:
        given = NoticeDraft(office=content)
        saved = self._do(self.dpo, service_notices.save, self.breach_id, draft.number, draft.version, given)
        assert [each.key for each in saved.gaps if each.blocks] == []
        self._after(0.5)
        sent = NoticeSent(sent_at=self.now, channel=FilingChannel.E_SERVICE, sent_by="เจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล")
        place = (self.breach_id, draft.number, saved.version, sent)
        with self.database.read(self.dpo, self.now) as uow:
            sending = service_notices_sent.check(uow, *place)
        self._do(self.dpo, service_notices_sent.sent, *place, self.printed(sending.paper))

    def printed(self, paper: NoticePaper) -> Printed:
        """Return the files of a notice. The quick test keeps other bytes: what they look like is tested elsewhere."""
        pdf, docx = (self.files.put(BytesIO(f"{kind} {paper.content_sha256}".encode())) for kind in ("pdf", "docx"))
        return Printed(pdf=pdf, docx=docx)

    def _told_subjects(self) -> None:
        self._after(0.5)
        wanted = NoticeInput(audience=NoticeAudience.SUBJECTS)
        draft = self._do(self.dpo, service_notices.draft, self.breach_id, wanted)
        self.letter = draft.number
        content = SubjectsContent(**SUBJECT_WORDS)
        place = (self.breach_id, draft.number)
        saved = self._do(self.dpo, service_notices.save, *place, draft.version, NoticeDraft(subjects=content))
        keys = keys_for(self.database)
        people = [
            RecipientContact(name="ผู้ขึ้นทะเบียน คนที่ 1", email="one@people.example"),
            RecipientContact(name="ผู้ขึ้นทะเบียน คนที่ 2", address="1 ถนนสมมุติ กรุงเทพมหานคร 10000"),
        ]
        self._do(self.dpo, service_recipients.add, keys, *place, people)
        self._do(self.head, service_letters.release, *place, saved.version)
        self._tell("ผู้อนุมัติ", "ส่งออกหนังสือแจ้งเจ้าของข้อมูล (จำลอง ไม่มีอีเมลออกไป) ทะเบียนการส่งบันทึกทุกราย")

    def _closed(self) -> None:
        self._after(24)
        lesson = LessonInput(
            cause_kind=BreachCause.NEGLIGENCE, cause="รหัสผ่านของบัญชีบริการไม่เคยเปลี่ยน", change="เปลี่ยนทุก 90 วัน"
        )
        self._do(self.dpo, service_lessons.add, self.breach_id, lesson)
        given = ClosingInput(reason="หน้าที่ครบ งานเสร็จ ซ้อมครบทุกขั้น")
        self._do(self.head, service_closing.close, self.breach_id, given)
        self._tell("ผู้อนุมัติ", "บันทึกบทเรียนและปิดเรื่อง ไม่มีหน้าที่หรืองานค้าง การฝึกซ้อมไม่นับในสถิติ")
