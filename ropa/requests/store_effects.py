"""Queries on the effects of requests, on what is not gone yet, and on its checks."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    String,
    and_,
    case,
    cast,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    tuple_,
    union_all,
    update,
)

from ropa.db.all_tables import metadata
from ropa.db.unit_of_work import UnitOfWork
from ropa.requests.tables import subject_request_activities, subject_request_rights, subject_requests
from ropa.requests.tables_effects import (
    request_effect_checks,
    request_effect_items,
    request_effect_parts,
    request_effects,
)
from schemas.request_effects import EffectEnd, EffectKind
from schemas.request_terms import RequestState, Right, RightOutcome

AnyRow = Row[*tuple[Any, ...]]
Offices = Select[tuple[int]] | None
_EFFECT, _ITEM, _PART, _CHECK = (
    request_effects.c,
    request_effect_items.c,
    request_effect_parts.c,
    request_effect_checks.c,
)
_HOLDS = metadata.tables["retention_holds"]
#: A right that ended so asks for nothing to be done any more, and so does a request.
_AGAINST = [str(each) for each in (RightOutcome.REFUSED, RightOutcome.NOT_HELD, RightOutcome.WITHDRAWN)]
_UNDECIDED_ENDS = [str(each) for each in (RequestState.WITHDRAWN, RequestState.LAPSED, RequestState.NOT_A_REQUEST)]
_STANDS = _EFFECT.end.is_distinct_from(str(EffectEnd.VOID))


def lock(uow: UnitOfWork, request_id: str) -> None:
    """Let nobody write the next effect of a request until the end of this unit of work."""
    query = select(subject_requests.c.id).where(subject_requests.c.id == request_id)
    uow.connection.execute(query.with_for_update(key_share=True))


def next_number(uow: UnitOfWork, request_id: str) -> int:
    """Return the number of a request's next effect."""
    query = select(func.max(_EFFECT.number)).where(_EFFECT.request_id == request_id)
    return (uow.connection.scalar(query) or 0) + 1


def add(
    uow: UnitOfWork,
    effect: Mapping[str, object],
    items: Sequence[Mapping[str, object]] = (),
    parts: Sequence[Mapping[str, object]] = (),
) -> None:
    """Store an effect with the items that it reaches and with what is not gone yet."""
    uow.connection.execute(insert(request_effects), dict(effect))
    if items:
        uow.connection.execute(insert(request_effect_items), [dict(each) for each in items])
    if parts:
        uow.connection.execute(insert(request_effect_parts), [dict(each) for each in parts])


def effects(uow: UnitOfWork, request_id: str) -> Sequence[AnyRow]:
    """Return the effects of a request in their order."""
    query = select(request_effects).where(_EFFECT.request_id == request_id).order_by(_EFFECT.number)
    return uow.connection.execute(query).all()


def find(uow: UnitOfWork, effect_id: str) -> AnyRow | None:
    """Return one effect, or None."""
    return uow.connection.execute(select(request_effects).where(_EFFECT.id == effect_id)).first()


def items(uow: UnitOfWork, request_id: str) -> Sequence[AnyRow]:
    """Return the items that the withdrawals of a request reach, each with the number of the effect that erased it."""
    eraser = request_effects.alias()
    query = (
        select(request_effect_items, eraser.c.number.label("erased_by_number"))
        .join(request_effects, _EFFECT.id == _ITEM.effect_id)
        .outerjoin(eraser, eraser.c.id == _ITEM.erased_by)
        .where(_EFFECT.request_id == request_id)
        .order_by(_ITEM.effect_id, _ITEM.number)
    )
    return uow.connection.execute(query).all()


def parts(uow: UnitOfWork, request_id: str) -> Sequence[AnyRow]:
    """Return what the effects of a request left, open or gone."""
    query = (
        select(request_effect_parts)
        .join(request_effects, _EFFECT.id == _PART.effect_id)
        .where(_EFFECT.request_id == request_id)
        .order_by(_PART.effect_id, _PART.number)
    )
    return uow.connection.execute(query).all()


def checks(uow: UnitOfWork, part_ids: Collection[str]) -> Sequence[AnyRow]:
    """Return the checks of some parts, oldest first."""
    query = select(request_effect_checks).where(_CHECK.part_id.in_(part_ids))
    return uow.connection.execute(query.order_by(_CHECK.part_id, _CHECK.number)).all()


def answer_items(uow: UnitOfWork, request_id: str, activity_id: str, keys: Collection[str], effect_id: str) -> None:
    """Note that items of this request's withdrawals are gone from an activity, or kept by a law, by an effect."""
    reached = select(_EFFECT.id).where(
        _EFFECT.request_id == request_id,
        _EFFECT.activity_id == activity_id,
        _EFFECT.kind == str(EffectKind.WITHDRAWAL),
        _STANDS,
    )
    uow.connection.execute(
        update(request_effect_items)
        .where(_ITEM.effect_id.in_(reached), _ITEM.item_key.in_(keys), _ITEM.erased_by.is_(None))
        .values(erased_by=effect_id)
    )


def free_items(uow: UnitOfWork, effect_id: str) -> None:
    """Open the items again that an effect, recorded by mistake, had answered."""
    uow.connection.execute(update(request_effect_items).where(_ITEM.erased_by == effect_id).values(erased_by=None))


def end(uow: UnitOfWork, effect_id: str, version: int, values: Mapping[str, object]) -> bool:
    """End an effect; False when it ended before, or changed meanwhile."""
    query = update(request_effects).where(
        _EFFECT.id == effect_id, _EFFECT.version == version, _EFFECT.ended_at.is_(None)
    )
    return uow.connection.execute(query.values(version=version + 1, **values)).rowcount == 1


def close_parts(uow: UnitOfWork, effect_id: str) -> None:
    """Close what an effect that is void had left open."""
    query = update(request_effect_parts).where(_PART.effect_id == effect_id, _PART.closed_at.is_(None))
    uow.connection.execute(query.values(closed_at=uow.now, version=_PART.version + 1))


def change_part(uow: UnitOfWork, part_id: str, version: int, values: Mapping[str, object]) -> bool:
    """Store a change of a part; False when `version` is no longer the present one."""
    query = update(request_effect_parts).where(_PART.id == part_id, _PART.version == version)
    return uow.connection.execute(query.values(version=version + 1, **values)).rowcount == 1


def add_check(uow: UnitOfWork, values: Mapping[str, object]) -> None:
    """Store a check."""
    uow.connection.execute(insert(request_effect_checks), dict(values))


def withdrawn(uow: UnitOfWork, activity_ids: Collection[str]) -> Sequence[AnyRow]:
    """Return (activity, key of a data item) of the withdrawals that stand."""
    query = (
        select(_EFFECT.activity_id, _ITEM.item_key)
        .join(request_effect_items, _ITEM.effect_id == _EFFECT.id)
        .where(_EFFECT.activity_id.in_(activity_ids), _STANDS)
        .distinct()
    )
    return uow.connection.execute(query).all()


def waiting_withdrawals(uow: UnitOfWork, activity_ids: Collection[str]) -> Sequence[AnyRow]:
    """Return (activity, day of receipt) of withdrawals that were received and not recorded there yet."""
    link, right, request = subject_request_activities.c, subject_request_rights.c, subject_requests.c
    recorded = select(_EFFECT.id).where(
        _EFFECT.request_id == request.id,
        _EFFECT.activity_id == link.activity_id,
        _EFFECT.kind == str(EffectKind.WITHDRAWAL),
        _STANDS,
    )
    query: Select[Any] = (
        select(link.activity_id, func.min(right.received_on).label("received_on"))
        .join(subject_requests, request.id == link.request_id)
        .join(subject_request_rights, right.request_id == request.id)
        .where(
            link.activity_id.in_(activity_ids),
            right.right == str(Right.WITHDRAWAL),
            or_(right.outcome.is_(None), right.outcome.not_in(_AGAINST)),
            request.state.not_in(_UNDECIDED_ENDS),
            ~exists(recorded),
        )
        .group_by(link.activity_id)
    )
    return uow.connection.execute(query).all()


def names_activity(uow: UnitOfWork, activity_id: str) -> bool:
    """Tell whether an effect is on record for an activity."""
    return (
        uow.connection.execute(select(_EFFECT.id).where(_EFFECT.activity_id == activity_id).limit(1)).first()
        is not None
    )


def due(uow: UnitOfWork, offices: Offices, after: tuple[date, str] | None, last: date, limit: int) -> Sequence[AnyRow]:
    """Return what is to be looked at behind a place (day, id) and up to a day, in that order: parts and items."""
    checked = select(func.max(_CHECK.at)).where(_CHECK.part_id == _PART.id).scalar_subquery()
    requests = (subject_requests.c.id.label("request_id"), subject_requests.c.ref, subject_requests.c.office_id)
    of_part = (
        select(
            _PART.id,
            *requests,
            _PART.kind.label("what"),
            _PART.next_check_on.label("on"),
            func.coalesce(checked, _EFFECT.recorded_at).label("changed_at"),
        )
        .join(request_effects, _EFFECT.id == _PART.effect_id)
        .join(subject_requests, subject_requests.c.id == _EFFECT.request_id)
        .where(_PART.closed_at.is_(None), *_within(offices, _PART.next_check_on, _PART.id, after, last))
        .order_by(_PART.next_check_on, _PART.id)
        .limit(limit)
    )
    key = _ITEM.effect_id + literal("-") + cast(_ITEM.number, String)
    of_item = (
        select(
            key.label("id"),
            *requests,
            literal("item").label("what"),
            _ITEM.due_on.label("on"),
            _EFFECT.recorded_at.label("changed_at"),
        )
        .join(request_effects, _EFFECT.id == _ITEM.effect_id)
        .join(subject_requests, subject_requests.c.id == _EFFECT.request_id)
        .where(_ITEM.erased_by.is_(None), _STANDS, *_within(offices, _ITEM.due_on, key, after, last))
        .order_by(_ITEM.due_on, key)
        .limit(limit)
    )
    each = (of_part, of_item, _of_effects(offices, after, last).limit(limit))
    together = union_all(*(select(one.subquery()) for one in each)).subquery()
    query = select(together).order_by(together.c.on, together.c.id).limit(limit)
    return uow.connection.execute(query).all()


def _of_effects(offices: Offices, after: tuple[date, str] | None, last: date) -> Select[Any]:
    """Return the query of effects that somebody is to look at: what a law kept until a day, what is restricted without
    a review, and, at once, what is restricted or set apart for a right that ended otherwise.
    """
    rights, requests = subject_request_rights.c, subject_requests.c
    stopped = _EFFECT.kind.in_([str(EffectKind.RESTRICTION), str(EffectKind.SEPARATION)])
    against = or_(rights.outcome.in_(_AGAINST), requests.state.in_(_UNDECIDED_ENDS))
    on = case((and_(stopped, against), _EFFECT.done_on), else_=_EFFECT.look_on)
    return (
        select(
            _EFFECT.id,
            requests.id.label("request_id"),
            requests.ref,
            requests.office_id,
            _EFFECT.kind.label("what"),
            on.label("on"),
            _EFFECT.recorded_at.label("changed_at"),
        )
        .join(subject_requests, requests.id == _EFFECT.request_id)
        .join(
            subject_request_rights,
            and_(rights.request_id == _EFFECT.request_id, rights.seq == _EFFECT.right_seq),
        )
        .where(on.is_not(None), _in_force(), *_within(offices, on, _EFFECT.id, after, last))
        .order_by(on, _EFFECT.id)
    )


def unfinished() -> ColumnElement[bool]:
    """Return the condition that something of a request is to be followed after its end: a row of `subject_requests`
    with a part that is not gone, an item that is to be erased, or a restriction in force.
    """
    of_request = _EFFECT.request_id == subject_requests.c.id
    part = select(_PART.id).join(request_effects, _EFFECT.id == _PART.effect_id).where(of_request)
    item = select(_ITEM.number).join(request_effects, _EFFECT.id == _ITEM.effect_id).where(of_request)
    restricted = select(_EFFECT.id).where(of_request, _EFFECT.kind == str(EffectKind.RESTRICTION), _in_force())
    return or_(
        exists(part.where(_PART.closed_at.is_(None))),
        exists(item.where(_ITEM.erased_by.is_(None), _STANDS)),
        exists(restricted),
    )


def _in_force() -> ColumnElement[bool]:
    """Return the condition of an effect that did not end, nor was its hold lifted elsewhere."""
    lifted = select(_HOLDS.c.id).where(_HOLDS.c.id == _EFFECT.hold_id, _HOLDS.c.lifted_at.is_not(None))
    return and_(_EFFECT.ended_at.is_(None), ~exists(lifted))


def _within(
    offices: Offices,
    day: ColumnElement[date],
    key: ColumnElement[str],
    after: tuple[date, str] | None,
    last: date,
) -> list[ColumnElement[bool]]:
    tests: list[ColumnElement[bool]] = [day <= last]
    if offices is not None:
        tests.append(subject_requests.c.office_id.in_(offices))
    if after is not None:
        tests.append(tuple_(day, key) > after)
    return tests
