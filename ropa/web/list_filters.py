"""Filters of a list that stand in its address: days as people type them, and the chips that take a filter off."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from ropa.web.bodies import ApiRequest
from ropa.web.language import field_day, language_of, show_day, translate
from ropa.web.language import mark as _
from ropa.web.pages import in_language, link
from schemas.day_span import span_faults
from schemas.thai_dates import ThaiDateError, read_thai_date
from schemas.vocabulary import Term

FROM, THROUGH = "from", "through"


class Chip(Struct, frozen=True):
    """One filter that is set, in words, and the address of the list without it."""

    words: str
    without: str


class Days(Struct, frozen=True, kw_only=True):
    """Two days, both included, as they were read; `faults` by field, in the reader's language."""

    first: date | None
    last: date | None
    shown: dict[str, str]
    """What stands in the fields: a day that was read in the Buddhist Era, anything else as it was typed."""
    faults: dict[str, str]


def read_days(request: ApiRequest, first: str | None, last: str | None) -> Days:
    """Return the days of the filters `from` and `through`; what is none of them, or the wrong way round, is a fault."""
    read: dict[str, date | None] = {}
    shown: dict[str, str] = {}
    faults: dict[str, str] = {}
    for name, typed in ((FROM, first), (THROUGH, last)):
        read[name], shown[name] = None, typed or ""
        if not typed or not typed.strip():
            continue
        try:
            read[name] = day = read_thai_date(typed).value
            shown[name] = field_day(language_of(request), day)
        except ThaiDateError as error:
            faults[name] = in_language(request, error.message_th, error.message_en)
    for each in span_faults(read[FROM], read[THROUGH], (FROM, THROUGH)):
        faults[each.pointer[1:]] = in_language(request, each.message_th, each.message_en)
    return Days(first=read[FROM], last=read[THROUGH], shown=shown, faults=faults)


def chips(path: str, query: Mapping[str, object], words: Mapping[str, str | None]) -> list[Chip]:
    """Return a chip for each filter that has words; `query` is the whole address, so the other filters stay."""
    return [
        Chip(said, link(path, **{each: value for each, value in query.items() if each != name}))
        for name, said in words.items()
        if said
    ]


def day_words(request: ApiRequest, days: Days) -> dict[str, str | None]:
    """Return the words of the two days for their chips."""
    told = {FROM: _("ตั้งแต่"), THROUGH: _("ถึง")}
    language = language_of(request)
    dates = {FROM: days.first, THROUGH: days.last}
    return {
        name: None if day is None else f"{translate(language, told[name])} {show_day(language, day)}"
        for name, day in dates.items()
    }


def term_words(request: ApiRequest, term: Term | None) -> str | None:
    """Return the words of a term in the reader's language."""
    return None if term is None else in_language(request, term.th, term.en)
