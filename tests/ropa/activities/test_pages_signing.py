"""The queue of those who approve: reading every difference there, approving or sending back one, and going on."""

import pytest

from ropa.activities import service, service_life
from schemas.access import Role
from schemas.life import LifeStep
from schemas.vocabulary import RevisionStatus
from tests.ropa.activities.test_pages_life import whole
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.lives import OFFICER, RECORDER, carry
from tests.support.web import browser, send
from tests.support.world import update_of

pytestmark = pytest.mark.only_on("sqlite")
QUEUE = "/queue/sign"


@pytest.fixture
def two(register, now):
    """Two records that wait: one changed since its approval, one new; the changed one has waited longer."""
    with register.write(RECORDER, now) as uow:
        first, second = service.create(uow, whole()), service.create(uow, whole())
    carry(register, now, first.id)
    with register.write(RECORDER, now) as uow:
        changed = whole()
        changed.form.header.sub_process = "ชื่อใหม่หลังอนุมัติ"
        service.replace(uow, first.id, 4, update_of(changed))
    carry(register, now, first.id, LifeStep.REVIEW)
    carry(register, now, second.id, LifeStep.REVIEW)
    return first.id, second.id


def approver(register, office=PHETCHABURI, number=3):
    return browser(register, (Role.APPROVER, office), number=number)


def status_of(register, now, key):
    with register.read(OFFICER, now) as uow:
        return service_life.newest(uow, key).status


def one(register, now, key, do, **more):
    with register.read(OFFICER, now) as uow:
        version = service.read(uow, key).version
    return {"do": do, "record": key, "version": str(version), **more}


def test_what_waits_leads_an_approver_to_the_queue_that_holds_something(register, two):
    with approver(register) as client:
        answer = client.get("/queue", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, QUEUE)
        assert client.get("/queue?of=returned", follow_redirects=False).status_code == 200
    with approver(register, PRACHUAP, 4) as other:
        assert other.get("/queue", follow_redirects=False).status_code == 200


def test_every_difference_stands_in_the_queue_with_and_without_a_script(register, two):
    with approver(register) as client:
        plain = client.get(f"{QUEUE}?open={two[0]}").text
        part = client.get(f"{QUEUE}?open={two[0]}", headers={"HX-Request": "true"}).text
        new = client.get(f"{QUEUE}?open={two[1]}", headers={"HX-Request": "true"}).text
        assert client.get(f"{QUEUE}?open=nothing", headers={"HX-Request": "true"}).status_code == 404
        listed = client.get(f"{QUEUE}?open=nothing")

    assert "<html" not in part
    for shown in (plain, part):
        assert "<ins>ชื่อใหม่หลังอนุมัติ</ins>" in shown
        assert 'class="whole-diff' in shown.replace("compared ", "")
    assert "รายการใหม่ ทุกคำตอบในรายการ" in new
    assert new.count('class="change"') > 10, "everything that a new record says"
    assert listed.status_code == 200


def test_nothing_of_another_office_can_be_opened(register, two):
    with approver(register, PRACHUAP, 7) as client:
        assert client.get(f"{QUEUE}?open={two[0]}", headers={"HX-Request": "true"}).status_code == 404
        assert "ชื่อใหม่หลังอนุมัติ" not in client.get(f"{QUEUE}?open={two[0]}").text
        sent = send(client, QUEUE, {"do": "return", "record": two[0], "version": "7", "reason": "ลอง"}, at="/rights")
        assert sent.status_code == 404


def test_after_an_approval_the_next_one_has_the_focus_and_a_status_says_so(register, now, two):
    with approver(register) as client:
        answer = send(client, QUEUE, one(register, now, two[0], "approve", next=two[1]))
        assert (answer.status_code, answer.headers["location"]) == (303, f"{QUEUE}?at={two[1]}&said=approved")
        after = client.get(answer.headers["location"]).text

    assert status_of(register, now, two[0]) is RevisionStatus.APPROVED
    assert f'id="i-{two[1]}" aria-labelledby="t-{two[1]}" tabindex="-1" autofocus' in after
    assert "อนุมัติแล้ว ฉบับนี้ถูกตรึงไว้ เหลือ 1 รายการ" in after


def test_the_version_that_was_not_seen_is_not_approved(register, now, two):
    with approver(register) as client:
        answer = send(client, QUEUE, one(register, now, two[0], "approve") | {"version": "1"})
    assert answer.status_code == 200
    assert "ไม่ได้อนุมัติ 1 รายการ" in answer.text
    assert status_of(register, now, two[0]) is RevisionStatus.REVIEWED


def test_one_is_sent_back_with_a_reason_and_its_writer_reads_it(register, now, two):
    with approver(register) as client:
        without = send(client, QUEUE, one(register, now, two[0], "return"))
        assert without.status_code == 422
        assert f'id="e-{two[0]}"' in without.text
        stale = send(client, QUEUE, one(register, now, two[0], "return", reason="แก้ชื่อ") | {"version": "1"})
        assert stale.status_code == 412
        assert "แก้ชื่อ</textarea>" in stale.text, "what was typed is still there"
        answer = send(client, QUEUE, one(register, now, two[0], "return", reason="<b>ชื่อยังไม่ตรง</b>", next=two[1]))
        assert answer.headers["location"] == f"{QUEUE}?at={two[1]}&said=returned"
    assert status_of(register, now, two[0]) is RevisionStatus.DRAFT
    with browser(register, (Role.RECORDER, PHETCHABURI), number=5) as client:
        page = client.get("/queue?of=returned").text
    assert "&lt;b&gt;ชื่อยังไม่ตรง&lt;/b&gt;" in page


def test_the_queue_that_is_empty_says_what_to_do_next(register):
    with approver(register) as client:
        page = client.get(QUEUE).text
    assert "ไม่มีรายการรออนุมัติ" in page
    assert 'href="/activities?status=approved"' in page
