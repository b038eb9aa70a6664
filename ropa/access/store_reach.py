"""Queries on who holds which role for which offices."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, select

from ropa.access.store_people import counts_on
from ropa.access.tables import api_tokens, grants, office_closure, people
from ropa.db.unit_of_work import UnitOfWork

#: Values in one query.
_BATCH = 500
AnyRow = Row[*tuple[Any, ...]]


def holders(uow: UnitOfWork, office_ids: Collection[int], roles: Collection[str], today: date) -> Sequence[AnyRow]:
    """Return (office, role, depth, person) of each grant of a role that counts today and reaches an office."""
    columns = (office_closure.c.descendant_id, grants.c.role, office_closure.c.depth, grants.c.person_id)
    query = (
        select(*columns)
        .distinct()
        .join(grants, grants.c.office_id == office_closure.c.ancestor_id)
        .where(grants.c.role.in_(sorted(roles)), counts_on(today))
        .order_by(*columns)
    )
    wanted = sorted(office_ids)
    found: list[AnyRow] = []
    for start in range(0, len(wanted), _BATCH):
        some = query.where(office_closure.c.descendant_id.in_(wanted[start : start + _BATCH]))
        found += uow.connection.execute(some).all()
    return found


def ending(uow: UnitOfWork, first: date, last: date) -> Sequence[AnyRow]:
    """Return the grants that count today and whose last day lies between two days, both included."""
    query = select(grants).where(counts_on(first), grants.c.valid_through.is_not(None), grants.c.valid_through <= last)
    return uow.connection.execute(query.order_by(grants.c.id)).all()


def person_actor(uow: UnitOfWork, person_id: str, today: date) -> tuple[str, Sequence[AnyRow]] | None:
    """Return the name of a person and the grants that count today, or None for nobody."""
    named = uow.connection.execute(select(people.c.display_name).where(people.c.id == person_id)).first()
    if named is None:
        return None
    query = select(grants.c.role, grants.c.office_id, grants.c.is_acting).distinct()
    query = query.where(grants.c.person_id == person_id, counts_on(today)).order_by(grants.c.office_id, grants.c.role)
    return named[0] or "", uow.connection.execute(query).all()


def token_grant(uow: UnitOfWork, token_id: str) -> tuple[str, int] | None:
    """Return role and office of a token that counts, or None."""
    counts = (api_tokens.c.revoked_at.is_(None), api_tokens.c.expires_at > uow.now)
    row = uow.connection.execute(
        select(api_tokens.c.role, api_tokens.c.office_id).where(api_tokens.c.id == token_id, *counts)
    ).first()
    return None if row is None else (row.role, row.office_id)
