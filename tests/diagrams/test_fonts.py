"""The part of Sarabun that a picture carries along draws every text as the whole of it does."""

import base64

import pytest
import uharfbuzz as hb
from hypothesis import given
from hypothesis import strategies as st

from diagrams.fonts import BOLD, REGULAR, embedded, font_file

SIGNS = [*map(chr, range(0x0E01, 0x0E3B)), *map(chr, range(0x0E3F, 0x0E5C)), " ", "a", "("]
THAI = st.text(st.sampled_from(SIGNS), min_size=1)


def drawn(content: bytes, text: str) -> list[tuple[bool, int, int, int]]:
    """Return of each sign whether the font has it, its width, and where it stands above its letter."""
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(hb.Font(hb.Face(content)), buffer)
    return [
        (info.codepoint != 0, at.x_advance, at.x_offset, at.y_offset)
        for info, at in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    ]


def both(text: str, font: str) -> tuple[list[tuple[bool, int, int, int]], list[tuple[bool, int, int, int]]]:
    part = base64.b64decode(embedded(frozenset(text) | {" "}, font).partition(",")[2])
    return drawn(part, text), drawn(font_file(font).read_bytes(), text)


@pytest.mark.parametrize("font", [REGULAR, BOLD])
@pytest.mark.parametrize("text", ["ดำเนินการ", "สำนักงาน", "น้ำ", "จัดทำ", "คำขอ", "ที่ปรึกษา", "ปู่", "ญาติ", "ฐาน", "ป้ำ"])
def test_a_word_is_drawn_whole(text: str, font: str):
    part, whole = both(text, font)
    assert all(has for has, *_ in part)
    assert part == whole


@given(THAI)
def test_any_thai_text_is_drawn_as_with_the_whole_font(text: str):
    part, whole = both(text, REGULAR)
    assert part == whole
