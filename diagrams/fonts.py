"""Sarabun: its files, the widths of text drawn with it, and the part of it that a picture carries along.

Everything is loaded once per process, on first use: importing this module loads neither the font nor the shaper.
"""

import base64
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    import uharfbuzz

FAMILY = "Sarabun"
REGULAR, BOLD = "Sarabun-Regular.ttf", "Sarabun-SemiBold.ttf"
#: Weight under which each file is known to CSS.
WEIGHTS = {REGULAR: 400, BOLD: 600}
#: Width of a character that Sarabun lacks, in em: a replacement font's widest (emoji, Chinese) are about this.
UNKNOWN_EM = 1.4
_THAI_FIRST, _THAI_LAST = "\u0e01", "\u0e5b"
#: SARA AM, and what it is drawn as: NIKHAHIT over the letter, SARA AA behind it.
_AM, _AM_APART = "\u0e33", "\u0e4d\u0e32"
_CACHED_TEXTS = 4096


class _Face(msgspec.Struct):
    face: Any
    font: Any
    upem: int


def font_file(name: str) -> Path:
    """Return the path of a font file."""
    import fontpkg_sarabun

    return Path(fontpkg_sarabun.ROOT) / "files" / name


@lru_cache(maxsize=4)
def _face(name: str) -> _Face:
    import uharfbuzz as hb

    face = hb.Face(font_file(name).read_bytes())
    return _Face(face=face, font=hb.Font(face), upem=face.upem)


@lru_cache(maxsize=1)
def covered() -> frozenset[int]:
    """Return the characters that Sarabun has, as numbers; both weights have the same."""
    return frozenset(_face(REGULAR).face.unicodes)


@lru_cache(maxsize=_CACHED_TEXTS)
def offsets(text: str, font: str = REGULAR) -> tuple[float, ...]:
    """Return where each character of `text` begins, in em from the start of the line, and the text's end at last.

    `offsets(t)[j] - offsets(t)[i]` is the width of `t[i:j]` when both are cluster borders.
    """
    import uharfbuzz as hb

    if not text:
        return (0.0,)
    loaded = _face(font)
    buffer: uharfbuzz.Buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.direction = "ltr"
    # One script for the whole line: the Thai shaper is the one that takes ำ apart, and it leaves Latin as it is.
    buffer.script = "Thai" if any(_THAI_FIRST <= char <= _THAI_LAST for char in text) else "Latn"
    hb.shape(loaded.font, buffer)
    advance = [0.0] * len(text)
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        width = position.x_advance / loaded.upem if info.codepoint else UNKNOWN_EM
        advance[info.cluster] += width
    return tuple(accumulate(advance, initial=0.0))


def width(text: str, size: float, font: str = REGULAR) -> float:
    """Return the width of one line of text in points."""
    return offsets(text, font)[-1] * size


@lru_cache(maxsize=64)
def embedded(characters: frozenset[str], font: str) -> str:
    """Return a `data:` address with the part of the font that draws these characters."""
    import uharfbuzz as hb

    wanted = hb.SubsetInput()
    # Who draws ำ takes it apart, into signs that no text has by itself.
    drawn = characters | set(_AM_APART) if _AM in characters else characters
    wanted.unicode_set.update({ord(char) for char in drawn})
    content = hb.subset(_face(font).face, wanted).blob.data
    return "data:font/ttf;base64," + base64.b64encode(content).decode("ascii")
