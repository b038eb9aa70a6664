"""The steps of a request from one state to the next. Every one goes through here."""

from datetime import date, datetime

from ropa import clock
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict
from ropa.requests import rules_states, service_clock, service_events, service_keeping, service_rows
from schemas.request_terms import ENDED, RequestState
from schemas.requests import RequestEventKind, SubjectRequest


def move(
    uow: UnitOfWork, found: SubjectRequest, target: RequestState, version: int | None = None, **values: object
) -> SubjectRequest:
    """Return a request after it went to another state, with its clocks; the caller looked at rights and tells of it.

    Raises: Conflict for a state that may not follow; PreconditionFailed.
    """
    if not rules_states.may_follow(found.state, target):
        raise Conflict(*rules_states.refusal(found.state, target))
    values["forget_on"] = _forget_on(uow, target, values.get("answered_at"))
    service_rows.change(uow, found.id, version, state=target, **values)
    service_clock.refresh(uow, found.id)
    return service_rows.read_stored(uow, found.id)


def _forget_on(uow: UnitOfWork, target: RequestState, answered_at: object) -> date | None:
    """Return when who asked is forgotten: counted from the end, or from the answer while nobody closes the request."""
    if target in ENDED:
        return service_keeping.forget_on(clock.bangkok(uow.now).date())
    if target is RequestState.ANSWERED and isinstance(answered_at, datetime):
        return service_keeping.forget_on(clock.bangkok(answered_at).date())
    return None


def work_on(uow: UnitOfWork, request_id: str) -> SubjectRequest:
    """Return a request that is being worked on: from received, from waiting for proof, and again after an answer.

    For those who begin the work (tasks, decisions); a request that is worked on already, or over, stays as it is.
    """
    found = service_rows.read_stored(uow, request_id)
    if not rules_states.may_follow(found.state, RequestState.WORKING):
        return found
    return move(uow, found, RequestState.WORKING)


def wait_for_identity(uow: UnitOfWork, request_id: str) -> SubjectRequest:
    """Return a request that waits for proof of identity, after the person was asked for it."""
    found = service_rows.read_stored(uow, request_id)
    if not rules_states.may_follow(found.state, RequestState.IDENTITY):
        return found
    service_events.add(uow, request_id, RequestEventKind.IDENTITY_ASKED)
    return move(uow, found, RequestState.IDENTITY)


def answered(uow: UnitOfWork, request_id: str, answered_at: datetime) -> SubjectRequest:
    """Return a request after a letter of answer went out at a moment: answered, once every right of it is decided.

    With rights that are undecided it is worked on further, and their clocks run.
    """
    found = service_rows.read_stored(uow, request_id)
    if rules_states.undecided(found.rights) or not rules_states.may_follow(found.state, RequestState.ANSWERED):
        return found
    saved = move(uow, found, RequestState.ANSWERED, answered_at=answered_at)
    record(uow, "request.answered", f"request:{request_id}", {"answered_at": answered_at})
    service_events.add(uow, request_id, RequestEventKind.ANSWERED, details={"answered_at": answered_at})
    return saved
