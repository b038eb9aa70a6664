"""How long data are kept: rules and cycles read from the form's words. What is kept stands in `schemas.holding`."""

from datetime import datetime

from msgspec import Struct
from msgspec import field as default

from schemas.vocabulary import RetentionScope, StartEvent, Term


class RetentionKind(Term):
    """What kind of sentence a retention text is (law.md E.2)."""

    FIXED = ("fixed", "ระยะเวลาแน่นอน", "fixed period")
    FIXED_AFTER_EVENT = ("fixed_after_event", "ระยะเวลานับจากเหตุที่ระบุแยก", "period from an event stated apart")
    UNTIL_EVENT = ("until_event", "จนกว่าจะเกิดเหตุ", "until an event")
    EVENT_PLUS_PERIOD = ("event_plus_period", "ระยะเวลาหลังเกิดเหตุ", "period after an event")
    WHILE_ACTIVE = ("while_active", "ตลอดเวลาที่ยังมีผล", "while active")
    PERMANENT = ("permanent", "ถาวร", "permanent")
    UNTIL_ORDER = ("until_order", "จนกว่าจะมีคำสั่ง", "until ordered")
    LEGAL_REFERENCE = ("legal_reference", "ตามกฎหมายหรือระเบียบ", "as a law says")
    MIXED = ("mixed", "หลายเงื่อนไข", "several conditions")
    UNPARSED = ("unparsed", "อ่านไม่ได้", "not understood")


class Bound(Term):
    """Whether the period is a least, a most, or exact."""

    MIN = ("min", "ไม่น้อยกว่า", "at least")
    MAX = ("max", "ไม่เกิน", "at most")
    EXACT = ("exact", "เท่ากับ", "exactly")


class Alignment(Term):
    """To which year end the last day is moved."""

    NONE = ("none", "ไม่เลื่อน", "none")
    CALENDAR_YEAR_END = ("calendar_year_end", "สิ้นปีปฏิทิน", "end of the calendar year")
    FISCAL_YEAR_END = ("fiscal_year_end", "สิ้นปีงบประมาณ", "end of the fiscal year")


class Operator(Term):
    """How several conditions are joined."""

    AND = ("and", "และ", "and")
    OR_EARLIER = ("or_earlier", "หรือ (อย่างใดถึงก่อน)", "or, whichever is earlier")
    OR_LATER = ("or_later", "หรือ (อย่างใดถึงหลัง)", "or, whichever is later")


class RuleStatus(Term):
    """How sure a reading is. Only `unparsed` gives no reading at all."""

    UNDERSTOOD = ("understood", "อ่านได้ความหมายเดียว", "has one reading")
    NEEDS_CONFIRMATION = ("needs_confirmation", "รอการยืนยัน", "needs confirmation")
    CONFIRMED = ("confirmed", "ยืนยันแล้ว", "confirmed by a person")
    UNPARSED = ("unparsed", "อ่านไม่ได้", "not understood")


class Disposal(Term):
    """What is proposed when the period has ended."""

    DESTROY = ("destroy", "เสนอทำลาย", "destruction is proposed")
    TRANSFER = ("transfer", "เสนอส่งมอบหอจดหมายเหตุ", "transfer to the archives is proposed")


class Doubt(Struct, frozen=True, kw_only=True):
    """One thing that a person must confirm or add before a reading is certain."""

    code: str
    message_th: str
    message_en: str


class RetentionRule(Struct, kw_only=True):
    """A retention text as structure. `raw_text` is never changed; `unconfirmed` lists what the words leave open.

    A period without `start_event` gives no date. `unparsed` is never "no expiry" and never "expired".
    """

    raw_text: str
    kind: RetentionKind
    bound: Bound = Bound.EXACT
    period: str | None = None
    """ISO 8601, for example P10Y or P90D."""
    start_event: StartEvent | None = None
    alignment: Alignment = Alignment.NONE
    operator: Operator | None = None
    alternatives: list["RetentionRule"] = default(default_factory=list)
    requires_order: bool = False
    disposal: Disposal = Disposal.DESTROY
    copies_only: bool = False
    """The words speak of copies or backups only, not of the data themselves."""
    copies: list["RetentionRule"] = default(default_factory=list)
    """Separate rules for copies; they expire by their own cycle."""
    legal_refs: list[str] = default(default_factory=list)
    status: RuleStatus = RuleStatus.UNDERSTOOD
    unconfirmed: list[Doubt] = default(default_factory=list)
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None
    confirmation_reason: str | None = None


class Anchor(Term):
    """On which day a cycle falls."""

    CALENDAR_YEAR_END = ("calendar_year_end", "สิ้นปีปฏิทิน (31 ธ.ค.)", "end of the calendar year")
    FISCAL_YEAR_END = ("fiscal_year_end", "สิ้นปีงบประมาณ (30 ก.ย.)", "end of the fiscal year")
    MONTH_DAY = ("month_day", "วันที่กำหนดของเดือน", "a day of a month")
    WEEKDAY = ("weekday", "วันในสัปดาห์", "a day of the week")
    NONE = ("none", "ไม่ได้กำหนดวัน", "no day given")


class Cycle(Struct, kw_only=True):
    """A cycle text as structure: `times` per `every`, on `anchor`, with `window_days` after it."""

    raw_text: str
    every: str | None
    """ISO 8601: P1D, P1W, P1M, P3M, P6M, P1Y; None when the text was not understood."""
    times: int = 1
    anchor: Anchor = Anchor.NONE
    month_day: str | None = None
    """MM-DD, with the anchor month_day."""
    weekday: int | None = None
    """1 (Monday) to 7, with the anchor weekday."""
    window_days: int = 0
    status: RuleStatus = RuleStatus.UNDERSTOOD
    unconfirmed: list[Doubt] = default(default_factory=list)
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None
    confirmation_reason: str | None = None


class CyclePart(Term):
    """Which of the form's cycles words are about."""

    REVIEW = ("review", "รอบการทบทวน", "cycle of the review")
    DESTRUCTION = ("destruction", "รอบการทำลาย", "cycle of destruction")
    MONITORING = ("monitoring", "รอบการติดตามอายุการเก็บ", "cycle of monitoring")


class RetentionReading(Struct, kw_only=True):
    """How the register understands one of an activity's retention rules: the structure, and the same in words."""

    id: str
    activity_id: str
    slot: str
    """The empty slot is the form's own period, any other one of `form.beyond.retention_rules`."""
    name: str
    """The rule's name as it was typed; "" for the form's own."""
    stated_event: StartEvent | None = None
    """The start event that the form answers beside the words."""
    applies_to: RetentionScope | None = None
    data_items: list[str] = default(default_factory=list)
    rule: RetentionRule
    reading_th: str
    reading_en: str
    since_at: datetime
    rules_version: int
