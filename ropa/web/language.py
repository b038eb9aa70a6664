"""The language of a page. Thai is the source of every text; English comes from the catalogue `locale/en.po`."""

from datetime import date, datetime, timedelta
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO
from typing import Literal

from litestar.connection import ASGIConnection

from ropa import clock
from schemas.thai_dates import format_english_date, format_thai_date
from schemas.vocabulary import Term

Language = Literal["th", "en"]
COOKIE = "ropa_language"
LANGUAGES: tuple[Language, ...] = ("th", "en")
#: Before this year the Thai year began on 1 April: a field shows the Gregorian one, and says so.
_FIRST_BUDDHIST = 2484


def language_of(connection: ASGIConnection) -> Language:  # type: ignore[type-arg]  # of any user and state
    """Return the language that the reader chose; Thai when none was."""
    return "en" if connection.cookies.get(COOKIE) == "en" else "th"


@cache
def translations(language: Language) -> NullTranslations:
    """Return the catalogue of a language."""
    if language == "th":
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with files("ropa.web").joinpath(f"locale/{language}.po").open("rb") as source:
        catalogue = read_po(source, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


def translate(language: Language, text: str) -> str:
    """Return a text in a language; the Thai one where the catalogue lacks it."""
    return translations(language).gettext(text)


def mark(text: str) -> str:
    """Return the text as it is: marks it for the catalogue where it stands far from its reader."""
    return text


def words_of(language: Language, term: Term) -> str:
    """Return the words of a term of the vocabulary."""
    return term.en if language == "en" else term.th


def show_day(language: Language, day: date | datetime | None) -> str:
    """Return a day in the Buddhist Era; of a moment, the day in Bangkok. Empty for None."""
    if day is None:
        return ""
    if isinstance(day, datetime):
        day = clock.bangkok(day).date()
    if language == "th":
        return format_thai_date(day)
    return format_english_date(day)


def field_day(language: Language, day: date) -> str:
    """Return a day as a field shows it, in a way that is read back when the field is sent."""
    return format_thai_date(day) if day.year + clock.BUDDHIST_OFFSET < _FIRST_BUDDHIST else show_day(language, day)


def show_moment(language: Language, moment: datetime | None) -> str:
    """Return a moment in Bangkok, to the minute, in the Buddhist Era. Empty for None."""
    if moment is None:
        return ""
    local = clock.bangkok(moment)
    hour = f"{local.hour:02}:{local.minute:02}"
    return (
        f"{show_day(language, local.date())} {hour} น." if language == "th" else f"{show_day(language, local)} {hour}"
    )


def show_month(language: Language, month: str) -> str:
    """Return a month written `2026-11` in the Buddhist Era."""
    day = date.fromisoformat(f"{month}-01")
    return show_day(language, day).partition(" ")[2]


def show_span(language: Language, span: timedelta) -> str:
    """Return a span in days, hours and minutes, rounded down; of a negative one, its size."""
    minutes = int(abs(span).total_seconds()) // 60
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    names = ("วัน", "ชม.", "นาที") if language == "th" else ("d", "h", "min")
    parts = [f"{number} {name}" for number, name in zip((days, hours, rest), names, strict=True) if number]
    return " ".join(parts) or f"0 {names[2]}"
