"""Use or disclosure without consent (PDPA s.27 paragraph 3, s.39(6)), and other agencies' requests for data."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct
from msgspec import field as default

from schemas.field import field, rows, text
from schemas.vocabulary import LawfulBasis, Term

OfficeId = Annotated[int, Meta(ge=0, le=2_147_483_647)]
ActivityId = Annotated[str, Meta(max_length=36)]
Item = Annotated[str, Meta(pattern=r"\S", max_length=500)]
Filled = Meta(pattern=r"\S")


class DisclosureKind(Term):
    """What was done with the data without consent."""

    DISCLOSURE = ("disclosure", "เปิดเผย", "disclosure")
    USE = ("use", "ใช้", "use")


class Often(Term):
    """How often data go out."""

    ONCE = ("once", "ครั้งเดียว", "once")
    DAILY = ("daily", "ทุกวัน", "daily")
    WEEKLY = ("weekly", "ทุกสัปดาห์", "weekly")
    MONTHLY = ("monthly", "ทุกเดือน", "monthly")
    YEARLY = ("yearly", "ทุกปี", "yearly")
    ON_DEMAND = ("on_demand", "ตามที่เรียกใช้", "on demand")


class Means(Term):
    """How data go out."""

    SERVICE = ("service", "เว็บเซอร์วิส/API", "web service or API")
    FILE = ("file", "ไฟล์อิเล็กทรอนิกส์", "electronic file")
    PAPER = ("paper", "เอกสารกระดาษ", "paper")
    SPOKEN = ("spoken", "ด้วยวาจาหรือโทรศัพท์", "spoken or by telephone")
    ON_SITE = ("on_site", "ให้เข้าดู ณ ที่ตั้ง", "inspection on site")
    OTHER = ("other", "อื่น ๆ", "other")


#: Grounds on which data are used or disclosed without consent: s.24 and s.26, never consent itself.
CONSENTS = frozenset({LawfulBasis.CONSENT, LawfulBasis.CONSENT_MINOR, LawfulBasis.S26_EXPLICIT_CONSENT})

S27 = ("PDPA s.27 para 3", "PDPA s.39(6)")


class DisclosureInput(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One use or disclosure without consent, or a standing one over a period."""

    kind: Annotated[DisclosureKind, field("ใช้หรือเปิดเผย", "Use or disclosure", laws=S27)] = DisclosureKind.DISCLOSURE
    recipient: Annotated[str, Filled, field("ผู้รับข้อมูล", "Recipient", max_length=500, laws=S27, required_by_law=True)]
    items: Annotated[
        list[Item], Meta(min_length=1), rows("รายการข้อมูลส่วนบุคคล", "Personal data", laws=S27, required_by_law=True)
    ]
    ground: Annotated[
        LawfulBasis, field("ฐานตามมาตรา 24 หรือ 26", "Ground of s.24 or s.26", laws=S27, required_by_law=True)
    ]
    purpose: Annotated[str, Filled, text("วัตถุประสงค์", "Purpose", laws=S27, required_by_law=True)]
    happened_from: Annotated[date, field("วันที่ หรือตั้งแต่วันที่", "On, or from", laws=S27, required_by_law=True)]
    happened_to: Annotated[date, field("ถึงวันที่", "To")] | None = None
    """None: one day when it was once; else still going on."""
    often: Annotated[Often, field("ความถี่", "How often")] = Often.ONCE
    means: Annotated[Means, field("วิธีการส่ง", "How")] = Means.FILE
    decided_by: Annotated[str, Filled, field("ผู้อนุมัติ (ตำแหน่ง)", "Decided by (position)", max_length=300)]
    reference: Annotated[str, field("เลขที่หนังสือหรือเอกสารอ้างอิง", "Reference", max_length=300)] | None = None
    persons: Annotated[int, field("จำนวนเจ้าของข้อมูล", "Number of data subjects", ge=0, le=2_000_000_000)] | None = None
    request_id: Annotated[str, Meta(max_length=36)] | None = None
    """The exchange request that it follows from."""


class DisclosureCorrection(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Takes the place of an entry; `entry` is None when the entry before was wrong as a whole."""

    reason: Annotated[str, Filled, field("เหตุผล", "Reason", max_length=1_000)]
    entry: DisclosureInput | None = None


class Disclosure(Struct, frozen=True, kw_only=True):
    """An entry of the log as it stands."""

    id: str
    activity_id: str
    number: int
    entry: DisclosureInput
    reason: str | None
    """Why it takes the place of the entry before."""
    corrects_id: str | None
    corrected_by_id: str | None
    """The entry that took its place; this one stands for nothing any more."""
    is_withdrawal: bool
    created_at: datetime
    created_by_name: str

    @property
    def is_standing(self) -> bool:
        """Tell whether the entry counts: it was neither corrected nor does it take another back."""
        return self.corrected_by_id is None and not self.is_withdrawal


class DisclosureLine(Struct, frozen=True, kw_only=True):
    """A standing entry as exports show it."""

    number: int
    entry: DisclosureInput
    created_at: datetime


class DisclosureList(Struct, frozen=True, kw_only=True):
    """The log of an activity, newest first, with what was corrected."""

    items: list[Disclosure]


class ExchangeState(Term):
    """Where a request of another agency stands."""

    RECEIVED = ("received", "รับคำขอแล้ว", "received")
    CHECKED = ("checked", "ตรวจสอบแล้ว รออนุมัติ", "checked, waits for a decision")
    APPROVED = ("approved", "อนุมัติแล้ว รอออก ClientID", "approved, waits for its ClientID")
    CONNECTED = ("connected", "เชื่อมโยงอยู่", "connected")
    SUSPENDED = ("suspended", "ระงับชั่วคราว", "suspended")
    ENDED = ("ended", "สิ้นสุดแล้ว รอยืนยันการลบ", "ended, deletion not confirmed yet")
    CLOSED = ("closed", "ปิดเรื่อง (ยืนยันการลบแล้ว)", "closed, deletion confirmed")
    REFUSED = ("refused", "ไม่อนุมัติ", "refused")
    WITHDRAWN = ("withdrawn", "ผู้ขอถอนคำขอ", "withdrawn")


class ExchangeStep(Term):
    """What is done with a request."""

    RECEIVE = ("receive", "รับคำขอ", "receive")
    CORRECT = ("correct", "แก้ไขคำขอ", "correct")
    CHECK = ("check", "บันทึกผลการตรวจสอบ", "record the check")
    APPROVE = ("approve", "อนุมัติ", "approve")
    REFUSE = ("refuse", "ไม่อนุมัติ", "refuse")
    CONNECT = ("connect", "บันทึก ClientID", "record the ClientID")
    SUSPEND = ("suspend", "ระงับ", "suspend")
    RESUME = ("resume", "เปิดใช้ต่อ", "resume")
    RENEW = ("renew", "ต่ออายุ", "renew")
    ROTATE = ("rotate", "เปลี่ยน ClientID", "replace the ClientID")
    END = ("end", "สิ้นสุด", "end")
    CONFIRM_DELETED = ("confirm_deleted", "ยืนยันการลบที่ผู้รับ", "confirm the deletion")
    WITHDRAW = ("withdraw", "ถอนคำขอ", "withdraw")


class ExchangeRequestInput(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """แบบฟอร์มการขอเชื่อมโยงระบบบริการข้อมูล: what another agency asks for. There is no field for a secret."""

    agency: Annotated[str, Filled, field("หน่วยงานที่ขอ", "Agency", max_length=300)]
    agency_code: Annotated[str, field("รหัสหน่วยงาน", "Code of the agency", max_length=200)] | None = None
    contact: Annotated[
        str, Filled, field("ผู้ประสานงาน (ตำแหน่ง โทรศัพท์ อีเมล)", "Contact", max_length=1_000, names_people=True)
    ]
    reference: Annotated[str, field("เลขที่หนังสือ", "Letter no.", max_length=300)] | None = None
    purpose: Annotated[str, Filled, text("วัตถุประสงค์", "Purpose")]
    ground: Annotated[LawfulBasis, field("ฐานตามมาตรา 24 หรือ 26", "Ground of s.24 or s.26", laws=S27)]
    law: Annotated[str, Filled, field("กฎหมายที่ให้อำนาจ", "Law that empowers the agency", max_length=1_000)]
    items: Annotated[list[Item], Meta(min_length=1), rows("รายการข้อมูลที่ขอ", "Personal data asked for")]
    service: Annotated[str, Filled, field("ระบบหรือเซอร์วิส", "System or service", max_length=300)]
    often: Annotated[Often, field("ความถี่", "How often")] = Often.ON_DEMAND
    means: Annotated[Means, field("วิธีการเชื่อมโยง", "How connected")] = Means.SERVICE
    wanted_from: Annotated[date, field("ขอใช้ตั้งแต่วันที่", "From")]
    wanted_to: Annotated[date, field("ถึงวันที่", "To")]
    security: Annotated[str, Filled, text("มาตรการรักษาความปลอดภัยของผู้ขอ", "Security at the agency")]
    after_use: Annotated[str, text("การลบหรือทำลายเมื่อหมดความจำเป็น", "Deletion when no longer needed")] | None = None


class ExchangeRequestNew(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A request and the office that it asks."""

    office_id: OfficeId
    activity_id: ActivityId | None = None
    asked: ExchangeRequestInput


class Verdict(Term):
    """What a check found."""

    YES = ("yes", "ใช่", "yes")
    NO = ("no", "ไม่ใช่", "no")


class ExchangeCheck(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The check before data go out (form: การประเมินก่อนส่งข้อมูล): right, purpose, least data, security."""

    has_right: Annotated[Verdict, field("ผู้ขอมีอำนาจตามกฎหมาย", "The agency has the legal power")]
    fits_purpose: Annotated[Verdict, field("วัตถุประสงค์สอดคล้องกับที่แจ้งเจ้าของข้อมูล", "The purpose fits")]
    is_least: Annotated[Verdict, field("ขอข้อมูลเท่าที่จำเป็น", "No more data than needed")]
    is_secure: Annotated[Verdict, field("มาตรการความปลอดภัยเพียงพอ", "The security is enough")]
    note: Annotated[str, text("ความเห็น", "Opinion")] | None = None


class ExchangeStepInput(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A step and what it needs; which, the step tells (`ropa.disclosures.rules`)."""

    step: ExchangeStep
    reason: Annotated[str, field("เหตุผล", "Reason", max_length=2_000)] | None = None
    asked: ExchangeRequestInput | None = None
    check: ExchangeCheck | None = None
    client_id: (
        Annotated[
            str,
            Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:@-]{0,199}$"),
            field("ClientID", "ClientID", hint_th="ห้ามบันทึก ClientSecret ในระบบนี้"),
        ]
        | None
    ) = None
    valid_from: Annotated[date, field("ใช้ได้ตั้งแต่วันที่", "Valid from")] | None = None
    valid_to: Annotated[date, field("ใช้ได้ถึงวันที่", "Valid to")] | None = None
    follow_up_on: Annotated[date, field("ติดตามการลบวันที่", "Ask for the deletion on")] | None = None


class ExchangeStepTaken(Struct, frozen=True, kw_only=True):
    """A step as it was taken."""

    number: int
    step: ExchangeStep
    details: ExchangeStepInput
    taken_at: datetime
    taken_by_name: str


class ExchangeRequest(Struct, frozen=True, kw_only=True):
    """A request of another agency as it stands."""

    id: str
    ref: str
    office_id: int
    activity_id: str | None
    version: int
    state: ExchangeState
    asked: ExchangeRequestInput
    client_id: str | None
    valid_from: date | None
    valid_to: date | None
    follow_up_on: date | None
    is_expired: bool
    """It is past its last valid day and was not ended."""
    is_follow_up_due: bool
    created_at: datetime
    updated_at: datetime
    closed_at: datetime | None
    steps: list[ExchangeStepTaken] = default(default_factory=list)
    """Left out of lists."""


class ExchangeRequestPage(Struct, frozen=True, kw_only=True):
    """A page of requests, newest first."""

    items: list[ExchangeRequest]
    next_cursor: str | None
