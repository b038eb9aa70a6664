"""Dates of holdings from rules."""

from datetime import date

import pytest

from ropa.retention.rules import Due, due
from ropa.retention.rules_reading import read_retention
from ropa.retention.rules_shown import due_reason
from schemas.holding import DueState
from schemas.vocabulary import StartEvent

E, S = StartEvent, DueState
SAMPLES = "10 ปี/ได้รับคำสั่งจากผู้มีอำนาจ"


def test_due_is_the_day_after_the_last_day_kept():
    assert due(read_retention("10 ปี", E.COLLECTED), None, date(2016, 11, 19)) == Due(
        S.DATED, date(2026, 11, 19), date(2026, 11, 20)
    )


def test_an_order_is_a_condition_of_destroying_and_does_not_move_the_date():
    found = due(read_retention(SAMPLES), E.COLLECTED, date(2016, 11, 19))
    assert found.last_day_kept == date(2026, 11, 19)


def test_no_date_without_a_start_event():
    assert due(read_retention(SAMPLES), None, date(2016, 11, 19)) == Due(S.NO_START_EVENT)
    assert due(read_retention("10 ปี", E.COLLECTED), None, None) == Due(S.NOT_STARTED)


def test_no_date_from_another_event_than_the_rule_counts_from():
    rule = read_retention("5 ปี หลังสิ้นสุดสัญญา")
    assert due(rule, E.COLLECTED, date(2016, 1, 1)) == Due(S.OTHER_EVENT)
    assert due(rule, E.CONTRACT_END, date(2016, 1, 1)).last_day_kept == date(2021, 1, 1)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("ตามความจำเป็น", S.UNPARSED),
        ("ประมาณ 10 ปี", S.UNPARSED),
        ("ถาวร", S.PERMANENT),
        ("จนกว่าจะมีคำสั่งจากผู้มีอำนาจ", S.AWAITS_ORDER),
        ("ตามระเบียบงานสารบรรณ", S.NO_PERIOD),
        ("backup 30 วัน", S.COPIES_ONLY),
    ],
)
def test_words_without_a_computable_end_never_give_a_date(text, state):
    assert due(read_retention(text, E.COLLECTED), E.COLLECTED, date(1990, 1, 1)) == Due(state)


def test_while_active_ends_with_the_event_itself():
    assert due(read_retention("ตลอดอายุสัญญา"), None, date(2026, 3, 31)).due_on == date(2026, 4, 1)


def test_a_year_end_event_counts_from_the_end_of_the_year_of_the_day():
    rule = read_retention("10 ปี นับจากสิ้นปีงบประมาณ")
    assert due(rule, None, date(2015, 10, 1)).last_day_kept == date(2026, 9, 30)
    assert due(read_retention("10 ปีงบประมาณ", E.COLLECTED), None, date(2016, 3, 5)).last_day_kept == date(2026, 9, 30)


def test_the_earlier_condition_ends_by_what_is_known():
    rule = read_retention("1 ปี หรือจนถอนความยินยอม", E.COLLECTED)
    assert due(rule, None, date(2025, 1, 1)).last_day_kept == date(2026, 1, 1)
    assert due(rule, E.CONSENT_WITHDRAWN, date(2025, 6, 1)).last_day_kept == date(2025, 6, 1)


def test_a_condition_without_event_does_not_borrow_another_conditions_event():
    for event in (None, E.CONTRACT_END):
        assert due(read_retention("1 ปี หรือ 2 ปี หลังสิ้นสุดสัญญา"), event, date(2016, 1, 1)).last_day_kept == (
            date(2018, 1, 1) if event else None
        )
    both = read_retention("5 ปี และ 2 ปี หลังสิ้นสุดสัญญา")
    assert due(both, E.CONTRACT_END, date(2016, 1, 1)) == Due(S.NO_START_EVENT)


def test_the_later_condition_needs_every_end():
    rule = read_retention("5 ปี หรือ 10 ปี แล้วแต่ระยะเวลาใดนานกว่า", E.COLLECTED)
    assert due(rule, None, date(2016, 11, 19)).last_day_kept == date(2026, 11, 19)
    both = read_retention("5 ปี และ 2 ปี หลังสิ้นสุดสัญญา", E.COLLECTED)
    assert due(both, None, date(2016, 11, 19)) == Due(S.OTHER_EVENT)


def test_the_reason_says_how_the_day_was_computed():
    rule = read_retention(SAMPLES)
    found = due(rule, E.COLLECTED, date(2016, 11, 19))
    words = due_reason(rule, found.state, E.COLLECTED, date(2016, 11, 19), found.last_day_kept)
    for part in ("19 พ.ย. 2559", "19 พ.ย. 2569", "193/5", "kept through 19 Nov 2569", "ยังไม่ยืนยัน", "order"):
        assert part in words
    assert due_reason(rule, S.NO_START_EVENT, None, None, None) == f"{S.NO_START_EVENT.th} / {S.NO_START_EVENT.en}"
