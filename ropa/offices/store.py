"""Queries on offices."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Select, bindparam, insert, select, update

from ropa.db.unit_of_work import UnitOfWork
from ropa.offices.tables import office_history, offices
from schemas.office import Office
from schemas.thai_text import sort_key

_NAME = select(offices.c.name).where(offices.c.id == bindparam("office_id"))
_OPEN = (
    select(offices.c.ended_on).where(offices.c.id == bindparam("office_id")).with_for_update(read=True, key_share=True)
)


def existing_ids(uow: UnitOfWork) -> set[int]:
    """Return the ids of all stored offices."""
    return set(uow.connection.scalars(select(offices.c.id)))


def changed_ids(uow: UnitOfWork) -> set[int]:
    """Return the ids of the offices whose name, place or end a reorganisation decided."""
    return set(uow.connection.scalars(select(offices.c.id).where(offices.c.is_changed)))


def add_all(uow: UnitOfWork, listed: Iterable[Office], *, changed: bool = False) -> None:
    """Insert offices, parents first."""
    rows = [{"id": office.id, "is_changed": changed, **_values(office)} for office in listed]
    if rows:
        uow.connection.execute(insert(offices), rows)


def replace(uow: UnitOfWork, office: Office, *, changed: bool) -> None:
    """Store an office as it is now; `changed`: a reorganisation says so."""
    values = _values(office) | ({"is_changed": True} if changed else {})
    uow.connection.execute(update(offices).where(offices.c.id == office.id).values(**values))


def _values(office: Office) -> dict[str, object]:
    return {
        "parent_id": office.parent_id,
        "name": office.name,
        "sort_key": sort_key(office.name),
        "org_id": office.org_id,
        "province_id": office.province_id,
        "is_placeholder": office.is_placeholder,
        "ended_on": office.ended_on,
    }


def add_past(uow: UnitOfWork, office: Office, until_at: datetime) -> None:
    """Note what an office was called and where it stood until a moment.

    Where something else is noted until that moment or a later one, what stands there counted for no time and is left
    out: what the office was before stays as it was noted.
    """
    past = office_history.c
    known = select(past.office_id).where(past.office_id == office.id, past.until_at >= until_at)
    if uow.connection.execute(known.limit(1)).first() is None:
        values = {"office_id": office.id, "until_at": until_at, "name": office.name, "parent_id": office.parent_id}
        uow.connection.execute(insert(office_history), values)


def past_since(uow: UnitOfWork, moment: datetime) -> list[tuple[int, str, int | None]]:
    """Return id, name and parent of what counted until a moment or later; for each office the latest first."""
    past = office_history.c
    query = select(past.office_id, past.name, past.parent_id).where(past.until_at >= moment)
    return [tuple(row) for row in uow.connection.execute(query.order_by(past.until_at.desc()))]


def lock_open(uow: UnitOfWork, office_id: int) -> bool | None:
    """Tell whether an office is open, and let it end only after this unit of work; None: there is none of this id.

    The lock is the one that the foreign key of a new row takes anyway, a moment earlier.
    """
    row = uow.connection.execute(_OPEN, {"office_id": office_id}).first()
    return None if row is None else row.ended_on is None


def lock_for_change(uow: UnitOfWork) -> None:
    """Let everybody who puts something into an office wait until this unit of work ends, and wait for those who do."""
    uow.connection.execute(select(offices.c.id).order_by(offices.c.id).with_for_update()).all()


def all_offices(uow: UnitOfWork, *, within: Select[tuple[int]] | None = None) -> list[Office]:
    """Return every office (of those in `within`) in the Thai order of names, office 0 first."""
    columns = (
        offices.c.id,
        offices.c.parent_id,
        offices.c.name,
        offices.c.org_id,
        offices.c.province_id,
        offices.c.is_placeholder,
        offices.c.ended_on,
    )
    query = select(*columns).order_by(offices.c.id != 0, offices.c.sort_key, offices.c.id)
    found = uow.connection.execute(query if within is None else query.where(offices.c.id.in_(within)))
    return [Office(**row._mapping) for row in found]  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping


def name_of(uow: UnitOfWork, office_id: int) -> str | None:
    """Return an office's name, or None when there is none of this id."""
    return uow.connection.scalar(_NAME, {"office_id": office_id})
