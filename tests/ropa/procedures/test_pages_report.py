"""A round's report through its doors: a figure leads to its lines, an officer sees the own office alone."""

from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from ropa import clock
from ropa.offices import service as offices
from schemas.access import Role
from schemas.procedure import BranchAnswer
from schemas.rounds import LateCause
from schemas.thai_dates import format_thai_date
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.procedure_steps import decision, step
from tests.support.procedures import approved
from tests.support.rounds import DPO, begin, finish
from tests.support.web import browser

pytestmark = pytest.mark.only_on("sqlite")
STEPS = [step(1, 2), decision(2, 3, 1), step(3, 1, [])]
DAY = timedelta(days=1)


@pytest.fixture
def began():
    """A Monday about two hundred days before the tests run."""
    now = clock.now()
    return now - (203 + clock.bangkok(now).weekday()) * DAY


@pytest.fixture
def lived(register, began):
    """A round of two offices that began two hundred days ago; one was sent back and is late, one never began."""
    made = approved(register, began, steps=STEPS)
    round_id = begin(register, began, made, starts_on=clock.bangkok(began).date())
    note = "=HYPERLINK(1) <b>ฝนตก</b>"
    finish(register, began + 30 * DAY, round_id, 1, cause=LateCause.OTHER, note=note)
    finish(register, began + 31 * DAY, round_id, 2, answer=BranchAnswer.NOT_AGREED)
    finish(register, began + 60 * DAY, round_id, 1, cause=LateCause.WORKLOAD)
    return round_id


def test_the_page_says_the_summary_and_leads_from_each_figure_to_its_lines(register, lived):
    with browser(register, (Role.DPO, 0)) as client:
        whole = client.get(f"/rounds/{lived}/report")
        assert whole.status_code == 200
        assert "มีหน่วยงาน 2 หน่วย: ล่าช้า 2 หน่วย (ร้อยละ 100.0)" in whole.text
        assert "&lt;b&gt;ฝนตก&lt;/b&gt;" in whole.text
        assert f"/rounds/{lived}/report?standing=late#offices" in whole.text
        assert f"/rounds/{lived}/report?cause=workload#late" in whole.text
        of_cause = client.get(f"/rounds/{lived}/report", params={"cause": "workload"}).text
        assert "ขั้นตอนที่ล่าช้า (1)" in of_cause
        assert "ฝนตก" not in of_cause
        assert "ผลตามหน่วยงาน (0)" in client.get(f"/rounds/{lived}/report", params={"standing": "finished"}).text
        six = client.get(f"/rounds/{lived}/report", params={"month": "6"}).text
        assert "รอบ 6 เดือน" in six
        assert f"/api/v1/rounds/{lived}/report.xlsx?month=6" in six


def test_a_day_that_cannot_be_is_said_at_its_field(register, lived, began):
    with browser(register, (Role.DPO, 0)) as client:
        before = format_thai_date(clock.bangkok(began).date() - DAY)
        for typed in ("31 กุมภา", "1 ม.ค. 2599", before):
            found = client.get(f"/rounds/{lived}/report", params={"as_of": typed})
            assert found.status_code == 422, typed
            assert 'id="e-as_of"' in found.text
            assert "Excel" not in found.text
        assert client.get(f"/rounds/{lived}/report", params={"as_of": before, "month": "6"}).status_code == 422


def test_an_officer_has_the_report_of_the_own_office(register, lived):
    with register.read(DPO, clock.now()) as uow:
        names = {office.id: office.name for office in offices.list_offices(uow)}
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        found = client.get(f"/rounds/{lived}/report").text
        assert "หน่วยงานที่ผู้จัดทำรายงานมีสิทธิเห็น 1 หน่วย" in found
        assert names[PRACHUAP] not in found
        made = client.get(f"/api/v1/rounds/{lived}/report", params={"office": PRACHUAP}).json()
        assert (made["offices"], made["late_steps"]) == ([], [])
    with browser(register, (Role.RECORDER, 20), number=2) as client:
        assert client.get(f"/rounds/{lived}/report").status_code == 404
        assert client.get(f"/api/v1/rounds/{lived}/report").status_code == 404


def test_the_files_have_the_figures_of_the_page_and_leave_an_entry_in_the_trail(register, lived):
    with browser(register, (Role.DPO, 0)) as client:
        made = client.get(f"/api/v1/rounds/{lived}/report", params={"month": 6}).json()
        workbook = client.get(f"/api/v1/rounds/{lived}/report.xlsx", params={"month": 6})
        paper = client.get(f"/api/v1/rounds/{lived}/report.pdf", params={"month": 6})
        trail = client.get("/trail", params={"about": "round.report_exported"})
    assert paper.content[:5] == b"%PDF-"
    assert workbook.headers["content-disposition"].count(made["ref"])
    book = load_workbook(BytesIO(workbook.content))
    late = book["ขั้นตอนที่ล่าช้า"]
    assert late.max_row == 3 + len(made["late_steps"])
    assert late["I4"].value == made["late_steps"][0]["days_late"]
    assert late["K4"].value == "=HYPERLINK(1) <b>ฝนตก</b>"
    assert late["K4"].data_type == "s"
    assert late["G4"].is_date
    assert trail.status_code == 200


def test_months_and_a_day_together_are_refused(register, lived):
    with browser(register, (Role.DPO, 0)) as client:
        asked = {"month": "6", "as_of": "2026-11-01"}
        said = client.get(f"/api/v1/rounds/{lived}/report", params=asked).json()
    assert next(each["pointer"] for each in said["errors"]) == "/as_of"
