"""Handlers of a workbook's small parts: its list of sheets and names, its texts, its number formats."""

import re

from ropa.imports.merged import Merge, read_range
from ropa.imports.said import refuse
from ropa.imports.sheet_book import LONGEST_TEXT, MOST_CELLS, unescaped
from ropa.imports.shown_cells import code_of
from schemas.reading import CONTROL

_MOST_NAMES = 50_000
#: One more than are taken: whoever reads them says that there are too many.
_MOST_SHEETS = 501
_MOST_FORMATS = 100_000
_LONGEST_FORMAT = 500
_TARGET = re.compile(r"(?:'((?:[^']|'')+)'|([^'!\[\]]+))!(.+)", re.DOTALL)
_LONGEST_TARGET = 1000


class WorkbookPart:
    """xl/workbook.xml: sheets as (name, state, relationship id), the date system and the defined names."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, str]] = []
        self.is_1904 = False
        #: (name, number of the sheet that it belongs to or "", what it points at)
        self.names: list[tuple[str, str, str]] = []
        self._name: tuple[str, str] | None = None
        self._words = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet" and len(self.sheets) < _MOST_SHEETS:
            target = next((words for key, words in attributes.items() if key.endswith("relationships}id")), "")
            self.sheets.append((attributes.get("name", ""), attributes.get("state", "visible"), target))
        elif name == "workbookPr":
            self.is_1904 = attributes.get("date1904") in {"1", "true"}
        elif name == "definedName" and len(self.names) < _MOST_NAMES:
            self._name = (attributes.get("name", ""), attributes.get("localSheetId", ""))
            self._words = ""

    def end(self, name: str) -> None:
        if name == "definedName" and self._name is not None:
            self.names.append((*self._name, self._words))
            self._name = None

    def text(self, data: str) -> None:
        if self._name is not None and len(self._words) < _LONGEST_TARGET:
            self._words += data


class Names:
    """The defined names that point at one cell, or at one merged cell."""

    def __init__(self, head: WorkbookPart, sheets: list[str], merges: dict[str, list[Merge]]) -> None:
        self._names = head.names
        self._order = [name for name, _, _ in head.sheets]
        self._sheets = {name.casefold(): name for name in sheets}
        self._merges = {name: {(merge.row, merge.column): merge for merge in found} for name, found in merges.items()}

    def found(self) -> dict[str, tuple[str, int, int]]:
        """Return each name's (sheet, row, column); one that belongs to a sheet also as `sheet!name`."""
        found: dict[str, tuple[str, int, int]] = {}
        for name, owner, words in sorted(self._names, key=lambda each: each[1] != ""):
            place = self._place(words)
            if place is None or name.startswith("_xlnm."):
                continue
            if owner.isdecimal() and len(owner) <= 4 and int(owner) < len(self._order):  # noqa: PLR2004
                found.setdefault(f"{self._order[int(owner)]}!{name}", place)
            found.setdefault(name, place)
        return found

    def _place(self, words: str) -> tuple[str, int, int] | None:
        match = _TARGET.fullmatch(words.strip())
        if match is None:
            return None
        sheet = self._sheets.get((match[1] or match[2]).replace("''", "'").casefold())
        target = read_range(match[3])
        if sheet is None or target is None:
            return None
        is_cell = (target.row, target.column) == (target.last_row, target.last_column)
        if not is_cell and self._merges[sheet].get((target.row, target.column)) != target:
            return None
        return sheet, target.row, target.column


class SharedStrings:
    """xl/sharedStrings.xml: the texts that cells point at by number."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        #: Numbers of the texts that had control characters.
        self.cleaned: set[int] = set()
        self._pieces: list[str] = []
        self._length = 0
        self._catching = self._aside = False

    def start(self, name: str, _attributes: dict[str, str], /) -> None:
        if name == "t":
            self._catching = not self._aside
        elif name == "si":
            self._pieces, self._length = [], 0
        elif name == "rPh":
            self._aside = True

    def end(self, name: str) -> None:
        if name == "t":
            self._catching = False
        elif name == "si":
            if len(self.strings) == MOST_CELLS:
                refuse(
                    f"xl/sharedStrings.xml: มีข้อความเกิน {MOST_CELLS:,} ข้อความ",
                    f"xl/sharedStrings.xml: more than {MOST_CELLS:,} texts",
                )
            words = unescaped("".join(self._pieces))
            if CONTROL.search(words):
                self.cleaned.add(len(self.strings))
                words = CONTROL.sub("", words)
            self.strings.append(words)
        elif name == "rPh":
            self._aside = False

    def text(self, data: str) -> None:
        if self._catching:
            self._pieces.append(data)
            self._length += len(data)
            if self._length > LONGEST_TEXT:
                number = len(self.strings)
                refuse(
                    f"xl/sharedStrings.xml: ข้อความที่ {number} ยาวเกิน {LONGEST_TEXT:,} ตัวอักษร",
                    f"xl/sharedStrings.xml: text {number} is longer than {LONGEST_TEXT:,} characters",
                )


class StyleCodes:
    """xl/styles.xml: the number format of each cell format."""

    def __init__(self) -> None:
        self._own: dict[int, str] = {}
        self._formats: list[int] = []
        self._inside = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt" and len(self._own) < _MOST_FORMATS:
            self._own[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", "")[:_LONGEST_FORMAT]
        elif name == "cellXfs":
            self._inside = True
        elif name == "xf" and self._inside and len(self._formats) < _MOST_FORMATS:
            self._formats.append(_number(attributes.get("numFmtId")))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._inside = False

    def text(self, data: str) -> None:
        pass

    def codes(self) -> list[str]:
        return [code_of(number, self._own) for number in self._formats]


def _number(words: str | None) -> int:
    return int(words) if words is not None and words.isdecimal() and len(words) <= 9 else 0  # noqa: PLR2004
