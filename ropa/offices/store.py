"""Queries on offices."""

from collections.abc import Iterable

from sqlalchemy import Select, bindparam, insert, select, update

from ropa.db.unit_of_work import UnitOfWork
from ropa.offices.tables import offices
from schemas.office import Office
from schemas.thai_text import sort_key

_NAME = select(offices.c.name).where(offices.c.id == bindparam("office_id"))


def existing_ids(uow: UnitOfWork) -> set[int]:
    """Return the ids of all stored offices."""
    return set(uow.connection.scalars(select(offices.c.id)))


def save_all(uow: UnitOfWork, listed: Iterable[Office]) -> None:
    """Insert or update offices (parents first); offices not listed stay."""
    have = existing_ids(uow)
    rows = [
        {
            "id": office.id,
            "parent_id": office.parent_id,
            "name": office.name,
            "sort_key": sort_key(office.name),
            "org_id": office.org_id,
            "province_id": office.province_id,
            "is_placeholder": office.is_placeholder,
        }
        for office in listed
    ]
    new = [row for row in rows if row["id"] not in have]
    if new:
        uow.connection.execute(insert(offices), new)
    for row in rows:
        if row["id"] in have:
            uow.connection.execute(update(offices).where(offices.c.id == row["id"]).values(**row))


def all_offices(uow: UnitOfWork, *, within: Select[tuple[int]] | None = None) -> list[Office]:
    """Return every office (of those in `within`) in the Thai order of names, office 0 first."""
    columns = (
        offices.c.id,
        offices.c.parent_id,
        offices.c.name,
        offices.c.org_id,
        offices.c.province_id,
        offices.c.is_placeholder,
    )
    query = select(*columns).order_by(offices.c.id != 0, offices.c.sort_key, offices.c.id)
    found = uow.connection.execute(query if within is None else query.where(offices.c.id.in_(within)))
    return [Office(**row._mapping) for row in found]  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping


def name_of(uow: UnitOfWork, office_id: int) -> str | None:
    """Return an office's name, or None when there is none of this id."""
    return uow.connection.scalar(_NAME, {"office_id": office_id})
