"""Due dates move with late holidays and pauses and with nothing else; whoever does a step is told of it once."""

from datetime import date, timedelta

import pytest

from ropa.errors import Conflict, Invalid
from ropa.notices.service import inbox
from ropa.procedures import service_pauses, service_round_due, service_rounds, service_rounds_shown, service_steps
from ropa.wiring import wire
from ropa.working_days import service as working_days
from schemas.access import Role
from schemas.procedure import StepDoer
from schemas.rounds import RoundState, RunPause, StepHanding
from schemas.working_days import HolidayDay, HolidayKind, HolidayRemoval, HolidayScope, HolidaysInput
from tests.support.actors import PHETCHABURI, PRACHUAP, person
from tests.support.procedure_steps import step
from tests.support.procedures import approved
from tests.support.rounds import DPO, begin, finish, visits
from tests.support.staff import hire, key

FRIDAY, DAY = date(2026, 11, 20), timedelta(days=1)
STEPS = [step(1, 3, doer=StepDoer.OFFICE), step(2, 2, [])]
ADMIN = person("ผู้ดูแล", Role.SYSTEM_ADMIN)


def holiday(register, now, day, name="วันหยุดพิเศษ"):
    days = [HolidayDay(day=day, name_th=name, kind=HolidayKind.SPECIAL)]
    given = HolidaysInput(scope=HolidayScope.NATIONAL, scope_ref="", source_ref="มติคณะรัฐมนตรี", days=days)
    with register.write(ADMIN, now) as uow:
        return working_days.add(uow, given)[0]


def due(register, now, round_id, office=PHETCHABURI):
    return [row.due_on for row in visits(register, now, round_id, office)]


def told(register, now, who):
    with register.read(DPO, now) as uow:
        return [each.title_th for each in inbox(uow, key(who)).items]


@pytest.fixture(autouse=True)
def wired():
    wire()


def test_a_holiday_announced_late_moves_open_due_dates_and_tells_the_doers(register, now):
    doer = hire(register, now, 1, (Role.RECORDER, PHETCHABURI))
    other = hire(register, now, 2, (Role.REVIEWER, PHETCHABURI))
    round_id = begin(register, now, approved(register, now, steps=STEPS), starts_on=FRIDAY)
    assert due(register, now, round_id) == [date(2026, 11, 25)]
    made = holiday(register, now, date(2026, 11, 24))
    assert due(register, now, round_id) == [date(2026, 11, 26)]
    assert told(register, now, doer) == ["กำหนดของขั้นตอนในรอบงานเปลี่ยน 1 ขั้นตอน"]
    assert told(register, now, other) == []
    with register.read(DPO, now) as uow:
        moved = service_rounds_shown.events(uow, round_id, PHETCHABURI).items[0]
    assert (moved.kind, moved.details) == ("due_moved", {"after": "2026-11-26", "before": "2026-11-25", "step": 1})
    with register.write(ADMIN, now + DAY) as uow:
        working_days.remove(uow, made.id, HolidayRemoval(reason="ยกเลิกมติ"))
    assert due(register, now, round_id) == [date(2026, 11, 25)]


def test_a_holiday_of_one_province_moves_only_its_offices(register, now):
    round_id = begin(register, now, approved(register, now, steps=STEPS), starts_on=FRIDAY)
    with register.read(DPO, now) as uow:
        from ropa.offices.service import list_offices

        province = {office.id: office.province_id for office in list_offices(uow)}[PHETCHABURI]
    days = [HolidayDay(day=date(2026, 11, 24), name_th="งานประจำจังหวัด", kind=HolidayKind.SPECIAL)]
    given = HolidaysInput(
        scope=HolidayScope.PROVINCE,
        scope_ref=str(province),
        source_ref="ประกาศจังหวัด",
        days=days,
    )
    with register.write(ADMIN, now) as uow:
        working_days.add(uow, given)
    assert due(register, now, round_id) == [date(2026, 11, 26)]
    assert due(register, now, round_id, PRACHUAP) == [date(2026, 11, 25)]


def test_a_day_that_somebody_set_and_what_is_done_stay(register, now):
    round_id = begin(register, now, approved(register, now, steps=STEPS), starts_on=FRIDAY)
    row = visits(register, now, round_id)[0]
    with register.write(DPO, now) as uow:
        service_steps.hand(uow, row.id, StepHanding(version=1, due_on=date(2026, 12, 4), reason="ตกลงกัน"))
    finish(register, now, round_id, 1, office=PRACHUAP)
    holiday(register, now, date(2026, 11, 24))
    assert due(register, now, round_id) == [date(2026, 12, 4)]
    assert due(register, now, round_id, PRACHUAP) == [date(2026, 11, 25), date(2026, 11, 25)]


def test_a_pause_gives_its_days_back_and_nothing_is_ended_meanwhile(register, now):
    round_id = begin(register, now, approved(register, now, steps=STEPS), starts_on=FRIDAY)
    with register.write(DPO, now + 3 * DAY) as uow:
        with pytest.raises(Invalid):
            service_pauses.pause(uow, round_id, 1, RunPause(reason=" "))
        assert service_pauses.pause(uow, round_id, 1, RunPause(reason="น้ำท่วม")) == 2
        with pytest.raises(Conflict):
            service_pauses.pause(uow, round_id, 2, RunPause(reason="อีก"))
    with pytest.raises(Conflict):
        finish(register, now + 4 * DAY, round_id, 1)
    # Paused on Monday 23 and Tuesday 24; worked on again from Wednesday 25 on.
    with register.write(DPO, now + 5 * DAY) as uow:
        assert service_pauses.resume(uow, round_id, 2, RunPause(reason="น้ำลด")) == 2
        page = service_rounds.page(uow, None, None, None, 10)
    assert page.items[0].state is RoundState.RUNNING
    assert due(register, now, round_id) == [date(2026, 11, 27)]
    finish(register, now + 7 * DAY, round_id, 1)
    assert visits(register, now, round_id)[0].actual_days == 3


def test_one_office_may_pause_alone(register, now):
    round_id = begin(register, now, approved(register, now, steps=STEPS), starts_on=FRIDAY)
    with register.write(DPO, now + 3 * DAY) as uow:
        assert service_pauses.pause(uow, round_id, 1, RunPause(office_id=PHETCHABURI, reason="ย้ายสำนักงาน")) == 1
    with pytest.raises(Conflict):
        finish(register, now + 3 * DAY, round_id, 1)
    finish(register, now + 3 * DAY, round_id, 1, office=PRACHUAP)


def test_the_daily_look_opens_what_has_come_and_reminds_once(register, now):
    doer = hire(register, now, 1, (Role.RECORDER, PHETCHABURI))
    steps = [step(1, 3, doer=StepDoer.OFFICE), step(2, 2, [], doer=StepDoer.OFFICE, starts_month=1)]
    made = approved(register, now, steps=steps)
    round_id = begin(register, now, made, offices=(PHETCHABURI,), starts_on=FRIDAY)

    def look(days):
        with register.write(DPO, now + days * DAY) as uow:
            return service_round_due.look(uow)

    assert look(0) == ""
    assert look(3) == "opened 0 steps, told 1"
    assert look(4) == ""
    assert look(6) == "opened 0 steps, told 1"
    assert [each.rpartition(" ")[2] for each in told(register, now, doer)] == ["เกินกำหนด", "ใกล้ครบกำหนด"]
    finish(register, now + 3 * DAY, round_id, 1)
    assert visits(register, now, round_id)[1].state == "waiting"
    assert look(31) == "opened 1 steps, told 1"
    row = visits(register, now, round_id)[1]
    assert (row.state, row.opens_on, row.due_on) == ("open", date(2026, 12, 21), date(2026, 12, 23))
