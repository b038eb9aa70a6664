"""Queries on what waits for somebody among the destruction lists."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, and_, func, select

from ropa.db.unit_of_work import UnitOfWork
from ropa.destruction.tables import destruction_items, destruction_lists, destruction_seats, destruction_signatures
from schemas.destruction import HoldingState, ItemOutcome, ListState

Offices = Select[tuple[int]] | None
"""The query of the offices that a caller may see; None means all."""
_LIST, _SEAT = destruction_lists.c, destruction_seats.c


def _unsigned() -> Any:
    """Return the query of the seats of a list's committee whose member has not signed the opinions as they stand."""
    signed = (
        select(destruction_signatures.c.id)
        .where(
            destruction_signatures.c.seat_id == _SEAT.id,
            destruction_signatures.c.opinions_hash == _LIST.opinions_hash,
        )
        .correlate(destruction_lists, destruction_seats)
        .exists()
    )
    return and_(_SEAT.list_id == _LIST.id, _SEAT.ended_at.is_(None), ~signed)


def to_sign(uow: UnitOfWork, person_id: str, limit: int) -> Sequence[Row[Any]]:
    """Return the lists before a committee in which somebody sits who has not signed, oldest first."""
    query = (
        select(destruction_lists)
        .select_from(destruction_lists)
        .join(destruction_seats, _unsigned())
        .where(_SEAT.person_id == person_id, _LIST.state == str(ListState.COMMITTEE))
        .order_by(_LIST.id)
        .limit(limit)
    )
    return uow.connection.execute(query).all()


def standing(uow: UnitOfWork, offices: Offices, state: HoldingState, limit: int) -> Sequence[Row[Any]]:
    """Return (list, items) of the lists of some offices that have open items in a state, oldest first."""
    item = destruction_items.c
    query = (
        select(destruction_lists, func.count().label("items"))
        .select_from(destruction_lists)
        .join(destruction_items, item.list_id == _LIST.id)
        .where(item.state == str(state), item.outcome == str(ItemOutcome.OPEN))
        .group_by(*_LIST)
        .order_by(_LIST.id)
        .limit(limit)
    )
    if offices is not None:
        query = query.where(_LIST.office_id.in_(offices))
    return uow.connection.execute(query).all()


def unsigned(uow: UnitOfWork, list_ids: Sequence[str]) -> dict[str, int]:
    """Return how many members have still to sign, by list."""
    query = (
        select(_LIST.id, func.count())
        .select_from(destruction_lists)
        .join(destruction_seats, _unsigned())
        .where(_LIST.id.in_(list_ids))
        .group_by(_LIST.id)
    )
    return {row[0]: row[1] for row in uow.connection.execute(query)}


def opinions(uow: UnitOfWork, list_id: str) -> dict[str, int]:
    """Return how many items before the committee have which opinion; "" is none yet."""
    item = destruction_items.c
    query = select(func.coalesce(item.opinion, ""), func.count()).where(
        item.list_id == list_id, item.state == str(HoldingState.COMMITTEE_REVIEW)
    )
    return {row[0]: row[1] for row in uow.connection.execute(query.group_by(item.opinion))}
