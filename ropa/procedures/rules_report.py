"""The numbers of a round's report, counted run by run from what was known at the end of a day. Pure.

A run is added once and forgotten: what stays is a line for each office and each late visit, and numbers for each step.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from msgspec import Struct

from ropa.procedures.rules_plan import month_is_over
from schemas.findings import Problem
from schemas.procedure import ProcedureStep
from schemas.round_report import (
    MOST_LATE,
    CauseCount,
    LateStep,
    OfficeCount,
    OfficeReport,
    OfficeStanding,
    ReportAsked,
    ReportPeriod,
    StepReport,
)
from schemas.rounds import LateCause

WorkingDays = Callable[[date, date], int]
"""How many working days follow a day up to and with another, by the run's calendar."""
_DAY = timedelta(days=1)


class KnownVisit(Struct, frozen=True):
    """One visit of a step as it was known at the end of the day."""

    step: int
    visit: int
    opens_on: date | None
    due_on: date | None
    done_on: date | None
    """None: not ended by then."""
    actual_days: int
    standard_days: int | None
    is_returned: bool
    cause: LateCause | None
    note: str | None
    is_provisional: bool
    files: int = 0


class KnownPause(Struct, frozen=True):
    """Days on which a run stood still, as they were known then."""

    first: date
    until: date | None
    """Exclusive; None while it lasted at the end of the day."""
    reason: str


class KnownRun(Struct, frozen=True):
    """The run of an office as it was known at the end of the day."""

    office_id: int
    office: str
    cancelled_on: date | None
    pauses: Sequence[KnownPause]
    plan: dict[int, date]
    visits: Sequence[KnownVisit]
    """In the order in which they came to be."""
    working_days: WorkingDays


def period_of(starts_on: date, asked: ReportAsked, today: date) -> tuple[ReportPeriod, list[Problem]]:
    """Return the days of a report, and what is wrong with those that were asked for."""
    problems = []
    if asked.month is not None:
        last = month_is_over(starts_on, asked.month) - _DAY
        if asked.as_of is not None:
            problems.append(_problem("/as_of", "เลือกเดือนหรือวันอย่างใดอย่างหนึ่ง", "Choose months or a day, not both"))
    else:
        last = asked.as_of or today
        if last > today:
            problems.append(_problem("/as_of", "วันนี้ยังมาไม่ถึง", "The day is still to come"))
    if min(last, today) < starts_on:
        where = "/month" if asked.month is not None else "/as_of"
        problems.append(_problem(where, "รอบยังไม่เริ่มในวันนั้น", "The round had not begun on that day"))
    return ReportPeriod(months=asked.month, first=starts_on, last=last, as_of=min(last, today)), problems


def _problem(pointer: str, thai: str, english: str) -> Problem:
    return Problem(pointer=pointer, message_th=thai, message_en=english)


class Tally:
    """Adds run after run; `as_of` is the day at whose end they stand."""

    def __init__(self, steps: Sequence[ProcedureStep], starts_on: date, as_of: date) -> None:
        """Begin with nothing."""
        self.starts_on, self.as_of = starts_on, as_of
        self.steps = {
            each.number: StepReport(step=each.number, title=each.title, standard_days=each.working_days)
            for each in steps
        }
        self.offices: list[OfficeReport] = []
        self.late_steps: list[LateStep] = []
        self.measured_days = 0
        self._causes: Counter[LateCause | None] = Counter()
        self._cause_days: Counter[LateCause | None] = Counter()
        self._pauses: dict[tuple[date, date | None, str], list[str]] = {}

    def add(self, run: KnownRun) -> None:
        """Count a run in."""
        line = OfficeReport(
            office_id=run.office_id,
            office=run.office,
            standing=OfficeStanding.ON_TIME,
            done_steps=len({each.step for each in run.visits if each.done_on is not None}),
            open_steps=[],
            due_on=None,
            is_provisional=False,
            ended=0,
            standard_days=0,
            actual_days=0,
            again_days=0,
            late=0,
            late_days=0,
            returned=0,
            elapsed_days=0,
            paused_days=sum(((each.until or self.as_of + _DAY) - each.first).days for each in run.pauses),
            ended_on=None,
        )
        is_late = False
        for visit in run.visits:
            self.steps[visit.step].files += visit.files
            if visit.done_on is not None:
                self._add_ended(run, line, visit)
            elif run.cancelled_on is None and visit.opens_on is not None and visit.opens_on <= self.as_of:
                is_late |= self._add_open(run, line, visit)
        self._add_reached(run)
        line.standing = self._standing(run, line, is_late=is_late)
        if line.standing is OfficeStanding.FINISHED:
            line.ended_on = max(each.done_on for each in run.visits if each.done_on is not None)
        elif line.standing is OfficeStanding.CANCELLED:
            line.ended_on = run.cancelled_on
        line.elapsed_days = run.working_days(self.starts_on, line.ended_on or self.as_of)
        self._add_plan(run, line)
        self.offices.append(line)

    def _add_ended(self, run: KnownRun, line: OfficeReport, visit: KnownVisit) -> None:
        step = self.steps[visit.step]
        line.ended += 1
        line.actual_days += visit.actual_days
        if visit.standard_days is not None:
            line.standard_days += visit.standard_days
            self.measured_days += visit.actual_days
        step.most_days = max(step.most_days, visit.actual_days)
        if visit.visit == 1:
            step.first_ended += 1
            step.first_days += visit.actual_days
        else:
            step.again_ended += 1
            step.again_days += visit.actual_days
            line.again_days += visit.actual_days
        if visit.is_returned:
            step.returned += 1
            line.returned += 1
        if visit.due_on is not None and visit.done_on is not None:
            late = run.working_days(visit.due_on, visit.done_on)
            if late:
                step.late_ended += 1
                self._add_late(run, line, visit, late)

    def _add_open(self, run: KnownRun, line: OfficeReport, visit: KnownVisit) -> bool:
        """Count an open visit in; tell whether it is late."""
        step = self.steps[visit.step]
        line.open_steps.append(visit.step)
        if visit.due_on is None:
            return False
        line.due_on = min(line.due_on or visit.due_on, visit.due_on)
        if visit.is_provisional:
            line.is_provisional = True
            step.provisional += 1
        late = run.working_days(visit.due_on, self.as_of)
        if late:
            step.late_open += 1
            self._add_late(run, line, visit, late)
        return late > 0

    def _add_late(self, run: KnownRun, line: OfficeReport, visit: KnownVisit, days: int) -> None:
        step = self.steps[visit.step]
        step.late_days += days
        line.late += 1
        line.late_days += days
        self._causes[visit.cause] += 1
        self._cause_days[visit.cause] += days
        if len(self.late_steps) == MOST_LATE or visit.opens_on is None or visit.due_on is None:
            return
        self.late_steps.append(
            LateStep(
                office_id=run.office_id,
                office=run.office,
                step=visit.step,
                title=step.title,
                visit=visit.visit,
                opens_on=visit.opens_on,
                planned_on=run.plan.get(visit.step) if visit.visit == 1 else None,
                due_on=visit.due_on,
                done_on=visit.done_on,
                days_late=days,
                cause=visit.cause,
                note=visit.note,
                is_provisional=visit.is_provisional and visit.done_on is None,
            )
        )

    def _add_reached(self, run: KnownRun) -> None:
        begun = {each.step for each in run.visits if each.opens_on is not None and each.opens_on <= self.as_of}
        for number in begun:
            self.steps[number].reached += 1
        for number in {each.step for each in run.visits if each.done_on is not None}:
            self.steps[number].done += 1
        for pause in run.pauses:
            self._pauses.setdefault((pause.first, pause.until, pause.reason), []).append(run.office)

    def _add_plan(self, run: KnownRun, line: OfficeReport) -> None:
        """Count by the first plan: each office's step once, by the end of its first visit."""
        if line.standing is OfficeStanding.CANCELLED:
            return
        first = {each.step: each.done_on for each in run.visits if each.visit == 1}
        for number, planned_on in run.plan.items():
            step = self.steps.get(number)
            if step is None:
                continue
            step.planned += planned_on <= self.as_of
            is_skipped = line.standing is OfficeStanding.FINISHED and number not in first
            late = 0 if is_skipped else run.working_days(planned_on, first.get(number) or self.as_of)
            step.late_by_plan += late > 0
            step.late_by_plan_days += late

    def _standing(self, run: KnownRun, line: OfficeReport, *, is_late: bool) -> OfficeStanding:
        if run.cancelled_on is not None:
            return OfficeStanding.CANCELLED
        if run.visits and all(each.done_on is not None for each in run.visits):
            return OfficeStanding.FINISHED
        if is_late:
            return OfficeStanding.LATE
        if any(each.until is None for each in run.pauses):
            return OfficeStanding.PAUSED
        return OfficeStanding.ON_TIME if line.ended else OfficeStanding.NOT_BEGUN

    def standings(self) -> list[OfficeCount]:
        """Return how many offices stand in each way, in the order in which people read them."""
        found = Counter(each.standing for each in self.offices)
        order = ("finished", "on_time", "late", "not_begun", "paused", "cancelled")
        return [OfficeCount(standing=each, offices=found[each]) for each in map(OfficeStanding.of, order)]

    def causes(self) -> list[CauseCount]:
        """Return how often each cause was given, most first; what has none at the end."""
        found = [CauseCount(cause=each, steps=self._causes[each], days=self._cause_days[each]) for each in self._causes]
        return sorted(found, key=lambda each: (each.cause is None, -each.steps, str(each.cause)))

    def pauses(self) -> list[tuple[date, date | None, str, list[str]]]:
        """Return each pause with its reason and the offices that stood still, earliest first."""
        found = [(first, until, reason, offices) for (first, until, reason), offices in self._pauses.items()]
        return sorted(found, key=lambda each: (each[0], each[1] or date.max, each[2]))
