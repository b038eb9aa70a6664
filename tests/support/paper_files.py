"""The two filled forms as people send them: workbooks and documents made from the texts, filled as people do."""

import io
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from docx import Document
from docx.document import Document as Word
from docx.table import Table
from msgspec import Struct
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ropa.imports.rules_paper_words import untagged
from ropa.imports.rules_sheets import Cell, SentFile, Sheet
from schemas.thai_text import thai_digits
from tests.support.filled_forms import COPIES

Grid = list[list[str]]
_SECTION = re.compile("หมวดหมู่ของข้อมูล|การจัดเก็บ$|การทบทวน$|การทำลาย$|บทบาท|แนวปฏิบัติ")


class Paper(Struct):
    """The three parts of a filled form: rows of cells."""

    form: Grid
    flow_captions: list[str]
    flow: Grid
    exchange: list[Grid]
    """One table, or two when a page break parted it; each with both rows of headings."""


def text_of(form: str) -> str:
    """Return the text of form 002 or 003 with the samples' invented names."""
    return (COPIES / f"{form}.txt").read_text("utf-8")


def grid_of(text: str) -> Grid:
    """Return lines of cells."""
    return [[untagged(cell) for cell in line.split("\t")] for line in text.split("\n")]


def sent(grid: Sequence[Sequence[str]], name: str = "form.txt") -> SentFile:
    """Return a text file of these lines as its reader would make it."""
    cells = [
        Cell(row=row, column=column, text=text)
        for row, line in enumerate(grid, 1)
        for column, text in enumerate(line, 1)
        if text.strip()
    ]
    return SentFile(name=name, kind="txt", sheets=[Sheet(name=name, kind="txt", cells=cells)])


def paper(form: str) -> Paper:
    """Return form 002 or 003 in its parts."""
    lines = [line for line in grid_of(text_of(form)) if any(cell.strip() for cell in line)]
    captions = next(n for n, line in enumerate(lines) if line[0].startswith("Data Flow Diagram"))
    flow = next(n for n, line in enumerate(lines) if line[0] == "ขั้นตอน")
    heads = [n for n, line in enumerate(lines) if line[0] == "ลำดับ"]
    ends = [next((m for m in range(n + 2, len(lines)) if _caption(lines[m])), len(lines)) for n in heads]
    flow_end = next(n for n in range(flow, len(lines)) if _caption(lines[n]))
    return Paper(
        form=lines[:captions],
        flow_captions=[line[0] for line in lines[captions:flow]],
        flow=lines[flow:flow_end],
        exchange=[lines[n:end] for n, end in zip(heads, ends, strict=True)],
    )


def _caption(line: Sequence[str]) -> bool:
    return bool(line[0]) and not any(cell.strip() for cell in line[1:]) and not line[0][:1].isdigit()


class Habits(Struct, kw_only=True):
    """What the person who filled a workbook did."""

    right: int = 0
    """Empty columns before the form."""
    down: int = 0
    """Empty rows before it."""
    spread: bool = False
    """An empty column between all columns."""
    merged: bool = True
    lines: bool = False
    """Each entry of a numbered list in a line of its own."""
    digits: bool = False
    """Thai digits for numbers of entries and steps."""
    comments: bool = False


def workbook_of(
    *forms: str, habits: Habits | None = None, order: Sequence[str] = ("form", "flow", "exchange")
) -> Workbook:
    """Return a workbook of filled forms behind a cover sheet: one sheet for each part, part by part in `order`."""
    habits = habits or Habits()
    book = Workbook()
    cover: Any = book.active
    cover.title = "ปก"
    cover["B2"] = "เอกสารประกอบการดำเนินงานคุ้มครองข้อมูลส่วนบุคคล"
    papers = [paper(form) for form in forms]
    turns = [(part, n) for n in range(len(papers)) for part in order] if order[0] == "form" else []
    for part, number in turns or [(part.removeprefix("all "), n) for part in order for n in range(len(papers))]:
        sheet = book.create_sheet(f"{part} {number + 1}")
        if part == "form":
            _form_sheet(sheet, papers[number].form, habits)
        elif part == "flow":
            rows = [[line] for line in papers[number].flow_captions] + [
                _flow_row(r, habits) for r in papers[number].flow
            ]
            _put(sheet, rows, habits)
        else:
            for table in papers[number].exchange:
                _exchange(sheet, table, habits)
    return book


def _at(habits: Habits, row: int, column: int) -> tuple[int, int]:
    return row + habits.down, (column * 2 - 1 if habits.spread else column) + habits.right


def _put(sheet: Worksheet, rows: Grid, habits: Habits, start: int = 1) -> None:
    for row, line in enumerate(rows, start):
        for column, text in enumerate(line, 1):
            if text.strip():
                at = _at(habits, row, column)
                cell = sheet.cell(*at)
                cell.value = text
                if habits.comments and row % 5 == 0:
                    cell.comment = Comment("โปรดตรวจสอบ", "ผู้ตรวจ")


def _form_sheet(sheet: Worksheet, rows: Grid, habits: Habits) -> None:
    width = max(len(line) for line in rows)
    _put(sheet, [[_entries(cell, habits) for cell in line] for line in rows], habits)
    if not habits.merged:
        return
    top, left = _at(habits, 1, 1)
    sheet.merge_cells(start_row=top, end_row=top, start_column=left, end_column=_at(habits, 1, width)[1])
    # A section's words stand once, in a cell merged over its rows.
    begins = [n for n, line in enumerate(rows, 1) if line[0].strip() and _SECTION.match(line[0]) and len(line) > 3]
    for begin in begins:
        end = begin
        while end < len(rows) and not rows[end][0].strip():
            end += 1
        if end > begin:
            sheet.merge_cells(
                start_row=begin + habits.down, end_row=end + habits.down, start_column=left, end_column=left
            )


def _entries(text: str, habits: Habits) -> str:
    if habits.lines:
        text = re.sub(r"\s+(?=[2-9]\.\s)", "\n", text) if re.match(r"1\.\s", text) else text
    if habits.digits and re.match(r"1\.\s", text):
        text = re.sub(r"(?:^|(?<=\s))(\d{1,2})(?=\.\s)", lambda found: thai_digits(found[1]), text)
    return text


def _flow_row(row: list[str], habits: Habits) -> list[str]:
    first = re.sub(r"^\d+", lambda found: thai_digits(found[0]), row[0]) if habits.digits else row[0]
    return [first, *(_entries(cell, habits) for cell in row[1:])]


def _exchange(sheet: Worksheet, rows: Grid, habits: Habits) -> None:
    start = 1 if sheet.max_row == 1 else sheet.max_row - habits.down + 3
    if habits.digits:
        rows = [[thai_digits(line[0]), *line[1:]] for line in rows]
    _put(sheet, rows, habits, start)
    if not habits.merged or habits.spread:
        return
    top = start + habits.down
    for column in (1, 2, 3, 4, 5, 14):
        at = column + habits.right
        sheet.merge_cells(start_row=top, end_row=top + 1, start_column=at, end_column=at)
    for first, last in ((6, 9), (10, 13)):
        sheet.merge_cells(start_row=top, end_row=top, start_column=first + habits.right, end_column=last + habits.right)
    begins = [n for n, line in enumerate(rows) if n > 1 and line[0].strip()]
    for begin, end in zip(begins, [*begins[1:], len(rows)], strict=True):
        for column in (1, 2, 3, 4, 5) if end - begin > 1 else ():
            at = column + habits.right
            sheet.merge_cells(start_row=top + begin, end_row=top + end - 1, start_column=at, end_column=at)


def typed_date(sheet: Worksheet, words: str, when: datetime) -> str:
    """Put a real date in the place of the cell that has these words; return the cell's name."""
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == words:
                cell.value = when
                cell.number_format = "dd/mm/yyyy"
                return f"{get_column_letter(cell.column)}{cell.row}"
    raise LookupError(words)


def document_of(*forms: str) -> bytes:
    """Return a Word document: a title, tables with merged cells, the captions as paragraphs between them."""
    word: Word = Document()
    for form in forms:
        parts = paper(form)
        word.add_heading(parts.form[0][0])
        _word_table(word, parts.form[1:])
        for line in parts.flow_captions:
            word.add_paragraph(line)
        _word_table(word, parts.flow)
        for table in parts.exchange:
            word.add_paragraph("รายชื่อระบบเทคโนโลยีสารสนเทศที่เกี่ยวข้องกับข้อมูลส่วนบุคคล")
            made = _word_table(word, table)
            for first, last in ((5, 8), (9, 12)):
                made.cell(0, first).merge(made.cell(0, last))
            for column in (0, 1, 2, 3, 4, 13):
                made.cell(0, column).merge(made.cell(1, column))
    content = io.BytesIO()
    word.save(content)
    return content.getvalue()


def _word_table(word: Word, rows: Grid) -> Table:
    width = max(len(line) for line in rows)
    made: Table = word.add_table(rows=len(rows), cols=width)
    for row, line in zip(made.rows, rows, strict=True):
        cells = row.cells
        for cell, text in zip(cells, line, strict=False):
            if text.strip():
                cell.text = text
    return made


def content_of(book: Workbook) -> io.BytesIO:
    """Return a workbook's file."""
    content = io.BytesIO()
    book.save(content)
    content.seek(0)
    return content
