"""The clock of a request: what pauses or extends it, and what is asked of the citizen meanwhile."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct
from msgspec import field as default

from schemas.field import field, text
from schemas.request_limits import Law, Source
from schemas.request_terms import Right
from schemas.vocabulary import Term

Filled = Meta(pattern=r"\S")
Seq = Annotated[int, Meta(ge=1, le=1_000)]
#: Longest pause or extension that a ground of law is believed to give; a typing error is caught.
MOST_PAUSED = 365
#: Days that a citizen may be given.
MOST_ASKED = 180
Code = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{2,39}$")]


class PauseKind(Term):
    """What a ground of law does to the clock."""

    PAUSE = ("pause", "หยุดนับเวลา", "pause")
    EXTEND = ("extend", "ขยายเวลา", "extend")


class GroundState(Term):
    """Whether a ground may be used."""

    PROPOSED = ("proposed", "ข้อเสนอ ยังไม่ยืนยัน (ใช้ไม่ได้)", "proposed, not confirmed: not usable")
    CONFIRMED = ("confirmed", "ยืนยันแล้ว", "confirmed")
    ENDED = ("ended", "เลิกใช้", "ended")


class GroundInput(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A ground of law that the data protection officer read and confirms. A code that is known gets a new version."""

    code: Annotated[Code, field("รหัส", "Code")]
    kind: Annotated[PauseKind, field("ผลต่อกำหนดเวลา", "What it does")]
    rights: Annotated[list[Right], Meta(max_length=len(Right), title="สิทธิที่ใช้ได้ (ว่าง: ทุกสิทธิ)")] = default(
        default_factory=list
    )
    name_th: Annotated[str, Filled, field("เหตุ (ไทย)", "Ground in Thai", max_length=300)]
    name_en: Annotated[str, Filled, field("เหตุ (อังกฤษ)", "Ground in English", max_length=300)]
    max_days: Annotated[int, field("ไม่เกินกี่วัน", "At most days", ge=1, le=MOST_PAUSED)] | None = None
    """None: the law gives no number; an extension always has one."""
    effective_on: Annotated[date, field("ใช้ได้ตั้งแต่วันที่", "Effective from")]
    law: Law
    source: Source


class GroundEnd(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A ground is not to be used any more."""

    code: Annotated[Code, field("รหัส", "Code")]
    source: Source


class PauseGround(Struct, frozen=True, kw_only=True):
    """A ground as it stands. `number` 0: shipped as a proposal that nobody has confirmed."""

    code: str
    number: int
    kind: PauseKind
    state: GroundState
    rights: list[Right]
    name_th: str
    name_en: str
    max_days: int | None
    effective_on: date | None
    law: str
    source: str
    at: datetime | None
    by_name: str | None


class PauseGrounds(Struct, frozen=True, kw_only=True):
    """Every ground, the usable ones first."""

    items: list[PauseGround]
    may_set: bool = False


class PauseInput(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A pause or an extension of the clock of one right, or of all, on a confirmed ground."""

    ground: Annotated[Code, field("เหตุตามกฎหมาย", "Ground of law")]
    right: Annotated[Seq, field("สิทธิ (ว่าง: ทุกสิทธิที่กำหนดยังเดินอยู่)", "Right; none: all whose clocks run")] | None = None
    from_on: Annotated[date, field("หยุดนับตั้งแต่วันที่", "First day that does not count")] | None = None
    """None: today. An extension has none."""
    days: Annotated[int, field("ขยายกี่วัน", "Days of the extension", ge=1, le=MOST_PAUSED)] | None = None
    reason: Annotated[str, Filled, text("เหตุผล (ไม่ใส่ข้อมูลส่วนบุคคล)", "Reason, without personal data")]
    ask: Annotated[Seq, field("รอคำตอบเรื่อง", "Waits for the answer to")] | None = None
    """Number of what is asked of the citizen: its answer ends the pause."""


class PauseEnd(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The clock goes on."""

    to_on: Annotated[date, field("นับต่อตั้งแต่วันที่", "First day that counts again")] | None = None
    """None: today."""
    reason: Annotated[str, Filled, text("เหตุผล (ไม่ใส่ข้อมูลส่วนบุคคล)", "Reason, without personal data")]


class Pause(Struct, frozen=True, kw_only=True):
    """A pause or an extension. Days are in Bangkok."""

    number: int
    kind: PauseKind
    right: int
    """The number of the right in the request."""
    ground: str
    name_th: str
    name_en: str
    law: str
    from_on: date
    days: int | None
    """Of an extension; of a pause the most that the law gives, None: no number."""
    to_on: date | None
    """The first day that counts again; None: the pause goes on."""
    is_running: bool
    reason: str
    ask: int | None
    made_at: datetime
    made_by_name: str
    ended_at: datetime | None
    ended_by_name: str | None
    end_reason: str | None


class RightClock(Struct, frozen=True, kw_only=True):
    """How the last day of one right came about. Days are in Bangkok."""

    seq: int
    right: Right
    received_on: date
    limit_days: int
    limit_law: str
    first_due_on: date
    """The last day by the limit alone."""
    paused_days: int
    extended_days: int
    due_on: date
    is_paused: bool
    runs: bool
    """Nothing has ended its clock yet: it is undecided, or granted and not carried out."""
    days_left: int | None
    """None: its clock does not run any more."""


class RequestClock(Struct, frozen=True, kw_only=True):
    """The clocks of a request with all that moved them."""

    due_on: date | None
    is_paused: bool
    days_left: int | None
    rights: list[RightClock]
    pauses: list[Pause]


class AskKind(Term):
    """What is asked of the citizen."""

    IDENTITY = ("identity", "หลักฐานยืนยันตัวตน", "proof of identity")
    AUTHORITY = ("authority", "หลักฐานการมอบอำนาจหรือการเป็นผู้แทน", "proof of authority")
    DETAIL = ("detail", "รายละเอียดของข้อมูลที่ขอ", "details of what is asked for")
    FORM = ("form", "ลงนามหรือกรอกแบบคำร้องให้ครบ", "signature or missing parts of the form")
    CHOICE = ("choice", "ทางเลือกในการดำเนินการ", "a choice")
    OTHER = ("other", "เรื่องอื่น", "other")


class AskState(Term):
    """Where it stands."""

    WAITING = ("waiting", "รอคำตอบ", "waiting")
    ANSWERED = ("answered", "ได้รับคำตอบแล้ว", "answered")
    LAPSED = ("lapsed", "ไม่ตอบภายในกำหนด", "no answer in time")
    CANCELLED = ("cancelled", "ยกเลิกการสอบถาม", "taken back")


class AskInput(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is asked of the citizen. By itself it does not stop the agency's clock."""

    kind: Annotated[AskKind, field("เรื่องที่ขอ", "What is asked")]
    words: Annotated[str, Filled, field("ข้อความถึงผู้ขอ", "Words to the requester", max_length=5_000)]
    days: Annotated[int, field("ให้เวลากี่วัน", "Days to answer", ge=1, le=MOST_ASKED)] = 15
    asked_on: Annotated[date, field("แจ้งเมื่อวันที่", "Asked on")] | None = None
    """None: today."""


class AskEnd(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What became of it."""

    state: Annotated[AskState, field("ผล", "Outcome")]
    answered_on: Annotated[date, field("ได้รับคำตอบเมื่อวันที่", "Answered on")] | None = None
    """None: today; only of an answer."""
    note: Annotated[str, field("หมายเหตุ (ไม่ใส่ข้อมูลส่วนบุคคล)", "Note, no personal data", max_length=1_000)] | None = None


class Ask(Struct, frozen=True, kw_only=True):
    """What was asked of the citizen. Days are in Bangkok."""

    number: int
    kind: AskKind
    words: str | None
    """None: the reader may not see it, or it was forgotten."""
    asked_on: date
    days: int
    due_on: date
    """The last day, moved to a working day."""
    is_provisional: bool
    """The holidays of a year that it touches are not confirmed: the day may move to a later one."""
    state: AskState
    is_overdue: bool
    answered_on: date | None
    note: str | None
    created_at: datetime
    created_by_name: str


class Asks(Struct, frozen=True, kw_only=True):
    """What was asked of the citizen, the latest first."""

    items: list[Ask]
