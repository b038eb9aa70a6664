"""Walks one worksheet's XML and keeps its cells, without ever holding the sheet's tree."""

from ropa.imports.merged import Merge, column_number, read_range
from ropa.imports.rules_sheets import Cell, letters
from ropa.imports.said import problem, refuse, refuse_all
from ropa.imports.sheet_book import LAST_COLUMN, LAST_ROW, LONGEST_TEXT, MOST_CELLS, Book, unescaped
from ropa.imports.shown_cells import Value
from schemas.findings import Problem
from schemas.imports import RemarkKind
from schemas.reading import CONTROL, MOST_PROBLEMS

MOST_MERGES = 100_000

_CLEANED = ("ตัดอักขระควบคุมที่มองไม่เห็นออกจากเซลล์", "invisible control characters were left out of the cell")


class SheetCells:
    """Handler of one sheet part."""

    def __init__(self, sheet: str, book: Book, *, hidden: bool) -> None:
        self.cells: list[Cell] = []
        self.merges: list[Merge] = []
        self.hidden_rows = 0
        self.hidden_columns: set[int] = set()
        self.sheet = sheet
        self._book, self._hidden = book, hidden
        self._faults: list[Problem] = []
        self._row = self._column = self._columns_said = 0
        self._row_hidden = False
        self._kind = "n"
        self._style: str | None = None
        self._is_cell = self._formula = self._catching = False
        self._pieces: list[str] = []
        self._length = 0
        self._numbers: dict[str, int] = {}
        self._ordered = True

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._start_cell(attributes)
        elif name in {"v", "t"}:
            self._catching = self._is_cell
        elif name == "row":
            self._start_row(attributes)
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            # The reading aid above a Japanese word; its text is no text of the cell.
            self._is_cell = False
        elif name == "col":
            self._take_columns(attributes)
        elif name == "mergeCell":
            self._take_merge(attributes.get("ref", ""))

    def end(self, name: str) -> None:
        if name in {"v", "t"}:
            self._catching = False
        elif name == "c":
            self._end_cell()
        elif name == "rPh":
            self._is_cell = True

    def text(self, data: str) -> None:
        if self._catching:
            self._pieces.append(data)
            self._length += len(data)
            if self._length > LONGEST_TEXT:
                self._refuse_long()

    def finish(self) -> list[Cell]:
        """Return the cells row by row, merged ones with their span.

        Raises: Unreadable with all faults of the sheet.
        """
        if not self._ordered:
            self.cells.sort(key=lambda cell: (cell.row, cell.column))
        before: Cell | None = None
        for cell in self.cells:
            if before is not None and (before.row, before.column) == (cell.row, cell.column):
                self._fault(cell.row, cell.column, "เซลล์นี้มีสองค่าในไฟล์", "this cell stands in the file twice")
            before = cell
        refuse_all(self._faults)
        return self.cells

    def place(self, row: int, column: int) -> str:
        """Return the words for a place, also where the column is beyond any."""
        return f"{self.sheet}!{letters(column)}{row}"

    def _fault(self, row: int, column: int, thai: str, english: str) -> None:
        place = self.place(row, column)
        self._faults.append(problem(f"{place}: {thai}", f"{place}: {english}"))
        if len(self._faults) > MOST_PROBLEMS:
            refuse_all(self._faults)

    def _refuse_long(self) -> None:
        place = self.place(self._row, self._column)
        refuse(
            f"{place}: ข้อความยาวเกิน {LONGEST_TEXT:,} ตัวอักษร",
            f"{place}: the text is longer than {LONGEST_TEXT:,} characters",
        )

    def _start_row(self, attributes: dict[str, str]) -> None:
        words = attributes.get("r")
        if words is None:
            row = self._row + 1
        elif words.isdecimal() and words.isascii() and len(words) <= 9:  # noqa: PLR2004
            row = int(words)
        else:
            row = 0
        if not 1 <= row <= LAST_ROW:
            refuse(
                f"{self.sheet}: แถว {words or row} เกินแถวสุดท้ายของ Excel ({LAST_ROW:,})",
                f"{self.sheet}: row {words or row} is beyond the last row of Excel ({LAST_ROW:,})",
            )
        self._row, self._column = row, 0
        self._row_hidden = attributes.get("hidden") in {"1", "true"}
        self.hidden_rows += self._row_hidden

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._is_cell, self._formula = True, False
        self._kind, self._style = attributes.get("t", "n"), attributes.get("s")
        self._pieces, self._length = [], 0
        words = attributes.get("r")
        if words is None:
            self._column += 1
        else:
            word = words.rstrip("0123456789")
            column = self._numbers.get(word) or self._learn(word)
            self._column = column
            if words[len(word) :] != str(self._row):
                refuse(
                    f"{self.sheet}: เซลล์ {words[:20]} อยู่ผิดที่ในแถว {self._row} ไฟล์เสียหาย",
                    f"{self.sheet}: the cell {words[:20]} stands in row {self._row}: the file is damaged",
                )
        if self._column > LAST_COLUMN or self._row == 0:
            refuse(
                f"{self.sheet}: เซลล์ {(words or '')[:20]} เกินคอลัมน์สุดท้ายของ Excel (XFD) หรืออยู่นอกแถว",
                f"{self.sheet}: the cell {(words or '')[:20]} is beyond the last column of Excel (XFD), or in no row",
            )

    def _learn(self, word: str) -> int:
        if not (word.isascii() and word.isalpha() and len(word) <= 3):  # noqa: PLR2004
            refuse(
                f"{self.sheet}: ตำแหน่งเซลล์ “{word[:20]}” ผิดรูปแบบหรือเกินคอลัมน์สุดท้ายของ Excel",
                f"{self.sheet}: the cell address {word[:20]!r} is no address, or beyond the last column of Excel",
            )
        self._numbers[word] = column_number(word)
        return self._numbers[word]

    def _end_cell(self) -> None:
        self._is_cell = False
        if not self._pieces and not self._formula:
            return
        raw = "".join(self._pieces)
        text, value = self._read(raw)
        if self._kind != "s" and CONTROL.search(text):
            text = CONTROL.sub("", text)
            self._say(RemarkKind.IGNORED, _CLEANED)
        if self._formula:
            self._say_formula(text)
        elif text == "":
            return
        self._keep(text, value)

    def _keep(self, text: str, value: Value) -> None:
        self._book.left -= 1
        self._book.letters -= len(text)
        if self._book.letters < 0:
            place = self.place(self._row, self._column)
            refuse(f"{place}: ไฟล์มีข้อความมากเกินไป โปรดแบ่งเป็นหลายไฟล์", f"{place}: the file has too much text; split it")
        if self._book.left < 0:
            place = self.place(self._row, self._column)
            refuse(
                f"{place}: ไฟล์มีเซลล์ที่ไม่ว่างเกิน {MOST_CELLS:,} เซลล์ โปรดแบ่งเป็นหลายไฟล์",
                f"{place}: the file has more than {MOST_CELLS:,} filled cells; split it",
            )
        cells = self.cells
        if cells and (cells[-1].row, cells[-1].column) > (self._row, self._column):
            self._ordered = False
        cells.append(
            Cell(
                row=self._row,
                column=self._column,
                text=text,
                value=value,
                hidden=self._hidden or self._row_hidden or self._column in self.hidden_columns,
                formula=self._formula,
            )
        )

    def _read(self, raw: str) -> tuple[str, Value]:
        """Return the words and the typed value of the cell that ends here."""
        kind = self._kind
        if kind == "s":
            if raw.isdecimal() and len(raw) <= 9 and int(raw) < len(self._book.strings):  # noqa: PLR2004
                if int(raw) in self._book.cleaned:
                    self._say(RemarkKind.IGNORED, _CLEANED)
                return self._book.strings[int(raw)], None
            self._fault(self._row, self._column, "อ้างข้อความที่ไม่มีในไฟล์", "points at a text that is not in the file")
            return "", None
        if kind in {"inlineStr", "str"}:
            return unescaped(raw), None
        return self._read_typed(kind, raw.strip())

    def _read_typed(self, kind: str, raw: str) -> tuple[str, Value]:
        if kind == "b":
            return ("TRUE", True) if raw in {"1", "true"} else ("FALSE", False)
        if kind == "e" or raw == "":
            if raw:
                self._say(
                    RemarkKind.LOST,
                    ("เซลล์เป็นค่าผิดพลาดของ Excel จึงถือว่าว่าง", "the cell holds an error of Excel; it is taken as empty"),
                    raw,
                )
            return "", None
        shown = self._book.styles.shown_iso(raw) if kind == "d" else self._book.styles.shown(raw, self._style)
        if shown is None:
            self._say(
                RemarkKind.LOST,
                ("อ่านตัวเลขหรือวันที่ในเซลล์ไม่ได้", "the number or date in the cell cannot be read"),
                raw,
            )
            return raw, None
        return shown

    def _say_formula(self, text: str) -> None:
        if text:
            words = ("เซลล์เป็นสูตร จึงใช้ค่าที่คำนวณไว้ล่าสุด", "the cell is a formula; the value stored with it was taken")
            self._say(RemarkKind.UNCERTAIN, words, text)
        elif self._kind != "e":
            words = (
                "เซลล์เป็นสูตรที่ไม่มีค่าเก็บไว้ จึงถือว่าว่าง",
                "the cell is a formula without a stored value; it is taken as empty",
            )
            self._say(RemarkKind.LOST, words)

    def _say(self, kind: RemarkKind, words: tuple[str, str], raw: str | None = None) -> None:
        self._book.said.add(kind, words, sheet=self.sheet, place=self.place(self._row, self._column), raw=raw)

    def _take_columns(self, attributes: dict[str, str]) -> None:
        first, last = attributes.get("min", ""), attributes.get("max", "")
        short = all(each.isdecimal() and each.isascii() and len(each) <= 9 for each in (first, last))  # noqa: PLR2004
        if short and attributes.get("hidden") in {"1", "true"}:
            columns = range(int(first), min(int(last), LAST_COLUMN) + 1)
            self._columns_said += len(columns)
            if self._columns_said > 2 * LAST_COLUMN:
                refuse(
                    f"{self.sheet}: รูปแบบคอลัมน์ซ้ำกัน ไฟล์เสียหาย",
                    f"{self.sheet}: the columns are described again and again",
                )
            self.hidden_columns.update(columns)

    def _take_merge(self, words: str) -> None:
        merge = read_range(words)
        if merge is None or merge.last_row > LAST_ROW or merge.last_column > LAST_COLUMN:
            refuse(
                f"{self.sheet}: ช่วงผสานเซลล์ “{words[:30]}” ผิดรูปแบบ", f"{self.sheet}: {words[:30]!r} is no merged range"
            )
        if len(self.merges) == MOST_MERGES:
            refuse(
                f"{self.sheet}: มีเซลล์ผสานเกิน {MOST_MERGES:,} ช่วง",
                f"{self.sheet}: more than {MOST_MERGES:,} merged ranges",
            )
        self.merges.append(merge)
