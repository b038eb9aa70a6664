"""Thai dates: the cases of the law report, section F.3, and round trips."""

import contextlib
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.thai_dates import (
    ThaiDateError,
    fiscal_year,
    fiscal_year_label,
    format_thai_date,
    read_cell_date,
    read_thai_date,
)
from schemas.thai_text import thai_digits

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20",
        "20/11/2569",
        "20-11-2569",
        "20.11.2569",
        "20/11/2026",
        "๒๐ พ.ย. ๒๕๖๙",
        "20 พย. 2569",
        "20พ.ย.2569",
        "20 พฤศจิกายน พ.ศ. 2569",
        "วันที่ 20 พฤศจิกายน 2569",
        "20 พฤศจิกายน พุทธศักราช ๒๕๖๙",
        "20 พฤศจิกา ค.ศ. 2026",
        " 20  พ.ย.  พ.ศ.2569 ",
    ],
)
def test_one_day_is_read_from_every_way_it_is_written(text):
    assert read_thai_date(text, today=TODAY).value == TODAY
    assert read_thai_date(text, today=TODAY).flags == ()


@pytest.mark.parametrize("text", ["20 Nov 2569", "20 Nov. 2026", "20 NOVEMBER 2569", "20nov2569"])
def test_what_an_english_page_shows_is_read_in_a_field(text):
    assert read_thai_date(text, today=TODAY) == read_thai_date("2026-11-20")


@pytest.mark.parametrize("text", ["20 Novem 2569", "20 No 2569", "20 Brumaire 2569", "20 Nov 26"])
def test_no_english_month_is_guessed_and_none_stands_with_two_digits_of_either_era(text):
    with pytest.raises(ThaiDateError):
        read_thai_date(text)


def test_the_leap_day_follows_the_gregorian_year():
    assert read_thai_date("29 ก.พ. 2567").value == date(2024, 2, 29)
    with pytest.raises(ThaiDateError) as refused:
        read_thai_date("29 ก.พ. 2568")
    assert refused.value.message_th != refused.value.message_en
    assert "calendar" in str(refused.value)
    assert "ปฏิทิน" in str(refused.value)


def test_two_digits_are_the_buddhist_era_and_say_so():
    assert read_thai_date("23 ส.ค. 65") == read_thai_date("23/8/65")
    assert read_thai_date("23 ส.ค. 65").value == date(2022, 8, 23)
    assert read_thai_date("23 ส.ค. 65", today=TODAY).flags == ("two_digit_year",)
    assert read_thai_date("23 ส.ค. 99", today=TODAY).flags == ("two_digit_year", "after_today")


def test_the_day_comes_first():
    assert read_thai_date("01/02/2569").value == date(2026, 2, 1)
    with pytest.raises(ThaiDateError, match="day comes first"):
        read_thai_date("02/13/2569")


def test_a_year_first_buddhist_date_is_flagged():
    assert read_thai_date("2569-11-20").value == TODAY
    assert read_thai_date("2569-11-20").flags == ("year_first_be",)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "N/A",
        "2569",
        "พ.ย. 2569",
        "20 พ.ย.",
        "20112569",
        "20 11 2569",
        "20/11-2569",
        "20/11/2390",
        "20/11/2701",
        "20/11/1899",
        "20/11/2201",
        "20/11/569",
        "20 พ.ย. ค.ศ. 2569",
        "20 พ.ย. พ.ศ. 2026",
        "20 พ.ย. ค.ศ. 69",
        "0/11/2569",
        "20/0/2569",
        "31 เม.ย. 2569",
        "20 กกก 2569",
        "2026-02-30",
        "2026-11-20T10:00",
        "20 พ.ย. 2569 หรือ 21 พ.ย. 2569",
        "9" * 5_000,
    ],
)
def test_what_is_no_certain_date_is_refused(text):
    with pytest.raises(ThaiDateError):
        read_thai_date(text, today=TODAY)


def test_buddhist_dates_before_2484_are_refused_and_gregorian_ones_are_not():
    assert read_thai_date("1 ม.ค. 2484").value == date(1941, 1, 1)
    for text in ("31 ธ.ค. 2483", "1/4/2443"):
        with pytest.raises(ThaiDateError, match="1 April"):
            read_thai_date(text)
    assert read_thai_date("1/4/1900").value == date(1900, 4, 1)


def test_a_cell_with_a_buddhist_year_is_asked_about():
    with pytest.raises(ThaiDateError, match="2569"):
        read_cell_date(datetime(2569, 11, 20), today=TODAY)  # noqa: DTZ001 - what a workbook holds
    assert read_cell_date(datetime(2026, 11, 20), today=TODAY).value == TODAY  # noqa: DTZ001
    assert read_cell_date(date(2126, 1, 1), today=TODAY).value == date(2126, 1, 1)


def test_dates_are_shown_in_the_buddhist_era():
    assert format_thai_date(TODAY) == "20 พ.ย. 2569"
    assert format_thai_date(TODAY, style="long") == "20 พฤศจิกายน พ.ศ. 2569"
    assert format_thai_date(TODAY, style="numeric") == "20/11/2569"
    assert format_thai_date(date(1932, 6, 24)) == "24 มิ.ย. ค.ศ. 1932"


def test_the_fiscal_year_is_named_by_its_end():
    assert fiscal_year(date(2026, 9, 30)) == 2569
    assert fiscal_year_label(date(2026, 10, 1)) == "ปีงบประมาณ 2570"


@given(
    st.dates(date(1900, 1, 1), date(2200, 12, 31)),
    st.sampled_from(["short", "long", "numeric"]),
    st.booleans(),
)
def test_what_is_shown_is_read_back(day, style, thai):
    shown = format_thai_date(day, style=style)
    assert read_thai_date(thai_digits(shown) if thai else shown).value == day


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    with contextlib.suppress(ThaiDateError):  # any other error fails the test
        assert isinstance(read_thai_date(text, today=TODAY).value, date)
