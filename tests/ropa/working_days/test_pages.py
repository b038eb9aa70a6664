"""The page of holidays: proposals beside the table, lists and files looked over first, years of the wrong era."""

import io
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest

from schemas.access import Role
from tests.support.web import browser, mark_of

PATH = "/working-days"


@pytest.fixture
def desk(register):
    with browser(register, (Role.DPO, 0)) as client:
        mark = mark_of(client.get(f"{PATH}?year=2570"))

        def send(files: Any = None, **fields):
            return client.post(
                PATH, data={"csrf_token": mark, "year": "2570", "scope": "national", **fields}, files=files
            )

        yield SimpleNamespace(send=send, read=lambda query="?year=2570": client.get(f"{PATH}{query}"))


def test_proposals_stand_beside_the_table_marked_with_their_library(desk):
    page = desk.read().text
    assert "holidays 0." in page
    assert "ชดเชยวันมาฆบูชา" in page
    assert "ไม่ใช่วันหยุดราชการ" in page  # Labour Day, with the reason
    assert "พ.ศ. 2540-2568" in page
    assert "ยังไม่มีวันหยุดในตารางของปีนี้" in page


def test_chosen_proposals_and_then_all_others_are_taken_with_a_source(desk):
    chosen = {"do": "take", "day": ["2027-01-01", "2027-02-22"]}
    assert 'href="#f-proposal_source_ref"' in desk.send(**chosen).text
    assert 'href="#f-day"' in desk.send(do="take", proposal_source_ref="มติ").text
    assert desk.send(**chosen, proposal_source_ref="มติสมมุติ").status_code == 303
    assert desk.send(do="take", day=["2027-05-01"], proposal_source_ref="มติ").status_code == 422
    assert desk.send(do="take-all", proposal_source_ref="มติสมมุติ").status_code == 303
    page = desk.read().text
    assert page.count('id="day-') == 22
    assert "วันชั่วคราว" in page  # the year is not confirmed by it
    assert desk.send(do="take-all", proposal_source_ref="มติสมมุติ").status_code == 422


def test_a_pasted_list_is_looked_over_and_nothing_is_saved_before_it_is_entered(desk):
    looked = desk.send(do="look", lines="1\tวันศุกร์\t1 มกราคม 2570\tวันขึ้นปีใหม่\n2\t\t13/4/2569\tวันสงกรานต์")
    assert looked.status_code == 422
    assert "บรรทัด 2" in looked.text
    assert 'id="day-' not in desk.read().text
    good = desk.send(do="look", lines="1\tวันศุกร์\t1 มกราคม 2570\tวันขึ้นปีใหม่")
    assert good.status_code == 200
    assert "1 ม.ค. 2570 วันขึ้นปีใหม่</textarea>" in good.text
    assert 'id="day-' not in desk.read().text
    half = desk.send(do="add", source_ref="มติ", lines="1 ม.ค. 2570 วันขึ้นปีใหม่\n13 เม.ย. 2026 วันสงกรานต์")
    assert (half.status_code, "2569" in half.text) == (422, True)
    assert 'id="day-' not in desk.read().text
    assert desk.send(do="add", source_ref="มติ", lines="1 ม.ค. 2570 วันขึ้นปีใหม่").status_code == 303
    again = desk.send(do="look", lines="1 ม.ค. 2570 วันขึ้นปีใหม่")
    assert "ทุกวันอยู่ในตารางแล้ว" in again.text


def test_a_workbook_of_the_resolution_is_looked_over_by_its_rows(desk):
    book, out = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in (("วันที่", "ชื่อวันหยุด"), ("1 ม.ค. 2570", "วันขึ้นปีใหม่"), ("13 เม.ย. 2570", "วันสงกรานต์")):
        sheet.append(row)
    book.save(out)
    looked = desk.send(do="look", lines="", files={"file": ("วันหยุด.xlsx", out.getvalue())})
    assert looked.status_code == 200
    assert "13 เม.ย. 2570 วันสงกรานต์</textarea>" in looked.text
    broken = desk.send(do="look", lines="", files={"file": ("วันหยุด.xlsx", b"PK broken")})
    assert (broken.status_code, 'href="#f-file"' in broken.text) == (422, True)
    assert desk.send(do="look", lines=" ").status_code == 422


@pytest.mark.parametrize(("typed", "words"), [("2026", "พ.ศ. 2569"), ("1483", "2026"), ("3112", "2026")])
def test_a_year_of_the_wrong_era_in_the_address_says_what_was_meant(desk, typed, words):
    page = desk.read(f"?year={typed}")
    assert page.status_code == 422
    assert words in page.text
