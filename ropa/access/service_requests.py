"""Use cases of asking for a right: by somebody who is signed in, to those who may give it."""

from datetime import date
from uuid import UUID

from ropa.access import service as access
from ropa.access import store
from ropa.access import store_requests as requests
from ropa.access.rules import Permission, offices_for
from ropa.access.service_grants import give
from ropa.audit.service import record
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Forbidden, Invalid, NotFound
from schemas.access import AccessRequest, GrantTerms, Role
from schemas.findings import Problem
from schemas.office import WHOLE_MINISTRY
from schemas.reading import control_characters

#: What one can ask for: the work of an office. Other roles are not asked for on a page.
ASKED_FOR = (Role.RECORDER, Role.REVIEWER, Role.APPROVER)
MOST_WAITING = 5
MAX_REASON = 1000
PERSON = "person:"


def ask(uow: UnitOfWork, role: Role, office_id: int, reason: str) -> AccessRequest:
    """Return the request, which those see who may give the right.

    Raises: Invalid with every fault; Forbidden for an actor that is no person; Conflict while five requests wait.
    """
    if not uow.actor.id.startswith(PERSON):
        raise Forbidden
    person_id = uow.actor.id.removeprefix(PERSON)
    words = reason.strip()
    problems = list(control_characters(words, "/reason"))
    if not words or len(words) > MAX_REASON:
        problems.append(
            _problem("/reason", "โปรดระบุเหตุผล ไม่เกิน 1,000 ตัวอักษร", "Give a reason of at most 1,000 characters")
        )
    if role not in ASKED_FOR:
        problems.append(_problem("/role", "ขอบทบาทนี้ไม่ได้", "This role cannot be asked for"))
    if not store.is_below(uow, office_id, [office_id]):
        problems.append(_problem("/office_id", f"ไม่พบหน่วยงานรหัส {office_id}", f"There is no office {office_id}"))
    if problems:
        raise Invalid(problems)
    if requests.count_open(uow, person_id) >= MOST_WAITING:
        raise Conflict("มีคำขอที่รอพิจารณาอยู่แล้ว 5 รายการ", "Five of your requests wait already")
    request_id = new_id(uow.now)
    values = {"id": request_id, "person_id": person_id, "role": str(role), "office_id": office_id, "reason": words}
    requests.add(uow, {**values, "asked_at": uow.now})
    record(uow, "access.asked", f"access-request:{request_id}", {"role": str(role), "office_id": office_id})
    return _found(uow, request_id)


def mine(uow: UnitOfWork) -> list[AccessRequest]:
    """Return the actor's own requests that wait."""
    return requests.open_of(uow, uow.actor.id.removeprefix(PERSON)) if uow.actor.id.startswith(PERSON) else []


def waiting(uow: UnitOfWork, limit: int = 200) -> list[AccessRequest]:
    """Return the requests that wait for the actor, oldest first; none for an actor who gives no rights."""
    held = offices_for(uow.actor, Permission.MANAGE_GRANTS)
    return requests.waiting(uow, None if WHOLE_MINISTRY in held else held, limit) if held else []


def accept(uow: UnitOfWork, request_id: str, valid_through: date | None = None) -> AccessRequest:
    """Return the request, accepted: the right is given.

    Raises: NotFound, Forbidden, Invalid; Conflict when somebody decided it in between.
    """
    found = _for_actor(uow, request_id)
    terms = GrantTerms(role=found.role, office_id=found.office_id, valid_through=valid_through, reason=found.reason)
    made = give(uow, found.person_id, terms)
    return _decide(uow, found, None, made.id)


def refuse(uow: UnitOfWork, request_id: str, answer: str) -> AccessRequest:
    """Return the request, refused with an answer.

    Raises: NotFound, Forbidden; Invalid without an answer; Conflict when somebody decided it in between.
    """
    found = _for_actor(uow, request_id)
    words = answer.strip()
    problems = list(control_characters(words, "/answer"))
    if not words or len(words) > MAX_REASON:
        problems.append(_problem("/answer", "โปรดระบุเหตุผลที่ไม่อนุญาต", "Say why, in at most 1,000 characters"))
    if problems:
        raise Invalid(problems)
    return _decide(uow, found, words, None)


def _for_actor(uow: UnitOfWork, request_id: str) -> AccessRequest:
    found = _found(uow, request_id)
    access.require(uow, Permission.MANAGE_GRANTS, found.office_id, hide=True)
    return found


def _found(uow: UnitOfWork, request_id: str) -> AccessRequest:
    try:
        found = requests.find(uow, str(UUID(request_id)))
    except ValueError:
        found = None
    if found is None:
        raise NotFound
    return found


def _decide(uow: UnitOfWork, found: AccessRequest, answer: str | None, grant_id: str | None) -> AccessRequest:
    if requests.decide(uow, found.id, answer, grant_id) != 1:
        raise Conflict("มีผู้พิจารณาคำขอนี้ไปแล้ว", "Somebody has decided this request already")
    action = "access.accepted" if grant_id else "access.refused"
    record(uow, action, f"access-request:{found.id}", {"role": str(found.role), "office_id": found.office_id})
    return _found(uow, found.id)


def _problem(pointer: str, thai: str, english: str) -> Problem:
    return Problem(pointer=pointer, message_th=thai, message_en=english)
