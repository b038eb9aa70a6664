"""From the words of a cell to the value of a field: the inverse of `schemas.shown`.

Nothing is corrected without a word: where a rule had to be applied, or nothing could be made of the words, a doubt says
so. Words that mean "nothing" become marks and stay apart from each other and from a blank.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from msgspec import Struct

from schemas.cell_lists import bracketed_run, numbered_lines, read_list
from schemas.cell_singles import (
    CellValue,
    Doubt,
    echo,
    no_term,
    read_date,
    read_number,
    read_yes_no,
    term_of,
    typed_cell,
)
from schemas.cell_text import fits_a_cell
from schemas.choices import ExchangeType, read_choice, read_exchange_type
from schemas.form import FieldInfo, Kind
from schemas.shown import members, shown
from schemas.vocabulary import Mark

__all__ = ["CellValue", "read_cell", "reads_back"]
_LISTS = {Kind.LINES, Kind.ORGANISATIONS, Kind.TERMS, Kind.CHOICES, Kind.TABLE}
#: Lists that the paper has too: there "ไม่มี" is a printed token, elsewhere only the words for an empty list.
_PAPER_LISTS = {Kind.LINES, Kind.ORGANISATIONS, Kind.CHOICES}
_TOKENS = {str(mark): mark for mark in Mark}
_KNOWN: dict[tuple[object, ...], bool] = {}
_TOKEN_SLIPS = {"–": Mark.DASH, "—": Mark.DASH, "n/a": Mark.NA, "na": Mark.NA}


def read_cell(info: FieldInfo, text: str, value: object = None, *, today: date | None = None) -> CellValue:
    """Return the value that a cell gives a field.

    `value` is what a spreadsheet keeps beside the words: a date, a number, a truth. `today` (Bangkok) tells dates that
    lie too far ahead. Limits of length are not looked at: whoever reads a whole record checks it against its types.
    """
    typed = typed_cell(info, value, today)
    if typed is not None:
        return typed
    words = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not words:
        return CellValue()
    return _token(info, words) or _READERS[info.kind](info, words, today)


def reads_back(info: FieldInfo, value: object, mark: Mark | None = None) -> bool:
    """Return whether the words that are shown for a value give exactly that value and mark again."""
    # An export asks it of every cell. Most are blank or plain text: a register is written in half the time with these.
    if mark is None and (value is None or (info.kind is Kind.TEXT and type(value) is str and _is_plain(value))):
        return True
    if value is None or type(value) is bool:
        return _answer_reads_back(info, value, mark)
    return _tried(info, value, mark)


def _answer_reads_back(info: FieldInfo, answer: object, mark: Mark | None) -> bool:
    """Return what `_tried` gives: of a blank or a truth the kind of the field decides, so each is tried once."""
    key = (info.kind, info.note.widget, info.member, answer, mark)
    found = _KNOWN.get(key)
    if found is None:
        found = _KNOWN[key] = _tried(info, answer, mark)
    return found


def _tried(info: FieldInfo, value: object, mark: Mark | None) -> bool:
    words = shown(info, value, mark)
    if not fits_a_cell(words):
        return False
    again = read_cell(info, words)
    return again.value == value and type(again.value) is type(value) and again.mark == mark


def _is_plain(text: str) -> bool:
    """Return whether a text is surely read back; False means that it must be tried."""
    return (
        bool(text)
        and text == text.strip()
        and "\r" not in text
        and text not in _TOKENS
        and text.casefold() not in _TOKEN_SLIPS
        and fits_a_cell(text)
    )


def _token(info: FieldInfo, words: str) -> CellValue | None:
    """Return what a token says at this kind of place; None when the words are no token there."""
    mark = _TOKENS.get(words)
    doubts: tuple[Doubt, ...] = ()
    if mark is None:
        mark = _TOKEN_SLIPS.get(words.casefold())
        if mark is None:
            return None
        doubts = ((f"อ่าน “{words}” เป็น “{mark}”", f"{words!r} is read as {str(mark)!r}"),)
    if mark in {Mark.NO, Mark.NONE}:
        if info.kind is Kind.YES_NO:
            return None
        if info.kind is Kind.TERM and term_of(info, words) is not None:
            return None
        if info.kind in _LISTS:
            return CellValue([], mark if info.kind in _PAPER_LISTS or mark is Mark.NO else None)
    return CellValue(None, mark, doubts)


def _text(_: FieldInfo, words: str, __: date | None) -> CellValue:
    return CellValue(words)


def _one_term(info: FieldInfo, words: str, _: date | None) -> CellValue:
    term = term_of(info, words)
    return no_term(words) if term is None else CellValue(term)


def _choose(kind: Any, words: str) -> Struct:
    return read_exchange_type(words) if kind is ExchangeType else read_choice(kind, words)


def _choice(info: FieldInfo, words: str, _: date | None) -> CellValue:
    return CellValue(_choose(info.member, words))


def _items(words: str, *, inside: bool = False) -> tuple[list[str], tuple[Doubt, ...]]:
    run = bracketed_run(words) if inside else None
    if run is not None:
        return [item.strip() for item in run], ()
    items, guessed = read_list(words)
    if not guessed:
        return items, ()
    return items, (("ไม่มีเลขข้อ อ่านแต่ละบรรทัดเป็นหนึ่งรายการ", "no numbers: each line is read as one item"),)


def _list(info: FieldInfo, words: str, _: date | None, *, inside: bool = False) -> CellValue:
    items, doubts = _items(words, inside=inside)
    if info.kind is Kind.CHOICES:
        return CellValue([_choose(info.member, item) for item in items], doubts=doubts)
    if info.kind is not Kind.TERMS:
        return CellValue(items, doubts=doubts)
    terms = [(term_of(info, item), item) for item in items]
    strange = tuple(no_term(item).doubts[0] for term, item in terms if term is None)
    return CellValue([term for term, _ in terms if term is not None] or None, None, strange, lost=bool(strange))


def _group(info: FieldInfo, words: str, today: date | None) -> CellValue:
    return _row(info.member, words, today)


def _table(info: FieldInfo, words: str, today: date | None) -> CellValue:
    first = members(info.member)[0]
    rows = numbered_lines(words)
    if rows is None and first.kind is Kind.NUMBER and re.fullmatch(r"[0-9๐-๙]+(?:\s*[,\s]\s*[0-9๐-๙]+)*", words):
        rows = re.split(r"[,\s]+", words)  # arrows are often written as bare numbers
    read = [_row(info.member, row.strip(), today) for row in rows or [words]]
    made = [row.value for row in read if row.value is not None]
    doubts = tuple(doubt for row in read for doubt in row.doubts)
    return CellValue(made or None, None, doubts, lost=any(row.lost for row in read))


def _row(kind: type[Struct], words: str, today: date | None) -> CellValue:
    """Return a Struct from `label: words` parts, a line or `;` between them."""
    infos = members(kind)
    by_label = {info.label: info for info in infos}
    labels = "|".join(re.escape(label) for label in sorted(by_label, key=len, reverse=True))
    starts: list[re.Match[str]] = []
    for start in re.finditer(rf"(?:^|[;\n])\s*({labels})\s*[:：]", words):
        if start[1] not in {earlier[1] for earlier in starts}:
            starts.append(start)
    ends = [*(start.start() for start in starts[1:]), len(words)]
    said = {by_label[start[1]]: words[start.end() : end].strip() for start, end in zip(starts, ends, strict=False)}
    doubts: list[Doubt] = []
    before = words[: starts[0].start()].strip() if starts else words.strip()
    first = next((info for info in infos if info not in said), None)
    lost = bool(before) and first is None
    if lost:  # every part has its words already: these are nobody's
        doubts.append((f"ไม่มีช่องสำหรับ “{echo(before)}”", f"no part is left for {echo(before)!r}"))
    elif before and first is not None:
        said[first] = before
        if first.kind is not Kind.NUMBER:
            doubts.append((f"ไม่มีชื่อช่อง อ่านเป็น “{first.label}”", f"no label: read as {first.note.label_en!r}"))
    values: dict[str, object] = {}
    for info, part in said.items():
        read = _inner(info, part, today)
        doubts.extend(read.doubts)
        lost = lost or read.lost
        if read.value is not None:
            values[info.key] = read.value
    if not values:
        return CellValue(None, None, tuple(doubts), lost=lost)
    try:
        return CellValue(kind(**values), None, tuple(doubts), lost=lost)
    except TypeError:  # a part that every row must have is missing
        doubts.append((f"อ่าน “{echo(words)}” ไม่ได้", f"{echo(words)!r} lacks a part that it must have"))
        return CellValue(None, None, tuple(doubts), lost=True)


def _inner(info: FieldInfo, words: str, today: date | None) -> CellValue:
    """Return the value of a part: tokens are plain words there, for a part has no place for a mark."""
    if info.kind is Kind.TEXT:
        return CellValue(words or None)
    if words and info.kind in _LISTS - {Kind.TABLE} and words not in _TOKENS:
        return _list(info, words, today, inside=True)
    read = read_cell(info, words, today=today)
    return CellValue(read.value, None, read.doubts, lost=read.lost)


_READERS: dict[Kind, Callable[[FieldInfo, str, date | None], CellValue]] = {
    Kind.TEXT: _text,
    Kind.YES_NO: read_yes_no,
    Kind.NUMBER: read_number,
    Kind.DATE: read_date,
    Kind.TERM: _one_term,
    Kind.CHOICE: _choice,
    Kind.LINES: _list,
    Kind.ORGANISATIONS: _list,
    Kind.TERMS: _list,
    Kind.CHOICES: _list,
    Kind.GROUP: _group,
    Kind.TABLE: _table,
}
