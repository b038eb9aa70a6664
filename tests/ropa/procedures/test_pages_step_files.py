"""The pages and the API of evidence: files in the form that ends a step, later ones on their own page, downloads."""

from datetime import timedelta

import pytest

from ropa import clock
from schemas.access import Role
from schemas.procedure import StepDoer
from schemas.thai_dates import format_thai_date
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.answers import problem
from tests.support.documents import CSV, PDF, PNG
from tests.support.procedure_steps import step
from tests.support.procedures import approved
from tests.support.rounds import begin, visits
from tests.support.web import browser, mark_of
from tests.support.world import bearer

pytestmark = pytest.mark.only_on("sqlite")
STEPS = [step(1, 250, doer=StepDoer.OFFICE), step(2, 1, [])]
TWO = [("file", ("หนังสือ.pdf", PDF, "x/y")), ("file", ("ภาพ.png", PNG, "x/y"))]


@pytest.fixture
def round_id(register):
    now = clock.now()
    made = approved(register, now, steps=STEPS)
    return begin(register, now, made, starts_on=clock.bangkok(now).date() - timedelta(days=10))


@pytest.fixture
def row(register, round_id):
    return visits(register, clock.now(), round_id)[0]


def post(client, path, files=(), **data):
    return client.post(path, data={"csrf_token": mark_of(client.get("/")), **data}, files=list(files))


def test_a_step_is_ended_with_two_files_which_stand_on_its_page_and_can_be_downloaded(register, round_id, row):
    place = f"/rounds/{round_id}/offices/{PHETCHABURI}"
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        said = {"step": row.id, "version": "1", "done_on": format_thai_date(row.opens_on)}
        wrong = post(client, place, [*TWO, ("file", ("โปรแกรม.pdf", b"MZ\0\0", "x/y"))], **said)
        assert wrong.status_code == 422
        assert "โปรแกรม.pdf: " in wrong.text
        assert "โปรดเลือกไฟล์อีกครั้ง" not in wrong.text  # what is wrong with the file is said instead
        assert post(client, place, TWO, **said).status_code == 303
        shown = client.get(place).text
        assert "หลักฐานทั้งหมด 2 ไฟล์" in shown
        assert f"/files?step={row.id}" in shown
        listed = client.get(f"/api/v1/rounds/steps/{row.id}/files").json()["items"]
        assert [(each["file_name"], each["may_remove"]) for each in listed] == [
            ("หนังสือ.pdf", False),
            ("ภาพ.png", False),
        ]
        file = client.get(f"/api/v1/rounds/steps/{row.id}/files/{listed[0]['id']}")
        assert (file.content, file.headers["x-content-type-options"]) == (PDF, "nosniff")
        assert file.headers["content-security-policy"] == "default-src 'none'; sandbox"


def test_a_form_without_a_chosen_file_ends_a_step_as_before(register, round_id, row):
    place = f"/rounds/{round_id}/offices/{PHETCHABURI}"
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        said = {"step": row.id, "version": "1", "done_on": format_thai_date(row.opens_on)}
        assert post(client, place, [("file", ("", b"", "application/octet-stream"))], **said).status_code == 303


def test_evidence_is_added_and_taken_out_on_its_own_page(register, round_id, row):
    place = f"/rounds/{round_id}/offices/{PHETCHABURI}/files"
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        assert "ยังไม่มีหลักฐาน" in client.get(place).text
        empty = post(client, place, note="ไม่มีไฟล์")
        assert empty.status_code == 422
        assert "เลือกขั้นตอน" in empty.text
        assert "เลือกไฟล์ที่จะแนบ" in empty.text
        assert "ไม่มีไฟล์</textarea>" in empty.text
        assert post(client, place, TWO, step=row.id, note="ชุดแรก").status_code == 303
        shown = client.get(place).text
        assert shown.count("ชุดแรก") == 2
        listed = client.get(f"/api/v1/rounds/steps/{row.id}/files").json()["items"]
        assert post(client, place, step=row.id, remove=listed[0]["id"]).status_code == 303
        page = client.get(place).text
        assert "นำไฟล์ออกแล้ว" not in page
        assert page.count("ชุดแรก") == 1
        ended = {"step": row.id, "version": "1", "done_on": format_thai_date(row.opens_on)}
        assert post(client, place.removesuffix("/files"), **ended).status_code == 303
        assert post(client, place, step=row.id, remove=listed[1]["id"]).status_code == 409
        assert post(client, place, [("file", ("ใหม่.csv", CSV, ""))], step=row.id).status_code == 303
        assert "เพิ่มภายหลัง" in client.get(place).text
        assert "นำออก" not in client.get(place).text.partition("<tbody>")[2].partition("</tbody>")[0]
    with browser(register, (Role.AUDITOR, 0), number=2) as client:
        seen = client.get(place).text
        assert "ใหม่.csv" in seen
        assert "แนบไฟล์</button>" not in seen
        assert post(client, place, TWO, step=row.id).status_code == 403
    with browser(register, (Role.RECORDER, PRACHUAP), number=3) as client:
        assert client.get(place).status_code == 404


def test_the_api_refuses_machines_strangers_and_files_that_are_none(client, register, row):
    path = f"/api/v1/rounds/steps/{row.id}/files"
    recorder = bearer(register, Role.RECORDER, PHETCHABURI)
    assert client.get(path, headers=recorder).json() == {"items": []}
    # Evidence is attached by a person at a browser, like the end of a step.
    problem(client.post(path, headers=recorder, files={"file": ("a.pdf", PDF, "")}), 403)
    problem(client.get(path, headers=bearer(register, Role.RECORDER, PRACHUAP)), 404)
    problem(client.get(f"{path}/{row.id}", headers=recorder), 404)
