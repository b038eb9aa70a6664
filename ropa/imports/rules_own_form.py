"""Our form workbook of one activity back in: what people made of it in Excel, LibreOffice or Google Sheets. Pure.

A field is found by the words of its label, and by the name of its cell where labels do not tell: rows may have been put
in, cells moved, names lost. State (status, revision, dates, hash) is never taken.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import msgspec

from ropa.imports.rules_kept_tables import about_kept
from ropa.imports.rules_own_cells import Taker
from ropa.imports.rules_own_fields import FormSheet
from ropa.imports.rules_own_tables import Table, find_table, missing, read_steps, read_systems
from ropa.imports.rules_sheets import SentFile, Sheet
from schemas.activity import Form
from schemas.document import ActivityInput
from schemas.exact_values import ExactValues
from schemas.exchange import InformationSystem
from schemas.findings import Problem
from schemas.flow import Step
from schemas.form import FieldInfo, exchange_columns, form_fields, sections
from schemas.imports import ReadRecord, Remark, RemarkKind
from schemas.places import places
from schemas.printed import EXACT_SHEET
from schemas.reading import Unreadable, read_value
from schemas.shown import members

_HASH = re.compile(r"[0-9a-f]{64}")
_LONGEST_REF = 60


def read_own_form(file: SentFile, *, today: date) -> ReadRecord | None:
    """Return the record of a form workbook that this system wrote, changed or not; None when it is none.

    `today` is the day in Bangkok. What only the file as a whole says is added to `file.remarks`, where the sheet that
    we hid ourselves is no longer mentioned.
    """
    if file.properties.get("ropa.kind", "form") != "form":
        return None
    sheets = [sheet for sheet in file.sheets if sheet.kind == "xlsx" and sheet.name != EXACT_SHEET]
    form = FormSheet(file, sheets)
    if not form.is_ours:
        return None
    file.remarks[:] = [remark for remark in file.remarks if remark.place != EXACT_SHEET]
    taker = Taker(file.name, _carried(file), today=today)
    parts: dict[str, dict[str, Any]] = {section.key: {} for section in sections()}
    for info in form_fields():
        words = form.words(info, taker)
        if words is not None:
            parts[info.section][info.key] = taker.take(info.pointer, words)
    answers = Form(**{key: type(getattr(Form(), key))(**values) for key, values in parts.items()})
    steps, systems = _steps(taker, sheets), _systems(taker, sheets)
    data = ActivityInput(office_id=0, form=answers, steps=steps, systems=systems)
    cells = {place.pointer for place in places(data)}
    data = msgspec.structs.replace(data, marks=taker.exact.other_marks(cells) | taker.marks, sources=taker.sources)
    checked, problems = _checked(data)
    said = form.beside("ropa.content_hash").lower()
    return ReadRecord(
        data=checked,
        problems=taker.problems + problems,
        remarks=taker.remarks + form.left_over() + _state(file, form),
        ref=form.beside("ropa.ref")[:_LONGEST_REF] or None,
        content_hash=said if _HASH.fullmatch(said) else None,
        place=form.place,
    )


def _checked(data: ActivityInput) -> tuple[ActivityInput | None, list[Problem]]:
    """Return the data when they keep the limits of the whole record: lists of at most so many rows."""
    try:
        return read_value(msgspec.to_builtins(data), ActivityInput), []
    except Unreadable as error:
        return None, error.problems


def _carried(file: SentFile) -> ExactValues:
    """Return what the hidden sheet carries: pointer, part and JSON in a row, a pointer's parts below each other."""
    parts: dict[str, list[str]] = {}
    for sheet in file.sheets:
        if sheet.name != EXACT_SHEET or sheet.kind != "xlsx":
            continue
        rows: dict[int, dict[int, str]] = {}
        for cell in sheet.cells:
            rows.setdefault(cell.row, {})[cell.column] = cell.text
        for _, cells in sorted(rows.items()):
            parts.setdefault(cells.get(1, ""), []).append(cells.get(3, ""))
    return ExactValues((pointer, "".join(pieces)) for pointer, pieces in parts.items())


def _steps(taker: Taker, sheets: Sequence[Sheet]) -> list[Step]:
    infos = [info for info in members(Step) if info.key != "seq"]
    table = find_table(sheets, infos)
    if table is None or "title" not in table.columns:
        taker.lose("/steps", None, "ไม่พบตารางขั้นตอน", "The table of steps was not found")
        return []
    _say_missing(taker, "/steps", table, missing(table, infos))
    taker.remarks += table.left_over()
    steps = read_steps(taker, table)
    taker.remarks += about_kept(taker.remarks, {"/steps": [table.sheet.name]})
    return steps


def _systems(taker: Taker, sheets: Sequence[Sheet]) -> list[InformationSystem]:
    infos = exchange_columns()
    table = find_table(sheets, infos)
    if table is None or "system_name" not in table.columns:
        taker.lose("/systems", None, "ไม่พบตารางระบบ", "The table of systems was not found")
        return []
    _say_missing(taker, "/systems", table, missing(table, infos))
    taker.remarks += table.left_over()
    systems = read_systems(taker, table)
    taker.remarks += about_kept(taker.remarks, {"/systems": [table.sheet.name]})
    return systems


def _say_missing(taker: Taker, pointer: str, table: Table, lacking: Iterable[FieldInfo]) -> None:
    for info in lacking:
        taker.lose(
            pointer,
            table.sheet.name,
            f"ตารางไม่มีคอลัมน์ “{info.label}”",
            f"The table has no column {info.note.label_en!r}",
        )


def _state(file: SentFile, form: FormSheet) -> list[Remark]:
    """Return what is said about the envelope: it belongs to the register and is never taken."""
    state = ", ".join(file.properties[key] for key in ("ropa.status", "ropa.revision") if file.properties.get(key))
    said = [
        Remark(
            kind=RemarkKind.IGNORED,
            raw=state or None,
            message_th="สถานะ ฉบับ และเลขที่อ้างอิงกำหนดโดยทะเบียน ไม่นำเข้าจากไฟล์",
            message_en="State, revision and reference belong to the register: they are not taken from the file",
        )
    ]
    office = form.beside("ropa.office_name")
    if office:
        said.append(
            Remark(
                kind=RemarkKind.UNCERTAIN,
                pointer="/office_id",
                raw=office[:200],
                message_th=f"ไฟล์ระบุหน่วยงาน “{office[:200]}” โปรดเลือกหน่วยงาน",
                message_en=f"The file names the office {office[:200]!r}: choose the office",
            )
        )
    return said
