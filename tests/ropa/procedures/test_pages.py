"""The pages of procedures: a manual from a sample is edited whole, returned and approved; nothing typed is lost."""

import pytest

from ropa.procedures import service, service_exports
from schemas.access import Role
from tests.support.actors import PHETCHABURI
from tests.support.form_fields import fields_of
from tests.support.procedures import HEAD, WRITER, approved, changed, procedure_input
from tests.support.web import browser, mark_of

pytestmark = pytest.mark.only_on("sqlite")


def post(client, path, **data):
    return client.post(path, data={"csrf_token": mark_of(client.get("/")), **data}, follow_redirects=False)


@pytest.mark.parametrize("key", service_exports.samples())
def test_a_sample_goes_through_the_form_without_a_change(register, now, key):
    with register.write(WRITER, now) as uow:
        made = service_exports.create_from(uow, PHETCHABURI, key, None)
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        typed = fields_of(client.get(f"/procedures/{made.id}/edit").text)
        assert post(client, f"/procedures/{made.id}/edit", **typed).status_code == 303
    with register.read(WRITER, now) as uow:
        saved = service.read(uow, made.id)
        before, after = service_exports.samples()[key], service.document_of(saved)
    assert saved.version == 2
    for step, original in zip(after.steps, before.steps, strict=True):
        assert step == original
    assert after == before


def test_what_cannot_be_read_is_said_at_its_field_and_all_else_stays(register, now):
    with register.write(WRITER, now) as uow:
        made = service.create(uow, procedure_input())
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        path = f"/procedures/{made.id}/edit"
        typed = fields_of(client.get(path).text) | {"steps_2_to": "ไหนดี", "scope": "ขอบเขตที่พิมพ์"}
        wrong = post(client, path, **typed)
        assert wrong.status_code == 422
        assert 'href="#f-steps_2_to"' in wrong.text
        assert "ขอบเขตที่พิมพ์</textarea>" in wrong.text
        long = post(client, path, **typed | {"steps_2_to": "", "title": "ก" * 20_001})
        assert long.status_code == 422
        assert 'href="#f-title"' in long.text
    with register.read(WRITER, now) as uow:
        assert service.read(uow, made.id).version == 1


def test_steps_come_in_the_order_of_their_numbers_and_an_emptied_row_goes(register, now):
    with register.write(WRITER, now) as uow:
        made = service.create(uow, procedure_input(steps=procedure_input().steps[:3]))
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        path = f"/procedures/{made.id}/edit"
        typed = fields_of(client.get(path).text)
        emptied = {name: "" for name in typed if name.startswith("steps_1_")}
        new = {"steps_4_title": "ขั้นใหม่", "steps_4_number": "๒", "steps_4_to": "3, 4", "steps_3_title": "ต่อท้าย"}
        assert post(client, path, **typed | emptied | new).status_code == 303
    with register.read(WRITER, now) as uow:
        steps = service.document_of(service.read(uow, made.id)).steps
    assert [(step.number, step.title) for step in steps] == [
        (1, "ขั้นตอน 1"),
        (2, "ขั้นใหม่"),
        (3, "ขั้นตอน 3"),
        (4, "ต่อท้าย"),
    ]
    assert [each.to for each in steps[1].next or []] == [3, 4]


def test_more_rows_are_offered_without_saving(register, now):
    with register.write(WRITER, now) as uow:
        made = service.create(uow, procedure_input())
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        path = f"/procedures/{made.id}/edit"
        typed = fields_of(client.get(path).text) | {"do": "more_steps", "title": "พิมพ์ค้างไว้"}
        more = post(client, path, **typed)
        assert more.status_code == 200
        assert 'name="steps_22_title"' in more.text
        assert 'value="พิมพ์ค้างไว้"' in more.text


def test_a_save_after_somebody_elses_is_told_of_and_can_be_sent_again(register, now):
    with register.write(WRITER, now) as uow:
        made = service.create(uow, procedure_input())
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        path = f"/procedures/{made.id}/edit"
        typed = fields_of(client.get(path).text) | {"scope": "ของฉัน"}
        with register.write(WRITER, now) as uow:
            service.replace(uow, made.id, 1, changed(made, scope="ของเขา"))
        late = post(client, path, **typed)
        assert late.status_code == 412
        assert "ของฉัน</textarea>" in late.text
        assert post(client, path, **fields_of(late.text)).status_code == 303


def test_the_head_returns_with_a_reason_approves_and_readers_see_what_is_in_force(register, now):
    stored = approved(register, now)
    with register.write(WRITER, now) as uow:
        service.replace(uow, stored.id, stored.version, changed(stored, scope="ขอบเขตใหม่"))
    path = f"/procedures/{stored.id}"
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        draft = client.get(path).text
        assert "ขอบเขตใหม่" in draft
        assert post(client, f"{path}/move", version="4", move="submit").status_code == 303
    with browser(register, (Role.AUDITOR, 0), number=2) as client:
        shown = client.get(path).text
        assert "ขอบเขตใหม่" not in shown
        assert client.get(f"{path}?revision=2").status_code == 404
        assert client.get(f"{path}/edit").status_code == 403
        assert post(client, f"{path}/move", version="5", move="approve").status_code == 403
    with browser(register, (Role.APPROVER, PHETCHABURI), number=3) as client:
        refused = post(client, f"{path}/move", version="5", move="return")
        assert refused.status_code == 422
        assert "ต้องระบุเหตุผล" in refused.text
        assert post(client, f"{path}/move", version="4", move="approve").status_code == 409
        assert post(client, f"{path}/move", version="5", move="approve").status_code == 303
        assert "เปลี่ยนจากฉบับที่ 1" in client.get(path).text


def test_papers_go_out_and_leave_a_trace(register, now):
    from sqlalchemy import text

    stored = approved(register, now)
    with browser(register, (Role.AUDITOR, 0)) as client:
        api = f"/api/v1/procedures/{stored.id}"
        assert client.get(f"{api}/manual.pdf").content.startswith(b"%PDF-")
        assert client.get(f"{api}/procedure.xlsx").content.startswith(b"PK")
        assert b"<svg" in client.get(f"{api}/chart.svg").content
    with register.read(HEAD, now) as uow:
        told = uow.connection.scalar(text("SELECT count(*) FROM audit_events WHERE action = 'procedure.exported'"))
    assert told == 3
