"""One cell of our form workbook as a value: what a person sees, never what stands out of sight. Pure."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
from msgspec import Struct

from ropa.imports.rules_sheets import Cell, Sheet
from schemas.cell_text import is_cut
from schemas.cell_values import CellValue, read_cell
from schemas.document import Source
from schemas.exact_values import ExactValues
from schemas.findings import Problem
from schemas.form import FieldInfo
from schemas.imports import Remark, RemarkKind
from schemas.masked_words import holds_mask
from schemas.places import cell_at
from schemas.reading import Unreadable, control_characters, read_value
from schemas.vocabulary import Mark

_ECHO = 300
#: Texts that belong to no field and are named one by one, in each sheet.
_NAMED = 20


def squeezed(words: str) -> str:
    """Return words as labels are compared: without blanks and line breaks, which programs change."""
    return "".join(words.split()).casefold()


class Words(Struct, frozen=True):
    """What stands at a place of a sheet: one cell, or the cells of a value that goes on below."""

    text: str
    place: str
    value: Any = None
    formula: bool = False


def _kept(pointer: str) -> str:
    """Return what an existing record keeps when the file cannot say what a pointer has: the field, or its table."""
    parts = pointer.split("/")
    return pointer if parts[1] == "form" else f"/{parts[1]}"


def words_of(sheet: Sheet, cell: Cell) -> Words:
    """Return the words of one cell."""
    return Words(cell.text, sheet.place(cell), cell.value, cell.formula)


def not_taken(sheet: Sheet, cells: Sequence[Cell]) -> list[Remark]:
    """Return remarks about texts that belong to no field: the first ones by name, the rest by number."""
    said = [
        Remark(
            kind=RemarkKind.IGNORED,
            place=sheet.place(cell),
            raw=cell.text[:_ECHO],
            message_th="ข้อความนี้ไม่อยู่ในช่องของแบบฟอร์ม จึงไม่นำเข้า",
            message_en="These words stand in no place of the form: they are not taken",
        )
        for cell in cells[:_NAMED]
    ]
    more = len(cells) - _NAMED
    if more > 0:
        said.append(
            Remark(
                kind=RemarkKind.IGNORED,
                place=sheet.name,
                message_th=f"มีอีก {more} เซลล์ที่ไม่อยู่ในช่องของแบบฟอร์ม จึงไม่นำเข้า",
                message_en=f"{more} more cells stand in no place of the form: they are not taken",
            )
        )
    return said


class Taker:
    """Takes the cells of one record, and notes what there is to say about them."""

    def __init__(self, file: str, exact: ExactValues, *, today: date) -> None:
        """`file` is its name, `exact` what its hidden sheet carries, `today` the day in Bangkok."""
        self.exact = exact
        self.marks: dict[str, Mark] = {}
        self.sources: dict[str, Source] = {}
        self.problems: list[Problem] = []
        self.remarks: list[Remark] = []
        self._file = file[-300:]
        self._today = today

    def take(self, pointer: str, words: Words) -> Any:
        """Return the value for a pointer of the document; None for a blank, a token, or what cannot be taken."""
        cell = cell_at(pointer)
        if cell is None:
            raise KeyError(pointer)
        info, kind = cell
        found = self._value(info, pointer, words)
        if not self._fits(found.value, kind, pointer, words):
            return None
        if found.mark is not None:
            self.marks[pointer] = found.mark
        if words.text.strip():
            raw = words.text[:20_000] if found.doubts else None
            self.sources[pointer] = Source(file=self._file, place=words.place[:200], raw=raw)
        return found.value

    def _value(self, info: FieldInfo, pointer: str, words: Words) -> CellValue:
        if words.formula:
            self.fault(
                pointer,
                words.place,
                "เป็นสูตร โปรดวางเป็นค่า (วางแบบพิเศษ > ค่า) แล้วส่งใหม่",
                "this is a formula: paste it as a value and send the file again",
            )
            return CellValue()
        if holds_mask(words.text):  # first of all: what is carried may be the placeholder itself
            said = ("ค่าถูกปิดไว้ในไฟล์นี้ จึงไม่นำเข้า", "the value is masked in this file: it is not taken")
            self._say(RemarkKind.LOST, _kept(pointer), words, said)
            return CellValue()
        carried = self.exact.take(pointer, words.text)
        if carried is not None:
            if is_cut(words.text):
                self._say(
                    RemarkKind.ASSUMED,
                    pointer,
                    words,
                    (
                        "ส่วนที่เซลล์แสดงไม่พอนำมาจากแผ่นงานที่ซ่อนไว้",
                        "what the cell could not show is taken from the hidden sheet",
                    ),
                )
            return carried
        if is_cut(words.text.rstrip()):
            self.fault(
                pointer,
                words.place,
                "ข้อความในเซลล์ถูกตัดตอนส่งออก โปรดใส่ข้อความเต็ม",
                "this text was cut when it was exported: give the whole text",
            )
            return CellValue()
        found = read_cell(info, words.text, words.value, today=self._today)
        for thai, english in found.doubts:
            if found.lost:
                self.fault(pointer, words.place, thai, english)
            else:
                self._say(RemarkKind.ASSUMED, pointer, words, (thai, english))
        return found

    def _fits(self, value: object, kind: Any, pointer: str, words: Words) -> bool:
        """Return whether a value keeps its field's limits; note each fault when it does not."""
        if value is None:
            return True
        plain = msgspec.to_builtins(value)
        faults = list(control_characters(plain))
        try:
            read_value(plain, kind)
        except Unreadable as error:
            faults += error.problems
        for fault in faults:
            self.fault(pointer + fault.pointer, words.place, fault.message_th, fault.message_en)
        return not faults

    def fault(self, pointer: str, place: str, message_th: str, message_en: str) -> None:
        """Note a reason not to save, with its sheet and cell in its words."""
        self.problems.append(
            Problem(pointer=pointer, message_th=f"{place}: {message_th}", message_en=f"{place}: {message_en}")
        )

    def lose(self, pointer: str, place: str | None, message_th: str, message_en: str) -> None:
        """Note that the file does not say what stands at a pointer: an existing record keeps its own there."""
        self.remarks.append(
            Remark(kind=RemarkKind.LOST, pointer=pointer, place=place, message_th=message_th, message_en=message_en)
        )

    def doubt(self, pointer: str, words: Words, message_th: str, message_en: str) -> None:
        """Note that something was taken, or left, by a rule that a person should know."""
        self._say(RemarkKind.UNCERTAIN, pointer, words, (message_th, message_en))

    def _say(self, kind: RemarkKind, pointer: str, words: Words, said: tuple[str, str]) -> None:
        raw = words.text if len(words.text) <= _ECHO else words.text[:_ECHO] + "…"
        self.remarks.append(
            Remark(kind=kind, pointer=pointer, place=words.place, message_th=said[0], message_en=said[1], raw=raw)
        )
