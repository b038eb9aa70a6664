"""The first steps: ticked by what was done, hidden and brought back on the server."""

import pytest

from ropa.activities import service_clone, service_life
from ropa.guided import service_first
from schemas.access import Actor, Channel, Grant, Role
from schemas.life import LifeStep, StepInput
from schemas.templates import CloneInput
from tests.support.staff import hire

OFFICE = 59


def steps(register, now, actor):
    with register.read(actor, now) as uow:
        found = service_first.first_run(uow)
    return {each.step.key: each.is_done for each in found.steps} if found else None


@pytest.fixture
def recorder(register, now):
    return hire(register, now, 41, (Role.RECORDER, OFFICE))


def test_a_new_recorder_has_everything_before_them(register, now, recorder):
    assert steps(register, now, recorder) == {"record": False, "filled": False, "submitted": False, "notices": False}


def test_a_step_is_done_when_its_work_is(register, now, recorder):
    wanted = CloneInput(office_id=OFFICE, template="training", agency_name="หน่วยงาน", parent_org_unit="กระทรวง")
    with register.write(recorder, now) as uow:
        made = service_clone.clone(uow, wanted).id
    assert steps(register, now, recorder)["record"]
    assert not steps(register, now, recorder)["submitted"]

    with register.write(recorder, now) as uow:
        service_life.take_step(uow, made, LifeStep.SUBMIT, StepInput())
    assert steps(register, now, recorder)["submitted"]


def test_hidden_steps_come_back_with_what_was_done_meanwhile(register, now, recorder):
    with register.write(recorder, now) as uow:
        service_first.show(uow, hidden=True)
        service_first.show(uow, hidden=True)
    with register.read(recorder, now) as uow:
        shown = service_first.first_run(uow)
        assert shown is not None
        assert shown.is_hidden

    with register.write(recorder, now) as uow:
        service_first.show(uow, hidden=False)
    assert len(steps(register, now, recorder)) == 4


def test_who_runs_an_empty_register_sees_how_to_set_it_up(register, now):
    admin = hire(register, now, 42, (Role.SYSTEM_ADMIN, 0))

    asked = ["grant", "contacts", "holidays", "import", "any-record", "any-approved"]
    assert list(steps(register, now, admin)) == asked


def test_nobody_without_a_role_and_no_program_has_first_steps(register, now):
    nobody = Actor(id="person:nobody", name="ผู้ใด", channel=Channel.WEB)
    program = Actor(
        id="token:1", name="ระบบ", channel=Channel.TOKEN, grants=(Grant(role=Role.RECORDER, office_id=OFFICE),)
    )

    assert steps(register, now, nobody) is None
    assert steps(register, now, program) is None
