"""Reads the lines of a mapping file: what happens to which office, on which day, by which rule. Pure.

Every fault of every line is told with its line and cell; a file with one fault does nothing.
"""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from schemas.findings import Problem
from schemas.office import WHOLE_MINISTRY, Office
from schemas.reading import CONTROL
from schemas.reorganisation import ChangeKind, MappingLine, SplitBy, SplitRule
from schemas.thai_dates import ThaiDateError, read_thai_date
from schemas.thai_text import arabic_digits, searchable

#: Headings that are understood, in Thai and English, by the column that they head.
HEADINGS = {
    "action": ("การดำเนินการ", "ดำเนินการ", "action"),
    "old": ("หน่วยงานเดิม", "เดิม", "old office", "old"),
    "new": ("หน่วยงานใหม่", "ใหม่", "new office", "new"),
    "parent": ("สังกัด", "ภายใต้", "parent"),
    "date": ("วันที่มีผล", "วันที่", "effective date", "date"),
    "rule": ("เกณฑ์การแยก", "เกณฑ์", "rule"),
}
NEEDED = ("action", "old", "new", "date")
_KINDS = {searchable(words): kind for kind in ChangeKind for words in (str(kind), kind.th)}
_BY = {
    SplitBy.UNIT: ("หน่วยที่รับผิดชอบ", "หน่วย", "unit", "responsible_org_unit"),
    SplitBy.PROCESS: ("กระบวนการหลัก", "กระบวนการ", "process", "main_process"),
    SplitBy.REFS: ("เลขที่อ้างอิง", "เลขที่", "refs", "ref"),
}
_BY_WORDS = {searchable(words): by for by, several in _BY.items() for words in several}
#: Said in the rule's cell of the line that takes what no rule places; an empty cell says the same.
_REST = {searchable(words) for words in ("", "-", "ที่เหลือ", "rest")}
_MOST_WORDS, _LONGEST_NAME, _NUMBER_DIGITS = 500, 300, 10
Words = tuple[str, str]


class Row(Struct, frozen=True, kw_only=True):
    """One line of the file as it stands: its number, and the cells under the headings with their places."""

    line: int
    cells: dict[str, str]
    places: dict[str, str]
    """The cell as people find it, such as C7."""


def column_of(heading: str) -> str | None:
    """Return the column that a heading names, or None."""
    words = searchable(heading).strip()
    return next((name for name, known in HEADINGS.items() if words in {searchable(each) for each in known}), None)


def read_lines(rows: Sequence[Row], offices: Sequence[Office]) -> tuple[list[MappingLine], date | None, list[Problem]]:
    """Return the lines, the day from which they count, and every fault with its line and cell."""
    reader = _Reader(offices)
    found = [reader.line(row) for row in rows]
    lines = [each for each in found if each is not None]
    if not rows:
        reader.problems.append(Problem(pointer="/", message_th="ไฟล์ไม่มีบรรทัดรายการ", message_en="The file has no lines"))
    return lines, reader.day, reader.problems


class _Reader:
    def __init__(self, offices: Sequence[Office]) -> None:
        self._ids = {office.id for office in offices if office.ended_on is None}
        self._names: dict[str, list[int]] = {}
        for office in offices:
            if office.ended_on is None:
                self._names.setdefault(searchable(office.name), []).append(office.id)
        ended = [office for office in offices if office.ended_on is not None]
        self._ended = {str(office.id) for office in ended} | {searchable(office.name) for office in ended}
        self.day: date | None = None
        self.problems: list[Problem] = []

    def line(self, row: Row) -> MappingLine | None:
        before = len(self.problems)
        for column, words in row.cells.items():
            if CONTROL.search(words):
                self._fault(row, column, ("มีอักขระที่มองไม่เห็น", "holds characters that nobody can see"))
        kind = _KINDS.get(searchable(_text(row, "action")))
        if kind is None:
            self._fault(
                row,
                "action",
                ("ต้องเป็น ย้าย รวม เปลี่ยนชื่อ หรือ แยก", "must be move, merge, rename or split"),
            )
        self._date(row)
        old = self._old(row)
        new_id, new_name, parent = self._new(row, kind)
        rule = self._rule(row, kind)
        if len(self.problems) > before or kind is None or old is None:
            return None
        return MappingLine(
            line=row.line, kind=kind, old_id=old, new_id=new_id, new_name=new_name, parent_id=parent, rule=rule
        )

    def _fault(self, row: Row, column: str, words: Words) -> None:
        self.problems.append(fault_at(row.line, column, words, row.places.get(column)))

    def _date(self, row: Row) -> None:
        try:
            read = read_thai_date(_text(row, "date"))
        except ThaiDateError as error:
            self._fault(row, "date", (error.message_th, error.message_en))
            return
        if "two_digit_year" in read.flags:
            self._fault(row, "date", ("เขียนปีให้เต็มสี่หลัก", "write the year with four digits"))
            return
        day = read.value
        if self.day is not None and day != self.day:
            self._fault(row, "date", ("ทุกบรรทัดของไฟล์ต้องมีผลวันเดียวกัน", "all lines of a file count from the same day"))
        self.day = self.day or day

    def _old(self, row: Row) -> int | None:
        found = self._office(row, "old", _text(row, "old"))
        if found == WHOLE_MINISTRY:
            self._fault(row, "old", ("ทั้งกระทรวงเปลี่ยนไม่ได้", "the whole ministry cannot be changed"))
            return None
        return found

    def _new(self, row: Row, kind: ChangeKind | None) -> tuple[int | None, str | None, int | None]:
        words = " ".join(_text(row, "new").split())  # a name stands on one line
        if not words:
            self._fault(row, "new", ("ต้องระบุหน่วยงานใหม่หรือชื่อใหม่", "name the new office or the new name"))
            return None, None, None
        if len(words) > _LONGEST_NAME:
            self._fault(row, "new", (f"ยาวเกิน {_LONGEST_NAME} ตัวอักษร", f"longer than {_LONGEST_NAME} characters"))
            return None, None, None
        if kind is ChangeKind.RENAME:
            return None, words, None
        if kind is ChangeKind.MOVE:
            return self._office(row, "new", words), None, None
        above = _text(row, "parent")
        if self._matches(words) or not above or words.isdecimal():
            # A name that is slightly wrong must not make an office: one that is made names the office above it.
            found = self._office(row, "new", words, makes=True)
            return found, None, None
        return None, words, self._office(row, "parent", above)

    def _matches(self, words: str) -> list[int]:
        digits = arabic_digits(words)
        if digits.isascii() and digits.isdecimal():
            if len(digits) >= _NUMBER_DIGITS:
                return []
            return [int(digits)] if int(digits) in self._ids else []
        return self._names.get(searchable(words), [])

    def _office(self, row: Row, column: str, words: str, *, makes: bool = False) -> int | None:
        found = self._matches(words)
        if len(found) == 1:
            return found[0]
        if not words:
            told: Words = ("ต้องระบุหน่วยงาน", "name an office")
        elif found:
            ids = ", ".join(map(str, sorted(found)))
            told = (f"มีหลายหน่วยงานชื่อนี้ ใช้รหัสแทน: {ids}", f"several offices have this name; write the id: {ids}")
        elif searchable(words) in self._ended:
            told = ("หน่วยงานนี้ถูกยุบหรือรวมแล้ว", "this office has ended")
        elif makes:
            told = (
                f"ไม่พบหน่วยงาน “{words[:80]}” ถ้าตั้งใหม่ให้ระบุสังกัด",
                f"there is no office {words[:80]!r}; to make it, name its parent",
            )
        else:
            told = (f"ไม่พบหน่วยงาน “{words[:80]}”", f"there is no office {words[:80]!r}")
        self._fault(row, column, told)
        return None

    def _rule(self, row: Row, kind: ChangeKind | None) -> SplitRule | None:
        words = _text(row, "rule")
        if searchable(words).strip() in _REST:
            return None
        if kind is not ChangeKind.SPLIT:
            self._fault(row, "rule", ("เกณฑ์มีได้เฉพาะการแยก", "only a split has a rule"))
            return None
        head, colon, rest = words.partition(":")
        by = _BY_WORDS.get(searchable(head).strip())
        said = [each.strip() for each in rest.replace("|", ",").replace("\n", ",").split(",") if each.strip()]
        if not colon or by is None or not said or len(said) > _MOST_WORDS:
            self._fault(
                row,
                "rule",
                (
                    "เขียนเช่น “หน่วย: กลุ่มทะเบียน, งานคลัง” “กระบวนการ: ออกใบอนุญาต” หรือ “เลขที่: ROPA-2569-0001”",
                    "write for example “unit: words, words”, “process: words” or “refs: ROPA-2569-0001”",
                ),
            )
            return None
        # A file may have thousands of words, and each is looked for in each record.
        return SplitRule(by=by, words=said if by is SplitBy.REFS else [searchable(each) for each in said])


def fault_at(line: int, column: str, words: Words, place: str | None = None) -> Problem:
    """Return a fault of a line, its place in front of the words."""
    cell = place or column
    return Problem(
        pointer=f"/{line}/{column}",
        message_th=f"บรรทัด {line} ช่อง {cell}: {words[0]}",
        message_en=f"line {line}, cell {cell}: {words[1]}",
    )


def _text(row: Row, column: str) -> str:
    return row.cells.get(column, "").strip()


def placed_by(rules: Sequence[tuple[int, SplitRule]], ref: str, unit: str | None, process: str | None) -> set[int]:
    """Return the offices to whose rules a record answers; a reference that is listed outweighs words.

    Words of rules are search keys already, as `read_lines` leaves them.
    """
    listed = {office for office, rule in rules if rule.by is SplitBy.REFS and ref in rule.words}
    if listed:
        return listed
    texts = {SplitBy.UNIT: searchable(unit or ""), SplitBy.PROCESS: searchable(process or "")}
    return {
        office for office, rule in rules if texts.get(rule.by) and any(words in texts[rule.by] for words in rule.words)
    }
