"""Reads pictures back: the boxes, lines of text and arrows of an SVG, and where the ink of a text really is."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import msgspec
import uharfbuzz as hb

from diagrams.fonts import BOLD, REGULAR, UNKNOWN_EM, font_file
from diagrams.title_block import TitleBlock
from schemas.document import ActivityDocument, ActivityInput

SVG = "{http://www.w3.org/2000/svg}"
TITLE_BLOCK = TitleBlock(
    ref="ROPA-2569-0001",
    revision=3,
    status_th="อนุมัติแล้ว",
    dated=date(2026, 11, 20),
    content_hash="0123456789abcdef" * 4,
)
SAMPLES = Path(__file__).parents[2] / "ropa" / "samples"
#: Words with marks above and below, ำ after a mark, and no place to break.
THAI_WORDS = ("ดำเนินการ", "น้ำ", "ทำลาย", "ก่ำ", "ปู่", "ญี่ปุ่น")
Area = tuple[float, float, float, float]


class Line(msgspec.Struct):
    """One line of text as it stands in an SVG: `x` by the anchor, `y` its baseline."""

    words: str
    x: float
    y: float
    size: float
    anchor: str
    bold: bool

    def ink(self) -> Area:
        """Return left, top, right and bottom of what is printed: of the glyphs, not of the room that they take."""
        wide, above, below = shaped(self.words, bold=self.bold)
        start = self.x - wide * self.size * {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor]
        first, last = reach(self.words, bold=self.bold)
        return (
            start + first * self.size,
            self.y - above * self.size,
            start + last * self.size,
            self.y + below * self.size,
        )


def sample(name: str) -> ActivityDocument:
    """Return the document of a sample of the product."""
    content = (SAMPLES / f"{name}.json").read_bytes()
    return msgspec.json.decode(content, type=ActivityInput).document()


def parsed(svg: bytes) -> ET.Element:
    """Return the root of our own SVG."""
    return ET.fromstring(svg)  # noqa: S314 - made a line ago, by the code under test


def lines(part: ET.Element) -> list[Line]:
    """Return the lines of text below an element."""
    return [line for _, line in texts(part)]


def texts(part: ET.Element) -> list[tuple[ET.Element, Line]]:
    """Return each text element below an element, and the line that it draws."""
    return [
        (
            each,
            Line(
                words="".join(each.itertext()),
                x=float(each.get("x", "0")) + right,
                y=float(each.get("y", "0")) + down,
                size=float(each.get("font-size", "0")),
                anchor=each.get("text-anchor", "start"),
                bold=each.get("font-weight") == "600",
            ),
        )
        for each, right, down in placed_parts(part)
        if each.tag == f"{SVG}text"
    ]


def placed_parts(part: ET.Element, right: float = 0.0, down: float = 0.0) -> Iterator[tuple[ET.Element, float, float]]:
    """Yield an element and all below it, and how far each is moved. We move groups, and turn or stretch none."""
    moved = part.get("transform")
    if moved is not None:
        across, _, along = moved.removeprefix("translate(").removesuffix(")").partition(" ")
        right, down = right + float(across), down + float(along)
    yield part, right, down
    for inner in part:
        yield from placed_parts(inner, right, down)


def boxes(root: ET.Element) -> dict[str, ET.Element]:
    """Return the groups of boxes by node id."""
    return {str(each.get("data-node")): each for each in root.iter(f"{SVG}g") if each.get("data-node")}


def tooltip(part: ET.Element) -> str:
    """Return the text of an element's own title."""
    return part.findtext(f"{SVG}title") or ""


@cache
def _font(name: str) -> tuple[hb.Font, int]:
    face = hb.Face(font_file(name).read_bytes())
    return hb.Font(face), face.upem


def shaped(text: str, *, bold: bool = False) -> tuple[float, float, float]:
    """Return width, height above and depth below the baseline in em, shaped in runs of one script as a browser does."""
    wide, *_, above, below = _extent(text, bold=bold)
    return wide, above, below


def glyphs(line: Line) -> list[Area]:
    """Return what each glyph of a line covers."""
    wide, *_ = shaped(line.words, bold=line.bold)
    start = line.x - wide * line.size * {"start": 0.0, "middle": 0.5, "end": 1.0}[line.anchor]
    size = line.size
    return [
        (start + left * size, line.y - up * size, start + right * size, line.y + down * size)
        for left, up, right, down in _glyphs(line.words, bold=line.bold)[1]
    ]


def reach(text: str, *, bold: bool = False) -> tuple[float, float]:
    """Return where the ink of a line begins and ends, in em from its start."""
    _, first, last, *_ = _extent(text, bold=bold)
    return first, last


def _extent(text: str, *, bold: bool) -> tuple[float, float, float, float, float]:
    """Return width, first and last ink across, ink above and below the baseline, in em."""
    wide, drawn = _glyphs(text, bold=bold)
    if not drawn:
        return wide, 0.0, 0.0, 0.0, 0.0
    left, up, right, down = zip(*drawn, strict=True)
    return wide, min(left), max(right), max(up), max(down)


@cache
def _glyphs(text: str, *, bold: bool) -> tuple[float, list[Area]]:
    """Return the width of a line, and how far each glyph reaches: left, up, right, down, in em from its start."""
    font, upem = _font(BOLD if bold else REGULAR)
    at, made = 0.0, []
    for run in _runs(text):
        buffer = hb.Buffer()
        buffer.add_str(run)
        buffer.guess_segment_properties()
        hb.shape(font, buffer)
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            drawn = font.get_glyph_extents(info.codepoint)
            if not info.codepoint:
                # What Sarabun lacks, the viewer's own font draws: as wide and as tall as its widest.
                made.append((at / upem, 1.0, at / upem + UNKNOWN_EM, 0.25))
                at += UNKNOWN_EM * upem
                continue
            if drawn.width:
                left, top = at + place.x_offset + drawn.x_bearing, place.y_offset + drawn.y_bearing
                made.append((left / upem, top / upem, (left + drawn.width) / upem, -(top + drawn.height) / upem))
            at += place.x_advance
    return at / upem, made


def _runs(text: str) -> Iterator[str]:
    yield from (found.group() for found in re.finditer("[\u0e00-\u0e7f]+|[^\u0e00-\u0e7f]+", text))
