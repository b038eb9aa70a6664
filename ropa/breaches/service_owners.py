"""Who may own a task of a breach, and telling them of it."""

from datetime import datetime

from ropa import clock
from ropa.access.rules import Permission
from ropa.access.service_contacts import contacts
from ropa.access.service_reach import Held, holders, roles_with
from ropa.breaches import rules_work as rules
from ropa.breaches import service_rows as service
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import invalid
from ropa.notices.service import post
from schemas.breach import BreachRecord
from schemas.breach_work import TaskInput, TaskOwner, TaskOwners
from schemas.english_dates import english_moment
from schemas.findings import Problem
from schemas.notices import Notice, NoticeKind
from schemas.thai_dates import format_thai_date

_SHORT = 120


def owners(uow: UnitOfWork, breach_id: str) -> TaskOwners:
    """Return who may own a task of a breach: people with a role at its office or above, the nearest first.

    Raises: NotFound, Forbidden.
    """
    found = service.read(uow, breach_id, Permission.HANDLE_BREACHES)
    levels = near(holders(uow, [found.office_id])[found.office_id])
    names = contacts(uow, list(levels))
    items = [TaskOwner(id=key, name=names[key].name) for key in levels if key in names]
    return TaskOwners(items=sorted(items, key=lambda each: (levels[each.id], each.name, each.id)))


def near(held: Held) -> dict[str, int]:
    """Return people with a role at an office or above it, with how many levels above."""
    found: dict[str, int] = {}
    for people in held.values():
        for depth, person_id in people:
            found[person_id] = min(depth, found.get(person_id, depth))
    return found


def problems_of(uow: UnitOfWork, found: BreachRecord, given: TaskInput) -> list[Problem]:
    """Return what is wrong with a task of a breach."""
    problems = rules.text_problems(title=given.title)
    if given.owner_id not in near(holders(uow, [found.office_id])[found.office_id]):
        # The same answer for nobody and for somebody elsewhere: people cannot be probed here.
        problems += invalid(
            "/owner_id",
            "ไม่พบบุคคลนี้ในหน่วยงานที่เกิดเหตุหรือหน่วยงานที่กำกับดูแล",
            "There is no such person at the office of the breach or above it",
        ).problems
    return problems


def tell(uow: UnitOfWork, found: BreachRecord, task_id: str, given: TaskInput) -> None:
    """Tell an owner once of a task, however often it comes back to the same person."""
    if f"person:{given.owner_id}" == uow.actor.id:
        return
    drill = ("[ฝึกซ้อม] ", "[DRILL] ") if found.is_drill else ("", "")
    title = given.title.strip()
    title = title if len(title) <= _SHORT else f"{title[:_SHORT]}…"
    due_th, due_en = ("", "") if given.due_at is None else (_moment(given.due_at), english_moment(given.due_at))
    readers = near(holders(uow, [found.office_id], roles_with(Permission.READ_BREACHES))[found.office_id])
    notice = Notice(
        cause=f"breach-task:{task_id}",
        kind=NoticeKind.BREACH_CLOCK,
        person_id=given.owner_id,
        title_th=f"{drill[0]}งานของท่านในเหตุละเมิด {found.ref}: {title}",
        title_en=f"{drill[1]}A task for you in breach {found.ref}: {title}",
        body_th=f"กำหนดเสร็จ {due_th}" if due_th else "",
        body_en=f"Due {due_en}" if due_en else "",
        path=f"/breaches/{found.id}" if given.owner_id in readers else "/my-tasks",
        is_urgent=True,
    )
    post(uow, [notice])


def _moment(moment: datetime) -> str:
    there = clock.bangkok(moment)
    return f"{format_thai_date(there.date())} {there:%H:%M} น."
