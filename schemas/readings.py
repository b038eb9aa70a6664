"""What people confirm of readings: choices, reasons, warnings, history."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct
from msgspec import field as default

from schemas.retention import (
    Alignment,
    Anchor,
    Bound,
    Cycle,
    CyclePart,
    Disposal,
    Operator,
    RetentionKind,
    RetentionReading,
    RuleStatus,
)
from schemas.vocabulary import StartEvent

#: ISO 8601: years, months, weeks and days.
_PERIOD = r"^P(?=\d)(\d{1,3}Y)?(\d{1,3}M)?(\d{1,3}W)?(\d{1,4}D)?$"


class ReadingChoice(Struct, kw_only=True, forbid_unknown_fields=True):
    """What a person reads otherwise than the register did. What is left out stays as it was read.

    `start_event`: counted from here by every condition that has a period. `kind`: only `permanent` (with its `ground`),
    or `fixed` for words that were not understood. `operator`, `bound`, `alignment` and `period` mean the whole rule.
    """

    kind: RetentionKind | None = None
    period: (
        Annotated[str, Meta(pattern=r"^P(?=\d)(\d{1,3}Y)?(\d{1,3}M)?(\d{1,3}W)?(\d{1,4}D)?$", max_length=20)] | None
    ) = None
    bound: Bound | None = None
    start_event: StartEvent | None = None
    alignment: Alignment | None = None
    operator: Operator | None = None
    requires_order: bool | None = None
    disposal: Disposal | None = None
    ground: Annotated[str, Meta(max_length=500)] | None = None


class CycleChoice(Struct, kw_only=True, forbid_unknown_fields=True):
    """What a person reads otherwise of a cycle. What is left out stays as it was read."""

    every: Annotated[str, Meta(pattern=r"^P(?=[1-9])\d{1,3}[YMWD]$", max_length=10)] | None = None
    times: Annotated[int, Meta(ge=1, le=366)] | None = None
    anchor: Anchor | None = None
    month_day: Annotated[str, Meta(pattern=r"^\d{2}-\d{2}$")] | None = None
    weekday: Annotated[int, Meta(ge=1, le=7)] | None = None
    window_days: Annotated[int, Meta(ge=0, le=366)] | None = None


Reason = Annotated[str, Meta(min_length=5, max_length=2_000, pattern=r"\S")]


class ReadingConfirm(Struct, kw_only=True, forbid_unknown_fields=True):
    """A person says how words are meant. `words` and `stated_event` are what that person saw: others are refused.

    `accepts`: codes of warnings (see `ConfirmationWarning`) that are taken upon oneself; a warning that is not named
    there refuses the confirmation and changes nothing.
    """

    words: Annotated[str, Meta(max_length=20_000)]
    stated_event: StartEvent | None = None
    choice: ReadingChoice = default(default_factory=ReadingChoice)
    reason: Reason
    accepts: Annotated[list[str], Meta(max_length=20)] = default(default_factory=list)
    same_words_everywhere: bool = False
    """Also for all other records of the offices where the person may confirm, whose rule has the same words, the same
    stated event and no confirmation of its own."""


class CycleConfirm(Struct, kw_only=True, forbid_unknown_fields=True):
    """A person says how the words of a cycle are meant."""

    words: Annotated[str, Meta(max_length=20_000)]
    choice: CycleChoice = default(default_factory=CycleChoice)
    reason: Reason
    same_words_everywhere: bool = False


class ReadingWithdraw(Struct, kw_only=True, forbid_unknown_fields=True):
    """A confirmation is taken back: the reading of the register itself counts again."""

    reason: Reason


class ConfirmationWarning(Struct, frozen=True, kw_only=True):
    """What a chosen reading does that the words or the law do not say; it must be accepted by its code."""

    code: str
    message_th: str
    message_en: str


class Confirmed(Struct, kw_only=True):
    """What a confirmation did."""

    reading: RetentionReading
    changes: list[str]
    """Fields that the person read otherwise than the register had."""
    records: int
    """How many records it was said for, this one included."""


class CycleReading(Struct, kw_only=True):
    """How the words of one of a record's cycles are read."""

    part: CyclePart
    cycle: Cycle
    reading_th: str
    reading_en: str


class ConfirmedCycle(Struct, kw_only=True):
    """What a confirmation of a cycle did."""

    cycle: CycleReading
    changes: list[str]
    records: int


class ConfirmationEntry(Struct, kw_only=True):
    """One act on a reading, as the history shows it."""

    part: str
    """`rule`, or the cycle: review, destruction, monitoring."""
    slot: str
    words: str
    act: str
    """`confirmed` or `withdrawn`."""
    reading_th: str
    reading_en: str
    changes: list[str]
    reason: str
    by: str
    at: datetime


class PastReading(Struct, kw_only=True):
    """A reading of the past: how words were understood, and until when."""

    slot: str
    words: str
    reading_th: str
    reading_en: str
    status: RuleStatus
    since_at: datetime
    until_at: datetime | None


class RecordReadings(Struct, kw_only=True):
    """Everything about how a record's retention words are understood."""

    activity_id: str
    readings: list[RetentionReading]
    """Of each rule, the form's own first."""
    cycles: list[CycleReading]
    confirmations: list[ConfirmationEntry]
    past: list[PastReading]
    may_confirm: bool


class ReadingPreview(Struct, kw_only=True):
    """What a confirmation would do; nothing is saved."""

    reading_th: str
    reading_en: str
    changes: list[str]
    warnings: list[ConfirmationWarning]
    """Each must be accepted by its code."""
    others: int
    """Other records with the same words that would be confirmed with `same_words_everywhere`."""
