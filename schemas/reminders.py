"""What falls due and when: review dates, the agenda, the calendar feed."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct

from schemas.field import field
from schemas.vocabulary import Term


class DueKind(Term):
    """What falls due."""

    ACCEPTANCE = ("acceptance", "ข้อยกเว้นข้อตรวจพบหมดอายุ", "accepted finding expires")
    BREACH = ("breach", "กำหนดแจ้งเหตุละเมิด", "breach notice to the Office")
    DOCUMENT = ("document", "เอกสารแนบหมดอายุ", "attached document expires")
    ERASURE = ("erasure", "ถึงกำหนดตรวจส่วนที่รอลบ", "check of what is still to be erased")
    GRANT = ("grant", "สิทธิของท่านสิ้นสุด", "your right ends")
    HOLD = ("hold", "ถึงกำหนดทบทวนการระงับ", "review of a hold")
    REQUEST = ("request", "กำหนดคำขอใช้สิทธิ", "request of a data subject")
    RETENTION = ("retention", "ครบกำหนดเก็บข้อมูล", "retention period ends")
    REVIEW = ("review", "ถึงกำหนดทบทวนรายการ", "review of a record")
    ROUND = ("round", "ขั้นตอนของรอบงานครบกำหนด", "step of a round is due")
    SUSPICION = ("suspicion", "นาฬิกาเตือนเหตุต้องสงสัย", "warning clock of a suspicion")


class ReviewDate(Struct, frozen=True, kw_only=True):
    """When a record is to be reviewed next. Days are days in Bangkok."""

    activity_id: str
    office_id: int
    cycle_text: str | None
    last_reviewed_on: date | None
    """The last approval or confirmation; None: nothing was approved yet, or the record is retired."""
    next_review_on: date | None
    unread: str | None
    """Why the cycle's words give no date: `blank` or `not_understood`. None: they do."""


class Confirmation(Struct, frozen=True, kw_only=True):
    """Somebody looked at an approved record and found that nothing has to be changed."""

    id: str
    revision: int
    confirmed_at: datetime
    actor_name: str
    note: str | None


class ConfirmInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """The statement that an approved revision was reviewed and stays as it is."""

    revision: Annotated[int, Meta(ge=1, le=1_000_000), field("ฉบับที่ทบทวน", "The revision that was reviewed")]
    note: Annotated[str, Meta(max_length=4000), field("หมายเหตุ", "Note")] | None = None


class ReviewState(Struct, frozen=True, kw_only=True):
    """The review of a record: its date and the latest confirmations, newest first."""

    review: ReviewDate
    confirmations: list[Confirmation]


class DueThing(Struct, frozen=True, kw_only=True):
    """One line of the agenda."""

    kind: DueKind
    on: date
    """The day in Bangkok."""
    at: datetime | None
    """The exact moment, where the law counts hours."""
    id: str
    """Of the record, breach, document or grant; of a step its round's, a dash and its number in four digits."""
    ref: str | None
    title: str | None
    """In Thai, or in the words of its record."""
    office_id: int | None
    count: int
    """How many things this line stands for (data sets or offices' steps that are due on one day)."""
    path: str
    """The page, as a path of this site."""
    updated_at: datetime
    """When what decides the date was last changed."""
    title_en: str | None = None
    """The title in English where the program's own words stand in it; None: the title is the same in both."""


class Agenda(Struct, frozen=True, kw_only=True):
    """A page of the agenda, earliest first. `next_cursor` is None on the last page."""

    items: list[DueThing]
    next_cursor: str | None
