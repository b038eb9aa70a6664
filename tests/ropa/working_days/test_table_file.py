"""Files with a table of holidays: workbooks and CSV, read as lines that keep the numbers of their rows."""

import io
from datetime import date

import openpyxl
import pytest

from ropa.working_days import rules_lines, table_file


def workbook(*rows) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_with_dates_in_cells_and_in_words_is_read():
    content = workbook(
        ("ลำดับ", "วันที่", "ชื่อวันหยุด"),
        (1, date(2027, 1, 1), "วันขึ้นปีใหม่"),
        (None, None, None),
        (2, "13 เม.ย. 2570", "วันสงกรานต์"),
    )
    days, problems = rules_lines.read_lines(table_file.read_file("ปี.xlsx", content), 2027)
    assert not problems
    assert [each.day for each in days] == [date(2027, 1, 1), date(2027, 4, 13)]


def test_a_cell_that_took_a_buddhist_year_for_a_gregorian_one_is_refused_with_its_row():
    content = workbook(("วันที่", "ชื่อวันหยุด"), (date(2570, 1, 1), "วันขึ้นปีใหม่"), (date(1969, 1, 1), "วันขึ้นปีใหม่"))
    days, problems = rules_lines.read_lines(table_file.read_file("x.xlsx", content), 2027)
    assert not days
    assert [each.pointer for each in problems] == ["/lines/2", "/lines/3"]
    assert "พ.ศ." in problems[0].message_th
    assert "2512" in problems[1].message_th


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp874"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_as_thai_offices_save_it_is_read(encoding, separator):
    rows = ["วันที่", "ชื่อวันหยุด"], ["1/1/2570", "วันขึ้นปีใหม่"]
    text = "\r\n".join(separator.join(row) for row in rows)
    days, problems = rules_lines.read_lines(table_file.read_file("x.csv", text.encode(encoding)), 2027)
    assert (problems, [each.name_th for each in days]) == ([], ["วันขึ้นปีใหม่"])


@pytest.mark.parametrize(
    "content", [b"", b"PK\3\4 broken", b"\0\1", b"\n\n", b"x" * (table_file.MOST_BYTES + 1), b"a,b\n" * 201, b'a,"b']
)
def test_what_is_no_table_of_holidays_is_refused_in_both_languages(content):
    with pytest.raises(ValueError, match=" / "):
        table_file.read_file("x", content)
