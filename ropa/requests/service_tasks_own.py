"""One's own open tasks: what their owner needs to do them, and nothing of who asked."""

import re
from collections.abc import Collection
from datetime import date

from ropa.access import service as access
from ropa.access.rules import Permission, offices_for
from ropa.access.service_contacts import contacts
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import invalid
from ropa.requests import service_tasks
from ropa.requests import store_tasks as store
from schemas.request_tasks import OwnRequestTask, OwnRequestTasks, RequestTask
from schemas.request_terms import Right

MAX_LIMIT = 200
#: Day, request and number of the last one shown.
_CURSOR = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.([0-9a-f-]{36})\.([0-9]{1,5})")


def own(uow: UnitOfWork, cursor: str | None = None, limit: int = 50) -> OwnRequestTasks:
    """Return the actor's open tasks, and those of the offices where the actor handles requests and nobody is named.

    The earliest due first; whether or not the actor may read the requests. Six queries for a page.
    Raises: Invalid for a cursor that this list did not give out.
    """
    kind, _, person_id = uow.actor.id.partition(":")
    if kind != "person":
        return OwnRequestTasks(items=[], next_cursor=None)
    mine = store.is_own(person_id, offices_for(uow.actor, Permission.HANDLE_REQUESTS))
    rows = store.own(uow, mine, _place(cursor), limit + 1)
    some = rows[:limit]
    tasks = service_tasks.shown(uow, some, whole=True)
    handlers = contacts(uow, sorted({row.handler_id for row in some if row.handler_id is not None}))
    rights: dict[str, list[Right]] = {}
    for row in store.rights_of(uow, {row.request_id for row in some}) if some else ():
        rights.setdefault(row.request_id, []).append(Right.of(row.right))
    reads = _readable(uow, {row.request_id for row in some})
    items = [
        OwnRequestTask(
            task=task,
            ref=row.ref,
            rights=rights.get(row.request_id, []),
            handler=handlers[row.handler_id].name or None if row.handler_id in handlers else None,
            handler_office_id=row.office_id,
            may_read=row.request_id in reads,
        )
        for task, row in zip(tasks, some, strict=True)
    ]
    return OwnRequestTasks(items=items, next_cursor=_cursor_of(tasks[-1]) if len(rows) > limit else None)


def _cursor_of(last: RequestTask) -> str:
    return f"{(last.due_on or store.NEVER).isoformat()}.{last.request_id}.{last.number}"


def _readable(uow: UnitOfWork, request_ids: Collection[str]) -> set[str]:
    if not request_ids or not offices_for(uow.actor, Permission.READ_REQUESTS):
        return set()
    visible = access.visible_offices(uow, Permission.READ_REQUESTS)
    return set(request_ids) if visible is None else store.within(uow, request_ids, visible)


def _place(cursor: str | None) -> store.Place | None:
    if cursor is None:
        return None
    found = _CURSOR.fullmatch(cursor)
    day = None if found is None else _read_day(found[1])
    if found is None or day is None:
        raise invalid("/cursor", "ตัวชี้หน้าถัดไปไม่ถูกต้อง", "This is no cursor of this list")
    return day, found[2], int(found[3])


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
