"""A work procedure as a document, in the chapters of the ministry's manuals, and what the register answers for one.

Source: the ministry's own manual (seed 004): purpose, scope, definitions, duties, work flow, steps, standard in working
days, follow-up, problems, references, forms, contact.
"""

from typing import Annotated

from msgspec import Meta, Struct
from msgspec import field as default

from schemas.field import LINE, LIST_LIMIT, field, text
from schemas.vocabulary import Term
from schemas.work_flow import MOST_BRANCHES, MOST_STEPS, ChartShape, Number, Words

SCHEMA_VERSION = 1
#: Working days of one step; more is no standard but a mistake in typing.
MOST_DAYS = 250
Lines = Annotated[list[Annotated[str, LINE]], Meta(max_length=LIST_LIMIT)]


class ProcedureKind(Term):
    """What a procedure is for. All but the first have acts of the register as the work of their steps."""

    MANUAL = ("manual", "คู่มือการปฏิบัติงาน", "manual of work")
    REVIEW = ("review", "การทบทวนบันทึกรายการประจำปี", "yearly review of the register")
    RETENTION = ("retention", "การติดตามอายุการเก็บประจำเดือน", "monthly follow-up of retention")
    BREACH = ("breach", "การจัดการเหตุละเมิด", "handling of a breach")


class ProcedureStatus(Term):
    """Where a revision of a procedure stands. An approved one never changes."""

    DRAFT = ("draft", "ร่าง", "draft")
    SUBMITTED = ("submitted", "รออนุมัติ", "waiting for approval")
    RETURNED = ("returned", "ส่งกลับให้แก้ไข", "returned")
    APPROVED = ("approved", "อนุมัติ", "approved")
    SUPERSEDED = ("superseded", "มีฉบับใหม่แทน", "superseded")
    RETIRED = ("retired", "เลิกใช้แล้ว", "retired")
    """The procedure as a whole is out of force."""


class BranchAnswer(Term):
    """What a decision says on one of its branches."""

    AGREED = ("agreed", "เห็นชอบ", "agreed")
    NOT_AGREED = ("not_agreed", "ไม่เห็นชอบ", "not agreed")


class StepDoer(Term):
    """Who does a step in a round, by the rights that the register knows."""

    OFFICE = ("office", "ผู้บันทึกของหน่วยงาน", "recorder of the office")
    OFFICE_REVIEWER = ("office_reviewer", "ผู้พิจารณาของหน่วยงาน", "reviewer of the office")
    OFFICE_HEAD = ("office_head", "หัวหน้าหน่วยงาน", "head of the office")
    DPO = ("dpo", "เจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล", "data protection officer")
    OUTSIDE = ("outside", "หน่วยงานภายนอก (ผู้ประสานบันทึกแทน)", "outside; whoever coordinates records it")


class StepAct(Term):
    """What in the register shows that a step of a shipped procedure is done; None is somebody's word."""

    RECORDS_CONFIRMED = ("records_confirmed", "ยืนยันหรือแก้ไขทุกรายการแล้ว", "every record confirmed or revised")
    RECORDS_REVIEWED = ("records_reviewed", "พิจารณาทุกรายการแล้ว", "every record reviewed")
    RECORDS_APPROVED = ("records_approved", "อนุมัติทุกรายการแล้ว", "every record approved")
    REGISTER_PUBLISHED = ("register_published", "เผยแพร่แล้ว", "published")
    RETENTION_CHECKED = ("retention_checked", "ตรวจอายุการเก็บของเดือนแล้ว", "retention checked for the month")


class JoinRule(Term):
    """When a step begins into which several parallel branches lead."""

    ALL = ("all", "เมื่อทุกสายเสร็จ", "when all branches are done")
    ANY = ("any", "เมื่อสายใดสายหนึ่งเสร็จ", "when any branch is done")


class StepBranch(Struct, kw_only=True, forbid_unknown_fields=True):
    """An arrow to another step. Several without an answer from one step are parallel."""

    to: Annotated[Number, field("ไปขั้นตอนที่", "To step")] | None = None
    """None: the manual does not say where it leads."""
    answer: Annotated[BranchAnswer, field("ผลการตัดสินใจ", "Answer")] | None = None
    label: Annotated[Words, field("ข้อความบนเส้น", "Label")] | None = None
    is_own_reading: Annotated[bool, field("อ่านเอาเอง คู่มือไม่ได้ระบุ", "Our own reading; the manual does not say")] = False


class ProcedureStep(Struct, kw_only=True, forbid_unknown_fields=True):
    """One step: in the chart, in words, and its standard."""

    number: Annotated[Number, field("ลำดับ", "Number")]
    title: Annotated[str, text("กิจกรรม", "Activity")]
    """As the chart has it."""
    shape: Annotated[ChartShape, field("ชนิด", "Shape")] = ChartShape.ACTIVITY
    detail: Annotated[str, text("ขั้นตอนการปฏิบัติงาน", "What is done")] | None = None
    responsible: Annotated[Lines, field("ผู้รับผิดชอบ", "Responsible", names_units=True)] = default(default_factory=list)
    """As the manual names them."""
    doer: Annotated[StepDoer, field("ผู้ทำในรอบ", "Done in a round by")] | None = None
    """None: whoever runs the round."""
    office_id: Annotated[int, Meta(ge=0, le=2_147_483_647), field("หน่วยงานที่ทำ", "Office that does it")] | None = None
    """None: the office of the run."""
    act: Annotated[StepAct, field("สิ่งที่ทะเบียนรู้เอง", "Known to the register")] | None = None
    working_days: Annotated[int, field("มาตรฐานงาน (วันทำการ)", "Standard, working days")] | None = None
    """None: the manual does not say. Zero, less, or more than `MOST_DAYS` is a finding that stops the approval."""
    starts_month: Annotated[int, Meta(ge=1, le=60), field("เริ่มไม่ก่อนสิ้นเดือนที่", "Not before the end of month")] | None = (
        None
    )
    """6: waits until six months of the round are over (รอบ 6 เดือน)."""
    join: Annotated[JoinRule, field("เริ่มเมื่อ", "Begins")] = JoinRule.ALL
    forms: Annotated[list[Number], Meta(max_length=50), field("แบบฟอร์มที่ใช้", "Forms, by their numbers")] = default(
        default_factory=list
    )
    next: Annotated[list[StepBranch], Meta(max_length=MOST_BRANCHES)] | None = None
    """None: the following number. []: the procedure ends here."""


class Definition(Struct, kw_only=True, forbid_unknown_fields=True):
    """A word and what it stands for."""

    term: Annotated[str, text("คำ", "Term")]
    meaning: Annotated[str, text("หมายถึง", "Means")]


class Duty(Struct, kw_only=True, forbid_unknown_fields=True):
    """Somebody responsible, and for what."""

    responsible: Annotated[str, text("ผู้รับผิดชอบ", "Responsible", names_units=True)]
    duty: Annotated[str, text("หน้าที่ความรับผิดชอบ", "Duty")]


class ProcedureDocument(Struct, kw_only=True, forbid_unknown_fields=True):
    """The hashed part of a procedure, in the manual's order of chapters."""

    title: Annotated[str, text("ชื่อกระบวนงาน", "Procedure")] = ""
    subtitle: Annotated[str, text("หน่วยงานเจ้าของคู่มือ", "Owner of the manual", names_units=True)] | None = None
    kind: Annotated[ProcedureKind, field("ประเภท", "Kind")] = ProcedureKind.MANUAL
    foreword: Annotated[str, text("คำนำ", "Foreword")] | None = None
    purposes: Annotated[Lines, field("วัตถุประสงค์ของการจัดทำคู่มือ", "Purposes")] = default(default_factory=list)
    scope: Annotated[str, text("ขอบเขตของงาน", "Scope")] | None = None
    definitions: Annotated[list[Definition], Meta(max_length=LIST_LIMIT), field("คำจำกัดความ", "Definitions")] = default(
        default_factory=list
    )
    duties: Annotated[
        list[Duty], Meta(max_length=LIST_LIMIT), field("ผู้รับผิดชอบและหน้าที่ความรับผิดชอบ", "Responsible and duties")
    ] = default(default_factory=list)
    steps: Annotated[list[ProcedureStep], Meta(max_length=MOST_STEPS), field("ขั้นตอนการปฏิบัติงาน", "Steps")] = default(
        default_factory=list
    )
    stated_days: Annotated[int, field("มาตรฐานงานรวม (วันทำการ)", "Standard in all, working days")] | None = None
    """As the manual states it; one that is not the sum of the steps is a finding."""
    standard_note: Annotated[str, text("คำอธิบายมาตรฐานงาน", "About the standard")] | None = None
    follow_up: Annotated[str, text("ระบบติดตามประเมินผล", "Follow-up")] | None = None
    problems: Annotated[Lines, field("ปัญหา/อุปสรรค", "Problems")] = default(default_factory=list)
    solutions: Annotated[Lines, field("แนวทางแก้ไข", "Solutions")] = default(default_factory=list)
    references: Annotated[Lines, field("เอกสารอ้างอิง / กฎหมายที่เกี่ยวข้อง", "References")] = default(default_factory=list)
    forms: Annotated[Lines, field("แบบฟอร์มที่ใช้", "Forms used")] = default(default_factory=list)
    contact: Annotated[str, text("ช่องทางการติดต่อประสานงาน", "Contact")] | None = None
    notes: Annotated[Lines, field("หมายเหตุ", "Notes")] = default(default_factory=list)


class ProcedureInput(ProcedureDocument, kw_only=True, forbid_unknown_fields=True):
    """What a client sends to create or replace a procedure."""

    office_id: Annotated[int, Meta(ge=0, le=2_147_483_647)]

    def document(self) -> ProcedureDocument:
        """Return the part that is hashed."""
        return ProcedureDocument(**{name: getattr(self, name) for name in ProcedureDocument.__struct_fields__})
