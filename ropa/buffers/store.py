"""Queries on unsaved text."""

from datetime import datetime

from sqlalchemy import Row, delete, insert, select, update

from ropa.buffers.tables import form_buffers
from ropa.db.unit_of_work import UnitOfWork


def replace(uow: UnitOfWork, person_id: str, place: str, sealed: bytes) -> None:
    """Keep what a person typed at a place instead of what was kept before."""
    discard(uow, person_id, place)
    values = {"person_id": person_id, "place": place, "saved_at": uow.now, "sealed": sealed}
    uow.connection.execute(insert(form_buffers), values)


def find(uow: UnitOfWork, person_id: str, place: str) -> Row[datetime, bytes] | None:
    """Return what is kept at a place."""
    query = select(form_buffers.c.saved_at, form_buffers.c.sealed)
    return uow.connection.execute(
        query.where(form_buffers.c.person_id == person_id, form_buffers.c.place == place)
    ).first()


def places(uow: UnitOfWork, person_id: str) -> list[tuple[str, datetime]]:
    """Return where a person has unsaved text, newest first."""
    query = select(form_buffers.c.place, form_buffers.c.saved_at).where(form_buffers.c.person_id == person_id)
    rows = uow.connection.execute(query.order_by(form_buffers.c.saved_at.desc(), form_buffers.c.place))
    return [(row.place, row.saved_at) for row in rows]


def all_places(uow: UnitOfWork) -> list[tuple[str, str]]:
    """Return person and place of every text."""
    rows = uow.connection.execute(select(form_buffers.c.person_id, form_buffers.c.place))
    return [(row.person_id, row.place) for row in rows]


def change(uow: UnitOfWork, person_id: str, place: str, sealed: bytes) -> None:
    """Replace what is kept at a place by the same under another key."""
    here = (form_buffers.c.person_id == person_id, form_buffers.c.place == place)
    uow.connection.execute(update(form_buffers).where(*here).values(sealed=sealed))


def discard(uow: UnitOfWork, person_id: str, *at: str) -> None:
    """Forget what is kept at some places."""
    uow.connection.execute(
        delete(form_buffers).where(form_buffers.c.person_id == person_id, form_buffers.c.place.in_(at))
    )


def forget(uow: UnitOfWork, before: datetime) -> int:
    """Forget what everybody left lying since before a moment; return how many that were."""
    return uow.connection.execute(delete(form_buffers).where(form_buffers.c.saved_at < before)).rowcount


def forget_below(uow: UnitOfWork, prefix: str, before: datetime | None = None) -> int:
    """Forget what anybody has at places that begin so, left since before a moment or at all; return how many."""
    gone = delete(form_buffers).where(form_buffers.c.place.startswith(prefix, autoescape=True))
    return uow.connection.execute(gone if before is None else gone.where(form_buffers.c.saved_at < before)).rowcount


def people_with(uow: UnitOfWork, prefix: str) -> list[str]:
    """Return who has something at places that begin so."""
    here = form_buffers.c.place.startswith(prefix, autoescape=True)
    return list(uow.connection.scalars(select(form_buffers.c.person_id).where(here).distinct()))


def forget_of(uow: UnitOfWork, people: list[str], prefix: str) -> int:
    """Forget what some people have at places that begin so; return how many."""
    here = form_buffers.c.place.startswith(prefix, autoescape=True)
    return uow.connection.execute(delete(form_buffers).where(here, form_buffers.c.person_id.in_(people))).rowcount
