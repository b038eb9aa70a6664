"""Who is late, by one rule wherever it is shown: a working day has passed after the last day of an open step.

Working days are those of the run's own calendar: of its office's place, without the days of its pauses. So nobody
becomes late over a weekend or while the round stands still, and a run that was cancelled is not late.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date

from ropa.db.unit_of_work import UnitOfWork
from ropa.procedures import rules_plan, rules_runs, store_rounds
from ropa.procedures.store_rounds import AnyRow, Offices
from ropa.working_days.rules import Calendar
from ropa.working_days.service_calendars import calendars_for


def tables_of(uow: UnitOfWork, runs: Sequence[AnyRow], first: date, today: date) -> dict[str, Calendar]:
    """Return the calendar of each run between two days, by the run's id; as many queries for 391 runs as for one."""
    tables = calendars_for(uow, {run.office_id for run in runs}, min(first, today), today)
    pauses = store_rounds.pauses_of(uow, [run.id for run in runs])
    made = {}
    for run in runs:
        gaps = [rules_plan.Pause(row.from_on, row.until_on) for row in pauses[run.id]]
        # Runs of one place share their calendar unless one of them was paused.
        made[run.id] = rules_plan.without_pauses(tables[run.office_id], gaps, today) if gaps else tables[run.office_id]
    return made


def offices_late(uow: UnitOfWork, round_ids: Collection[str], today: date, visible: Offices) -> Counter[str]:
    """Return how many offices of each round are late, of those that a caller may see; four queries at most."""
    rows = store_rounds.past_due(uow, round_ids, today, visible)
    found: Counter[str] = Counter()
    if rows:
        tables = tables_of(uow, rows, min(row.due_on for row in rows), today)
        found.update(row.round_id for row in rows if rules_runs.days_late(row.due_on, today, tables[row.id]))
    return found
