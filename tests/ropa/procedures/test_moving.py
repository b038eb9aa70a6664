"""Last days moved by hand for many offices at once, as previewed; holidays move them no more, the first plan stays."""

from datetime import date

import pytest

from ropa.errors import Conflict, Forbidden, Invalid, PreconditionFailed
from ropa.notices.service import inbox
from ropa.procedures import service_moving, service_rounds, service_rounds_shown, store_rounds
from schemas.access import Role
from schemas.procedure import StepDoer
from schemas.round_moves import RoundMove
from tests.support.actors import GROUP_IN_PHETCHABURI, PHETCHABURI, PRACHUAP, person
from tests.support.procedure_steps import step
from tests.support.procedures import HEAD, approved
from tests.support.rounds import DPO, begin, finish, visits
from tests.support.staff import hire, key

FRIDAY = date(2026, 11, 20)
OFFICES = (PHETCHABURI, GROUP_IN_PHETCHABURI, PRACHUAP)
STEPS = [step(1, 3, doer=StepDoer.OFFICE), step(2, 2, [])]


@pytest.fixture
def begun(register, now):
    return begin(register, now, approved(register, now, steps=STEPS), offices=OFFICES, starts_on=FRIDAY)


def due(register, now, begun):
    return [visits(register, now, begun, office)[-1].due_on for office in OFFICES]


def preview(register, now, begun, actor=DPO, **said):
    with register.read(actor, now) as uow:
        return service_moving.preview(uow, begun, RoundMove(reason="น้ำท่วม", **said))


def move(register, now, begun, version=1, actor=DPO, **said):
    with register.write(actor, now) as uow:
        return service_moving.move(uow, begun, version, RoundMove(reason="น้ำท่วม", **said))


def test_a_preview_names_every_change_and_saves_nothing(register, now, begun):
    before = due(register, now, begun)
    found = preview(register, now, begun, working_days=5)
    assert [(each.office_id, each.step, each.before, each.after) for each in found.lines] == [
        (office, 1, date(2026, 11, 25), date(2026, 12, 2)) for office in sorted(OFFICES)
    ]
    assert due(register, now, begun) == before


def test_a_move_is_what_was_previewed_and_tells_each_doer_once(register, now, begun):
    several = hire(register, now, 1, (Role.RECORDER, PHETCHABURI), (Role.RECORDER, PRACHUAP))
    seen = preview(register, now, begun, working_days=5)
    assert seen.people == 1
    move(register, now, begun, working_days=5, seen=seen.hash)
    assert due(register, now, begun) == [date(2026, 12, 2)] * 3
    with register.read(DPO, now) as uow:
        told = inbox(uow, key(several)).items
        events = service_rounds_shown.events(uow, begun, PRACHUAP).items
        plan = store_rounds.plan_of(uow, visits(register, now, begun)[0].run_id)
    assert [(each.title_th, "น้ำท่วม" in each.body_th) for each in told] == [("กำหนดของขั้นตอนในรอบงานเปลี่ยน 3 ขั้นตอน", True)]
    moved = next(each for each in events if each.kind == "due_moved")
    assert (moved.reason, moved.details["by_hand"]) == ("น้ำท่วม", True)
    assert "2026-11-25" in plan
    assert [row.planned_on for row in visits(register, now, begun)] == [date(2026, 11, 25)]


def test_chosen_offices_and_one_day_for_all(register, now, begun):
    move(register, now, begun, due_on=date(2026, 12, 15), office_ids=[PRACHUAP])
    assert due(register, now, begun) == [date(2026, 11, 25), date(2026, 11, 25), date(2026, 12, 15)]
    move(register, now, begun, 2, working_days=-2, office_ids=[PRACHUAP])
    assert due(register, now, begun)[2] == date(2026, 12, 11)


def test_a_last_day_is_never_before_its_step_began(register, now, begun):
    found = preview(register, now, begun, working_days=-10)
    assert (found.lines, found.left) == ([], 3)
    with pytest.raises(Conflict):
        move(register, now, begun, working_days=-10)


def test_what_changed_since_the_preview_is_not_moved(register, now, begun):
    seen = preview(register, now, begun, working_days=5)
    finish(register, now, begun, 1)
    with pytest.raises(Conflict):
        move(register, now, begun, working_days=5, seen=seen.hash)
    with pytest.raises(PreconditionFailed):
        move(register, now, begun, 7, working_days=5)


def test_every_fault_of_a_move_is_named(register, now, begun):
    def pointers(**said):
        with pytest.raises(Invalid) as refused:
            preview(register, now, begun, **said)
        return {each.pointer for each in refused.value.problems}

    assert pointers() == {"/working_days"}
    assert pointers(working_days=1, due_on=FRIDAY) == {"/working_days"}
    assert pointers(working_days=0) == {"/working_days"}
    assert pointers(due_on=date(2569, 11, 30)) == {"/due_on"}
    assert pointers(working_days=1, office_ids=[3]) == {"/office_ids/0"}
    assert pointers(working_days=1, office_ids=[]) == {"/office_ids"}


def test_only_who_runs_the_whole_round_moves_it(register, now, begun):
    with pytest.raises(Forbidden):
        move(register, now, begun, actor=HEAD, working_days=1)
    with pytest.raises(Forbidden):
        preview(register, now, begun, actor=person("ผู้บันทึก", Role.RECORDER, PHETCHABURI), working_days=1)
    with register.write(DPO, now) as uow:
        service_rounds.cancel(uow, begun, 1, "เลิก")
    with pytest.raises(Conflict):
        move(register, now, begun, 2, working_days=1)
