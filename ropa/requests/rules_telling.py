"""Whether words that everybody reads, or that stay for good, tell who asked. Pure.

Names, numbers and ways to reach a requester, an agent or a guardian are looked for however they are typed: Thai or
full-width digits, signs that nobody sees, gaps and dashes. The words themselves are repeated nowhere.
Legal source: PDPA s.37(3); s.39(7); F.4 78.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

from msgspec import Struct

from schemas.findings import Problem
from schemas.person_names import TITLED
from schemas.request_person import RequestPerson
from schemas.thai_text import searchable

#: Shortest whole name that is looked for: shorter ones are parts of Thai words.
_SHORTEST_NAME = 3
#: A given or a family name of this length is no part of another word; a shorter one has to stand alone: สมบัติ is also
#: a part of คุณสมบัติ.
_LONG_GIVEN, _LONG_FAMILY = 8, 6
_SHORTEST_NUMBER, _SHORTEST_ADDRESS = 6, 6
#: Thirteen digits as they are written on a card, with or without signs between; a juristic person's begins with 0
#: and a province.
_NATIONAL_ID = re.compile(
    r"(?<!\d)(?:[1-9](?:[\s–-]?\d){12}|0[\s–-]?0(?:[\s–-]?\d){11}|\d\.\d{4}\.\d{5}\.\d{2}\.\d)(?!\d)"
)
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[a-z]{2,}")
#: Nine or ten digits that begin with 0, or with +66, with blanks, points or dashes between them.
_PHONE = re.compile(r"(?<![\d/.-])(?:0|\+66[ .-]?)[1-9](?:[ .-]?\d){7,8}(?![\d/])")
_RUN = re.compile(r"\d(?:[\s.()/–-]*\d)*")
_ABROAD = re.compile(r"^(?:66|0)(?=\d{8,9}$)")
_WORDS = re.compile(r"[\s,;]+")


class Known(Struct, frozen=True):
    """What is looked for of the people of a request."""

    anywhere: frozenset[str] = frozenset()
    """Without gaps and signs, in words without gaps and signs."""
    alone: frozenset[str] = frozenset()
    """Words of their own only."""
    titled: frozenset[str] = frozenset()
    """Given names, behind a title."""
    numbers: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()


def telling(person: RequestPerson | None, *, everybody: bool = False) -> Callable[[str], bool]:
    """Return what tells whether words name the people of a request, or hold a national ID.

    `everybody`: of anybody else neither e-mail addresses. `person` None, forgotten: what looks like a telephone or an
    e-mail address of anybody, as nobody knows any more whose it is.
    """
    known = Known() if person is None else _known(person)

    def tells(words: str) -> bool:
        plain = _plain(words)
        if _NATIONAL_ID.search(plain):
            return True
        if (everybody or person is None) and _EMAIL.search(plain):
            return True
        if person is None:
            return _PHONE.search(plain) is not None
        return _named(plain, known) or _reached(plain, known)

    return tells


def problems(tells: Callable[[str], bool], texts: Mapping[str, str | None]) -> list[Problem]:
    """Return a fault for each text, by its JSON pointer, that tells who asked. The text is not repeated."""
    th = "มีชื่อ เลขประจำตัว หรือช่องทางติดต่อของบุคคล ข้อความนี้เก็บไว้ตลอดและผู้อื่นอ่านได้ ย้ายไปเขียนในส่วนที่ปิดผนึก หรือเขียนโดยไม่มีข้อมูลของบุคคล"
    en = (
        "A person's name, number or address stands here, and these words stay and are read by others: "
        "move it to the sealed words, or write it without the person"
    )
    return [
        Problem(pointer=pointer, message_th=th, message_en=en, law="PDPA s.37(3), s.39(7)")
        for pointer, words in texts.items()
        if words and tells(words)
    ]


def _named(plain: str, known: Known) -> bool:
    squeezed = _squeezed(plain)
    if any(each in squeezed for each in known.anywhere):
        return True
    if not known.alone.isdisjoint(_own_words(plain)):
        return True
    titled = [_plain(found.group(1)).split() for found in TITLED.finditer(plain)]
    return any(len(each) == 1 and each[0].startswith(name) for each in titled for name in known.titled)


def _reached(plain: str, known: Known) -> bool:
    if any(each in plain for each in known.emails):
        return True
    runs = [re.sub(r"\D", "", found) for found in _RUN.findall(plain)]
    return any(number in run for number in known.numbers for run in runs)


def _known(person: RequestPerson) -> Known:
    anywhere, alone, titled = set[str](), set[str](), set[str]()
    others = [each for each in (person.agent, person.guardian) if each is not None]
    for name in (person.name, *(each.name for each in others)):
        parts = _plain(TITLED.sub(lambda found: str(found.group(1)), _plain(name))).split()
        anywhere.update(each for each in (_squeezed("".join(parts)),) if len(each) >= _SHORTEST_NAME)
        titled.update(parts[:1])
        for place, part in enumerate(map(_squeezed, parts)):
            is_long = len(part) >= (_LONG_FAMILY if place else _LONG_GIVEN)
            if len(part) >= _SHORTEST_NAME:
                (anywhere if is_long else alone).add(part)
    anywhere.update(_places(person.address))
    passport = _squeezed(_plain(person.passport or ""))
    if len(passport) >= _SHORTEST_NUMBER:
        anywhere.add(passport)
    ways = [person.national_id, person.phone, person.passport, *(each.contact for each in others)]
    plain = [_plain(each) for each in ways if each]
    return Known(
        anywhere=frozenset(anywhere),
        alone=frozenset(alone),
        titled=frozenset(titled),
        numbers=frozenset(number for each in plain for number in _numbers(each)),
        emails=frozenset(found for each in (*plain, _plain(person.email or "")) for found in _EMAIL.findall(each)),
    )


def _numbers(text: str) -> Iterator[str]:
    """Yield the numbers of a text as they stand in every way to write them: 081 and +66 81 are one telephone."""
    for run in _RUN.findall(text):
        digits = _ABROAD.sub("", re.sub(r"\D", "", run))
        if len(digits) >= _SHORTEST_NUMBER:
            yield digits


def _places(address: str | None) -> Iterator[str]:
    """Yield the whole address, and each number of a house with the word behind it: not the province alone."""
    parts = _WORDS.split(_plain(address or ""))
    pairs = [first + second for first, second in pairwise(parts) if re.search(r"\d", first)]
    for each in ("".join(parts), *pairs):
        squeezed = _squeezed(each)
        if len(squeezed) >= _SHORTEST_ADDRESS:
            yield squeezed


def _plain(words: str) -> str:
    # NFKC takes ำ apart and makes full-width letters plain; `searchable` puts ำ together again.
    return searchable("".join(_digit(each) for each in unicodedata.normalize("NFKC", words) if not _unseen(each)))


def _unseen(char: str) -> bool:
    """Tell whether a sign shows nothing, or is a mark that no Thai word has."""
    kind = unicodedata.category(char)
    return kind == "Cf" or (kind == "Mn" and not "\u0e00" <= char <= "\u0e7f")


def _digit(char: str) -> str:
    return str(unicodedata.decimal(char)) if char.isdecimal() else char


def _squeezed(plain: str) -> str:
    return "".join(each for each in plain if unicodedata.category(each)[0] in "LMN")


def _own_words(plain: str) -> Sequence[str]:
    return "".join(each if unicodedata.category(each)[0] in "LMN" else " " for each in plain).split()
