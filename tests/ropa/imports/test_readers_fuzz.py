"""Whatever comes, it is read or refused in words: no other exception, no endless work."""

import io
import re
import time

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import Struct
from openpyxl import Workbook
from openpyxl.comments import Comment

from ropa.imports.files import open_sent
from ropa.imports.rules_sheets import SentFile
from schemas.findings import Problem
from schemas.reading import Unreadable
from tests.support.office_files import document, inline, paragraph, rows, unzipped, workbook, zipped

_NAMES = st.sampled_from(["form.xlsx", "form.docx", "form.txt", "form"])
#: Words that XML of an office file means something by, and some that it should not.
_TOKENS = (
    *(b"", b"0", b"-1", b"1e999", b"nan", b"99999999999999999999", b"A1:XFD1048576", b"ZZZZ9", b"\xe0\xb9\x99"),
    *(b"&#0;", b"&lol;", b"<", b"../../x", b"inlineStr", b"s", b"d", b"e", b"true", b"<!DOCTYPE a>", b"\xff\xfe"),
    *(b"_x0000_", b"_xD800_", b"1904", b"[$-107041E]d/m/yyyy", b"0" * 500, b'"', b"'x'!$A$1", b"restart", b"External"),
)


def _real_workbook() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["ชื่อ", 1, 2.5, True, "=A1"])
    sheet["A2"].comment = Comment("ก", "ข")
    sheet["B2"], sheet["B2"].number_format = 46346, "dd/mm/yyyy"
    sheet.merge_cells("A3:C4")
    sheet.row_dimensions[1].hidden = True
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _real_document() -> bytes:
    made = docx.Document()
    made.add_paragraph("หัวเรื่อง", style="List Number")
    table = made.add_table(rows=2, cols=3)
    table.cell(0, 0).merge(table.cell(1, 1)).text = "รวม"
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


_WHOLE = (
    _real_workbook(),
    _real_document(),
    zipped(workbook(rows(inline("ก") + '<c r="B1" t="s"><v>0</v></c>'), strings=b"<sst/>", styles=b"<styleSheet/>")),
    zipped(document(paragraph("ก", '<w:numPr><w:numId w:val="1"/></w:numPr>'), numbering=b"<a/>", comments=b"<a/>")),
    "ชื่อ\tค่า\n<p>ก</p>\n".encode() * 5,
)
_PARTS = [unzipped(content) for content in _WHOLE[:4]]
_ALL_NAMES = [(number, name) for number, parts in enumerate(_PARTS) for name in parts]


class Made(Struct):
    """A file, shown by how it was made: its bytes would fill the screen."""

    content: bytes
    how: list[str]

    def __repr__(self) -> str:
        return f"<{len(self.content)} bytes: {'; '.join(self.how)}>"


@st.composite
def damaged_files(draw: st.DrawFn) -> Made:
    """A whole file with bits flipped, bytes cut off or put in."""
    base = draw(st.integers(0, len(_WHOLE) - 1))
    content, how = bytearray(_WHOLE[base]), [f"file {base}"]
    for _ in range(draw(st.integers(0, 4))):
        at, bit = draw(st.integers(0, len(content) - 1)), draw(st.integers(0, 7))
        content[at] ^= 1 << bit
        how.append(f"bit {bit} of {at}")
    at = draw(st.integers(0, len(content)))
    if draw(st.booleans()):
        del content[at:]
    more = draw(st.binary(max_size=20))
    content[at:at] = more
    return Made(bytes(content), [*how, f"{more!r} at {at}"])


@st.composite
def changed_parts(draw: st.DrawFn) -> Made:
    """A sound container whose parts were changed inside, exchanged or left out."""
    base = draw(st.integers(0, len(_PARTS) - 1))
    parts, how = dict(_PARTS[base]), [f"file {base}"]
    names = st.sampled_from(sorted(parts))
    for _ in range(draw(st.integers(1, 4))):
        name = draw(names)
        change = draw(st.integers(0, 9))
        if change == 0:
            parts.pop(name, None)
            how.append(f"no {name}")
        elif change == 1:
            other, part = draw(st.sampled_from(_ALL_NAMES))
            parts[name] = _PARTS[other][part]
            how.append(f"{name} is {part} of {other}")
        elif name in parts:
            parts[name], token = _changed(parts[name], draw)
            how.append(f"{name}: {token}")
    return Made(zipped(parts), how)


def _changed(content: bytes, draw: st.DrawFn) -> tuple[bytes, str]:
    """Return the part with one attribute's value, text or name exchanged, and what for what."""
    spots = list(re.finditer(rb'"[^"]*"|>[^<]+<|<[/\w:]+', content))
    if not spots:
        return draw(st.binary(max_size=50)), "random"
    spot = draw(st.sampled_from(spots))
    start, end = spot.span()
    token = draw(st.sampled_from([*_TOKENS, *(each.group().strip(b'"<>/') for each in spots[:40])]))
    edges = {b'"': (1, 1), b">": (1, 1)}.get(content[start : start + 1], (1, 0))
    made = content[: start + edges[0]] + token + content[end - edges[1] :]
    return made, f"{token!r} for {spot.group()!r} at {start}"


def _read_or_refused(made: Made | bytes, name: str) -> None:
    content = made.content if isinstance(made, Made) else made
    started = time.monotonic()
    problems: list[Problem] = []
    try:
        _check(open_sent(io.BytesIO(content), name))
    except Unreadable as error:
        problems = error.problems
        assert problems, "a refusal says why"
    assert all(problem.message_th and problem.message_en for problem in problems)
    assert time.monotonic() - started < 10


def _check(sent: SentFile) -> None:
    """What is read keeps the promises of its types."""
    assert any(sheet.cells for sheet in sent.sheets)
    for sheet in sent.sheets:
        places = [(cell.row, cell.column) for cell in sheet.cells]
        assert places == sorted(set(places))
        assert all(cell.rows >= 1 and cell.columns >= 1 and cell.row >= 1 for cell in sheet.cells)
        assert all(cell.text or cell.comment or cell.formula for cell in sheet.cells)


_few = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
_many = settings(max_examples=2000, suppress_health_check=[HealthCheck.too_slow])
_ANY = st.one_of(st.binary(max_size=300), damaged_files(), changed_parts())


@_few
@given(content=_ANY, name=_NAMES)
def test_any_bytes_are_read_or_refused(content: Made | bytes, name: str):
    _read_or_refused(content, name)


@pytest.mark.campaign
@_many
@given(content=damaged_files(), name=_NAMES)
def test_damaged_files_are_read_or_refused(content: Made, name: str):
    _read_or_refused(content, name)


@pytest.mark.campaign
@_many
@given(content=changed_parts(), name=st.just("form"))
def test_files_with_changed_parts_are_read_or_refused(content: Made, name: str):
    _read_or_refused(content, name)


@pytest.mark.campaign
@_many
@given(content=st.binary(max_size=2000), name=_NAMES)
def test_random_bytes_are_read_or_refused(content: bytes, name: str):
    _read_or_refused(content, name)
