"""A scene as the bytes that were asked for: SVG, PNG at double size, PDF on one sheet of A4 or A3, DOT.

`inline` is the SVG for a page of ours: no fonts and no styles (the page has both, its Content-Security-Policy forbids
others), and no title block (what is drawn may not be saved yet). `print` is the SVG for typst, which is handed the font
and writes the title block itself.
"""

import re
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

import msgspec

from diagrams.dot_text import dot_text
from diagrams.drawing import Frame
from diagrams.errors import DiagramToolFailed
from diagrams.fonts import BOLD, REGULAR, font_file
from diagrams.routing import TIME_LIMIT_SECONDS, Router, check_size
from diagrams.scene import Layout, Scene
from diagrams.sizes import TEXT
from diagrams.title_block import TitleBlock

Kind = Literal["svg", "png", "pdf", "dot", "inline", "print"]
_ZOOM = 2.0
#: resvg keeps the whole picture in memory, four bytes a pixel: past this the zoom goes down instead.
_MOST_PIXELS = 60_000_000
_A4, _A3 = (841.89, 595.28), (1190.55, 841.89)
_SHEET_MARGIN, _BLOCK_ROOM = 18.0, 32.0
#: Smallest size in which an official reads Thai from paper without a glass.
_LEAST_TEXT = 6.5
#: A hash is set smaller than the other cells.
_LONG_CELL = 40
_TALL_FROM = 0.85
#: typst's SVG loses the tone of ำ unless its two parts come one by one.
_AM, _APART = re.compile("([\u0e48-\u0e4b]?)\u0e33"), "\u0e4d\\1\u0e32"


def render(
    scene: Scene, place: Callable[[Scene], Layout], *, title_block: TitleBlock, kind: Kind, time_limit: float
) -> bytes:
    """Return the picture of a scene.

    Raises: ValueError for a kind that is none, DiagramError (see `diagrams.errors`).
    """
    if kind not in get_args(Kind):
        raise ValueError(f"kind must be one of {', '.join(get_args(Kind))}, not {kind!r}")
    check_size(len(scene.nodes))
    layout = place(scene)
    if kind == "dot":
        return dot_text(scene, layout.placed).encode()
    router = Router(layout.placed, scene.flows)
    frame = Frame(scene, layout, None if kind in {"pdf", "inline", "print"} else title_block)
    routes = router.routes(time_limit)
    if kind == "inline":
        return frame.svg(routes, embed_font=False, inline=True).encode()
    if kind == "svg":
        return frame.svg(routes, embed_font=True).encode()
    drawn = frame.svg(routes, embed_font=False)
    if kind == "print":
        return _AM.sub(_APART, drawn).encode()
    if kind == "png":
        return _png(drawn, frame)
    return _pdf(drawn, frame, title_block, scene)


def _png(drawn: str, frame: Frame) -> bytes:
    import resvg_py

    zoom = min(_ZOOM, (_MOST_PIXELS / (frame.width * frame.height)) ** 0.5)
    fonts = [str(font_file(REGULAR)), str(font_file(BOLD))]
    try:
        made = resvg_py.svg_to_bytes(
            svg_string=drawn, zoom=zoom, dpi=96, skip_system_fonts=True, font_files=fonts, font_family="Sarabun"
        )
    except ValueError as error:
        raise DiagramToolFailed(f"วาดภาพ PNG ไม่ได้ / the PNG could not be drawn: {error}") from None
    return bytes(made)


def _sheet(frame: Frame) -> tuple[float, float]:
    """Return width and height of the sheet: A4 where its text stays readable, else A3; on end for a tall picture."""
    upright = frame.width / frame.height < _TALL_FROM
    for long, short in (_A4, _A3):
        wide, tall = (short, long) if upright else (long, short)
        if TEXT * _scale(frame, wide, tall) >= _LEAST_TEXT:
            return wide, tall
    return (_A3[1], _A3[0]) if upright else _A3


def _scale(frame: Frame, wide: float, tall: float) -> float:
    room = (wide - 2 * _SHEET_MARGIN, tall - 2 * _SHEET_MARGIN - _BLOCK_ROOM)
    return min(room[0] / frame.width, room[1] / frame.height, 1.0)


def _pdf(drawn: str, frame: Frame, block: TitleBlock, scene: Scene) -> bytes:
    """Return the picture on one sheet; typst sees this one template, Sarabun, and data."""
    import typst

    wide, tall = _sheet(frame)
    given = {
        "title": " / ".join(scene.heading),
        "alt": scene.description[:2_000] or "-",
        "width": wide,
        "height": tall,
        "margin": _SHEET_MARGIN,
        "picture_width": frame.width * _scale(frame, wide, tall),
        "picture_room": tall - 2 * _SHEET_MARGIN - _BLOCK_ROOM,
        **_cells(block),
    }
    inputs = {"given": msgspec.json.encode(given).decode(), "svg": _AM.sub(_APART, drawn)}
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.typ"
        page.write_bytes(_page())
        try:
            return typst.compile(
                page,
                root=Path(folder),
                font_paths=[font_file(REGULAR).parent],
                ignore_system_fonts=True,
                sys_inputs=inputs,
                format="pdf",
                timestamp=int(datetime.combine(block.printed_on, time(), UTC).timestamp()),
            )
        except (RuntimeError, ValueError) as error:
            raise DiagramToolFailed(f"วาด PDF ไม่ได้ / the PDF could not be made: {error}") from None


def _cells(block: TitleBlock) -> dict[str, Any]:
    entries = block.entries(whole_hash=True)
    shares = [2.2, 0.8, 1.4, 1.4, 4.2]
    cells = [(label, words, 6.5 if len(words) > _LONG_CELL else 8.5) for label, words in entries]
    return {"columns": shares, "cells": cells}


@lru_cache(maxsize=1)
def _page() -> bytes:
    return (Path(__file__).parent / "page.typ").read_bytes()


__all__ = ["TIME_LIMIT_SECONDS", "Kind", "render"]
