"""The words that the paper form has in Thai alone are there in English, too."""

import re

from schemas.form import exchange_columns, flow_columns, form_fields
from schemas.printed_english import PRINTED_EN, printed_english

THAI = re.compile("[\u0e00-\u0e7f]")


def words_of_the_paper() -> set[str]:
    notes = [info.note for info in (*form_fields(), *flow_columns(), *exchange_columns())]
    return {words for note in notes for words in (note.subsection_th, note.group_th, note.hint_th) if words}


def test_each_heading_and_hint_of_the_form_has_its_english():
    assert {words for words in words_of_the_paper() if THAI.search(printed_english(words))} == set()


def test_the_english_is_english_and_of_words_that_the_form_has():
    assert [words for words in PRINTED_EN.values() if THAI.search(words)] == []
    assert set(PRINTED_EN) - words_of_the_paper() == set()


def test_other_words_stay_as_they_are():
    assert printed_english("ข้อความของหน่วยงาน") == "ข้อความของหน่วยงาน"
