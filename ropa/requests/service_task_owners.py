"""Who may own tasks of a request, and telling them of it: once for however many tasks were made together."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from ropa.access.rules import Permission
from ropa.access.service_contacts import contacts
from ropa.access.service_reach import Held, holders, nearest, roles_with
from ropa.db.unit_of_work import UnitOfWork
from ropa.notices.service import post
from ropa.offices import service as offices
from ropa.requests import service_rows, service_telling
from ropa.requests import store_tasks as store
from schemas.english_dates import english_day
from schemas.findings import Problem
from schemas.notices import Notice, NoticeKind
from schemas.request_tasks import RequestTaskOwner, RequestTaskOwners, TaskNew
from schemas.requests import SubjectRequest
from schemas.thai_dates import format_thai_date


def owners(uow: UnitOfWork, request_id: str) -> RequestTaskOwners:
    """Return who may own tasks of a request: people with a role at its office, at an office of a task, or above.

    Raises: NotFound, Forbidden.
    """
    found = service_rows.read(uow, request_id, Permission.HANDLE_REQUESTS)
    of_tasks = {row.owner_office_id for row in store.tasks(uow, request_id)}
    levels = _near(uow, found, of_tasks)
    names = contacts(uow, list(levels))
    items = [RequestTaskOwner(id=key, name=names[key].name) for key in levels if key in names]
    return RequestTaskOwners(items=sorted(items, key=lambda each: (levels[each.id], each.name, each.id)))


def _near(uow: UnitOfWork, found: SubjectRequest, office_ids: Iterable[int | None]) -> dict[str, int]:
    wanted = {found.office_id, *(each for each in office_ids if each is not None)}
    levels: dict[str, int] = {}
    for held in holders(uow, wanted).values():
        for depth, person_id in _people(held):
            levels[person_id] = min(depth, levels.get(person_id, depth))
    return levels


def _people(held: Held) -> Iterable[tuple[int, str]]:
    return (each for people in held.values() for each in people)


def problems(
    uow: UnitOfWork, found: SubjectRequest, owner_id: str, office_ids: Collection[int | None]
) -> list[Problem]:
    """Return the fault of a person who may not own tasks of some offices in a request."""
    if owner_id in _near(uow, found, office_ids):
        return []
    # The same answer for nobody and for somebody elsewhere: people cannot be probed here.
    th, en = (
        "ไม่พบบุคคลนี้ในหน่วยงานที่เกี่ยวข้องหรือหน่วยงานที่กำกับดูแล",
        "There is no such person at the offices concerned or above them",
    )
    return [Problem(pointer="/owner_id", message_th=th, message_en=en)]


def office_problems(uow: UnitOfWork, office_id: int | None) -> list[Problem]:
    """Return the fault of an office that does not exist or has ended."""
    fault = None if office_id is None else offices.fault_of(uow, office_id)
    return [] if fault is None else [Problem(pointer="/owner_office_id", message_th=fault[0], message_en=fault[1])]


def new_problems(uow: UnitOfWork, found: SubjectRequest, given: TaskNew, office_id: int) -> list[Problem]:
    """Return all that is wrong with a task that an officer adds."""
    known = {each.seq for each in found.rights}
    faults = [
        *service_telling.problems(uow, found.id, target=given.target),
        *office_problems(uow, given.owner_office_id),
    ]
    for place, seq in enumerate(given.rights):
        if seq not in known:
            th, en = "คำขอนี้ไม่มีสิทธิลำดับนี้", "The request has no such right"
            faults.append(Problem(pointer=f"/rights/{place}", message_th=th, message_en=en))
    if given.owner_id is not None and not faults:
        faults += problems(uow, found, given.owner_id, [office_id])
    return faults


def tell(uow: UnitOfWork, found: SubjectRequest, rows: Sequence[Mapping[str, Any]]) -> None:
    """Tell each owner once of tasks that came to them together; of an office's, those who work there on requests.

    The notice names the request, never who asked and never what is searched for.
    """
    mine: dict[str, list[Mapping[str, Any]]] = {}
    of_offices: dict[int, list[Mapping[str, Any]]] = {}
    for row in rows:
        if row["owner_id"] is not None:
            mine.setdefault(row["owner_id"], []).append(row)
        elif row["owner_office_id"] is not None:
            of_offices.setdefault(row["owner_office_id"], []).append(row)
    handle = roles_with(Permission.HANDLE_REQUESTS)
    for office_id, held in (holders(uow, of_offices, handle) if of_offices else {}).items():
        for person_id in nearest(held, handle):
            mine.setdefault(person_id, []).extend(of_offices[office_id])
    readers = {person_id for _, person_id in _readers(uow, found)} if mine else set()
    notices = [
        _notice(found, person_id, tasks, is_reader=person_id in readers)
        for person_id, tasks in sorted(mine.items())
        if uow.actor.id != f"person:{person_id}"
    ]
    if notices:
        post(uow, notices)


def _readers(uow: UnitOfWork, found: SubjectRequest) -> Iterable[tuple[int, str]]:
    return _people(holders(uow, [found.office_id], roles_with(Permission.READ_REQUESTS))[found.office_id])


def _notice(found: SubjectRequest, person_id: str, tasks: Sequence[Mapping[str, Any]], *, is_reader: bool) -> Notice:
    days = [row["due_on"] for row in tasks if row["due_on"] is not None]
    due = min(days) if days else None
    return Notice(
        cause=f"request-tasks:{found.id}:{min(row['number'] for row in tasks)}",
        kind=NoticeKind.REQUEST_DUE,
        person_id=person_id,
        title_th=f"งานของท่านในคำขอใช้สิทธิ {found.ref}: {len(tasks)} งาน",
        title_en=f"Tasks for you in the request {found.ref}: {len(tasks)}",
        body_th=f"งานแรกครบกำหนด {format_thai_date(due)}" if due else "",
        body_en=f"The first is due {english_day(due)}" if due else "",
        path=f"/requests/{found.id}/tasks" if is_reader else "/my-tasks",
    )
