"""Queries on the log of s.27 paragraph 3 and on other agencies' requests."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, insert, or_, select, update

from ropa.db.all_tables import metadata
from ropa.db.unit_of_work import UnitOfWork
from ropa.disclosures.tables import disclosures, exchange_request_steps, exchange_requests
from schemas.disclosures import ExchangeState

Offices = Select[tuple[int]] | None
"""The query of the offices that a caller may see; None means all."""
_LATER = disclosures.alias("later")
_WITH_LATER = select(disclosures, _LATER.c.id.label("corrected_by_id")).join_from(
    disclosures, _LATER, _LATER.c.corrects_id == disclosures.c.id, isouter=True
)
_REQUEST = exchange_requests.c
_CLOSURE = metadata.tables["office_closure"]


def add_entry(uow: UnitOfWork, values: dict[str, object]) -> None:
    """Insert an entry."""
    uow.connection.execute(insert(disclosures), values)


def next_entry(uow: UnitOfWork, activity_id: str) -> int:
    """Return the number of the next entry of an activity; two at once end in a conflict, not in one number twice."""
    query = select(func.coalesce(func.max(disclosures.c.number), 0) + 1).where(disclosures.c.activity_id == activity_id)
    return int(uow.connection.scalar(query) or 1)


def entries(uow: UnitOfWork, activity_id: str) -> Sequence[Row[Any]]:
    """Return the entries of an activity, newest first, each with the one that took its place."""
    query = _WITH_LATER.where(disclosures.c.activity_id == activity_id).order_by(disclosures.c.number.desc())
    return uow.connection.execute(query).all()


def entry(uow: UnitOfWork, entry_id: str) -> Row[Any] | None:
    """Return one entry with the one that took its place, or None."""
    return uow.connection.execute(_WITH_LATER.where(disclosures.c.id == entry_id)).first()


def standing(uow: UnitOfWork, activity_ids: Collection[str], until: datetime | None = None) -> Iterator[Row[Any]]:
    """Yield the entries of some activities that count, in the order of activity and number.

    `until`: those that counted just before this moment; what came or was corrected later is left out.
    """
    corrected, tests = _LATER.c.corrects_id == disclosures.c.id, []
    if until is not None:
        corrected &= _LATER.c.created_at < until
        tests.append(disclosures.c.created_at < until)
    query = select(disclosures).join_from(disclosures, _LATER, corrected, isouter=True)
    query = query.where(
        disclosures.c.activity_id.in_(activity_ids), _LATER.c.id.is_(None), ~disclosures.c.is_withdrawal, *tests
    )
    yield from uow.connection.execute(query.order_by(disclosures.c.activity_id, disclosures.c.number))


def with_entries(uow: UnitOfWork, activity_ids: Collection[str]) -> set[str]:
    """Return which of some activities have an entry that counts."""
    query = select(disclosures.c.activity_id).distinct()
    query = query.join_from(disclosures, _LATER, _LATER.c.corrects_id == disclosures.c.id, isouter=True)
    query = query.where(
        disclosures.c.activity_id.in_(activity_ids), _LATER.c.id.is_(None), ~disclosures.c.is_withdrawal
    )
    return set(uow.connection.scalars(query))


def names_activity(uow: UnitOfWork, activity_id: str) -> bool:
    """Tell whether an entry or a request names an activity."""
    entry = select(disclosures.c.id).where(disclosures.c.activity_id == activity_id).limit(1)
    request = select(_REQUEST.id).where(_REQUEST.activity_id == activity_id).limit(1)
    return any(uow.connection.scalar(query) is not None for query in (entry, request))


def add_request(uow: UnitOfWork, values: dict[str, object]) -> None:
    """Insert a request."""
    uow.connection.execute(insert(exchange_requests), values)


def change_request(uow: UnitOfWork, request_id: str, version: int, values: dict[str, object]) -> bool:
    """Change a request that is still at `version`; False when somebody was quicker."""
    changed = update(exchange_requests).where(_REQUEST.id == request_id, _REQUEST.version == version)
    values = {**values, "version": version + 1, "updated_at": uow.now}
    return uow.connection.execute(changed.values(values)).rowcount == 1


def add_step(uow: UnitOfWork, values: dict[str, object]) -> None:
    """Insert a step of a request, with the next number."""
    table = exchange_request_steps
    query = select(func.coalesce(func.max(table.c.number), 0) + 1).where(table.c.request_id == values["request_id"])
    uow.connection.execute(insert(table), {**values, "number": int(uow.connection.scalar(query) or 1)})


def request(uow: UnitOfWork, request_id: str) -> Row[Any] | None:
    """Return a request, or None."""
    return uow.connection.execute(select(exchange_requests).where(_REQUEST.id == request_id)).first()


def steps(uow: UnitOfWork, request_id: str) -> Sequence[Row[Any]]:
    """Return the steps of a request in their order."""
    table = exchange_request_steps.c
    query = select(exchange_request_steps).where(table.request_id == request_id).order_by(table.number)
    return uow.connection.execute(query).all()


def requests(
    uow: UnitOfWork, tests: Sequence[ColumnElement[bool]], after: str | None, limit: int
) -> Sequence[Row[Any]]:
    """Return up to `limit` requests that pass every test, newest first, after an id."""
    query = select(exchange_requests).where(*tests).order_by(_REQUEST.id.desc()).limit(limit)
    return uow.connection.execute(query if after is None else query.where(_REQUEST.id < after)).all()


def requests_of(uow: UnitOfWork, activity_ids: Collection[str], states: Collection[str]) -> Sequence[Row[Any]]:
    """Return the requests to some activities that are in some states, oldest first."""
    query = select(exchange_requests).where(_REQUEST.activity_id.in_(activity_ids), _REQUEST.state.in_(states))
    return uow.connection.execute(query.order_by(_REQUEST.id)).all()


def agencies_of(uow: UnitOfWork, codes: Collection[str], tests: Sequence[ColumnElement[bool]]) -> dict[str, str]:
    """Return the agency of each code, as its newest request writes it."""
    query = select(_REQUEST.agency_code, _REQUEST.agency).where(_REQUEST.agency_code.in_(codes), *tests)
    return {row.agency_code: row.agency for row in uow.connection.execute(query.order_by(_REQUEST.id))}


def seen(visible: Offices) -> list[ColumnElement[bool]]:
    """Return the test that a request is of some offices."""
    return [] if visible is None else [_REQUEST.office_id.in_(visible)]


def in_state(states: Collection[ExchangeState]) -> ColumnElement[bool]:
    """Return the test that a request is in one of some states."""
    return _REQUEST.state.in_([str(state) for state in states])


def waits_for_somebody(today: date) -> ColumnElement[bool]:
    """Return the test that a request is past its last day, or that the deletion must be asked for."""
    connected = in_state((ExchangeState.APPROVED, ExchangeState.CONNECTED, ExchangeState.SUSPENDED))
    ended = in_state((ExchangeState.ENDED,))
    return or_(connected & (_REQUEST.valid_to < today), ended & (_REQUEST.follow_up_on <= today))


def of_activity(activity_id: str) -> ColumnElement[bool]:
    """Return the test that a request is about an activity."""
    return _REQUEST.activity_id == activity_id


def deciding_steps(uow: UnitOfWork, codes: Collection[str], office_id: int) -> Iterator[Row[Any]]:
    """Yield the steps of requests of some agencies' codes to an office or one above it, request by request in order.

    Only steps that say from when to when a request is approved; each row names its agency's code.
    """
    step, kinds = exchange_request_steps.c, ("approve", "renew", "suspend", "resume", "end")
    above = select(_CLOSURE.c.ancestor_id).where(_CLOSURE.c.descendant_id == office_id)
    query = select(exchange_request_steps, _REQUEST.agency_code).join(exchange_requests)
    query = query.where(step.step.in_(kinds), or_(_REQUEST.office_id == office_id, _REQUEST.office_id.in_(above)))
    query = query.order_by(step.request_id, step.number)
    wanted = list(codes)
    for start in range(0, len(wanted), 500):
        yield from uow.connection.execute(query.where(_REQUEST.agency_code.in_(wanted[start : start + 500])))
