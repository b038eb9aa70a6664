"""Deciding on reports from outside, and the Office's answer to a late notice, as their pages send it."""

from datetime import UTC, datetime, timedelta

import pytest

from ropa.breaches import service, service_notices, service_triage
from schemas.access import Role
from schemas.breach import BreachInput
from schemas.breach_reports import ReportItem, ReportState
from schemas.thai_dates import format_thai_date
from tests.ropa.breaches.test_links import KEYS
from tests.ropa.breaches.test_triage import DPO
from tests.ropa.breaches.test_triage import send as reports
from tests.support.actors import PHETCHABURI
from tests.support.web import browser, form_key_of, send

pytestmark = pytest.mark.only_on("sqlite")


@pytest.fixture
def officer(register):
    with browser(register, (Role.DPO, PHETCHABURI)) as client:
        yield client


@pytest.fixture
def place(register):
    """The page of a report about the officer's office."""
    reports(register, datetime.now(UTC), office_id=PHETCHABURI)
    return f"/breaches/triage/{report(register).id}"


def report(register, state=ReportState.WAITING) -> ReportItem:
    with register.read(DPO, datetime.now(UTC)) as uow:
        [found] = service_triage.inbox(uow, KEYS, state=state).items
    return found


def breach(register, aware_at):
    given = BreachInput(office_id=PHETCHABURI, title="ระบบถูกเข้าถึง", aware_at=aware_at)
    with register.write(DPO, datetime.now(UTC)) as uow:
        return service.report(uow, given)


def decided(client, place, **fields):
    page = client.get(place)
    return send(client, place, {"form_key": form_key_of(page), **fields})


def test_a_report_becomes_a_suspicion_once_though_the_button_was_pressed_twice(register, officer, place):
    wrong = decided(officer, place, do="accept", title="", office_id="")
    assert wrong.status_code == 422
    assert "เลือกหน่วยงานที่เกิดเหตุ" in wrong.text

    page = officer.get(place)
    fields = {"form_key": form_key_of(page), "do": "accept", "title": "พบรายชื่อ", "office_id": str(PHETCHABURI)}
    first, again = (send(officer, place, fields) for _ in range(2))

    assert first.status_code == 303
    assert again.status_code in {303, 409, 422}
    with register.read(DPO, datetime.now(UTC)) as uow:
        [made] = service.page(uow).items
    assert first.headers["location"].startswith(f"/breaches/{made.id}")
    assert made.aware_at is None
    taken = report(register, ReportState.ACCEPTED).decision
    assert taken is not None
    assert taken.breach_id == made.id


def test_a_report_is_merged_into_a_known_breach_or_refused_with_a_reason(register, officer, place):
    known = breach(register, datetime.now(UTC) - timedelta(hours=2))
    unchosen = decided(officer, place, do="merge", breach_id="")
    unreasoned = decided(officer, place, do="reject", reject_reason=" ")
    assert [unchosen.status_code, unreasoned.status_code] == [422, 422]
    assert "บอกเหตุผล" in unreasoned.text
    assert known.ref in unreasoned.text

    merged = decided(officer, place, do="merge", breach_id=known.id)
    assert (merged.status_code, merged.headers["location"]) == (303, f"/breaches/{known.id}?said=triaged")

    reports(register, datetime.now(UTC), "อีกเรื่องหนึ่ง", office_id=PHETCHABURI)
    refused = decided(officer, f"/breaches/triage/{report(register).id}", do="reject", reject_reason="ไม่ใช่ข้อมูลของเรา")
    assert refused.status_code == 303
    taken = report(register, ReportState.REJECTED).decision
    assert taken is not None
    assert taken.reason == "ไม่ใช่ข้อมูลของเรา"


def test_the_answer_of_the_office_to_a_late_notice_is_recorded_from_the_page(register, officer):
    now = datetime.now(UTC)
    late = breach(register, now - timedelta(days=5))
    with register.write(DPO, now) as uow:
        service.change(uow, late.id, None, notified_at=now - timedelta(days=1))
    at = f"/breaches/{late.id}/notices"
    tomorrow = format_thai_date((now + timedelta(days=2)).date())

    unsaid = decided(officer, at, do="excuse", reference="", answered_on="", excused="yes")
    future = decided(officer, at, do="excuse", reference="สคส. 1/2569", answered_on=tomorrow, excused="yes")
    assert [unsaid.status_code, future.status_code] == [422, 422]
    assert "กรอกเลขที่หนังสือของสำนักงานฯ" in unsaid.text
    assert "อยู่ในอนาคต" in future.text
    assert "สคส. 1/2569" in future.text

    today = format_thai_date((now + timedelta(hours=7)).date())
    done = decided(officer, at, do="excuse", reference="สคส. 1/2569", answered_on=today, excused="yes")

    assert done.status_code == 303, done.text
    with register.read(DPO, now) as uow:
        [answer] = service_notices.list_notices(uow, late.id).excuses
    assert (answer.reference, answer.is_excused) == ("สคส. 1/2569", True)
