"""Hides who is named in a record: what a pack or an export shows unless somebody asks for the names. Pure.

Hidden are the values of every field that names people, the same names wherever else the record says them, names
behind a title (นาย, นาง, นางสาว …) in any text, and national IDs. `MASK` and `MASK_ID` stand in their places.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from msgspec import Struct, structs

from schemas.document import ActivityDocument
from schemas.form import fields_of

MASK = "(ปิดชื่อบุคคล)"
MASK_ID = "(ปิดเลขประจำตัว)"

_UNSEEN = "\u200b-\u200d\u2060\ufeff\u00ad"
_GAP = f"[{_UNSEEN}]*"
_SEPARATOR = f"{_GAP}[-–. ]?{_GAP}"
_ID = re.compile(
    rf"(?<!\d)\d{_SEPARATOR}" + _SEPARATOR.join(_GAP.join([r"\d"] * count) for count in (4, 5, 2, 1)) + r"(?!\d)"
)
_TITLES = r"(?:นางสาว|นาย|นาง|น\.\s?ส\.|ว่าที่\s?ร\.\s?[ตทอ]\.|ดร\.|คุณ|Mr\.|Mrs\.|Ms\.|Miss)"
#: Words that only look like a title with a name: the employer, the registrar, the prime minister, qualities …
_NO_TITLE = (
    r"(?!จ้าง|ทะเบียน|หน้า|กรัฐมนตรี|กเทศ|กอง|กสมาคม|กสภา|กเมือง|ก\s|แพทย์|อำเภอ|ประกัน|ทหาร|ตำรวจ|ตรวจ|ทุน|ท่า|สถานี|พยาบาล|แบบ|รำ"
    r"|ภาพ|สมบัติ|ลักษณะ|ค่า|วุฒิ|ธรรม|ประโยชน์|ูปการ)"
)
#: A name with a title: the given name, and the family name behind a space.
_TITLED = re.compile(rf"(?<![ก-๎]){_TITLES}\s*{_NO_TITLE}([^\s,;/()]{{2,}}(?:[ \u00a0]+[^\s,;/()]{{2,}})?)")
_TITLE = re.compile(rf"^{_TITLES}\s*")
_NUMBERING = re.compile(r"^\s*(?:[\d.]+[.)]|[-•*])\s*")
_WORD = re.compile(r"[ก-๎A-Za-z.'’-]{2,30}")
#: A line that begins so tells a position, not a name.
_POSITION = re.compile(
    r"เจ้าหน้าที่|ผู้|หัวหน้า|ฝ่าย|กลุ่ม|กอง|สำนัก|ส่วน|งาน|นัก|รอง|อธิบดี|ปลัด|คณะ|พนักงาน|ตำแหน่ง|หน่วย|กรม|ข้าราชการ|ลูกจ้าง|บุคลากร|DPO"
)
_NAME_WORDS = 2


class Masker:
    """Hides some names, and all national IDs, in texts, documents and JSON values."""

    def __init__(self, names: Iterable[str]) -> None:
        """`names` as people wrote them, with or without titles."""
        # The longest first: a name may be the beginning of another.
        patterns = sorted({_pattern(each) for each in names if each.strip()}, key=len, reverse=True)
        self._names = re.compile(f"(?:{_TITLES}\\s*)?(?:{'|'.join(patterns)})", re.IGNORECASE) if patterns else None

    @classmethod
    def of(cls, documents: Iterable[ActivityDocument], names: Iterable[str] = ()) -> "Masker":
        """Return what hides the people of some documents, and other names."""
        return cls(names_of(documents, names))

    def text(self, text: str) -> str:
        """Return a text without those names, names behind a title, and national IDs."""
        shown = self._names.sub(MASK, text) if self._names is not None else text
        shown = _TITLED.sub(MASK, shown)
        return _ID.sub(_without_id, shown)

    def document(self, document: ActivityDocument) -> ActivityDocument:
        """Return a document without them; what stood in fields that name people is gone whatever it was."""
        shown: ActivityDocument = self._walk(document)
        return shown

    def value(self, value: Any) -> Any:
        """Return plain values of JSON without them; keys stay."""
        return self._walk(value)

    def _walk(self, value: Any, *, names_people: bool = False) -> Any:
        made = value
        if type(value) is str:  # the words of closed lists are strings too, of types of their own
            made = MASK if names_people and value.strip() else self.text(value)
        elif isinstance(value, list):
            made = [self._walk(each, names_people=names_people) for each in value]
        elif isinstance(value, dict):
            made = {key: self._walk(each) for key, each in value.items()}
        elif isinstance(value, Struct):
            people = _naming(type(value))
            parts = {
                name: self._walk(part, names_people=names_people or name in people)
                for name, part in structs.asdict(value).items()
            }
            # Without a check of lengths: a text may have grown by the words that stand for a name.
            made = structs.replace(value, **parts)
        return made


def masked_document(document: ActivityDocument) -> ActivityDocument:
    """Return the document with nobody's name and no national ID in it; see the module."""
    return Masker.of([document]).document(document)


def names_of(documents: Iterable[ActivityDocument], names: Iterable[str] = ()) -> set[str]:
    """Return the people of some documents, and other names, as a `Masker` takes them."""
    found = {name for document in documents for line in _lines(document) for name in names_in(line)}
    return found | {each for name in names for each in names_in(name)}


def names_in(line: str) -> Iterator[str]:
    """Yield the names that a line of a field that names people may mean, without titles."""
    titled = [found.group(1) for found in _TITLED.finditer(line)]
    yield from titled
    bare = _TITLE.sub("", _NUMBERING.sub("", line)).strip()
    words = bare.split()
    if len(words) < _NAME_WORDS or _POSITION.match(bare):
        return
    yield bare
    if not titled and all(_WORD.fullmatch(each) for each in words[:_NAME_WORDS]):
        yield " ".join(words[:_NAME_WORDS])


def _pattern(name: str) -> str:
    """Return what finds a name however it is spaced; sara am may have come apart in a text from a PDF."""
    words = [re.escape(word).replace("ำ", "(?:ำ|ํา)") for word in name.split()]
    return rf"[\s{_UNSEEN}]+".join(words)


def _without_id(found: re.Match[str]) -> str:
    digits = [str(int(each)) for each in found.group() if each.isdecimal()]
    # A juristic person's number begins with 0 and a province: it names nobody.
    return found.group() if digits[0] in {"0", "9"} and digits[:2] != ["0", "0"] else MASK_ID


@cache
def _naming(struct: type[Struct]) -> frozenset[str]:
    return frozenset(info.key for info in fields_of(struct) if info.note.names_people)


def _lines(value: object, *, names_people: bool = False) -> Iterator[str]:
    if isinstance(value, str):
        if names_people:
            yield value
    elif isinstance(value, list):
        for each in value:
            yield from _lines(each, names_people=names_people)
    elif isinstance(value, Struct):
        people = _naming(type(value))
        for name, part in structs.asdict(value).items():
            yield from _lines(part, names_people=names_people or name in people)
