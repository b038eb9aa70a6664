"""What stands in the columns of the register's sheets, read off the types once for all rows."""

from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

from msgspec import Struct

from exports.records import RegisterRow, day_in_bangkok
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.flow import Step
from schemas.form import FieldInfo, Kind, SectionInfo, exchange_columns, sections
from schemas.shown import Marks, members, shown
from schemas.thai_dates import format_thai_date

Value = str | int
ENVELOPE_TITLE = "ทะเบียน"


class Column(NamedTuple):
    """One column: the words above its label, its label, and its width in digits."""

    section: str
    label: str
    width: float


class SheetKind(NamedTuple):
    """One kind of sheet in the register."""

    title: str
    columns: tuple[Column, ...]
    frozen: int
    """Columns that stay in view."""


_WIDTHS = {Kind.YES_NO: 11.0, Kind.NUMBER: 8.0, Kind.DATE: 14.0, Kind.TERM: 22.0, Kind.CHOICE: 22.0, Kind.CHOICES: 22.0}
_ENVELOPE = (
    Column(ENVELOPE_TITLE, "เลขที่อ้างอิง", 17.0),
    Column(ENVELOPE_TITLE, "หน่วยงาน", 30.0),
    Column(ENVELOPE_TITLE, "สถานะ", 13.0),
    Column(ENVELOPE_TITLE, "ฉบับที่", 8.0),
    Column(ENVELOPE_TITLE, "บันทึกครั้งที่", 9.0),
    Column(ENVELOPE_TITLE, "แก้ไขล่าสุด (พ.ศ.)", 14.0),
    Column(ENVELOPE_TITLE, "SHA-256 ของเอกสาร", 24.0),
)
_OWNER = (
    Column(ENVELOPE_TITLE, "เลขที่อ้างอิง", 17.0),
    Column(ENVELOPE_TITLE, "หน่วยงาน", 30.0),
    Column(ENVELOPE_TITLE, "กระบวนการย่อย/ระบบย่อย", 30.0),
)


def _width(info: FieldInfo) -> float:
    return _WIDTHS.get(info.kind, 36.0)


def _label(info: FieldInfo, twins: set[str]) -> str:
    """Two fields of the form are both called เมื่อส่งมอบข้อมูล: only the hint tells them apart."""
    if info.label in twins and info.note.hint_th:
        return f"{info.label} ({info.note.hint_th})"
    return info.label


def _fields(section: SectionInfo, twins: set[str]) -> Iterator[Column]:
    for info in section.fields:
        yield Column(section.label_th, _label(info, twins), _width(info))


def register_kind(form: type[Struct]) -> SheetKind:
    """Return the columns of the register: the envelope, then every field of the form, `beyond` last."""
    parts = sections(form)
    labels = [info.label for part in parts for info in part.fields]
    twins = {label for label in labels if labels.count(label) > 1}
    fields = tuple(column for part in parts for column in _fields(part, twins))
    return SheetKind("ทะเบียน", _ENVELOPE + fields, frozen=2)


def _table(title: str, infos: Sequence[FieldInfo]) -> SheetKind:
    return SheetKind(
        title,
        _OWNER + tuple(Column(info.note.group_th or title, info.label, _width(info)) for info in infos),
        frozen=1,
    )


def steps_kind() -> SheetKind:
    """Return the columns of the steps: whose, then every field of a step, those beside the printed table too."""
    return _table("ขั้นตอน", members(Step))


def exchange_kind() -> SheetKind:
    """Return the columns of systems and exchange lines: whose, then the printed table."""
    return _table("ระบบและการแลกเปลี่ยน", exchange_columns())


def recipients_kind() -> SheetKind:
    """Return the columns of the recipients."""
    title = "ผู้รับข้อมูล"
    said = (("ผู้รับหรือผู้ส่งข้อมูล", 40.0), ("ปรากฏที่", 44.0), ("ข้อมูล", 44.0), ("ลักษณะ", 40.0))
    return SheetKind(title, _OWNER + tuple(Column(title, label, width) for label, width in said), frozen=1)


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
        self._steps = [(attrgetter(info.key), info.pointer, info) for info in members(Step)]
        own = {info.key for info in members(InformationSystem)}
        self._exchange = [(attrgetter(info.key), info.pointer, info, info.key in own) for info in exchange_columns()]

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
        owner = _owner(row)
        for at, step in enumerate(row.document.steps):
            base = f"/steps/{at}"
            yield owner + [
                _cell(info, value_of(step), marks, base + pointer) for value_of, pointer, info in self._steps
            ]

    def exchanges(self, row: RegisterRow) -> Iterator[list[Value]]:
        """Yield a row for every exchange line, with its system's cells repeated: a filter must find them."""
        marks = row.document.marks
        owner = _owner(row)
        for at, system in enumerate(row.document.systems):
            base = f"/systems/{at}"
            for number, line in enumerate(system.exchanges or [ExchangeLine()]):
                below = f"{base}/exchanges/{number}"
                yield owner + [
                    _cell(info, value_of(system), marks, base + pointer)
                    if own
                    else _cell(info, value_of(line), marks, below + pointer)
                    for value_of, pointer, info, own in self._exchange
                ]

    def recipients(self, row: RegisterRow) -> Iterator[list[Value]]:
        """Yield every organisation that the record names as receiving or giving data, and where it says so."""
        owner = _owner(row)
        for value_of, label in self._organisations:
            for name in value_of(row.document.form) or ():
                yield [*owner, name, label, "", ""]
        for system in row.document.systems:
            for line in system.exchanges:
                if line.external_org_unit:
                    kind = shown(_TYPE_INFO, line.data_exchange_type)
                    yield [*owner, line.external_org_unit, system.system_name, line.exchanged_data or "", kind]


_TYPE_INFO = next(info for info in members(ExchangeLine) if info.key == "data_exchange_type")


def _owner(row: RegisterRow) -> list[Value]:
    return [row.ref, row.office_name, row.document.form.header.sub_process or ""]


def _cell(info: FieldInfo, value: object, marks: Marks, pointer: str) -> Value:
    """Return the cell of a value. Text and blanks, the commonest, take short ways; numbers stay numbers."""
    if (type(value) is str and value) or type(value) is int:
        return value
    if value is None:
        return str(marks[pointer]) if pointer in marks else ""
    return shown(info, value, marks.get(pointer))
