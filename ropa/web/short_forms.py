"""A short form as it was typed: Thai dates and times read, every fault kept at its field.

The values become the body that the API takes and are read by the same rules, so that no limit stands twice.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from typing import Any, TypeVar

from msgspec import structs

from ropa import clock
from ropa.web.authentication import typed_into
from ropa.web.bodies import ApiRequest
from ropa.web.form_keys import FIELD, id_of, new_key
from ropa.web.forms import first, typed_of
from ropa.web.language import Language, language_of, show_day
from ropa.web.pages import moment_now
from schemas.findings import Problem
from schemas.reading import Unreadable, control_characters, read_value
from schemas.thai_dates import ThaiDateError, read_thai_date
from schemas.thai_text import arabic_digits

T = TypeVar("T")
DAY, TIME = "_day", "_time"
#: To the minute, as people write it; to the second, where a boundary hangs on it. Nothing is rounded.
_TIME = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)(?:[:.]([0-5]\d))?\s*(?:น\.?)?", re.ASCII)
_LONGEST_TIME = 20
#: Of the digits of a 32-bit number.
_LONGEST_NUMBER = 9
#: A two-digit or turned-round year that was read as a day nobody can have meant without a second look.
_DOUBTFUL = frozenset({"year_first_be", "after_today"})


class ShortForm:
    """A form before its reader. `values` is what its fields hold, `problems` what is wrong with them."""

    def __init__(self, typed: Mapping[str, list[str]], language: Language, now: datetime, key: str) -> None:
        """`key` is the form's one-time key."""
        self.typed = typed
        self.language = language
        self.now = now
        self.key = key
        self.body: dict[str, Any] = {}
        self.problems: list[Problem] = []

    def value(self, name: str) -> str:
        """Return what a field holds."""
        return next(iter(self.typed.get(name, ())), "")

    def values(self, name: str) -> list[str]:
        """Return what every field of a name holds: ticked boxes."""
        return list(dict.fromkeys(value for value in self.typed.get(name, ()) if value))

    def whole(self, name: str) -> int:
        """Return the number that a hidden field holds, such as a version; 0 for anything else."""
        words = self.value(name)
        return int(words) if words.isascii() and words.isdecimal() and len(words) <= _LONGEST_NUMBER else 0

    def error(self, name: str) -> str | None:
        """Return what is wrong with a field."""
        return next((self._words(each) for each in self.problems if _root(each.pointer) == name), None)

    def summary(self) -> list[tuple[str | None, str]]:
        """Return every fault with the id of its field, for the top of the page."""
        return [(self._place(_root(each.pointer)), self._words(each)) for each in self.problems]

    def _place(self, name: str) -> str | None:
        if name + DAY in self.typed:
            return f"f-{name}{DAY}"
        return f"f-{name}" if name else None

    def _words(self, problem: Problem) -> str:
        return problem.message_en if self.language == "en" else problem.message_th

    def fault(self, name: str, message_th: str, message_en: str) -> None:
        """Note a fault of a field."""
        self.problems.append(Problem(pointer=f"/{name}", message_th=message_th, message_en=message_en))

    def take(self, problems: Iterable[Problem]) -> None:
        """Note what a service found, less what is known of the same field."""
        known = {_root(each.pointer) for each in self.problems}
        self.problems += [each for each in problems if _root(each.pointer) not in known or not _root(each.pointer)]

    def text(self, name: str, *, required: tuple[str, str] | None = None) -> None:
        """Take a text into the body; `required` is what to say when it is missing."""
        words = self.value(name).strip()
        if words:
            self.body[name] = words
        elif required is not None:
            self.fault(name, *required)

    def day(self, name: str, *, ahead: bool = False) -> None:
        """Take a Thai or ISO date into the body, when there is one; `ahead`: one to come is what is expected."""
        found = self._day(name, name, ahead=ahead)
        if found is not None:
            self.body[name] = found.isoformat()

    def moment(self, name: str, *, required: tuple[str, str] | None = None) -> None:
        """Take a day and a time of Bangkok (fields NAME_day and NAME_time) into the body as one moment."""
        day_words, time_words = self.value(name + DAY).strip(), self.value(name + TIME).strip()
        if not day_words and not time_words:
            if required is not None:
                self.fault(name, *required)
            return
        if not day_words or not time_words:
            self.fault(name, "กรอกทั้งวันที่และเวลา", "Give both the date and the time")
            return
        day = self._day(name + DAY, name)
        found = _TIME.fullmatch(arabic_digits(time_words[:_LONGEST_TIME]))
        if found is None:
            self.fault(name, "อ่านเวลาไม่ได้ เขียนเช่น 09:30", "Cannot read the time; write for example 09:30")
        if day is None or found is None:
            return
        at = time(int(found[1]), int(found[2]), int(found[3] or 0))
        self.body[name] = datetime.combine(day, at, clock.BANGKOK).isoformat()

    def _day(self, field: str, name: str, *, ahead: bool = False) -> date | None:
        words = self.value(field).strip()
        if not words:
            return None
        try:
            found = read_thai_date(words, today=None if ahead else clock.bangkok(self.now).date())
        except ThaiDateError as error:
            self.fault(name, error.message_th, error.message_en)
            return None
        if _DOUBTFUL & set(found.flags):
            self.fault(
                name,
                f"หมายถึง {show_day('th', found.value)} หรือไม่ โปรดเขียนปีเต็ม เช่น 20 พ.ย. 2569",
                f"Is {show_day('en', found.value)} meant? Write the full year, for example 20/11/2569",
            )
            return None
        return found.value

    def read(self, kind: type[T], field_of: Callable[[str], str] | None = None) -> T | None:
        """Return the body as the API would take it; None with every fault noted.

        `field_of` gives the field of a pointer into the body, where the form is flatter than it.
        """
        self.take(_placed(control_characters(self.body), field_of))
        try:
            value = read_value(self.body, kind)
        except Unreadable as error:
            self.take(_placed(error.problems, field_of))
            return None
        return None if self.problems else value

    def id(self, request: ApiRequest) -> str | None:
        """Return the id that the form's one-time key stands for."""
        return id_of(request, self.key)


def _placed(problems: Iterable[Problem], field_of: Callable[[str], str] | None) -> Iterable[Problem]:
    if field_of is None:
        return problems
    return [structs.replace(each, pointer=f"/{field_of(each.pointer)}") for each in problems]


def _root(pointer: str) -> str:
    return pointer.lstrip("/").partition("/")[0]


def fresh(request: ApiRequest, **values: str) -> ShortForm:
    """Return a form that nobody has filled yet; `values` is what it proposes."""
    typed = {name: [value] for name, value in values.items()}
    return ShortForm(typed, language_of(request), moment_now(request), new_key(request))


def sent(request: ApiRequest) -> ShortForm:
    """Return the form that was sent, with its key, or a new one where the key is not ours."""
    typed = typed_of(typed_into(request))
    key = first(typed, FIELD)
    known = id_of(request, key) is not None
    return ShortForm(typed, language_of(request), moment_now(request), key if known else new_key(request))


def kept(request: ApiRequest, fields: Iterable[tuple[str, str]]) -> ShortForm:
    """Return a form with what its person typed before and did not save."""
    form = ShortForm(typed_of(fields), language_of(request), moment_now(request), "")
    key = form.value(FIELD)
    form.key = key if id_of(request, key) is not None else new_key(request)
    return form
