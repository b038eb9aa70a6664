"""The steps of a request from one state to the next. Every one goes through here."""

from collections.abc import Collection
from datetime import date, datetime

from ropa import clock
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict
from ropa.requests import rules_states, service_clock, service_events, service_keeping, service_rows
from schemas.request_terms import ENDED, RequestState, RightOutcome
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


def answered(uow: UnitOfWork, request_id: str, answered_at: datetime, seqs: Collection[int]) -> SubjectRequest:
    """Return a request after a letter of answer about some of its rights went out at a moment.

    It is answered once a letter told of every right of it; until then the clocks of the others run.
    """
    for each in service_rows.read_stored(uow, request_id).rights:
        if each.seq in seqs and each.outcome is not None:
            # To the minute people write moments, and nothing is answered before it is decided.
            service_rows.set_right(
                uow, request_id, each.seq, answered_at=max(answered_at, each.decided_at or answered_at)
            )
    return settle(uow, request_id)


def settle(uow: UnitOfWork, request_id: str, version: int | None = None) -> SubjectRequest:
    """Return a request after something of its rights changed: answered when a letter told of all that was decided.

    The state of a request that is answered already, or of which something is owed, stays.
    Raises: PreconditionFailed.
    """
    found = service_rows.read_stored(uow, request_id)
    told = [each.answered_at for each in found.rights if each.outcome is not RightOutcome.WITHDRAWN]
    moments = [each for each in told if each is not None]
    is_whole = bool(told) and len(moments) == len(told)
    if not is_whole or not rules_states.may_follow(found.state, RequestState.ANSWERED):
        service_rows.change(uow, request_id, version)
        service_clock.refresh(uow, request_id)
        return service_rows.read_stored(uow, request_id)
    last = max(moments)
    saved = move(uow, found, RequestState.ANSWERED, version, answered_at=last)
    record(uow, "request.answered", f"request:{request_id}", {"answered_at": last})
    service_events.add(uow, request_id, RequestEventKind.ANSWERED, details={"answered_at": last})
    return saved


def owes(uow: UnitOfWork, found: SubjectRequest, version: int | None = None) -> SubjectRequest:
    """Return a request after a decision of it was made or changed: one that was answered is worked on again.

    Raises: PreconditionFailed.
    """
    if found.state is RequestState.ANSWERED:
        return move(uow, found, RequestState.WORKING, version, answered_at=None)
    service_rows.change(uow, found.id, version)
    service_clock.refresh(uow, found.id)
    return service_rows.read_stored(uow, found.id)
