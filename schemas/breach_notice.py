"""A notice of a breach to the Office: every field that it must contain, in order, and what is still missing.

Legal source: PDPA s.37(4); PDPC breach notification B.E. 2565.
"""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct
from msgspec import field as default

from schemas.breach import RiskLevel
from schemas.breach_assessment import FactorAnswer
from schemas.breach_details import BreachType, CountKind, Known, Measures
from schemas.breach_letters import SubjectsContent
from schemas.field import field, text
from schemas.vocabulary import Term

LAW = "PDPC breach notification B.E.2565"
ZONED = Meta(tz=True)
#: Entries of one list of a notice.
MOST_ENTRIES = 200
Entry = Annotated[str, Meta(max_length=1_000)]
Entries = Annotated[list[Entry], Meta(max_length=MOST_ENTRIES)]


class NoticeAudience(Term):
    """Whom a notice is for."""

    OFFICE = ("office", "สำนักงานคณะกรรมการคุ้มครองข้อมูลส่วนบุคคล", "the Office (PDPC)")
    SUBJECTS = ("subjects", "เจ้าของข้อมูลส่วนบุคคล", "data subjects")


class BreachNoticeKind(Term):
    """Which notice of a breach it is: information may be supplied in phases."""

    INITIAL = ("initial", "ครั้งแรก", "initial")
    SUPPLEMENTARY = ("supplementary", "เพิ่มเติม", "supplementary")
    FINAL = ("final", "สรุป", "final")


class FilingChannel(Term):
    """How a notice reached the Office."""

    E_SERVICE = ("e_service", "ระบบอิเล็กทรอนิกส์ของสำนักงาน", "the Office's e-service")
    EMAIL = ("email", "อีเมล", "e-mail")
    PAPER = ("paper", "หนังสือ (ยื่นหรือส่งไปรษณีย์)", "paper, handed in or by post")
    TELEPHONE = ("telephone", "โทรศัพท์", "telephone")


class SubjectsTold(Term):
    """Whether the data subjects were told."""

    YES = ("yes", "แจ้งแล้ว", "yes")
    PARTLY = ("partly", "แจ้งแล้วบางส่วน", "some of them")
    PLANNED = ("planned", "จะแจ้ง", "planned")
    NO = ("no", "ไม่ได้แจ้ง", "no")


class PendingItem(Struct, kw_only=True, forbid_unknown_fields=True):
    """What the Office will be told later, and until when."""

    words: Annotated[str, Meta(min_length=1, max_length=500, pattern=r"\S")]
    expected_at: Annotated[datetime, ZONED] | None = None


class BreachNoticeContent(Struct, kw_only=True, forbid_unknown_fields=True):
    """What the Office is told. Prefilled from the register; a person edits it until it is sent.

    `aware_at`, `risk_level` and `factors` are the register's own and follow it whenever the draft is saved.
    """

    controller_name: Annotated[str, field("ชื่อผู้ควบคุมข้อมูลส่วนบุคคล", "Controller", max_length=500)] | None = None
    controller_address: Annotated[str, text("ที่อยู่", "Address of the controller")] | None = None
    controller_contact: Annotated[str, text("ช่องทางติดต่อ", "Contact of the controller")] | None = None
    breach_types: Annotated[list[BreachType], field("ประเภทการละเมิด", "Type of breach", laws=(LAW,), max_length=3)] = (
        default(default_factory=list)
    )
    breach_nature: Annotated[str, text("ลักษณะของเหตุโดยสังเขป", "Nature of the breach", laws=(LAW,))] | None = None
    occurred_from: Annotated[datetime, ZONED, field("เกิดเหตุตั้งแต่", "Occurred from")] | None = None
    occurred_to: Annotated[datetime, ZONED, field("เกิดเหตุถึง", "Occurred to")] | None = None
    occurred_unknown: bool = False
    detected_at: Annotated[datetime, ZONED, field("วันเวลาที่ตรวจพบ", "Detected at")] | None = None
    aware_at: Annotated[datetime, ZONED, field("วันเวลาที่ทราบเหตุ", "Became aware at", laws=("PDPA s.37(4)",))] | None = (
        None
    )
    aware_by: Annotated[str, field("ผู้ทราบเหตุ", "Who became aware", max_length=500)] | None = None
    aware_how: Annotated[str, text("วิธีที่ทราบเหตุ", "How one became aware")] | None = None
    subject_categories: Annotated[Entries, Meta(title="ประเภทเจ้าของข้อมูล")] = default(default_factory=list)
    subject_count: Annotated[int, Meta(ge=0, le=10_000_000_000)] | None = None
    subject_count_kind: CountKind = CountKind.UNKNOWN
    record_categories: Annotated[Entries, Meta(title="ลักษณะของรายการข้อมูล")] = default(default_factory=list)
    record_count: Annotated[int, Meta(ge=0, le=10_000_000_000)] | None = None
    record_count_kind: CountKind = CountKind.UNKNOWN
    has_s26_data: Known = Known.UNKNOWN
    has_national_id: Known = Known.UNKNOWN
    has_minors: Known = Known.UNKNOWN
    dpo_name: Annotated[str, field("ชื่อเจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล", "DPO", max_length=500)] | None = None
    dpo_contact: Annotated[str, text("ช่องทางติดต่อเจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล", "Contact of the DPO")] | None = None
    contact_person: Annotated[str, text("ผู้ประสานงาน", "Contact person")] | None = None
    likely_consequences: Annotated[str, text("ผลกระทบที่อาจเกิดขึ้น", "Likely consequences", laws=(LAW,))] | None = None
    measures_taken: Measures = default(default_factory=Measures)
    measures_planned: Measures = default(default_factory=Measures)
    risk_level: RiskLevel | None = None
    factors: Annotated[list[FactorAnswer], Meta(max_length=7)] = default(default_factory=list)
    subjects_notified: SubjectsTold | None = None
    subjects_notified_at: Annotated[datetime, ZONED] | None = None
    subjects_notified_how: Annotated[str, text("วิธีแจ้งเจ้าของข้อมูล", "How data subjects are told")] | None = None
    late_reason: Annotated[str, text("เหตุผลที่แจ้งเกิน 72 ชั่วโมง", "Reason of lateness", laws=(LAW,))] | None = None
    late_evidence: Annotated[str, text("หลักฐานประกอบเหตุผล", "Evidence of the reason", laws=(LAW,))] | None = None
    pending_items: Annotated[list[PendingItem], Meta(max_length=MOST_ENTRIES)] = default(default_factory=list)
    processor_name: Annotated[str, field("ผู้ประมวลผลข้อมูลที่เกี่ยวข้อง", "Processor", max_length=500)] | None = None
    processor_told_at: Annotated[datetime, ZONED] | None = None
    affected_activities: Annotated[Entries, Meta(title="กิจกรรมที่ได้รับผลกระทบ")] = default(default_factory=list)
    affected_systems: Annotated[Entries, Meta(title="ระบบที่ได้รับผลกระทบ")] = default(default_factory=list)
    lawful_bases: Annotated[Entries, Meta(title="ฐานกฎหมาย")] = default(default_factory=list)
    abroad: Annotated[Entries, Meta(title="ประเทศที่เกี่ยวข้อง")] = default(default_factory=list)
    other_reports: Annotated[str, text("การแจ้งหน่วยงานอื่น", "Reports to other authorities")] | None = None
    signatory: Annotated[str, field("ผู้แจ้ง", "Signatory", max_length=300)] | None = None
    signatory_position: Annotated[str, field("ตำแหน่งผู้แจ้ง", "Position of the signatory", max_length=300)] | None = None
    signed_at: Annotated[datetime, ZONED, field("วันเวลาที่ลงนาม", "Signed at")] | None = None


class NoticeFiling(Struct, frozen=True, kw_only=True):
    """What the register itself adds to a notice: which one it is, and how it was sent. Times are in Bangkok."""

    breach_ref: str
    kind: BreachNoticeKind
    seq: int
    """Which notice to the Office this is, from 1."""
    is_drill: bool = False
    late: bool = False
    """It went, or would go now, after 72 hours. Supplementary and final notices are not late by the 72 hours."""
    beyond_15d: bool = False
    sent_at: datetime | None = None
    channel: FilingChannel | None = None
    sent_by: str | None = None
    receipt_ref: str | None = None
    receipt_at: datetime | None = None
    former_sent_at: datetime | None = None
    """When the notice before this one was sent."""


class NoticePaper(Struct, frozen=True, kw_only=True):
    """All that stands on a notice to the Office: the same paper gives the same bytes, as PDF and as Word."""

    content: BreachNoticeContent
    filing: NoticeFiling
    changed: list[str]
    """Keys of the fields that say something else than the notice sent before; empty for the first."""
    content_sha256: str
    day: date
    """The day that the files say they were made on."""


class NoticeInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """Which notice to draft."""

    audience: NoticeAudience = NoticeAudience.OFFICE
    kind: BreachNoticeKind = BreachNoticeKind.INITIAL


class NoticeDraft(Struct, kw_only=True, forbid_unknown_fields=True):
    """A draft as a person edited it: the part of its audience, whole."""

    office: BreachNoticeContent | None = None
    subjects: SubjectsContent | None = None


class NoticeSent(Struct, kw_only=True, forbid_unknown_fields=True):
    """That a notice was sent to the Office."""

    sent_at: Annotated[datetime, ZONED]
    channel: FilingChannel
    sent_by: Annotated[str, Meta(min_length=1, max_length=300, pattern=r"\S")]
    receipt_ref: Annotated[str, Meta(max_length=200)] | None = None
    receipt_at: Annotated[datetime, ZONED] | None = None


class NoticeReceipt(Struct, kw_only=True, forbid_unknown_fields=True):
    """What the Office gave as a receipt."""

    receipt_ref: Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\S")]
    receipt_at: Annotated[datetime, ZONED]


class NoticeGap(Struct, frozen=True, kw_only=True):
    """A field without a value. `blocks`: nothing is sent before it has one."""

    key: str
    th: str
    en: str
    blocks: bool


class BreachNotice(Struct, frozen=True, kw_only=True):
    """A notice of a breach, draft or sent. Times are in Bangkok."""

    id: str
    breach_id: str
    number: int
    version: int
    audience: NoticeAudience
    kind: BreachNoticeKind
    is_drill: bool
    is_draft: bool
    created_at: datetime
    updated_at: datetime
    released_at: datetime | None
    """When it was recorded as sent, or given out for delivery to data subjects."""
    sent_at: datetime | None
    """When it was sent; for data subjects: when the first of them was told."""
    sent_by: str | None
    channel: FilingChannel | None
    is_late: bool
    beyond_15d: bool
    receipt_ref: str | None
    receipt_at: datetime | None
    content_sha256: str
    pdf_sha256: str | None
    docx_sha256: str | None
    office: BreachNoticeContent | None
    subjects: SubjectsContent | None
    gaps: list[NoticeGap]
    """What is not known yet, and what is missing; of a sent notice: what was not known then."""
    changed: list[str]
    """Fields that say something else than the notice sent before."""
    purged_at: datetime | None = None


class NoticeList(Struct, frozen=True, kw_only=True):
    """All notices of a breach, in the order of their numbers."""

    items: list[BreachNotice]
    excuses: list["Excuse"]


class ExcuseInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """What the Office answered to a late notice."""

    is_excused: bool
    reference: Annotated[str, Meta(min_length=1, max_length=300, pattern=r"\S")]
    answered_on: date
    note: Annotated[str, Meta(max_length=2_000)] | None = None


class Excuse(Struct, frozen=True, kw_only=True):
    """An answer of the Office, as it was recorded."""

    number: int
    is_excused: bool
    reference: str
    answered_on: date
    note: str | None
    noted_at: datetime
    noted_by: str
    voided_at: datetime | None = None
    """When awareness was moved after this answer: it no longer holds, the Office has to be asked again."""
