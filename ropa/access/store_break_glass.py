"""The one row of the emergency sign-in."""

from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from ropa.access.tables import emergency_sign_in, grants, sessions
from ropa.db.unit_of_work import UnitOfWork

_ID = 1


def read(uow: UnitOfWork) -> Row[Any] | None:
    """Return the row; None before the first try."""
    return uow.connection.execute(select(emergency_sign_in).where(emergency_sign_in.c.id == _ID)).first()


def make(uow: UnitOfWork) -> None:
    """Make the row, if nobody else has."""
    try:
        with uow.connection.begin_nested():
            uow.connection.execute(insert(emergency_sign_in), {"id": _ID, "failures": 0})
    except IntegrityError:
        return


def change(uow: UnitOfWork, seen: Row[Any], values: dict[str, Any]) -> bool:
    """Store values; False when somebody else has tried since the row was `seen`."""
    query = update(emergency_sign_in).where(
        emergency_sign_in.c.id == _ID,
        emergency_sign_in.c.failures == seen.failures,
        emergency_sign_in.c.failed_at.is_not_distinct_from(seen.failed_at),
    )
    return uow.connection.execute(query.values(**values)).rowcount == 1


def store(uow: UnitOfWork, values: dict[str, Any]) -> None:
    """Store values."""
    uow.connection.execute(update(emergency_sign_in).where(emergency_sign_in.c.id == _ID).values(**values))


def end_rights_and_sessions(uow: UnitOfWork, person_id: str, ended_by: str) -> None:
    """End every right and session that the account still has."""
    held = update(grants).where(grants.c.person_id == person_id, grants.c.ended_at.is_(None))
    uow.connection.execute(held.values(ended_at=uow.now, ended_by=ended_by))
    running = update(sessions).where(sessions.c.person_id == person_id, sessions.c.ended_at.is_(None))
    uow.connection.execute(running.values(ended_at=uow.now))
