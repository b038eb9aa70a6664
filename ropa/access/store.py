"""Queries on tokens and on the reach of grants."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, insert, select

from ropa.access.tables import api_tokens, office_closure
from ropa.db.unit_of_work import UnitOfWork
from schemas.access import TokenMade

_BY_HASH = select(
    api_tokens.c.id,
    api_tokens.c.role,
    api_tokens.c.office_id,
    api_tokens.c.expires_at,
    api_tokens.c.revoked_at,
)


def add_token(uow: UnitOfWork, token: TokenMade, secret_hash: str) -> None:
    """Store a token without its secret."""
    uow.connection.execute(
        insert(api_tokens),
        {
            "id": token.id,
            "secret_hash": secret_hash,
            "role": str(token.role),
            "office_id": token.office_id,
            "created_at": uow.now,
            "expires_at": token.expires_at,
        },
    )


def find_token(uow: UnitOfWork, secret_hash: str) -> tuple[str, str, int, datetime, datetime | None] | None:
    """Return id, role, office, expiry and revocation of a token, or None."""
    row = uow.connection.execute(_BY_HASH.where(api_tokens.c.secret_hash == secret_hash)).first()
    return None if row is None else (row.id, row.role, row.office_id, row.expires_at, row.revoked_at)


def below(ancestors: Iterable[int]) -> Select[tuple[int]]:
    """Return the query of all offices at or below any of `ancestors`."""
    return select(office_closure.c.descendant_id).where(office_closure.c.ancestor_id.in_(tuple(ancestors)))


def above(offices: Iterable[int]) -> Select[tuple[int]]:
    """Return the query of all offices at or above any of `offices`."""
    return select(office_closure.c.ancestor_id).where(office_closure.c.descendant_id.in_(tuple(offices)))


def ids_of(uow: UnitOfWork, query: Select[tuple[int]]) -> frozenset[int]:
    """Return the offices of a query such as `below` gives."""
    found: Iterable[Any] = uow.connection.scalars(query)
    return frozenset(found)


def is_below(uow: UnitOfWork, office_id: int, ancestors: Iterable[int]) -> bool:
    """Tell whether an office is at or below any of `ancestors`. Every known office is below itself."""
    query = below(ancestors).where(office_closure.c.descendant_id == office_id).limit(1)
    return uow.connection.execute(query).first() is not None


def replace_closure(uow: UnitOfWork, closure: Iterable[tuple[int, int, int]]) -> None:
    """Replace the closure of the office tree."""
    uow.connection.execute(delete(office_closure))
    rows = [{"ancestor_id": a, "descendant_id": d, "depth": depth} for a, d, depth in closure]
    uow.connection.execute(insert(office_closure), rows)
