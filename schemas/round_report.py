"""The report of a round at 6 and 12 months, or of any day: planned against actual working days, what is late and why.

All numbers are those known at the end of one day; what was done, entered or announced later does not count.
"""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct

from schemas.rounds import LateCause
from schemas.vocabulary import Term

#: Late visits that one report lists; their numbers count on.
MOST_LATE = 20_000


class OfficeStanding(Term):
    """Where an office stands in a round at the end of a day; the first that holds, in this order."""

    FINISHED = ("finished", "เสร็จสิ้น", "finished")
    CANCELLED = ("cancelled", "ยกเลิก", "cancelled")
    LATE = ("late", "ล่าช้า", "late")
    """A working day has passed after the due date of an open step."""
    PAUSED = ("paused", "พักไว้", "paused")
    NOT_BEGUN = ("not_begun", "ยังไม่เริ่ม", "not begun")
    """No step was ended yet, and none is late."""
    ON_TIME = ("on_time", "เป็นไปตามกำหนด", "on time")


class ReportPeriod(Struct, kw_only=True):
    """The days of which a report tells."""

    months: int | None
    """6 or 12 from the round's beginning; None: up to a chosen day."""
    first: date
    last: date
    """The last day of those months, or the chosen one; included."""
    as_of: date
    """The day at whose end it counts: `last`, or today while that is still to come."""

    @property
    def is_over(self) -> bool:
        """Whether the whole period is in it."""
        return self.as_of == self.last


class OfficeCount(Struct, kw_only=True):
    """How many offices stand so."""

    standing: OfficeStanding
    offices: int


class StepReport(Struct, kw_only=True):
    """One step over all offices of the report. Days are working days of each office's own calendar."""

    step: int
    title: str
    standard_days: int | None
    planned: int = 0
    """Offices that were to have ended it by the first plan."""
    reached: int = 0
    """Offices at which it has begun."""
    done: int = 0
    """Offices that ended it at least once."""
    first_ended: int = 0
    first_days: int = 0
    """Days that first visits took."""
    again_ended: int = 0
    """Visits after a decision that was not agreed, ended."""
    again_days: int = 0
    most_days: int = 0
    """Longest single visit."""
    late_by_plan: int = 0
    """Offices that ended their first visit, or are without an end, past the first plan."""
    late_by_plan_days: int = 0
    late_ended: int = 0
    """Visits that were ended past their due date as it was moved."""
    late_open: int = 0
    """Visits still open past their due date."""
    late_days: int = 0
    returned: int = 0
    """Decisions "not agreed"."""
    provisional: int = 0
    """Open visits whose due date rests on a year without a confirmed table of holidays."""
    files: int = 0
    """Evidence files that were attached and not taken out by the end of the day."""

    @property
    def average_days(self) -> float | None:
        """Working days of a first visit, on average; None when none was ended."""
        return self.first_days / self.first_ended if self.first_ended else None

    @property
    def late(self) -> int:
        """All visits past their due date."""
        return self.late_ended + self.late_open


class OfficeReport(Struct, kw_only=True):
    """The run of one office."""

    office_id: int
    office: str
    standing: OfficeStanding
    done_steps: int
    """Different steps that were ended at least once."""
    open_steps: list[int]
    due_on: date | None
    """Earliest due date of what is open."""
    is_provisional: bool
    ended: int
    """Visits."""
    standard_days: int
    """Standards of the ended visits together."""
    actual_days: int
    """Working days that all ended visits took, those done again among them."""
    again_days: int
    late: int
    late_days: int
    returned: int
    elapsed_days: int
    """Working days from the beginning of the round to the end of the run, or to the day of the report."""
    paused_days: int
    """Days of the calendar on which it was paused."""
    ended_on: date | None


class LateStep(Struct, kw_only=True):
    """One visit of a step past its due date."""

    office_id: int
    office: str
    step: int
    title: str
    visit: int
    opens_on: date
    planned_on: date | None
    """By the first plan; of first visits."""
    due_on: date
    """As it was moved."""
    done_on: date | None
    """None: still open."""
    days_late: int
    cause: LateCause | None
    """None while it is open."""
    note: str | None
    is_provisional: bool


class CauseCount(Struct, kw_only=True):
    """How often a cause was given, and for how many working days."""

    cause: LateCause | None
    """None: none was given; open steps have none yet."""
    steps: int
    days: int


class PauseReport(Struct, kw_only=True):
    """A pause of one or many offices with the same days and reason."""

    from_on: date
    until_on: date | None
    """Exclusive; None while it lasted at the end of the day."""
    reason: str
    offices: int
    office: str | None
    """The office, when it is one."""


class RoundReport(Struct, kw_only=True):
    """The whole report."""

    round_id: str
    ref: str
    title: str
    procedure_id: str
    procedure_title: str
    revision: int
    period: ReportPeriod
    office_id: int | None
    """This office and all below; None: all that the reader sees."""
    office: str | None
    is_whole: bool
    """Whether all offices of the round are in it."""
    printed_at: datetime
    printed_by: str
    offices_by_standing: list[OfficeCount]
    standard_days: int
    """Standards of all steps of the procedure together."""
    ended: int
    """Visits that were ended."""
    ended_standard_days: int
    """Standards of those visits together."""
    actual_days: int
    """Working days that they took."""
    measured_days: int
    """Of these, of visits with a standard."""
    again_ended: int
    again_days: int
    late_ended: int
    late_open: int
    late_days: int
    returned: int
    returned_offices: int
    provisional: int
    unconfirmed_years: list[int]
    """Gregorian years of the period, for an office in it, without a confirmed table of holidays."""
    steps: list[StepReport]
    offices: list[OfficeReport]
    late_steps: list[LateStep]
    """At most `MOST_LATE`, by office and step."""
    causes: list[CauseCount]
    pauses: list[PauseReport]

    @property
    def late(self) -> int:
        """All visits past their due date."""
        return self.late_ended + self.late_open

    def count(self, standing: OfficeStanding) -> int:
        """Return how many offices stand so."""
        return sum(each.offices for each in self.offices_by_standing if each.standing is standing)


class ReportAsked(Struct, frozen=True, kw_only=True):
    """Which report is asked for: of months, or of a day; neither: of today."""

    month: Annotated[int, Meta(ge=1, le=60)] | None = None
    as_of: date | None = None
    office: int | None = None
