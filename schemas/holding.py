"""Data sets kept under an activity, what holds them, and the monthly check of what has ended."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct
from msgspec import field as default

from schemas.destruction import HoldingState
from schemas.retention import Disposal, RetentionReading
from schemas.retention_work import RunFacts
from schemas.vocabulary import Applies, StartEvent, Term

Title = Annotated[str, Meta(min_length=1, max_length=500, pattern=r"\S")]
Short = Annotated[str, Meta(max_length=500)]
Reason = Annotated[str, Meta(min_length=1, max_length=2_000, pattern=r"\S")]
OwnerName = Annotated[str, Meta(min_length=1, max_length=300, pattern=r"\S")]
NoReview = Annotated[str, Meta(min_length=1, max_length=1_000, pattern=r"\S")]


class Carrier(Term):
    """On what a data set is kept."""

    PAPER = ("paper", "กระดาษ", "paper")
    ELECTRONIC = ("electronic", "อิเล็กทรอนิกส์", "electronic")
    BOTH = ("both", "ทั้งกระดาษและอิเล็กทรอนิกส์", "paper and electronic")


class CopyKind(Term):
    """What a copy of a data set is for."""

    COPY = ("copy", "สำเนา", "copy")
    BACKUP = ("backup", "ข้อมูลสำรอง", "backup")
    REPLICA = ("replica", "ฐานข้อมูลจำลอง", "replica")
    RECIPIENT = ("recipient", "อยู่ที่ผู้รับข้อมูล", "with a recipient")


class HoldingCopy(Struct, kw_only=True, forbid_unknown_fields=True):
    """A copy or backup of a data set: what is left when only the original was destroyed."""

    kind: CopyKind
    place: Title
    carrier: Carrier | None = None
    erasable_within_days: Annotated[int, Meta(ge=0, le=36_500)] | None = None
    """In how many days its own cycle erases it; None: unknown. Over 90 it must be blocked (PDPC B.E. 2567 ข้อ 4)."""


class HoldingInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """A data set kept under an activity, as a client sends it.

    `started_on` is the day of the start event (for `contract_end`: the day on which the contract ended). Absent: it has
    not happened yet, or nobody knows; then no date is computed.
    """

    title: Title
    start_event: StartEvent | None = None
    started_on: Annotated[date, Meta(description="Day of the start event (Gregorian) / วันที่เกิดเหตุเริ่มนับ")] | None = None
    location: Short | None = None
    medium: Short | None = None
    volume: Short | None = None
    carrier: Carrier | None = None
    saraban: Applies = Applies.UNCLEAR
    """Whether it is a document under the Saraban Regulation; `unclear` is treated as yes when it is to be destroyed."""
    data_from: date | None = None
    data_through: date | None = None
    """First and last day (both included) that the data are about."""
    copies: Annotated[list[HoldingCopy], Meta(max_length=50)] = default(default_factory=list)
    rule: Annotated[str, Meta(max_length=200)] = ""
    """Name of the activity's retention rule that it is kept by; "" is the form's own."""
    source_key: Annotated[str, Meta(min_length=1, max_length=200)] | None = None
    """A sending system's own key of the data set: sent again, it names the same holding."""


class DueState(Term):
    """Whether a holding has a date, and if not, why."""

    DATED = ("dated", "คำนวณวันครบกำหนดได้", "a date was computed")
    PERMANENT = ("permanent", "เก็บถาวร ไม่มีวันครบกำหนดทำลาย", "kept permanently; never due for destruction")
    UNPARSED = ("unparsed", "อ่านข้อความระยะเวลาจัดเก็บไม่ได้", "the retention text was not understood")
    NO_START_EVENT = ("no_start_event", "ไม่ได้ระบุเหตุเริ่มนับระยะเวลา", "the start event is not stated")
    NOT_STARTED = ("not_started", "ยังไม่มีวันที่ของเหตุเริ่มนับ", "the start event has no date yet")
    OTHER_EVENT = (
        "other_event",
        "เหตุเริ่มนับของชุดข้อมูลไม่ตรงกับข้อความระยะเวลาจัดเก็บ",
        "the holding's start event is not the one that the retention text counts from",
    )
    AWAITS_ORDER = ("awaits_order", "รอคำสั่งจากผู้มีอำนาจ", "waits for an order of the authority")
    NO_PERIOD = ("no_period", "ข้อความอ้างกฎหมายโดยไม่ระบุระยะเวลา", "a law is cited, but no period is written")
    NO_RULE = (
        "no_rule",
        "กิจกรรมไม่มีเกณฑ์ระยะเวลาที่ชุดข้อมูลนี้อ้างแล้ว",
        "the activity no longer has the retention rule that the holding names",
    )
    DISPOSED = ("disposed", "ทำลายหรือส่งมอบแล้ว", "destroyed or transferred")
    COPIES_ONLY = ("copies_only", "ข้อความกล่าวถึงเฉพาะข้อมูลสำรอง", "the text speaks of backup copies only")


class Holding(Struct, kw_only=True):
    """A data set kept under an activity, with its dates.

    `due_on` is the first day on which destruction may be proposed: the day after `last_day_kept`.
    """

    id: str
    activity_id: str
    title: str
    start_event: StartEvent | None
    started_on: date | None
    location: str | None
    medium: str | None
    volume: str | None
    last_day_kept: date | None
    due_on: date | None
    due_state: DueState
    due_reason: str
    """The computation in words, Thai then English, or why there is no date."""
    held: bool
    carrier: Carrier | None = None
    saraban: Applies = Applies.UNCLEAR
    data_from: date | None = None
    data_through: date | None = None
    copies: list[HoldingCopy] = default(default_factory=list)
    rule: str = ""
    source_key: str | None = None
    state: HoldingState = HoldingState.ACTIVE
    extended_through: date | None = None
    """Kept through this day by a decision, though the rule ends earlier."""
    list_ref: str | None = None
    """Reference of the destruction list that it stands on, or came to its end on."""
    version: int
    created_at: datetime
    updated_at: datetime


class HoldingPage(Struct, kw_only=True):
    """One page of holdings."""

    items: list[Holding]
    next_cursor: str | None = None


class HoldKind(Term):
    """Why nothing may be destroyed although its period has ended."""

    LEGAL = ("legal", "คดีหรือข้อพิพาท", "litigation or dispute")
    RESTRICTION = ("s34_restriction", "ระงับการใช้ตามมาตรา 34", "restriction under s.34")
    AUDIT = ("audit", "อยู่ระหว่างตรวจสอบ", "under audit")


class HoldInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """A hold on one data set, on a whole activity, or on an office and all below it (exactly one of them).

    Without an owner it is of whoever places it. A legal hold says when it is looked at next, or why never.
    """

    kind: HoldKind
    reason: Reason
    activity_id: Annotated[str, Meta(max_length=36)] | None = None
    holding_id: Annotated[str, Meta(max_length=36)] | None = None
    office_id: Annotated[int, Meta(ge=0, le=1_000_000_000)] | None = None
    data_items: Annotated[str, Meta(max_length=2_000)] | None = None
    """Which items of the activity the matter is about, in words; all its data sets are held all the same."""
    document_ref: Short | None = None
    """Order or document that asks for it."""
    owner_name: OwnerName | None = None
    """Who asked for it, in words."""
    owner_person_id: Annotated[str, Meta(max_length=36)] | None = None
    owner_office_id: Annotated[int, Meta(ge=0, le=1_000_000_000)] | None = None
    review_on: date | None = None
    no_review_reason: NoReview | None = None


class Hold(Struct, kw_only=True):
    """A hold. While any is active on it, a holding is never proposed and never destroyed."""

    id: str
    kind: HoldKind
    reason: str
    activity_id: str | None
    holding_id: str | None
    office_id: int | None = None
    data_items: str | None = None
    document_ref: str | None = None
    owner_name: str = ""
    owner_person_id: str | None = None
    owner_office_id: int | None = None
    follows_id: str | None = None
    """The hold on an office that this one continues for a record which has moved elsewhere; lifted with that one."""
    review_on: date | None
    no_review_reason: str | None = None
    placed_at: datetime
    placed_by: str
    placed_by_name: str = ""
    lifted_at: datetime | None = None
    lifted_by: str | None = None
    lifted_by_name: str | None = None
    lift_reason: str | None = None


class HoldReviewInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """Somebody looked at a hold and it goes on: when it is looked at next, or why never."""

    review_on: date | None = None
    no_review_reason: NoReview | None = None
    note: Annotated[str, Meta(max_length=2_000)] | None = None


class HoldReview(Struct, kw_only=True):
    """One look at a hold."""

    id: str
    review_on: date | None
    no_review_reason: str | None
    note: str | None
    reviewed_at: datetime
    reviewed_by: str
    reviewed_by_name: str


class HoldLift(Struct, kw_only=True, forbid_unknown_fields=True):
    """Why a hold ends. Lifting one of two leaves the holding held; lifting never destroys by itself."""

    reason: Reason


class HoldShown(StrEnum):
    """Which holds a list shows."""

    ACTIVE = "active"
    PAST = "past"
    OVERDUE = "overdue"
    """Active ones whose review date has passed."""


class HoldDetails(Struct, kw_only=True):
    """A hold with its reviews, newest first, and how many data sets it protects."""

    hold: Hold
    reviews: list[HoldReview]
    protected: int
    """Data sets under it that still are; 0 when it was lifted."""
    still_held: int
    """Of those that it protects or protected: how many another active hold protects as well."""
    may_change: bool


class HoldPage(Struct, kw_only=True):
    """One page of holds, newest first."""

    items: list[Hold]
    next_cursor: str | None = None


class DueItem(Struct, kw_only=True):
    """A holding whose period has ended, as a monthly check listed it. It is a proposal, nothing more."""

    holding_id: str
    activity_id: str
    title: str
    disposal: Disposal
    last_day_kept: date
    due_on: date
    month: str
    """Month of the check that listed it first, YYYY-MM (Gregorian)."""
    survey_opens_on: date
    survey_closes_on: date
    """Window of the next survey, both days included (Saraban Regulation, ข้อ 66)."""
    needs_confirmation: bool
    requires_order: bool
    held: bool
    changed: bool
    """The rule or the holding changed after the listing: this date is no longer the computed one."""
    state: HoldingState = HoldingState.ACTIVE
    """Where it stands on its way to destruction; what is destroyed or transferred has left the list."""
    list_ref: str | None = None
    """Reference of the destruction list that it stands on."""


class DuePage(Struct, kw_only=True):
    """One page of due items, oldest date first."""

    items: list[DueItem]
    next_cursor: str | None = None


class UndatedHolding(Struct, kw_only=True):
    """A holding without a date, and why."""

    holding_id: str
    activity_id: str
    title: str
    due_state: DueState
    reason_th: str
    reason_en: str


class UndatedPage(Struct, kw_only=True):
    """One page of holdings without a date, oldest entry first."""

    items: list[UndatedHolding]
    next_cursor: str | None = None


class ReadingPage(Struct, kw_only=True):
    """One page of readings that a person must look at."""

    items: list[RetentionReading]
    next_cursor: str | None = None


class MonthResult(Struct, kw_only=True):
    """What one month's check found.

    `due`: holdings on the list, whose period ended before the end of the month, which no hold protects and which stand
    on no destruction list yet; `held`:
    those that a hold keeps off it; `undatable`: holdings without a date; `added`: what this very call put on the list.
    """

    month: str
    late: bool
    due: int
    held: int
    undatable: int
    added: int = 0
    reasons: dict[str, int] = default(default_factory=dict)
    """`undatable` by reason (`holding_*`), and beside it readings that need a person (`activity_*`)."""
    survey: int = 0
    """Data sets that the next survey takes up."""
    opened: int = 0
    closed: int = 0
    """Pieces of work for owners that this very call opened and closed."""


class CheckResult(Struct, kw_only=True):
    """Answer of the monthly check: one entry per month that this call ran."""

    months: list[MonthResult]
    dry_run: bool


class RetentionRun(Struct, kw_only=True):
    """The evidence of one run of the monthly check."""

    id: str
    month: str
    number: int
    """1 for the month's first run; a repeat that found something new has the next number."""
    late: bool
    due: int
    held: int
    undatable: int
    added: int
    reasons: dict[str, int]
    items_hash: str
    """SHA-256 over the added lines (`date id`), sorted, joined by line feeds."""
    rules_version: int
    program_version: str
    actor_id: str
    ran_at: datetime
    rules_hash: str = ""
    """SHA-256 over the readings that counted: lines of `id sha256(rule)`, by id, joined by line feeds."""
    facts: RunFacts = default(default_factory=RunFacts)


class RunPage(Struct, kw_only=True):
    """One page of runs, latest month first."""

    items: list[RetentionRun]
    next_cursor: str | None = None


class CheckInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """A request to run the monthly check; without `month` the present month in Bangkok."""

    month: Annotated[str, Meta(max_length=20, description="YYYY-MM, Gregorian")] | None = None
    dry_run: bool = False
