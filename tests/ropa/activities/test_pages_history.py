"""The pages of a record's history and of what changed in the register."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from schemas.access import Role
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.histories import approved, redrafted, revised
from tests.support.web import browser

pytestmark = pytest.mark.only_on("sqlite")


def keep(words):
    def change(document):
        document.form.storage.retention_period = words

    return change


@pytest.fixture
def record(register):
    """Approved twice, 40 and 2 days ago, with an open draft. The server has a clock of its own."""
    now = datetime.now(UTC)
    made = approved(register, now - timedelta(days=40), "เรื่อง <b>หนา</b>")
    revised(register, now - timedelta(days=2), made.id, keep("เก็บข้อมูลห้าปี"))
    return redrafted(register, now - timedelta(days=1), made.id, keep("เก็บข้อมูลสิบปี <script>alert(1)</script>"))


def test_the_history_shows_revisions_and_the_words_that_changed(register, record):
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        page = client.get(f"/activities/{record.id}/history")

    assert page.status_code == 200
    assert page.text.count('name="from"') == 3
    assert "<del>ห้า</del>" in page.text
    assert re.search(r"<ins>สิบ</ins>", page.text)
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
    assert "จากฉบับที่ 2 เป็นฉบับที่ 3" in page.text
    assert f"/api/v1/activities/{record.id}/diff.xlsx?from=2&amp;to=3" in page.text


def test_any_two_can_be_chosen_and_empty_choices_mean_the_usual(register, record):
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        chosen = client.get(f"/activities/{record.id}/history?from=1&to=2").text
        assert "จากฉบับที่ 1 เป็นฉบับที่ 2" in chosen
        assert "จากฉบับที่ 2 เป็นฉบับที่ 3" in client.get(f"/activities/{record.id}/history?from=&to=").text
        assert "เลือกสองฉบับที่ต่างกัน" in client.get(f"/activities/{record.id}/history?from=2&to=2").text
        assert client.get(f"/activities/{record.id}/history?from=1&to=9").status_code == 404
        assert client.get(f"/activities/{record.id}/history?from=x").status_code == 400


def test_an_auditor_sees_no_draft_in_the_history_and_a_stranger_nothing(register, record):
    with browser(register, (Role.AUDITOR, PHETCHABURI)) as client:
        page = client.get(f"/activities/{record.id}/history").text
        assert "สิบ" not in page
        assert "จากฉบับที่ 1 เป็นฉบับที่ 2" in page
    with browser(register, (Role.RECORDER, PRACHUAP), number=2) as client:
        assert client.get(f"/activities/{record.id}/history").status_code == 404


def test_the_page_is_english_for_who_reads_english(register, record):
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        client.cookies.set("ropa_language", "en")
        page = client.get(f"/activities/{record.id}/history").text
    assert "Retention period" in page
    assert "From revision 2 to revision 3" in page


def test_what_changed_since_a_day_is_listed_with_links_to_the_comparison(register, record):
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        page = client.get("/activities/changes")
        assert page.status_code == 200
        assert f"/activities/{record.id}/history?from=1&amp;to=2" in page.text
        assert "เรื่อง &lt;b&gt;หนา&lt;/b&gt;" in page.text
        assert "ระยะเวลาจัดเก็บ" in page.text
        assert "/api/v1/activities/changes.xlsx?since=" in page.text
        new = client.get("/activities/changes?since=1 ม.ค. 2569").text
        assert "อนุมัติใหม่ 1" in new


def test_the_day_in_the_field_is_written_in_the_readers_language(register, record):
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        (thai,) = re.findall(r'name="since"[^>]* value="([^"]*)"', client.get("/activities/changes").text)
        client.cookies.set("ropa_language", "en")
        (english,) = re.findall(r'name="since"[^>]* value="([^"]*)"', client.get("/activities/changes").text)
        assert client.get("/activities/changes", params={"since": english}).status_code == 200
    assert re.fullmatch(r"\d{1,2} \S+ 25\d\d", thai)
    assert re.fullmatch(r"\d{1,2} [A-Z][a-z]{2} 25\d\d", english)


def test_a_day_that_cannot_be_read_is_told_at_its_field_with_what_was_typed(register, record):
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        for typed in ("เมื่อวาน", "1 ม.ค. 2690", "31 ก.พ. 2569"):
            page = client.get("/activities/changes", params={"since": typed})
            assert page.status_code == 422
            assert 'aria-invalid="true"' in page.text
            assert typed in page.text
        assert client.get("/activities/changes?office=x").status_code == 422
        assert client.get("/activities/changes?cursor=x").status_code == 422
