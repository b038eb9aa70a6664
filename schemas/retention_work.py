"""What an office has to do about the ends of retention, and what else the monthly check found."""

from datetime import date, datetime

from msgspec import Struct
from msgspec import field as default

from schemas.vocabulary import Term


class WorkKind(Term):
    """What is to be done."""

    ENDED = ("ended", "ครบกำหนดแล้ว รอเสนอทำลาย", "retention has ended; destruction is to be proposed")
    SURVEY = ("survey", "เข้ารอบสำรวจเพื่อทำลาย", "the next survey takes it up")
    HELD = ("held", "ครบกำหนดแต่ถูกระงับการทำลาย", "retention has ended but a hold protects it")
    UNDATABLE = ("undatable", "คำนวณวันครบกำหนดไม่ได้", "no date can be computed")
    UNREAD = ("unread", "ข้อความระยะเวลาจัดเก็บต้องมีคนดู", "the retention words need a person")
    CHANGED = ("changed", "วันครบกำหนดของรายการที่แจ้งแล้วเปลี่ยน", "dates of what was listed have changed")


class DateChange(Struct, frozen=True, kw_only=True):
    """Dates of data sets that were already listed and are other ones now; each is the last day kept."""

    cause: str
    """Code of why: `words`, `confirmed`, `withdrawn`, `reader`, `gone`."""
    cause_th: str
    cause_en: str
    slot: str = ""
    """Name of the rule; "" is the form's own."""
    old_first: date
    old_last: date
    new_first: date | None
    """None: none of them has a date any more."""
    new_last: date | None
    undated: int = 0
    """How many have no date any more."""


class RetentionWork(Struct, frozen=True, kw_only=True):
    """One thing that an office has to do for one activity, about one data set or very many."""

    id: int
    activity_id: str
    ref: str
    title: str
    office_id: int
    kind: WorkKind
    reason: str
    """Code: of the hold, of why there is no date, of the reading; for `survey` the year's end (Gregorian)."""
    reason_th: str
    reason_en: str
    count: int
    """Data sets; for `unread` retention rules."""
    first_kept: date | None
    last_kept: date | None
    """Earliest and latest last day kept of these data sets."""
    survey_opens_on: date | None = None
    survey_closes_on: date | None = None
    """Both days included (Saraban Regulation, ข้อ 66)."""
    change: DateChange | None = None
    opened_month: str
    """YYYY-MM (Gregorian) of the check that found it first."""
    opened_at: datetime
    closed_at: datetime | None = None
    path: str
    """Page on which it is solved."""


class WorkFilter(Struct, frozen=True, kw_only=True):
    """Which open work is meant."""

    office: int | None = None
    """It and all below it."""
    kind: WorkKind | None = None
    activity_id: str | None = None
    mine: bool = False
    """Only of offices whose data sets the actor keeps."""


class WorkPage(Struct, kw_only=True):
    """One page of work, oldest first."""

    items: list[RetentionWork]
    next_cursor: str | None = None


class WorkCount(Struct, frozen=True, kw_only=True):
    """Open work of a kind in the offices asked for."""

    kind: WorkKind
    pieces: int
    """Pieces of work: one for an activity and a reason."""
    count: int
    """Data sets that they are about, each once; for `unread` retention rules."""


class WorkCounts(Struct, kw_only=True):
    """Open work by kind; kinds of which there is none are left out."""

    items: list[WorkCount]


class RunFacts(Struct, frozen=True, kw_only=True):
    """What else a run of the monthly check leaves as evidence."""

    survey: int = 0
    """Data sets that the next survey takes up (each activity's own round)."""
    held_by: dict[str, int] = default(default_factory=dict)
    """Held data sets by kind of hold; one under two kinds counts in both."""
    readings: dict[str, int] = default(default_factory=dict)
    """Present retention rules by status."""
    changed: int = 0
    """Open pieces of work about changed dates."""
    opened: int = 0
    closed: int = 0
    recounted: int = 0
    """Work that this run opened, closed, and found with another number than before."""
    told: int = 0
    """People who were told."""
    failures: list[str] = default(default_factory=list)
    """Kinds of error of checks that broke off since the run before."""
    duration_ms: int = 0
