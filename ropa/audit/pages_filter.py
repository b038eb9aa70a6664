"""What the trail's page is narrowed to, as people type it: kinds of action, a name, a reference, days."""

from collections.abc import Mapping
from datetime import date
from itertools import islice
from typing import Annotated

from litestar.params import QueryParameter
from msgspec import Struct

from ropa import clock
from ropa.access import service_grants
from ropa.audit.pages_lines import KINDS, PERSON
from ropa.audit.service_reading import TrailFilter, require_trail
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Forbidden, Invalid
from ropa.search import service as search
from ropa.web.bodies import ApiRequest
from ropa.web.language import language_of
from ropa.web.pages import in_language, moment_now
from schemas.day_span import span_faults
from schemas.search import FoundKind
from schemas.thai_dates import ThaiDateError, format_thai_date, read_thai_date
from schemas.trail_actions import GROUPS
from schemas.trail_words import codes_of

Actor = Annotated[str | None, QueryParameter(name="actor", max_length=100)]
Action = Annotated[str | None, QueryParameter(name="action", max_length=60)]
Subject = Annotated[str | None, QueryParameter(name="subject", max_length=100)]
Day = Annotated[str | None, QueryParameter(max_length=60)]
#: Before the name of a group: all its actions.
ALL_OF = "@"
_MOST = 50
_PREFIX: dict[FoundKind, str] = {kind: prefix for prefix, kind in KINDS.items()}


class Asked(Struct, kw_only=True):
    """A filter as it was typed, and what of it can be read without the database."""

    typed: dict[str, str]
    faults: dict[str, str]
    notes: list[str]
    """Why nothing can be found: a name or a reference that nothing has. That is an answer, and no fault."""
    first: date | None
    last: date | None

    @property
    def is_narrow(self) -> bool:
        """Tell whether anything is asked for."""
        return any(value.strip() for value in self.typed.values())


def asked_of(request: ApiRequest, typed: Mapping[str, str | None]) -> Asked:
    """Return what was asked for; every day that is none is a fault of its field."""
    asked = Asked(
        typed={name: value or "" for name, value in typed.items()}, faults={}, notes=[], first=None, last=None
    )
    today = clock.bangkok(moment_now(request)).date()
    for name in ("first", "last"):
        words = asked.typed[name].strip()
        if not words:
            continue
        try:
            day = read_thai_date(words, today=today).value
        except ThaiDateError as error:
            asked.faults[name] = in_language(request, error.message_th, error.message_en)
            continue
        setattr(asked, name, day)
        asked.typed[name] = format_thai_date(day)
    for each in span_faults(asked.first, asked.last, ("first", "last")):
        asked.faults[each.pointer[1:]] = in_language(request, each.message_th, each.message_en)
    return asked


def wanted_of(uow: UnitOfWork, request: ApiRequest, asked: Asked) -> TrailFilter:
    """Return the filter; a name that nobody has and a reference of nothing are noted.

    Raises: Forbidden.
    """
    require_trail(uow)
    return TrailFilter(
        actor=_actors(uow, request, asked),
        action=_actions(asked.typed["action"].strip()),
        subject=_subjects(uow, request, asked),
        first_day=asked.first,
        last_day=asked.last,
    )


def _actions(typed: str) -> str | tuple[str, ...] | None:
    if typed.startswith(ALL_OF):
        return codes_of(typed[1:]) or typed
    return typed or None


def _actors(uow: UnitOfWork, request: ApiRequest, asked: Asked) -> str | tuple[str, ...] | None:
    """Return ids for a name; what has a colon, or is a program's name, is an id already."""
    typed = asked.typed["actor"].strip()
    if not typed or ":" in typed or (typed.isascii() and " " not in typed and "\0" not in typed):
        return typed or None
    try:
        found = service_grants.people_named(uow, typed.split(), _MOST)
    except Forbidden:
        found = []
    if not found:
        asked.notes.append(
            in_language(
                request,
                "ไม่พบบุคคลที่มีสิทธิและมีชื่อนี้ กดชื่อในรายการเพื่อดูของบุคคลนั้น",
                "Nobody with a right has this name; choose a name in the list to see that person's entries",
            )
        )
    return tuple(PERSON + person_id for person_id, _ in found)


def _subjects(uow: UnitOfWork, request: ApiRequest, asked: Asked) -> str | tuple[str, ...] | None:
    """Return what a reference stands for; what has a colon is a subject already."""
    typed = asked.typed["subject"].strip()
    if not typed or ":" in typed:
        return typed or None
    try:
        groups = search.find(uow, typed, limit=_MOST).groups
    except Invalid as error:
        asked.faults["subject"] = in_language(request, error.problems[0].message_th, error.problems[0].message_en)
        return (typed,)
    found = [item for group in groups for item in islice(group.items, _MOST) if item.ref is not None]
    exact = [item for item in found if (item.ref or "").casefold() == typed.casefold()]
    if not exact:
        # Entries of a whole kind stand under one word: the trail itself, the register.
        asked.notes += [] if typed.isascii() and "-" not in typed else [_nothing(request)]
        return (typed,)
    return tuple(
        name
        for item in exact
        if item.kind in _PREFIX
        for name in (f"{_PREFIX[item.kind]}:{item.key}", *([item.key] if item.kind is FoundKind.RECORD else []))
    )


def _nothing(request: ApiRequest) -> str:
    return in_language(request, "ไม่พบสิ่งที่มีเลขที่นี้และท่านเปิดดูได้", "Nothing that you may open has this reference")


def choices(request: ApiRequest, chosen: str) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return the groups of actions to choose from: value of the whole group, its words, and each action.

    A code that has no words and is asked for all the same is a choice by itself: the filter stays to be seen.
    """
    english = language_of(request) == "en"
    made = [
        (ALL_OF + name, words[english], sorted(((code, said[english]) for code, said in group.items()), key=_second))
        for name, (words, group) in GROUPS.items()
    ]
    known = {code for _, _, group in made for code, _ in group} | {value for value, _, _ in made}
    if chosen and chosen not in known:
        made.append((chosen, chosen, []))
    return made


def _second(pair: tuple[str, str]) -> str:
    return pair[1]
