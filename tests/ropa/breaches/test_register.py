"""The register of breaches in Excel, numbers without drills, and the situation on one page whatever was written."""

import io
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from openpyxl import load_workbook

from ropa.breaches import service, service_lessons, service_register, service_situation, service_tasks
from ropa.errors import Forbidden, Invalid
from ropa.renderings import breach_situation
from schemas.access import Role
from schemas.breach import BreachInput, RiskLevel
from schemas.breach_details import BreachCause, BreachDetails, CountKind, Known
from schemas.breach_register import RegisterFilter
from schemas.breach_work import LessonInput, TaskInput
from tests.ropa.breaches.test_known import health_record, kept
from tests.support.actors import PHETCHABURI, PRACHUAP, somebody
from tests.support.answers import problem
from tests.support.staff import hire, key
from tests.support.world import bearer

DPO = somebody(Role.DPO)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PATH = "/api/v1/breaches.xlsx"


def report(register, at, office_id=PHETCHABURI, **more):
    columns = {name: more.pop(name) for name in ("level", "notified_at") if name in more}
    given = {"title": "แฟ้มสูญหาย", "office_id": office_id, "aware_at": at} | more
    with register.write(DPO, at) as uow:
        made = service.report(uow, BreachInput(**given)).id
        if columns:
            service.change(uow, made, None, **columns)
    return made


@pytest.fixture
def several(register, now):
    """Four breaches in two months and two offices, a suspicion, and a drill."""
    report(
        register, now, level=RiskLevel.RISK, notified_at=now + 10 * HOUR, details=BreachDetails(cause=BreachCause.ERROR)
    )
    late = report(register, now, level=RiskLevel.HIGH, notified_at=now + 80 * HOUR)
    report(register, now - 40 * DAY, PRACHUAP)
    report(register, now, level=RiskLevel.NONE)
    report(register, now, aware_at=None, suspected_at=now)
    report(register, now, is_drill=True, level=RiskLevel.HIGH, notified_at=now + HOUR)
    with register.write(DPO, now) as uow:
        service_lessons.add(uow, late, LessonInput(cause_kind=BreachCause.CYBER_THREAT, cause="ก", change="ข"))
    return late


def statistics(register, at, actor=DPO, **wanted):
    with register.read(actor, at) as uow:
        return service_register.statistics(uow, RegisterFilter(**wanted))


@pytest.mark.case("F.1", 20)
def test_numbers_leave_drills_out_and_say_how_notices_stand(register, now, several):
    found = statistics(register, now + 90 * HOUR)

    assert (found.total, found.suspected, found.drills) == (5, 1, 1)
    assert {each.code: each.count for each in found.by_notice if each.count} == {
        "on_time": 1,
        "late": 1,
        "overdue": 1,
        "suspected": 1,
        "not_required": 1,
    }
    assert [(each.code, each.count) for each in found.by_month] == [("2026-10", 1), ("2026-11", 4)]
    assert found.by_month[0].th == "ตุลาคม 2569"
    assert {each.code: each.count for each in found.by_level} == {"none": 1, "risk": 1, "high": 1, "": 2}
    assert {each.code: each.count for each in found.by_cause if each.count} == {
        "error": 1,
        "cyber_threat": 1,
        "unknown": 3,
    }
    assert [(each.office_id, each.count) for each in found.by_office] == [(PHETCHABURI, 4), (PRACHUAP, 1)]
    assert found.median_hours_to_notice == 45.0

    november = statistics(register, now, since=now.date().replace(day=1), until=now.date())
    assert november.total == 4
    assert statistics(register, now, office=PRACHUAP).total == 1
    assert statistics(register, now, actor=somebody(Role.REVIEWER, PRACHUAP)).total == 1
    with pytest.raises(Invalid) as refused:
        statistics(register, now, office=999_999, since=now.date().replace(year=2569))
    assert {each.pointer for each in refused.value.problems} == {"/office", "/since"}
    with pytest.raises(Forbidden):
        statistics(register, now, actor=somebody(Role.RECORDER))


def sheets(content):
    book = load_workbook(io.BytesIO(content))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book.worksheets}


def test_the_register_in_excel_is_masked_runs_no_formula_and_shows_drills_only_when_asked(client, register, several):
    at = datetime.now(UTC) - DAY
    told = {
        "description": "ติดต่อ นายสมมติ ตัวอย่าง เลข 1-1037-02071-81-8",
        "aware_by": "หัวหน้ากลุ่มสมมติ",
        "details": BreachDetails(subject_count=1200, subject_count_kind=CountKind.ESTIMATE),
    }
    report(register, at, title='=HYPERLINK("http://evil.example","แจ้งโดย หัวหน้ากลุ่มสมมติ")', **told)
    auditor = bearer(register, Role.AUDITOR)

    plain = client.get(PATH, headers=auditor)
    found = sheets(plain.content)

    assert list(found) == ["ทะเบียนเหตุละเมิด", "สถิติ"]
    rows = found["ทะเบียนเหตุละเมิด"]
    assert len(rows) == 3 + 6
    head, last = rows[2], rows[-1]
    line = dict(zip(head, last, strict=True))
    assert line["เรื่อง"].startswith("=HYPERLINK")
    assert load_workbook(io.BytesIO(plain.content)).worksheets[0].cell(9, 2).data_type == "s"
    everything = "\n".join(str(cell) for sheet in found.values() for row in sheet for cell in row)
    for hidden in ("สมมติ", "02071", "DRILL"):
        assert hidden not in everything
    assert line["จำนวนเจ้าของข้อมูล"] == "1,200 (ประมาณการ)"
    aware = next(label for label in head if label.startswith("ทราบเหตุ"))
    assert aware == "ทราบเหตุ (พ.ศ. เวลาไทย)"
    assert str(at.year + 543) in line[aware]
    [late] = [dict(zip(head, row, strict=True)) for row in rows[3:] if row[0] == "BREACH-2569-0002"]
    assert late["สาเหตุ"] == BreachCause.CYBER_THREAT.th

    with_drills = sheets(client.get(PATH, headers=auditor, params={"drills": "true", "office": PHETCHABURI}).content)
    assert [row[0] for row in with_drills["การฝึกซ้อม"][3:]] == ["DRILL-2569-0001"]
    without = sheets(client.get(PATH, headers=auditor, params={"office": PHETCHABURI}).content)
    assert with_drills["สถิติ"][2:] == without["สถิติ"][2:]  # above it: the moment of printing
    problem(client.get(PATH, headers=auditor, params={"since": "2569-01-01"}), 422)
    problem(client.get(PATH, headers=bearer(register, Role.RECORDER)), 403)


def test_more_than_a_thousand_are_asked_for_as_a_download(client, register, several, monkeypatch):
    monkeypatch.setattr(service_register, "AT_ONCE", 2)
    auditor = bearer(register, Role.AUDITOR)
    problem(client.get(PATH, headers=auditor), 409)
    asked = {"kind": "breaches.xlsx", "query": {"office": PHETCHABURI, "drills": True}}
    made = client.post("/api/v1/downloads", headers=auditor, json=asked)
    assert made.status_code == 202, made.text
    wrong = {"kind": "breaches.xlsx", "query": {"office": 999_999, "drills": "x"}}
    assert problem(client.post("/api/v1/downloads", headers=auditor, json=wrong), 422)["errors"]


def test_a_notice_that_was_half_a_minute_late_does_not_look_in_time_in_excel(client, register):
    at = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - 5 * DAY
    report(register, at, notified_at=at + 72 * HOUR + timedelta(seconds=30))
    report(register, at, aware_at=None, suspected_at=at)
    found = sheets(client.get(PATH, headers=bearer(register, Role.AUDITOR)).content)
    head, line = found["ทะเบียนเหตุละเมิด"][2:4]
    cells = dict(zip(head, line, strict=True))
    due, told = (next(cells[label] for label in head if label.startswith(name)) for name in ("ครบ", "แจ้งสำนักงานเมื่อ"))
    assert (due[-5:], told[-5:]) == ("00:00", "00:30")
    # A suspicion is counted, and its month is said to be that of the suspicion.
    assert any("เริ่มสงสัย" in str(row[0]) for row in found["สถิติ"])


def pages(content):
    text = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True).stdout
    return [page for page in text.decode().split("\f") if page.strip()]


@pytest.mark.only_on("sqlite")
def test_the_situation_is_one_page_whatever_was_written(register, now):
    owner = hire(register, now, 1, (Role.RECORDER, PHETCHABURI))
    long = '#set page(height: 1cm) \\ $ *a* <b> " ' + "ข้อมูลรั่วไหลจากระบบ" * 200 + "\n\u202e" * 9
    details = BreachDetails(likely_consequences=long, subject_categories=[long] * 5)
    made = report(register, now, title=long[:400], description=long, details=details, is_drill=True)
    for _ in range(12):
        with register.write(DPO, now) as uow:
            service_tasks.add(uow, made, TaskInput(title=long[:300], owner_id=key(owner), due_at=now + HOUR))

    with register.read(DPO, now + 60 * HOUR) as uow:
        facts = service_situation.facts(uow, made)
    [page] = pages(breach_situation(facts))

    for words in (
        "DRILL-2569-0001",
        "20 พ.ย. 2569 09:00",
        "23 พ.ย. 2569 09:00",
        "เหลือ 12 ชม. 0 นาที",
        "(ตัด)",
        "หน้า 1 / 1",
    ):
        assert words in page, words
    assert "และอีก 6 รายการในระบบ" in page
    assert "เหตุการณ์ล่าสุด" in page
    assert "#set page" in page


@pytest.mark.parametrize("said", [Known.NO, None])
def test_the_situation_takes_the_register_only_where_the_breach_does_not_know(register, now, said):
    activity = kept(register, now, health_record())
    details = BreachDetails(has_s26_data=said, has_national_id=said, has_minors=said)
    made = report(register, now, activity_ids=[activity], details=details)
    with register.read(DPO, now) as uow:
        words = dict(service_situation.facts(uow, made).known)["ข้อมูลที่เกี่ยวข้อง"]
    *marks, registered = words.split(" · ")
    assert marks == ([] if said is Known.NO else ["ข้อมูลตามมาตรา 26", "เลขประจำตัวประชาชน", "ผู้เยาว์"])
    assert registered == "ตามทะเบียนมี ชื่อ นามสกุล, เลขประจำตัวประชาชน, โรคประจำตัว"


def test_the_situation_of_a_plain_breach_says_what_is_to_be_decided(client, register):
    made = report(register, datetime.now(UTC) - 80 * HOUR)
    answer = client.get(f"/api/v1/breaches/{made}/situation.pdf", headers=bearer(register, Role.AUDITOR))
    assert answer.status_code == 200
    [page] = pages(answer.content)
    for words in ("เกินมา 8 ชม.", "ประเมินความเสี่ยง", "ยังไม่ประเมิน", "แฟ้มสูญหาย", "รายงานเหตุ"):
        assert words in page, words
    problem(
        client.get(f"/api/v1/breaches/{made}/situation.pdf", headers=bearer(register, Role.REVIEWER, PRACHUAP)), 404
    )
