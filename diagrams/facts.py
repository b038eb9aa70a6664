"""What the prose of a step says: which data move, and where they are kept. The words stay the form's own.

A sentence such as "… มีการจัดเก็บข้อมูลส่วนบุคคล ประกอบด้วย ชื่อ นามสกุล ไว้ในระบบฐานข้อมูล" gives "ชื่อ นามสกุล" and
"ระบบฐานข้อมูล". A sentence of another build is shown whole: nothing is guessed.
"""

import re
from functools import lru_cache

from msgspec import Struct

from diagrams.wrapping import clean
from schemas.document import ActivityDocument
from schemas.exchange import InformationSystem
from schemas.flow import Step
from schemas.nothing import says_nothing
from schemas.special_words import categories_in, categories_named
from schemas.vocabulary import SpecialCategory

_LISTS = re.compile(r"(?:ประกอบด้วย|ได้แก่|ดังนี้)\s*:?\s*")
_COLLECTS = re.compile(r"รวบรวม(?:ข้อมูลส่วนบุคคล)?\s*")
_DOES = re.compile(r"(?:จัดเก็บ|บันทึก|ใช้)(?:ข้อมูลส่วนบุคคล)?\s*")
_ENDS = re.compile(r"\s*(?:เพื่อ|ไว้ใน|ไว้ที่|ในการ|ที่ใช้ใน|ที่ใช้ประกอบ|ผ่านระบบ|และข้อมูลส่วนบุคคลจะ)")
_KEPT_IN = re.compile(r"(?:(?:เก็บ)?ไว้(?:ใน|ที่)|เก็บใน|บันทึกลงใน|บันทึกใน)\s*(\S.*)$")
_DISCLOSES, _NAMES = re.compile("เปิดเผย|ส่ง|โอน"), re.compile(r"(?:ประกอบด้วย|ได้แก่)\s*:?\s*")
_TO_WHOM = re.compile(r"\s*(?:ให้แก่|ให้กับ|ไปยัง|\sให้|\sแก่)\s*")
_LOOSE = re.compile(r"[\s.\-_]+")
_SHORTEST = 2
_SHORTEST_ALIAS = 4
_CACHED_CELLS = 1024
#: "ไม่เปิดเผยต่อบุคคลภายนอก ยกเว้นกรม ก": to none but it.
_BUT_TO = re.compile(r"\s*(?:ยกเว้น|เว้นแต่|นอกจาก)(?:การ)?(?:เปิดเผย|ส่ง)?(?:ต่อ|ให้แก่|ให้|แก่|กับ)?\s*")


class Data(Struct, frozen=True):
    """Data that move: the record's words, and which of PDPA s.26 they name."""

    words: str
    kinds: tuple[SpecialCategory, ...] = ()


#: Data move, and the record does not say which.
UNSAID = Data("?")


def filled(cell: str | None) -> str | None:
    """Return what a cell says, None where it is blank or says only that there is nothing."""
    return cell if cell is not None and clean(cell) and not says_nothing(cell) else None


@lru_cache(maxsize=_CACHED_CELLS)
def _kinds_in(text: str) -> tuple[SpecialCategory, ...]:
    """Return the kinds of s.26 that a text names; a picture asks several times for each cell."""
    return tuple(categories_in(text))


@lru_cache(maxsize=_CACHED_CELLS)
def _kinds_of(words: str, cell: str) -> tuple[SpecialCategory, ...]:
    """Return the kinds of s.26 that words out of a cell name and the cell does not leave out."""
    whole = _kinds_in(cell)
    return tuple(kind for kind in categories_named(words) if kind in whole) if whole else ()


def told(text: str | None) -> Data:
    """Return the data that a text names as a whole; `UNSAID` for a blank one."""
    words = filled(text)
    return Data(words, _kinds_in(words)) if words is not None else UNSAID


def data_of(cell: str | None) -> Data | None:
    """Return the data that a cell of the step table names; None where it is blank.

    A kind of s.26 counts where the data name it and the sentence does not say that it is left out.
    """
    text = filled(cell)
    if text is None:
        return None
    words = data_items(text)
    return Data(words, _kinds_of(words, text))


def disclosed(cell: str) -> tuple[str, Data | None]:
    """Return to whom a disclosure cell says that data go, and which: "เปิดเผย … ประกอบด้วย A ให้แก่ B เพื่อ …".

    A cell of another build is the recipient as a whole: nothing is guessed.
    """
    text = " ".join(cell.split())
    but = _BUT_TO.search(text)
    if but is not None and but.end() < len(text) and says_nothing(text[: but.start()]):
        return text[but.end() :], None
    # One after the other: a single expression takes minutes for a page of "ส่ง ประกอบด้วย ส่ง ประกอบด้วย …".
    verb = _DISCLOSES.search(text)
    names = _NAMES.search(text, verb.end()) if verb is not None else None
    to = _TO_WHOM.search(text, names.end() + 1) if names is not None else None
    if names is None or to is None or to.end() == len(text):
        return cell, None
    why = text.find("เพื่อ", to.end() + 1)
    who, words = text[to.end() : why if why >= 0 else None].rstrip(), text[names.end() : to.start()]
    return who, Data(words, _kinds_of(words, cell))


def data_items(prose: str) -> str:
    """Return the data that a cell names, in its own words; the whole cell when it does not name them in a known way."""
    text = " ".join(prose.split())
    found = _LISTS.search(text)
    if found is None:
        collects = list(_COLLECTS.finditer(text))
        found = collects[-1] if collects else _DOES.search(text)
    if found is None:
        return text
    tail = text[found.end() :]
    end = _ENDS.search(tail)
    named = (tail[: end.start()] if end is not None else tail).strip(" .,")
    return named if len(named) >= _SHORTEST else text


def answered(value: object, pointer: str, document: ActivityDocument) -> bool:
    """Return whether a place was answered: a value, or one of the tokens that mean "nothing" ("-", NO, ไม่มี, N/A)."""
    said = bool(clean(value)) if isinstance(value, str) else value is not None
    return said or pointer in document.marks


def named_systems(step: Step) -> list[str]:
    """Return the systems of a step without their printed numbers, blanks left out."""
    bare = (re.sub(r"^\s*\d+\s*[.)]\s*", "", name).strip() for name in step.it_systems or ())
    return [name for name in bare if filled(name) is not None]


def stores_of(step: Step) -> list[str | None]:
    """Return where a step keeps data: its systems, else the place that the storage cell names; None is "not said".

    A step whose storage cell is empty keeps nothing: [].
    """
    if filled(step.storage) is None:
        return []
    systems = named_systems(step)
    if systems:
        return list(dict.fromkeys(systems))
    place = _KEPT_IN.search(" ".join((step.storage or "").split()))
    return [place.group(1).strip(" .")] if place is not None else [None]


@lru_cache(maxsize=4096)
def same_name(name: str) -> str:
    """Return the key under which two spellings of one name meet: no spaces, points, hyphens or case.

    What stands between two digits stays: กลุ่ม 1.1 is not กลุ่ม 11.
    """
    return _LOOSE.sub(_kept_sign, name).casefold()


def _kept_sign(found: re.Match[str]) -> str:
    start, end = found.span()
    before, after = found.string[max(0, start - 1) : start], found.string[end : end + 1]
    return (found.group().strip() or " ")[0] if before.isdigit() and after.isdigit() else ""


@lru_cache(maxsize=4096)
def _keys_of(system_name: str) -> tuple[str, str]:
    """Return the keys of a system's name with and without what it has in parentheses."""
    return same_name(system_name), same_name(system_name.partition("(")[0])


@lru_cache(maxsize=4096)
def _aliases_of(system_name: str) -> tuple[str, ...]:
    """Return the keys of what a system's name has in parentheses."""
    return tuple(same_name(alias) for alias in re.findall(r"\(([^()]*)\)", system_name))


def own_system(name: str, document: ActivityDocument) -> InformationSystem | None:
    """Return the document's one system of this name, with or without what its own name has in parentheses."""
    key = same_name(name)
    found = [each for each in document.systems if key in _keys_of(each.system_name)]
    return found[0] if len(found) == 1 else None


def matching_systems(store: str, document: ActivityDocument) -> list[InformationSystem]:
    """Return the rows of the exchange table of the one system that a store's name means; [] where it fits two."""
    fitting = _fitting_systems(store, document)
    return fitting if len(_apart(fitting)) == 1 else []


def fits_several(store: str, document: ActivityDocument) -> bool:
    """Return whether a store's name fits more than one system, so that nobody knows which it means."""
    return len(_apart(_fitting_systems(store, document))) > 1


def _apart(systems: list[InformationSystem]) -> set[tuple[str, str]]:
    """Return the systems apart: name and owner together identify one."""
    return {(same_name(each.system_name), same_name(each.system_owner_org_unit or "")) for each in systems}


def _fitting_systems(store: str, document: ActivityDocument) -> list[InformationSystem]:
    """Return the rows of the exchange table whose name fits a store's: the same name, or an alias in parentheses.

    "i-Industry" fits "… (i.industry.go.th)".
    """
    key = same_name(store)
    equal = [each for each in document.systems if same_name(each.system_name) == key]
    if equal or len(key) < _SHORTEST_ALIAS:
        return equal
    return [each for each in document.systems if any(key in alias for alias in _aliases_of(each.system_name))]
