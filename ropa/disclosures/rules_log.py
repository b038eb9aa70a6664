"""Lines of the exchange log, checked and laid out in columns for the database. Pure.

A batch has tens of thousands of lines, so plain ones are read a thousand at once, column after column; where one of
them is not plain they are walked one by one, and every fault of a wrong line is named.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any

from ropa.disclosures.rules_log_times import TimeFault, plain_moments, read_moment
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
#: Read column after column: twice as fast as line after line, and few enough to lie in the processor's cache.
_AT_ONCE = 1_000
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


class Lines:
    """The checked lines of a batch, column by column, and the words that they mean.

    Columns, because the database is given columns: fifty thousand lines as objects take longer to make than to check.
    """

    def __init__(self, hash_token: Callable[[str], str]) -> None:
        cleaners = {**CLEANERS, "token": lambda raw: _token(raw, hash_token)}
        self.words = {name: Words(cleaners[name]) for name in WORDS}
        self.places: list[int] = []
        """Of each line in the file, from 1."""
        self.numbers: list[int] = []
        self.ats: list[int] = []
        self.people: list[bytes | None] = []
        self.tails: list[int | None] = []
        self.meant: dict[str, list[int]] = {name: [] for name in WORDS}
        """For each column of words the place of each line's word in its `texts`."""

    def columns(self) -> list[list[Any]]:
        """Return all columns but the place in the file."""
        return [self.numbers, self.ats, self.people, self.tails, *self.meant.values()]


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
    latest = now + AHEAD
    rest = iter(rows)
    while some := list(islice(rest, _AT_ONCE)):
        if _read_plain(some, lines, hash_person, latest):
            continue
        for place, row in some:
            _read_line(place, row, lines, hash_person, latest, faults)
            if len(faults) > MOST_FAULTS:
                return lines
    if len(set(lines.numbers)) < len(lines.numbers):
        _drop_repeated(lines, faults)
    return lines


def _read_plain(some: list[tuple[int, Row]], lines: Lines, hash_person: Callable[[str], bytes], latest: int) -> bool:
    """Add lines that are written in the plain way, column after column; return False, and add none, when any is not.

    What this refuses is not wrong: it is walked again line by line, with Thai digits, dashes and dates in words.
    """
    places, cells = zip(*some, strict=True)
    number, token, person, agency, status, service, provider, ip, at = zip(*cells, strict=True)
    numbers = _plain_numbers(number)
    moments = plain_moments(at)
    if numbers is None or moments is None or max(moments) > latest or not _are_plain_people(person):
        return False
    texts = dict(zip(WORDS, (agency, status, service, provider, ip, token), strict=True))
    try:
        meant = {name: list(map(lines.words[name].__getitem__, said)) for name, said in texts.items()}
    except LineFault:
        return False
    lines.places += places
    lines.numbers += numbers
    lines.ats += moments
    lines.people += [hash_person(text) if text else None for text in person]
    lines.tails += [int(text[-_TAIL_DIGITS:]) if text else None for text in person]
    for name, found in meant.items():
        lines.meant[name] += found
    return True


def _plain_numbers(texts: Sequence[str]) -> list[int] | None:
    together = "".join(texts)
    lengths = set(map(len, texts))
    if not (together.isascii() and together.isdigit()) or 0 in lengths or max(lengths) >= _MOST_DIGITS:
        return None
    found = list(map(int, texts))
    return found if min(found) > 0 else None


def _are_plain_people(texts: Sequence[str]) -> bool:
    together = "".join(texts)
    plain = not together or (together.isascii() and together.isdigit())
    return plain and set(map(len, texts)) <= {0, _NATIONAL_DIGITS}


def _read_line(
    place: int, row: Row, lines: Lines, hash_person: Callable[[str], bytes], latest: int, faults: list[Problem]
) -> None:
    """Add one line to `lines`, or its faults to `faults`."""
    number, token, person, agency, status, service, provider, ip, at = row
    texts = zip(WORDS, (agency, status, service, provider, ip, token), strict=True)
    try:
        text, tail = _person(person)
        hashed = None if text is None else hash_person(text)
        line = [_number(number), _moment(at, latest), hashed, tail, *(lines.words[name][said] for name, said in texts)]
    except (LineFault, TimeFault):
        faults += faults_of(place, row, latest, lines)
        return
    lines.places.append(place)
    for column, value in zip(lines.columns(), line, strict=True):
        column.append(value)


def _drop_repeated(lines: Lines, faults: list[Problem]) -> None:
    """Keep the first of equal lines; name those that have an earlier one's number and other content."""
    first: dict[int, tuple[int, tuple[object, ...]]] = {}
    kept = []
    for at, (place, line) in enumerate(zip(lines.places, zip(*lines.columns(), strict=True), strict=True)):
        number = lines.numbers[at]
        if number not in first:
            first[number] = (place, line)
            kept.append(at)
        elif first[number][1] != line:
            th = f"ลำดับ {number} ซ้ำกับบรรทัด {first[number][0]} แต่เนื้อหาต่างกัน"
            en = f"number {number} stands in line {first[number][0]}, too, with other content"
            faults.append(problem(place, "number", th, en))
    for column in (lines.places, *lines.columns()):
        column[:] = [column[at] for at in kept]


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
