"""Use cases of a round's report: what stood at the end of a day, from what is kept of every visit, pause and holiday.

Everything is read as it was known then: visits that came later, ends that were entered later, days that moved later,
holidays that were announced later do not count. So a report of a day that is over says the same whenever it is printed.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import msgspec

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid, NotFound
from ropa.offices import service as offices
from ropa.procedures import rules_plan, rules_report, store_report, store_rounds, store_step_files
from ropa.procedures.rules_report import KnownPause, KnownRun, KnownVisit, Tally, WorkingDays
from ropa.procedures.service_causes import CauseBefore
from ropa.procedures.service_runs import document_of
from ropa.procedures.store_rounds import AnyRow
from ropa.working_days import rules as calendar_rules
from ropa.working_days.rules import Calendar
from ropa.working_days.service_calendars import calendars_for
from schemas.round_report import PauseReport, ReportAsked, RoundReport
from schemas.rounds import LateCause, RoundState, StepState

#: Runs whose visits are in memory together.
TOGETHER = 100
_DAY = timedelta(days=1)
_YEAR = timedelta(days=366)


class _Days(msgspec.Struct, frozen=True):
    """The days of a visit, as the event that keeps them says them."""

    opens_on: date | None
    due_on: date | None
    is_provisional: bool


def find(uow: UnitOfWork, ref: str) -> str:
    """Return the id of a round by its reference, such as ROUND-2570-0001. Raises: NotFound."""
    found = store_report.round_id_of(uow, ref)
    if found is None:
        raise NotFound
    return found


def report(uow: UnitOfWork, round_id: str, asked: ReportAsked) -> RoundReport:
    """Return the report of a round for the offices that the actor sees, or those of them at or below one.

    Raises: NotFound; Invalid for a day to come or before the round began.
    """
    row, visible = store_rounds.read_round(uow, round_id), access.visible_offices(uow, Permission.READ_ROUNDS)
    runs = [] if row is None else store_rounds.runs_of(uow, round_id, visible)
    if row is None or not runs:
        raise NotFound
    today = clock.bangkok(uow.now).date()
    period, problems = rules_report.period_of(row.starts_on, asked, today)
    if problems:
        raise Invalid(problems)
    if asked.office is not None:
        below = store_report.offices_in(uow, access.at_or_below(asked.office))
        runs = [run for run in runs if run.office_id in below]
    document = document_of(row.schema_version, row.document)
    tally = Tally(document.steps, row.starts_on, period.as_of)
    names = {office.id: office.name for office in offices.list_offices(uow)}
    seen = _Reading(uow, runs, names, row.starts_on, period.as_of)
    for at in range(0, len(runs), TOGETHER):
        seen.read(runs[at : at + TOGETHER], tally.add)
    return RoundReport(
        round_id=row.id,
        ref=row.ref,
        title=row.title,
        procedure_id=row.procedure_id,
        procedure_title=row.procedure_title,
        revision=row.revision,
        period=period,
        office_id=asked.office,
        office=None if asked.office is None else names.get(asked.office, str(asked.office)),
        is_whole=len(runs) == store_report.count_runs(uow, round_id),
        printed_at=uow.now,
        printed_by=uow.actor.name or uow.actor.id,
        standard_days=sum(step.working_days or 0 for step in document.steps),
        unconfirmed_years=sorted(seen.unconfirmed),
        **_numbers(tally),
    )


def _numbers(tally: Tally) -> dict[str, Any]:
    steps, lines = list(tally.steps.values()), tally.offices
    return {
        "offices_by_standing": tally.standings(),
        "ended": sum(each.ended for each in lines),
        "ended_standard_days": sum(each.standard_days for each in lines),
        "actual_days": sum(each.actual_days for each in lines),
        "measured_days": tally.measured_days,
        "again_ended": sum(each.again_ended for each in steps),
        "again_days": sum(each.again_days for each in steps),
        "late_ended": sum(each.late_ended for each in steps),
        "late_open": sum(each.late_open for each in steps),
        "late_days": sum(each.late_days for each in steps),
        "returned": sum(each.returned for each in steps),
        "returned_offices": sum(each.returned > 0 for each in lines),
        "provisional": sum(each.provisional for each in steps),
        "steps": steps,
        "offices": lines,
        "late_steps": sorted(tally.late_steps, key=lambda each: (each.office_id, each.step, each.visit)),
        "causes": tally.causes(),
        "pauses": [
            PauseReport(
                from_on=first,
                until_on=until,
                reason=reason,
                offices=len(those),
                office=those[0] if len(those) == 1 else None,
            )
            for first, until, reason, those in tally.pauses()
        ],
    }


def exported(uow: UnitOfWork, made: RoundReport, file: str) -> None:
    """Leave an entry that a report went out: `file` is its kind, such as report.xlsx."""
    period = made.period
    details = {"ref": made.ref, "file": file, "as_of": period.as_of, "months": period.months, "office": made.office_id}
    record(uow, "round.report_exported", f"round:{made.round_id}", details)


def _as_told(visit: KnownVisit, said_later: Sequence[str]) -> KnownVisit:
    """Return a visit without the causes that were said of it only later."""
    if not said_later or visit.done_on is None:
        return visit
    every = (msgspec.json.decode(each, type=CauseBefore) for each in said_later)
    before = min(every, key=lambda each: each.version)
    return msgspec.structs.replace(visit, cause=before.cause, note=before.note_before)


class _Reading:
    """Reads runs as they were known at the end of a day, some at a time."""

    def __init__(
        self, uow: UnitOfWork, runs: Sequence[AnyRow], names: dict[int, str], starts_on: date, as_of: date
    ) -> None:
        self.uow, self.names, self.as_of = uow, names, as_of
        #: The first moment that does not count any more.
        self.moment = datetime.combine(as_of + _DAY, time(), clock.BANGKOK)
        # A due date in a year to come may be provisional because of that year.
        self.tables = calendars_for(
            uow, {run.office_id for run in runs}, min(starts_on, as_of), as_of + _YEAR, self.moment
        )
        self.unconfirmed: set[int] = set()
        self._counters: dict[tuple[object, ...], WorkingDays] = {}

    def read(self, runs: Sequence[AnyRow], take: Callable[[KnownRun], None]) -> None:
        """Give each of some runs; six queries."""
        ids = [run.id for run in runs]
        moved, causes = store_report.since(self.uow, ids, self.moment)
        plans = store_report.plans_of(self.uow, ids)
        pauses = store_rounds.pauses_of(self.uow, ids)
        visits: dict[str, list[KnownVisit]] = {key: [] for key in ids}
        files = store_step_files.counts(self.uow, ids, self.moment)
        for row in store_report.visits_before(self.uow, ids, self.moment):
            known = self._visit(row, moved.get(row.id), files.get(row.id, 0))
            visits[row.run_id].append(_as_told(known, causes.get(row.id, ())))
        for run in runs:
            is_over = run.state == str(RoundState.CANCELLED) and run.ended_on is not None and run.ended_on <= self.as_of
            gaps = [self._pause(row) for row in pauses[run.id] if row.from_on <= self.as_of]
            plan = msgspec.json.decode(plans.get(run.id, "{}"), type=dict[str, date])
            self._note_years(self.tables[run.office_id], visits[run.id])
            take(
                KnownRun(
                    office_id=run.office_id,
                    office=self.names.get(run.office_id, str(run.office_id)),
                    cancelled_on=run.ended_on if is_over else None,
                    pauses=gaps,
                    plan={int(number): due_on for number, due_on in plan.items()},
                    visits=visits[run.id],
                    working_days=self._counter(self.tables[run.office_id], gaps),
                )
            )

    def _visit(self, row: AnyRow, moved: str | None, files: int) -> KnownVisit:
        is_ended = row.done_at is not None and row.done_at < self.moment
        days = row if moved is None else msgspec.json.decode(moved, type=_Days)
        return KnownVisit(
            step=row.step,
            visit=row.visit,
            opens_on=days.opens_on,
            due_on=days.due_on,
            done_on=row.done_on if is_ended else None,
            actual_days=(row.actual_days or 0) if is_ended else 0,
            standard_days=row.working_days,
            is_returned=is_ended and row.state == str(StepState.RETURNED),
            cause=LateCause.of(row.cause) if is_ended and row.cause is not None else None,
            note=row.note if is_ended else None,
            is_provisional=bool(days.is_provisional),
            files=files,
        )

    def _pause(self, row: AnyRow) -> KnownPause:
        until = row.until_on if row.until_on is not None and row.until_on <= self.as_of else None
        return KnownPause(row.from_on, until, row.reason)

    def _note_years(self, table: Calendar, visits: Sequence[KnownVisit]) -> None:
        for each in visits:
            if each.is_provisional and each.done_on is None and each.opens_on is not None and each.due_on is not None:
                years = range(each.opens_on.year, each.due_on.year + 1)
                self.unconfirmed |= {year for year in years if year not in table.confirmed}

    def _counter(self, table: Calendar, gaps: Sequence[KnownPause]) -> WorkingDays:
        """Return what counts working days by a calendar without some pauses; offices of one place share it."""
        key = (id(table), *((each.first, each.until) for each in gaps))
        if key not in self._counters:
            pauses = [rules_plan.Pause(each.first, each.until) for each in gaps]
            self._counters[key] = _counting(rules_plan.without_pauses(table, pauses, self.as_of))
        return self._counters[key]


def _counting(table: Calendar) -> WorkingDays:
    known: dict[tuple[date, date], int] = {}

    def count(first: date, last: date) -> int:
        if (first, last) not in known:
            known[first, last] = calendar_rules.between(first, last, table)
        return known[first, last]

    return count
