"""Lines of the exchange log, checked and laid out in columns for the database. Pure.

A batch has tens of thousands of lines, so the way of a right line is short; a wrong line is walked again, and every
fault in it is named.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from ropa.disclosures.rules_log_times import TimeFault, read_moment
from ropa.disclosures.rules_log_words import CLEANERS, LONGEST_WORD, LineFault
from schemas.exchange_log import LogColumns
from schemas.findings import Problem
from schemas.thai_text import arabic_digits

COLUMNS = LogColumns.__struct_fields__
"""Order of a row: number, token, person, agency, status, service, provider, ip, at."""
WORDS = ("agency", "status", "service", "provider", "ip", "token")
"""Columns whose words repeat; their order is the number by which the database calls each kind."""
Row = Sequence[str]
MOST_FAULTS = 100
LARGEST_NUMBER = 2**63 - 1
_MOST_DIGITS = 19
LONGEST_TOKEN = 8_000
#: A clock that runs ahead of ours by more than this is wrong, or the year is.
AHEAD = 5 * 60 * 1000
_ID = re.compile(r"[0-9A-Z/]{1,50}")
_TAIL = re.compile(r"[0-9A-Z/]{5,}[0-9]{3}")
_TAIL_DIGITS = 3
_NATIONAL_DIGITS = 13


class Words(dict[str, int]):
    """Words of one column as sent, with their number in `texts`: what is looked up once costs nothing again."""

    def __init__(self, clean: Callable[[str], str]) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._clean = clean
        self._places: dict[str, int] = {}

    def __missing__(self, raw: str) -> int:
        text = self._clean(raw)
        place = self._places.setdefault(text, len(self.texts))
        if place == len(self.texts):
            self.texts.append(text)
        self[raw] = place
        return place


Line = tuple[int, int, int, bytes | None, int | None, int, int, int, int, int, int]
"""A checked line: place in the file, number, moment, person, tail, then the six words of `WORDS` as numbers.

A plain tuple: there are fifty thousand in a batch, and a named one takes a tenth of the time of all the rest.
"""
PLACE: Final = 0
NUMBER: Final = 1
AT: Final = 2
AGENCY: Final = 5


class Lines:
    """The checked lines of a batch and the words that they mean."""

    def __init__(self, hash_token: Callable[[str], str]) -> None:
        cleaners = {**CLEANERS, "token": lambda raw: _token(raw, hash_token)}
        self.rows: list[Line] = []
        self.words = {name: Words(cleaners[name]) for name in WORDS}


def read_lines(
    rows: Iterable[tuple[int, Row]],
    *,
    hash_person: Callable[[str], bytes],
    hash_token: Callable[[str], str],
    now: int,
    faults: list[Problem],
) -> Lines:
    """Return the lines of a batch; a wrong line adds its faults to `faults` and is left out.

    `rows` are (place in the file from 1, row in the order of `COLUMNS`); `now` is in milliseconds. Ends early once
    there are more faults than anybody reads. The same line twice counts once; the same number with other content is a
    fault.
    """
    lines = Lines(hash_token)
    agencies, states, services, providers, addresses, tokens = (lines.words[name] for name in WORDS)
    latest = now + AHEAD
    keep = lines.rows.append
    for place, row in rows:
        number, token, person, agency, status, service, provider, ip, at = row
        try:
            text, tail = _person(person)
            keep(
                (
                    place,
                    _number(number),
                    _moment(at, latest),
                    None if text is None else hash_person(text),
                    tail,
                    agencies[agency],
                    states[status],
                    services[service],
                    providers[provider],
                    addresses[ip],
                    tokens[token],
                )
            )
        except (LineFault, TimeFault):
            faults += faults_of(place, row, latest, lines)
            if len(faults) > MOST_FAULTS:
                break
    if len({line[NUMBER] for line in lines.rows}) < len(lines.rows):
        _drop_repeated(lines, faults)
    return lines


def _drop_repeated(lines: Lines, faults: list[Problem]) -> None:
    """Keep the first of equal lines; name those that have an earlier one's number and other content."""
    first: dict[int, Line] = {}
    for line in lines.rows:
        number = line[NUMBER]
        before = first.setdefault(number, line)
        if before is not line and before[AT:] != line[AT:]:
            th = f"ลำดับ {number} ซ้ำกับบรรทัด {before[PLACE]} แต่เนื้อหาต่างกัน"
            en = f"number {number} stands in line {before[PLACE]}, too, with other content"
            faults.append(problem(line[PLACE], "number", th, en))
    lines.rows = list(first.values())


_FUTURE = ("เวลาอยู่ในอนาคต ตรวจนาฬิกาของระบบหรือปี พ.ศ./ค.ศ.", "the time lies in the future; check the clock or the era")
_NUMBER = ("ต้องเป็นจำนวนเต็มตั้งแต่ 1", "must be a whole number from 1")


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        text = arabic_digits(text.strip())
        if not (text.isascii() and text.isdigit()):
            raise LineFault(*_NUMBER)
    if len(text) > _MOST_DIGITS or not 0 < (number := int(text)) <= LARGEST_NUMBER:
        raise LineFault(*_NUMBER)
    return number


def _token(raw: str, hash_token: Callable[[str], str]) -> str:
    text = raw.strip()
    if len(text) > LONGEST_TOKEN:
        raise LineFault(f"ยาวเกิน {LONGEST_TOKEN} อักขระ", f"is longer than {LONGEST_TOKEN} characters")
    return hash_token(text) if text and text != "-" else ""


def _moment(text: str, latest: int) -> int:
    at = read_moment(text)
    if at > latest:
        raise LineFault(*_FUTURE)
    return at


def _person(raw: str) -> tuple[str | None, int | None]:
    if len(raw) == _NATIONAL_DIGITS and raw.isascii() and raw.isdigit():
        return raw, int(raw[-_TAIL_DIGITS:])
    text = person_text(raw)
    if text is None:
        return None, None
    return text, int(text[-_TAIL_DIGITS:]) if _TAIL.fullmatch(text) else None


def person_text(raw: str) -> str | None:
    """Return the number of a person or juristic person as it is hashed: no blanks, dashes or Thai digits.

    None when nobody is named. No check digit is asked for: a log also tells of questions for wrong numbers.
    Raises: LineFault for what is no such number.
    """
    text = re.sub(r"[\s\u00a0-]", "", arabic_digits(raw)).upper() if len(raw) <= LONGEST_WORD else "?"
    if not text:
        return None
    if not _ID.fullmatch(text):
        raise LineFault("ต้องเป็นเลขประจำตัวหรือเลขนิติบุคคล", "must be a national ID or juristic number")
    return text


def problem(place: int, column: str, message_th: str, message_en: str) -> Problem:
    """Return a fault of one value, by its line and column; the value itself is not repeated."""
    number = COLUMNS.index(column) + 1
    return Problem(
        pointer=f"/lines/{place}/{column}",
        message_th=f"บรรทัด {place} คอลัมน์ {number} ({column}): {message_th}",
        message_en=f"Line {place}, column {number} ({column}): {message_en}",
    )


def faults_of(place: int, row: Row, latest: int, lines: Lines) -> list[Problem]:
    """Return every fault of a line."""
    checks: dict[str, Callable[[str], object]] = {name: lines.words[name].__missing__ for name in WORDS}
    checks |= {"number": _number, "person": _person, "at": lambda text: _moment(text, latest)}
    found = []
    for column, text in zip(COLUMNS, row, strict=True):
        try:
            checks[column](text)
        except (LineFault, TimeFault) as fault:
            found.append(problem(place, column, fault.message_th, fault.message_en))
    return found
