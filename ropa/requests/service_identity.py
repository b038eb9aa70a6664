"""How sure it is who asks, and what is missing before data may be handed over.

Legal source: PDPA s.20, s.30. An agency that hands data to the wrong person has a breach of its own.
"""

from ropa import clock
from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid, PreconditionFailed
from ropa.requests import (
    rules_identity,
    rules_telling,
    service_events,
    service_rows,
    service_states,
    service_telling,
)
from ropa.requests.rules_identity import IdentityGap
from schemas.access import Channel
from schemas.request_terms import RequestState
from schemas.requests import IdentityInput, RequestEventKind, SubjectRequest


def check(uow: UnitOfWork, request_id: str, given: IdentityInput, version: int | None = None) -> SubjectRequest:
    """Return a request after somebody looked at who asks. When nothing is missing, it leaves waiting for proof.

    A level may also fall: a document that turns out to be false. What was checked before stays in the timeline.
    Raises: NotFound, Forbidden, Conflict when it is over; Invalid with every fault; PreconditionFailed.
    """
    found = service_rows.read(uow, request_id, Permission.HANDLE_REQUESTS)
    service_rows.refuse_over(found)
    if version is not None and version != found.version:
        raise PreconditionFailed
    problems = rules_identity.faults(given, found.requester, clock.bangkok(uow.now).date())
    problems += rules_identity.vouching_faults(given, by_machine=uow.actor.channel is Channel.TOKEN)
    # The timeline keeps it for good.
    problems += rules_telling.problems(service_telling.teller(uow, request_id), {"/how": given.how})
    problems += rules_identity.age_faults(given.age_band, found.requester)
    if problems:
        raise Invalid(problems)
    values: dict[str, object] = {"identity_level": given.level, "identity_at": uow.now}
    if given.age_band is not None:
        values["age_band"] = given.age_band
    if given.representative_checked_on is not None:
        values["representative_checked_on"] = given.representative_checked_on
    elif given.level not in rules_identity.ENOUGH:
        values["representative_checked_on"] = None
    saved = service_rows.change(uow, request_id, version, **values)
    told: dict[str, object] = {
        "before": str(found.identity_level),
        "level": str(given.level),
        "age_band": str(saved.age_band),
        "representative_checked_on": saved.representative_checked_on,
    }
    record(uow, "request.identity_checked", f"request:{request_id}", told)
    service_events.add(uow, request_id, RequestEventKind.IDENTITY_CHECKED, given.how, told)
    if not saved.identity_gaps and saved.state is not RequestState.WORKING:
        begins = saved.state in {RequestState.RECEIVED, RequestState.IDENTITY}
        return service_states.work_on(uow, request_id) if begins else saved
    return saved


def gaps(found: SubjectRequest) -> list[IdentityGap]:
    """Return what is missing before data of a request may be handed over, in words; empty: nothing."""
    return [rules_identity.ALL[code] for code in found.identity_gaps]
