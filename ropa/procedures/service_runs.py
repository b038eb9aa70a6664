"""The run of one office: its visits opened and ended by working days, handed on, its pauses."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

import msgspec

from ropa.access import service as access
from ropa.access.rules import Permission, offices_for
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Unavailable
from ropa.offices import service as offices
from ropa.procedures import store_handover
from ropa.procedures.rules_engine import Visit
from ropa.procedures.rules_runs import Course, Opening
from schemas.procedure import SCHEMA_VERSION, ProcedureDocument, ProcedureStep
from schemas.rounds import StepState

_DECODER = msgspec.json.Decoder(ProcedureDocument)
_DAYS_OF_A_MONTH = 31
#: Told, in the same transaction, that steps of a round (None: of any run, else of this one) may have been opened.
AFTER_OPENING: list[Callable[[UnitOfWork, str, str | None], None]] = []


def opened(uow: UnitOfWork, round_id: str, run_id: str | None = None) -> None:
    """Tell the parts in `AFTER_OPENING` that steps of a round, or of one of its runs, may have been opened."""
    for told in AFTER_OPENING:
        told(uow, round_id, run_id)


def places_of(uow: UnitOfWork, runs: Mapping[str, int]) -> dict[str, int]:
    """Return where some runs are done now, by id: at their offices (`runs`), or at successors of those that ended."""
    found = dict(runs)
    for run_id, details in store_handover.successions(uow, found):
        found[run_id] = int(str(msgspec.json.decode(details, type=dict[str, object])["office_id"]))
    return found


def runs_it(uow: UnitOfWork, run_id: str, office_id: int) -> bool:
    """Tell whether the actor runs the run of an office: by a right there, or at the successor of one that ended."""
    if access.may(uow, Permission.RUN_ROUNDS, office_id):
        return True
    if not offices_for(uow.actor, Permission.RUN_ROUNDS):
        return False
    place = places_of(uow, {run_id: office_id})[run_id]
    return place != office_id and access.may(uow, Permission.RUN_ROUNDS, place)


def document_of(schema_version: int, content: bytes) -> ProcedureDocument:
    """Return the document by which a round began. Raises: Unavailable for one that a newer program wrote."""
    if schema_version > SCHEMA_VERSION:
        raise Unavailable("กระบวนงานนี้บันทึกด้วยโปรแกรมรุ่นใหม่กว่า", "This procedure was written by a newer program")
    return _DECODER.decode(content)


def span_of(first: date, document: ProcedureDocument) -> tuple[date, date]:
    """Return the days whose holidays a plan from `first` may need: weekends and holidays at most double the days."""
    months = max((step.starts_month or 0 for step in document.steps), default=0)
    days = sum(step.working_days or 0 for step in document.steps)
    return first, first + timedelta(days=months * _DAYS_OF_A_MONTH + 2 * days + 60)


def new_visits(
    uow: UnitOfWork,
    run: tuple[str, int],
    course: Course,
    visits: Sequence[Visit],
    opened: Sequence[Opening],
    planned: dict[int, date],
    today: date,
) -> list[dict[str, object]]:
    """Return new visits as they are stored; those that nothing holds up have their days."""
    run_id, office_id = run
    days = {(each.visit.step, each.visit.visit): each for each in opened}
    rows: list[dict[str, object]] = []
    for visit in visits:
        step, found = course.step(visit.step), days.get((visit.step, visit.visit))
        is_open = found is not None and found.opens_on <= today
        rows.append(
            {
                "id": new_id(uow.now),
                "run_id": run_id,
                "step": visit.step,
                "visit": visit.visit,
                "born": visit.born,
                "state": str(StepState.OPEN if is_open else StepState.WAITING),
                "version": 1,
                "office_id": _office_of(uow, step, office_id),
                "doer": None if step.doer is None else str(step.doer),
                "working_days": step.working_days,
                "opens_on": None if found is None else found.opens_on,
                "due_on": None if found is None else found.due_on,
                "planned_on": planned.get(visit.step) if visit.visit == 1 else None,
                "is_provisional": found is not None and found.is_provisional,
                "is_due_set": False,
            }
        )
    return rows


def _office_of(uow: UnitOfWork, step: ProcedureStep, office_id: int) -> int:
    """Return where a step is done: at the office that the procedure names, while there is one, else at the run's."""
    if step.office_id is None or offices.fault_of(uow, step.office_id) is not None:
        return office_id
    return step.office_id
