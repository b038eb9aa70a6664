"""To which offices a step is handed: those that one sees, above and below; whoever runs the round hands it anywhere."""

from datetime import date

import pytest

from ropa.errors import Invalid
from ropa.procedures import service_steps
from schemas.access import Role
from schemas.procedure import StepDoer
from schemas.rounds import StepHanding
from tests.support.actors import ABOVE_PHETCHABURI, GROUP_IN_PHETCHABURI, PHETCHABURI, PRACHUAP, person
from tests.support.procedure_steps import step
from tests.support.procedures import WRITER, approved
from tests.support.rounds import DPO, begin, visits

FRIDAY = date(2026, 11, 20)


@pytest.fixture
def begun(register, now):
    steps = [step(1, 1, doer=StepDoer.OFFICE), step(2, 1, [])]
    return begin(register, now, approved(register, now, steps=steps), offices=(PHETCHABURI,), starts_on=FRIDAY)


def hand(register, now, begun, actor, office):
    row = visits(register, now, begun)[0]
    with register.write(actor, now) as uow:
        service_steps.hand(uow, row.id, StepHanding(version=row.version, office_id=office, reason="มีข้อมูลอยู่ที่นั่น"))


def test_a_recorder_hands_no_step_to_an_office_beside_theirs(register, now, begun):
    with pytest.raises(Invalid) as refused:
        hand(register, now, begun, WRITER, PRACHUAP)
    assert [each.pointer for each in refused.value.problems] == ["/office_id"]
    assert visits(register, now, begun)[0].office_id == PHETCHABURI


@pytest.mark.parametrize("office", [ABOVE_PHETCHABURI, GROUP_IN_PHETCHABURI])
def test_a_recorder_hands_a_step_to_offices_above_and_below(register, now, begun, office):
    hand(register, now, begun, WRITER, office)
    assert visits(register, now, begun)[0].office_id == office


def test_whoever_sees_both_offices_hands_it_over(register, now, begun):
    several = person("ผู้บันทึกสองหน่วย", Role.RECORDER, ABOVE_PHETCHABURI)
    hand(register, now, begun, several, GROUP_IN_PHETCHABURI)
    assert visits(register, now, begun)[0].office_id == GROUP_IN_PHETCHABURI


def test_an_office_gives_back_what_was_handed_to_it(register, now, begun):
    hand(register, now, begun, DPO, PRACHUAP)
    hand(register, now, begun, person("ผู้บันทึก ประจวบ", Role.RECORDER, PRACHUAP), PHETCHABURI)
    assert visits(register, now, begun)[0].office_id == PHETCHABURI


@pytest.mark.parametrize(
    ("due_on", "reason", "pointer"),
    [
        (date(2570, 1, 4), "เลื่อน", "/due_on"),
        (date(2027, 12, 31), "เลื่อน", "/due_on"),
        (date(2027, 1, 4), "เลื่อน\x00", "/reason"),
    ],
)
def test_a_day_of_the_other_era_and_control_characters_are_refused(register, now, begun, due_on, reason, pointer):
    row = visits(register, now, begun)[0]
    with register.write(DPO, now) as uow, pytest.raises(Invalid) as refused:
        service_steps.hand(uow, row.id, StepHanding(version=row.version, due_on=due_on, reason=reason))
    assert [each.pointer for each in refused.value.problems] == [pointer]
    assert visits(register, now, begun)[0].due_on == row.due_on
