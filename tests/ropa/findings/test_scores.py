"""Scores over time: a day of each record that changed, each day of each office, missed days caught up."""

from datetime import date, timedelta

import msgspec
import pytest

from ropa.activities import service
from ropa.activities.rules_answered import completeness_of
from ropa.db.unit_of_work import Database
from ropa.errors import NotFound
from ropa.findings import service_scores
from ropa.findings.rules_score import standing, to_let_go
from ropa.jobs.passes import tick
from ropa.samples import filled_forms
from schemas.access import Role
from schemas.document import ActivityDocument, ActivityInput
from schemas.findings import Finding, Severity
from tests.ropa.activities.test_life import whole
from tests.support.actors import ABOVE_PHETCHABURI, GROUP_IN_PHETCHABURI, PHETCHABURI, PRACHUAP, person, somebody
from tests.support.lives import AUDITOR, OFFICER, RECORDER
from tests.support.web import keys_for
from tests.support.world import create, update_of

DAY = timedelta(days=1)
TODAY = date(2026, 11, 20)


def a_finding(code, severity):
    return code, Finding(code=code, severity=severity, pointer="/form", message_th="ก", message_en="a")


@pytest.mark.only_on("sqlite")
def test_a_blank_form_is_answered_by_nothing_and_a_whole_one_by_nearly_all():
    blank = completeness_of(ActivityDocument(form=type(whole().form)()))
    full = completeness_of(msgspec.json.decode(filled_forms()[0].read_bytes(), type=ActivityInput).document())
    assert (blank, full > 80) == (0, True)


@pytest.mark.only_on("sqlite")
def test_errors_and_warnings_cost_points_and_blanks_cost_them_once():
    found = [
        a_finding("completeness.missing", Severity.ERROR),
        a_finding("text.national_id", Severity.ERROR),
        a_finding("basis.ambiguous", Severity.WARNING),
        a_finding("anything.small", Severity.HINT),
    ]
    assert standing(90, found, frozenset()).score == 90 - 10 - 3
    assert standing(90, found, frozenset({"text.national_id"})).score == 90 - 3
    assert standing(90, found * 20, frozenset()).score == 40
    assert standing(20, found * 20, frozenset()).score == 0


@pytest.mark.only_on("sqlite")
def test_older_history_keeps_one_day_a_month():
    days = [TODAY - timedelta(days=number) for number in range(200)]
    left = sorted(set(days) - set(to_let_go(days, TODAY)))
    assert left[:3] == [date(2026, 5, 31), date(2026, 6, 30), date(2026, 7, 31)]
    assert left[-93:] == sorted(days[:93])


def close(register: Database, moment) -> int:
    with register.write(somebody(Role.SYSTEM_ADMIN), moment) as uow:
        return service_scores.close_days(uow)


def history(register, moment, office=None, actor=OFFICER):
    with register.read(actor, moment) as uow:
        return service_scores.office_history(uow, office).items


def test_missed_days_are_closed_as_they_were(register, now):
    made = create(register, now, RECORDER, office_id=PHETCHABURI)
    with register.write(RECORDER, now + 3 * DAY) as uow:
        service.replace(uow, made.id, 1, update_of(whole()))
    assert close(register, now + 6 * DAY) == 6
    assert close(register, now + 6 * DAY) == 0

    days = history(register, now + 6 * DAY)
    assert [each.day for each in days] == [TODAY + number * DAY for number in range(7)]
    low, high = days[0].score, days[3].score
    assert [each.score for each in days] == [low, low, low, high, high, high, high]
    assert low < high
    with register.read(OFFICER, now + 6 * DAY) as uow:
        record = service_scores.record_history(uow, made.id).items
    assert [(each.day, each.score) for each in record] == [(TODAY, low), (TODAY + 3 * DAY, high)]


def test_offices_add_up_and_nobody_sees_more_than_their_own(register, now):
    for office_id in (PHETCHABURI, GROUP_IN_PHETCHABURI, PRACHUAP):
        create(register, now, office_id=office_id)
    close(register, now + DAY)

    def records(actor, office=None):
        return {each.records for each in history(register, now + DAY, office, actor)}

    assert records(OFFICER) == {3}
    assert records(OFFICER, PHETCHABURI) == {2}
    assert records(person("ก", Role.RECORDER, PHETCHABURI)) == {2}
    assert records(person("ข", Role.AUDITOR, PRACHUAP)) == {1}
    assert history(register, now + DAY, PHETCHABURI, person("ข", Role.AUDITOR, PRACHUAP)) == []
    with register.read(OFFICER, now) as uow:
        tree = service_scores.office_tallies(uow).items
    assert {each.office_id: each.records for each in tree}[PHETCHABURI] == 2
    assert (tree[0].office_id, tree[0].depth, tree[0].records) == (ABOVE_PHETCHABURI, 0, 3)
    with register.read(person("ค", Role.REVIEWER, GROUP_IN_PHETCHABURI), now) as uow:
        assert [(each.office_id, each.depth) for each in service_scores.office_tallies(uow).items] == [
            (GROUP_IN_PHETCHABURI, 0)
        ]


def test_the_history_of_another_offices_record_is_not_told(register, now):
    made = create(register, now, office_id=PHETCHABURI)
    with register.read(person("ก", Role.RECORDER, PRACHUAP), now) as uow, pytest.raises(NotFound):
        service_scores.record_history(uow, made.id)
    with register.read(AUDITOR, now) as uow:
        assert len(service_scores.record_history(uow, made.id).items) == 1


def test_the_jobs_of_the_day_do_it(register, now):
    create(register, now, office_id=PHETCHABURI)
    later = now + 2 * DAY
    done = {each.job: each for each in tick(register, keys_for(register), later)}
    assert (done["findings"].told, done["scores"].told) == ("records 1", "days 2")
    assert "findings" not in {each.job for each in tick(register, keys_for(register), later)}
