"""Use cases of access: tokens, and what the present actor may see."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import Select

from ropa.access import store
from ropa.access.rules import Permission, offices_for
from ropa.audit.service import record
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Forbidden, NotFound, Unauthenticated, invalid
from schemas.access import Actor, Channel, Grant, Role, TokenMade
from schemas.office import WHOLE_MINISTRY

TOKEN_PREFIX = "ropa_"  # noqa: S105 - a prefix that lets secret scanners find a leaked token
MAX_TOKEN_DAYS = 366


def create_token(uow: UnitOfWork, role: Role, office_id: int, days: int) -> TokenMade:
    """Return a new bearer token for a service account; its secret is not stored and cannot be shown again.

    Raises: Invalid when the office is unknown or `days` is outside 1 to 366.
    """
    if not 1 <= days <= MAX_TOKEN_DAYS:
        raise invalid("/days", f"จำนวนวันต้องอยู่ระหว่าง 1 ถึง {MAX_TOKEN_DAYS}", f"days must be 1 to {MAX_TOKEN_DAYS}")
    if not store.is_below(uow, office_id, [office_id]):
        raise invalid("/office_id", f"ไม่พบหน่วยงานรหัส {office_id}", f"There is no office {office_id}")
    made = TokenMade(
        id=new_id(uow.now),
        role=role,
        office_id=office_id,
        expires_at=uow.now + timedelta(days=days),
        secret=TOKEN_PREFIX + secrets.token_urlsafe(32),
    )
    store.add_token(uow, made, _hash(made.secret))
    record(uow, "token.created", f"token:{made.id}", {"role": str(role), "office_id": office_id, "days": days})
    return made


def _hash(secret: str) -> str:
    # The secret has 256 random bits, so a plain hash cannot be searched; a slow one would only slow every request.
    return hashlib.sha256(secret.encode()).hexdigest()


def actor_of_token(uow: UnitOfWork, secret: str) -> Actor:
    """Return the actor of a bearer token.

    Raises: Unauthenticated when it is unknown, expired or revoked; the answer does not tell which.
    """
    found = store.find_token(uow, _hash(secret))
    if found is None:
        raise Unauthenticated
    token_id, role, office_id, expires_at, revoked_at = found
    if revoked_at is not None or expires_at <= uow.now:
        raise Unauthenticated
    grant = Grant(role=Role.of(role), office_id=office_id)
    return Actor(id=f"token:{token_id}", name=f"token {token_id}", channel=Channel.TOKEN, grants=(grant,))


def replace_reach(uow: UnitOfWork, closure: Iterable[tuple[int, int, int]]) -> None:
    """Replace the closure (ancestor, descendant, depth) that says which offices a grant reaches."""
    store.replace_closure(uow, closure)


def visible_offices(uow: UnitOfWork, permission: Permission) -> Select[tuple[int]] | None:
    """Return the query of the offices where the actor has a permission; None means the whole ministry.

    Raises: Forbidden when it has it nowhere.
    """
    held = offices_for(uow.actor, permission)
    if not held:
        raise Forbidden
    return None if WHOLE_MINISTRY in held else store.below(sorted(held))


def visible_ids(uow: UnitOfWork, permission: Permission) -> frozenset[int] | None:
    """Return the offices where the actor has a permission, read; None means the whole ministry.

    Raises: Forbidden when it has it nowhere.
    """
    query = visible_offices(uow, permission)
    return None if query is None else store.ids_of(uow, query)


def offices_above(uow: UnitOfWork, permission: Permission) -> Select[tuple[int]]:
    """Return the query of the offices at or above those where the actor has a permission, the whole ministry too."""
    return store.above([*offices_for(uow.actor, permission)])


def ids_above(uow: UnitOfWork, permission: Permission) -> frozenset[int]:
    """Return the offices at or above those where the actor has a permission, read."""
    held = offices_for(uow.actor, permission)
    return store.ids_of(uow, store.above(sorted(held))) if held else frozenset()


def is_from_above(uow: UnitOfWork, permission: Permission, office_id: int) -> bool:
    """Tell whether an office lies above one where the actor has a permission: what it orders concerns them."""
    held = offices_for(uow.actor, permission)
    return bool(held) and (office_id == WHOLE_MINISTRY or office_id in store.ids_of(uow, store.above(sorted(held))))


def at_or_below(office_id: int) -> Select[tuple[int]]:
    """Return the query of an office and all below it."""
    return store.below([office_id])


def may(uow: UnitOfWork, permission: Permission, office_id: int) -> bool:
    """Tell whether the actor has a permission at an office."""
    held = offices_for(uow.actor, permission)
    if office_id in held:
        return True
    return WHOLE_MINISTRY in held or (bool(held) and store.is_below(uow, office_id, sorted(held)))


def require(uow: UnitOfWork, permission: Permission, office_id: int, *, hide: bool = False) -> None:
    """Return when the actor has a permission at an office.

    Raises: Forbidden; NotFound instead when `hide`, so that an id of another office cannot be probed.
    """
    if not may(uow, permission, office_id):
        raise NotFound if hide else Forbidden


def holds(uow: UnitOfWork, role: Role, office_id: int) -> bool:
    """Tell whether the actor holds a role at an office, or above it; a deputy's grant counts."""
    held = frozenset(grant.office_id for grant in uow.actor.grants if grant.role is role)
    if office_id in held or WHOLE_MINISTRY in held:
        return True
    return bool(held) and store.is_below(uow, office_id, sorted(held))
