"""From the words beside a label to the field's value, its mark, its source and what a person should know. Pure."""

import re
from datetime import date

from msgspec import Struct
from msgspec import field as default

from ropa.imports.rules_paper_split import items_of
from ropa.imports.rules_slips import Evidence, mended, person_meant, proposed
from schemas.cell_values import read_cell
from schemas.choices import ExchangeType
from schemas.document import Source
from schemas.field import LIST_LIMIT, TEXT_LIMIT
from schemas.findings import Problem
from schemas.form import FieldInfo, Kind
from schemas.imports import Remark, RemarkKind
from schemas.vocabulary import Mark

_LISTS = {Kind.LINES, Kind.ORGANISATIONS, Kind.CHOICES}
_CHOICES = {Kind.CHOICE, Kind.CHOICES}
_LONGEST_LINE = 5_000
_LONGEST_RAW = 500
_LONGEST_FILE = 300
#: What is said of one record; a table that goes wrong in every row says no more by saying it 10,000 times.
_MOST_REMARKS = 2_000
#: Signs by which a box is ticked.
_TICKS = {"✓", "✔", "☑", "√", "✅", "☒", "/"}
_TICKED = re.compile(r"[✓✔☑√✅☒]\s*(YES|NO|ไม่มี|มี|ไม่ใช่|ใช่)", re.IGNORECASE)


class Taken(Struct, kw_only=True):
    """What was taken from one filled form so far."""

    file: str
    known: Evidence
    today: date
    sources: dict[str, Source] = default(default_factory=dict)
    marks: dict[str, Mark] = default(default_factory=dict)
    remarks: list[Remark] = default(default_factory=list)
    problems: list[Problem] = default(default_factory=list)

    def say(self, kind: RemarkKind, words: tuple[str, str], pointer: str | None = None, **where: str | None) -> None:
        """Keep one remark; `words` are Thai and English, `where` may have `place`, `raw` and `proposed`."""
        if len(self.remarks) < _MOST_REMARKS:
            self.remarks.append(Remark(kind=kind, message_th=words[0], message_en=words[1], pointer=pointer, **where))
        elif len(self.remarks) == _MOST_REMARKS:
            said = (
                f"มีข้อสังเกตเกิน {_MOST_REMARKS} ข้อ ไม่แสดงส่วนที่เหลือ",
                f"more than {_MOST_REMARKS} remarks: the rest is not shown",
            )
            self.remarks.append(Remark(kind=RemarkKind.UNCERTAIN, message_th=said[0], message_en=said[1]))

    def read(self, info: FieldInfo, pointer: str, text: str, place: str, *, value: object = None) -> object:
        """Return the value that words give a field, and keep where they stood, their mark and what they propose."""
        words = text.strip()
        if not words:
            return None
        self._source(pointer, place)
        token = mended(words)
        if token is not None and _is_token(token):
            said = (f"อ่าน “{words}” เป็น “{token}”", f"{words!r} is read as {token!r}")
            self.say(RemarkKind.ASSUMED, said, pointer, place=place, raw=words)
            words = token
        if info.kind in _LISTS and not _is_token(words):
            return self._list(info, pointer, words, place)
        read = read_cell(info, _ticked(info, words), value, today=self.today)
        if info.kind is Kind.YES_NO:
            self.sources[pointer].raw = words
        for th, en in read.doubts:
            kind = RemarkKind.LOST if read.lost else RemarkKind.ASSUMED
            self.say(kind, (th, en), pointer, place=place, raw=words[:_LONGEST_RAW])
        if read.mark is not None:
            self.marks[pointer] = read.mark
        if read.value is None and read.mark is None:
            self.sources[pointer].raw = words[:TEXT_LIMIT]
        return self._fitting(info, pointer, self._corrected(info, pointer, read.value, words, place), place)

    def _source(self, pointer: str, place: str) -> None:
        self.sources[pointer] = Source(file=self.file[:_LONGEST_FILE], place=place[:200])

    def _list(self, info: FieldInfo, pointer: str, words: str, place: str) -> object:
        items, guessed = items_of(info, words)
        if items != [words]:
            self.sources[pointer].raw = words[:TEXT_LIMIT]
        if guessed:
            said = ("แยกเป็นหลายรายการตามเครื่องหมายหรือช่องว่าง", "read as several entries, by the signs or spaces between")
            self.say(RemarkKind.ASSUMED, said, pointer, place=place, raw=words)
        if any(len(item) > _LONGEST_LINE for item in items) or len(items) > LIST_LIMIT:
            self._too_long(info, pointer, place)
            return None
        if info.kind is Kind.CHOICES:
            return self._choices(info, pointer, items, words, place)
        for number, item in enumerate(items):
            meant = self._meant(info, item)
            if meant is not None:
                self._source(f"{pointer}/{number}", place)
                self.propose(f"{pointer}/{number}", item, meant, place)
        return items

    def _choices(self, info: FieldInfo, pointer: str, items: list[str], words: str, place: str) -> object:
        read = read_cell(info, "\n".join(items) if len(items) > 1 else words, today=self.today)
        for number, choice in enumerate(read.value or []):
            if choice.code is None:
                said = (f"“{choice.raw}” ไม่อยู่ในรายการของแบบฟอร์ม", f"{choice.raw!r} is not in the form's list")
                self.say(RemarkKind.UNCERTAIN, said, f"{pointer}/{number}", place=place, raw=choice.raw)
        return self._fitting(info, pointer, read.value, place)

    def _meant(self, info: FieldInfo, item: str) -> str | None:
        if info.note.names_people:
            person = person_meant(item, self.known.people)
            if person is not None:
                return person
        return proposed(item, self.known)

    def _corrected(self, info: FieldInfo, pointer: str, value: object, words: str, place: str) -> object:
        """Propose a correction of words; a choice is read from the corrected words where only they have a term."""
        if info.kind is Kind.TEXT and value is not None:
            meant = proposed(words, self.known, flowing=pointer.startswith("/steps/"))
            if meant is not None:
                self.propose(pointer, words, meant, place)
        if info.kind is Kind.CHOICE and value is not None:
            meant = proposed(words, self.known)
            again = read_cell(info, meant).value if meant is not None else None
            if meant is not None and again is not None and _known_term(again):
                self.propose(pointer, words, meant, place)
                again.raw = words
                return again
            if not _known_term(value):
                said = (f"“{words[:60]}” ไม่อยู่ในรายการของแบบฟอร์ม", f"{words[:60]!r} is not in the form's list")
                self.say(RemarkKind.UNCERTAIN, said, pointer, place=place, raw=words[:_LONGEST_RAW])
        return value

    def propose(self, pointer: str, words: str, meant: str, place: str) -> None:
        """Put a correction beside the words of a place, and tell it."""
        self.sources[pointer].proposed = meant[:TEXT_LIMIT]
        said = (
            "คำอาจผิดจากการสแกนหรือพิมพ์ โปรดเลือกว่าจะแก้หรือคงไว้",
            "probably a slip of a scan or a hand: take the correction, or keep the words",
        )
        self.say(RemarkKind.PROPOSED, said, pointer, place=place, raw=words, proposed=meant)

    def _fitting(self, info: FieldInfo, pointer: str, value: object, place: str) -> object:
        """Return a value that the field can hold; what it cannot is a problem that names the place."""
        choices = value if isinstance(value, list) else [value]
        long_text = isinstance(value, str) and len(value) > TEXT_LIMIT
        long_raw = info.kind in _CHOICES and any(len(getattr(one, "raw", "") or "") > _LONGEST_RAW for one in choices)
        if long_text or long_raw:
            self._too_long(info, pointer, place)
            return None
        return value

    def _too_long(self, info: FieldInfo, pointer: str, place: str) -> None:
        self.sources[pointer].raw = None
        self.problems.append(
            Problem(
                pointer=pointer,
                message_th=f"{place}: ข้อความของ “{info.label}” ยาวหรือมีรายการมากเกินกว่าที่รับได้",
                message_en=f"{place}: the words for {info.note.label_en!r} are too long, or too many entries",
            )
        )


def _is_token(words: str) -> bool:
    return words in {str(mark) for mark in Mark} or words.casefold() in {"n/a", "na", "–", "—"}


def _ticked(info: FieldInfo, words: str) -> str:
    """Return the word beside the one ticked box of an answer; a tick alone is a yes."""
    if info.kind is not Kind.YES_NO:
        return words
    said = _TICKED.findall(words)
    return str(said[0]) if len(said) == 1 else "y" if words in _TICKS else words


def _known_term(value: object) -> bool:
    if isinstance(value, ExchangeType):
        return value.direction is not None and value.mode is not None
    return getattr(value, "code", None) is not None
