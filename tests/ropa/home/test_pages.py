"""The home page: what waits for each kind of person."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, text

from ropa.access.service_me import office_of_hint
from ropa.breaches import service as breaches
from schemas.access import COMMAND_LINE, Role
from schemas.breach import BreachInput
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.web import browser, form_key_of, send
from tests.support.world import DPO, create

pytestmark = pytest.mark.only_on("sqlite")


def report(register, office_id=PHETCHABURI):
    now = datetime.now(UTC)
    given = BreachInput(office_id=office_id, title=f"เหตุที่ {office_id}", aware_at=now - timedelta(hours=1))
    with register.write(DPO, now) as uow:
        return breaches.report(uow, given)


def test_each_role_sees_its_own_parts(register, now):
    create(register, now, main_process="งานใหม่")
    report(register)
    parts = {
        Role.RECORDER: (
            {"ร่างที่ท่านแก้ล่าสุด", "รายการใหม่", "แจ้งเหตุละเมิด", "ครบกำหนดเก็บเดือนนี้"},
            {"นาฬิกาเดินอยู่", "/people/new"},
        ),
        Role.DPO: ({"นาฬิกาเดินอยู่", f"เหตุที่ {PHETCHABURI}", "ร่างที่ท่านแก้ล่าสุด"}, {"/people/new"}),
        Role.AUDITOR: ({"นาฬิกาเดินอยู่", "งานใหม่"}, {"ร่างที่ท่านแก้ล่าสุด", 'href="/activities/new"'}),
        Role.OFFICE_ADMIN: ({"/people/new", "งานใหม่"}, {"/downloads/new", "ครบกำหนดเก็บเดือนนี้", "นาฬิกาเดินอยู่"}),
    }
    for number, (role, (there, missing)) in enumerate(parts.items(), start=1):
        with browser(register, (role, PHETCHABURI), number=number) as client:
            page = client.get("/").text + client.get("/today").text
            assert {words for words in there if words not in page} == set(), role
            assert {words for words in missing if words in page} == set(), role


def test_nothing_of_another_office_is_there(register, now):
    create(register, now, office_id=PRACHUAP, main_process="งานอื่น")
    report(register, PRACHUAP)
    with browser(register, (Role.DPO, PHETCHABURI)) as client:
        page = client.get("/").text
        assert "งานอื่น" not in page
        assert "เหตุที่" not in page


def test_ones_own_draft_and_unsaved_text_wait_there(register):
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        key = form_key_of(client.get("/activities/new"))
        body = {"form_key": key, "office": "สำนักงานอุตสาหกรรมจังหวัดเพชรบุรี", "main_process": "งานของฉัน", "sub_process": ""}
        made = send(client, "/activities/new", body)
        assert made.status_code == 303
        place = made.headers["location"].partition("?")[0]
        send(client, f"/buffers?place={place}", {"agency_name": "ก"}, at="/")
        send(client, "/buffers?place=/breaches/new", {"title": "ค้าง"}, at="/")
        page = client.get("/").text

        assert page.count(">งานของฉัน</a>") == 2, "the draft and the unsaved text"
        assert "ข้อความที่ยังไม่ได้บันทึก" in page
        assert "แบบแจ้งเหตุละเมิด" in page
        assert "ค้าง" in client.get("/breaches/new").text


def test_who_has_no_right_is_told_whom_to_ask_and_nothing_else(register, now):
    create(register, now, main_process="งานลับ")
    with browser(register, (Role.OFFICE_ADMIN, PHETCHABURI), number=9), browser(register, number=3) as client:
        with register.write(COMMAND_LINE, now) as uow:
            uow.connection.execute(text("UPDATE people SET org_hint = '9/5/76' WHERE display_name LIKE '%ทดสอบ 3'"))
        page = client.get("/").text

    assert "ท่านยังไม่มีสิทธิในทะเบียนนี้" in page
    assert "กลุ่มนโยบายและแผน" in page, "the office that the portal named"
    assert "<strong>ผู้ดูแลสิทธิของหน่วยงาน</strong> สำนักงานอุตสาหกรรมจังหวัดเพชรบุรี" in page
    assert "ทดสอบ 9" not in page, "nobody is named"
    assert "งานลับ" not in page
    assert "/activities" not in page


@pytest.mark.parametrize("hint", [None, "", "9", "9/x/1", "9//1", "a/b/c/d", "9/99999999999/1", "9/๕/1"])
def test_a_hint_that_names_no_office_is_none(hint):
    assert office_of_hint(hint) is None


EVERY = tuple((role, 0) for role in Role if role is not Role.SERVICE)


@pytest.mark.parametrize(("path", "most"), [("/", 24), ("/today", 46)])
@pytest.mark.parametrize("grants", [((Role.DPO, 0),), EVERY], ids=["dpo", "every role"])
def test_the_page_asks_the_database_a_few_times_whatever_there_is(register, now, grants, path, most):
    with browser(register, *grants) as client:
        counts = []
        asked = []
        event.listen(register.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
        for more in (1, 12):
            for number in range(more):
                create(register, now, main_process=f"งาน {number}")
                report(register)
            client.get(path)
            asked.clear()
            client.get(path)
            counts.append(len([each for each in asked if each.startswith("SELECT")]))

    assert counts[0] == counts[1] <= most
