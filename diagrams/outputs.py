"""A sheet as the bytes that were asked for: SVG, PNG at double size, PDF on one sheet of A4 or A3, DOT.

`bare` is the SVG without its font: what is kept of a frozen revision; `with_fonts` and `png_of` make the other two of
it. `inline` is bare and without a title block, for a page of ours (the page has the font, and what is drawn may not be
saved yet). `print` is for typst, which is handed the font and writes the title block itself.
"""

import re
import tempfile
from datetime import UTC, datetime, time
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, Protocol, get_args
from xml.sax.saxutils import unescape

import msgspec

from diagrams.deadline import Deadline
from diagrams.errors import DiagramToolFailed
from diagrams.fonts import BOLD, FAMILY, REGULAR, WEIGHTS, embedded, font_file
from diagrams.lacking import numbered
from diagrams.routing import TIME_LIMIT_SECONDS
from diagrams.sizes import TEXT
from diagrams.title_block import TitleBlock

Kind = Literal["svg", "png", "pdf", "dot", "bare", "inline", "print"]
_ZOOM = 2.0
#: resvg keeps the whole picture in memory, four bytes a pixel: past this the zoom goes down instead.
_MOST_PIXELS = 16_000_000
_A4, _A3 = (841.89, 595.28), (1190.55, 841.89)
_SHEET_MARGIN, _BLOCK_ROOM = 18.0, 32.0
#: Smallest size in which an official reads Thai from paper without a glass.
_LEAST_TEXT = 6.5
#: A hash is set smaller than the other cells.
_LONG_CELL = 40
#: typst's SVG loses the tone of ำ unless its two parts come one by one.
_AM, _APART = re.compile("([\u0e48-\u0e4b]?)\u0e33"), "\u0e4d\\1\u0e32"
_BOLD_TEXT = re.compile(r'<text [^>]*font-weight="600"[^>]*>([^<]*)<')
_PLAIN_TEXT = re.compile(r"<text (?![^>]*font-weight)[^>]*>([^<]*)<")
_ENTITIES = {"&quot;": '"'}
_SIZE = re.compile(r'<svg [^>]*?width="([\d.]+)" height="([\d.]+)"')
_END_OF_HEAD = "</desc>"


class Paper(StrEnum):
    """The page of a PDF."""

    AUTO = "auto"
    """A4 where the words stay readable on it, else A3."""
    A4 = "a4"
    A3 = "a3"


class Drawn(msgspec.Struct, frozen=True):
    """A picture without its font: SVG text, and its size in points."""

    svg: str
    width: float
    height: float


class Sheet(Protocol):
    """What there is to draw; every diagram of this package is one."""

    heading: list[str]
    """Its title, a line each."""
    description: str
    """All that it says, in words for screen readers."""

    def drawn(self, block: TitleBlock | None, deadline: Deadline) -> Drawn:
        """Return the picture, with the title block below it unless that is None.

        Raises: DiagramError; DiagramTimedOut before anything that may take long, once the time is over.
        """

    def dot(self) -> str:
        """Return the same as DOT, for anybody's graphviz."""


def deliver(
    sheet: Sheet,
    *,
    title_block: TitleBlock,
    kind: Kind,
    time_limit: float | Deadline = TIME_LIMIT_SECONDS,
    paper: Paper = Paper.AUTO,
) -> bytes:
    """Return the picture of a sheet; the same input, the same bytes. `paper` is only for `pdf`.

    `time_limit` is for all of it, in seconds from now, or a deadline that began with the sheet itself. PNG and PDF are
    made inside of this process and cannot be broken off: they are not begun once the time is over, and may end later.

    Raises: ValueError for a kind that is none, DiagramError (see `diagrams.errors`).
    """
    if kind not in get_args(Kind):
        raise ValueError(f"kind must be one of {', '.join(get_args(Kind))}, not {kind!r}")
    if kind == "dot":
        return sheet.dot().encode()
    deadline = time_limit if isinstance(time_limit, Deadline) else Deadline(time_limit)
    drawn = sheet.drawn(None if kind in {"pdf", "inline", "print"} else title_block, deadline)
    deadline.check()
    if kind == "print":
        return print_of(drawn.svg)
    if kind == "svg":
        return with_fonts(drawn.svg)
    if kind == "png":
        return png_of(drawn.svg)
    if kind == "pdf":
        return _pdf(drawn, title_block, sheet, paper)
    return drawn.svg.encode()


def print_of(bare: str) -> bytes:
    """Return a bare picture as typst takes it."""
    return _AM.sub(_APART, numbered(bare)).encode()


def with_fonts(bare: str) -> bytes:
    """Return a bare picture that carries the letters it needs along: the same everywhere, with no network."""
    faces = ""
    for font, pattern in ((REGULAR, _PLAIN_TEXT), (BOLD, _BOLD_TEXT)):
        used = frozenset(unescape("".join(pattern.findall(bare)), _ENTITIES)) | {" "}
        faces += (
            f"@font-face{{font-family:{FAMILY};font-weight:{WEIGHTS[font]};"
            f"src:url({embedded(used, font)}) format('truetype')}}"
        )
    head, _, rest = bare.partition(_END_OF_HEAD)
    return f"{head}{_END_OF_HEAD}<style>{faces}</style>{rest}".encode()


def png_of(bare: str) -> bytes:
    """Return a bare picture as PNG, twice the size of the screen; a very large one less.

    Raises: DiagramToolFailed.
    """
    import resvg_py

    size = _SIZE.search(bare)
    if size is None:
        raise DiagramToolFailed("วาดภาพ PNG ไม่ได้ / the PNG could not be drawn: no size")
    zoom = min(_ZOOM, (_MOST_PIXELS / (float(size.group(1)) * float(size.group(2)))) ** 0.5)
    fonts = [str(font_file(REGULAR)), str(font_file(BOLD))]
    try:
        made = resvg_py.svg_to_bytes(
            svg_string=numbered(bare), zoom=zoom, dpi=96, skip_system_fonts=True, font_files=fonts, font_family=FAMILY
        )
    except ValueError as error:
        raise DiagramToolFailed(f"วาดภาพ PNG ไม่ได้ / the PNG could not be drawn: {error}") from None
    return bytes(made)


def _page_size(drawn: Drawn, paper: Paper) -> tuple[float, float]:
    """Return width and height of the page: lying or on end, whichever gives the larger letters."""
    sizes = {Paper.AUTO: (_A4, _A3), Paper.A4: (_A4,), Paper.A3: (_A3,)}[paper]
    pages = [max((sides, sides[::-1]), key=lambda page: _scale(drawn, *page)) for sides in sizes]
    return next((page for page in pages if TEXT * _scale(drawn, *page) >= _LEAST_TEXT), pages[-1])


def _scale(drawn: Drawn, wide: float, tall: float) -> float:
    room = (wide - 2 * _SHEET_MARGIN, tall - 2 * _SHEET_MARGIN - _BLOCK_ROOM)
    return min(room[0] / drawn.width, room[1] / drawn.height, 1.0)


def _pdf(drawn: Drawn, block: TitleBlock, sheet: Sheet, paper: Paper) -> bytes:
    """Return the picture on one page; typst sees this one template, Sarabun, and data."""
    import typst

    wide, tall = _page_size(drawn, paper)
    given = {
        "title": " / ".join(sheet.heading),
        "alt": sheet.description[:2_000] or "-",
        "width": wide,
        "height": tall,
        "margin": _SHEET_MARGIN,
        "picture_width": drawn.width * _scale(drawn, wide, tall),
        "picture_room": tall - 2 * _SHEET_MARGIN - _BLOCK_ROOM,
        **_cells(block),
    }
    inputs = {"given": msgspec.json.encode(given).decode(), "svg": _AM.sub(_APART, numbered(drawn.svg))}
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.typ"
        page.write_bytes(_template())
        try:
            return typst.compile(
                page,
                root=Path(folder),
                font_paths=[font_file(REGULAR).parent],
                ignore_system_fonts=True,
                sys_inputs=inputs,
                format="pdf",
                timestamp=int(datetime.combine(block.dated, time(), UTC).timestamp()),
            )
        except (RuntimeError, ValueError) as error:
            raise DiagramToolFailed(f"วาด PDF ไม่ได้ / the PDF could not be made: {error}") from None


def _cells(block: TitleBlock) -> dict[str, Any]:
    entries = block.entries(whole_hash=True)
    shares = [2.2, 0.8, 1.4, 1.4, 4.2]
    cells = [(label, words, 6.5 if len(words) > _LONG_CELL else 8.5) for label, words in entries]
    return {"columns": shares, "cells": cells}


@lru_cache(maxsize=1)
def _template() -> bytes:
    return (Path(__file__).parent / "page.typ").read_bytes()
