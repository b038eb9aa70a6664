"""Letters of a request of a data subject: what they say, when they went out, and what came back.

The content is sealed at rest and forgotten with the requester; what stands beside it names nobody.

Legal source: PDPA ss.30-36; s.73 (complaint); Saraban regulation B.E. 2526 (form of an official letter).
"""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct
from msgspec import field as default

from schemas.field import field, text
from schemas.request_person import Filled
from schemas.request_terms import Right, RightOutcome, Tongue
from schemas.vocabulary import Term

ZONED = Meta(tz=True)
#: Letters of one request.
MOST_LETTERS = 500
#: Letters to recipients that are drafted at once.
MOST_AT_ONCE = 200
Line = Annotated[str, Meta(max_length=1_000)]
Seq = Annotated[int, Meta(ge=1, le=30)]


class LetterKind(Term):
    """What a letter is for."""

    RECEIPT = ("receipt", "หนังสือรับคำขอ", "receipt of the request")
    ASK = ("ask", "หนังสือขอข้อมูลหรือเอกสารเพิ่ม", "request for more information")
    EXTENSION = ("extension", "หนังสือแจ้งขยายหรือหยุดนับเวลา", "notice of an extension")
    ANSWER = ("answer", "หนังสือแจ้งผล: ดำเนินการตามคำขอ", "answer: granted")
    PART = ("part", "หนังสือแจ้งผล: ดำเนินการบางส่วน", "answer: granted in part")
    REFUSAL = ("refusal", "หนังสือแจ้งผล: ปฏิเสธคำขอ", "answer: refused")
    NOT_HELD = ("not_held", "หนังสือแจ้งผล: ไม่มีข้อมูลของผู้ขอ", "answer: no data held")
    RECIPIENT = ("erasure_notice_to_recipient", "หนังสือแจ้งผู้รับข้อมูล", "notice to a recipient of the data")
    OTHER_WAY = ("other_way", "หนังสือแจ้งการดำเนินการด้วยวิธีอื่น", "notice of another way than asked")
    CLOSING = ("closing", "หนังสือแจ้งยุติเรื่อง", "notice of closing")


#: Letters that answer rights; which of them it is follows from the decisions.
ANSWERS = frozenset({LetterKind.ANSWER, LetterKind.PART, LetterKind.REFUSAL, LetterKind.NOT_HELD})
#: Letters that must tell of the way to complain.
COMPLAINABLE = frozenset({LetterKind.PART, LetterKind.REFUSAL, LetterKind.NOT_HELD, LetterKind.OTHER_WAY})


class LetterChannel(Term):
    """How a letter went out. The register sends none by itself."""

    POST = ("post", "ไปรษณีย์ลงทะเบียน", "registered post")
    EMAIL = ("email", "อีเมล", "e-mail")
    SARABAN = ("saraban", "ระบบสารบรรณอิเล็กทรอนิกส์", "electronic correspondence system")
    IN_PERSON = ("in_person", "มอบด้วยตนเอง", "handed over")
    OTHER = ("other", "ทางอื่น", "another way")


class IdentifyBy(Term):
    """What a recipient is told, so that it finds the person; no more than it needs."""

    NAME = ("name", "ชื่อ", "name")
    ID_TAIL = ("national_id_tail", "เลขประจำตัวประชาชน 4 ตัวท้าย", "last 4 digits of the national ID")
    NATIONAL_ID = ("national_id", "เลขประจำตัวประชาชนทั้งหมด", "national ID")
    PASSPORT = ("passport", "เลขหนังสือเดินทาง", "passport number")
    EMAIL = ("email", "อีเมล", "e-mail")
    PHONE = ("phone", "โทรศัพท์", "telephone")


class LetterAnswer(Struct, kw_only=True, forbid_unknown_fields=True):
    """What became of one right, as the letter tells it."""

    seq: Seq
    right: Right
    outcome: RightOutcome
    granted: Annotated[str, text("ส่วนที่ดำเนินการ", "What was granted")] | None = None
    refused: Annotated[str, text("ส่วนที่ปฏิเสธ", "What was refused")] | None = None
    ground: Annotated[str, text("ข้อกฎหมายที่ใช้ปฏิเสธ", "Ground of the refusal")] | None = None
    reason: Annotated[str, text("เหตุผล", "Reason")] | None = None


class LetterDue(Struct, kw_only=True, forbid_unknown_fields=True):
    """A right and the last day for its answer."""

    right: Right
    law: Line
    due_on: date


class LetterContent(Struct, kw_only=True, forbid_unknown_fields=True):
    """What a letter says. A person edits what was drafted, until it is recorded as sent."""

    letter_no: Annotated[str, field("ที่ (เลขที่หนังสือ)", "Number of the letter", max_length=100)] | None = None
    letter_on: Annotated[date, field("ลงวันที่", "Date of the letter")] | None = None
    agency: Annotated[str, field("ส่วนราชการ", "Agency", max_length=300)] | None = None
    agency_address: Annotated[str, field("ที่ตั้ง", "Address of the agency", max_length=1_000)] | None = None
    subject: Annotated[str, field("เรื่อง", "Subject", max_length=500)] | None = None
    to: Annotated[str, field("เรียน", "To", max_length=500, names_people=True)] | None = None
    to_address: Annotated[str, field("ที่อยู่ผู้รับ", "Address of the recipient", max_length=1_000)] | None = None
    reference: Annotated[str, field("อ้างถึง", "Reference", max_length=1_000)] | None = None
    enclosures: Annotated[list[Line], Meta(max_length=20, title="สิ่งที่ส่งมาด้วย")] = default(default_factory=list)
    opening: Annotated[str, text("ความนำ", "Opening")] | None = None
    body: Annotated[str, text("เนื้อหา", "Body")] | None = None
    dues: Annotated[list[LetterDue], Meta(max_length=30)] = default(default_factory=list)
    answers: Annotated[list[LetterAnswer], Meta(max_length=30)] = default(default_factory=list)
    asked: Annotated[list[Annotated[str, Meta(max_length=5_000)]], Meta(max_length=50, title="สิ่งที่ขอให้ส่ง")] = default(
        default_factory=list
    )
    person: Annotated[list[Line], Meta(max_length=10, title="ข้อมูลสำหรับค้นหาเจ้าของข้อมูล")] = default(default_factory=list)
    """Of a notice to a recipient: by what it finds the person."""
    complain: Annotated[str, text("สิทธิร้องเรียน", "Right to complain", laws=("PDPA s.73",))] | None = None
    ending: Annotated[str, text("คำลงท้ายเนื้อหา", "Last words")] | None = None
    signatory: Annotated[str, field("ผู้ลงนาม", "Signatory", max_length=300)] | None = None
    signatory_position: Annotated[str, field("ตำแหน่ง", "Position", max_length=300)] | None = None
    contact: Annotated[str, field("ส่วนราชการเจ้าของเรื่องและช่องทางติดต่อ", "Unit and contact", max_length=1_000)] | None = (
        None
    )


class LetterInput(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which letter is drafted. An answer follows the decisions: `answer` becomes part, refusal or not held by them."""

    kind: LetterKind
    language: Tongue | None = None
    """None: that of the request; Thai for a recipient."""
    rights: Annotated[list[Seq], Meta(max_length=30)] = default(default_factory=list)
    """Which rights an answer tells of. Empty: all that are decided and that no sent letter answers yet."""
    ask_number: Annotated[int, Meta(ge=1)] | None = None
    pause_number: Annotated[int, Meta(ge=1)] | None = None
    task_number: Annotated[int, Meta(ge=1)] | None = None
    identify_by: Annotated[list[IdentifyBy], Meta(max_length=len(IdentifyBy))] = default(
        default_factory=lambda: [IdentifyBy.NAME, IdentifyBy.ID_TAIL]
    )


class LettersInput(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Drafts for every recipient whose task is open and who has no letter yet."""

    language: Tongue = Tongue.TH
    identify_by: Annotated[list[IdentifyBy], Meta(max_length=len(IdentifyBy))] = default(
        default_factory=lambda: [IdentifyBy.NAME, IdentifyBy.ID_TAIL]
    )


class LetterSent(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That a letter went out: its number, its date, when and how. The register sends nothing itself."""

    letter_no: Annotated[str, Filled, field("ที่ (เลขที่หนังสือ)", "Number of the letter", max_length=100)]
    letter_on: Annotated[date, field("ลงวันที่", "Date of the letter")]
    sent_at: Annotated[datetime, ZONED, field("ส่งเมื่อ", "Sent at")] | None = None
    """None: now."""
    channel: Annotated[LetterChannel, field("ส่งทาง", "Way")]
    receipt_ref: Annotated[str, field("เลขไปรษณีย์ลงทะเบียนหรือเลขรับ", "Number of the receipt", max_length=200)] | None = (
        None
    )


class LetterReceipt(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What shows that it arrived. It is noted once and stays."""

    receipt_ref: Annotated[str, Filled, field("หลักฐานการรับ", "Proof of receipt", max_length=200)]
    receipt_at: Annotated[datetime, ZONED, field("ได้รับเมื่อ", "Received at")] | None = None


class Letter(Struct, frozen=True, kw_only=True):
    """One letter as the register of letters lists it: nobody's name and no words of it. Times are in Bangkok."""

    number: int
    version: int
    kind: LetterKind
    language: Tongue
    rights: list[int]
    task_number: int | None
    ask_number: int | None
    is_draft: bool
    is_discarded: bool
    missing: list[str]
    """Of a draft: names of what is missing before it may go out. Known to whoever may see the requester."""
    letter_no: str | None
    letter_on: date | None
    made_at: datetime
    made_by: str
    sent_at: datetime | None
    sent_by: str | None
    channel: LetterChannel | None
    receipt_ref: str | None
    receipt_at: datetime | None
    has_content: bool
    """False: forgotten with the requester, or discarded."""
    content_sha256: str
    """Of the content with a random part, so that it proves and tells nothing."""


class Letters(Struct, frozen=True, kw_only=True):
    """The letters of a request in their order."""

    items: list[Letter]
    unanswered: list[int]
    """Rights that are decided and that no letter that went out answers."""


class LettersMade(Struct, frozen=True, kw_only=True):
    """Which letters were drafted."""

    numbers: list[int]


class LetterShown(Struct, frozen=True, kw_only=True):
    """A letter with its words, for who may see the requester."""

    letter: Letter
    content: LetterContent


class KeepGround(Term):
    """Why a requester's data is kept longer, or no longer."""

    COMPLAINT = ("complaint", "มีการร้องเรียนต่อคณะกรรมการผู้เชี่ยวชาญ", "complaint to the expert committee")
    COURT = ("court", "มีคดีในศาล", "court case")
    AUDIT = ("audit", "อยู่ระหว่างการตรวจสอบ", "audit")
    CLAIM = ("claim", "ก่อตั้งหรือต่อสู้สิทธิเรียกร้อง", "legal claim")
    OVER = ("over", "เหตุที่ต้องเก็บสิ้นสุดแล้ว", "the ground has ended")


class KeepInput(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The last day on which the requester's data is kept, whatever else is due. None ends an earlier word."""

    keep_until: Annotated[date, field("เก็บถึงวันที่", "Kept until")] | None
    ground: Annotated[KeepGround, field("เหตุที่เก็บ", "Ground")]
    reason: Annotated[str, Filled, field("รายละเอียด (ไม่ใส่ชื่อหรือเลขประจำตัว)", "Details, without names", max_length=1_000)]


class Keep(Struct, frozen=True, kw_only=True):
    """One word about keeping, as it was written down."""

    number: int
    keep_until: date | None
    ground: KeepGround
    reason: str
    at: datetime
    by: str


class Forgetting(Struct, frozen=True, kw_only=True):
    """That a requester was forgotten, and of how much."""

    number: int
    at: datetime
    by: str
    due_on: date | None
    had_person: bool
    letters: int
    reasons: int
    others: int


class Keeping(Struct, frozen=True, kw_only=True):
    """How long the requester's data is kept, and what was written down of it."""

    closed_at: datetime | None
    forget_on: date | None
    keep_until: date | None
    forgotten_at: datetime | None
    keeps: list[Keep]
    forgettings: list[Forgetting]
