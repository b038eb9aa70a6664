"""Days of open steps counted anew: holidays entered late, a pause that ended, a day that has come.

A day that a person set stands (`is_due_set`). Whoever does a step whose day moved is told once, and each run keeps what
it was before and is now.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice

from msgspec import Struct

from ropa import clock
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.notices.service import post
from ropa.procedures import rules_graph, rules_moving, rules_plan, rules_runs, service_people, store_rounds
from ropa.procedures.rules_engine import Visit
from ropa.procedures.rules_runs import Course
from ropa.procedures.service_rounds import days_before, event
from ropa.procedures.service_runs import document_of, span_of
from ropa.procedures.store_rounds import AnyRow
from ropa.working_days.service_calendars import calendars_for
from schemas.notices import Notice, NoticeKind
from schemas.procedure import ProcedureDocument
from schemas.rounds import StepState

#: Runs whose visits are in memory together.
TOGETHER = 200
_ACTIVE = {str(StepState.OPEN), str(StepState.WAITING)}


class Moved(Struct, frozen=True):
    """A visit whose days are others now."""

    run: AnyRow
    row: AnyRow
    opens_on: date
    due_on: date | None
    is_provisional: bool
    state: StepState

    @property
    def has_other_days(self) -> bool:
        """Whether its days are others, and not only its state."""
        row = self.row
        return (row.opens_on, row.due_on, row.is_provisional) != (self.opens_on, self.due_on, self.is_provisional)

    @property
    def is_told(self) -> bool:
        """Whether its last day moved, which people are told of."""
        return self.row.due_on is not None and self.row.due_on != self.due_on


def batches(uow: UnitOfWork) -> Iterator[Sequence[AnyRow]]:
    """Yield the running runs of running rounds, some at a time."""
    after = ""
    while rows := store_rounds.active_runs(uow, after, TOGETHER):
        yield rows
        after = rows[-1].id


def replan(uow: UnitOfWork, runs: Sequence[AnyRow]) -> list[Moved]:
    """Count the days of what is still to be done in some runs anew, and return what moved; saves nothing.

    Runs in which something moved are locked and counted once more: a step that somebody ends at the same moment is
    ended when its days are read, or waits until they are saved. For the others nobody has to wait.
    """
    moving = {each.run.id for each in _counted(uow, runs)}
    if not moving:
        return []
    store_rounds.lock_runs(uow, moving)
    return _counted(uow, [run for run in runs if run.id in moving])


def _counted(uow: UnitOfWork, runs: Sequence[AnyRow]) -> list[Moved]:
    today = clock.bangkok(uow.now).date()
    ids = [run.id for run in runs]
    visits, pauses = store_rounds.steps_of(uow, ids), store_rounds.pauses_of(uow, ids)
    stored = store_rounds.documents(uow, {run.revision_id for run in runs})
    documents = {key: document_of(*found) for key, found in stored.items()}
    begin, end = _span(runs, visits, documents, today)
    tables = calendars_for(uow, {run.office_id for run in runs}, begin, end)
    found: list[Moved] = []
    for run in runs:
        document = documents[run.revision_id]
        gaps = [rules_plan.Pause(row.from_on, row.until_on) for row in pauses[run.id]]
        table = rules_plan.without_pauses(tables[run.office_id], gaps, today)
        course = Course(document.steps, rules_graph.graph(document.steps), run.starts_on, table)
        for row in visits[run.id]:
            if row.state in _ACTIVE and row.opens_on is not None:
                found += _moved(run, row, course, today)
    return found


def _span(
    runs: Sequence[AnyRow], visits: dict[str, list[AnyRow]], documents: dict[str, ProcedureDocument], today: date
) -> tuple[date, date]:
    opened = [row.opens_on for rows in visits.values() for row in rows if row.opens_on is not None]
    first = min([run.starts_on for run in runs] + opened + [today])
    latest = max([*opened, today])
    # A day that a person set may be further away than any that is counted.
    fixed = [row.due_on for rows in visits.values() for row in rows if row.is_due_set and row.due_on is not None]
    return first, max([*fixed, *(span_of(latest, document)[1] for document in documents.values())])


def _moved(run: AnyRow, row: AnyRow, course: Course, today: date) -> Iterator[Moved]:
    visit = Visit(row.step, row.visit, row.born, StepState.of(row.state))
    # What has begun stays begun; what is still to open may open on another day.
    if row.state == str(StepState.OPEN):
        due = rules_plan.due(row.opens_on, row.working_days, course.table)
        opens_on, due_on = row.opens_on, None if due is None else due.day
        is_provisional = row.is_provisional if due is None else due.is_provisional
    else:
        opening = rules_runs.opening(course, visit, row.opens_on)
        opens_on, due_on, is_provisional = opening.opens_on, opening.due_on, opening.is_provisional
    if row.is_due_set and row.due_on is not None:
        due_on, is_provisional = row.due_on, rules_moving.is_provisional(row.due_on, course.table)
    state = StepState.OPEN if opens_on <= today else StepState.WAITING
    if row.state == str(StepState.OPEN):
        state = StepState.OPEN
    if (opens_on, due_on, is_provisional, str(state)) != (row.opens_on, row.due_on, row.is_provisional, row.state):
        yield Moved(run, row, opens_on, due_on, is_provisional, state)


def save(uow: UnitOfWork, moved: Sequence[Moved], reason: str, *, by_hand: bool = False) -> int:
    """Save days that moved and tell of them; return how many last days are others now."""
    store_rounds.move_dates(
        uow,
        [
            {
                "step_id": each.row.id,
                "new_opens_on": each.opens_on,
                "new_due_on": each.due_on,
                "new_is_provisional": each.is_provisional,
                "new_state": str(each.state),
            }
            for each in moved
        ],
    )
    told = [each for each in moved if each.is_told]
    kept = [days_before(uow, each.run.round_id, each.run.id, each.row) for each in moved if each.has_other_days]
    events = [
        event(
            uow,
            each.run.round_id,
            "due_moved",
            run_id=each.run.id,
            step_id=each.row.id,
            reason=reason,
            details={"step": each.row.step, "before": each.row.due_on, "after": each.due_on}
            | ({"by_hand": True} if by_hand else {}),
        )
        for each in told
    ]
    store_rounds.add_events(uow, kept + events)
    _tell(uow, told, reason, by_hand=by_hand)
    return len(told)


def _tell(uow: UnitOfWork, told: Sequence[Moved], reason: str, *, by_hand: bool) -> None:
    people: dict[str, list[Moved]] = {}
    doers = service_people.doers(uow, [each.row for each in told])
    for each in told:
        for person_id in doers[each.row.id]:
            people.setdefault(person_id, []).append(each)
    notices = (_notice(uow, person_id, mine, reason, by_hand=by_hand) for person_id, mine in sorted(people.items()))
    while some := list(islice(notices, TOGETHER)):
        post(uow, some)


def _notice(uow: UnitOfWork, person_id: str, mine: Sequence[Moved], reason: str, *, by_hand: bool) -> Notice:
    why = ("ผู้ดูแลรอบเลื่อนกำหนด", "Whoever runs the round moved them")
    if not by_hand:
        why = ("คำนวณวันทำการใหม่", "Working days were counted anew")
    return Notice(
        cause=f"rounds-moved:{uow.now.isoformat()}:{person_id}",
        kind=NoticeKind.ROUND_STEP,
        person_id=person_id,
        path=f"/rounds/{mine[0].run.round_id}/offices/{mine[0].run.office_id}" if len(mine) == 1 else "/rounds",
        title_th=f"กำหนดของขั้นตอนในรอบงานเปลี่ยน {len(mine)} ขั้นตอน",
        title_en=f"The due dates of {len(mine)} steps have moved",
        body_th=f"{why[0]}: {reason}",
        body_en=f"{why[1]}: {reason}",
    )


def holidays_changed(uow: UnitOfWork, source: str) -> None:
    """Count all running runs anew after a table of holidays was changed."""
    total = 0
    for runs in batches(uow):
        # All of them: what an end opens at the same moment knows the new table, or is counted here.
        store_rounds.lock_runs(uow, [run.id for run in runs])
        total += save(uow, replan(uow, runs), source)
    if total:
        record(uow, "rounds.replanned", "rounds", {"steps": total, "source": source})
