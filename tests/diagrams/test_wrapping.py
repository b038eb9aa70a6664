"""Lines: never wider than their room, never cut inside a letter with its marks, never with anything but text."""

import re
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagrams.wrapping import ELLIPSIS, clean, wrap
from tests.support.hostile import MARKUP
from tests.support.pictures import THAI_WORDS, shaped

SIZE, ROOM = 14.0, 126.0
_THAI = st.text(alphabet=[*map(chr, range(0x0E01, 0x0E3B)), *map(chr, range(0x0E40, 0x0E5C)), " ", "A", "(", ")"])
_ANY = st.one_of(_THAI, st.text(), st.lists(st.sampled_from(THAI_WORDS)).map("".join))


def _joined(lines: tuple[str, ...]) -> str:
    return re.sub(r"\s", "", "".join(lines))


@given(_ANY)
def test_lines_hold_the_whole_text_and_nothing_else(text):
    lines = wrap(text, ROOM, SIZE, most=10_000)
    assert _joined(lines) == _joined((clean(text),))


@given(_ANY)
def test_no_line_begins_with_a_mark_that_belongs_to_the_letter_before(text):
    lines = wrap(text, ROOM, SIZE, most=10_000)
    for before, line in pairwise(lines):
        mark = line[0] in "ะาำๅๆฯ" or unicodedata.category(line[0]) == "Mn"
        assert not mark or before.endswith("…")
        assert before[-1] not in "เแโใไ"


@given(st.lists(st.sampled_from(THAI_WORDS), min_size=1).map("".join))
def test_no_line_of_thai_is_wider_than_its_room(text):
    assert all(shaped(line)[0] * SIZE <= ROOM for line in wrap(text, ROOM, SIZE))


@pytest.mark.parametrize("text", [*MARKUP.values(), "ก" * 300, "W" * 300, "ญี่ปุ่น" * 60, "a-b/" * 90])
def test_no_line_of_a_hostile_or_endless_text_is_wider_than_its_room(text):
    lines = wrap(text, ROOM, SIZE)
    assert lines
    assert all(shaped(line)[0] * SIZE <= ROOM for line in lines)


def test_lines_end_between_words_where_the_words_are_known():
    assert wrap("ประเมินและพิจารณาความเกี่ยวข้องกับหน่วยงาน", ROOM, SIZE) == (
        "ประเมินและพิจารณา",
        "ความเกี่ยวข้องกับ",
        "หน่วยงาน",
    )


def test_a_text_past_the_last_line_says_that_it_goes_on():
    lines = wrap("ดำเนินการตรวจสอบ" * 400, ROOM, SIZE, most=3)
    assert len(lines) == 3
    assert lines[-1].endswith(ELLIPSIS)
    assert shaped(lines[-1])[0] * SIZE <= ROOM


def test_nothing_is_drawn_for_nothing():
    assert wrap(" \n\u200b ", ROOM, SIZE) == ()


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text):
    assert clean(clean(text)) == clean(text)


def test_what_cannot_be_seen_is_shown_or_gone():
    assert clean("a\x00b\x1b[31m") == "a‹U+0000›b‹U+001B›[31m"
    assert clean("x\u202egnp.exe") == "x‹U+202E›gnp.exe"
    assert clean("\ud800") == "‹U+D800›"
    assert clean("ก\u200bข\u00adค\ufeff") == "กขค"
    assert clean("\ufdfd \U00012031 \ue000") == "‹U+FDFD› ‹U+12031› ‹U+E000›"
    assert clean("日本 שלום 👩🏽‍💻") == "日本 שלום 👩🏽‍💻"
    assert clean("ก\n\tข\u00a0ค") == "ก ข ค"


def test_marks_piled_on_one_letter_are_cut_to_what_thai_means():
    assert clean("ก" + "้" * 40) == "ก้"
    assert clean("ปี่ญุ่สิทธิ์น้ำ") == "ปี่ญุ่สิทธิ์น้ำ"
    assert shaped(clean("ก" + "็" * 9 + "ุ" * 9))[1] < 1.3
