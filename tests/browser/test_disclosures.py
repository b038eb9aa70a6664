"""The log of disclosures, a request of an agency and the exchange log, at a desk and on a telephone."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from ropa import clock
from ropa.activities import service as activities
from ropa.disclosures import service_batches, service_requests
from schemas.access import Role
from schemas.activity import Form
from schemas.activity_data import Header
from schemas.disclosures import ExchangeRequestInput, ExchangeRequestNew
from schemas.document import ActivityInput
from schemas.vocabulary import LawfulBasis
from tests.support.actors import person
from tests.support.exchange_lines import PERSON, add_source, as_csv, lines, read
from tests.support.site import Site
from tests.support.visitor import DESKTOP, PHONE, Way

CENTRAL = 435
DPO = person("dpo", Role.DPO)


def prepared(site: Site, way: Way) -> str:
    """Return an activity; a system has sent ten lines of its log."""
    now = clock.now() - timedelta(minutes=1)
    with site.database.write(DPO, now) as uow:
        add_source(uow, f"portal-{way.name}", CENTRAL)
        batch = read(as_csv(lines(10, now)), now, keys=site.keys)
        service_batches.take(uow, f"portal-{way.name}", "1", batch)
        form = Form(header=Header(main_process="งานทะเบียน", sub_process=f"เปิดเผย {way.words}"))
        return activities.create(uow, ActivityInput(office_id=CENTRAL, form=form)).id


def received(site: Site) -> str:
    """Return a request that waits for its check."""
    asked = ExchangeRequestInput(
        agency="หน่วยงานผู้ขอ",
        contact="กองตัวอย่าง",
        purpose="ตรวจสอบสิทธิ",
        ground=LawfulBasis.PUBLIC_TASK,
        law="พ.ร.บ. ตัวอย่าง",
        items=["ชื่อ"],
        service="ทะเบียนโรงงาน",
        wanted_from=date(2026, 12, 1),
        wanted_to=date(2027, 11, 30),
        security="TLS",
    )
    with site.database.write(DPO, clock.now()) as uow:
        return service_requests.receive(uow, ExchangeRequestNew(office_id=CENTRAL, asked=asked)).id


@pytest.mark.parametrize("way", [DESKTOP, PHONE], ids=str)
def test_a_disclosure_a_request_and_a_search(visit, site: Site, way: Way):
    activity = prepared(site, way)
    visitor = visit("dpo.sps", way)
    page = visitor.page

    visitor.open(f"/activities/{activity}/disclosures")
    page.fill("#f-recipient", "กรมตัวอย่าง")
    page.fill("#f-items", "ชื่อ\nที่อยู่")
    page.select_option("#f-ground", "public_task")
    page.fill("#f-purpose", "ตรวจสอบสิทธิ")
    page.fill("#f-happened_from", "1 พ.ย. 2569")
    page.fill("#f-decided_by", "อธิบดี")
    page.click("#entry button.primary")
    expect(page.locator(".said")).to_be_visible()
    expect(page.locator("tbody")).to_contain_text("กรมตัวอย่าง")
    assert visitor.overflow() == 0
    visitor.has_no_barriers()
    visitor.shot("disclosures")

    made = received(site)
    visitor.open(f"/exchange-requests/{made}?step=check")
    for name in ("has_right", "fits_purpose", "is_least", "is_secure"):
        page.select_option(f"#f-{name}", "yes")
    page.click("#step button.primary")
    expect(page.locator(".said")).to_be_visible()
    assert visitor.overflow() == 0
    visitor.has_no_barriers()
    visitor.shot("exchange-request")
    visitor.open("/exchange-requests")
    assert visitor.overflow() == 0
    visitor.has_no_barriers()
    visitor.shot("exchange-requests")

    visitor.open("/exchange-log")
    page.fill("#f-person", PERSON)
    page.select_option("#f-source", f"portal-{way.name}")
    page.click(".search form button.primary")
    expect(page.locator("tbody tr")).to_have_count(10)
    assert PERSON not in page.url
    assert visitor.overflow() == 0
    visitor.has_no_barriers()
    visitor.shot("exchange-log")
