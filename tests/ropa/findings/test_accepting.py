"""A DPO accepts a finding for a time: it blocks nothing and costs nothing until that ends or the text changes."""

from datetime import date, timedelta

import msgspec
import pytest
from sqlalchemy import select

from ropa.activities import service, service_findings, service_life
from ropa.audit.tables import audit_events
from ropa.errors import Conflict, Forbidden, Invalid, NotFound
from ropa.findings import service as findings
from ropa.findings import service_accept, service_scores
from ropa.findings import service_worklist as worklist
from ropa.findings.rules import last_day
from ropa.findings.tables import finding_checks
from schemas.access import Role
from schemas.findings import Severity
from schemas.life import LifeStep, StepInput
from schemas.worklist import AcceptInput, FindingState, WorkFilter
from tests.ropa.activities.test_life import whole
from tests.support.actors import PHETCHABURI, PRACHUAP, person, somebody
from tests.support.lives import APPROVER, AUDITOR, OFFICER, RECORDER, REVIEWER, step
from tests.support.world import activity_input, update_of

DAY = timedelta(days=1)
UNTIL = date(2026, 12, 31)


def listed(register, now, actor=OFFICER, **wanted):
    with register.read(actor, now) as uow:
        return worklist.page(uow, WorkFilter(**wanted), None, 200).items


def accept(register, now, item, actor=OFFICER, *, until=UNTIL, reason="อยู่ระหว่างจัดทำประกาศใหม่"):
    with register.write(actor, now) as uow:
        return service_accept.accept(
            uow, item.activity_id, AcceptInput(key=item.key, reason=reason, valid_through=until)
        )


def an_error(register, now):
    return next(each for each in listed(register, now) if each.severity is Severity.ERROR)


def check_of(register, now):
    with register.read(OFFICER, now) as uow:
        return uow.connection.execute(select(finding_checks)).one()


def test_an_accepted_finding_stays_in_sight_and_counts_no_more(register, now, faulty):
    before, item = check_of(register, now), an_error(register, now)
    made = accept(register, now, item)

    after = check_of(register, now)
    assert (after.errors, after.accepted) == (before.errors - 1, 1)
    shown = next(each for each in listed(register, now) if each.key == item.key)
    assert shown.state is FindingState.ACCEPTED
    assert shown.acceptance == made
    assert (made.accepted_by_name, made.valid_through) == (OFFICER.name, UNTIL)
    assert item.key not in {each.key for each in listed(register, now, state=FindingState.OPEN)}
    assert [each.key for each in listed(register, now, state=FindingState.ACCEPTED)] == [item.key]
    with register.read(OFFICER, now) as uow:
        told = uow.connection.execute(select(audit_events).where(audit_events.c.action == "finding.accepted")).one()
    assert made.id.encode() in told.details
    assert "จัดทำประกาศ".encode() not in told.details


def test_an_approval_is_refused_for_an_error_until_it_is_accepted(register, now, faulty):
    errors = [each for each in listed(register, now) if each.severity is Severity.ERROR]
    assert errors
    step(register, now, RECORDER, faulty.id, LifeStep.SUBMIT)
    step(register, now, REVIEWER, faulty.id, LifeStep.REVIEW)
    with pytest.raises(Invalid):
        step(register, now, APPROVER, faulty.id, LifeStep.APPROVE)

    for item in errors:
        accept(register, now, item)
    assert str(step(register, now, APPROVER, faulty.id, LifeStep.APPROVE).status) == "approved"


def test_an_acceptance_that_is_over_blocks_again(register, now, faulty):
    accept(register, now, an_error(register, now), until=date(2026, 11, 21))

    def standing(moment):
        with register.read(OFFICER, moment) as uow:
            found = service_findings.findings_by_id(uow, faulty.id)
            return len(found) - len(findings.standing_findings(uow, faulty.id, found))

    assert [standing(now + DAY * days) for days in (0, 1, 2)] == [1, 1, 0]
    # Until the day's job has run the counts are those of yesterday; the list is right at once.
    later = now + 2 * DAY
    assert listed(register, later, state=FindingState.ACCEPTED) == []
    with register.write(somebody(Role.SYSTEM_ADMIN), later) as uow:
        service_scores.close_days(uow)
    assert check_of(register, later).accepted == 0


def test_a_text_that_changes_ends_it(register, now, whole_record):
    basis = "/form/data_category/lawful_basis"
    item = next(each for each in listed(register, now) if each.pointer == basis)
    accept(register, now, item)
    assert check_of(register, now).accepted == 1
    with register.write(RECORDER, now) as uow:
        stored, changed = service.read(uow, whole_record.id), whole()
        words = changed.form.data_category.lawful_basis
        changed.form.data_category.lawful_basis = f"{words} และระเบียบที่เกี่ยวข้อง"
        service.replace(uow, whole_record.id, stored.version, update_of(changed))

    assert check_of(register, now).accepted == 0
    with register.read(OFFICER, now) as uow:
        assert [each.code for each in worklist.of_record(uow, whole_record.id).past] == [item.code]


def test_an_unchanged_text_keeps_it_through_saves_and_the_next_revision(register, now, faulty):
    item = an_error(register, now)
    accept(register, now, item)
    with register.write(RECORDER, now) as uow:
        stored = service.read(uow, faulty.id)
        service.replace(uow, faulty.id, stored.version, update_of(activity_input(items=["ชื่อ"], sub_process="ใหม่")))

    assert [each.key for each in listed(register, now, state=FindingState.ACCEPTED)] == [item.key]


def test_it_is_taken_back_once(register, now, faulty):
    item = an_error(register, now)
    made = accept(register, now, item)
    with register.write(OFFICER, now) as uow:
        ended = service_accept.end(uow, made.id)

    assert (ended.ended_at, ended.ended_by_name) == (now, OFFICER.name)
    assert check_of(register, now).accepted == 0
    with register.write(OFFICER, now) as uow, pytest.raises(Conflict):
        service_accept.end(uow, made.id)
    accept(register, now, item)


def test_only_a_dpo_of_the_office_in_person_accepts(register, now, faulty):
    item = an_error(register, now)
    for actor, error in (
        (RECORDER, Forbidden),
        (REVIEWER, Forbidden),
        (APPROVER, Forbidden),
        (AUDITOR, Forbidden),
        (somebody(Role.DPO), Forbidden),
        (person("ดีพีโออื่น", Role.DPO, PRACHUAP), NotFound),
    ):
        with pytest.raises(error):
            accept(register, now, item, actor)
    accept(register, now, item, person("ดีพีโอที่นี่", Role.DPO, PHETCHABURI))
    with pytest.raises(Conflict):
        accept(register, now, item)


def test_a_reason_and_a_day_within_a_year_are_asked_for(register, now, faulty):
    item = an_error(register, now)
    for until in (date(2026, 11, 19), date(2027, 11, 21)):
        with pytest.raises(Invalid) as refused:
            accept(register, now, item, until=until, reason="  ")
        assert [each.pointer for each in refused.value.problems] == ["/reason", "/valid_through"]
    accept(register, now, item, until=date(2027, 11, 20))


@pytest.mark.only_on("sqlite")
def test_a_year_from_the_29th_of_february_ends_on_the_28th(now):
    assert last_day(date(2028, 2, 29)) == date(2029, 2, 28)


def test_a_finding_that_stands_no_more_cannot_be_accepted(register, now, faulty):
    item = an_error(register, now)
    with pytest.raises(Conflict):
        accept(register, now, msgspec.structs.replace(item, key="0" * 64))


def test_what_ends_soon_is_told_for_the_reminders(register, now, faulty):
    first, second = listed(register, now)[:2]
    accept(register, now, second, until=date(2026, 12, 1))
    accept(register, now, first, until=date(2027, 3, 1))
    with register.read(somebody(Role.SYSTEM_ADMIN), now) as uow:
        soon = findings.expiring(uow, 30)
        assert len(findings.expiring(uow, 365)) == 2
        assert findings.expiring(uow, 10) == []

    assert [(each.activity_id, each.ref, each.office_id, each.code) for each in soon] == [
        (faulty.id, faulty.ref, PHETCHABURI, second.code)
    ]
    assert soon[0].accepted_by == OFFICER.id


def test_the_same_words_in_another_revision_are_judged_by_their_own_text(register, now, faulty):
    """An acceptance about the approved text does not let the draft's other text pass."""
    with register.write(OFFICER, now) as uow:
        for item in worklist.of_record(uow, faulty.id).items:
            if item.severity is Severity.ERROR:
                data = AcceptInput(key=item.key, reason="ก", valid_through=UNTIL)
                service_accept.accept(uow, faulty.id, data)
    for actor, which in ((RECORDER, LifeStep.SUBMIT), (REVIEWER, LifeStep.REVIEW), (APPROVER, LifeStep.APPROVE)):
        with register.write(actor, now) as uow:
            service_life.take_step(uow, faulty.id, which, StepInput())
    with register.read(OFFICER, now) as uow:
        found = service_findings.findings_by_id(uow, faulty.id)
        left = findings.standing_findings(uow, faulty.id, found)
    assert not any(each.severity is Severity.ERROR for each in left)
