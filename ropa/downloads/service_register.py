"""The query of every file that is made of the register: read, checked, and counted."""

from typing import Any

import msgspec

from ropa.activities import service_as_of, service_listing
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid
from schemas.downloads_register import RegisterQuery
from schemas.findings import Problem
from schemas.listing import ActivityFilter
from schemas.reading import Unreadable, control_characters, read_value

#: Names in such a query that the trail keeps: codes and dates.
TOLD = ("office", "status", "lawful_basis", "mark", "in_use", "steward", "chosen", "as_of")
#: What a register of a past day cannot be narrowed by: its indexes are of today.
_NOT_OF_THE_PAST = ("q", "lawful_basis", "system", "mark", "in_use", "steward", "chosen")


def stored_filter(uow: UnitOfWork, query: dict[str, Any]) -> ActivityFilter:
    """Return the filter of a query that was checked before.

    Raises: Invalid.
    """
    return wanted_of(msgspec.convert(query, RegisterQuery), uow)


def checked(uow: UnitOfWork, query: dict[str, Any]) -> dict[str, Any]:
    """Return the query of a register as it is stored; for any kind of file that is made of the register.

    Raises: Invalid with every fault; Forbidden.
    """
    stored, read = read_query(query)
    counted(uow, read)
    return stored


def read_query(query: dict[str, Any]) -> tuple[dict[str, Any], RegisterQuery]:
    """Return a query as it is stored, and as it was read.

    Raises: Invalid with every fault.
    """
    problems = list(control_characters(query))
    try:
        read = read_value(query, RegisterQuery)
    except Unreadable as error:
        raise _below(error.problems + problems) from None
    if problems:
        raise _below(problems)
    stored: dict[str, Any] = msgspec.to_builtins(read)
    return {name: value for name, value in stored.items() if value not in {None, ""}}, read


def counted(uow: UnitOfWork, read: RegisterQuery) -> int:
    """Return how many records the register of a query has.

    Raises: Invalid with every fault; Forbidden.
    """
    try:
        return count(uow, wanted_of(read, uow))
    except Invalid as error:
        raise _below(list(error.problems)) from None


def count(uow: UnitOfWork, wanted: ActivityFilter) -> int:
    """Return how many records a register has.

    Raises: Invalid; Forbidden.
    """
    if wanted.as_of is not None:
        return service_as_of.register(uow, wanted, wanted.as_of)[0]
    return service_listing.register(uow, wanted)[0]


def wanted_of(read: RegisterQuery, uow: UnitOfWork) -> ActivityFilter:
    """Return the filter of a query.

    Raises: Invalid for a day that is none, and for what the register of a past day cannot be narrowed by.
    """
    day = service_as_of.read_day(read.as_of, uow.now) if read.as_of else None
    too_much = [name for name in _NOT_OF_THE_PAST if day is not None and getattr(read, name)]
    if too_much:
        raise Invalid(
            [
                Problem(
                    pointer=f"/{name}",
                    message_th="ทะเบียนย้อนหลังเลือกได้เฉพาะหน่วยงาน",
                    message_en="The register of a past day is narrowed by office only",
                )
                for name in too_much
            ]
        )
    return ActivityFilter(
        q=read.q or None,
        office=read.office,
        status=read.status,
        lawful_basis=read.lawful_basis,
        system=read.system or None,
        mark=read.mark,
        in_use=read.in_use or None,
        steward=read.steward or None,
        chosen=read.chosen or None,
        as_of=day,
    )


def _below(problems: list[Problem]) -> Invalid:
    return Invalid([msgspec.structs.replace(each, pointer=f"/query{each.pointer}") for each in problems])
