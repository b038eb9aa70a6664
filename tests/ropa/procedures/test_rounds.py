"""A round runs at many offices by working days: a refusal goes back and counts its time, an end opens what follows."""

from datetime import date, timedelta

import pytest

from ropa.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from ropa.procedures import service_rounds, service_rounds_shown, service_steps, store_rounds
from schemas.access import Role
from schemas.procedure import BranchAnswer, StepDoer
from schemas.rounds import LateCause, RoundInput, RoundState, StepEnd, StepHanding
from tests.support.actors import GROUP_IN_PHETCHABURI, PHETCHABURI, PRACHUAP, person
from tests.support.procedure_steps import decision, parallel_steps, step
from tests.support.procedures import HEAD, WRITER, approved
from tests.support.rounds import DPO, begin, finish, visits

#: A Friday; `now` of the tests is 20 November 2026, 09:00.
FRIDAY = date(2026, 11, 20)
MONDAY = date(2026, 11, 23)
DAY = timedelta(days=1)


def shown(rows):
    return [(row.step, row.visit, row.state, row.opens_on, row.due_on) for row in rows]


def test_a_round_begins_at_each_office_with_its_first_step_and_its_plan(register, now):
    round_id = begin(register, now, approved(register, now), starts_on=FRIDAY)
    for office in (PHETCHABURI, PRACHUAP):
        assert shown(visits(register, now, round_id, office)) == [(1, 1, "open", FRIDAY, MONDAY)]
    with register.read(DPO, now) as uow:
        page = service_rounds.page(uow, None, None, None, 10)
    assert [(each.id, each.offices, each.done, each.late) for each in page.items] == [(round_id, 2, 0, 0)]


def test_an_end_opens_the_next_step_and_the_last_one_ends_run_and_round(register, now):
    steps = [step(1, 1), step(2, 2, [])]
    round_id = begin(register, now, approved(register, now, steps=steps), offices=(PHETCHABURI,), starts_on=FRIDAY)
    finish(register, now, round_id, 1)
    assert shown(visits(register, now, round_id))[1] == (2, 1, "open", FRIDAY, date(2026, 11, 24))
    finish(register, now + 4 * DAY, round_id, 2)
    with register.read(DPO, now + 4 * DAY) as uow:
        item = service_rounds.page(uow, RoundState.DONE, None, None, 10).items[0]
        run = store_rounds.read_run(uow, round_id, PHETCHABURI)
    assert run is not None
    assert (item.state, item.done, run.state, run.ended_on) == (RoundState.DONE, 1, "done", date(2026, 11, 24))
    rows = visits(register, now, round_id)
    assert [row.actual_days for row in rows] == [0, 2]
    # The plan of the first day stays: the second step came up earlier than it says.
    assert [row.planned_on for row in rows] == [MONDAY, date(2026, 11, 25)]


def test_a_refusal_goes_back_and_the_time_of_both_visits_is_kept(register, now):
    steps = [step(1, 2), decision(2, 3, 1, days=1), step(3, 1, [])]
    round_id = begin(register, now, approved(register, now, steps=steps), offices=(PHETCHABURI,), starts_on=FRIDAY)
    finish(register, now + 4 * DAY, round_id, 1)
    finish(register, now + 5 * DAY, round_id, 2, answer=BranchAnswer.NOT_AGREED)
    rows = visits(register, now, round_id)
    assert [(row.step, row.visit, row.state, row.actual_days) for row in rows] == [
        (1, 1, "done", 2),
        (2, 1, "returned", 1),
        (1, 2, "open", None),
    ]
    assert (rows[2].opens_on, rows[2].due_on) == (date(2026, 11, 25), date(2026, 11, 27))
    finish(register, now + 7 * DAY, round_id, 1)
    finish(register, now + 10 * DAY, round_id, 2, answer=BranchAnswer.AGREED)
    assert [row.step for row in visits(register, now, round_id)] == [1, 2, 1, 2, 3]


def test_parallel_steps_open_together_and_join_when_all_are_done(register, now):
    made = approved(register, now, steps=parallel_steps())
    round_id = begin(register, now, made, offices=(PHETCHABURI,), starts_on=FRIDAY)
    finish(register, now, round_id, 1)
    assert [(row.step, row.state) for row in visits(register, now, round_id)] == [(1, "done"), (2, "open"), (3, "open")]
    finish(register, now, round_id, 2)
    assert [(row.step, row.state) for row in visits(register, now, round_id)][-1] == (4, "waiting")
    finish(register, now, round_id, 3)
    assert [(row.step, row.state) for row in visits(register, now, round_id)][-1] == (4, "open")


def test_a_join_opens_with_the_latest_of_its_branches_in_whatever_order_they_are_entered(register, now):
    made = approved(register, now, steps=parallel_steps())
    round_id = begin(register, now, made, offices=(PHETCHABURI,), starts_on=FRIDAY)
    finish(register, now, round_id, 1)
    later = now + 10 * DAY
    finish(register, later, round_id, 3, done_on=date(2026, 11, 27))
    finish(register, later, round_id, 2, done_on=date(2026, 11, 24))
    assert shown(visits(register, later, round_id))[-1] == (4, 1, "open", date(2026, 11, 27), date(2026, 11, 30))


def test_a_step_of_six_months_waits_for_its_month(register, now):
    steps = [step(1, 1), step(2, 5, [], starts_month=6)]
    round_id = begin(register, now, approved(register, now, steps=steps), offices=(PHETCHABURI,), starts_on=FRIDAY)
    finish(register, now, round_id, 1)
    row = visits(register, now, round_id)[-1]
    assert (row.state, row.opens_on, row.due_on) == ("waiting", date(2027, 5, 20), date(2027, 5, 27))


def test_what_is_wrong_with_an_end_is_named_and_nothing_is_saved(register, now):
    steps = [step(1, 1), decision(2, 3, 1), step(3, 1, [])]
    round_id = begin(register, now, approved(register, now, steps=steps), offices=(PHETCHABURI,), starts_on=FRIDAY)
    row = visits(register, now, round_id)[0]

    def pointers(day, **said):
        with register.write(DPO, now + day * DAY) as uow, pytest.raises(Invalid) as refused:
            service_steps.end(uow, row.id, StepEnd(version=1, **said))
        return {each.pointer for each in refused.value.problems}

    assert pointers(0, done_on=MONDAY) == {"/done_on"}
    assert pointers(0, done_on=date(2026, 11, 19)) == {"/done_on"}
    assert pointers(0, answer=BranchAnswer.AGREED) == {"/answer"}
    assert pointers(0, note="บันทึก\x00") == {"/note"}
    assert pointers(7) == {"/cause"}
    assert pointers(7, cause=LateCause.OTHER, note=" ") == {"/note"}
    with register.write(DPO, now) as uow:
        with pytest.raises(PreconditionFailed):
            service_steps.end(uow, row.id, StepEnd(version=2))
        service_steps.end(uow, row.id, StepEnd(version=1))
        with pytest.raises(Conflict):
            service_steps.end(uow, row.id, StepEnd(version=2))
    second = visits(register, now, round_id)[1]
    with register.write(DPO, now) as uow, pytest.raises(Invalid) as refused:
        service_steps.end(uow, second.id, StepEnd(version=1))
    assert [each.pointer for each in refused.value.problems] == ["/answer"]


def test_each_step_is_ended_by_whom_the_procedure_names(register, now):
    steps = [step(1, 1, doer=StepDoer.OFFICE), step(2, 1, [], doer=StepDoer.OFFICE_HEAD)]
    round_id = begin(register, now, approved(register, now, steps=steps), offices=(PHETCHABURI,), starts_on=FRIDAY)
    with pytest.raises(Forbidden):
        finish(register, now, round_id, 1, actor=person("ผู้พิจารณา", Role.REVIEWER, PHETCHABURI))
    with pytest.raises(NotFound):
        finish(register, now, round_id, 1, actor=person("ต่างหน่วย", Role.RECORDER, PRACHUAP))
    finish(register, now, round_id, 1, actor=WRITER)
    with pytest.raises(Forbidden):
        finish(register, now, round_id, 2, actor=WRITER)
    finish(register, now, round_id, 2, actor=HEAD)


def test_a_step_handed_to_another_office_is_done_there(register, now):
    steps = [step(1, 1, doer=StepDoer.OFFICE), step(2, 1, [])]
    round_id = begin(register, now, approved(register, now, steps=steps), offices=(PHETCHABURI,), starts_on=FRIDAY)
    row = visits(register, now, round_id)[0]
    given = StepHanding(version=1, office_id=PRACHUAP, due_on=date(2026, 11, 30), reason="หน่วยนั้นมีข้อมูล")
    with register.write(DPO, now) as uow:
        with pytest.raises(Invalid):
            service_steps.hand(uow, row.id, StepHanding(version=1, office_id=999_999, reason="ก"))
        with pytest.raises(Invalid):
            service_steps.hand(uow, row.id, StepHanding(version=1, reason="ก"))
    with register.write(WRITER, now) as uow, pytest.raises(Forbidden):
        service_steps.hand(uow, row.id, given)  # who is late does not give themselves another day
    with register.write(DPO, now) as uow:
        service_steps.hand(uow, row.id, given)
    with pytest.raises(Forbidden):
        finish(register, now, round_id, 1, actor=WRITER)
    stranger = person("ต่างหน่วย", Role.RECORDER, PRACHUAP)
    finish(register, now + 7 * DAY, round_id, 1, actor=stranger)
    with register.read(stranger, now) as uow:
        assert [line.office_id for line in service_rounds_shown.shown(uow, round_id).runs] == [PHETCHABURI]
        assert service_rounds_shown.run_shown(uow, round_id, PHETCHABURI).steps[0].done_by == stranger.name
    first, second = visits(register, now, round_id)
    assert (first.office_id, first.due_on, first.is_due_set) == (PRACHUAP, date(2026, 11, 30), True)
    assert second.office_id == PHETCHABURI


def test_a_round_is_refused_for_offices_out_of_reach_wrong_days_and_what_is_not_in_force(register, now):
    made = approved(register, now)
    local = person("ผู้อนุมัติ", Role.APPROVER, PHETCHABURI)
    with register.write(local, now) as uow:
        with pytest.raises(Forbidden):
            service_rounds.start(
                uow, made.id, RoundInput(title="ก", starts_on=FRIDAY, office_ids=[PHETCHABURI, PRACHUAP])
            )
        with pytest.raises(Invalid) as refused:
            service_rounds.start(
                uow, made.id, RoundInput(title="ก", starts_on=date(3112, 11, 20), office_ids=[PHETCHABURI, 999_999])
            )
        assert {each.pointer for each in refused.value.problems} == {"/starts_on", "/office_ids/1"}
        inside = RoundInput(title="ก", starts_on=FRIDAY, office_ids=[PHETCHABURI, GROUP_IN_PHETCHABURI])
        service_rounds.start(uow, made.id, inside)
    with register.write(WRITER, now) as uow, pytest.raises(Forbidden):
        service_rounds.start(uow, made.id, RoundInput(title="ก", starts_on=FRIDAY, office_ids=[PHETCHABURI]))


def test_a_cancelled_round_keeps_what_was_done_and_takes_no_more(register, now):
    round_id = begin(register, now, approved(register, now), starts_on=FRIDAY)
    finish(register, now, round_id, 1)
    with register.write(DPO, now) as uow:
        with pytest.raises(Invalid):
            service_rounds.cancel(uow, round_id, 1, " ")
        service_rounds.cancel(uow, round_id, 1, "เปลี่ยนแผน")
    with pytest.raises(Conflict):
        finish(register, now, round_id, 2)
    assert [row.state for row in visits(register, now, round_id)] == ["done", "open"]


def test_progress_tells_what_is_open_late_and_provisional(register, now):
    round_id = begin(register, now, approved(register, now), starts_on=FRIDAY)
    finish(register, now, round_id, 1)
    later = now + 11 * DAY
    with register.read(DPO, later) as uow:
        found = service_rounds_shown.shown(uow, round_id)
        run = service_rounds_shown.run_shown(uow, round_id, PHETCHABURI)
    lines = {line.office_id: line for line in found.runs}
    assert (lines[PHETCHABURI].done, lines[PHETCHABURI].open_steps) == (1, [2])
    assert (lines[PRACHUAP].done, lines[PRACHUAP].open_steps, lines[PRACHUAP].due_on) == (0, [1], MONDAY)
    # 24, 25, 26, 27 and 30 November, 1 December: no holiday of the year was entered, so all is provisional.
    assert (lines[PRACHUAP].late_days, lines[PRACHUAP].is_provisional) == (6, True)
    assert (found.item.offices, found.item.late, found.may_run) == (2, 2, True)
    assert [(each.step, each.late_days, each.may_end) for each in run.steps] == [(1, 0, False), (2, 6, True)]


def test_of_other_offices_nothing_is_shown(register, now):
    round_id = begin(register, now, approved(register, now), starts_on=FRIDAY)
    local = person("ผู้บันทึก", Role.RECORDER, PRACHUAP)
    with register.read(local, now) as uow:
        assert [line.office_id for line in service_rounds_shown.shown(uow, round_id).runs] == [PRACHUAP]
        assert service_rounds_shown.events(uow, round_id).items[0].kind == "started"
        with pytest.raises(NotFound):
            service_rounds_shown.run_shown(uow, round_id, PHETCHABURI)
    alone = begin(register, now, approved(register, now), offices=(PHETCHABURI,), starts_on=FRIDAY)
    with register.read(local, now) as uow, pytest.raises(NotFound):
        service_rounds_shown.shown(uow, alone)


def test_an_office_reads_its_own_events_however_many_there_are_of_others(register, now, monkeypatch):
    monkeypatch.setattr(service_rounds_shown, "MOST_EVENTS", 3)
    round_id = begin(register, now, approved(register, now), starts_on=FRIDAY)
    finish(register, now, round_id, 1)
    for number in (1, 2, 3):
        finish(register, now, round_id, number, office=PRACHUAP)
    with register.read(WRITER, now) as uow:
        found = service_rounds_shown.events(uow, round_id).items
    assert [(each.kind, each.office_id) for each in found] == [("ended", PHETCHABURI), ("started", None)]
