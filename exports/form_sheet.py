"""Sheet 1: the ministry's form as it stands on paper, then what the law asks beyond it.

Four columns: section, sub-section, label with its hint, value. Where the paper has no sub-section the label takes both
columns; in the head of the form the label takes two columns and the value two.
"""

from itertools import groupby
from typing import NamedTuple

from msgspec import Struct

from exports.grid import Grid
from exports.records import FormRecord
from exports.safe_text import pieces_of
from exports.styles import BEYOND, LABEL, SECTION, TITLE, VALUE
from schemas.form import FieldInfo, SectionInfo, sections, value_at
from schemas.printed import beyond_title, cell_name, printed_label
from schemas.shown import shown

WIDTHS = (17.0, 20.0, 36.0, 44.0)
BEYOND_KEY = "beyond"
_LAST = len(WIDTHS)


class Answer(NamedTuple):
    """A field, the words of its label cell, and the words of its value."""

    info: FieldInfo
    label: str
    value: str


def write_form_sheet(grid: Grid, record: FormRecord, form: type[Struct]) -> None:
    """Write the title, the head, the sections and the block beyond the paper; name each value's cell."""
    head, *others = sections(form)
    grid.put(1, 1, head.label_th, TITLE, columns=_LAST)
    _wide_rows(grid, [_answer(record, info) for info in head.fields])
    beyond = [section for section in others if section.key == BEYOND_KEY]
    for section in others:
        if section not in beyond:
            _section(grid, record, section)
    for section in beyond:
        grid.put(grid.row, 1, beyond_title(section), BEYOND, columns=_LAST)
        _wide_rows(grid, [_answer(record, info) for info in section.fields])


def _answer(record: FormRecord, info: FieldInfo) -> Answer:
    value = shown(info, value_at(record.document, info.pointer), record.document.marks.get(info.pointer))
    return Answer(info, printed_label(info), value)


def _wide_rows(grid: Grid, answers: list[Answer]) -> None:
    for answer in answers:
        _answered(grid, answer, label=(1, 2), value=(3, 2))


def _section(grid: Grid, record: FormRecord, section: SectionInfo) -> None:
    first = grid.row
    names = {info.note.subsection_th for info in section.fields}
    for name, fields in groupby(section.fields, key=lambda info: info.note.subsection_th):
        # การทบทวน is section, sub-section and label at once: the paper prints it once.
        inner = name if name is not None and names != {section.label_th} else None
        _run(grid, inner, [_answer(record, info) for info in fields])
    grid.put(first, 1, section.label_th, SECTION, rows=grid.row - first)


def _run(grid: Grid, subsection: str | None, answers: list[Answer]) -> None:
    """Write fields that share one sub-section cell; without one, labels take its column too."""
    first = grid.row
    column, columns = (2, 2) if subsection is None else (3, 1)
    for answer in answers:
        _answered(grid, answer, label=(column, columns), value=(_LAST, 1))
    if subsection is not None:
        grid.put(first, 2, subsection, SECTION, rows=grid.row - first)


def _answered(grid: Grid, answer: Answer, *, label: tuple[int, int], value: tuple[int, int]) -> None:
    """Write one field at (column, columns) of its label and its value, and name the cell of the value.

    A value longer than one cell holds goes on in the cells below, named `….2`, `….3`: nothing of it is cut.
    """
    first = grid.row
    row = first
    pieces = pieces_of(answer.value)
    for number, piece in enumerate(pieces, 1):
        beside = (answer.label, *label, LABEL) if len(pieces) == 1 else ("", *label, LABEL)
        rows = grid.rows_for(beside, (piece, *value, VALUE))
        cell = grid.put(row, value[0], piece, VALUE, rows=rows, columns=value[1])
        name = cell_name(answer.info)
        grid.name(name if number == 1 else f"{name}.{number}", cell)
        row += rows
    grid.put(first, label[0], answer.label, LABEL, rows=row - first, columns=label[1])
