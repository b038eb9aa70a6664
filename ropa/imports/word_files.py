"""Reads Word documents (.docx): each table a sheet of cells, each run of paragraphs between them a sheet of lines."""

from msgspec import Struct, field

from ropa.imports.package_parts import Package
from ropa.imports.rules_sheets import Cell, SentFile, Sheet, place_of
from ropa.imports.said import Said, cut, refuse
from ropa.imports.word_lists import Lists
from ropa.imports.word_text import Notes, Read, Words
from ropa.imports.word_tree import LONGEST_TEXT, Node, flat, read_tree
from schemas.imports import RemarkKind

_BLOCKS = {"w:p", "w:tbl"}
_MOST_COLUMNS = 1000
_MOST_SHEETS = 5000


class _Box(Struct):
    """A cell while its table is being read."""

    row: int
    column: int
    columns: int
    rows: int = 1
    lines: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    hidden: int = 0
    seen: int = 0
    row_hidden: bool = False

    def take(self, read: Read) -> None:
        self.lines.append(read.text)
        self.comments += read.comments
        self.hidden += read.hidden
        self.seen += read.seen

    @property
    def text(self) -> str:
        return "\n".join(self.lines).strip("\n")

    def cell(self) -> Cell:
        return Cell(
            row=self.row,
            column=self.column,
            rows=self.rows,
            columns=self.columns,
            text=self.text,
            comment="\n".join(self.comments) or None,
            hidden=self.row_hidden or (self.hidden > 0 and self.seen == 0),
        )


def read_document(package: Package, name: str) -> SentFile:
    """Return the document's tables and the paragraphs between them, in their order.

    Raises: Unreadable
    """
    said = Said()
    main = package.main
    parts = {kind: _part(package, kind) for kind in ("numbering", "styles", "comments", "footnotes", "endnotes")}
    notes = Notes(
        comments=_notes(parts["comments"]), footnotes=_notes(parts["footnotes"]), endnotes=_notes(parts["endnotes"])
    )
    body = read_tree(package, main).first("w:document", "w:body")
    if body is None:
        refuse(f"{cut(main)}: ไม่พบเนื้อหาของเอกสาร", f"{cut(main)}: the document has no body")
    if any(node.name == "w:altChunk" for node in body.all_below()):
        refuse(
            f"{cut(main)}: มีเอกสารรูปแบบอื่นแทรกอยู่ โปรดเปิดด้วย Word แล้วบันทึกใหม่",
            f"{cut(main)}: a document of another format is inserted; open it in Word and save it again",
        )
    document = _Document(Words(Lists(parts["numbering"], parts["styles"]), notes, said), said)
    document.read(body)
    if not any(sheet.cells for sheet in document.sheets):
        refuse("เอกสารไม่มีข้อความ", "The document holds no words")
    _remark_margins(package, said)
    return SentFile(
        name=name, kind="docx", sheets=document.sheets, properties=package.properties(), remarks=said.remarks()
    )


def _part(package: Package, kind: str) -> Node | None:
    """Return the root of a part that the document points at, or None."""
    for target in package.related(package.main, kind):
        return next(iter(read_tree(package, target).children), None)
    return None


def _notes(root: Node | None) -> dict[str, str]:
    return {node.attributes.get("w:id", ""): _words(node) for node in (root.children if root is not None else [])}


def _words(node: Node) -> str:
    words = ("\n" if each.name == "w:p" else each.text for each in node.all_below() if each.name in {"w:p", "w:t"})
    return "".join(words).strip()


class _Document:
    def __init__(self, words: Words, said: Said) -> None:
        self.sheets: list[Sheet] = []
        self._words, self._said = words, said
        self._tables = self._texts = 0
        self._lines: list[_Box] = []

    def read(self, body: Node) -> None:
        for block in flat(body, _BLOCKS):
            if block.name == "w:p":
                self._line(block)
            else:
                self._end_lines()
                self._tables += 1
                self._table(block, f"ตาราง {self._tables}")
        self._end_lines()

    def _add(self, sheet: Sheet) -> None:
        if len(self.sheets) == _MOST_SHEETS:
            refuse(f"เอกสารมีเกิน {_MOST_SHEETS} ตาราง", f"The document has more than {_MOST_SHEETS} tables")
        self.sheets.append(sheet)

    def _line(self, paragraph: Node) -> None:
        name = f"ข้อความ {self._texts + 1}"
        box = _Box(row=len(self._lines) + 1, column=1, columns=1)
        read = self._words.read(paragraph, place_of(_sheet(name), box.row, 1))
        box.take(read)
        self._lines.append(box)
        for floating in read.boxes:
            self._said_box(place_of(_sheet(name), box.row, 1))
            self.read_inside(floating)

    def read_inside(self, floating: Node) -> None:
        """Read a text box of the body: its paragraphs follow the one that it is anchored at."""
        for block in flat(floating, _BLOCKS):
            if block.name == "w:p":
                self._line(block)
            else:
                self._end_lines()
                self._tables += 1
                self._table(block, f"ตาราง {self._tables}")

    def _end_lines(self) -> None:
        cells = [box.cell() for box in self._lines if box.text.strip() or box.comments]
        self._lines = []
        if cells:
            self._texts += 1
            self._add(Sheet(name=f"ข้อความ {self._texts}", kind="docx", cells=cells, number=len(self.sheets) + 1))

    def _table(self, table: Node, name: str) -> None:
        boxes: list[_Box] = []
        nested: list[tuple[Node, str]] = []
        above: dict[int, _Box] = {}
        row = 0
        for line in flat(table, {"w:tr"}):
            if line.first("w:trPr", "w:del") is not None:
                what = ("แถวที่ลบแบบติดตามการแก้ไข ไม่นำเข้า", "a row deleted under tracked changes was left out")
                self._said.add(RemarkKind.IGNORED, what, place=name, raw=_words(line))
                continue
            row += 1
            below: dict[int, _Box] = {}
            column = 1 + (line.number("w:trPr", "w:gridBefore") or 0)
            for node in flat(line, {"w:tc"}):
                span = max(1, node.number("w:tcPr", "w:gridSpan") or 1)
                self._check_width(name, row, column + span)
                box = _Box(row=row, column=column, columns=span, row_hidden=line.is_on("w:trPr", "w:hidden"))
                self._fill(box, node, name, nested)
                below[column] = self._joined(box, node, above, name)
                if below[column] is box:
                    boxes.append(box)
                column += span
            above = below
        self._add(
            Sheet(
                name=name,
                kind="docx",
                cells=[box.cell() for box in boxes if box.text.strip() or box.comments],
                number=len(self.sheets) + 1,
            )
        )
        for inner, inner_name in nested:
            self._table(inner, inner_name)

    @staticmethod
    def _check_width(name: str, row: int, column: int) -> None:
        if column > _MOST_COLUMNS:
            refuse(
                f"{name}, row {row}: ตารางกว้างเกิน {_MOST_COLUMNS} คอลัมน์",
                f"{name}, row {row}: the table has more than {_MOST_COLUMNS} columns",
            )

    def _joined(self, box: _Box, node: Node, above: dict[int, _Box], name: str) -> _Box:
        """Return the box above when this one goes on with it (a cell merged downwards), else the box itself."""
        merge = node.value("w:tcPr", "w:vMerge")
        head = above.get(box.column)
        if merge is None or merge == "restart" or head is None or head.columns != box.columns:
            return box
        head.rows = box.row - head.row + 1
        if box.text.strip():
            what = ("ข้อความอยู่ใต้เซลล์ผสาน จึงไม่นำเข้า", "text beneath a merged cell is not taken")
            self._said.add(RemarkKind.IGNORED, what, place=place_of(_sheet(name), box.row, box.column), raw=box.text)
        return head

    def _fill(self, box: _Box, node: Node, name: str, nested: list[tuple[Node, str]]) -> None:
        place = place_of(_sheet(name), box.row, box.column)
        for block in flat(node, _BLOCKS):
            if block.name == "w:p":
                read = self._words.read(block, place)
                box.take(read)
                for floating in read.boxes:
                    self._said_box(place)
                    self._fill(box, floating, name, nested)
            else:
                inner = f"{name}.{len(nested) + 1}"
                nested.append((block, inner))
                what = (f"ตารางที่ซ้อนอยู่ในเซลล์ อ่านแยกเป็น “{inner}”", f"a table inside the cell was read as {inner!r}")
                self._said.add(RemarkKind.ASSUMED, what, place=place)
        if sum(map(len, box.lines)) > LONGEST_TEXT:
            refuse(
                f"{place}: ข้อความยาวเกิน {LONGEST_TEXT:,} ตัวอักษร",
                f"{place}: the text is longer than {LONGEST_TEXT:,} characters",
            )

    def _said_box(self, place: str) -> None:
        what = ("อ่านข้อความในกล่องข้อความต่อท้ายย่อหน้าที่กล่องนั้นยึดอยู่", "the words of a text box were read after its paragraph")
        self._said.add(RemarkKind.ASSUMED, what, place=place)


def _sheet(name: str) -> Sheet:
    return Sheet(name=name, kind="docx", cells=[])


def _remark_margins(package: Package, said: Said) -> None:
    """Say which words of headers and footers, and how many pictures, were left aside. Raises: Unreadable"""
    relations = package.relations(package.main).values()
    for target in sorted({each.target for each in relations if each.type in {"header", "footer"}}):
        words = _words(read_tree(package, target))
        if words:
            what = ("ข้อความหัวกระดาษหรือท้ายกระดาษไม่นำเข้า", "words of a page header or footer are not taken")
            said.add(RemarkKind.IGNORED, what, place=target, raw=words)
    pictures = [name for name in package.container.names() if "/media/" in name.lower()]
    if pictures:
        said.add(RemarkKind.IGNORED, (f"รูปภาพ {len(pictures)} รูปไม่นำเข้า", f"{len(pictures)} pictures are not taken"))
