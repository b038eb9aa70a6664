"""Whom the actor may make a steward: names are given only of those."""

from collections.abc import Collection, Iterable

from msgspec import Struct

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.access.service_contacts import contacts
from ropa.activities import store_stewards
from ropa.activities.service_chosen import offices_with
from ropa.activities.service_stewards import obstacle, read, self_of, writers_at
from ropa.db.unit_of_work import UnitOfWork
from schemas.listing import ActivityItem
from schemas.stewards import StewardRecord

#: People that a choice offers. A ministry has some dozens of recorders at and above one office.
MOST_PEOPLE = 300


def nameable(uow: UnitOfWork, items: Iterable[ActivityItem]) -> set[str]:
    """Return whom the actor may make a steward of some of these records; at most six queries.

    Where they assign, whoever may write; where they only write, themselves; for their own records whoever may write.
    """
    found, me = list(items), self_of(uow)
    assigns = offices_with(uow, Permission.ASSIGN_ACTIVITIES)
    writes = offices_with(uow, Permission.WRITE_ACTIVITIES)
    offices = {each.office_id for each in found if assigns is None or each.office_id in assigns}
    rest = [each for each in found if each.office_id not in offices and (writes is None or each.office_id in writes)]
    if me is not None and rest:
        own_of = store_stewards.present(uow, [each.id for each in rest])
        offices |= {each.office_id for each in rest if each.id in own_of and own_of[each.id][0] == me}
    people = set().union(*writers_at(uow, offices).values()) if offices else set()
    return people | ({me} if me is not None and rest else set())


def by_name(uow: UnitOfWork, person_ids: Collection[str]) -> list[tuple[str, str]]:
    """Return (person, name) of people, by name, at most 300."""
    people = contacts(uow, sorted(person_ids)) if person_ids else {}
    return sorted(((key, each.name or key) for key, each in people.items()), key=lambda each: each[1])[:MOST_PEOPLE]


class Shown(Struct, frozen=True):
    """Who looks after a record, and whom the actor may name: (person, name); empty: nobody."""

    record: StewardRecord
    people: list[tuple[str, str]]


def shown(uow: UnitOfWork, activity_id: str) -> Shown:
    """Return what the page of a record's steward shows.

    Raises: NotFound.
    """
    found = read(uow, activity_id)
    me, office = self_of(uow), found.office_id
    can = {"assigns": access.may(uow, Permission.ASSIGN_ACTIVITIES, office)}
    can["writes"] = access.may(uow, Permission.WRITE_ACTIVITIES, office)
    people = [
        (key, name)
        for key, name in (by_name(uow, writers_at(uow, [office])[office]) if any(can.values()) and me else [])
        if obstacle(uow, **can, present=found.steward, person_id=key) is None
    ]
    return Shown(found, people)
