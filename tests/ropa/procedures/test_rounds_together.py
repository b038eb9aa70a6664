"""Two people at once in a round: no end is lost, none counts twice, and a round ends with its last office."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date

import pytest

from ropa.errors import Conflict, PreconditionFailed
from ropa.procedures import service_pauses, service_rounds, service_rounds_shown, service_steps, store_rounds
from ropa.wiring import wire
from ropa.working_days import service as working_days
from schemas.rounds import RoundState, RunPause, StepEnd
from schemas.working_days import HolidayDay, HolidaysInput
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.procedure_steps import step
from tests.support.procedures import approved
from tests.support.rounds import DPO, begin, visits

FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)
SPECIAL = HolidaysInput(source_ref="มติ ครม.", days=[HolidayDay(day=MONDAY, name_th="วันหยุดพิเศษ")])
#: Long enough for whoever is second to come to what the first holds, or past it.
MEANWHILE = 1.0


def together(register, now, first, second):
    """Do `first`, then `second` beside it, and only then save the first; return what the second raised."""

    def beside():
        try:
            with register.write(DPO, now) as uow:
                second(uow)
        except (Conflict, PreconditionFailed) as error:
            return type(error)
        return None

    with ThreadPoolExecutor(1) as pool:
        with register.write(DPO, now) as uow:
            first(uow)
            going = pool.submit(beside)
            wait([going], timeout=MEANWHILE)
        return going.result()


def ends(register, now, round_id, office=PHETCHABURI):
    row = visits(register, now, round_id, office)[0]
    return lambda uow: service_steps.end(uow, row.id, StepEnd(version=row.version))


def states(register, now, round_id):
    with register.read(DPO, now) as uow:
        run = store_rounds.read_run(uow, round_id, PHETCHABURI)
        assert run is not None
        return service_rounds_shown.head(uow, round_id).state, run.state, visits(register, now, round_id)[0].state


def test_two_last_offices_that_end_at_once_end_the_round_once(register, now):
    round_id = begin(register, now, approved(register, now, steps=[step(1, 1, [])]), starts_on=FRIDAY)
    first, second = ends(register, now, round_id), ends(register, now, round_id, PRACHUAP)
    assert together(register, now, first, second) is None
    with register.read(DPO, now) as uow:
        kinds = [each.kind for each in service_rounds_shown.events(uow, round_id).items]
    assert kinds.count("done") == 1
    assert states(register, now, round_id) == (RoundState.DONE, "done", "done")


@pytest.mark.parametrize("how", ["cancel", "pause"])
def test_nobody_ends_a_step_while_its_round_is_cancelled_or_paused(register, now, how):
    made = approved(register, now, steps=[step(1, 1, [])])
    round_id = begin(register, now, made, offices=(PHETCHABURI,), starts_on=FRIDAY)

    def stop(uow):
        if how == "cancel":
            service_rounds.cancel(uow, round_id, 1, "เปลี่ยนแผน")
        else:
            service_pauses.pause(uow, round_id, 1, RunPause(reason="น้ำท่วม"))

    assert together(register, now, stop, ends(register, now, round_id)) is Conflict
    state = {"cancel": RoundState.CANCELLED, "pause": RoundState.PAUSED}[how]
    assert states(register, now, round_id) == (state, str(state), "open")


def test_a_step_that_ends_while_a_holiday_is_entered_stays_ended_and_the_next_knows_the_holiday(register, now):
    wire()
    made = approved(register, now, steps=[step(1, 5), step(2, 1, [])])
    round_id = begin(register, now, made, offices=(PHETCHABURI,), starts_on=FRIDAY)
    assert together(register, now, ends(register, now, round_id), lambda uow: working_days.add(uow, SPECIAL)) is None
    first, second = visits(register, now, round_id)
    assert (first.state, first.done_on) == ("done", FRIDAY)
    assert (second.state, second.due_on) == ("open", date(2026, 11, 24))


def test_whoever_ends_a_step_whose_day_a_holiday_just_moved_looks_again(register, now):
    wire()
    made = approved(register, now, steps=[step(1, 5), step(2, 1, [])])
    round_id = begin(register, now, made, offices=(PHETCHABURI,), starts_on=FRIDAY)
    end = ends(register, now, round_id)
    assert together(register, now, lambda uow: working_days.add(uow, SPECIAL), end) is PreconditionFailed
    assert [row.due_on for row in visits(register, now, round_id)] == [date(2026, 11, 30)]
