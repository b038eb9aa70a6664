"""Who works on a request, and which activities it concerns."""

from ropa.access.rules import Permission
from ropa.access.service_contacts import contacts
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid, PreconditionFailed
from ropa.notices.service import post
from ropa.requests import service_check, service_events, service_rows, store
from schemas.english_dates import english_day
from schemas.notices import Notice, NoticeKind
from schemas.requests import (
    ActivitiesInput,
    OwnerInput,
    RequestEventKind,
    RequestOwner,
    RequestOwners,
    SubjectRequest,
)
from schemas.thai_dates import format_thai_date


def owners(uow: UnitOfWork, request_id: str) -> RequestOwners:
    """Return who may work on a request: people who handle requests at its office or above, the nearest first.

    Raises: NotFound, Forbidden.
    """
    found = service_rows.read(uow, request_id, Permission.HANDLE_REQUESTS)
    levels = service_check.owners(uow, found.office_id)
    names = contacts(uow, list(levels))
    ordered = sorted((levels[key], names[key].name, key) for key in levels if key in names)
    return RequestOwners(items=[RequestOwner(id=key, name=name) for _, name, key in ordered])


def assign(uow: UnitOfWork, request_id: str, given: OwnerInput, version: int | None = None) -> SubjectRequest:
    """Return a request with who works on it; the person is told once of each assignment.

    Raises: NotFound, Forbidden, Conflict when it is over; Invalid for who does not handle requests here.
    """
    found = service_rows.read(uow, request_id, Permission.HANDLE_REQUESTS)
    service_rows.refuse_over(found)
    if version is not None and version != found.version:
        raise PreconditionFailed
    problems = service_check.unknown_owner(uow, found.office_id, given.owner_id)
    if problems:
        raise Invalid(problems)
    if given.owner_id == found.owner_id:
        return found
    saved = service_rows.change(uow, request_id, version, owner_id=given.owner_id)
    told = {"before": found.owner_id, "owner_id": given.owner_id}
    record(uow, "request.assigned", f"request:{request_id}", told)
    number = service_events.add(uow, request_id, RequestEventKind.ASSIGNED, details=told)
    _tell(uow, saved, number)
    return saved


def _tell(uow: UnitOfWork, found: SubjectRequest, number: int) -> None:
    if found.owner_id is None or f"person:{found.owner_id}" == uow.actor.id:
        return
    due = found.due_on
    notice = Notice(
        cause=f"request-owner:{found.id}:{number}",
        kind=NoticeKind.REQUEST_DUE,
        person_id=found.owner_id,
        title_th=f"ท่านได้รับมอบหมายคำขอใช้สิทธิ {found.ref}",
        title_en=f"You are to work on request {found.ref}",
        body_th=f"ครบกำหนด {format_thai_date(due)}" if due else "",
        body_en=f"Last day {english_day(due)}" if due else "",
        path=f"/requests/{found.id}",
    )
    post(uow, [notice])


def link(uow: UnitOfWork, request_id: str, given: ActivitiesInput, version: int | None = None) -> SubjectRequest:
    """Return a request with the activities that it concerns; they take the place of those before.

    Raises: NotFound, Forbidden, Conflict when it is over; Invalid for activities that the actor does not see.
    """
    found = service_rows.read(uow, request_id, Permission.HANDLE_REQUESTS)
    service_rows.refuse_over(found)
    if version is not None and version != found.version:
        raise PreconditionFailed
    wanted = list(dict.fromkeys(given.activity_ids))
    problems = service_check.unknown_activities(uow, given.activity_ids, found.activity_ids)
    if problems:
        raise Invalid(problems)
    if wanted == found.activity_ids:
        return found
    service_rows.change(uow, request_id, version)
    store.replace_activities(uow, request_id, wanted)
    told = {
        "added": [each for each in wanted if each not in found.activity_ids],
        "removed": [each for each in found.activity_ids if each not in wanted],
    }
    record(uow, "request.linked", f"request:{request_id}", told)
    service_events.add(uow, request_id, RequestEventKind.LINKED, details=told)
    return service_rows.read_stored(uow, request_id)
