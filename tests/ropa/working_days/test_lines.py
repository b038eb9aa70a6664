"""Pasted lists and rows of spreadsheets: what is read, and years of the wrong era."""

from datetime import date

import pytest

from ropa.working_days import rules_entries, rules_lines
from schemas.working_days import HolidayDay, HolidayKind, HolidaysInput

SHEET = """ตารางวันหยุดราชการ ประจำปี 2570
ลำดับ\tวัน\tวันที่\tวันหยุด\tหมายเหตุ
1\tวันศุกร์\t1 มกราคม 2570\tวันขึ้นปีใหม่\t
๒.\tวันจันทร์\t๒๒ กุมภาพันธ์ ๒๕๗๐\tวันหยุดชดเชยวันมาฆบูชา\tวันหยุดราชการ
3\t\t๑๓/๔/๒๕๗๐\tวันสงกรานต์\t
4\t\t2027-05-07\tวันหยุดเพิ่ม\tวันหยุดพิเศษ"""


def test_rows_of_a_spreadsheet_with_buddhist_dates_are_read_and_headings_left_out():
    days, problems = rules_lines.read_lines(SHEET, 2027)
    assert not problems
    assert [(each.day.isoformat(), each.name_th, str(each.kind)) for each in days] == [
        ("2027-01-01", "วันขึ้นปีใหม่", "full"),
        ("2027-02-22", "วันหยุดชดเชยวันมาฆบูชา", "full"),
        ("2027-04-13", "วันสงกรานต์", "full"),
        ("2027-05-07", "วันหยุดเพิ่ม", "special"),
    ]


def test_a_line_as_a_resolution_prints_it_is_read_with_the_date_at_either_end():
    text = "วันขึ้นปีใหม่ วันศุกร์ที่ 1 มกราคม 2570\nวันอังคารที่ 6 เมษายน 2570 วันจักรี"
    days, problems = rules_lines.read_lines(text, 2027)
    assert (problems, [each.name_th for each in days]) == ([], ["วันขึ้นปีใหม่", "วันจักรี"])


@pytest.mark.parametrize(
    ("line", "thai", "english"),
    [
        ("1 ม.ค. 1484 วันขึ้นปีใหม่", "1484", "1484"),  # 543 was taken off twice
        ("2570-01-01 วันขึ้นปีใหม่", "พ.ศ.", "Buddhist year in a Gregorian date"),
        ("1/1/3113 วันขึ้นปีใหม่", "3113", "3113"),  # 543 was added twice
        ("1 ม.ค. ค.ศ. 2570 วันขึ้นปีใหม่", "2570", "2570"),
        ("1 ม.ค. 70 วันขึ้นปีใหม่", "สี่หลัก", "four digits"),
        ("1 ม.ค. 2569 วันขึ้นปีใหม่", "ไม่ใช่ พ.ศ. 2570", "not in 2027"),
        ("1/1/1969 วันขึ้นปีใหม่", "2512", "1969"),  # what a spreadsheet makes of 1/1/69
        ("วันพุธที่ 1 มกราคม 2570 วันขึ้นปีใหม่", "เป็นวันศุกร์ ไม่ใช่วันพุธ", "Friday"),
        ("1\tวันพุธ\t1 มกราคม 2570\tวันขึ้นปีใหม่", "เป็นวันศุกร์ ไม่ใช่วันพุธ", "Friday"),
        ("29 ก.พ. 2570 วันใด", "ไม่มีวันที่", "no such day"),
    ],
)
def test_a_year_of_the_wrong_era_is_refused_with_its_line_in_both_languages(line, thai, english):
    days, problems = rules_lines.read_lines(f"13 เม.ย. 2570 วันสงกรานต์\n{line}", 2027)
    assert len(days) == 1
    (fault,) = problems
    assert fault.pointer == "/lines/2"
    assert fault.message_th.startswith("บรรทัด 2:")
    assert fault.message_en.startswith("line 2:")
    assert thai in fault.message_th
    assert english in fault.message_en


@pytest.mark.parametrize(
    ("year", "meant"), [(2569, "2026"), (1483, "2026"), (3112, "2026"), (1999, "2000-2199"), (2300, "2000-2199")]
)
def test_a_year_of_the_wrong_era_in_a_body_says_what_was_probably_meant(year, meant):
    given = HolidaysInput(source_ref="มติ", days=[HolidayDay(day=date(year, 1, 1), name_th="วันขึ้นปีใหม่")])
    (fault,) = rules_entries.faults(given, {})
    assert fault.pointer == "/days/0/day"
    assert meant in fault.message_th
    assert meant in fault.message_en


def test_a_day_that_stands_twice_and_too_many_lines_are_told_with_their_lines():
    _, (twice,) = rules_lines.read_lines("1 ม.ค. 2570 ก\n\n1/1/2570 ข", 2027)
    assert (twice.pointer, "บรรทัด 1" in twice.message_th) == ("/lines/3", True)
    _, (many,) = rules_lines.read_lines("1 ม.ค. 2570 ก\n" * 101)
    assert many.message_en == "More than 100 lines"


def test_what_is_written_is_read_back():
    for kind in HolidayKind:
        day = HolidayDay(day=date(2027, 7, 28), name_th="วันเฉลิมพระชนมพรรษา", kind=kind)
        assert rules_lines.read_lines(rules_lines.written(day), 2027) == ([day], [])


def test_the_marks_of_special_and_cancelled_days_are_read_in_english_too():
    days, problems = rules_lines.read_lines("2/1/2570 Bridge day (special)\n3/5/2570 Works (Cancelled)", 2027)
    assert not problems
    assert [(each.name_th, each.kind) for each in days] == [
        ("Bridge day", HolidayKind.SPECIAL),
        ("Works", HolidayKind.CANCELLED),
    ]
