"""Use case: a request of a data subject is taken in, by an officer, by a system, or by a form that looked at rights."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.db.counters import next_number
from ropa.db.ids import id_of_words, new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid, NotFound
from ropa.keys import KEY_VERSION, Keys
from ropa.requests import (
    rules,
    rules_identity,
    rules_telling,
    service_check,
    service_events,
    service_limits,
    service_person,
    store,
)
from ropa.requests.service_rows import read_stored
from schemas.access import Channel
from schemas.findings import Problem
from schemas.request_terms import IdentityLevel, RequestChannel, RequestState
from schemas.requests import RequestEventKind, RequestInput, RequestPerson, RightAsked, SubjectRequest, Wish

#: Who may get the answer to the same request once more; a system receives and reads nothing else.
_SENDERS = (Permission.READ_REQUESTS, Permission.RECEIVE_REQUESTS)
_BY_MACHINE = frozenset({RequestChannel.API, RequestChannel.PUBLIC_FORM})


def receive(
    uow: UnitOfWork,
    keys: Keys,
    given: RequestInput,
    *,
    request_id: str | None = None,
    submission_id: str | None = None,
) -> SubjectRequest:
    """Return the new request with its clocks, masked.

    `request_id`: the one that the register itself gave to this form: the same words sent twice are one request, other
    words of the same form (Back, changed, sent) another. `submission_id`: that of a form elsewhere, which makes one
    request whatever it says.
    Raises: Forbidden; Invalid with every fault, and then nothing was saved; NotFound for an id of somebody else's.
    """
    access.visible_offices(uow, Permission.RECEIVE_REQUESTS)
    if request_id is not None:
        request_id = id_of_words(request_id, keys.mark(msgspec.json.encode(given, order="deterministic").hex()))
    before = _made_before(uow, request_id, submission_id)
    if before is not None:
        return before
    if uow.actor.channel is Channel.TOKEN:
        given = msgspec.structs.replace(given, channel=RequestChannel.API)
    problems = [
        *_faults(uow, given),
        *_channel_faults(uow, given),
        *service_check.unknown_office(uow, given.office_id),
        *service_check.unknown_activities(uow, given.activity_ids),
        *service_check.unknown_owner(uow, given.office_id, given.owner_id),
    ]
    if problems:
        raise Invalid(problems)
    access.require(uow, Permission.RECEIVE_REQUESTS, given.office_id)
    if given.identity is not None and uow.actor.channel is not Channel.TOKEN:
        access.require(uow, Permission.HANDLE_REQUESTS, given.office_id)
    return make(uow, keys, given, request_id=request_id, submission_id=submission_id)


def _made_before(uow: UnitOfWork, request_id: str | None, submission_id: str | None) -> SubjectRequest | None:
    row = None if request_id is None else store.find(uow, request_id)
    if row is None and submission_id is not None:
        row = store.by_submission(uow, submission_id)
    if row is None:
        return None
    if row.created_by != uow.actor.id:
        raise NotFound
    return again(uow, row.id)


def again(uow: UnitOfWork, request_id: str) -> SubjectRequest:
    """Return a request to whoever sent it before, where they may still read it or send such requests.

    Raises: NotFound for who has left the office since.
    """
    found = read_stored(uow, request_id)
    if not any(access.may(uow, each, found.office_id) for each in _SENDERS):
        raise NotFound
    return found


def _faults(uow: UnitOfWork, given: RequestInput) -> list[Problem]:
    today = clock.bangkok(uow.now).date()
    identity = given.identity
    return [
        *rules.intake_faults(given, uow.now, today, received_on(uow, given.received_at)),
        *service_person.number_faults(given.person.national_id, "/person/national_id"),
        *([] if identity is None else rules_identity.faults(identity, given.requester, today, "/identity")),
        *rules_telling.problems(
            rules_telling.telling(given.person), {"/identity/how": None if identity is None else identity.how}
        ),
    ]


def received_on(uow: UnitOfWork, received_at: datetime | None) -> date:
    """Return the day in Bangkok from which limits are counted; of a moment that is no moment, today."""
    moment = uow.now if received_at is None or received_at.tzinfo is None else received_at
    return clock.bangkok(moment).date()


def _channel_faults(uow: UnitOfWork, given: RequestInput) -> list[Problem]:
    is_machine = uow.actor.channel is Channel.TOKEN
    found = []
    if given.channel in _BY_MACHINE and not is_machine:
        th = "ช่องทางนี้บันทึกโดยระบบเท่านั้น"
        found.append(rules.say("/channel", th, "This channel is written by systems alone"))
    if given.identity is not None:
        found += rules_identity.vouching_faults(given.identity, "/identity", by_machine=is_machine)
    return found


def make(
    uow: UnitOfWork,
    keys: Keys,
    given: RequestInput,
    *,
    request_id: str | None = None,
    submission_id: str | None = None,
    code_hash: str | None = None,
) -> SubjectRequest:
    """Return the new request of an intake, whoever the actor is: for doors that looked at rights themselves.

    Raises: Invalid with every fault that the request's own words show, and then nothing was saved.
    """
    problems = _faults(uow, given)
    if problems:
        raise Invalid(problems)
    request_id = request_id or new_id(uow.now)
    given = msgspec.structs.replace(given, person=service_person.tidy(given.person))
    rights = rights_of(uow, request_id, given.rights, 1, given.received_at)
    year = clock.buddhist_year(uow.now)
    identity = given.identity
    values: dict[str, Any] = {
        "id": request_id,
        "ref": f"DSR-{year}-{next_number(uow, 'subject_request', year):04d}",
        "office_id": given.office_id,
        "version": 1,
        "channel": str(given.channel),
        "language": str(given.language),
        "state": str(RequestState.RECEIVED),
        "received_at": given.received_at or uow.now,
        "received_on": rights[0]["received_on"],
        "sealed": service_person.seal(keys, request_id, with_wishes(given.person, given.rights)),
        "person_hash": service_person.hash_of(keys, given.person),
        "key_version": KEY_VERSION,
        "requester": str(given.requester),
        "age_band": str((identity and identity.age_band) or given.age_band),
        "identity_level": str(IdentityLevel.CLAIMED if identity is None else identity.level),
        "identity_at": None if identity is None else uow.now,
        "representative_checked_on": (identity and identity.representative_checked_on)
        or rules.representative_checked_on(given.person, given.requester),
        "owner_id": given.owner_id,
        "due_on": min(each["due_on"] for each in rights),
        "is_paused": False,
        "code_hash": code_hash,
        "submission_id": submission_id,
        "created_at": uow.now,
        "created_by": uow.actor.id,
        "updated_at": uow.now,
    }
    store.add(uow, values, rights)
    store.replace_activities(uow, request_id, list(dict.fromkeys(given.activity_ids)))
    _tell_received(uow, values, given)
    return read_stored(uow, request_id)


def rights_of(
    uow: UnitOfWork, request_id: str, asked: Sequence[RightAsked], first: int, received_at: datetime | None
) -> list[dict[str, Any]]:
    """Return the rows of rights that are asked for, each with the limit that holds on the day of its receipt."""
    day = received_on(uow, received_at)
    found = []
    for seq, each in enumerate(asked, first):
        limit = service_limits.limit_of(uow, each.right, day)
        found.append(
            {
                "request_id": request_id,
                "seq": seq,
                "right": str(each.right),
                "received_at": received_at or uow.now,
                "received_on": day,
                "limit_days": limit.days,
                "limit_law": limit.law,
                "due_on": limit.due_on,
            }
        )
    return found


def with_wishes(person: RequestPerson, asked: Sequence[RightAsked]) -> RequestPerson:
    """Return the person with what is wanted of each right beside the words that are kept already."""
    said = [Wish(right=each.right, text=each.wish.strip()) for each in asked if each.wish and each.wish.strip()]
    return msgspec.structs.replace(person, wishes=[*person.wishes, *said])


def _tell_received(uow: UnitOfWork, values: dict[str, Any], given: RequestInput) -> None:
    told: dict[str, object] = {
        "ref": values["ref"],
        "office_id": given.office_id,
        "channel": str(given.channel),
        "received_at": values["received_at"],
        "rights": [str(each.right) for each in given.rights],
        "identity_level": values["identity_level"],
        "due_on": values["due_on"],
    }
    record(uow, "request.received", f"request:{values['id']}", told)
    service_events.add(uow, values["id"], RequestEventKind.RECEIVED, details=told)
    if given.identity is not None:
        how = {"level": str(given.identity.level), "how": given.identity.how.strip()}
        service_events.add(uow, values["id"], RequestEventKind.IDENTITY_CHECKED, details=how)
