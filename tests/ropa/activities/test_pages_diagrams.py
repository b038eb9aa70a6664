"""The page of a record's pictures: every kind beside its table, and what it says where there is no picture."""

import re
from html import unescape

import pytest

from diagrams.kinds import RECORD_DIAGRAMS
from ropa import pictures
from ropa.activities import service
from ropa.errors import Conflict
from schemas.access import Role
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.hostile import HOSTILE
from tests.support.web import browser
from tests.support.world import DPO, activity_input, approve, create, update_of

pytestmark = pytest.mark.only_on("sqlite")


@pytest.mark.parametrize("kind", RECORD_DIAGRAMS)
def test_every_picture_stands_in_its_window_beside_its_table(register, now, kind):
    made = create(register, now, steps=3, systems=["ระบบหนึ่ง"])
    with browser(register, (Role.AUDITOR, 0)) as client:
        text = unescape(client.get(f"/activities/{made.id}/diagrams?kind={kind}").text)
    window = re.search(r'<div class="viewer-window.*?</svg>', text, re.DOTALL)
    assert window is not None
    assert "<style" not in window.group()
    assert " style=" not in window.group()
    assert f'href="/activities/{made.id}/diagrams?kind={kind}" aria-current="page"' in text
    rows = text.partition('data-viewer-rows=""')[2]
    assert ('data-step="1"' in rows) is (RECORD_DIAGRAMS[kind].table is not None)
    for ending in ("svg", "png", "pdf?paper=a4", "pdf?paper=a3", "dot"):
        assert f'href="/api/v1/activities/{made.id}/{kind}.{ending}" download' in text


def test_an_older_revision_is_drawn_and_downloaded_as_it_was(register, now):
    made = create(register, now, steps=1)
    with register.write(DPO, now) as uow:
        approve(uow, made.id)
        service.replace(uow, made.id, 2, update_of(activity_input(steps=2)))
    with browser(register, (Role.DPO, 0)) as client:
        newest, older = (
            unescape(client.get(f"/activities/{made.id}/diagrams?kind=dfd{end}").text) for end in ("", "&revision=1")
        )
        missing = client.get(f"/activities/{made.id}/diagrams?revision=7")
    assert "ขั้นที่ 2" in newest
    assert "ขั้นที่ 2" not in older
    assert f"/api/v1/activities/{made.id}/dfd.pdf?revision=1&paper=a4" in older
    assert f"/activities/{made.id}/diagrams?kind=exchange&revision=1" in older
    assert missing.status_code == 404


@pytest.mark.parametrize(("role", "leads"), [(Role.RECORDER, True), (Role.AUDITOR, False)], ids=str)
def test_without_steps_only_who_may_write_is_led_to_the_editor(register, now, role, leads):
    made = create(register, now, steps=0)
    with browser(register, (role, 0)) as client:
        text = client.get(f"/activities/{made.id}/diagrams?kind=dfd").text
        # What is drawn from the form alone needs no steps.
        matrix = client.get(f"/activities/{made.id}/diagrams?kind=lifecycle").text
        assert "<svg xmlns" in matrix
        # "Edit" leads to the section that the matrix is drawn from.
        assert (f"/activities/{made.id}/edit/roles" in matrix) is leads
    assert "ยังไม่มีขั้นตอน จึงยังไม่มีแผนภาพ" in text
    assert (f"/activities/{made.id}/edit/flow" in text) is leads


def test_a_picture_that_cannot_be_drawn_says_why_and_leaves_the_table(register, now, monkeypatch):
    def refuse(_document, _kind):
        raise Conflict("แผนภาพใหญ่เกินไป", "The diagram is too large")

    made = create(register, now, steps=2)
    monkeypatch.setattr(pictures, "inline_picture", refuse)
    with browser(register, (Role.AUDITOR, 0)) as client:
        answer = client.get(f"/activities/{made.id}/diagrams?kind=dfd")
    assert answer.status_code == 200
    assert "แผนภาพใหญ่เกินไป" in answer.text
    assert "<svg xmlns" not in answer.text
    assert 'data-step="2"' in answer.text
    assert f"/api/v1/activities/{made.id}/dfd.svg" in answer.text


def test_what_somebody_typed_is_text_in_the_picture(register, now):
    made = create(register, now, sub_process=HOSTILE["svg_script"], steps=1)
    with browser(register, (Role.AUDITOR, 0)) as client:
        text = client.get(f"/activities/{made.id}/diagrams").text
    assert "&lt;/svg&gt;&lt;script&gt;" in text
    assert "<script>" not in text


def test_a_kind_that_there_is_not_is_not_found(register, now):
    made = create(register, now)
    with browser(register, (Role.AUDITOR, 0)) as client:
        assert client.get(f"/activities/{made.id}/diagrams?kind=none").status_code == 404


def test_who_may_not_read_a_record_is_not_told_that_it_has_pictures(register, now):
    made = create(register, now, office_id=PRACHUAP)
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        assert client.get(f"/activities/{made.id}/diagrams").status_code == 404
