"""To whom a step can be handed: offices above, and the people who work at the step's office."""

from collections.abc import Collection

from msgspec import Struct

from ropa.access import service as access
from ropa.access import service_identities, service_reach
from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.offices import service as offices
from ropa.procedures import service_people
from schemas.round_moves import PersonChoice
from schemas.round_record import RunShown

_PERSON = "person:"


class HandChoices(Struct, frozen=True):
    """What the form of a run offers beside the offices that the reader works at."""

    offices: list[int]
    people: dict[int, list[PersonChoice]]
    """By the office of a step."""


def choices(uow: UnitOfWork, run: RunShown) -> HandChoices:
    """Return where and to whom the actor can hand the open steps of a run that they may end."""
    mine = [step for step in run.steps if step.may_end]
    if not mine:
        return HandChoices([], {})
    above = access.ids_above(uow, Permission.WORK_ROUNDS)
    standing = [each.id for each in offices.list_offices(uow) if each.ended_on is None]
    return HandChoices(
        [each for each in standing if each in above or each == run.office_id],
        _people(uow, {step.office_id for step in mine}),
    )


def _people(uow: UnitOfWork, office_ids: Collection[int]) -> dict[int, list[PersonChoice]]:
    held = service_reach.holders(uow, office_ids)
    able = {office_id: service_people.workers(held[office_id]) for office_id in office_ids}
    named = service_identities.names(uow, {f"{_PERSON}{each}" for people in able.values() for each in people})
    return {
        office_id: sorted(
            (PersonChoice(id=each, name=named.get(f"{_PERSON}{each}") or each) for each in people),
            key=lambda each: (each.name, each.id),
        )
        for office_id, people in able.items()
    }
