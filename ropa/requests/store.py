"""Queries on requests of data subjects."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, Select, delete, false, func, insert, or_, select, tuple_, update

from ropa.db.unit_of_work import UnitOfWork
from ropa.requests.tables import (
    request_events,
    request_submissions,
    subject_request_activities,
    subject_request_rights,
    subject_requests,
)
from schemas.requests import ENDED, RequestEventKind, RequestState

AnyRow = Row[*tuple[Any, ...]]
Offices = Select[tuple[int]] | None
"""The query of the offices that a caller may see; None means all."""
#: Later than any last day: what has none comes last.
_NEVER = date(9999, 12, 31)
_DUE = func.coalesce(subject_requests.c.due_on, _NEVER)
#: What lists and answers are made of: not what is sealed, which is the largest part of a row.
SHOWN = (
    *(each for each in subject_requests.c if each.name not in {"sealed", "code_hash"}),
    subject_requests.c.sealed.is_not(None).label("has_person"),
)
_LIST_ORDER = (_DUE, subject_requests.c.id)


def add(uow: UnitOfWork, values: Mapping[str, object], rights: Sequence[Mapping[str, object]]) -> None:
    """Insert a request and its rights."""
    uow.connection.execute(insert(subject_requests), dict(values))
    add_rights(uow, rights)


def add_rights(uow: UnitOfWork, rights: Sequence[Mapping[str, object]]) -> None:
    """Insert rights of a request."""
    uow.connection.execute(insert(subject_request_rights), [dict(each) for each in rights])


def find(uow: UnitOfWork, request_id: str) -> AnyRow | None:
    """Return one request without what is sealed, or None."""
    return uow.connection.execute(select(*SHOWN).where(subject_requests.c.id == request_id)).first()


def lock(uow: UnitOfWork, request_id: str) -> None:
    """Let nobody else change a request until the end of this unit of work (PostgreSQL; SQLite has one writer).

    What is read after it is what stands; read before it, somebody may have changed it while this waited.
    """
    if uow.is_writing:
        query = select(subject_requests.c.id).where(subject_requests.c.id == request_id)
        uow.connection.execute(query.with_for_update(key_share=True))


def sealed(uow: UnitOfWork, request_id: str) -> bytes | None:
    """Return the sealed person of a request; None when there is no such request, or the person was forgotten."""
    query = select(subject_requests.c.sealed).where(subject_requests.c.id == request_id)
    found: bytes | None = uow.connection.scalar(query)
    return found


def find_within(uow: UnitOfWork, request_id: str, visible: Offices) -> AnyRow | None:
    """Return one request of some offices, or None."""
    query = select(*SHOWN).where(subject_requests.c.id == request_id, *within(visible))
    return uow.connection.execute(query).first()


def by_submission(uow: UnitOfWork, submission_id: str) -> AnyRow | None:
    """Return the request of a form that was given out, or None."""
    query = select(*SHOWN).where(subject_requests.c.submission_id == submission_id)
    return uow.connection.execute(query).first()


def change(uow: UnitOfWork, request_id: str, version: int, values: Mapping[str, object]) -> bool:
    """Save values over one version of a request; return False when that is not its version any more."""
    query = update(subject_requests).where(subject_requests.c.id == request_id, subject_requests.c.version == version)
    return uow.connection.execute(query.values(dict(values))).rowcount == 1


def change_right(uow: UnitOfWork, request_id: str, seq: int, values: Mapping[str, object]) -> bool:
    """Save values of one right; return False when there is none."""
    query = update(subject_request_rights).where(
        subject_request_rights.c.request_id == request_id, subject_request_rights.c.seq == seq
    )
    return uow.connection.execute(query.values(dict(values))).rowcount == 1


def rights_of(uow: UnitOfWork, request_ids: Iterable[str]) -> dict[str, list[AnyRow]]:
    """Return the rights of requests in their order."""
    query = (
        select(subject_request_rights)
        .where(subject_request_rights.c.request_id.in_(tuple(request_ids)))
        .order_by(subject_request_rights.c.request_id, subject_request_rights.c.seq)
    )
    found: dict[str, list[AnyRow]] = {}
    for row in uow.connection.execute(query):
        found.setdefault(row.request_id, []).append(row)
    return found


def activities_of(uow: UnitOfWork, request_ids: Iterable[str]) -> dict[str, list[str]]:
    """Return the activities of requests in their order."""
    links = subject_request_activities.c
    query = (
        select(links.request_id, links.activity_id)
        .where(links.request_id.in_(tuple(request_ids)))
        .order_by(links.request_id, links.place, links.activity_id)
    )
    found: dict[str, list[str]] = {}
    for request_id, activity_id in uow.connection.execute(query):
        found.setdefault(request_id, []).append(activity_id)
    return found


def replace_activities(uow: UnitOfWork, request_id: str, activity_ids: Sequence[str]) -> None:
    """Save which activities a request concerns, in their order."""
    links = subject_request_activities
    uow.connection.execute(delete(links).where(links.c.request_id == request_id))
    if activity_ids:
        rows = [
            {"request_id": request_id, "activity_id": activity_id, "place": place}
            for place, activity_id in enumerate(activity_ids)
        ]
        uow.connection.execute(insert(links), rows)


def same_person(uow: UnitOfWork, hashes: Collection[str], visible: Offices) -> dict[str, int]:
    """Return how many requests in some offices are of each person, by the keyed hash."""
    query = (
        select(subject_requests.c.person_hash, func.count())
        .where(subject_requests.c.person_hash.in_(tuple(hashes)), *within(visible))
        .group_by(subject_requests.c.person_hash)
    )
    return {row[0]: row[1] for row in uow.connection.execute(query)}


def within(*scopes: Offices) -> list[ColumnElement[bool]]:
    """Return the tests that an office is in every one of `scopes`."""
    return [subject_requests.c.office_id.in_(offices) for offices in scopes if offices is not None]


def tests_of(**wanted: Any) -> list[ColumnElement[bool]]:
    """Return the tests of a filter; a name that is not given, or None, asks nothing.

    Known: states, right, owner_id, activity_id, ref, is_open, is_late (with `today`), due_before, received_from,
    received_to, is_counted, person_hash.
    """
    requests, rights, links = subject_requests.c, subject_request_rights.c, subject_request_activities.c
    found: list[ColumnElement[bool]] = []
    given = {name: value for name, value in wanted.items() if value is not None}
    if given.get("states"):
        found.append(requests.state.in_([str(each) for each in given["states"]]))
    if "right" in given:
        found.append(requests.id.in_(select(rights.request_id).where(rights.right == str(given["right"]))))
    if "activity_id" in given:
        found.append(requests.id.in_(select(links.request_id).where(links.activity_id == given["activity_id"])))
    if "ref" in given:
        found.append(requests.ref.contains(given["ref"], autoescape=True))
    if "is_open" in given:
        ended = requests.state.in_([str(each) for each in ENDED])
        found.append(~ended if given["is_open"] else ended)
    if given.get("is_counted"):
        found.append(requests.state != str(RequestState.NOT_A_REQUEST))
    if "is_late" in given:
        late = requests.due_on < given["today"]
        found.append(late if given["is_late"] else or_(requests.due_on.is_(None), ~late))
    for name, test in (
        ("owner_id", requests.owner_id.__eq__),
        ("person_hash", requests.person_hash.__eq__),
        ("due_before", requests.due_on.__le__),
        ("received_from", requests.received_on.__ge__),
        ("received_to", requests.received_on.__le__),
    ):
        if name in given:
            found.append(test(given[name]))
    return found


def other_than(request_id: str, person_hash: str | None) -> list[ColumnElement[bool]]:
    """Return the tests for other requests of the same person; without a hash nothing passes them."""
    same = false() if person_hash is None else subject_requests.c.person_hash == person_hash
    return [subject_requests.c.id != request_id, same]


def page(
    uow: UnitOfWork,
    tests: Sequence[ColumnElement[bool]],
    after: tuple[date | None, str] | None,
    limit: int,
    *,
    newest_first: bool,
) -> Sequence[AnyRow]:
    """Return up to `limit` requests that pass every test, after a place: the most urgent first, or the newest."""
    query = select(*SHOWN).where(*tests).limit(limit)
    if newest_first:
        # An id begins with the moment of its creation.
        query = query.order_by(subject_requests.c.id.desc())
        return uow.connection.execute(query.where(subject_requests.c.id < after[1]) if after else query).all()
    query = query.order_by(*_LIST_ORDER)
    if after is not None:
        query = query.where(tuple_(*_LIST_ORDER) > (after[0] or _NEVER, after[1]))
    return uow.connection.execute(query).all()


def add_event(
    uow: UnitOfWork, request_id: str, kind: RequestEventKind, note: str | None, details: Mapping[str, object]
) -> int:
    """Insert one entry of a timeline and return its number."""
    # Two entries of one request at once would take the same number.
    lock(uow, request_id)
    last = uow.connection.scalar(
        select(func.max(request_events.c.number)).where(request_events.c.request_id == request_id)
    )
    number = int(last or 0) + 1
    row = {
        "request_id": request_id,
        "number": number,
        "kind": str(kind),
        "at": uow.now,
        "by": uow.actor.id,
        "by_name": uow.actor.name,
        "note": note,
        "details": msgspec.json.encode(dict(details), order="sorted"),
    }
    uow.connection.execute(insert(request_events), row)
    return number


def events(uow: UnitOfWork, request_id: str, after: int, limit: int) -> Sequence[AnyRow]:
    """Return entries of a timeline behind a number, oldest first."""
    query = select(request_events).where(request_events.c.request_id == request_id, request_events.c.number > after)
    return uow.connection.execute(query.order_by(request_events.c.number).limit(limit)).all()


def last_events(uow: UnitOfWork, request_id: str, limit: int) -> Sequence[AnyRow]:
    """Return the last entries of a timeline, latest first."""
    query = select(request_events).where(request_events.c.request_id == request_id)
    return uow.connection.execute(query.order_by(request_events.c.number.desc()).limit(limit)).all()


def submission(uow: UnitOfWork, key_hash: str) -> AnyRow | None:
    """Return what a client sent before with this key, or None."""
    return uow.connection.execute(select(request_submissions).where(request_submissions.c.key_hash == key_hash)).first()


def add_submission(uow: UnitOfWork, key_hash: str, body_hash: str, request_id: str, before: AnyRow | None) -> None:
    """Save what a client sent; `before`, one of the same key that counts no more, gives way.

    Nothing else does: the same request that another call saved meanwhile makes this one a Conflict.
    """
    if before is not None:
        same = request_submissions.c.key_hash == key_hash, request_submissions.c.request_id == before.request_id
        uow.connection.execute(delete(request_submissions).where(*same))
    row = {"key_hash": key_hash, "body_hash": body_hash, "request_id": request_id, "sent_at": uow.now}
    uow.connection.execute(insert(request_submissions), row)


def forget_submissions(uow: UnitOfWork, before: datetime) -> int:
    """Delete what was sent before a moment; return how many."""
    return uow.connection.execute(delete(request_submissions).where(request_submissions.c.sent_at < before)).rowcount
