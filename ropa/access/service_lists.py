"""Use case of giving rights to a list of people: checked as a whole, given as a whole or not at all."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from ropa.access.service_grants import give_by_number
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Forbidden, Invalid
from ropa.keys import Keys
from schemas.access import GrantTerms, Role
from schemas.findings import Problem


class Listed(Struct, frozen=True, kw_only=True):
    """One person of a list and what is to be given."""

    line: int
    national_id: str
    role: Role
    office_id: Annotated[int, Meta(ge=0, le=2_147_483_647)]
    valid_through: date | None = None


def give_all(uow: UnitOfWork, keys: Keys, people: Sequence[Listed], reason: str) -> int:
    """Return how many rights were given.

    Raises: Invalid with every fault of every line; then nothing was given.
    """
    problems: list[Problem] = []
    for each in people:
        terms = GrantTerms(role=each.role, office_id=each.office_id, valid_through=each.valid_through, reason=reason)
        try:
            give_by_number(uow, keys, each.national_id, terms)
        except Invalid as error:
            problems += [_at(each.line, problem) for problem in error.problems]
        except Forbidden as error:
            fault = Problem(pointer="/role", message_th=error.message_th, message_en=error.message_en)
            problems.append(_at(each.line, fault))
    if problems:
        raise Invalid(problems)
    record(uow, "grants.listed", "grants", {"people": len(people)})
    return len(people)


def check_all(uow: UnitOfWork, keys: Keys, people: Sequence[Listed], reason: str) -> list[Problem]:
    """Return what giving would find wrong; nothing is given. Needs a writing unit of work, and leaves nothing in it."""
    savepoint = uow.connection.begin_nested()
    try:
        give_all(uow, keys, people, reason)
    except Invalid as error:
        return list(error.problems)
    finally:
        savepoint.rollback()
    return []


def _at(line: int, problem: Problem) -> Problem:
    return Problem(
        pointer=f"/{line}{problem.pointer}",
        message_th=problem.message_th,
        message_en=problem.message_en,
        law=problem.law,
    )
