"""What the prose of a step says: which data move, and where they are kept. The words stay the form's own.

A sentence such as "… มีการจัดเก็บข้อมูลส่วนบุคคล ประกอบด้วย ชื่อ นามสกุล ไว้ในระบบฐานข้อมูล" gives "ชื่อ นามสกุล" and
"ระบบฐานข้อมูล". A sentence of another build is shown whole: nothing is guessed.
"""

import re

from schemas.document import ActivityDocument
from schemas.exchange import InformationSystem
from schemas.flow import Step

_LISTS = re.compile(r"(?:ประกอบด้วย|ได้แก่|ดังนี้)\s*:?\s*")
_COLLECTS = re.compile(r"รวบรวม(?:ข้อมูลส่วนบุคคล)?\s*")
_DOES = re.compile(r"(?:จัดเก็บ|บันทึก|ใช้)(?:ข้อมูลส่วนบุคคล)?\s*")
_ENDS = re.compile(r"\s*(?:เพื่อ|ไว้ใน|ไว้ที่|ในการ|ที่ใช้ใน|ที่ใช้ประกอบ|ผ่านระบบ|และข้อมูลส่วนบุคคลจะ)")
_KEPT_IN = re.compile(r"(?:(?:เก็บ)?ไว้(?:ใน|ที่)|เก็บใน|บันทึกลงใน|บันทึกใน)\s*(\S.*)$")
_SHORTEST = 2
_SHORTEST_ALIAS = 4


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
    return value is not None or pointer in document.marks


def named_systems(step: Step) -> list[str]:
    """Return the systems of a step without their printed numbers, blanks left out."""
    bare = (re.sub(r"^\s*\d+\s*[.)]\s*", "", name).strip() for name in step.it_systems or ())
    return [name for name in bare if name and name != "-"]


def stores_of(step: Step) -> list[str | None]:
    """Return where a step keeps data: its systems, else the place that the storage cell names; None is "not said".

    A step whose storage cell is empty keeps nothing: [].
    """
    if step.storage is None or not step.storage.strip() or step.storage.strip() == "-":
        return []
    systems = named_systems(step)
    if systems:
        return list(dict.fromkeys(systems))
    place = _KEPT_IN.search(" ".join(step.storage.split()))
    return [place.group(1).strip(" .")] if place is not None else [None]


def same_name(name: str) -> str:
    """Return the key under which two spellings of one name meet: no spaces, points, hyphens or case."""
    return re.sub(r"[\s.\-_]+", "", name).casefold()


def own_system(name: str, document: ActivityDocument) -> InformationSystem | None:
    """Return the document's one system of this name, with or without what its own name has in parentheses."""
    key = same_name(name)
    found = [
        each
        for each in document.systems
        if key in {same_name(each.system_name), same_name(each.system_name.partition("(")[0])}
    ]
    return found[0] if len(found) == 1 else None


def matching_systems(store: str, document: ActivityDocument) -> list[InformationSystem]:
    """Return the systems of the exchange table that a store's name means: the same name, or an alias in parentheses.

    "i-Industry" means "… (i.industry.go.th)". An alias that fits two systems means neither.
    """
    key = same_name(store)
    equal = [each for each in document.systems if same_name(each.system_name) == key]
    if equal or len(key) < _SHORTEST_ALIAS:
        return equal
    by_alias = [
        each
        for each in document.systems
        if any(key in same_name(alias) for alias in re.findall(r"\(([^()]*)\)", each.system_name))
    ]
    return by_alias if len(by_alias) == 1 else []
