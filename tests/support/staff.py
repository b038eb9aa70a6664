"""People of an office in the database, with grants: those who are told of things."""

from datetime import datetime

from ropa.access.service_grants import add_grant
from ropa.db.unit_of_work import Database
from schemas.access import COMMAND_LINE, Actor, Channel, Grant, Role
from tests.support.web import keys_for, national_id


def hire(database: Database, now: datetime, number: int, *held: tuple[Role, int]) -> Actor:
    """Return person `number` at a browser, known to the database, with the grants."""
    person_id = ""
    with database.write(COMMAND_LINE, now) as uow:
        for role, office_id in held:
            person_id = add_grant(uow, keys_for(database), national_id(number), role, office_id).person_id
    grants = tuple(Grant(role=role, office_id=office_id) for role, office_id in held)
    return Actor(id=f"person:{person_id}", name=f"คนที่ {number}", channel=Channel.WEB, grants=grants)


def key(person: Actor) -> str:
    """Return the id of a person in the database."""
    return person.id.removeprefix("person:")
