"""An approved record that collects data and has no data set is a finding, kept in step with its data sets."""

import pytest

from ropa.activities import service as activities
from ropa.activities import service_findings
from ropa.activities.rules_holdings import MISSING
from ropa.findings import store_checks
from ropa.retention import service
from ropa.wiring import wire
from schemas.access import Role
from schemas.activity import Form
from schemas.activity_data import DataCategory
from schemas.document import ActivityInput
from schemas.findings import Severity
from schemas.holding import HoldingInput
from tests.ropa.retention.conftest import DPO
from tests.support.actors import PHETCHABURI
from tests.support.web import browser
from tests.support.world import approve


@pytest.fixture
def record(register, now):
    """An approved record with a data item, its findings checked as the job checks them."""
    from ropa.findings import service as findings

    wire()
    form = Form(data_category=DataCategory(personal_data_items=["ชื่อ"]))
    with register.write(DPO, now) as uow:
        made = activities.create(uow, ActivityInput(office_id=PHETCHABURI, form=form))
        draft = [each.code for each in service_findings.findings_by_id(uow, made.id)]
        approve(uow, made.id)
        findings.write(uow, findings.prepare(uow, findings.to_check(uow, everything=True)))
    assert MISSING not in draft
    return made.id


def flagged(uow, activity_id):
    return activity_id in store_checks.flagged(uow, MISSING, [activity_id])


def test_the_finding_comes_and_goes_with_the_data_sets(register, now, record):
    with register.write(DPO, now) as uow:
        assert flagged(uow, record)
        (found,) = [each for each in service_findings.findings_by_id(uow, record) if each.code == MISSING]
        assert found.severity is Severity.HINT
        first = service.create_holding(uow, record, HoldingInput(title="แฟ้ม"))
        assert not flagged(uow, record)
        assert MISSING not in [each.code for each in service_findings.findings_by_id(uow, record)]
        second = service.create_holding(uow, record, HoldingInput(title="แฟ้มที่สอง"))
        service.delete_holding(uow, record, first.id, 1)
        assert not flagged(uow, record)
        service.delete_holding(uow, record, second.id, 1)
        assert flagged(uow, record)


@pytest.mark.only_on("sqlite")
def test_the_finding_leads_to_the_page_where_data_sets_are_entered(register, record):
    with browser(register, (Role.AUDITOR, 0)) as client:
        for address in ("/findings", f"/activities/{record}/findings"):
            assert f'href="/activities/{record}/holdings"' in client.get(address).text, address
