"""Use cases of rounds: start one for many offices, read it with its progress, pause, go on, end it."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission, offices_for
from ropa.audit.service import record
from ropa.db.counters import next_number
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed, invalid
from ropa.offices import service as offices
from ropa.procedures import rules_graph, rules_plan, rules_runs, service, service_late, store_rounds
from ropa.procedures.rules_engine import begin
from ropa.procedures.rules_runs import Course
from ropa.procedures.service_runs import new_visits, opened, places_of, span_of
from ropa.working_days.service_calendars import calendars_for
from schemas.findings import Problem
from schemas.office import WHOLE_MINISTRY
from schemas.procedure import ProcedureDocument
from schemas.reading import control_characters
from schemas.round_record import RoundItem, RoundPage
from schemas.rounds import RoundInput, RoundState

MAX_LIMIT = 200
_ID = re.compile("[0-9a-f-]{36}")
#: A round is not begun for a day further away: holidays are not known then.
_MOST_AHEAD = timedelta(days=400)


def start(uow: UnitOfWork, procedure_id: str, given: RoundInput, *, round_id: str | None = None) -> str:
    """Return the id of a new round: a run of the procedure in force for each office.

    `round_id`: an id that this register gave to a form before; the form sent twice makes one round.
    Raises: NotFound; Conflict when nothing is in force; Forbidden for an office that the actor may not start one for;
    Invalid with every fault.
    """
    stored = service.read(uow, procedure_id)
    if stored.approved_revision_id is None or stored.is_retired:
        raise Conflict("กระบวนงานยังไม่มีฉบับที่อนุมัติใช้", "No revision of the procedure is in force")
    if round_id is not None and store_rounds.read_round(uow, round_id) is not None:
        return round_id
    office_ids = list(dict.fromkeys(given.office_ids))
    _check(uow, given, office_ids)
    if stored.revision != stored.approved_revision:
        stored = service.read_revision(uow, procedure_id, stored.approved_revision)
    document = service.document_of(stored)
    key, year = round_id or new_id(uow.now), clock.buddhist_year(uow.now)
    values: dict[str, object] = {
        "id": key,
        "ref": f"ROUND-{year}-{next_number(uow, 'round', year):04d}",
        "procedure_id": stored.id,
        "revision_id": stored.approved_revision_id,
        "title": given.title.strip(),
        "starts_on": given.starts_on,
        "state": str(RoundState.RUNNING),
        "version": 1,
        "owner_id": given.owner_id or uow.actor.id.removeprefix("person:")[:36],
        "started_at": uow.now,
        "started_by": uow.actor.id,
        "started_by_name": uow.actor.name,
    }
    made = {office_id: new_id(uow.now) for office_id in office_ids}
    of_offices = [
        {
            "id": run_id,
            "round_id": key,
            "office_id": office_id,
            "state": str(RoundState.RUNNING),
            "version": 1,
            "started_on": given.starts_on,
        }
        for office_id, run_id in made.items()
    ]
    store_rounds.add_round(uow, values, of_offices)
    visits, plans = _first_visits(uow, document, given.starts_on, made)
    store_rounds.add_steps(uow, visits)
    planned = [event(uow, key, store_rounds.PLANNED, run_id=run_id, details=plan) for run_id, plan in plans.items()]
    store_rounds.add_events(uow, [*planned, event(uow, key, "started", details={"offices": len(made)})])
    details = {"ref": values["ref"], "procedure": stored.ref, "revision": stored.revision, "offices": len(made)}
    record(uow, "round.started", f"round:{key}", details)
    opened(uow, key)
    return key


def _check(uow: UnitOfWork, given: RoundInput, office_ids: Sequence[int]) -> None:
    problems = list(control_characters(given.title, "/title"))
    today = clock.bangkok(uow.now).date()
    if not today - _MOST_AHEAD <= given.starts_on <= today + _MOST_AHEAD:
        thai, english = "วันเริ่มห่างจากวันนี้เกิน 400 วัน โปรดตรวจปี พ.ศ.", "The day is more than 400 days away; check the year"
        problems.append(Problem(pointer="/starts_on", message_th=thai, message_en=english))
    known = {office.id: office for office in offices.list_offices(uow)}
    for place, office_id in enumerate(given.office_ids):
        office = known.get(office_id)
        if office is None or office_id == WHOLE_MINISTRY or office.ended_on is not None:
            thai, english = "ไม่มีหน่วยงานนี้ หรือยุบเลิกแล้ว", "There is no such office, or it has ended"
            problems.append(Problem(pointer=f"/office_ids/{place}", message_th=thai, message_en=english))
    if problems:
        raise Invalid(problems)
    allowed = access.visible_ids(uow, Permission.RUN_ROUNDS)
    if allowed is not None and not set(office_ids) <= allowed:
        raise Forbidden


def _first_visits(
    uow: UnitOfWork, document: ProcedureDocument, starts_on: date, made: dict[int, str]
) -> tuple[list[dict[str, object]], dict[str, dict[str, object]]]:
    """Return the first visit of each run, and by run the due date of each step, by the holidays known now."""
    graph = rules_graph.graph(document.steps)
    tables = calendars_for(uow, made, *span_of(starts_on, document))
    today = clock.bangkok(uow.now).date()
    planned: dict[int, dict[int, date]] = {}
    rows, plans = [], dict[str, dict[str, object]]()
    for office_id, run_id in made.items():
        table = tables[office_id]
        course = Course(document.steps, graph, starts_on, table)
        if id(table) not in planned:
            whole = rules_plan.plan(document.steps, graph, starts_on, table)
            planned[id(table)] = {each.step: each.due_on for each in whole}
        visits = begin(document.steps)
        opened = rules_runs.openings(course, visits, visits, starts_on)
        rows += new_visits(uow, (run_id, office_id), course, visits, opened, planned[id(table)], today)
        plans[run_id] = {str(number): due_on for number, due_on in planned[id(table)].items()}
    return rows, plans


def event(
    uow: UnitOfWork,
    round_id: str,
    kind: str,
    *,
    run_id: str | None = None,
    step_id: str | None = None,
    reason: str | None = None,
    details: dict[str, object] | None = None,
) -> dict[str, object]:
    """Return what happened as it is stored."""
    return {
        "id": new_id(uow.now),
        "round_id": round_id,
        "run_id": run_id,
        "run_step_id": step_id,
        "kind": kind,
        "at": uow.now,
        "by": uow.actor.id,
        "by_name": uow.actor.name,
        "reason": reason,
        "details": msgspec.json.encode(details or {}, order="sorted").decode(),
    }


def days_before(uow: UnitOfWork, round_id: str, run_id: str, row: store_rounds.AnyRow) -> dict[str, object]:
    """Return the event that keeps the days of a visit as they are in its row, before they are changed."""
    details = {"opens_on": row.opens_on, "due_on": row.due_on, "is_provisional": bool(row.is_provisional)}
    return event(uow, round_id, store_rounds.DAYS, run_id=run_id, step_id=row.id, details=details)


def page(
    uow: UnitOfWork, state: RoundState | None, procedure_id: str | None, cursor: str | None, limit: int
) -> RoundPage:
    """Return rounds in which the actor sees an office, newest first, with their progress.

    Raises: Forbidden; Invalid for a cursor that is none.
    """
    if cursor is not None and not _ID.fullmatch(cursor):
        raise invalid("/cursor", "ตัวชี้หน้าถัดไปไม่ถูกต้อง", "This is no cursor of this list")
    visible = access.visible_offices(uow, Permission.READ_ROUNDS)
    rows = store_rounds.page(uow, visible, None if state is None else str(state), procedure_id, cursor, limit + 1)
    ids = [row.id for row in rows[:limit]]
    counts = store_rounds.progress(uow, ids, visible)
    late = service_late.offices_late(uow, ids, clock.bangkok(uow.now).date(), visible)
    items = [item_of(row, counts.get(row.id), late[row.id]) for row in rows[:limit]]
    return RoundPage(items=items, next_cursor=items[-1].id if len(rows) > limit else None)


def item_of(row: store_rounds.AnyRow, count: store_rounds.AnyRow | None, late: int) -> RoundItem:
    """Return a round as a line of the list; `late`: how many offices are."""
    return RoundItem(
        id=row.id,
        ref=row.ref,
        title=row.title,
        procedure_id=row.procedure_id,
        procedure_title=row.procedure_title,
        revision=row.revision,
        starts_on=row.starts_on,
        state=RoundState.of(row.state),
        version=row.version,
        offices=0 if count is None else count.offices,
        done=0 if count is None else int(count.done),
        late=late,
        started_by=row.started_by_name,
        started_at=row.started_at,
    )


def cancel(uow: UnitOfWork, round_id: str, version: int, reason: str) -> None:
    """End a round before its time; what was done stays.

    Raises: NotFound, Forbidden, PreconditionFailed, Conflict; Invalid without a reason.
    """
    row = to_run(uow, round_id, version, reason)
    if row.state not in {str(RoundState.RUNNING), str(RoundState.PAUSED)}:
        raise Conflict("รอบนี้สิ้นสุดแล้ว", "The round has ended")
    values: dict[str, object] = {"state": str(RoundState.CANCELLED), "ended_at": uow.now}
    if not store_rounds.bump_round(uow, round_id, version, values):
        raise PreconditionFailed
    today = clock.bangkok(uow.now).date()
    ended = [run.id for run in store_rounds.runs_of(uow, round_id, None) if run.ended_on is None]
    for run_id in ended:
        store_rounds.change_run(uow, run_id, {"state": str(RoundState.CANCELLED), "ended_on": today})
    # What has ended does not stand still: its pause lasts up to and with yesterday.
    store_rounds.end_pauses(uow, ended, today)
    store_rounds.add_events(uow, [event(uow, round_id, "cancelled", reason=reason.strip())])
    record(uow, "round.cancelled", f"round:{round_id}", {"ref": row.ref, "reason": reason.strip()})


def to_run(uow: UnitOfWork, round_id: str, version: int, reason: str) -> store_rounds.AnyRow:
    """Return a round to whoever runs it, who says why.

    Raises: NotFound, Forbidden, PreconditionFailed; Invalid without a reason.
    """
    row = store_rounds.read_round(uow, round_id)
    if row is None:
        raise NotFound
    if not store_rounds.runs_of(uow, round_id, access.visible_offices(uow, Permission.READ_ROUNDS)):
        raise NotFound
    if not runs_all(uow, store_rounds.runs_of(uow, round_id, None)):
        raise Forbidden
    if row.version != version:
        raise PreconditionFailed
    if uow.is_writing:
        # Runs before their round, as whoever ends a step does: nobody ends one while its round is paused or cancelled.
        store_rounds.lock_runs(uow, [run.id for run in store_rounds.runs_of(uow, round_id, None)])
    if not reason.strip() or list(control_characters(reason)):
        raise invalid("/reason", "ต้องระบุเหตุผล", "Give a reason")
    return row


def runs_all(uow: UnitOfWork, runs: Sequence[store_rounds.AnyRow]) -> bool:
    """Tell whether the actor runs a round at the offices of some runs, or at the successors of those that ended."""
    if not offices_for(uow.actor, Permission.RUN_ROUNDS):
        return False
    allowed = access.visible_ids(uow, Permission.RUN_ROUNDS)
    if allowed is None:
        return True
    return set(places_of(uow, {run.id: run.office_id for run in runs}).values()) <= allowed
