"""Review dates and stages: pure arithmetic on days in Bangkok (law.md F.2)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ropa.activities.rules_finding_codes import CODES, said_by
from ropa.reminders import rules_words
from ropa.reminders.rules import BEFORE, ON_THE_DAY, begins_on, next_review, stage, told_at
from ropa.retention.rules_cycles import read_cycle
from schemas.access import Role

DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))
CYCLES = (
    "ปีละ 1 ครั้ง",
    "ปีละ 2 ครั้ง",
    "ปีละ 5 ครั้ง",
    "ทุก 3 ปี",
    "ทุกเดือน",
    "ทุก 6 เดือน",
    "ทุกไตรมาส",
    "ทุกสัปดาห์",
    "ทุกวันจันทร์",
    "ทุกวัน",
    "สิ้นปีงบประมาณ",
    "สิ้นปีปฏิทิน",
    "ภายใน 60 วันหลังสิ้นปีปฏิทิน",
    "วันที่ 29 ก.พ. ของทุกปี",
)


def due(words, last):
    found = next_review(read_cycle(words), date.fromisoformat(last))
    return None if found is None else found.isoformat()


@pytest.mark.parametrize(
    ("words", "last", "expected"),
    [
        ("ปีละ 1 ครั้ง", "2026-11-20", "2027-11-20"),
        ("ปีละ 1 ครั้ง", "2023-02-28", "2024-02-29"),
        ("ปีละ 1 ครั้ง", "2024-02-29", "2025-02-28"),
        ("ปีละ ๒ ครั้ง", "2026-08-31", "2027-02-28"),
        ("ปีละ 5 ครั้ง", "2026-01-01", "2026-03-15"),
        ("ทุกเดือน", "2026-01-31", "2026-02-28"),
        ("ทุกวันจันทร์", "2026-11-20", "2026-11-23"),
        ("ทุกวันศุกร์", "2026-11-20", "2026-11-27"),
    ],
)
def test_a_cycle_counts_from_the_last_review_by_the_civil_code(words, last, expected):
    assert due(words, last) == expected


@pytest.mark.parametrize(
    ("words", "last", "expected"),
    [
        ("สิ้นปีงบประมาณ", "2026-03-01", "2026-09-30"),
        # Within the 60 days in which it was asked for, a review is the one of this year end.
        ("สิ้นปีงบประมาณ", "2026-08-15", "2027-09-30"),
        ("สิ้นปีงบประมาณ", "2026-10-01", "2027-09-30"),
        ("สิ้นปีปฏิทิน", "2026-10-31", "2026-12-31"),
        ("สิ้นปีปฏิทิน", "2026-11-02", "2027-12-31"),
        # "After the year's end": what was done before that end does not count, what was done in the window does.
        ("ภายใน 60 วันหลังสิ้นปีปฏิทิน", "2026-12-20", "2027-03-01"),
        ("ภายใน 60 วันหลังสิ้นปีปฏิทิน", "2027-01-15", "2028-02-29"),
        ("วันที่ 29 ก.พ. ของทุกปี", "2026-11-20", "2027-02-28"),
    ],
)
def test_a_fixed_day_is_answered_by_the_review_that_it_asked_for(words, last, expected):
    assert due(words, last) == expected


@pytest.mark.parametrize("words", [None, "", "-", "เมื่อมีการเปลี่ยนแปลง", "ตามความเหมาะสม"])
def test_words_that_state_no_cycle_give_no_date(words):
    assert next_review(read_cycle(words), date(2026, 11, 20)) is None


@given(words=st.sampled_from(CYCLES), last=DAYS)
def test_the_next_review_lies_ahead_and_never_further_than_its_cycle(words, last):
    found = next_review(read_cycle(words), last)

    assert found is not None
    assert found > last
    years = 3 if words == "ทุก 3 ปี" else 1
    assert found <= last + timedelta(days=366 * years + 61)


@given(words=st.sampled_from(CYCLES), last=DAYS, later=st.integers(0, 2000))
def test_a_later_review_never_brings_an_earlier_date(words, last, later):
    cycle = read_cycle(words)
    first, second = next_review(cycle, last), next_review(cycle, last + timedelta(days=later))

    assert first is not None
    assert second is not None
    assert first <= second


def test_the_longest_cycle_does_not_leave_the_calendar():
    assert next_review(read_cycle("ทุก 9999 ปี"), date(2026, 11, 20)) in {None, date(2200, 12, 31)}


@pytest.mark.parametrize(
    ("left", "expected"),
    [(61, 0), (60, 1), (31, 1), (30, 2), (8, 2), (7, 3), (1, 3), (0, 4), (-1, 5), (-30, 5), (-31, 6), (-61, 7)],
)
def test_stages_are_60_30_and_7_days_before_the_day_itself_and_every_30_days_after(left, expected):
    today = date(2026, 11, 20)
    assert stage(today + timedelta(days=left), today) == expected


@given(due_on=DAYS, number=st.integers(1, 40))
def test_a_stage_begins_on_the_first_day_on_which_it_is_reached(due_on, number):
    begin = begins_on(due_on, number)

    assert stage(due_on, begin) == number
    assert stage(due_on, begin - timedelta(days=1)) == number - 1


def test_an_exception_is_told_in_the_words_of_its_finding_and_never_by_its_code():
    day = date(2026, 11, 20)
    said = rules_words.accepted(said_by("flow.step_unreached"), "ROPA-2569-0001", day + timedelta(30), day)
    assert said.title_th == "ข้อยกเว้นของข้อสังเกตจะสิ้นสุดในอีก 30 วัน: ROPA-2569-0001"
    assert said.body_th.splitlines()[0] == "ข้อสังเกต: ไม่มีขั้นตอนใดนำมาถึงขั้นตอนที่ …"
    assert said.body_en.splitlines() == ["Finding: Nothing leads to step …", "Valid to 20 Dec B.E. 2569."]
    assert not [code for code in CODES for words in said_by(code) if "{" in words or not words.strip("… ")]
    assert said_by("no.such") == ("no.such", "no.such")


def test_a_stage_tells_the_owner_then_the_reviewer_then_the_officer_then_the_head():
    assert told_at(1) == told_at(2) == (Role.RECORDER,)
    assert told_at(3) == told_at(ON_THE_DAY) == (Role.RECORDER, Role.REVIEWER)
    assert Role.DPO in told_at(ON_THE_DAY + 1)
    assert Role.APPROVER not in told_at(ON_THE_DAY + 1)
    assert Role.APPROVER in told_at(ON_THE_DAY + 2)
    assert len(BEFORE) == ON_THE_DAY
