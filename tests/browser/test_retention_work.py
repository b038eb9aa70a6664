"""The page of an office's work about the ends of retention, at a desk and on a telephone."""

from datetime import date

import pytest
from playwright.sync_api import expect

from ropa import clock
from ropa.activities import service as activities
from ropa.retention import service, service_check, service_holds
from schemas.access import Role
from schemas.activity import Form
from schemas.activity_data import Header
from schemas.activity_keeping import Storage
from schemas.beyond import Beyond
from schemas.document import ActivityInput, ActivityUpdate
from schemas.holding import HoldingInput, HoldInput, HoldKind
from schemas.vocabulary import StartEvent
from tests.support.actors import person
from tests.support.site import Site
from tests.support.visitor import DESKTOP, PHONE, Way

#: The office of the simulated portal's people.
CENTRAL = 435
DPO = person("dpo", Role.DPO)


def worked(site: Site, name: str) -> str:
    """Return an activity of which every kind of work is open."""

    def form(words: str) -> Form:
        return Form(
            header=Header(main_process="งานสารบรรณ", sub_process=name),
            storage=Storage(retention_period=words),
            beyond=Beyond(retention_start_event=StartEvent.COLLECTED),
        )

    with site.database.write(DPO, clock.now()) as uow:
        key = activities.create(uow, ActivityInput(office_id=CENTRAL, form=form("5 ปี"))).id
        first, second, third = (
            service.create_holding(uow, key, HoldingInput(title=f"แฟ้มคำร้อง ปี {2559 + at}", started_on=started))
            for at, started in enumerate((date(2016, 3, 1), date(2017, 3, 1), None))
        )
        service_check.check(uow)
        hold = HoldInput(kind=HoldKind.LEGAL, reason="คดีปกครอง", holding_id=second.id, no_review_reason="จนคดีถึงที่สุด")
        service_holds.place_hold(uow, hold)
        service_check.check(uow)
    assert first.id != third.id
    with site.database.write(DPO, clock.now()) as uow:
        version = activities.read(uow, key).version
        activities.replace(uow, key, version, ActivityUpdate(office_id=CENTRAL, form=form("6 ปี")))
    return key


@pytest.mark.parametrize("way", [DESKTOP, PHONE], ids=str)
def test_the_work_of_an_office_is_seen_whole_and_a_change_is_noted(visit, site: Site, way: Way):
    activity = worked(site, f"รับคำร้อง {way.words}")
    visitor = visit("recorder.sps", way)
    page = visitor.page
    visitor.open(f"/retention/work?activity={activity}&whose=all")
    assert visitor.overflow() == 0
    visitor.has_no_barriers()
    visitor.shot("work")
    page.get_by_role("button", name="รับทราบ", exact=True).click()
    expect(page.get_by_role("status").first).to_be_visible()
    expect(page.get_by_role("button", name="รับทราบ", exact=True)).to_have_count(0)
    visitor.shot("work-noted")
    visitor.open("/retention")
    assert visitor.overflow() == 0
    visitor.shot("due")
