"""Late is one rule wherever it is shown: a working day of the run's own calendar has passed after the last day."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event

from ropa.notices import service as service_inbox
from ropa.procedures import service_pauses, service_round_due, service_rounds, service_rounds_shown
from ropa.working_days import service as working_days
from schemas.access import Role
from schemas.notices import NoticeKind
from schemas.procedure import StepDoer
from schemas.rounds import RunPause
from schemas.working_days import HolidayDay, HolidayScope, HolidaysInput
from tests.support.actors import PHETCHABURI, PRACHUAP, person
from tests.support.procedure_steps import step
from tests.support.procedures import approved
from tests.support.rounds import DPO, begin
from tests.support.staff import hire, key

ADMIN = person("ผู้ดูแล", Role.SYSTEM_ADMIN)
DAY = timedelta(days=1)
#: `now` of the tests is Friday 20 November 2026; a step of five days is due on Friday the 27th.
FRIDAY, DUE = date(2026, 11, 20), date(2026, 11, 27)
STEPS = [step(1, 5), step(2, 1, [])]


def late(register, now, round_id):
    """Return how many offices are late by the list, by the round's page and by its head, and the days of each."""
    with register.read(DPO, now) as uow:
        listed = next(each for each in service_rounds.page(uow, None, None, None, 10).items if each.id == round_id)
        shown = service_rounds_shown.shown(uow, round_id)
        head = service_rounds_shown.head(uow, round_id)
    return (listed.late, shown.item.late, head.late), {run.office_id: run.late_days for run in shown.runs}


def test_over_a_weekend_nobody_becomes_late(register, now):
    round_id = begin(register, now, approved(register, now, steps=STEPS), starts_on=FRIDAY)
    for day in (7, 8, 9):
        assert late(register, now + day * DAY, round_id) == ((0, 0, 0), {PHETCHABURI: 0, PRACHUAP: 0}), day
    assert late(register, now + 10 * DAY, round_id) == ((2, 2, 2), {PHETCHABURI: 1, PRACHUAP: 1})


def test_a_holiday_of_one_province_makes_only_the_other_late(register, now):
    round_id = begin(register, now, approved(register, now, steps=STEPS), starts_on=FRIDAY)
    with register.write(ADMIN, now) as uow:
        days = [HolidayDay(day=DUE + 3 * DAY, name_th="งานประจำจังหวัด")]
        given = HolidaysInput(scope=HolidayScope.PROVINCE, scope_ref="76", source_ref="ประกาศจังหวัด", days=days)
        working_days.add(uow, given)
    assert late(register, now + 10 * DAY, round_id) == ((1, 1, 1), {PHETCHABURI: 0, PRACHUAP: 1})


def test_days_of_a_pause_make_nobody_late(register, now):
    round_id = begin(register, now, approved(register, now, steps=STEPS), starts_on=FRIDAY)
    with register.write(DPO, now + 7 * DAY) as uow:
        service_pauses.pause(uow, round_id, 1, RunPause(reason="น้ำท่วม", office_id=PHETCHABURI))
    assert late(register, now + 11 * DAY, round_id) == ((1, 1, 1), {PHETCHABURI: 0, PRACHUAP: 2})


def test_an_office_whose_round_was_cancelled_is_not_late(register, now):
    round_id = begin(register, now, approved(register, now, steps=STEPS), starts_on=FRIDAY)
    with register.write(DPO, now + 12 * DAY) as uow:
        service_rounds.cancel(uow, round_id, 1, "เริ่มใหม่ปีหน้า")
    assert late(register, now + 20 * DAY, round_id) == ((0, 0, 0), {PHETCHABURI: 0, PRACHUAP: 0})


def test_whoever_does_a_step_is_told_that_it_is_late_by_the_same_rule(register, now):
    recorder = hire(register, now, 1, (Role.RECORDER, PHETCHABURI))
    steps = [step(1, 5, doer=StepDoer.OFFICE), step(2, 1, [])]
    begin(register, now, approved(register, now, steps=steps), offices=(PHETCHABURI,), starts_on=FRIDAY)
    for day, urgent in ((7, 0), (8, 0), (9, 0), (10, 1), (11, 1)):
        with register.write(DPO, now + day * DAY) as uow:
            service_round_due.look(uow)
        with register.read(recorder, now + day * DAY) as uow:
            found = service_inbox.inbox(uow, key(recorder)).items
        assert sum(each.is_urgent for each in found if each.kind is NoticeKind.ROUND_STEP) == urgent, day


@pytest.mark.only_on("sqlite")
def test_as_many_queries_for_a_late_round_as_for_two(register, now):
    made = approved(register, now, steps=STEPS)

    def queries():
        told = []
        with register.read(DPO, now + 10 * DAY) as uow:
            event.listen(uow.connection, "before_cursor_execute", lambda *said: told.append(said[2]))
            service_rounds.page(uow, None, None, None, 10)
        return len(told)

    begin(register, now, made, starts_on=FRIDAY)
    first = queries()
    begin(register, now, made, starts_on=FRIDAY)
    assert queries() == first
