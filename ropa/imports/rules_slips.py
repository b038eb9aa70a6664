"""Corrections that are worth proposing: slips of the scan, vowels that stand apart, words typed twice, names. Pure.

Nothing here changes a value. What is returned stands beside the words until a person takes it.
"""

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec import field as default

from ropa.imports.rules_paper_words import distance, letters

#: (what a scan made of the words, the words). Only what is no Thai word, or no word in that place.
_SCANNED = (
    (r"โลกเน็ต", "ไลน์ไอดี"),
    (r"รอกจาก(?=\s*consent)", "นอกจาก"),
    (r"ต่องิจกรรม", "ต่อกิจกรรม"),
    (r"ไปตระเตรียม(?:การติดตาม)?", "โปรดระบุวิธีการติดตาม"),
    (r"อนุมัติลังการ", "อนุมัติสั่งการ"),
    (r"แกะไข", "แก้ไข"),
    (r"(?:ผลิต|ฟิลด)ใหม่", "ฟิลด์ใหม่"),
    (r"Access\s+atrix", "Access Matrix"),
    (r"ใสตู้", "ใส่ตู้"),
    (r"ดิดต่อ", "ติดต่อ"),
    (r"จัดตั้งหนังสือ", "จัดทำหนังสือ"),
    (r"ผู้ยื่นประมวลผล", "ผู้อื่นประมวลผล"),
    (r"การทำ\s*รายงาน(?=\s*ผ่านช่องทาง)", "การทำรายการ"),
    (r"เซอริส", "เซอร์วิส"),
    (r"ใบเสร็จจริง", "ใบเสร็จรับเงินจริง"),
    (r"ว/ค/ป", "ว/ด/ป"),
)
_SLIPS = tuple((re.compile(slip), right) for slip, right in _SCANNED)
#: Another agency may be called so: the abbreviation is a slip only where the file writes the other one too.
_AGENCY = (("สพอ.", "สปอ.", "สำนักงานปลัดกระทรวงอุตสาหกรรม"),)
#: A vowel or mark that stands behind a space belongs to the letter before it; ำ also as two signs.
_APART = re.compile("(?<=[\u0e01-\u0e2e\u0e31\u0e34-\u0e3a\u0e47-\u0e4d])[ \t]+(?=[\u0e30-\u0e3a\u0e45\u0e47-\u0e4d])")
_AM_IN_TWO = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32")
_MARK_TWICE = re.compile("([\u0e31\u0e34-\u0e3a\u0e47-\u0e4d])\\1+")
_LEADING_TWICE = re.compile("\u0e40\u0e40")
#: A word of some length right behind itself; the sign ๆ is how Thai repeats on purpose.
_WORD_TWICE = re.compile("([\u0e01-\u0e3a\u0e40-\u0e45\u0e47-\u0e4d]{4,20}?)\\1(?![\u0e31\u0e34-\u0e3a\u0e47-\u0e4d])")
#: Longer texts are looked at as far as this.
_LOOKED_AT = 6_000
_BROKEN = re.compile("(?<=[\u0e01-\u0e3a\u0e40-\u0e4d])[ \t]+(?=[\u0e01-\u0e2e\u0e40-\u0e44])")
#: Words before which a space is usual, broken line or not.
_JOINERS = ("เพื่อ", "และ", "หรือ", "โดย", "ซึ่ง", "จาก", "พร้อม", "ผ่าน", "ประกอบ")
#: Letters on either side of a broken line that must stand together elsewhere in the file.
_AROUND = 5
#: Shorter names are too alike; in longer ones two letters may be wrong.
_SHORT_NAME, _LONG_NAME = 5, 8
_GIVEN_AND_FAMILY = 2
_TITLES = re.compile(
    r"^\s*(นางสาว|น\.?\s?ส\.|นาง|นาย|ดร\.|ผศ\.|รศ\.|ศ\.|ว่าที่\s?(?:ร้อยตรี|ร\.?\s?ต\.)|พ\.?ต\.?[อทต]\.|ร\.?[ต๊]\.[อทต]\.|Mr\.?|Mrs\.?|Ms\.?)\s*"
)


class Evidence(Struct, kw_only=True):
    """What the rest of a file says: its letters without spaces, and the people whom its head names."""

    text: str = ""
    people: list[str] = default(default_factory=list)

    def together(self, left: str, right: str) -> bool:
        """Tell whether the file writes two broken pieces in one somewhere."""
        return left + right in self.text


def evidence(texts: Iterable[str]) -> Evidence:
    """Return what the texts of a file prove."""
    return Evidence(text="\n".join(re.sub(r"[\t]", " ", text) for text in texts))


def mended(text: str, known: Evidence | None = None) -> str | None:
    """Return a text as it was probably meant; None when there is nothing to propose."""
    head, tail = text[:_LOOKED_AT], text[_LOOKED_AT:]
    made = _LEADING_TWICE.sub("แ", _AM_IN_TWO.sub("\\1ำ", _APART.sub("", head)))
    made = _MARK_TWICE.sub("\\1", made)
    for slip, right in _SLIPS:
        made = slip.sub(right, made)
    if known is not None:
        for wrong, right, owner in _AGENCY:
            if wrong in made and (right in known.text or owner in known.text):
                made = made.replace(wrong, right)
    made = _WORD_TWICE.sub("\\1", made)
    return made + tail if made != head else None


def rejoined(text: str, known: Evidence) -> str | None:
    """Return a text without the spaces that a line break left inside words, where the file writes the words in one."""
    made = text[:_LOOKED_AT]
    for gap in reversed(list(_BROKEN.finditer(made))):
        left, right = made[: gap.start()][-_AROUND:], made[gap.end() :][:_AROUND]
        if made.startswith(_JOINERS, gap.end()):
            continue
        if " " not in left + right and len(left) == len(right) == _AROUND and known.together(left, right):
            made = made[: gap.start()] + made[gap.end() :]
    made += text[_LOOKED_AT:]
    return made if made != text else None


def proposed(text: str, known: Evidence, *, flowing: bool = False) -> str | None:
    """Return the correction to propose for a text; `flowing`: it stood in a narrow column, whose lines break."""
    made = mended(text, known) or text
    if flowing:
        made = rejoined(made, known) or made
    return made if made != text else None


def person_meant(name: str, people: Sequence[str]) -> str | None:
    """Return the person of the form's head whose name this one nearly is; None for the same and for others."""
    key = _bare(name)
    if len(key) < _SHORT_NAME or any(_bare(other) == key for other in people):
        return None
    allowed = 2 if len(key) >= _LONG_NAME else 1
    best: tuple[int, str] | None = None
    for other in people:
        wanted = _bare(other)
        far = distance(key, wanted, allowed)
        near = far <= allowed or _family(name, other)
        if near and (best is None or far < best[0]):
            best = far, other
    return best[1] if best else None


def is_person(name: str) -> bool:
    """Tell whether words begin with a person's title."""
    return _TITLES.match(name) is not None


def _bare(name: str) -> str:
    return letters(_TITLES.sub("", name))


def _family(name: str, other: str) -> bool:
    """Tell whether two people have one family name and given names of nearly one length: perhaps one is a slip."""
    if not is_person(name) or not is_person(other):
        return False
    mine, theirs = (_TITLES.sub("", words).split() for words in (name, other))
    if min(len(mine), len(theirs)) < _GIVEN_AND_FAMILY or letters(mine[-1]) != letters(theirs[-1]):
        return False
    given = letters(mine[0]), letters(theirs[0])
    return distance(*given, 3) <= min(3, max(map(len, given)))


def system_meant(names: Sequence[str], owners: Sequence[str | None], place: int) -> str | None:
    """Return the name that a system probably has when another owner's system has the very same one.

    The tail in brackets is taken from a third system of the same owner. None when nothing tells.
    """
    base, tail = _with_tail(names[place])
    owner = owners[place]
    first = next((n for n, name in enumerate(names) if letters(name) == letters(names[place])), place)
    if not tail or owner is None or first == place or owners[first] == owner:
        return None
    tails = {_with_tail(name)[1] for n, name in enumerate(names) if n != place and owners[n] == owner} - {"", tail}
    return f"{base} ({tails.pop()})" if len(tails) == 1 else None


def _with_tail(name: str) -> tuple[str, str]:
    found = re.fullmatch(r"\s*(.*?)\s*\(([^()]*)\)\s*", name, re.DOTALL)
    return (found[1], found[2]) if found else (name.strip(), "")
