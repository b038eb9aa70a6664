"""Words as pictures, twice: as the product draws text, and as the outlines that HarfBuzz gives for the same words.

Both pass the same renderer, so all that can differ is how the words were shaped: a lost tone, a mark beside its letter.
"""

import struct
import zlib

import msgspec
import uharfbuzz as hb

from diagrams.deadline import Deadline
from diagrams.fonts import BOLD, REGULAR, font_file
from diagrams.ink import block_of_text, whole
from diagrams.outputs import Drawn
from diagrams.title_block import TitleBlock

SIZE, PITCH, WIDE = 15.0, 27.0, 98.0
#: Ink without ink of the other picture within a pixel, as a share of all. A lost tone of one of six words is 1 in 100.
MOST_DIFFERENT = 0.002
_DARK, _INKED = 90, 190


class Words(msgspec.Struct):
    """A sheet of nothing but words, one below the other; as text, or as outlines."""

    words: tuple[str, ...]
    as_text: bool = True
    bold: bool = False
    description: str = "-"
    heading: list[str] = msgspec.field(default_factory=lambda: ["-"])

    def drawn(self, block: TitleBlock | None, deadline: Deadline) -> Drawn:  # noqa: ARG002 - a sheet's
        """Return the picture."""
        tall = PITCH * len(self.words)
        if self.as_text:
            inner = block_of_text(self.words, 12.0, 0.0, SIZE, PITCH, anchor="start", fill="#000000", bold=self.bold)
        else:
            lines = enumerate(self.words)
            inner = "".join(
                _outlines(words, 12.0, PITCH * (index + 0.5) + SIZE * 0.34, BOLD if self.bold else REGULAR)
                for index, words in lines
            )
        return Drawn(whole(inner, WIDE, tall, self.heading, "-"), WIDE, tall)

    def dot(self) -> str:
        """Return nothing: words alone make no graph."""
        return "digraph {}"


def _outlines(words: str, x: float, y: float, name: str) -> str:
    face = hb.Face(font_file(name).read_bytes())
    font = hb.Font(face)
    buffer = hb.Buffer()
    buffer.add_str(words)
    buffer.guess_segment_properties()
    hb.shape(font, buffer)
    scale, made = SIZE / face.upem, ""
    for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        assert info.codepoint != 0, f"Sarabun has no letter for a part of {words!r}"
        pieces: list[str] = []

        def point(px: float, py: float, dx: float = x + place.x_offset * scale, dy: float = place.y_offset) -> str:
            return f"{dx + px * scale:.2f} {y - (py + dy) * scale:.2f}"

        pen = hb.DrawFuncs()
        pen.set_move_to_func(lambda px, py, out: out.append("M" + point(px, py)))
        pen.set_line_to_func(lambda px, py, out: out.append("L" + point(px, py)))
        pen.set_quadratic_to_func(lambda ax, ay, px, py, out: out.append(f"Q{point(ax, ay)} {point(px, py)}"))
        pen.set_cubic_to_func(
            lambda ax, ay, bx, by, px, py, out: out.append(f"C{point(ax, ay)} {point(bx, by)} {point(px, py)}")
        )
        pen.set_close_path_func(lambda out: out.append("z"))
        font.draw_glyph(info.codepoint, pen, pieces)
        made += f'<path d="{"".join(pieces)}" fill="#000000"/>' if pieces else ""
        x += place.x_advance * scale
    return made


def different(one: tuple[int, int, bytes], two: tuple[int, int, bytes]) -> float:
    """Return the share of ink that the other picture lacks, of two grey pictures (width, height, a byte a pixel)."""
    assert one[:2] == two[:2]
    lacking = inked = 0
    for here, there in ((one, two), (two, one)):
        wide, pixels = here[0], there[2]
        dark = [place for place, grey in enumerate(here[2]) if grey < _DARK]
        inked += len(dark)
        lacking += sum(
            1
            for place in dark
            if all(min(pixels[place + row - 1 : place + row + 2]) > _INKED for row in (-wide, 0, wide))
        )
    assert inked > 1_000, "there is nothing in the pictures"
    return lacking / inked


def grey_of_pgm(content: bytes) -> tuple[int, int, bytes]:
    """Return width, height and the grey pixels of what `pdftoppm -gray` writes."""
    _, size, _, pixels = content.split(b"\n", 3)
    width, height = map(int, size.split())
    return width, height, pixels


def grey_of_png(content: bytes) -> tuple[int, int, bytes]:
    """Return width, height and the pixels of a PNG of 8-bit RGB or RGBA, as grey."""
    width, height, _, colours = struct.unpack(">IIBB", content[16:26])
    step = {2: 3, 6: 4}[colours]
    chunks, place = b"", 8
    while place < len(content):
        (size,) = struct.unpack(">I", content[place : place + 4])
        if content[place + 4 : place + 8] == b"IDAT":
            chunks += content[place + 8 : place + 8 + size]
        place += size + 12
    packed = zlib.decompress(chunks)
    rows, before = bytearray(), bytearray(width * step)
    for row in range(height):
        start = row * (width * step + 1)
        before = _unfiltered(packed[start], bytearray(packed[start + 1 : start + 1 + width * step]), before, step)
        rows += before[1::step]  # green is nearly all of what is seen as grey
    return width, height, bytes(rows)


def _unfiltered(kind: int, line: bytearray, above: bytearray, step: int) -> bytearray:
    for index in range(len(line)):
        left = line[index - step] if index >= step else 0
        up = above[index]
        corner = above[index - step] if index >= step else 0
        guess = left + up - corner
        nearest = min((abs(guess - left), 0, left), (abs(guess - up), 1, up), (abs(guess - corner), 2, corner))[2]
        line[index] = (line[index] + (0, left, up, (left + up) // 2, nearest)[kind]) % 256
    return line
