"""An auditor's pack as a kind of download: its question, and what is noted when its file lies in the store."""

from collections.abc import Iterable
from typing import Any

import msgspec

from ropa.db.unit_of_work import UnitOfWork
from ropa.downloads.service_kinds import MadeFile
from ropa.errors import Invalid
from ropa.files import Kept
from ropa.packs import service
from schemas.access import Actor
from schemas.downloads import DownloadInput
from schemas.findings import Problem
from schemas.packs import PackInput
from schemas.reading import Unreadable, control_characters, read_value

PACK = "pack.zip"
_BELOW = "/query"


def wanted(said: PackInput) -> DownloadInput:
    """Return the question of a pack as downloads take it. Its reason is part of it: the manifest tells it."""
    query: dict[str, Any] = msgspec.to_builtins(said)
    return DownloadInput(kind=PACK, query={name: value for name, value in query.items() if value is not None})


def checked(uow: UnitOfWork, query: dict[str, Any]) -> dict[str, Any]:
    """Return the question as it is stored.

    Raises: Forbidden; Invalid with every fault, and when there is no record.
    """
    stored: dict[str, Any] = msgspec.to_builtins(_said(uow, query))
    return {name: value for name, value in stored.items() if value not in {None, ""}}


def _said(uow: UnitOfWork, query: dict[str, Any]) -> PackInput:
    problems = list(control_characters(query))
    try:
        said = read_value(query, PackInput)
    except Unreadable as error:
        raise _below([*problems, *error.problems]) from None
    if problems:
        raise _below(problems)
    try:
        service.check(uow, said)
    except Invalid as error:
        raise _below(error.problems) from None
    return said


def _below(problems: Iterable[Problem]) -> Invalid:
    return Invalid([_at(each, _BELOW + each.pointer) for each in problems])


def own_problems(error: Invalid) -> list[Problem]:
    """Return the faults of a question with their places in a `PackInput`."""
    return [_at(each, each.pointer.removeprefix(_BELOW)) for each in error.problems]


def _at(problem: Problem, pointer: str) -> Problem:
    return msgspec.structs.replace(problem, pointer=pointer)


def kept(uow: UnitOfWork, actor: Actor, made: MadeFile, file: Kept) -> None:
    """Note a pack whose file lies in the store."""
    service.keep(uow, actor, made.more, file)
