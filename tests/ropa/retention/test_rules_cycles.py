"""The reader of cycle texts: the cycle rows of law.md E.1 and E.3."""

import pytest

from ropa.retention.rules_cycles import read_cycle
from schemas.retention import Anchor, RuleStatus


@pytest.mark.parametrize(
    ("text", "every", "times", "anchor", "window", "questions"),
    [
        ("ปีละ 1 ครั้ง", "P1Y", 1, Anchor.NONE, 0, ["anchor_missing"]),
        ("ปีละครั้ง", "P1Y", 1, Anchor.NONE, 0, ["anchor_missing"]),
        ("ทุกปี", "P1Y", 1, Anchor.NONE, 0, ["anchor_missing"]),
        ("ปีละ ๒ ครั้ง", "P1Y", 2, Anchor.NONE, 0, ["anchor_missing"]),
        ("ทุกเดือน", "P1M", 1, Anchor.NONE, 0, []),
        ("ทุกสัปดาห์", "P1W", 1, Anchor.NONE, 0, []),
        ("ทุกไตรมาส", "P3M", 1, Anchor.NONE, 0, []),
        ("ทุก 6 เดือน", "P6M", 1, Anchor.NONE, 0, []),
        ("เดือนละ 2 ครั้ง", "P1M", 2, Anchor.NONE, 0, []),
        ("เดือนละ 31 ครั้ง", "P1M", 31, Anchor.NONE, 0, []),
        ("วันละ 2 ครั้ง", "P1D", 2, Anchor.NONE, 0, []),
        ("ภายใน 365 วันหลังสิ้นปีปฏิทิน", "P1Y", 1, Anchor.CALENDAR_YEAR_END, 365, []),
        ("ทุกวัน", "P1D", 1, Anchor.NONE, 0, []),
        ("วันสิ้นปี", "P1Y", 1, Anchor.CALENDAR_YEAR_END, 0, ["year_end"]),
        ("สิ้นปี", "P1Y", 1, Anchor.CALENDAR_YEAR_END, 0, ["year_end"]),
        ("วันสิ้นปีปฏิทิน", "P1Y", 1, Anchor.CALENDAR_YEAR_END, 0, []),
        ("วันสิ้นปีงบประมาณ", "P1Y", 1, Anchor.FISCAL_YEAR_END, 0, []),
        ("สิ้นปีงบประมาณ", "P1Y", 1, Anchor.FISCAL_YEAR_END, 0, []),
        ("30 ก.ย.", "P1Y", 1, Anchor.FISCAL_YEAR_END, 0, []),
        ("๓๐ กันยายน ของทุกปี", "P1Y", 1, Anchor.FISCAL_YEAR_END, 0, []),
        ("31 ธันวาคม", "P1Y", 1, Anchor.CALENDAR_YEAR_END, 0, []),
        ("ภายใน 60 วันหลังสิ้นปีปฏิทิน", "P1Y", 1, Anchor.CALENDAR_YEAR_END, 60, []),
    ],
)
def test_a_cycle_is_read(text, every, times, anchor, window, questions):
    cycle = read_cycle(text)
    assert (cycle.raw_text, cycle.every, cycle.times, cycle.anchor, cycle.window_days) == (
        text,
        every,
        times,
        anchor,
        window,
    )
    assert [each.code for each in cycle.unconfirmed] == questions


def test_other_days_of_the_year_and_of_the_week_are_kept():
    assert read_cycle("วันที่ 1 ต.ค.").month_day == "10-01"
    assert (read_cycle("ทุกวันจันทร์").anchor, read_cycle("ทุกวันจันทร์").weekday) == (Anchor.WEEKDAY, 1)
    assert read_cycle("ทุกอาทิตย์").every == "P1W"
    assert read_cycle("ทุกอาทิตย์").anchor is Anchor.NONE


@pytest.mark.parametrize(
    "text",
    [
        *(None, "", "-", "N/A", "ตามความเหมาะสม", "ทุก 0 เดือน", "ปีละ 0 ครั้ง", "32 ก.ย.", "ทุก" * 200),
        *("ภายใน 999 วันหลังสิ้นปีปฏิทิน", "ภายใน 366 วันหลังสิ้นปี", "ทุกเอ็ดเดือน", "ทุกยี่ปี"),
        *("เดือนละ 999 ครั้ง", "ปีละ 400 ครั้ง", "ทุก 2 สัปดาห์ 15 ครั้ง"),
    ],
)
def test_what_is_not_understood_is_unparsed(text):
    cycle = read_cycle(text)
    assert (cycle.every, cycle.status) == (None, RuleStatus.UNPARSED)
    assert cycle.unconfirmed
