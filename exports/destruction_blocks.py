"""The blocks that papers of destruction are made of, as plain data for destruction.typ."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from exports.pdf_text import COMMON, NARROW, PART, printed, visible
from exports.pdf_typesetting import TIME_LIMIT_SECONDS, typeset
from exports.safe_text import one_line
from schemas.thai_dates import SHORT_MONTHS, format_thai_date

TEMPLATE = "destruction.typ"
BANGKOK = ZoneInfo("Asia/Bangkok")
Block = dict[str, Any]
#: A single text of a paper: what is longer is told whole in the register, and would fill pages here.
MOST_TEXT = 4_000
_TITLE = 300
_MONTHS = "|".join(map(re.escape, SHORT_MONTHS))
#: What stays in one line: a day in short words, the era with its year; in a narrow column day and month at least.
_DATE = re.compile(rf"(?<![0-9])(?P<month>[0-9]{{1,2}} (?:{_MONTHS})) [0-9]{{4}}(?![0-9])|พ\.ศ\. [0-9]{{4}}(?![0-9])")


class Column(Struct, frozen=True):
    """A column of a table: its head, its share of the width (0: as wide as its words), where its words stand."""

    label: str
    width: float = 1.0
    align: str = "left"


class Signer(Struct, frozen=True, kw_only=True):
    """A place to sign: an empty name is a dotted line. `said`: what the register knows of the signature."""

    name: str = ""
    position: str = ""
    role: str = ""
    said: str = ""


def words(text: str, most: int = COMMON) -> str:
    """Return a text for `say` of the template; what is too long for a paper ends in `…`."""
    return _with_dates(text if len(text) <= MOST_TEXT else f"{text[:MOST_TEXT]}…", most)


def _with_dates(text: str, most: int) -> str:
    # typst would end a line behind any full stop: 19 พ. / ย. 2559.
    made, place = "", 0
    for found in _DATE.finditer(text):
        whole = found.group() if len(found.group()) <= most else found["month"] or found.group()
        start = found.start() if whole == found.group() else found.start("month")
        made += f"{printed(text[place:start], most)}{PART}{whole}{PART}"
        place = start + len(whole)
    return made + printed(text[place:], most)


def line(text: str, longest: int = _TITLE) -> str:
    """Return a text for `say` as one line."""
    return printed(one_line(text, longest=longest))


def heading(text: str) -> Block:
    """Return a heading."""
    return {"kind": "heading", "text": words(text)}


def paragraph(
    text: str, *, indent: bool = False, align: str = "left", strong: bool = False, quiet: bool = False
) -> Block:
    """Return a paragraph."""
    return {
        "kind": "text",
        "text": words(text),
        "indent": indent,
        "align": align,
        "strong": strong,
        "quiet": quiet,
    }


def facts(rows: Iterable[tuple[str, str]], *, width: float = 40.0, lined: bool = True) -> Block:
    """Return labels (in a column of `width` mm) with their values."""
    shown = [[words(label), words(value) or "-"] for label, value in rows]
    return {"kind": "facts", "rows": shown, "width": width, "lined": lined}


def table(columns: Sequence[Column], rows: Iterable[Sequence[str]], *, size: float = 0.9) -> Block:
    """Return a table whose head repeats on every page."""
    return {
        "kind": "table",
        "size": size,
        "columns": [{"label": words(each.label), "width": each.width, "align": each.align} for each in columns],
        "rows": [
            [words(cell, NARROW if each.width <= 1 else COMMON) for cell, each in zip(row, columns, strict=True)]
            for row in rows
        ],
    }


def numbered(items: Iterable[str]) -> Block:
    """Return a numbered list."""
    return {"kind": "list", "items": [words(each) for each in items]}


def codes(rows: Iterable[tuple[str, str]], *, width: float = 40.0) -> Block:
    """Return hashes and other codes, in letters of one width. Only what the program made itself."""
    return {"kind": "code", "rows": [[words(label), value] for label, value in rows], "width": width}


def signs(people: Iterable[Signer], *, columns: int = 2) -> Block:
    """Return places to sign, side by side."""
    return {
        "kind": "signs",
        "columns": columns,
        "people": [
            {
                "name": line(each.name),
                "position": line(each.position),
                "role": line(each.role),
                "said": words(each.said),
            }
            for each in people
        ],
    }


def letterhead(number: str, sender: Iterable[str]) -> Block:
    """Return the first lines of a letter: its number on the left, who writes and when on the right."""
    return {"kind": "letterhead", "number": line(number), "from": [line(each) for each in sender]}


def space(height: float) -> Block:
    """Return room, in mm."""
    return {"kind": "space", "height": height}


def next_page() -> Block:
    """Return the end of a page."""
    return {"kind": "page"}


class Sheet(Struct, kw_only=True):
    """One paper. `foot` stands below every page, `stamp` lies across it (e.g. ร่าง)."""

    title: str
    blocks: list[Block]
    day: date
    """The day that the file says it was made on."""
    author: str = ""
    above: str = ""
    under: list[str] = []
    foot: str = ""
    stamp: str = ""
    landscape: bool = False
    headed: bool = True
    """Whether the title stands above it; an official letter has none."""


def sheet_pdf(
    sheet: Sheet, *, cancelled: Callable[[], bool] | None = None, time_limit: float = TIME_LIMIT_SECONDS
) -> bytes:
    """Return the PDF of a paper; the same paper gives the same bytes.

    Raises: PdfError (see `exports.pdf_errors`), ExportCancelled.
    """
    given = {
        "title": visible(one_line(sheet.title, longest=_TITLE)),
        "heading": line(sheet.title),
        "author": visible(one_line(sheet.author, longest=_TITLE)),
        "above": line(sheet.above),
        "under": [line(each) for each in sheet.under],
        "foot": line(sheet.foot),
        "stamp": sheet.stamp,
        "landscape": sheet.landscape,
        "headed": sheet.headed,
        "blocks": sheet.blocks,
    }
    return typeset(given, sheet.day, cancelled=cancelled, time_limit=time_limit, template=TEMPLATE)


def day_words(day: date | None) -> str:
    """Return a day in words of the Buddhist Era; "-" for none."""
    return "-" if day is None else format_thai_date(day, style="long")


def short_day(day: date | None) -> str:
    """Return a day in short words; "" for none."""
    return "" if day is None else format_thai_date(day)


def moment_words(moment: datetime) -> str:
    """Return a moment as read on a clock in Bangkok: `20 พฤศจิกายน พ.ศ. 2569 เวลา 09.00 น.`."""
    there = moment.astimezone(BANGKOK)
    return f"{format_thai_date(there.date(), style='long')} เวลา {there:%H.%M} น."


def day_of(moment: datetime) -> date:
    """Return the day of a moment in Bangkok."""
    return moment.astimezone(BANGKOK).date()


def span(first: date | None, last: date | None, between: str = " ") -> str:
    """Return `from – to` in short words; one day alone, or "" for neither. `between` stands behind the dash."""
    if first is None or last is None or first == last:
        return short_day(first or last)
    return f"{short_day(first)} –{between}{short_day(last)}"
