"""Closing a breach when nothing stands against it, and opening it again when new evidence comes.

The clock is never started again: what it was when the breach was closed stays beside what it is.
Legal source: PDPA s.37(4); law.md F.1, case 22.
"""

from typing import Any

import msgspec

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.breaches import rules_work as rules
from ropa.breaches import service_duties, service_timeline, store_tasks
from ropa.breaches import service_rows as service
from ropa.breaches import store_closing as store
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid
from schemas.breach import BreachPhase, BreachRecord
from schemas.breach_work import BreachEventKind, ClosingAct, ClosingInput, ClosingView, Hindrance
from schemas.findings import Problem

_CLOCK = (
    "aware_at",
    "suspected_at",
    "notify_office_due_at",
    "late_report_limit_at",
    "level",
    "level_at",
    "notified_at",
    "late_reason_at",
    "excused_at",
    "subjects_notified_at",
    "state",
    "late",
    "closed_at",
)


def view(uow: UnitOfWork, breach_id: str) -> ClosingView:
    """Return what stands against closing a breach now, and how often it was closed and opened again.

    Raises: NotFound.
    """
    found = service.read(uow, breach_id)
    against = [] if found.phase is BreachPhase.CLOSED else _against(uow, found)
    may = access.may(uow, Permission.DECIDE_BREACHES, found.office_id)
    return ClosingView(
        is_closed=found.phase is BreachPhase.CLOSED,
        may_close=may and found.phase in {BreachPhase.OPEN, BreachPhase.SUSPECTED} and not against,
        hindrances=against,
        acts=[
            ClosingAct(
                number=row.number,
                act=BreachEventKind.of(row.act),
                reason=row.reason,
                acted_at=clock.bangkok(row.acted_at),
                acted_by_name=row.acted_by_name,
                state=msgspec.json.decode(row.state),
            )
            for row in store.acts(uow, breach_id)
        ],
    )


def _against(uow: UnitOfWork, found: BreachRecord) -> list[Hindrance]:
    waiting, _ = store_tasks.counts(uow, [found.id]).get(found.id, (0, 0))
    lessons = len(store_tasks.lessons(uow, [found.id]))
    return rules.hindrances(service_duties.duties(uow, found), waiting, lessons)


def close(uow: UnitOfWork, breach_id: str, given: ClosingInput, version: int | None = None) -> ClosingView:
    """Return how a breach stands after it was closed: every duty is met, no task is open, a lesson is written down.

    Raises: NotFound, Forbidden, PreconditionFailed; Invalid with all that stands against it; Conflict for one that is
    closed or dismissed. Legal source: PDPA s.37(4).
    """
    store_tasks.lock(uow, breach_id)
    found = service.read(uow, breach_id, Permission.DECIDE_BREACHES)
    if found.phase in {BreachPhase.CLOSED, BreachPhase.DISMISSED}:
        raise Conflict("เรื่องนี้ปิดหรือยุติไปแล้ว", "This breach is closed or dismissed already")
    problems = rules.text_problems(reason=given.reason)
    problems += [
        Problem(pointer=f"/hindrances/{each.code}", message_th=each.th, message_en=each.en)
        for each in _against(uow, found)
    ]
    if problems:
        raise Invalid(problems)
    changed = service.change(uow, breach_id, version, phase=BreachPhase.CLOSED, closed_at=uow.now)
    _note(uow, changed, BreachEventKind.CLOSED, given.reason.strip())
    return view(uow, breach_id)


def reopen(uow: UnitOfWork, breach_id: str, given: ClosingInput, version: int | None = None) -> ClosingView:
    """Return how a breach stands after it was opened again. Its clock is the old one: no time is won or lost.

    Raises: NotFound, Forbidden, PreconditionFailed, Invalid; Conflict for one that is not closed.
    Legal source: law.md F.1, case 22.
    """
    store_tasks.lock(uow, breach_id)
    found = service.read(uow, breach_id, Permission.DECIDE_BREACHES)
    if found.phase is not BreachPhase.CLOSED:
        raise Conflict("เรื่องนี้ยังไม่ได้ปิด", "This breach is not closed")
    problems = rules.text_problems(reason=given.reason)
    if problems:
        raise Invalid(problems)
    phase = BreachPhase.SUSPECTED if found.aware_at is None else BreachPhase.OPEN
    service.change(uow, breach_id, version, phase=phase, closed_at=None)
    # What it was while it was closed, not what it becomes now.
    _note(uow, found, BreachEventKind.REOPENED, given.reason.strip())
    return view(uow, breach_id)


def _note(uow: UnitOfWork, found: BreachRecord, act: BreachEventKind, reason: str) -> None:
    state: dict[str, Any] = {name: getattr(found, name) for name in _CLOCK}
    state["duties"] = [
        {"code": str(each.code), "state": str(each.state), "due_at": each.due_at, "done_at": each.done_at}
        for each in service_duties.duties(uow, found)
    ]
    number = len(store.acts(uow, found.id)) + 1
    values: dict[str, object] = {
        "breach_id": found.id,
        "number": number,
        "act": str(act),
        "reason": reason,
        "state": msgspec.json.encode(state, order="sorted"),
        "acted_at": uow.now,
        "acted_by": uow.actor.id,
        "acted_by_name": uow.actor.name,
    }
    store.add(uow, values)
    told = {"number": number, "aware_at": found.aware_at, "level": found.level, "closed_at": found.closed_at}
    service_timeline.add(uow, found.id, act, note=reason, details=told)
    record(uow, f"breach.{act}", f"breach:{found.id}", {"number": number})
