"""Where the fields of our form workbook stand: by the words of their labels, else by the names of their cells. Pure."""

from collections.abc import Sequence
from functools import cache

from ropa.imports.rules_own_cells import Taker, Words, not_taken, squeezed, words_of
from ropa.imports.rules_sheets import Cell, SentFile, Sheet, place_of
from schemas.form import FieldInfo, form_fields, sections
from schemas.imports import Remark
from schemas.printed import beyond_title, cell_name, printed_label

#: So many names of ours, or so many of our labels below each other, are no accident.
_ENOUGH = 4
#: A part of a value that goes on in the next cell is longer than this; a shorter one is a line of its own.
_LONG_PART = 4_000
#: No printed words are longer; a page of text need not be compared with them.
_LONGEST_PRINT = 500
_NO_ROW = 1 << 21
_BESIDE = {"ropa.ref": "เลขที่อ้างอิง", "ropa.content_hash": "SHA-256 ของเอกสาร", "ropa.office_name": "หน่วยงาน"}


class FormSheet:
    """The sheet of the form: which cell is whose label, and where its value stands."""

    def __init__(self, file: SentFile, sheets: Sequence[Sheet]) -> None:
        """Look for the labels of the form in the sheets of a file."""
        self._file = file
        self._sheets = {sheet.name: sheet for sheet in sheets}
        wanted: dict[str, FieldInfo] = {squeezed(printed_label(info)): info for info in form_fields()}
        begins = {words[0] for words in wanted}
        best: dict[str, list[Cell]] = {}
        self._sheet: Sheet | None = None
        for sheet in sheets:
            found: dict[str, list[Cell]] = {}
            for cell in sheet.cells:
                # A register has millions of cells; few of them begin as a label does.
                if cell.text.lstrip()[:1].casefold() not in begins:
                    continue
                info = wanted.get(squeezed(cell.text[:_LONGEST_PRINT]))
                if info is not None:
                    found.setdefault(info.pointer, []).append(cell)
            if len(found) > len(best):
                best, self._sheet = found, sheet
        self._labels = {pointer: cells[0] for pointer, cells in best.items() if len(cells) == 1}
        self._starts = {(cell.row, cell.column + cell.columns) for cell in self._labels.values()}
        self._used: set[tuple[int, int]] = set()
        self._rows: dict[int, list[Cell]] = {}
        for cell in self._sheet.cells if self._sheet else ():
            self._rows.setdefault(cell.row, []).append(cell)

    @property
    def is_ours(self) -> bool:
        """Whether this is our workbook: by the names of its cells, else by the heading that the paper does not have."""
        if sum(cell_name(info) in self._file.names for info in form_fields()) >= _ENOUGH:
            return True
        if self._sheet is None or len({cell.row for cell in self._labels.values()}) < _ENOUGH:
            return False
        headings = {squeezed(beyond_title(section)) for section in sections()}
        return any(squeezed(cell.text[:_LONGEST_PRINT]) in headings for cell in self._sheet.cells)

    @property
    def place(self) -> str | None:
        """Where the record begins."""
        return None if self._sheet is None else f"{self._sheet.name}!A1"

    def words(self, info: FieldInfo, taker: Taker) -> Words | None:
        """Return what stands in the cell of a field; None, and a remark, when that cell is not found."""
        label = self._labels.get(info.pointer)
        beside = None if label is None or self._sheet is None else self._beside(self._sheet, label, taker, info)
        if beside is not None and (beside.text or beside.formula):
            return beside
        named = self._named(info)
        if named is not None and (named.text or named.formula or beside is None):
            if beside is not None:
                taker.doubt(info.pointer, named, "ย้ายไปอยู่ไกลจากชื่อช่อง", "this value stands away from its label")
            return named
        if beside is None:
            lost = f"ไม่พบช่อง “{info.label}”", f"The place of {info.note.label_en!r} was not found"
            taker.lose(info.pointer, None, *lost)
        return beside

    def _beside(self, sheet: Sheet, label: Cell, taker: Taker, info: FieldInfo) -> Words:
        """Return the words right of a label, over all of its rows: a long value goes on in the cells below."""
        first = label.column + label.columns
        right: dict[int, list[Cell]] = {}
        below = (one.row for one in self._labels.values() if label.row < one.row)
        for row in range(label.row, min(label.row + label.rows, min(below, default=_NO_ROW))):
            for cell in self._rows.get(row, ()):
                printed = row > label.row and squeezed(cell.text[:_LONGEST_PRINT]) in _printed()
                if cell.column >= first and (cell.text or cell.formula) and not printed:
                    right.setdefault(cell.column, []).append(cell)
        if first in right:
            return self._joined(sheet, right[first])
        if not right or self._file.names.get(cell_name(info)) == (sheet.name, label.row, first):
            return Words("", place_of(sheet, label.row, first))
        found = self._joined(sheet, right[min(right)])
        taker.doubt(info.pointer, found, "ไม่ติดกับชื่อช่อง", "this value does not stand beside its label")
        return found

    def _named(self, info: FieldInfo) -> Words | None:
        """Return what stands in the named cell of a field, unless that is another label's value by now."""
        name = cell_name(info)
        at = self._file.names.get(name)
        sheet = self._sheets.get(at[0]) if at else None
        if at is None or sheet is None:
            return None
        label = self._labels.get(info.pointer)
        if sheet is self._sheet and (at[1], at[2]) in self._starts and (label is None or label.row != at[1]):
            return None
        first, number = at, 1
        found: list[Cell] = []
        while at is not None and at[0] == sheet.name:
            found += [cell for cell in sheet.cells if (cell.row, cell.column) == at[1:]]
            number += 1
            at = self._file.names.get(f"{name}.{number}")
        return self._joined(sheet, found) if found else Words("", place_of(sheet, first[1], first[2]))

    def beside(self, name: str) -> str:
        """Return a word about the record: from the file's properties, a named cell, or the cell beside its label."""
        said = self._file.properties.get(name, "").strip()
        at = self._file.names.get(name)
        for sheet in self._sheets.values():
            for cell in sheet.cells if not said else ():
                if at is not None and at == (sheet.name, cell.row, cell.column):
                    return cell.text.strip()
                if at is None and sheet is not self._sheet and cell.text.strip() == _BESIDE[name]:
                    right = [one for one in sheet.cells if one.row == cell.row and one.column > cell.column]
                    return min(right, key=lambda one: one.column).text.strip() if right else ""
        return said

    def _joined(self, sheet: Sheet, cells: Sequence[Cell]) -> Words:
        if sheet is self._sheet:
            self._used.update((cell.row, cell.column) for cell in cells)
        if len(cells) == 1:
            return words_of(sheet, cells[0])
        text = "".join(cell.text if len(cell.text) > _LONG_PART else f"{cell.text}\n" for cell in cells[:-1])
        return Words(text + cells[-1].text, sheet.place(cells[0]), None, any(cell.formula for cell in cells))

    def left_over(self) -> list[Remark]:
        """Return a remark for each text of the sheet that is neither printed there nor the value of a field."""
        if self._sheet is None:
            return []
        cells = [
            cell
            for cell in self._sheet.cells
            if (cell.row, cell.column) not in self._used and squeezed(cell.text[:_LONGEST_PRINT]) not in _printed()
        ]
        return not_taken(self._sheet, cells)


@cache
def _printed() -> frozenset[str]:
    """Return everything that the form itself prints, as it is compared."""
    words = [words for section in sections() for words in (section.label_th, beyond_title(section))]
    for info in form_fields():
        words += [printed_label(info), *filter(None, (info.note.subsection_th, info.note.label_th))]
    return frozenset(map(squeezed, ["", *words]))
