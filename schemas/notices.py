"""Notices: what is told, to whom, by which way, and how it went."""

from datetime import datetime, time
from typing import Annotated

from msgspec import Meta, Struct

from schemas.field import field
from schemas.vocabulary import Term


class NoticeKind(Term):
    """What a notice is about."""

    SUBMITTED = ("submitted", "เสนอพิจารณา", "submitted")
    REVIEWED = ("reviewed", "ผ่านการพิจารณา", "reviewed")
    RETURNED = ("returned", "ส่งกลับแก้ไข", "returned")
    APPROVED = ("approved", "อนุมัติแล้ว", "approved")
    RETIRED = ("retired", "เลิกใช้", "retired")
    COMMENTED = ("commented", "มีข้อคิดเห็น", "commented")
    REVIEW_DUE = ("review_due", "ถึงกำหนดทบทวน", "review is due")
    REVIEW_OVERDUE = ("review_overdue", "เลยกำหนดทบทวน", "review is overdue")
    ATTACHMENT_EXPIRING = ("attachment_expiring", "เอกสารแนบใกล้หมดอายุ", "attachment expires")
    FINDING_EXPIRING = ("finding_expiring", "ข้อยกเว้นใกล้หมดอายุ", "accepted finding expires")
    RETENTION_DUE = ("retention_due", "ครบกำหนดการเก็บ", "retention has ended")
    HOLD_REVIEW = ("hold_review", "ถึงกำหนดทบทวนการระงับ", "a hold is to be reviewed")
    DESTRUCTION = ("destruction", "การทำลายข้อมูล", "destruction of data")
    BREACH_CLOCK = ("breach_clock", "เหตุละเมิด", "breach")
    REQUEST_DUE = ("request_due", "คำขอใช้สิทธิ", "request of a data subject")
    ASSIGNED = ("assigned", "มอบหมายให้ดูแล", "assigned to you")
    RIGHT_CHANGED = ("right_changed", "สิทธิเปลี่ยน", "rights changed")
    OFFICE_CHANGED = ("office_changed", "หน่วยงานเปลี่ยน", "offices changed")
    FILE_READY = ("file_ready", "ไฟล์ส่งออก", "exported file")
    ROUND_STEP = ("round_step", "ขั้นตอนของรอบงาน", "step of a round")
    ROUND_REPORT = ("round_report", "รายงานรอบงาน", "report of a round")
    HOLIDAYS_UNCONFIRMED = ("holidays_unconfirmed", "ตารางวันหยุดยังไม่ยืนยัน", "holidays are not confirmed")
    DELIVERY_FAILED = ("delivery_failed", "ส่งแจ้งเตือนไม่สำเร็จ", "a notice was not delivered")
    DIGEST = ("digest", "สรุปรายสัปดาห์", "weekly digest")


class NoticeChannel(Term):
    """The ways out beside the inbox."""

    EMAIL = ("email", "อีเมล", "e-mail")
    LINE = ("line", "LINE", "LINE")
    WEBHOOK = ("webhook", "เว็บฮุก", "webhook")


class OutboxState(Term):
    """What became of a notice on one way out."""

    WAITING = ("waiting", "รอส่ง", "waiting")
    SENT = ("sent", "ส่งแล้ว", "sent")
    FAILED = ("failed", "ส่งไม่สำเร็จ", "failed")
    DROPPED = ("dropped", "ไม่ต้องส่งแล้ว", "no longer sent")


class Notice(Struct, frozen=True, kw_only=True):
    """Something to tell one person. Texts are plain lines; they go out by mail, so they name no data subject.

    `cause` is the unique key of why: the same cause is told to one person once, however often it is posted.
    """

    cause: str
    """At most 200 characters, e.g. `review:ACTIVITY:2027-01-31:30`."""
    kind: NoticeKind
    person_id: str
    """`people.id`, without `person:` before it."""
    title_th: str
    title_en: str
    body_th: str = ""
    body_en: str = ""
    path: str = "/"
    """Address below ROPA_BASE_URL."""
    is_urgent: bool = False
    """Goes out in quiet hours, too (breaches)."""
    not_before: datetime | None = None
    """Aware. Before it nothing goes out; the inbox shows the notice at once."""
    inbox_only: bool = False
    """Nothing goes to the person outside the inbox: another notice of the same moment says it, too."""


class InboxItem(Struct, frozen=True, kw_only=True):
    """A notice as its person reads it."""

    id: str
    kind: NoticeKind
    title_th: str
    title_en: str
    body_th: str
    body_en: str
    path: str
    is_urgent: bool
    posted_at: datetime
    read_at: datetime | None


class Inbox(Struct, frozen=True, kw_only=True):
    """A page of notices, newest first. `next_cursor` is None on the last page."""

    items: list[InboxItem]
    next_cursor: str | None
    unread: int


class Contact(Struct, frozen=True, kw_only=True):
    """Where somebody is reached."""

    name: str
    email: str | None


class Preferences(Struct, frozen=True, kw_only=True):
    """How somebody wants to be told. Quiet hours are times of Bangkok; equal ones are none."""

    by_email: bool = True
    digest: bool = True
    """The weekly digest; goes by e-mail."""
    quiet_from: time = time(20, 0)
    quiet_until: time = time(7, 0)
    language: str = "th"
    """Which language comes first: `th` or `en`. A mail always has both."""
    line_user: str | None = None
    """LINE user id (`U` and 32 hexadecimal digits); None: not by LINE."""


class WebhookInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """A system that is told of every notice once."""

    address: Annotated[str, Meta(max_length=500), field("ที่อยู่", "Address")]


class RetryInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """What is tried again."""

    id: Annotated[str, Meta(max_length=36)] | None = None
    """None: all that failed."""


class Retried(Struct, frozen=True, kw_only=True):
    """How many rows are tried again."""

    rows: int


class Webhook(Struct, frozen=True, kw_only=True):
    """A stored webhook."""

    id: str
    address: str
    created_at: datetime


class WebhookMade(Struct, frozen=True, kw_only=True):
    """A new webhook. The secret is shown once."""

    id: str
    address: str
    secret: str


class Webhooks(Struct, frozen=True, kw_only=True):
    """All webhooks."""

    items: list[Webhook]


class OutboxItem(Struct, frozen=True, kw_only=True):
    """A notice on one way out, as an administrator sees it: never its text."""

    id: str
    kind: NoticeKind
    channel: NoticeChannel
    state: OutboxState
    tries: int
    reason: str | None
    posted_at: datetime
    due_at: datetime


class DeliveryState(Struct, frozen=True, kw_only=True):
    """How delivery goes: rows by channel and state, and the newest that failed."""

    counts: dict[str, dict[str, int]]
    oldest_waiting: datetime | None
    """When the longest overdue row was to go out; None: none is late."""
    failed: list[OutboxItem]


class Letter(Struct, frozen=True, kw_only=True):
    """A notice on its way out, with where it goes."""

    id: str
    """The outbox row's; the other side knows a second delivery by it."""
    channel: NoticeChannel
    addressee: str
    """The person's or the webhook's id."""
    to: str
    """E-mail address, LINE user id or the webhook's address."""
    name: str = ""
    secret: bytes = b""
    """What a webhook is signed with."""
    kind: NoticeKind
    title_th: str
    title_en: str
    body_th: str
    body_en: str
    path: str
    is_urgent: bool
    posted_at: datetime
    language: str = "th"
    unsubscribe: str | None = None
    """Path that ends the digests; None for anything else."""
    tries: int = 0
    """How often it was tried before."""
    outside_from: str | None = None
    """Who writes to somebody outside the register (a data subject): the mail has its own Thai words and no more."""


class Outcome(Struct, frozen=True, kw_only=True):
    """How one try went. An empty `reason` is a success."""

    reason: str = ""
    """A code and a number, never an address or the other side's own words."""
    permanent: bool = False
    """Trying again would change nothing."""
    is_away: bool = False
    """The server could not be used at all: what else goes there can wait for the next pass."""
    is_kept_in: bool = False
    """Nothing was tried and nothing will be: this register sends nothing out."""
