"""Words of the exchange log: agencies, services, providers, states. They are kept plain, so no secret may be one. Pure.

What tells a person or opens a door has columns of its own (`person`, `token`), of which only keyed hashes are kept. The
same number or token in any other column would stand in the database, in searches and in the trail for ever.
"""

import ipaddress
import re
from collections.abc import Callable, Mapping
from itertools import pairwise
from urllib.parse import unquote

from schemas.reading import CONTROL
from schemas.thai_text import searchable

LONGEST_WORD = 200
#: Thirteen digits as a card prints them or as they are typed; whatever the check digit, for logs hold wrong ones, too.
_PERSON = re.compile(r"(?<!\d)\d(?:[-\u2010-\u2015\u2212._ ]{0,3}\d){12}(?!\d)")
#: Names of systems are often UUIDs; they open nothing by themselves.
_UUID = re.compile(r"(?<![0-9a-z])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![0-9a-z])", re.IGNORECASE)
#: A JSON Web Token begins with `{"` in base64.
_JWT = re.compile(r"eyJ[A-Za-z0-9_-]{4}")
_RUN = re.compile(r"[A-Za-z0-9+=~_-]{20,}")
#: In a random run, small letters, capitals and digits take turns; in a code or a name they stand in groups.
_FEWEST_DIGITS = 2
_LETTERS_A_TURN = 4


class LineFault(ValueError):
    """One value of a line is wrong."""

    def __init__(self, message_th: str, message_en: str) -> None:
        super().__init__(message_en)
        self.message_th = message_th
        self.message_en = message_en


def clean_word(raw: str) -> str:
    """Return a word without the blanks around it.

    Raises: LineFault when it is empty, too long, has control characters, or has what no plain word may have.
    """
    text = " ".join(raw.split())
    if not text:
        raise LineFault("ต้องไม่ว่าง", "must not be empty")
    if len(text) > LONGEST_WORD:
        raise LineFault(f"ยาวเกิน {LONGEST_WORD} อักขระ", f"is longer than {LONGEST_WORD} characters")
    if CONTROL.search(raw):
        raise LineFault("มีอักขระควบคุม", "has a control character")
    refuse_secret(text)
    return text


def clean_service(raw: str) -> str:
    """Return the name or path of a service without what was asked of it: a query holds keys and numbers of people.

    Raises: as `clean_word`.
    """
    return clean_word(raw.partition("?")[0])


def clean_address(raw: str) -> str:
    """Return an IP address as it is usually written.

    Raises: LineFault when it is none, or several.
    """
    try:
        return str(ipaddress.ip_address(raw.strip()))
    except ValueError:
        raise LineFault("ไม่ใช่ที่อยู่ไอพีหนึ่งหมายเลข", "is not one IP address") from None


CLEANERS: Mapping[str, Callable[[str], str]] = {
    "agency": clean_word,
    "status": clean_word,
    "service": clean_service,
    "provider": clean_word,
    "ip": clean_address,
}
"""How the words of each column are cleaned, in a batch and in a search alike."""


def refuse_secret(text: str) -> None:
    """Return when a text holds neither thirteen digits nor a token, as far as its looks tell.

    Raises: LineFault; the text is not repeated in it.
    """
    plain = _UUID.sub("", unquote(text))
    if _PERSON.search(searchable(plain)):
        raise LineFault(
            "มีเลข 13 หลัก ซึ่งอาจเป็นเลขประจำตัวของบุคคล ส่งเลขได้ในคอลัมน์ 3 (person) เท่านั้น",
            "has 13 digits, which may be somebody's number; only column 3 (person) takes one",
        )
    if _JWT.search(plain) or any(map(_is_random, _RUN.findall(plain))):
        raise LineFault(
            "มีข้อความที่คล้ายโทเคนหรือรหัสลับ ส่งโทเคนได้ในคอลัมน์ 2 (token) เท่านั้น",
            "has what looks like a token or a secret; only column 2 (token) takes one",
        )


def _is_random(run: str) -> bool:
    kinds = [_kind(letter) for letter in run if letter.isalnum()]
    # A capital before small letters begins a word: no turn.
    turns = sum(before != after and (before, after) != ("A", "a") for before, after in pairwise(kinds))
    return kinds.count("0") >= _FEWEST_DIGITS and turns * _LETTERS_A_TURN >= len(run)


def _kind(letter: str) -> str:
    if letter.isdigit():
        return "0"
    return "A" if letter.isupper() else "a"
