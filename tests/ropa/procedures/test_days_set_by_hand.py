"""A last day that a person set is provisional while nobody has confirmed the holidays of its year, and no longer."""

from datetime import date

import pytest

from ropa.procedures import service_moving, service_round_due, service_steps
from ropa.wiring import wire
from ropa.working_days import service as working_days
from schemas.round_moves import RoundMove
from schemas.rounds import StepHanding
from schemas.working_days import HolidayDay, HolidaysInput, YearInput, YearState
from tests.support.actors import PHETCHABURI
from tests.support.procedure_steps import step
from tests.support.procedures import approved
from tests.support.rounds import DPO, begin, visits

FRIDAY, NEXT_YEAR = date(2026, 11, 20), date(2027, 3, 1)


def confirmed(register, now, year, day):
    with register.write(DPO, now) as uow:
        given = HolidaysInput(source_ref="มติ ครม.", days=[HolidayDay(day=day, name_th="วันหยุด")])
        working_days.add(uow, given)
        working_days.confirm(uow, YearInput(year=year, state=YearState.CONFIRMED, source_ref="มติ ครม."))


@pytest.fixture
def begun(register, now):
    wire()
    confirmed(register, now, 2026, date(2026, 12, 10))
    made = approved(register, now, steps=[step(1, 3), step(2, 2, [])])
    return begin(register, now, made, offices=(PHETCHABURI,), starts_on=FRIDAY)


def hand(uow, row, begun):
    service_steps.hand(uow, row.id, StepHanding(version=row.version, due_on=NEXT_YEAR, reason="เลื่อน"))


def move(uow, row, begun):
    service_moving.move(uow, begun, 1, RoundMove(reason="เลื่อน", due_on=NEXT_YEAR))


@pytest.mark.parametrize("how", [hand, move])
def test_a_day_set_in_a_year_that_nobody_has_confirmed_is_provisional_until_somebody_does(register, now, begun, how):
    row = visits(register, now, begun)[0]
    assert not row.is_provisional
    with register.write(DPO, now) as uow:
        how(uow, row, begun)
    with register.write(DPO, now) as uow:
        service_round_due.look(uow)
    row = visits(register, now, begun)[0]
    assert (row.due_on, bool(row.is_provisional)) == (NEXT_YEAR, True)
    confirmed(register, now, 2027, date(2027, 1, 1))
    row = visits(register, now, begun)[0]
    assert (row.due_on, bool(row.is_provisional)) == (NEXT_YEAR, False)
