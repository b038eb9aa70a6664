"""Queries on a committee: seats, signatures, and the opinions that it gave in the end."""

from collections.abc import Collection, Mapping, Sequence

import msgspec
from sqlalchemy import and_, insert, select, update

from ropa.db.unit_of_work import UnitOfWork
from ropa.destruction.tables import destruction_opinions, destruction_seats, destruction_signatures
from schemas.destruction import Seat
from schemas.destruction_lists import CommitteeSeat, Paper

_PAPER = msgspec.json.Decoder(Paper)


def seats(uow: UnitOfWork, list_id: str, opinions_hash: str | None) -> list[CommitteeSeat]:
    """Return who sits in the committee now, in its order, with the signatures under the opinions of a hash."""
    seat, signed = destruction_seats.c, destruction_signatures.c
    under = and_(signed.seat_id == seat.id, signed.opinions_hash == (opinions_hash or ""))
    query = (
        select(destruction_seats, signed.signed_at, signed.signed_by, signed.dissent, signed.paper)
        .outerjoin(destruction_signatures, under)
        .where(seat.list_id == list_id, seat.ended_at.is_(None))
        .order_by(seat.place)
    )
    return [
        CommitteeSeat(
            id=row.id,
            seat=Seat.of(row.seat),
            name=row.name,
            position=row.position,
            person_id=row.person_id,
            order_no=row.order_no,
            ordered_on=row.ordered_on,
            has_signed=row.signed_at is not None,
            signed_at=row.signed_at,
            signed_by=row.signed_by,
            dissent=row.dissent,
            paper=_PAPER.decode(row.paper) if row.paper else None,
        )
        for row in uow.connection.execute(query)
    ]


def members_ever(uow: UnitOfWork, list_id: str) -> tuple[set[str], set[str]]:
    """Return who sits in the committee or signed in it before: the people (`people.id`), and the names without one."""
    seat, signed = destruction_seats.c, destruction_signatures.c
    query = select(seat.person_id, seat.name).where(
        seat.list_id == list_id, seat.ended_at.is_(None) | seat.id.in_(select(signed.seat_id))
    )
    rows = uow.connection.execute(query).all()
    return {row.person_id for row in rows if row.person_id}, {row.name for row in rows if not row.person_id}


def end_seats(uow: UnitOfWork, ids: Collection[str]) -> None:
    """End seats; what they signed stays."""
    if ids:
        uow.connection.execute(
            update(destruction_seats).where(destruction_seats.c.id.in_(sorted(ids))).values(ended_at=uow.now)
        )


def add_seats(uow: UnitOfWork, rows: Sequence[Mapping[str, object]]) -> None:
    """Store new seats."""
    if rows:
        uow.connection.execute(insert(destruction_seats), [dict(row) for row in rows])


def place_seat(uow: UnitOfWork, seat_id: str, place: int) -> None:
    """Note where in the committee's order a seat stands."""
    uow.connection.execute(update(destruction_seats).where(destruction_seats.c.id == seat_id).values(place=place))


def add_signature(uow: UnitOfWork, values: Mapping[str, object]) -> None:
    """Store a signature."""
    uow.connection.execute(insert(destruction_signatures), dict(values))


def add_opinions(uow: UnitOfWork, rows: Sequence[Mapping[str, object]]) -> None:
    """Store what the committee advised in the end."""
    if rows:
        uow.connection.execute(insert(destruction_opinions), [dict(row) for row in rows])
