"""The life of a record in the browser: submit, review, return with comments, approve many at once."""

import msgspec
import pytest
from sqlalchemy import select

from ropa.activities import service, service_life, service_review, service_signing
from ropa.activities.tables_life import approvals
from ropa.db.unit_of_work import Database
from ropa.samples import filled_forms
from schemas.access import Role
from schemas.document import ActivityInput
from schemas.life import LifeStep
from schemas.vocabulary import RevisionStatus
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.lives import OFFICER, RECORDER, REVIEWER, carry
from tests.support.page_forms import form_of
from tests.support.web import browser, send
from tests.support.world import activity_input, update_of


def whole() -> ActivityInput:
    data = msgspec.json.decode(filled_forms()[0].read_bytes(), type=ActivityInput)
    return msgspec.structs.replace(data, office_id=PHETCHABURI)


@pytest.fixture
def draft(register: Database, now):
    with register.write(RECORDER, now) as uow:
        return service.create(uow, whole())


def step(client, key, name, **fields):
    page = client.get(f"/activities/{key}/life/{name}")
    version = page.text.split('name="version" value="')[1].split('"')[0]
    return send(client, f"/activities/{key}/life/{name}", {"version": version, **fields})


@pytest.mark.only_on("sqlite")
def test_a_record_is_carried_to_its_approval_by_three_people(register, draft):
    with browser(register, (Role.RECORDER, PHETCHABURI), number=1) as client:
        assert step(client, draft.id, "submit").headers["location"].endswith("said=submitted")
        assert "ถอนกลับมาแก้ไข" in client.get(f"/activities/{draft.id}").text
        assert client.get(f"/activities/{draft.id}/edit/header").status_code == 409
    with browser(register, (Role.REVIEWER, PHETCHABURI), number=2) as client:
        assert draft.ref in client.get("/queue").text
        assert step(client, draft.id, "review").status_code == 303
        assert draft.ref not in client.get("/queue").text
    with browser(register, (Role.APPROVER, PHETCHABURI), number=3) as client:
        assert draft.ref in client.get("/queue/sign").text
        assert step(client, draft.id, "approve").status_code == 303
        page = client.get(f"/activities/{draft.id}").text
    assert "ฉบับนี้ตรึงไว้แล้ว" in page
    assert "SHA-256" in page


@pytest.mark.only_on("sqlite")
def test_a_return_pins_comments_that_stand_beside_the_fields(register, now, draft):
    carry(register, now, draft.id, LifeStep.SUBMIT)
    with browser(register, (Role.REVIEWER, PHETCHABURI), number=2) as client:
        refused = step(client, draft.id, "return")
        assert refused.status_code == 422
        assert "ต้องระบุเหตุผล" in refused.text
        fields = {
            "pointer0": "/form/header/sub_process",
            "text0": "ชื่อยังไม่ตรง <b>กับคำสั่ง</b>",
            "pointer1": "/steps/0",
            "text1": "ขาดผู้รับเรื่อง",
        }
        assert step(client, draft.id, "return", **fields).status_code == 303
    with browser(register, (Role.RECORDER, PHETCHABURI), number=1) as client:
        assert draft.ref in client.get("/queue?of=returned").text
        record = client.get(f"/activities/{draft.id}").text
        section = client.get(f"/activities/{draft.id}/edit/header").text
        flow = client.get(f"/activities/{draft.id}/edit/flow").text
        for shown in (record, section):
            assert "ชื่อยังไม่ตรง &lt;b&gt;กับคำสั่ง&lt;/b&gt;" in shown
        assert "ขาดผู้รับเรื่อง" in flow
        comments = client.get(f"/activities/{draft.id}/comments")
        key = comments.text.split('name="resolve" value="')[1].split('"')[0]
        assert send(client, f"/activities/{draft.id}/comments", {"resolve": key}).status_code == 303
        assert "แก้แล้วโดย" in client.get(f"/activities/{draft.id}/comments").text


@pytest.mark.only_on("sqlite")
def test_an_approval_of_a_version_that_was_not_seen_shows_the_page_again(register, now, draft):
    carry(register, now, draft.id, LifeStep.REVIEW)
    with browser(register, (Role.APPROVER, PHETCHABURI), number=3) as client:
        answer = send(client, f"/activities/{draft.id}/life/approve", {"version": "1"})
    assert answer.status_code == 412
    assert "มีผู้อื่นบันทึกรายการนี้ไปก่อนแล้ว" in answer.text


@pytest.mark.only_on("sqlite")
def test_who_reviewed_is_told_why_they_cannot_approve(register, draft):
    with browser(register, (Role.RECORDER, PHETCHABURI), number=1) as client:
        step(client, draft.id, "submit")
    with browser(register, (Role.REVIEWER, PHETCHABURI), (Role.APPROVER, PHETCHABURI), number=2) as client:
        step(client, draft.id, "review")
        answer = step(client, draft.id, "approve")
        assert answer.status_code == 403
        assert "ต้องเป็นบุคคลอื่น" in answer.text
        assert "ต้องเป็นบุคคลอื่น" in client.get("/queue/sign").text


@pytest.mark.only_on("sqlite")
def test_a_reviewer_decides_in_the_queue_and_the_writer_is_told_why_not(register, now, draft):
    with browser(register, (Role.RECORDER, PHETCHABURI), (Role.REVIEWER, PHETCHABURI), number=1) as client:
        with register.write(RECORDER, now) as uow:
            own = service.create(uow, whole())
        for key in (draft.id, own.id):
            carry(register, now, key, LifeStep.SUBMIT)
        shown = client.get(f"/queue?of=review&open={draft.id}")
        assert "รายการใหม่ ทุกคำตอบในรายการ" in shown.text
        stale = send(client, "/queue", {"do": "review", "record": draft.id, "version": "1"})
        assert stale.status_code == 412
        silent = send(client, "/queue", {"do": "return", "record": draft.id, "version": "2"})
        assert silent.status_code == 422
        assert "เขียนว่าต้องแก้อะไร" in silent.text
    with browser(register, (Role.RECORDER, PHETCHABURI), number=2) as client:
        assert send(client, "/queue", {"do": "review", "record": draft.id, "version": "2"}).status_code == 403
    with register.read(OFFICER, now) as uow:
        assert service.read(uow, draft.id).status is RevisionStatus.SUBMITTED


@pytest.mark.only_on("sqlite")
def test_who_wrote_a_record_has_no_button_to_review_it(register, draft):
    with browser(register, (Role.RECORDER, PHETCHABURI), (Role.REVIEWER, PHETCHABURI), number=1) as client:
        path = f"/activities/{draft.id}/edit/header"
        send(client, path, form_of(client.get(path)) | {"do": "save", "agency_name": "กรมทดสอบ"})
        step(client, draft.id, "submit")
        shown = client.get("/queue?of=review").text
        assert "ต้องเป็นบุคคลอื่น" in shown
        assert 'data-act="approve"' not in shown
        refused = send(client, "/queue", {"do": "review", "record": draft.id, "version": "3"})
        assert refused.status_code == 403
        assert "ต้องเป็นบุคคลอื่น" in refused.text


def test_many_are_signed_at_once_and_the_exceptions_are_named(register, now, draft):
    with register.write(RECORDER, now) as uow:
        second = service.create(uow, whole())
        lacking = service.create(uow, activity_input())
    for key in (draft.id, second.id, lacking.id):
        carry(register, now, key, LifeStep.REVIEW)
    with register.read(OFFICER, now) as uow:
        versions = {key: service.read(uow, key).version for key in (draft.id, second.id, lacking.id)}
    with browser(register, (Role.APPROVER, PHETCHABURI), number=3) as client:
        queue = client.get("/queue/sign").text
        assert f'value="{draft.id}@3"' in queue
        assert f'value="{lacking.id}@' not in queue  # what cannot be approved has no box
        nothing = send(client, "/queue/sign", {})
        assert nothing.status_code == 422
        fields = {"sign": [f"{key}@{version}" for key, version in versions.items()]}
        answer = send(client, "/queue/sign", fields)
        assert answer.status_code == 200
        assert "อนุมัติแล้ว 2 รายการ" in answer.text
        assert "ไม่ได้อนุมัติ 1 รายการ" in answer.text
        assert lacking.ref in answer.text
        pdf = client.get("/signings/" + answer.text.split('href="/signings/')[1].split('"')[0])
        assert pdf.content.startswith(b"%PDF")
    with register.read(OFFICER, now) as uow:
        batches = set(uow.connection.scalars(select(approvals.c.batch_id)))
        entry = service_life.history(uow, draft.id)[0]
    assert len(batches) == 1
    assert batches == {entry.batch_id}


@pytest.mark.only_on("sqlite")
def test_the_signature_list_of_another_office_is_not_found(register, now, draft):
    carry(register, now, draft.id, LifeStep.REVIEW)
    with browser(register, (Role.APPROVER, PHETCHABURI), number=3) as client:
        answer = send(client, "/queue/sign", {"sign": [f"{draft.id}@3"]})
        signing = answer.text.split("/signings/")[1].split('"')[0]
    with browser(register, (Role.AUDITOR, PRACHUAP), number=4) as client:
        assert client.get(f"/signings/{signing}").status_code == 404
        assert client.get("/queue/sign/list.pdf").status_code == 403


@pytest.mark.only_on("sqlite")
def test_a_dpo_gives_and_ends_an_exception(register, now):
    with browser(register, (Role.DPO, 0)) as client:
        wrong = send(client, "/separation", {"office_id": str(PHETCHABURI), "reason": "", "valid_through": "32 ม.ค."})
        assert wrong.status_code == 422
        day = "30 ก.ย. 2570"
        said = {"office_id": str(PHETCHABURI), "reason": "มีคนเดียว", "valid_through": day}
        sent = send(client, "/separation", said)
        assert sent.status_code == 303, sent.text
        page = client.get("/separation").text
        assert "มีคนเดียว" in page
        key = page.split('name="end" value="')[1].split('"')[0]
        assert send(client, "/separation", {"end": key}).status_code == 303
        assert "สิ้นสุดแล้ว" in client.get("/separation").text
    with register.read(OFFICER, now) as uow:
        assert service_review.exception_of(uow, PHETCHABURI) is None


@pytest.mark.only_on("sqlite")
def test_a_retired_record_says_so(register, now, draft):
    carry(register, now, draft.id)
    with browser(register, (Role.DPO, 0)) as client:
        assert step(client, draft.id, "retire", note="ยุบเลิกภารกิจ").status_code == 303
        assert "ยุบเลิกภารกิจ" in client.get(f"/activities/{draft.id}").text
    with register.read(OFFICER, now) as uow:
        assert service.read(uow, draft.id).status is RevisionStatus.RETIRED


@pytest.mark.only_on("sqlite")
def test_the_queue_shows_what_changed_but_compares_no_endless_tables(register, now, draft):
    carry(register, now, draft.id)
    with register.write(RECORDER, now) as uow:
        changed = whole()
        changed.form.header.sub_process = "ชื่อใหม่หลังอนุมัติ"
        service.replace(uow, draft.id, 4, update_of(changed))
    carry(register, now, draft.id, LifeStep.REVIEW)
    with browser(register, (Role.APPROVER, PHETCHABURI), number=3) as client:
        shown = client.get("/queue/sign").text
        assert "<ins>ชื่อใหม่หลังอนุมัติ</ins>" in shown
        monkeypatch = pytest.MonkeyPatch()
        with monkeypatch.context() as patched:
            patched.setattr(service_signing, "_MOST_PAIRS", 0)
            assert "ตารางยาวมาก" in client.get("/queue/sign").text


@pytest.mark.only_on("sqlite")
def test_home_tells_what_waits_for_whom(register, now, draft):
    carry(register, now, draft.id, LifeStep.SUBMIT)
    with browser(register, (Role.REVIEWER, PHETCHABURI), number=2) as client:
        assert "รายการรอท่านพิจารณา" in client.get("/").text
    take_review(register, now, draft.id)
    with browser(register, (Role.APPROVER, PHETCHABURI), number=3) as client:
        assert "รายการรอท่านอนุมัติ" in client.get("/").text


def take_review(register, now, key):
    with register.write(REVIEWER, now) as uow:
        service_life.take_step(uow, key, LifeStep.REVIEW)


@pytest.mark.only_on("sqlite")
def test_a_note_of_a_review_that_is_refused_is_shown_again(register, now, draft):
    carry(register, now, draft.id)
    with browser(register, (Role.DPO, 0)) as client:
        answer = send(client, f"/activities/{draft.id}/reviewed", {"revision": "1", "note": "ตรวจแล้ว" * 600})
    assert answer.status_code == 422
    assert "ตรวจแล้วตรวจแล้ว" in answer.text
