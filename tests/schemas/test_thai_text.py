"""Search and sort keys of Thai text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.thai_text import arabic_digits, searchable, sort_key, thai_digits

THAI = st.text(st.characters(min_codepoint=0x0E01, max_codepoint=0x0E5B), max_size=40)


@pytest.mark.parametrize("typed", ["น้ำ", "นํ้า", "น้ํา", "นำ้", "น\u0e4d\u0e32\u0e49", "น\u200b้ำ"])
def test_every_way_to_type_nam_is_found_by_one_word(typed):
    assert searchable(typed) == "น\u0e49\u0e33"


def test_tone_before_vowel_is_the_same_word():
    assert searchable("ท\u0e48\u0e35") == searchable("ท\u0e35\u0e48") == "ท\u0e35\u0e48"
    assert searchable("ผ\u0e49\u0e39") == searchable("ผ\u0e39\u0e49")


def test_digits_case_spaces_and_doubled_e_do_not_hide_a_word():
    assert searchable(" ROPA  ๒๕๖๙\n") == "ropa 2569"
    assert searchable("เเบบฟอร์ม") == searchable("แบบฟอร์ม")


def test_thai_and_arabic_digits_are_each_others_inverse():
    assert thai_digits(2569) == "๒๕๖๙"
    assert arabic_digits(thai_digits("ROPA-2569-0001")) == "ROPA-2569-0001"


@given(st.one_of(THAI, st.text(max_size=40)))
def test_a_search_key_is_its_own_search_key(text):
    assert searchable(searchable(text)) == searchable(text)


@given(THAI, THAI)
def test_a_word_that_is_typed_whole_is_found_inside_a_text(before, word):
    assert searchable(f"{before} {word}".rstrip()).endswith(searchable(word))


def test_leading_vowels_sort_after_their_consonant():
    words = ["ไก่", "ขา", "เก", "กา", "แก", "ก", "กะ", "โก"]
    assert sorted(words, key=sort_key) == ["ก", "กะ", "กา", "เก", "แก", "โก", "ไก่", "ขา"]


def test_tone_marks_decide_only_between_words_that_are_otherwise_equal():
    words = ["ป้า", "ป่าน", "ปา", "ป๋า", "ป่า", "ปาน"]
    assert sorted(words, key=sort_key) == ["ปา", "ป่า", "ป้า", "ป๋า", "ปาน", "ป่าน"]


@given(THAI)
def test_a_sort_key_ignores_how_the_word_was_typed(text):
    assert sort_key(searchable(text)) == sort_key(text)
