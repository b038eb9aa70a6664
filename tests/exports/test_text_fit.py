"""Lines and heights of Thai text."""

from pathlib import Path

import fontpkg_sarabun
import pytest
import uharfbuzz

from exports import text_fit
from exports.text_fit import column_points, height_of, line_count, text_width


@pytest.fixture(scope="module")
def sarabun() -> uharfbuzz.Font:
    folder = Path(fontpkg_sarabun.__file__).parent / "files"
    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(folder / "Sarabun-Regular.ttf")))


def _shaped(font: uharfbuzz.Font, text: str) -> float:
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer)
    units: int = sum(glyph.x_advance for glyph in buffer.glyph_positions)
    return units / int(font.face.upem)


@pytest.mark.parametrize(
    "text", ["ดำเนินการ น้ำ ทำลาย ก่ำ ปู่ ญี่ปุ่น", "The quick (brown) fox, 0123456789", "๑๒๓๔๕๖๗๘๙๐ ฯลฯ ๆ", "พ.ศ. 2569 …"]
)
def test_widths_are_the_fonts_own(sarabun: uharfbuzz.Font, text: str):
    assert text_width(text, 100) >= _shaped(sarabun, text) * 100 * 0.99
    assert text_width(text.replace("…", ""), 100) == pytest.approx(
        _shaped(sarabun, text.replace("…", "")) * 100, rel=0.03
    )


def test_every_consonant_and_vowel_has_a_width(sarabun: uharfbuzz.Font):
    for code in [*range(0x21, 0x7F), *range(0x0E01, 0x0E31), *range(0x0E3F, 0x0E47)]:
        assert text_width(chr(code), 1) == pytest.approx(_shaped(sarabun, chr(code)), abs=0.002), hex(code)


def test_an_empty_text_takes_one_line_and_each_line_feed_one_more():
    assert line_count("", 100, 11) == 1
    assert line_count("ก\nข\n", 100, 11) == 3


def test_a_longer_text_never_takes_fewer_lines():
    text = "ระบบเว็บไซต์กระทรวงอุตสาหกรรม เว็บไซต์สำนักงานปลัดกระทรวงอุตสาหกรรม (Website) " * 4
    counts = [line_count(text[:end], 120, 11) for end in range(0, len(text), 7)]
    assert counts == sorted(counts)


def test_a_word_wider_than_the_column_is_broken():
    assert line_count("x" * 100, text_width("x" * 10, 11) + 0.5, 11) == 10


def test_no_line_holds_more_than_the_width():
    text = "ก" * 1000
    assert line_count(text, 110, 11) >= text_width(text, 11) / 110


def test_a_column_too_narrow_for_anything_still_ends():
    assert line_count("กขค" * 10, -5, 11) <= 31


def test_height_grows_with_lines_and_bold_text_is_wider():
    assert height_of("ก\nข", 100, 11) > height_of("ก", 100, 11) > 11
    assert text_width("ก", 11, bold=True) > text_width("ก", 11)


def test_merged_columns_have_the_room_of_both():
    assert column_points(10, 20) == pytest.approx(30 * text_fit.POINTS_PER_COLUMN_UNIT - text_fit.PADDING_X)


@pytest.mark.parametrize("text", ["(ระบุ", "หลัก/ระบบ", "ชื่อ,นามสกุล", "หน้าที่-ภารกิจ)", "Websiteของ"])
def test_signs_and_letters_beside_a_word_are_not_parted_from_it(text: str):
    before = "กกก "
    wide = text_width(text, 11) + 0.1
    assert line_count(text, wide, 11) == 1
    # On a line that is nearly full the whole goes to the next one, as LibreOffice does it.
    assert line_count(f"{before}{text} {text}", wide + text_width("กก", 11), 11) == 3
