"""What may be chosen in a column: drop-down lists over a hidden sheet, made from the closed lists of the types."""

from collections.abc import Iterable
from itertools import product
from typing import NamedTuple

from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from exports.grid import Grid
from exports.styles import HEADER, SMALL
from schemas.choices import ExchangeType, words_of
from schemas.form import FieldInfo, Kind
from schemas.vocabulary import Direction, ExchangeMode, Mark, Term

LISTS_SHEET = "รายการตัวเลือก"
#: Rows below the last that already have the list, for what somebody adds.
_SPARE_ROWS = 1_000
_MARKS = tuple(mark.value for mark in Mark)


class Choices(NamedTuple):
    """The words of a column's list."""

    words: tuple[str, ...]
    strict: bool
    """Other words are refused; else they are taken after a question: the form keeps the words of the paper."""

    @classmethod
    def of(cls, terms: type[Term]) -> "Choices":
        """Return the list of a closed vocabulary."""
        return cls(tuple(term.th for term in terms), strict=True)


def choices_of(info: FieldInfo) -> Choices | None:
    """Return what may be chosen in the column of a field; None where words are free, or several stand in a cell.

    The four ways to say nothing are among them: an answer must not be lost because the list did not offer it.
    """
    if info.kind is Kind.YES_NO:
        words = ("มี", "ไม่มี") if info.note.widget == "has_or_none" else ("YES", "NO")
        return Choices(tuple(dict.fromkeys((*words, *_MARKS))), strict=True)
    if info.kind is Kind.TERM:
        return Choices((*Choices.of(info.member).words, *_MARKS), strict=True)
    if info.kind is Kind.CHOICE:
        return Choices((*_choice_words(info), *_MARKS), strict=False)
    return None


def _choice_words(info: FieldInfo) -> tuple[str, ...]:
    if info.member is ExchangeType:
        both = (ExchangeType(direction=way, mode=mode) for way, mode in product(Direction, ExchangeMode))
        return tuple(filter(None, map(words_of, both)))
    code = next(each for each in _terms_in(info.member))
    return Choices.of(code).words


def _terms_in(choice: type) -> Iterable[type[Term]]:
    """Yield the closed list of a choice, found in the annotation of its `code`."""
    import typing

    for part in typing.get_args(typing.get_type_hints(choice)["code"]):
        if isinstance(part, type) and issubclass(part, Term):
            yield part


class Lists:
    """The lists of one workbook, each once, in the columns of a hidden sheet."""

    def __init__(self, book: Workbook) -> None:
        """Prepare for a workbook; `finish` makes the sheet, after all others."""
        self._book = book
        self._columns: dict[Choices, int] = {}
        self._heads: list[str] = []

    def put(self, sheet: Worksheet, column: int, choices: Choices, label: str, rows: tuple[int, int]) -> None:
        """Let a column offer its list from the first to the last row of `rows` and some below."""
        number = self._columns.setdefault(choices, len(self._columns) + 1)
        if number > len(self._heads):
            self._heads.append(label)
        place = get_column_letter(number)
        validation = DataValidation(
            type="list",
            formula1=f"'{LISTS_SHEET}'!${place}$2:${place}${len(choices.words) + 1}",
            allow_blank=True,
            showErrorMessage=True,
            errorStyle="stop" if choices.strict else "warning",
            errorTitle="ไม่อยู่ในรายการ",
            error="โปรดเลือกจากรายการ" if choices.strict else "คำนี้ไม่อยู่ในรายการ ใช้คำตามต้นฉบับหรือไม่",
        )
        letter = get_column_letter(column)
        validation.add(f"{letter}{rows[0]}:{letter}{min(rows[1] + _SPARE_ROWS, 1_048_576)}")
        sheet.add_data_validation(validation)

    def finish(self) -> None:
        """Write the lists."""
        grid = Grid(self._book.create_sheet(LISTS_SHEET), [40.0] * len(self._columns), "", [])
        grid.sheet.sheet_state = "hidden"
        for choices, number in self._columns.items():
            grid.put(1, number, self._heads[number - 1], HEADER)
            for row, words in enumerate(choices.words, 2):
                grid.put(row, number, words, SMALL)
        grid.finish()
