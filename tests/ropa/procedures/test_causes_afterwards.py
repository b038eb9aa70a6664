"""Why a step was late that the register ended by itself: said afterwards, used in reports, never in those of before."""

from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select

from ropa import clock
from ropa.cli import main
from ropa.db.ids import new_id
from ropa.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from ropa.procedures import service_causes, service_report, service_rounds, service_rounds_shown
from ropa.procedures.tables_rounds import run_steps
from ropa.reminders import service_confirming
from schemas.access import Role
from schemas.life import LifeStep
from schemas.round_register import ConfirmMany, RecordRevision
from schemas.round_report import ReportAsked
from schemas.rounds import LateCause, StepCause
from tests.ropa.reorganisations.conftest import Ministry
from tests.support.actors import PHETCHABURI, PRACHUAP, person
from tests.support.review_rounds import begin_shipped, end_open, people_of, record, run_of
from tests.support.rounds import DPO
from tests.support.statements import counted
from tests.support.web import browser, mark_of
from tests.support.world import bearer

DAY, MONTHS, YEAR = timedelta(days=1), timedelta(days=60), timedelta(days=365)
WHY = StepCause(version=1, cause=LateCause.WORKLOAD, note="งานปลายปี")


def reviewed(register, began, confirmed):
    """Return a round whose second step the register ended when the only record was confirmed."""
    made = record(register, began - YEAR)
    round_id = begin_shipped(register, began, offices=(PHETCHABURI,), starts_on=clock.bangkok(began).date())
    end_open(register, began, round_id)
    given = ConfirmMany(records=[RecordRevision(activity_id=made, revision=1)])
    with register.write(people_of()[LifeStep.SUBMIT], confirmed) as uow:
        assert service_confirming.confirm_many(uow, given).confirmed == 1
    return round_id


@pytest.fixture
def late(register, now):
    """A round whose second step was ended two months after it began."""
    return reviewed(register, now, now + MONTHS)


def second(register, now, round_id, actor=DPO):
    return run_of(register, now, round_id, actor=actor).steps[1]


def say(register, now, round_id, actor=DPO, **said):
    step = second(register, now, round_id)
    given = {"version": step.version, "cause": LateCause.WORKLOAD, "note": "งานปลายปี"} | said
    with register.write(actor, now) as uow:
        return service_causes.say(uow, step.id, StepCause(**given))


def causes(register, now, round_id, day):
    with register.read(DPO, now) as uow:
        found = service_report.report(uow, round_id, ReportAsked(as_of=day))
    return [(each.step, each.cause, each.note) for each in found.late_steps if each.done_on is not None]


def test_what_the_register_ended_late_gets_its_cause_from_whoever_may_end_the_step(register, now, late):
    then = now + MONTHS + DAY
    recorder = people_of()[LifeStep.SUBMIT]
    before = second(register, then, late, recorder)
    assert (before.by_register, before.cause, before.may_explain) == (True, None, True)
    assert before.late_days > 0
    assert say(register, then, late, recorder) == late
    after = second(register, then, late)
    assert (after.cause, after.note, after.version) == (LateCause.WORKLOAD, "งานปลายปี", before.version + 1)
    assert (after.done_on, after.done_by) == (before.done_on, before.done_by)
    with register.read(DPO, then) as uow:
        told = service_rounds_shown.events(uow, late, PHETCHABURI).items[0]
    assert (told.kind, told.by, told.step, told.reason) == ("caused", recorder.name, 2, "งานปลายปี")
    say(register, then + DAY, late, cause=LateCause.RETURNED, note=None)
    assert second(register, then, late).cause is LateCause.RETURNED
    with register.read(DPO, then + DAY) as uow:
        told = service_rounds_shown.events(uow, late, PHETCHABURI).items[0]
    assert (told.cause_before, told.cause, told.reason) == (LateCause.WORKLOAD, LateCause.RETURNED, None)


def test_a_report_tells_the_cause_from_the_day_on_which_it_was_said(register, now, late):
    said_at = now + MONTHS + 5 * DAY
    ended = clock.bangkok(now + MONTHS).date()
    say(register, said_at, late)
    say(register, said_at + 5 * DAY, late, cause=LateCause.OTHER, note="น้ำท่วมสำนักงาน")
    today = said_at + 9 * DAY
    known = {offset: causes(register, today, late, ended + offset * DAY) for offset in (0, 4, 5, 9, 10, 14)}
    nothing, first = [(2, None, None)], [(2, LateCause.WORKLOAD, "งานปลายปี")]
    last = [(2, LateCause.OTHER, "น้ำท่วมสำนักงาน")]
    assert known == {0: nothing, 4: nothing, 5: first, 9: first, 10: last, 14: last}


def test_an_earlier_report_stays_when_clocks_disagree_about_who_spoke_first(register, now, late):
    said_at = now + MONTHS + 5 * DAY
    say(register, said_at + timedelta(seconds=1), late)
    say(register, said_at, late, cause=LateCause.RETURNED, note=None)
    before = clock.bangkok(now + MONTHS).date() + 4 * DAY
    assert causes(register, said_at + DAY, late, before) == [(2, None, None)]


def test_the_successor_of_a_merged_office_says_what_its_page_offers(register, now, late):
    then = now + MONTHS + DAY
    Ministry(register, then).do(f"merge,{PHETCHABURI},{PRACHUAP},,{clock.bangkok(then).date()},")
    approver = person("คนอนุมัติที่รับช่วง", Role.APPROVER, PRACHUAP)
    assert second(register, then, late, approver).may_explain
    assert say(register, then, late, approver) == late


def test_rights_are_asked_once_however_many_late_visits_there_are(register, now, late):
    then = now + MONTHS + DAY
    approver = person("คนอนุมัติ", Role.APPROVER, PHETCHABURI)
    with register.read(approver, then) as uow, counted(uow) as one:
        service_rounds_shown.run_shown(uow, late, PHETCHABURI)
    with register.write(DPO, then) as uow:
        row = dict(uow.connection.execute(select(run_steps).where(run_steps.c.step == 2)).mappings().one())
        more = [{**row, "id": new_id(uow.now), "visit": visit, "born": 10 + visit} for visit in (2, 3, 4)]
        uow.connection.execute(insert(run_steps), more)
    with register.read(approver, then) as uow, counted(uow) as many:
        steps = service_rounds_shown.run_shown(uow, late, PHETCHABURI).steps
    assert sum(each.may_explain for each in steps) == 4
    assert len(many) == len(one)


def test_who_may_not_end_the_step_or_saw_another_version_says_nothing(register, now, late):
    then = now + MONTHS + DAY
    auditor, stranger = person("ผู้ตรวจ", Role.AUDITOR, PHETCHABURI), person("คนอื่น", Role.RECORDER, PRACHUAP)
    assert not second(register, then, late, auditor).may_explain
    for actor, error in ((auditor, Forbidden), (stranger, NotFound)):
        with pytest.raises(error):
            say(register, then, late, actor)
    with pytest.raises(PreconditionFailed):
        say(register, then, late, version=99)
    assert second(register, then, late).cause is None


def test_another_cause_needs_words(register, now, late):
    for note in (None, "  "):
        with pytest.raises(Invalid) as refused:
            say(register, now + MONTHS, late, cause=LateCause.OTHER, note=note)
        assert [each.pointer for each in refused.value.problems] == ["/note"]


def test_what_was_in_time_or_ended_by_a_person_or_is_cancelled_has_none_to_be_said(register, now):
    punctual = reviewed(register, now, now + DAY)
    assert second(register, now + DAY, punctual).by_register
    assert not second(register, now + DAY, punctual).may_explain
    with pytest.raises(Conflict):
        say(register, now + DAY, punctual)
    first = run_of(register, now, punctual).steps[0]
    with register.write(DPO, now) as uow, pytest.raises(Conflict):
        service_causes.say(uow, first.id, StepCause(version=first.version, cause=LateCause.WORKLOAD))


def test_of_a_cancelled_round_nothing_more_is_said(register, now, late):
    then = now + MONTHS + DAY
    with register.write(DPO, then) as uow:
        service_rounds.cancel(uow, late, service_rounds_shown.head(uow, late).version, "เลิกทำ")
    assert not second(register, then, late).may_explain
    with pytest.raises(Conflict):
        say(register, then, late)


@pytest.mark.only_on("sqlite")
def test_the_page_asks_for_the_cause_and_keeps_what_was_typed_wrongly(register):
    moment = clock.now()
    round_id = reviewed(register, moment - MONTHS, moment - 2 * DAY)
    place = f"/rounds/{round_id}/offices/{PHETCHABURI}"
    step = second(register, moment, round_id)
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        assert "สาเหตุที่ขั้นตอนที่ 2 เสร็จช้า" in client.get(place).text
        sent = {"csrf_token": mark_of(client.get(place)), "step": step.id, "version": str(step.version)}
        empty = client.post(place, data={**sent, "do": "cause", "note": "เขียนไว้แล้ว"})
        assert empty.status_code == 422
        assert f'href="#f-cause-{step.id}"' in empty.text
        assert "เขียนไว้แล้ว</textarea>" in empty.text
        # Sent from a page that was opened before the register ended the step: nothing of it is lost.
        stale = client.post(place, data={**sent, "version": "1", "cause": "workload", "note": "เขียนก่อนหน้านี้"})
        assert stale.status_code == 409
        assert "เขียนก่อนหน้านี้</textarea>" in stale.text
        wrong = client.post(place, data={**sent, "version": "1", "done_on": "วันไหนก็ได้", "note": "เขียนก่อนหน้านี้"})
        assert wrong.status_code == 422
        assert f"#f-done_on-{step.id}" not in wrong.text
        assert "เขียนก่อนหน้านี้</textarea>" in wrong.text
        odd = client.post(place, data={**sent, "do": "odd"})
        assert odd.status_code == 422
        said = {"do": "cause", "cause": "other", "note": "เขียนไว้แล้ว"}
        right = client.post(place, data={**sent, **said}, follow_redirects=False)
        assert right.status_code == 303
        shown = client.get(place).text
        assert "อื่น ๆ (ระบุ)</span>" in shown
        assert "<br>อื่น ๆ (ระบุ)<br>เขียนไว้แล้ว" in shown  # what happened
    with browser(register, (Role.AUDITOR, PHETCHABURI), number=2) as client:
        assert "สาเหตุที่ขั้นตอนที่ 2 เสร็จช้า" not in client.get(place).text


@pytest.mark.only_on("sqlite")
def test_the_api_takes_the_cause_and_a_bearer_token_may_not(register):
    moment = clock.now()
    round_id = reviewed(register, moment - MONTHS, moment - 2 * DAY)
    step = second(register, moment, round_id)
    path, said = f"/api/v1/rounds/steps/{step.id}/cause", {"version": step.version, "cause": "incomplete"}
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        mark = {"X-CSRF-Token": mark_of(client.get("/"))}
        assert client.post(path, json={**said, "cause": "odd"}, headers=mark).status_code == 422
        assert client.post(path, json=said, headers=mark).status_code == 200
        run = client.get(f"/api/v1/rounds/{round_id}/offices/{PHETCHABURI}").json()
        assert [each["cause"] for each in run["steps"]][1] == "incomplete"
        assert client.post(path, json=said, headers=mark).status_code == 412
        client.cookies.clear()
        assert client.post(path, json=said, headers=bearer(register)).status_code == 403


@pytest.mark.only_on("sqlite")
def test_at_the_shell_the_cause_is_said_by_the_number_of_the_step(register, now, late, monkeypatch, capsys):
    monkeypatch.setenv("ROPA_DATABASE_URL", register.url)
    monkeypatch.setenv("ROPA_ENV", "development")
    asked = ["round", "cause", "ROUND-2569-0001", "--office", str(PHETCHABURI), "--now", "2027-01-25T09:00:00+07:00"]
    assert main([*asked, "2", "--cause", "other"]) == 1
    assert "โปรดบันทึกสาเหตุ" in capsys.readouterr().err
    assert main([*asked, "1", "--cause", "workload"]) == 1
    assert "ไม่ได้เสร็จเกินกำหนด" in capsys.readouterr().err
    assert main([*asked, "2", "--cause", "workload"]) == 0
    assert "ภาระงาน / workload" in capsys.readouterr().out
    assert second(register, now + 2 * MONTHS, late).cause is LateCause.WORKLOAD


def test_the_report_counts_what_is_not_said_yet(register, now, late):
    day: date = clock.bangkok(now + MONTHS).date()
    with register.read(DPO, now + MONTHS) as uow:
        counted = service_report.report(uow, late, ReportAsked(as_of=day)).causes
    assert sum(each.steps for each in counted if each.cause is None) >= 1
