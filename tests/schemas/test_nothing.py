"""Texts that say only that there is nothing, and those that say something beside it."""

import pytest

from diagrams.facts import disclosed, filled
from ropa.activities.rules_answers import Answer, answer_of
from schemas.nothing import says_nothing

NOTHING = (
    "-", "–", "— ", "NO", "no", "N/A", "n/a", "None", "ไม่มี", "ไม่มี.", "(ไม่มี)", "ไม่เปิดเผย", "ไม่มีการเปิดเผย",
    "ไม่มีการเปิดเผยข้อมูล",
    "ไม่มีการเปิดเผยข้อมูลต่อบุคคลภายนอก", "ไม่ได้ เปิดเผยข้อมูล", "ไม่มีการจัดเก็บ", "ไม่จัดเก็บข้อมูล", "ไม่มีการดำเนินการ", "ไม่มีข้อมูล",
    "ไม่มีการส่งต่อข้อมูลให้หน่วยงานภายนอก",
)  # fmt: skip
SOMETHING = (
    "ไม่เปิดเผยต่อบุคคลภายนอก ยกเว้นกรมการปกครอง", "ไม่ระบุ", "ไม่มีเลขที่", "ไม่เก็บศาสนา", "เปิดเผย", "กรม ก", "Nordic",
    "No. 5", "ไม่มีการเปิดเผย กรม ก",
    "ไม่ใช้กระดาษ", "ไม่เกิน 5 ปี", "ไม่จัดเก็บถาวร",
)  # fmt: skip


@pytest.mark.parametrize("words", NOTHING)
def test_no_thing_is_one_answer_for_findings_and_pictures(words):
    assert says_nothing(words)
    assert answer_of(words) is Answer.NOTHING
    assert filled(words) is None


@pytest.mark.parametrize("words", SOMETHING)
def test_words_that_say_something_beside_it_are_given(words):
    assert not says_nothing(words)
    assert answer_of(words) is Answer.GIVEN
    assert filled(words) == words


@pytest.mark.parametrize("words", ["", "  ", "\u200b"])
def test_a_blank_says_nothing_at_all(words):
    assert not says_nothing(words)
    assert answer_of(words) is Answer.BLANK


def test_who_gets_data_although_nobody_else_does_is_not_lost():
    assert disclosed("ไม่เปิดเผยต่อบุคคลภายนอก ยกเว้นกรมการปกครอง") == ("กรมการปกครอง", None)
