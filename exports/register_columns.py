"""What stands in the columns of the register's sheets, read off the types once for all rows.

How the sheets are joined, for whoever reads the file back: row 1 has the title, row 2 scope, day and era, row 3 the
sections, row 4 the labels, rows begin at 5; a sheet that is full goes on in "… (2)".

- `ทะเบียน`: a row an activity. `เลขที่อ้างอิง` is the key of all other sheets; all fields of the form follow.
- `ขั้นตอน`: a row a step. Joined by เลขที่อ้างอิง; the rows of one activity stand in the order of the record. The columns
  are every field of `Step`, `ลำดับ` (unique in an activity), the kind, the mode and the next steps among them.
- `ระบบ`: a row a system. Joined by เลขที่อ้างอิง; the columns are every field of `InformationSystem` but its lines.
- `รายการแลกเปลี่ยน`: a row an exchange line. Joined by เลขที่อ้างอิง and `ลำดับ` (the system's); the system's name is
  repeated for people only. `รายการที่` counts the lines of a system from 1. A system without lines has no row here, one
  with an empty line has a row with its number only.
- `ropa` (very hidden): the values that their words alone do not tell (`exports.register_exact`): เลขที่อ้างอิง, the RFC
  6901 pointer into the document, the part (from 1) and the JSON; a value of several parts is their texts joined.
- All other sheets repeat or judge what stands in these, and are never read back.

Custom document properties: `ropa.kind` is `register`, `ropa.schema_version` the version of the document's shape,
`ropa.masked` whether names of people were replaced (such a file says nothing about them), `ropa.as_of` a past day.
"""

from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter
from typing import Literal, NamedTuple

from msgspec import Struct

from exports.records import RegisterRow, day_in_bangkok
from exports.register_lists import Choices, choices_of
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.flow import Step
from schemas.form import FieldInfo, Kind, SectionInfo, sections
from schemas.shown import Marks, members, shown
from schemas.thai_dates import format_thai_date
from schemas.vocabulary import RevisionStatus

Value = str | int
ENVELOPE_TITLE = "ทะเบียน"
Paper = Literal["a3", "a3_wide", "a4"]


class Column(NamedTuple):
    """One column: the words above its label, its label, its width in digits, and what may be chosen in it."""

    section: str
    label: str
    width: float
    choices: Choices | None = None


class SheetKind(NamedTuple):
    """One kind of sheet in the register."""

    title: str
    columns: tuple[Column, ...]
    frozen: int
    """Columns that stay in view."""
    paper: Paper = "a3"
    """All columns on one page's width of A3 or A4; `a3_wide` goes on over pages side by side."""
    state: Literal["visible", "veryHidden"] = "visible"


_WIDTHS = {Kind.YES_NO: 11.0, Kind.NUMBER: 8.0, Kind.DATE: 14.0, Kind.TERM: 22.0, Kind.CHOICE: 22.0, Kind.CHOICES: 22.0}
_ENVELOPE = (
    Column(ENVELOPE_TITLE, "เลขที่อ้างอิง", 17.0),
    Column(ENVELOPE_TITLE, "หน่วยงาน", 30.0),
    Column(ENVELOPE_TITLE, "สถานะ", 13.0, Choices.of(RevisionStatus)),
    Column(ENVELOPE_TITLE, "ฉบับที่", 8.0),
    Column(ENVELOPE_TITLE, "บันทึกครั้งที่", 9.0),
    Column(ENVELOPE_TITLE, "แก้ไขล่าสุด (พ.ศ.)", 14.0),
    Column(ENVELOPE_TITLE, "SHA-256 ของเอกสาร", 24.0),
)
ENVELOPE_COLUMNS = len(_ENVELOPE)
OWNER = (
    Column(ENVELOPE_TITLE, "เลขที่อ้างอิง", 17.0),
    Column(ENVELOPE_TITLE, "หน่วยงาน", 20.0),
    Column(ENVELOPE_TITLE, "กระบวนการย่อย/ระบบย่อย", 24.0),
)
_SYSTEM_FIELDS = tuple(info for info in members(InformationSystem) if info.key != "exchanges")
_LINE_FIELDS = members(ExchangeLine)


def _width(info: FieldInfo) -> float:
    return _WIDTHS.get(info.kind, 36.0)


def _label(info: FieldInfo, twins: set[str]) -> str:
    """Two fields of the form are both called เมื่อส่งมอบข้อมูล: only the hint tells them apart."""
    if info.label in twins and info.note.hint_th:
        return f"{info.label} ({info.note.hint_th})"
    return info.label


def _fields(section: SectionInfo, twins: set[str]) -> Iterator[Column]:
    for info in section.fields:
        yield Column(section.label_th, _label(info, twins), _width(info), choices_of(info))


def register_kind(form: type[Struct]) -> SheetKind:
    """Return the columns of the register: the envelope, then every field of the form, `beyond` last."""
    parts = sections(form)
    labels = [info.label for part in parts for info in part.fields]
    twins = {label for label in labels if labels.count(label) > 1}
    fields = tuple(column for part in parts for column in _fields(part, twins))
    return SheetKind("ทะเบียน", _ENVELOPE + fields, frozen=2, paper="a3_wide")


def _table(title: str, *columns: Column | FieldInfo) -> SheetKind:
    made = [
        each
        if isinstance(each, Column)
        else Column(each.note.group_th or title, each.label, _width(each), choices_of(each))
        for each in columns
    ]
    return SheetKind(title, (*OWNER, *made), frozen=1)


def steps_kind() -> SheetKind:
    """Return the columns of the steps: whose, then every field of a step, those beside the printed table too."""
    return _table("ขั้นตอน", *members(Step))


def systems_kind() -> SheetKind:
    """Return the columns of the systems: whose, then every field of a system but its exchange lines."""
    return _table("ระบบ", *_SYSTEM_FIELDS)


def lines_kind() -> SheetKind:
    """Return the columns of the exchange lines: whose, which system and line, then every field of a line."""
    title = "รายการแลกเปลี่ยน"
    number, name = _SYSTEM_FIELDS[:2]
    return _table(title, number, name, Column(title, "รายการที่", 9.0), *_LINE_FIELDS)


def recipients_kind() -> SheetKind:
    """Return the columns of the recipients."""
    title = "ผู้รับข้อมูล"
    said = (("ผู้รับหรือผู้ส่งข้อมูล", 40.0), ("ปรากฏที่", 44.0), ("ข้อมูล", 44.0), ("ลักษณะ", 40.0))
    return _table(title, *(Column(title, label, width) for label, width in said))


class FormReader:
    """Reads the cells of activities of one form type."""

    def __init__(self, form: type[Struct]) -> None:
        """Prepare the fields of `form`."""
        self._sections = [
            (attrgetter(part.key), [(attrgetter(info.key), info.pointer, info) for info in part.fields])
            for part in sections(form)
        ]
        self._organisations = [
            (attrgetter(f"{info.section}.{info.key}"), info.label)
            for part in sections(form)
            for info in part.fields
            if info.kind is Kind.ORGANISATIONS
        ]
        self._steps = _ready(members(Step))
        self._systems = _ready(_SYSTEM_FIELDS)
        self._lines = _ready(_LINE_FIELDS)

    def activity(self, row: RegisterRow) -> list[Value]:
        """Return the cells of the register's row."""
        cells: list[Value] = [
            row.ref,
            row.office_name,
            row.status.th,
            row.revision,
            "" if row.version is None else row.version,
            format_thai_date(day_in_bangkok(row.updated_at)),
            row.content_hash,
        ]
        marks = row.document.marks
        for section_of, fields in self._sections:
            section = section_of(row.document.form)
            for value_of, pointer, info in fields:
                cells.append(_cell(info, value_of(section), marks, pointer))
        return cells

    def steps(self, row: RegisterRow) -> Iterator[list[Value]]:
        """Yield the cells of every step."""
        marks = row.document.marks
        owner = owner_cells(row)
        for at, step in enumerate(row.document.steps):
            yield owner + _cells(self._steps, step, marks, f"/steps/{at}")

    def systems(self, row: RegisterRow) -> Iterator[list[Value]]:
        """Yield the cells of every system."""
        marks = row.document.marks
        owner = owner_cells(row)
        for at, system in enumerate(row.document.systems):
            yield owner + _cells(self._systems, system, marks, f"/systems/{at}")

    def lines(self, row: RegisterRow) -> Iterator[list[Value]]:
        """Yield the cells of every exchange line, with its system's number and name: a filter must find them."""
        marks = row.document.marks
        owner = owner_cells(row)
        for at, system in enumerate(row.document.systems):
            whose = [*owner, system.seq, system.system_name]
            for number, line in enumerate(system.exchanges):
                yield [*whose, number + 1, *_cells(self._lines, line, marks, f"/systems/{at}/exchanges/{number}")]

    def recipients(self, row: RegisterRow) -> Iterator[list[Value]]:
        """Yield every organisation that the record names as receiving or giving data, and where it says so."""
        owner = owner_cells(row)
        for value_of, label in self._organisations:
            for name in value_of(row.document.form) or ():
                yield [*owner, name, label, "", ""]
        for system in row.document.systems:
            for line in system.exchanges:
                if line.external_org_unit:
                    kind = shown(_TYPE_INFO, line.data_exchange_type)
                    yield [*owner, line.external_org_unit, system.system_name, line.exchanged_data or "", kind]


_Ready = list[tuple[Callable[[Struct], object], str, FieldInfo]]
_TYPE_INFO = next(info for info in _LINE_FIELDS if info.key == "data_exchange_type")


def _ready(infos: Sequence[FieldInfo]) -> _Ready:
    return [(attrgetter(info.key), info.pointer, info) for info in infos]


def owner_cells(row: RegisterRow) -> list[Value]:
    """Return the first cells of every row that belongs to an activity."""
    return [row.ref, row.office_name, row.document.form.header.sub_process or ""]


def _cells(fields: _Ready, row: Struct, marks: Marks, base: str) -> list[Value]:
    return [_cell(info, value_of(row), marks, base + pointer) for value_of, pointer, info in fields]


def _cell(info: FieldInfo, value: object, marks: Marks, pointer: str) -> Value:
    """Return the cell of a value. Text and blanks, the commonest, take short ways; numbers stay numbers."""
    if (type(value) is str and value) or type(value) is int:
        return value
    if value is None:
        return str(marks[pointer]) if pointer in marks else ""
    return shown(info, value, marks.get(pointer))
