"""Queries on people, their grants and their sessions."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, func, insert, or_, select, true, update
from sqlalchemy.exc import IntegrityError

from ropa.access.tables import grants, office_closure, people, sessions, used_portal_tokens
from ropa.db.unit_of_work import UnitOfWork
from schemas.access import Actor, Channel, Grant, GrantTerms, PersonGrant, Role, SessionRead
from schemas.thai_text import spellings


def person_of_hash(uow: UnitOfWork, id_hash: str) -> Row[Any] | None:
    """Return id and names of the person of a keyed hash, or None."""
    return uow.connection.execute(select(people).where(people.c.id_hash == id_hash)).first()


def add_person(uow: UnitOfWork, values: dict[str, Any]) -> None:
    """Store a new person."""
    uow.connection.execute(insert(people), values)


def update_person(uow: UnitOfWork, person_id: str, values: dict[str, Any]) -> None:
    """Store what the portal said of a person."""
    uow.connection.execute(update(people).where(people.c.id == person_id).values(**values))


PersonRow = Row[*tuple[Any, ...]]


def person(uow: UnitOfWork, person_id: str, reach: frozenset[int] | None) -> PersonRow | None:
    """Return a person with a right, past or present, at or below any office of `reach` (None: any person)."""
    query = select(people).where(people.c.id == person_id)
    if reach is not None:
        below = select(office_closure.c.descendant_id).where(office_closure.c.ancestor_id.in_(sorted(reach)))
        query = query.where(people.c.id.in_(select(grants.c.person_id).where(grants.c.office_id.in_(below))))
    return uow.connection.execute(query).first()


def names(uow: UnitOfWork, person_ids: Sequence[str]) -> list[tuple[str, str]]:
    """Return id and name of those people that have a name."""
    query = select(people.c.id, people.c.display_name).where(people.c.id.in_(person_ids))
    rows = uow.connection.execute(query.where(people.c.display_name.is_not(None))) if person_ids else ()
    return [(row.id, row.display_name) for row in rows]


def reached(uow: UnitOfWork, person_ids: Sequence[str]) -> list[PersonRow]:
    """Return id, name and e-mail address of people."""
    query = select(people.c.id, people.c.display_name, people.c.email)
    chunks = (person_ids[start : start + 500] for start in range(0, len(person_ids), 500))
    return [row for chunk in chunks for row in uow.connection.execute(query.where(people.c.id.in_(chunk)))]


def named(uow: UnitOfWork) -> Sequence[PersonRow]:
    """Return id, name and the moments that tell who is suspended, of everybody who has a name."""
    columns = (people.c.id, people.c.display_name, people.c.created_at, people.c.signed_in_at, people.c.activated_at)
    query = select(*columns).where(people.c.display_name.is_not(None))
    return uow.connection.execute(query.order_by(people.c.id)).all()


def named_like(uow: UnitOfWork, names: Sequence[Sequence[str]]) -> list[str]:
    """Return the names of people in which every word of one of some names stands."""
    name = people.c.display_name
    alike = [and_(*(name.contains(word, autoescape=True) for word in words)) for words in names]
    return [found for found in uow.connection.scalars(select(name).where(or_(*alike))) if found] if alike else []


def people_after(uow: UnitOfWork, after: str, limit: int) -> Sequence[PersonRow]:
    """Return people in the order of their ids, from after one on."""
    return uow.connection.execute(select(people).where(people.c.id > after).order_by(people.c.id).limit(limit)).all()


def seen_at(uow: UnitOfWork, person_id: str) -> datetime | None:
    """Return when a person last signed in, was let in again or was added, whichever is latest."""
    columns = (people.c.created_at, people.c.signed_in_at, people.c.activated_at)
    row = uow.connection.execute(select(*columns).where(people.c.id == person_id)).first()
    return None if row is None else max(each for each in row if each is not None)


def last_sign_in(uow: UnitOfWork) -> datetime | None:
    """Return when any person signed in last."""
    newest: datetime | None = uow.connection.scalar(select(func.max(people.c.signed_in_at)))
    return newest


def add_session(uow: UnitOfWork, values: dict[str, Any]) -> None:
    """Store a session."""
    uow.connection.execute(insert(sessions), values)


def end_session(uow: UnitOfWork, token_hash: str) -> int:
    """End a session that has not ended; return how many that were, 0 or 1."""
    query = update(sessions).where(sessions.c.token_hash == token_hash, sessions.c.ended_at.is_(None))
    return uow.connection.execute(query.values(ended_at=uow.now)).rowcount


def forget_sessions(uow: UnitOfWork, before: datetime) -> int:
    """Remove the sessions and used tokens that expired before a moment; return how many sessions that were."""
    uow.connection.execute(delete(used_portal_tokens).where(used_portal_tokens.c.expires_at < before))
    return uow.connection.execute(delete(sessions).where(sessions.c.expires_at < before)).rowcount


def use_token(uow: UnitOfWork, token_hash: str, expires_at: datetime) -> bool:
    """Remember that a token of the portal was used; False when it was used before."""
    try:
        with uow.connection.begin_nested():
            uow.connection.execute(insert(used_portal_tokens), {"token_hash": token_hash, "expires_at": expires_at})
    except IntegrityError:
        return False
    return True


def counts_on(today: date) -> Any:
    """Return the condition of a grant that counts on a day."""
    return and_(
        grants.c.ended_at.is_(None),
        or_(grants.c.valid_from.is_(None), grants.c.valid_from <= today),
        or_(grants.c.valid_through.is_(None), grants.c.valid_through >= today),
    )


_SESSION = select(
    sessions.c.token_hash,
    sessions.c.person_id,
    sessions.c.expires_at,
    sessions.c.ended_at,
    people.c.display_name,
    grants.c.role,
    grants.c.office_id,
    grants.c.is_acting,
).where(people.c.id == sessions.c.person_id)


def find_session(uow: UnitOfWork, token_hash: str, today: date) -> SessionRead | None:
    """Return a session, ended or not, with the actor and the grants that count today; one query."""
    joined = sessions.join(people, people.c.id == sessions.c.person_id).outerjoin(
        grants, and_(grants.c.person_id == people.c.id, counts_on(today))
    )
    rows = uow.connection.execute(
        _SESSION.select_from(joined).where(sessions.c.token_hash == token_hash).order_by(grants.c.office_id)
    ).all()
    if not rows:
        return None
    first = rows[0]
    held = (
        Grant(role=Role.of(row.role), office_id=row.office_id, is_acting=row.is_acting)
        for row in rows
        if row.role is not None
    )
    return SessionRead(
        token_hash=first.token_hash,
        person_id=first.person_id,
        expires_at=first.expires_at,
        ended_at=first.ended_at,
        actor=Actor(
            id=f"person:{first.person_id}",
            name=first.display_name or "",
            channel=Channel.WEB,
            grants=tuple(dict.fromkeys(held)),
        ),
    )


def lock(uow: UnitOfWork, person_id: str) -> None:
    """Let nobody else change this person's grants until the end: two who give the same right make one (PostgreSQL)."""
    uow.connection.execute(select(people.c.id).where(people.c.id == person_id).with_for_update())


def add_grant(uow: UnitOfWork, values: dict[str, Any]) -> None:
    """Store a grant."""
    uow.connection.execute(insert(grants), values)


def same_grant(uow: UnitOfWork, person_id: str, terms: GrantTerms, today: date) -> Row[Any] | None:
    """Return the person's grant of the same kind at the same office that counts or will count, or None."""
    not_over = or_(grants.c.valid_through.is_(None), grants.c.valid_through >= today)
    query = select(grants).where(
        grants.c.person_id == person_id,
        grants.c.role == str(terms.role),
        grants.c.office_id == terms.office_id,
        grants.c.is_acting == terms.is_acting,
        grants.c.ended_at.is_(None),
        not_over,
    )
    return uow.connection.execute(query).first()


_GRANTS = select(grants, people.c.display_name).join(people, people.c.id == grants.c.person_id)


def find_grant(uow: UnitOfWork, grant_id: str) -> PersonGrant | None:
    """Return one grant, ended or not."""
    row = uow.connection.execute(_GRANTS.where(grants.c.id == grant_id)).first()
    return None if row is None else _person_grant(row)


def end_grant(uow: UnitOfWork, grant_id: str) -> int:
    """End a grant that has not been ended; return how many that were, 0 or 1."""
    query = update(grants).where(grants.c.id == grant_id, grants.c.ended_at.is_(None))
    return uow.connection.execute(query.values(ended_at=uow.now, ended_by=uow.actor.id)).rowcount


def change_grant(uow: UnitOfWork, grant_id: str, terms: GrantTerms) -> None:
    """Move the first and last day of a grant, and say why."""
    values = {"valid_from": terms.valid_from, "valid_through": terms.valid_through, "reason": terms.reason}
    uow.connection.execute(update(grants).where(grants.c.id == grant_id).values(**values))


def list_grants(
    uow: UnitOfWork,
    reach: frozenset[int] | None,
    today: date,
    after: str | None,
    limit: int,
    name: str | None = None,
    only: ColumnElement[bool] | None = None,
) -> list[PersonGrant]:
    """Return the grants that count today at or below any office of `reach` (None: everywhere), oldest first."""
    query = _GRANTS.where(counts_on(today), within(reach)).order_by(grants.c.id).limit(limit)
    if only is not None:
        query = query.where(only)
    if after is not None:
        query = query.where(grants.c.id > after)
    if name:
        query = query.where(people.c.display_name.icontains(name, autoescape=True))
    return [_person_grant(row) for row in uow.connection.execute(query)]


def found(
    uow: UnitOfWork,
    reach: frozenset[int] | None,
    today: date,
    limit: int,
    *,
    words: Sequence[str] = (),
    ids: Sequence[str] | None = None,
) -> list[tuple[str, str]]:
    """Return id and name of people whose names hold all words, or of `ids`, with a grant that counts in `reach`."""
    name = people.c.display_name
    held = select(grants.c.id).where(grants.c.person_id == people.c.id, counts_on(today), within(reach)).exists()
    query = select(people.c.id, name).where(name.is_not(None), held).order_by(name, people.c.id).limit(limit)
    for word in words:
        query = query.where(or_(*(name.icontains(each, autoescape=True) for each in spellings(word))))
    if ids is not None:
        query = query.where(people.c.id.in_(ids))
    return [(row.id, row.display_name) for row in uow.connection.execute(query)]


def grants_of(uow: UnitOfWork, person_id: str, reach: frozenset[int] | None, today: date) -> list[PersonGrant]:
    """Return a person's grants that count today at or below any office of `reach` (None: everywhere)."""
    query = _GRANTS.where(grants.c.person_id == person_id, counts_on(today), within(reach)).order_by(grants.c.id)
    return [_person_grant(row) for row in uow.connection.execute(query)]


def grants_reaching(uow: UnitOfWork, office_id: int, today: date) -> list[PersonGrant]:
    """Return the grants that count today at an office or above it, the nearest office first."""
    joined = _GRANTS.join(office_closure, office_closure.c.ancestor_id == grants.c.office_id)
    query = joined.where(office_closure.c.descendant_id == office_id, counts_on(today))
    rows = uow.connection.execute(query.order_by(office_closure.c.depth, grants.c.id))
    return [_person_grant(row) for row in rows]


def within(reach: frozenset[int] | None) -> Any:
    """Return the condition of a grant at or below any office of `reach`; None: everywhere."""
    if reach is None:
        return true()
    below = select(office_closure.c.descendant_id).where(office_closure.c.ancestor_id.in_(sorted(reach)))
    return grants.c.office_id.in_(below)


def _person_grant(row: Row[Any]) -> PersonGrant:
    return PersonGrant(
        id=row.id,
        person_id=row.person_id,
        person_name=row.display_name,
        role=Role.of(row.role),
        office_id=row.office_id,
        granted_at=row.granted_at,
        granted_by=row.granted_by,
        valid_through=row.valid_through,
        ended_at=row.ended_at,
        valid_from=row.valid_from,
        reason=row.reason,
        is_acting=row.is_acting,
    )
