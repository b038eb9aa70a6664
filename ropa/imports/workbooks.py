"""Reads Excel workbooks (.xlsx) into sheets of cells, the hidden ones too, and says what was left aside."""

from collections.abc import Iterator

from msgspec import Struct, structs

from ropa.imports.merged import Merge, with_spans
from ropa.imports.package_lists import Relation
from ropa.imports.package_parts import Package
from ropa.imports.rules_sheets import Cell, SentFile, Sheet
from ropa.imports.said import Said, cut, problem, refuse, refuse_all
from ropa.imports.sheet_book import MOST_CELLS, Book
from ropa.imports.sheet_cells import SheetCells
from ropa.imports.sheet_notes import read_comments
from ropa.imports.shown_cells import Styles
from ropa.imports.workbook_parts import Names, SharedStrings, StyleCodes, WorkbookPart
from ropa.imports.xml_walk import Handler, walk
from schemas.imports import RemarkKind

_MOST_SHEETS = 500


class _Entry(Struct, frozen=True):
    name: str
    part: str
    hidden: bool


def read_workbook(package: Package, name: str) -> SentFile:
    """Return the workbook's sheets, defined names and properties.

    Raises: Unreadable with every fault, each naming its sheet and cell.
    """
    said = Said()
    head = WorkbookPart()
    _walk(package, package.main, head)
    relations = package.relations(package.main)
    book = _book(package, head, said)
    sheets: list[Sheet] = []
    merges: dict[str, list[Merge]] = {}
    for entry in _entries(package, head, relations, said):
        sheet, merges[entry.name] = _read_sheet(package, entry, book, len(sheets) + 1)
        sheets.append(sheet)
    if not any(sheet.cells for sheet in sheets):
        refuse("สมุดงานไม่มีข้อมูลในเซลล์ใดเลย", "No cell of the workbook holds anything")
    _remark_pictures(package, said)
    return SentFile(
        name=name,
        kind="xlsx",
        sheets=sheets,
        names=Names(head, [sheet.name for sheet in sheets], merges).found(),
        properties=package.properties(),
        remarks=said.remarks(),
    )


def _walk(package: Package, part: str, handler: Handler) -> None:
    with package.container.open(part) as stream:
        walk(stream, cut(part), handler, package.budget)


def _book(package: Package, head: WorkbookPart, said: Said) -> Book:
    codes = StyleCodes()
    for part in package.related(package.main, "styles")[:1]:
        _walk(package, part, codes)
    strings = SharedStrings()
    for part in package.related(package.main, "sharedStrings")[:1]:
        _walk(package, part, strings)
    return Book(
        styles=Styles(codes=codes.codes(), is_1904=head.is_1904),
        strings=strings.strings,
        cleaned=strings.cleaned,
        said=said,
        left=MOST_CELLS,
    )


def _entries(package: Package, head: WorkbookPart, relations: dict[str, Relation], said: Said) -> Iterator[_Entry]:
    """Yield the worksheets in the order of their tabs. Raises: Unreadable when one is missing or stands twice."""
    if len(head.sheets) > _MOST_SHEETS:
        refuse(f"สมุดงานมีเกิน {_MOST_SHEETS} แผ่น", f"The workbook has more than {_MOST_SHEETS} sheets")
    faults = []
    found: list[_Entry] = []
    seen: set[str] = set()
    for name, state, target_id in head.sheets:
        relation = relations.get(target_id)
        if relation is None or relation.external or not package.container.holds(relation.target):
            faults.append(problem(f"แผ่น {cut(name)} หายไปจากไฟล์", f"The sheet {cut(name)} is missing from the file"))
        elif relation.type != "worksheet":
            said.add(
                RemarkKind.IGNORED,
                ("แผ่นนี้ไม่ใช่แผ่นงาน (เช่น แผนภูมิ) จึงไม่อ่าน", "this is no worksheet (a chart?) and is not read"),
                sheet=name,
            )
        elif relation.target.lower() in seen or any(each.name == name for each in found):
            faults.append(problem(f"แผ่น {cut(name)} มีสองแผ่นในไฟล์", f"The sheet {cut(name)} stands in the file twice"))
        else:
            seen.add(relation.target.lower())
            found.append(_Entry(name, relation.target, state in {"hidden", "veryHidden"}))
    if not head.sheets:
        faults.append(problem("สมุดงานไม่มีแผ่นงาน", "The workbook has no sheet"))
    refuse_all(faults)
    yield from found


def _read_sheet(package: Package, entry: _Entry, book: Book, number: int) -> tuple[Sheet, list[Merge]]:
    handler = SheetCells(entry.name, book, hidden=entry.hidden)
    _walk(package, entry.part, handler)
    cells, covered = with_spans(handler.finish(), handler.merges)
    for cell in covered:
        book.said.add(
            RemarkKind.IGNORED,
            ("เซลล์ถูกบังอยู่ใต้เซลล์ผสาน จึงไม่นำเข้า", "the cell lies hidden beneath a merged one and is not taken"),
            sheet=entry.name,
            place=handler.place(cell.row, cell.column),
            raw=cell.text,
        )
    comments = read_comments(package, entry.part)
    if comments:
        cells = _with_comments(cells, comments, handler, book.said)
    _remark_hidden(entry, handler, cells, book.said)
    return Sheet(name=entry.name, kind="xlsx", cells=cells, hidden=entry.hidden, number=number), handler.merges


def _with_comments(
    cells: list[Cell], comments: dict[tuple[int, int], str], handler: SheetCells, said: Said
) -> list[Cell]:
    left = dict(comments)
    made = []
    for cell in cells:
        comment = left.pop((cell.row, cell.column), None)
        made.append(cell if comment is None else structs.replace(cell, comment=comment))
    made += [Cell(row=row, column=column, text="", comment=words) for (row, column), words in left.items()]
    made.sort(key=lambda cell: (cell.row, cell.column))
    for (row, column), words in comments.items():
        said.add(
            RemarkKind.IGNORED,
            ("ความคิดเห็นในเซลล์ไม่นำเข้าเป็นค่า", "a comment of a cell is not taken as its value"),
            sheet=handler.sheet,
            place=handler.place(row, column),
            raw=words,
        )
    return made


def _remark_hidden(entry: _Entry, handler: SheetCells, cells: list[Cell], said: Said) -> None:
    hidden = [cell for cell in cells if cell.hidden]
    if entry.hidden:
        said.add(
            RemarkKind.UNCERTAIN,
            ("แผ่นนี้ซ่อนอยู่ แต่อ่านด้วย", "this sheet is hidden; it was read all the same"),
            sheet=entry.name,
            raw=None,
        )
    elif hidden:
        rows = len({cell.row for cell in hidden if cell.column not in handler.hidden_columns})
        columns = len({cell.column for cell in hidden} & handler.hidden_columns)
        said.add(
            RemarkKind.UNCERTAIN,
            (
                f"มีแถวที่ซ่อน {rows} แถว คอลัมน์ที่ซ่อน {columns} คอลัมน์ อ่านด้วย {len(hidden)} เซลล์",
                f"{rows} hidden rows and {columns} hidden columns were read too: {len(hidden)} cells",
            ),
            sheet=entry.name,
        )


def _remark_pictures(package: Package, said: Said) -> None:
    pictures = [name for name in package.container.names() if "/media/" in name.lower()]
    if pictures:
        said.add(RemarkKind.IGNORED, (f"รูปภาพ {len(pictures)} รูปไม่นำเข้า", f"{len(pictures)} pictures are not taken"))
