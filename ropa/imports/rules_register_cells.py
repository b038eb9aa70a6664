"""One cell of our register workbook as a value: what a person sees and typed, never what stands out of sight. Pure."""

from collections.abc import Collection
from datetime import date

from msgspec import Struct, field

from ropa.imports.rules_register_heads import Asked, Row, Table
from ropa.imports.rules_sheets import Cell
from schemas.cell_text import is_cut
from schemas.cell_values import CellValue, read_cell
from schemas.document import Source
from schemas.exact_values import ExactValues
from schemas.findings import Problem
from schemas.form import FieldInfo, Kind
from schemas.imports import Remark, RemarkKind
from schemas.masked_words import holds_mask
from schemas.vocabulary import Mark

_ECHO = 300
#: A closed list longer than this is named by its first words.
_WORDS_NAMED = 20


class Notes(Struct, kw_only=True):
    """What is found out about one record beside its values."""

    exact: ExactValues | None = None
    """What our export carried beside the visible words of this record."""
    marks: dict[str, Mark] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def fault(self, pointer: str, place: str, message_th: str, message_en: str) -> None:
        """Note a reason not to save, with its sheet and cell in its words."""
        self.problems.append(
            Problem(pointer=pointer, message_th=f"{place}: {message_th}", message_en=f"{place}: {message_en}")
        )

    def lose(self, pointer: str, place: str, message_th: str, message_en: str, raw: str | None = None) -> None:
        """Note that the file does not say what stands at `pointer`, so that an existing record keeps its own."""
        self.remarks.append(
            Remark(
                kind=RemarkKind.LOST,
                pointer=pointer,
                place=place,
                message_th=message_th,
                message_en=message_en,
                raw=None if raw is None else echo(raw),
            )
        )


def echo(words: str) -> str:
    """Return words for a remark, not longer than anybody reads there."""
    return words if len(words) <= _ECHO else words[:_ECHO] + "…"


class CellReader:
    """Reads the cells of one file."""

    def __init__(self, file: str, *, today: date, unread: Collection[str] = ()) -> None:
        """`file` is its name; `today` in Bangkok; `unread` the cells, or whole sheets, that could not be opened."""
        self._file = file[-300:]
        self._today = today
        self._unread = frozenset(unread)

    def read(self, table: Table, row: Row, asked: Asked, pointer: str, notes: Notes, *, keep: str) -> object:
        """Return the value for a place of the document, noting its mark, source, doubts and faults.

        `keep` points at what the register keeps as it is where the cell does not tell: the field, or its whole table.
        """
        info = asked.info
        cell, place = self._cell(table, row, asked, pointer, notes)
        if info is None or not place or self._covered(table, row, asked, place, keep, notes):
            return None
        if cell is None and self._unread and not self._unread.isdisjoint((place, table.sheet.name)):
            notes.lose(
                keep,
                place,
                f"อ่านเซลล์ของ “{asked.label}” ไม่ได้ (เช่น ค่าผิดพลาดของ Excel) ของเดิมในทะเบียนคงอยู่",
                f"{info.note.label_en!r} cannot be read (an error of Excel, say): the register keeps its own",
            )
            return None
        words = "" if cell is None else cell.text
        if self._hidden_from_view(words, place, pointer, keep, notes):
            return None
        found = self._value(info, cell, words, pointer, place, notes)
        if found.mark is not None:
            notes.marks[pointer] = found.mark
        if words.strip():
            notes.sources[pointer] = Source(file=self._file, place=place[:200])
        return found.value

    def _cell(self, table: Table, row: Row, asked: Asked, pointer: str, notes: Notes) -> tuple[Cell | None, str]:
        """Return the cell of a field and its place; two columns of one field must say the same."""
        columns = table.where.get(asked.key, ())
        if not columns:
            return None, ""
        cell = row.cells.get(columns[0])
        for other in columns[1:]:
            second = row.cells.get(other)
            if (second.text.strip() if second else "") != (cell.text.strip() if cell else ""):
                first, then = table.place(row, columns[0]), table.place(row, other)
                notes.fault(
                    pointer,
                    first,
                    f"คอลัมน์ “{asked.label}” มีสองคอลัมน์ และ {then} ไม่ตรงกัน",
                    f"there are two columns {asked.label!r}, and {then} says something else",
                )
        if cell is not None and columns[0] in row.above:
            notes.remarks.append(
                Remark(
                    kind=RemarkKind.ASSUMED,
                    pointer=pointer,
                    place=table.place(row, columns[0]),
                    raw=echo(cell.text),
                    message_th=f"เซลล์ผสานลงมาถึงแถว {row.number} ถือว่ามีค่าเดียวกัน",
                    message_en=f"The cell is merged down to row {row.number}: the same value is taken there",
                )
            )
        return cell, table.place(row, columns[0])

    def _covered(self, table: Table, row: Row, asked: Asked, place: str, keep: str, notes: Notes) -> bool:
        """Return whether another cell was merged over this one: nobody can say what stood there."""
        if not row.covered or table.where[asked.key][0] not in row.covered:
            return False
        notes.lose(
            keep,
            place,
            f"เซลล์ทางซ้ายผสานทับช่อง “{asked.label}” จึงไม่ทราบค่า",
            f"a cell to the left is merged over {asked.label!r}: what stands there is not known",
        )
        return True

    def _hidden_from_view(self, words: str, place: str, pointer: str, keep: str, notes: Notes) -> bool:
        if not holds_mask(words):
            return False
        said_th = "ค่าถูกปิดไว้ในไฟล์นี้ จึงไม่นำเข้า ค่าเดิมในทะเบียนคงอยู่"
        said_en = "The value is masked in this file: it is not taken, the register keeps its own"
        notes.remarks.append(
            Remark(
                kind=RemarkKind.IGNORED,
                pointer=pointer,
                place=place,
                message_th=said_th,
                message_en=said_en,
                raw=echo(words),
            )
        )
        notes.lose(keep, place, said_th, said_en)
        return True

    def _value(
        self, info: FieldInfo, cell: Cell | None, words: str, pointer: str, place: str, notes: Notes
    ) -> CellValue:
        if cell is not None and cell.formula:
            notes.fault(
                pointer,
                place,
                "เป็นสูตร โปรดวางเป็นค่า (วางแบบพิเศษ > ค่า) แล้วส่งใหม่",
                "this is a formula: paste it as a value and send the file again",
            )
            return CellValue()
        known = notes.exact.take(pointer, words) if notes.exact is not None else None
        if known is not None:
            return known
        if not words:
            return CellValue()
        if is_cut(words.rstrip()):
            notes.fault(
                pointer,
                place,
                "ข้อความในเซลล์ถูกตัดตอนส่งออก นำเข้าไม่ได้เพราะจะทับข้อความเต็ม โปรดใส่ข้อความเต็มหรือลบคอลัมน์นี้",
                "this text was cut when it was exported and would overwrite the whole one: give the whole text, or "
                "delete this column",
            )
            return CellValue()
        found = read_cell(info, words, None if cell is None else cell.value, today=self._today)
        self._doubts(info, found, words, pointer, place, notes)
        return found

    def _doubts(self, info: FieldInfo, found: CellValue, words: str, pointer: str, place: str, notes: Notes) -> None:
        for message_th, message_en in found.doubts:
            if found.lost:
                notes.fault(pointer, place, message_th + _allowed(info, english=False), message_en + _allowed(info))
            else:
                notes.remarks.append(
                    Remark(
                        kind=RemarkKind.ASSUMED,
                        pointer=pointer,
                        place=place,
                        raw=echo(words),
                        message_th=message_th,
                        message_en=message_en,
                    )
                )


def _allowed(info: FieldInfo, *, english: bool = True) -> str:
    """Return the words that a closed list takes, "" for other fields."""
    if info.kind not in {Kind.TERM, Kind.TERMS}:
        return ""
    words = [term.th for term in info.member]
    more = " …" if len(words) > _WORDS_NAMED else ""
    return (" Allowed: " if english else " ใช้ได้: ") + ", ".join(words[:_WORDS_NAMED]) + more
