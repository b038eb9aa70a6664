"""Entries of the trail as a page shows them: words for codes, references for ids, details line by line.

What an entry is about is looked up for all of a page together, one query or two for each kind, and only where its
reader may see it (`ropa.search.service.named`); everything else keeps its kind and id.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import msgspec
from msgspec import Struct

from ropa import clock
from ropa.access import service_identities
from ropa.db.unit_of_work import UnitOfWork
from ropa.search import service as search
from ropa.web.language import Language, show_day, show_month, translate
from ropa.web.language import mark as _
from ropa.web.offices import Offices
from schemas.access import Channel, Role
from schemas.audit import TrailEntry
from schemas.rounds import LateCause
from schemas.search import Found, FoundKind
from schemas.thai_dates import BE_OFFSET
from schemas.trail_words import CHANGE, DETAILS, PAIRS, action_words, subject_words
from schemas.vocabulary import RevisionStatus, Term
from schemas.working_days import FIRST_YEAR

KINDS = {
    "activity": FoundKind.RECORD,
    "office": FoundKind.OFFICE,
    "person": FoundKind.PERSON,
    "breach": FoundKind.BREACH,
    "request": FoundKind.REQUEST,
    "destruction-list": FoundKind.DESTRUCTION,
    "exchange_request": FoundKind.EXCHANGE,
    "procedure": FoundKind.PROCEDURE,
    "round": FoundKind.ROUND,
}
PERSON = "person:"
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_HASH = re.compile(r"[0-9a-f]{64}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MONTH = re.compile(r"\d{4}-\d\d", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$", re.ASCII)
_OFFICES = frozenset({"office_id", "office", "from", "to"})
_TERMS: dict[str, type[Term]] = {"role": Role, "channel": Channel, "status": RevisionStatus, "cause": LateCause}
_YES, _NO, _MORE = _("ใช่"), _("ไม่ใช่"), _("และอีก %s")
_SHORT, _LONGEST, _MOST = 12, 300, 10


class Line(Struct, frozen=True, kw_only=True):
    """One entry before its reader."""

    entry: TrailEntry
    at: str
    """To the second, Bangkok, Buddhist Era."""
    actor: str
    """The person's name, or what stands for a program."""
    channel: str
    action: str | None
    """None: a code without words."""
    about: str | None
    """The kind of the subject in words."""
    subject: str
    """Its reference and title where the reader may see it, its id elsewhere."""
    path: str | None
    details: list[tuple[str, str]]


class Known(Struct, frozen=True):
    """What was looked up for a page of entries."""

    names: Mapping[str, str]
    things: Mapping[tuple[FoundKind, str], Found]


def place_of(subject: str, action: str) -> tuple[FoundKind, str] | None:
    """Return what a subject is among the things that can be opened; None for anything else."""
    kind, colon, key = subject.partition(":")
    if not colon and action.startswith("activity.") and _UUID.fullmatch(subject):
        return FoundKind.RECORD, subject  # publications name the record alone
    return (KINDS[kind], key) if colon and kind in KINDS else None


def known_of(uow: UnitOfWork, entries: Iterable[TrailEntry]) -> Known:
    """Return names and things that some entries speak of; as many queries for many entries as for one."""
    some = list(entries)
    places = {place for each in some if (place := place_of(each.subject, each.action)) is not None}
    people = {each.actor_id for each in some}
    for each in some:
        people |= {PERSON + found for found in _UUID.findall(each.details)}
        people |= {each.subject} if each.subject.startswith(PERSON) else set()
    things = search.named(uow, sorted(places))
    return Known(service_identities.names(uow, sorted(people)), {(each.kind, each.key): each for each in things})


def line_of(entry: TrailEntry, known: Known, offices: Offices, language: Language) -> Line:
    """Return an entry in the reader's language."""
    english = language == "en"
    action, kind = action_words(entry.action), entry.subject.partition(":")[0]
    place = place_of(entry.subject, entry.action)
    about = subject_words("activity" if place and ":" not in entry.subject else kind)
    found = known.things.get(place) if place is not None else None
    writer, channel = _Writer(known, offices, language), _term(language, Channel, entry.channel)
    return Line(
        entry=entry,
        at=_moment(language, entry.at),
        # A program has no name; how it came says what it is.
        actor=known.names.get(entry.actor_id) or (entry.actor_id if ":" in entry.actor_id else channel),
        channel=channel,
        action=None if action is None else action[english],
        about=None if about is None else about[english],
        subject=_subject(entry.subject, found, known),
        path=None if found is None else found.path,
        details=writer.lines(entry.details),
    )


def _subject(subject: str, found: Found | None, known: Known) -> str:
    if found is not None:
        return " ".join(filter(None, (found.ref, found.title))) or found.key
    return known.names.get(subject) or subject


def _moment(language: Language, moment: datetime) -> str:
    local = clock.bangkok(moment)
    return f"{show_day(language, local.date())} {local:%H:%M:%S}{' น.' if language == 'th' else ''}"


def _term(language: Language, kind: type[Term], code: str) -> str:
    try:
        found = kind.of(code)
    except KeyError:
        return code
    return found.en if language == "en" else found.th


class _Writer:
    """Writes the details of an entry in one language."""

    def __init__(self, known: Known, offices: Offices, language: Language) -> None:
        self._known, self._offices, self._language = known, offices, language

    def lines(self, details: str) -> list[tuple[str, str]]:
        """Return label and value of each detail; the two ends of a change on one line, first of all."""
        try:
            told = msgspec.json.decode(details)
        except msgspec.DecodeError:
            return []
        if not isinstance(told, dict):
            return []
        english, found = self._language == "en", []
        for before, after in PAIRS:
            if before in told and after in told:
                label = CHANGE if after in {"to", "after", "is"} else DETAILS[after]
                ends = (self._value(before, told.pop(before)), self._value(after, told.pop(after)))
                found.append((label[english], " → ".join(ends)))
        for name in [each for each in told if f"{each}_before" in told]:
            ends = (self._value(name, told.pop(f"{name}_before")), self._value(name, told.pop(name)))
            found.append((self._label(name), " → ".join(ends)))
        # Hashes are for comparing, not for reading: last.
        names = sorted(told, key=lambda name: isinstance(told[name], str) and bool(_HASH.fullmatch(told[name])))
        return found + [(self._label(name), self._value(name, told[name])) for name in names]

    def _label(self, name: str) -> str:
        words = DETAILS.get(name)
        return name if words is None else words[self._language == "en"]

    def _value(self, name: str, value: Any) -> str:
        if value is None or value == "":
            return "–"
        if isinstance(value, bool):
            return translate(self._language, _YES if value else _NO)
        if isinstance(value, int):
            return self._number(name, value)
        if isinstance(value, list):
            shown = [self._value(name, each) for each in value[:_MOST]]
            if len(value) > _MOST:
                shown.append(translate(self._language, _MORE) % (len(value) - _MOST))
            return ", ".join(shown) or "–"
        if isinstance(value, dict):
            return ", ".join(f"{self._label(key)}: {self._value(key, each)}" for key, each in value.items()) or "–"
        return self._text(name, str(value))

    def _number(self, name: str, value: int) -> str:
        if name == "year" and value < BE_OFFSET + FIRST_YEAR:
            return str(value + BE_OFFSET)  # as every year of the pages
        return self._offices.name(value) if name in _OFFICES else str(value)

    def _text(self, name: str, text: str) -> str:
        if name in _TERMS:
            return _term(self._language, _TERMS[name], text)
        person = self._known.names.get(text) or self._known.names.get(PERSON + text)
        if person is not None:
            return person
        if _HASH.fullmatch(text):
            return text[:_SHORT] + "…"
        return _cut(text) if (dated := self._dated(name, text)) is None else dated

    def _dated(self, name: str, text: str) -> str | None:
        try:
            if _DAY.fullmatch(text):
                return show_day(self._language, date.fromisoformat(text))
            if name == "month" and _MONTH.fullmatch(text):
                return show_month(self._language, text)
            if _MOMENT.match(text):
                return _moment(self._language, datetime.fromisoformat(text))
        except (ValueError, OverflowError):
            pass  # it looks like one and is none
        return None


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
