"""The daily look at rounds: steps whose day has come are opened, and their doers told of the last day once."""

from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta
from itertools import islice

from ropa import clock
from ropa.db.unit_of_work import UnitOfWork
from ropa.notices.service import post
from ropa.procedures import (
    rules_runs,
    service_late,
    service_nobody,
    service_people,
    service_replanning,
    service_settling,
    store_rounds,
)
from ropa.procedures.service_report_told import tell as tell_reports
from ropa.procedures.store_rounds import AnyRow
from schemas.english_dates import english_day
from schemas.notices import Notice, NoticeKind
from schemas.rounds import StepState
from schemas.thai_dates import format_thai_date

#: Days before its last day on which a step is told of.
SOON = timedelta(days=3)
_TOGETHER = 500


def look(uow: UnitOfWork) -> str:
    """Open what has come and remind of what is due; return what was done in words, empty for nothing."""
    opened = told = 0
    for runs in service_replanning.batches(uow):
        moved = service_replanning.replan(uow, runs)
        opened += sum(each.state is StepState.OPEN and each.row.state != str(StepState.OPEN) for each in moved)
        service_replanning.save(uow, moved, "ตรวจประจำวัน / daily check")
        told += _remind(uow, runs)
    told += tell_reports(uow)
    ended = service_settling.settle_all(uow)
    told += service_nobody.tell(uow)
    done = f"opened {opened} steps, told {told}" if opened or told else ""
    return ", ".join(each for each in (done, f"ended {ended} by the register" if ended else "") if each)


def _remind(uow: UnitOfWork, runs: Sequence[AnyRow]) -> int:
    today = clock.bangkok(uow.now).date()
    by_id = {run.id: run for run in runs}
    due = [
        row
        for rows in store_rounds.steps_of(uow, by_id).values()
        for row in rows
        if row.state == str(StepState.OPEN) and row.due_on is not None and row.due_on <= today + SOON
    ]
    if not due:
        return 0
    titles = store_rounds.titles(uow, {run.round_id for run in runs})
    people = service_people.doers(uow, due)
    tables = service_late.tables_of(uow, runs, min(row.due_on for row in due), today)
    late = {row.id for row in due if rules_runs.days_late(row.due_on, today, tables[row.run_id])}
    notices = _notices(due, people, {row.id: by_id[row.run_id] for row in due}, titles, late)
    new = 0
    while some := list(islice(notices, _TOGETHER)):
        new += post(uow, some)
    return new


def _notices(
    due: Sequence[AnyRow],
    people: dict[str, list[str]],
    runs: dict[str, AnyRow],
    titles: dict[str, str],
    late: Collection[str],
) -> Iterator[Notice]:
    for row in due:
        run, is_late = runs[row.id], row.id in late
        title = titles[run.round_id]
        for person_id in people[row.id]:
            yield Notice(
                # Its last day stands in it: after that has moved, the step is told of again.
                cause=f"round-step:{row.id}:{row.due_on}:{'late' if is_late else 'soon'}",
                kind=NoticeKind.ROUND_STEP,
                person_id=person_id,
                path=f"/rounds/{run.round_id}/offices/{run.office_id}",
                title_th=f"{title}: ขั้นตอนที่ {row.step} {'เกินกำหนด' if is_late else 'ใกล้ครบกำหนด'}",
                title_en=f"{title}: step {row.step} is {'overdue' if is_late else 'due soon'}",
                body_th=f"ครบกำหนด {format_thai_date(row.due_on)}",
                body_en=f"Due {english_day(row.due_on)}",
                is_urgent=is_late,
            )
