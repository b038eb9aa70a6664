"""Use cases of what happens without anybody at a browser: whom a matter of an office concerns, and acting for a person.

Nothing here asks for the actor's rights: it is called by jobs and by steps that were allowed before, and what it
returns goes to the people themselves.
"""

from collections.abc import Collection
from datetime import date, timedelta

from ropa import clock
from ropa.access import store_reach
from ropa.access.rules import RULES, Permission
from ropa.access.service_people import refuse_suspended
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import NotFound, Suspended
from schemas.access import Actor, Channel, Grant, PersonGrant, Role

Held = dict[Role, list[tuple[int, str]]]
"""For each role the people who hold it for one office, as (levels above the office, person), nearest first."""


def holders(uow: UnitOfWork, office_ids: Collection[int], roles: Collection[Role] = tuple(Role)) -> dict[int, Held]:
    """Return who holds which role for each of the offices today; one query for 500 offices."""
    found: dict[int, Held] = {office_id: {} for office_id in office_ids}
    today = clock.bangkok(uow.now).date()
    for office_id, role, depth, person_id in store_reach.holders(uow, office_ids, [str(each) for each in roles], today):
        found[office_id].setdefault(Role.of(role), []).append((depth, person_id))
    return found


def nearest(held: Held, roles: Collection[Role], without: Collection[str] = ()) -> list[str]:
    """Return the people who hold one of the roles nearest to the office, less some.

    Where an office has reviewers of its own, those of the whole ministry are not told of each of its records; where it
    has none (or only those left out), the next level above is asked.
    """
    levels: dict[int, list[str]] = {}
    for role in roles:
        for depth, person_id in held.get(role, ()):
            if person_id not in without:
                levels.setdefault(depth, []).append(person_id)
    return sorted(set(levels[min(levels)])) if levels else []


def roles_with(permission: Permission) -> frozenset[Role]:
    """Return the roles that give a permission."""
    return RULES[permission]


def ending_grants(uow: UnitOfWork, days: int) -> list[PersonGrant]:
    """Return the grants of people that count today and end within some days."""
    today = clock.bangkok(uow.now).date()
    rows = store_reach.ending(uow, today, today + timedelta(days=days))
    return [
        PersonGrant(
            id=row.id,
            person_id=row.person_id,
            person_name=None,
            role=Role.of(row.role),
            office_id=row.office_id,
            granted_at=row.granted_at,
            granted_by=row.granted_by,
            valid_through=row.valid_through,
            ended_at=None,
            valid_from=row.valid_from,
            is_acting=row.is_acting,
        )
        for row in rows
    ]


def actor_of_person(uow: UnitOfWork, person_id: str) -> Actor:
    """Return a person who may sign in, with the rights of today, for reading by a door that is no browser.

    Raises: NotFound for nobody and for somebody who is suspended.
    """
    today: date = clock.bangkok(uow.now).date()
    found = store_reach.person_actor(uow, person_id, today)
    if found is None:
        raise NotFound
    try:
        refuse_suspended(uow, person_id)
    except Suspended:
        raise NotFound from None
    name, rows = found
    grants = tuple(Grant(role=Role.of(row.role), office_id=row.office_id, is_acting=row.is_acting) for row in rows)
    return Actor(id=f"person:{person_id}", name=name, channel=Channel.TOKEN, grants=grants)


def present_grants(uow: UnitOfWork, actor_id: str) -> tuple[Grant, ...]:
    """Return the rights that whoever acted before has now: of a person, or of a token; empty for anybody else.

    What was asked for earlier and is done later gets no right that was taken away in between.
    """
    kind, _, key = actor_id.partition(":")
    if kind == "person":
        try:
            return actor_of_person(uow, key).grants
        except NotFound:
            return ()
    held = store_reach.token_grant(uow, key) if kind == "token" else None
    return () if held is None else (Grant(role=Role.of(held[0]), office_id=held[1]),)
