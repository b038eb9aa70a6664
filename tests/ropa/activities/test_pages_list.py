"""The list of the register as a page."""

import re

import pytest

from schemas.access import Role
from schemas.vocabulary import LawfulBasis, RevisionStatus
from tests.support.actors import GROUP_IN_PHETCHABURI, PHETCHABURI, PRACHUAP
from tests.support.hostile import HOSTILE
from tests.support.web import browser, found_in
from tests.support.world import create

pytestmark = pytest.mark.only_on("sqlite")


@pytest.fixture
def recorder(register):
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        yield client


def titles(page):
    return re.findall(r'class="row-title" href="/activities/[^"]+">([^<]+)<', page.text)


def next_of(page):
    found = re.search(r'rel="next" href="([^"]+)"', page.text)
    return found.group(1).replace("&amp;", "&") if found else None


def test_a_row_says_what_and_where_and_how_far(register, now, recorder):
    made = create(register, now, sub_process="รับสมัครงาน", main_process="งานบุคคล", steps=3, systems=["ระบบทะเบียน"])
    page = recorder.get("/activities")

    assert titles(page) == ["รับสมัครงาน"]
    for words in (made.ref, "งานบุคคล", "สำนักงานอุตสาหกรรมจังหวัดเพชรบุรี", "ร่าง", "20 พ.ย. 2569", "พบ 1 รายการ"):
        assert words in page.text
    assert '<td class="right" data-label="ขั้นตอน">3</td>' in page.text
    assert '<td class="right" data-label="ระบบ">1</td>' in page.text


def test_only_records_of_the_readers_offices_are_there(register, now, recorder):
    for office_id in (PHETCHABURI, GROUP_IN_PHETCHABURI, PRACHUAP):
        create(register, now, office_id=office_id, main_process=f"งาน {office_id}")

    assert titles(recorder.get("/activities")) == [f"งาน {GROUP_IN_PHETCHABURI}", f"งาน {PHETCHABURI}"]
    assert titles(recorder.get(f"/activities?office={GROUP_IN_PHETCHABURI}")) == [f"งาน {GROUP_IN_PHETCHABURI}"]
    assert titles(recorder.get(f"/activities?office={PRACHUAP}")) == []
    choices = re.findall(r'<option value="(\d+)"', recorder.get("/activities").text)
    assert str(GROUP_IN_PHETCHABURI) in choices
    assert str(PRACHUAP) not in choices


def test_the_choice_of_offices_is_a_tree_with_the_chosen_one_marked(recorder):
    page = recorder.get(f"/activities?office={GROUP_IN_PHETCHABURI}").text

    assert f'<option value="{PHETCHABURI}">สำนักงาน' in page
    assert f'<option value="{GROUP_IN_PHETCHABURI}" selected>\u2003กลุ่ม' in page


def test_filters_are_an_address_and_each_can_be_taken_away(register, now, recorder):
    create(register, now, main_process="งานใบอนุญาตโรงงาน", systems=["ระบบโรงงาน"])
    create(register, now, main_process="งานใบอนุญาตเหมือง", systems=["ระบบเหมือง"])
    page = recorder.get("/activities", params={"q": "ใบอนุญาต", "system": "เหมือง", "status": "draft", "office": ""})

    assert titles(page) == ["งานใบอนุญาตเหมือง"]
    chips = re.findall(r'<a class="chip" href="([^"]+)">([^<]+)<', page.text)
    assert [words for _, words in chips] == ["ใบอนุญาต", "ร่าง", "เหมือง"]
    assert titles(recorder.get(chips[2][0].replace("&amp;", "&"))) == ["งานใบอนุญาตเหมือง", "งานใบอนุญาตโรงงาน"]
    export = recorder.get(found_in(page, r'href="(/downloads/new[^"]*)"').replace("&amp;", "&"))
    assert export.status_code == 200
    assert all(words in export.text for words in ("ค้นหา “ใบอนุญาต”", "ระบบ “เหมือง”", "สถานะร่าง"))


@pytest.mark.parametrize("name", ["status", "lawful_basis"])
def test_every_choice_of_a_filter_is_taken(recorder, name):
    terms = LawfulBasis if name == "lawful_basis" else [each for each in RevisionStatus if each != "superseded"]
    for term in terms:
        assert recorder.get("/activities", params={name: str(term)}).status_code == 200


def test_a_long_list_goes_on_by_link_and_by_rows(register, now, recorder):
    for number in range(53):
        create(register, now, main_process=f"งาน {number}")
    first = recorder.get("/activities")
    second = recorder.get(next_of(first))
    rows = recorder.get(next_of(first), headers={"HX-Request": "true"})

    assert "พบ 53 รายการ" in first.text
    assert len(titles(first)) == 50
    assert titles(second) == titles(rows) == ["งาน 2", "งาน 1", "งาน 0"]
    assert next_of(second) is None
    assert rows.text.lstrip().startswith("<tr>")


def test_an_empty_register_says_what_to_do(register, recorder):
    assert 'href="/activities/new">สร้างรายการแรก' in recorder.get("/activities").text
    assert "ล้างตัวกรองทั้งหมด" in recorder.get("/activities?q=ไม่มีคำนี้").text
    with browser(register, (Role.OFFICE_ADMIN, PHETCHABURI), number=2) as admin:
        page = admin.get("/activities").text
        assert "/activities/new" not in page
        assert "/downloads/new" not in page


@pytest.mark.parametrize(
    "query",
    [
        "cursor=x",
        "cursor=LTE",
        "office=x",
        "office=99999999999",
        "status=new",
        "lawful_basis=%00",
        "status=superseded%00",
    ],
)
def test_forged_filters_are_refused_with_a_page(recorder, query):
    answer = recorder.get(f"/activities?{query}")

    assert answer.status_code == 422
    assert "<html" in answer.text


def test_a_filter_that_says_two_things_is_refused(recorder):
    assert recorder.get("/activities?office=4&office=8").status_code == 400
    assert recorder.get("/activities?q=" + "ก" * 201).status_code == 400


def test_hostile_text_stays_text_in_rows_and_in_the_search(register, now, recorder):
    kept = [words for words in HOSTILE.values() if len(words) < 500 and words.isprintable() and words.strip()]
    for words in kept:
        create(register, now, main_process=words, sub_process=words)
    pages = [
        recorder.get("/activities"),
        *(
            recorder.get("/activities", params={"q": words, "system": words})
            for words in kept[:12]
            if len(words) <= 200
        ),
    ]

    for page in pages:
        assert page.status_code == 200
        for trap in ("<script>alert", "<img src=x", "<b>x", "</style><style>"):
            assert trap not in page.text


def test_the_page_asks_the_database_as_often_for_fifty_records_as_for_one(register, now, recorder):
    from sqlalchemy import event

    asked = []
    event.listen(register.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    counts = []
    for more in (1, 49):
        for number in range(more):
            create(register, now, main_process=f"งาน {number}")
        recorder.get("/activities")
        asked.clear()
        recorder.get("/activities")
        counts.append(len([each for each in asked if each.startswith("SELECT")]))

    # Two of the session, the records, and who looks after them.
    assert counts[0] == counts[1] <= 4
