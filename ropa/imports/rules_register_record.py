"""One row of the register's sheet, with its steps, systems and lines, as a record. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from msgspec import Struct, field

from ropa.imports.rules_register_cells import CellReader, Notes
from ropa.imports.rules_register_exact import Carried
from ropa.imports.rules_register_rows import (
    Found,
    Joined,
    Numbered,
    in_order,
    is_ascending,
    number_in,
    numbered,
    renumber,
)
from schemas.activity import Form
from schemas.document import ActivityDocument, content_hash, encode_document
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.flow import Step
from schemas.form import FieldInfo, sections, value_at
from schemas.imports import Remark, RemarkKind
from schemas.matching import squeezed
from schemas.shown import members

_SEQ = {
    Step: next(info for info in members(Step) if info.key == "seq"),
    InformationSystem: next(info for info in members(InformationSystem) if info.key == "seq"),
}


class Book(Struct, kw_only=True):
    """A register workbook whose sheets are known."""

    reader: CellReader
    carried: Carried
    steps: Joined
    systems: Joined
    lines: Joined
    losses: list[Remark] = field(default_factory=list)
    """What the workbook cannot say of any record."""


class Owned(NamedTuple):
    """The rows of one activity."""

    steps: Sequence[Found]
    systems: Sequence[Found]
    lines: Sequence[Found]


class Read(NamedTuple):
    """A document and what was found out about it."""

    document: ActivityDocument
    notes: Notes


def read_row(book: Book, found: Found, owned: Owned, ref: str | None, hashed: str | None) -> Read:
    """Return the document of a row of the register with the rows that belong to it.

    Rows stand in the order of their numbers, unless the document is to the letter the exported one as they stand: the
    numbers of a record need not ascend.
    """
    steps = numbered(owned.steps, "seq", _SEQ[Step])
    systems = numbered(owned.systems, "seq", _SEQ[InformationSystem])
    if not (is_ascending(steps) and is_ascending(systems)) and hashed is not None:
        read = _RecordReader(book, found, ref).read(steps, systems, owned.lines)
        if hash_of(read.document) == hashed:
            return read
    return _RecordReader(book, found, ref).read(in_order(steps), in_order(systems), owned.lines)


def hash_of(document: ActivityDocument) -> str:
    """Return the hash of a document as the register computes it."""
    return content_hash(encode_document(document))


class _RecordReader:
    """Reads one record."""

    def __init__(self, book: Book, found: Found, ref: str | None) -> None:
        self._reader, self._found = book.reader, found
        self._has_systems = book.systems.there
        self._notes = Notes(exact=book.carried.of(ref))

    def read(self, steps: Sequence[Numbered], systems: Sequence[Numbered], lines: Sequence[Found]) -> Read:
        exact = self._notes.exact
        if exact is not None:
            exact.align("/steps", [_said(row.found, members(Step)) for row in steps])
            exact.align("/systems", [_said(row.found, members(InformationSystem)) for row in systems])
        form = self._form()
        made_steps = self._steps(steps)
        made_systems = self._systems(systems, lines)
        document = ActivityDocument(form=form, steps=made_steps, systems=made_systems, marks=self._notes.marks)
        if exact is not None:
            for pointer, mark in exact.other_marks().items():
                # Where somebody wrote an answer since, it stands; the mark goes.
                if value_at(document, pointer) in (None, [], False):
                    document.marks.setdefault(pointer, mark)
        return Read(document, self._notes)

    def _form(self) -> Form:
        table, row = self._found
        asked = {one.info.pointer: one for one in table.layout.asked if one.info is not None}
        empty = Form()
        parts: dict[str, Any] = {}
        for section in sections(Form):
            values = {
                info.key: self._reader.read(
                    table, row, asked[info.pointer], info.pointer, self._notes, keep=info.pointer
                )
                for info in section.fields
            }
            parts[section.key] = type(getattr(empty, section.key))(**values)
        return Form(**parts)

    def _row(self, found: Found, base: str, keep: str) -> dict[str, Any]:
        """Return the answers of a row that are not blank."""
        values = {
            one.key: self._reader.read(found.table, found.row, one, f"{base}/{one.key}", self._notes, keep=keep)
            for one in found.table.layout.asked
            if one.info is not None
        }
        return {key: value for key, value in values.items() if value is not None}

    def _steps(self, rows: Sequence[Numbered]) -> list[Step]:
        numbers, moved = renumber(rows)
        made: list[Step] = []
        for at, row in enumerate(rows):
            values = self._row(row.found, f"/steps/{at}", "/steps")
            self._tell_number(row, numbers[at], f"/steps/{at}/seq")
            step = Step(**{"title": ""} | values | {"seq": numbers[at]})
            for arrow in step.next or ():
                arrow.to = moved(arrow.to)
            made.append(step)
        return made

    def _tell_number(self, row: Numbered, number: int, pointer: str) -> None:
        words = row.found.words("seq").strip()
        if row.number == number or (row.number is None and words):
            return  # a number that cannot be read is a fault already
        self._notes.remarks.append(
            Remark(
                kind=RemarkKind.ASSUMED,
                pointer=pointer,
                place=row.found.place,
                raw=words or None,
                message_th=f"ให้ลำดับ {number} ตามที่แถวแทรกอยู่",
                message_en=f"The row is given number {number}, from where rows were put in",
            )
        )

    def _systems(self, rows: Sequence[Numbered], lines: Sequence[Found]) -> list[InformationSystem]:
        numbers, _ = renumber(rows)
        # Without the sheet of systems, lines have nothing to stand under: both stay as the register has them.
        below = self._lines_by_system(rows, lines) if self._has_systems else {}
        made: list[InformationSystem] = []
        for at, row in enumerate(rows):
            base = f"/systems/{at}"
            values = self._row(row.found, base, "/systems")
            self._tell_number(row, numbers[at], f"{base}/seq")
            exchanges = self._lines(below.get(at, ()), f"{base}/exchanges")
            made.append(
                InformationSystem(**{"system_name": ""} | values | {"seq": numbers[at], "exchanges": exchanges})
            )
        return made

    def _lines(self, rows: Sequence[Found], base: str) -> list[ExchangeLine]:
        ordered = in_order(numbered(rows, "@number", _SEQ[Step]))
        if self._notes.exact is not None:
            self._notes.exact.align(base, [_said(row.found, members(ExchangeLine)) for row in ordered])
        return [ExchangeLine(**self._row(row.found, f"{base}/{at}", "/systems")) for at, row in enumerate(ordered)]

    def _lines_by_system(self, systems: Sequence[Numbered], lines: Sequence[Found]) -> dict[int, list[Found]]:
        by_number: dict[int, int] = {}
        by_name: dict[str, list[int]] = {}
        for at, system in enumerate(systems):
            if system.number is not None:
                by_number.setdefault(system.number, at)
            by_name.setdefault(squeezed(system.found.words("system_name")), []).append(at)
        below: dict[int, list[Found]] = {}
        for line in lines:
            owner = self._system_of(line, by_number, by_name)
            if owner is not None:
                below.setdefault(owner, []).append(line)
        return below

    def _system_of(self, line: Found, by_number: Mapping[int, int], by_name: Mapping[str, list[int]]) -> int | None:
        """Return the system of a line: by its number, but by its name where somebody numbered the systems anew."""
        number = number_in(line, "@system", _SEQ[InformationSystem])
        name = squeezed(line.words("@system_name"))
        numbered_so, named_so = by_number.get(number or 0), by_name.get(name, []) if name else []
        if numbered_so is not None and (not named_so or numbered_so in named_so):
            return numbered_so
        if len(named_so) == 1:
            if number is not None:
                self._notes.remarks.append(
                    Remark(
                        kind=RemarkKind.UNCERTAIN,
                        pointer=f"/systems/{named_so[0]}/exchanges",
                        place=line.place,
                        raw=f"{number} {line.words('@system_name')}"[:300],
                        message_th="ลำดับและชื่อระบบไม่ตรงกัน ใช้ชื่อระบบ โปรดยืนยัน",
                        message_en="Number and name of the system differ: the name was taken, confirm it",
                    )
                )
            return named_so[0]
        self._notes.fault(
            "/systems",
            line.place,
            "ไม่พบระบบของรายการแลกเปลี่ยนนี้ในแผ่นงานระบบ โปรดใส่ลำดับหรือชื่อระบบให้ตรงกัน",
            "the system of this exchange line is not in the sheet of systems: give its number or its name",
        )
        return None


def _said(found: Found, infos: Sequence[FieldInfo]) -> dict[str, str]:
    return {info.key: found.words(info.key) for info in infos}
