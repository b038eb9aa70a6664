"""Lessons of a breach: why it happened, what changes, who sees to it, until when. A better one is another lesson."""

from collections.abc import Sequence

from ropa import clock
from ropa.access.rules import Permission
from ropa.access.service_contacts import contacts
from ropa.audit.service import record
from ropa.breaches import rules_work as rules
from ropa.breaches import service_rows as service
from ropa.breaches import service_tasks, service_timeline
from ropa.breaches import store_tasks as store
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid
from schemas.breach_details import BreachCause
from schemas.breach_work import MAX_TITLE, BreachEventKind, BreachLesson, BreachLessons, LessonInput, TaskInput


def list_lessons(uow: UnitOfWork, breach_id: str) -> BreachLessons:
    """Return the lessons of a breach, oldest first. Raises: NotFound."""
    service.read(uow, breach_id)
    return BreachLessons(items=_shown(uow, store.lessons(uow, [breach_id])))


def _shown(uow: UnitOfWork, rows: Sequence[store.AnyRow]) -> list[BreachLesson]:
    names = contacts(uow, sorted({row.owner_id for row in rows if row.owner_id})) if rows else {}
    return [
        BreachLesson(
            id=row.id,
            cause_kind=BreachCause.of(row.cause_kind),
            cause=row.cause,
            change=row.change,
            owner_id=row.owner_id,
            owner_name=names[row.owner_id].name if row.owner_id in names else None,
            due_at=None if row.due_at is None else clock.bangkok(row.due_at),
            task_id=row.task_id,
            created_at=clock.bangkok(row.created_at),
            created_by_name=row.created_by_name,
        )
        for row in rows
    ]


def add(uow: UnitOfWork, breach_id: str, given: LessonInput, lesson_id: str | None = None) -> BreachLesson:
    """Return the new lesson; one with an owner is a task of this breach as well, which must be done before closing.

    Raises: NotFound, Forbidden, Invalid; Conflict for one with an owner where the breach is closed.
    """
    service.read(uow, breach_id, Permission.HANDLE_BREACHES)
    before = [row for row in store.lessons(uow, [breach_id]) if row.id == lesson_id]
    if before:
        return _shown(uow, before)[0]
    problems = rules.text_problems(cause=given.cause, change=given.change)
    if problems:
        raise Invalid(problems)
    change = given.change.strip()
    task_id = None
    if given.owner_id is not None:
        title = change if len(change) <= MAX_TITLE else f"{change[: MAX_TITLE - 1]}…"
        task_id = service_tasks.add(
            uow, breach_id, TaskInput(title=title, owner_id=given.owner_id, due_at=given.due_at)
        ).id
    values: dict[str, object] = {
        "id": lesson_id or new_id(uow.now),
        "breach_id": breach_id,
        "cause_kind": str(given.cause_kind),
        "cause": given.cause.strip(),
        "change": change,
        "owner_id": given.owner_id,
        "due_at": given.due_at,
        "task_id": task_id,
        "created_at": uow.now,
        "created_by": uow.actor.id,
        "created_by_name": uow.actor.name,
    }
    store.add_lesson(uow, values)
    told = {"lesson": values["id"], "cause": values["cause_kind"], "task": task_id}
    service_timeline.add(uow, breach_id, BreachEventKind.LESSON, note=change, details=told)
    record(uow, "breach.lesson", f"breach:{breach_id}", told)
    return _shown(uow, [row for row in store.lessons(uow, [breach_id]) if row.id == values["id"]])[0]
