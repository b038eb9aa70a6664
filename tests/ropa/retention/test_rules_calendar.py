"""Month arithmetic of the Civil and Commercial Code: law.md F.2, cases 25-41."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ropa.retention.rules_calendar import (
    MonthError,
    YearMonth,
    align,
    next_survey,
    survey_window,
)
from schemas.periods import calendar_year_end, fiscal_year_end, last_day
from schemas.retention import Alignment


@pytest.mark.parametrize(
    ("case", "period", "event_on", "expected"),
    [
        (25, "P30D", "2026-01-31", "2026-03-02"),
        (26, "P30D", "2028-01-31", "2028-03-01"),
        (27, "P30D", "2026-11-19", "2026-12-19"),
        (28, "P30D", "2027-12-30", "2028-01-29"),
        (29, "P90D", "2026-11-19", "2027-02-17"),
        (32, "P10Y", "2016-11-19", "2026-11-19"),
        (33, "P10Y", "2024-02-29", "2034-02-28"),
        (34, "P4Y", "2024-02-29", "2028-02-29"),
        (35, "P1Y", "2023-02-28", "2024-02-29"),
        (36, "P5Y", "2027-02-28", "2032-02-29"),
        (37, "P1M", "2026-01-31", "2026-02-28"),
        (37, "P1M", "2028-01-31", "2028-02-29"),
        # The first counted day is the 31st and February has none: the period ends on the month's last day (193/5).
        (37, "P1M", "2026-01-30", "2026-02-28"),
        (40, "P10Y", "2016-03-05", "2026-03-05"),
        (0, "P1Y6M", "2026-01-15", "2027-07-15"),
        (0, "P2W", "2026-11-20", "2026-12-04"),
        (0, "P1Y15D", "2026-01-01", "2027-01-16"),
    ],
)
def test_the_last_day_of_a_period(case, period, event_on, expected):
    assert last_day(period, date.fromisoformat(event_on)) == date.fromisoformat(expected), case


@pytest.mark.parametrize("period", ["", "P", "10Y", "P10", "PT5M", "P-1Y"])
def test_a_text_that_is_no_period_is_refused(period):
    with pytest.raises(ValueError, match=period or "^$"):
        last_day(period, date(2026, 1, 1))


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(1, 1200))
def test_more_months_never_end_sooner(event_on, months):
    ends = last_day(f"P{months}M", event_on)
    assert event_on < ends < last_day(f"P{months + 1}M", event_on)
    assert months * 28 <= (ends - event_on).days <= months * 31


def test_year_ends_follow_the_fiscal_and_the_calendar_year():  # cases 38, 39
    assert fiscal_year_end(date(2026, 9, 30)) == date(2026, 9, 30)
    assert fiscal_year_end(date(2026, 10, 1)) == date(2027, 9, 30)
    assert calendar_year_end(date(2026, 9, 30)) == calendar_year_end(date(2026, 10, 1)) == date(2026, 12, 31)


def test_a_period_is_aligned_after_it_was_counted():  # case 40
    ended = last_day("P10Y", date(2016, 3, 5))
    assert align(ended, Alignment.CALENDAR_YEAR_END) == date(2026, 12, 31)
    assert align(ended, Alignment.FISCAL_YEAR_END) == date(2026, 9, 30)
    assert align(ended, Alignment.NONE) == ended


@pytest.mark.case("F.2", 31)
@pytest.mark.parametrize(
    ("year", "closes"), [(2026, date(2027, 3, 1)), (2027, date(2028, 2, 29)), (2028, date(2029, 3, 1))]
)
def test_the_survey_closes_sixty_days_after_the_year(year, closes):
    assert survey_window(date(year, 12, 31)) == (date(year + 1, 1, 1), closes)


def test_what_ends_in_february_waits_for_the_next_survey():
    assert next_survey(date(2027, 2, 10))[0] == date(2028, 1, 1)
    assert next_survey(date(2026, 12, 31))[0] == date(2027, 1, 1)


def test_half_past_midnight_in_bangkok_belongs_to_the_new_month():  # cases 30, 41
    assert YearMonth.of(datetime(2026, 12, 31, 17, 30, tzinfo=UTC)) == YearMonth(2027, 1)
    assert YearMonth.of(datetime(2026, 12, 31, 16, 59, 59, tzinfo=UTC)) == YearMonth(2026, 12)
    assert YearMonth(2026, 12).ends_until == date(2027, 1, 1)


def test_months_follow_one_another_over_the_year():
    assert [str(month) for month in YearMonth(2026, 11).through(YearMonth(2027, 2))] == [
        "2026-11",
        "2026-12",
        "2027-01",
        "2027-02",
    ]


def test_a_buddhist_month_is_refused_with_the_month_that_was_meant():
    with pytest.raises(MonthError) as refused:
        YearMonth.parse("2569-11")
    assert "2026-11" in refused.value.message_th
    assert "2026-11" in refused.value.message_en
    assert YearMonth.parse("2026-11") == YearMonth(2026, 11)


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-00", "11-2026", "2026-11-01", "0000-01", "9999-12"])
def test_what_is_no_month_is_refused(text):
    with pytest.raises(MonthError):
        YearMonth.parse(text)
