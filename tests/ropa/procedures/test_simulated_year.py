"""A year of the ministry's manual at provincial offices: every day counted again by hand, from the rows alone.

Each day eight offices; `make campaign` all 76: 1,399 visits, 611 of them late.
"""

import os
import random
from datetime import date, datetime, timedelta

import pytest

from ropa import clock
from ropa.procedures import service_round_due, service_round_offices, service_rounds, service_steps, store_rounds
from ropa.wiring import wire
from ropa.working_days import service as working_days
from schemas.access import Role
from schemas.procedure import BranchAnswer
from schemas.rounds import LateCause, OfficeGroup, RoundInput, RoundState, StepEnd
from schemas.working_days import HolidayDay, HolidaysInput, YearInput, YearState
from tests.support.actors import person
from tests.support.procedures import approved
from tests.support.rounds import DPO

pytestmark = [pytest.mark.only_on("sqlite"), pytest.mark.timeout(300)]
ADMIN = person("ผู้ดูแล", Role.SYSTEM_ADMIN)
DAY = timedelta(days=1)
BEGINS, ANNOUNCED, SPECIAL = date(2026, 10, 1), date(2026, 12, 15), date(2026, 12, 21)
DECISIONS = {4, 5, 10, 14}
#: Month and day of the holidays of two years, as somebody enters them: fixed, whatever is proposed to them.
HOLIDAYS = {
    2026: (
        (1, 1), (4, 6), (4, 13), (4, 14), (4, 15), (5, 4), (6, 3), (7, 28),
        (8, 12), (10, 13), (10, 23), (12, 7), (12, 10), (12, 31),
    ),
    2027: (
        (1, 1), (4, 6), (4, 13), (4, 14), (4, 15), (5, 4), (6, 3), (7, 28),
        (8, 12), (10, 13), (10, 25), (12, 6), (12, 10), (12, 31),
    ),
}  # fmt: skip


def enter(register, now):
    """Enter and confirm the holidays of two years; return their days."""
    days = set()
    for year, listed in HOLIDAYS.items():
        with register.write(ADMIN, now) as uow:
            entered = [HolidayDay(day=date(year, month, day), name_th="วันหยุดราชการ") for month, day in listed]
            working_days.add(uow, HolidaysInput(source_ref="มติคณะรัฐมนตรี", days=entered))
            working_days.confirm(uow, YearInput(year=year, state=YearState.CONFIRMED, source_ref="มติคณะรัฐมนตรี"))
        days |= {each.day for each in entered}
    return days


def by_hand(first, count, holidays):
    """Return the last of some working days after a day, one day at a time."""
    day = first
    while count:
        day += DAY
        if day.strftime("%a") not in {"Sat", "Sun"} and day not in holidays:
            count -= 1
    return day


def next_by_hand(day, holidays):
    while day.strftime("%a") in {"Sat", "Sun"} or day in holidays:
        day += DAY
    return day


class Simulation:
    """Ends steps on days drawn at random: most in time, some late, one decision in six sent back."""

    def __init__(self, register, round_id):
        self.register, self.round_id, self.random = register, round_id, random.Random(39)  # noqa: S311 - the same days every time
        self.ends: dict[str, date] = {}

    def now(self, day):
        return datetime(day.year, day.month, day.day, 8, tzinfo=clock.BANGKOK)

    def live(self, day):
        """Live through one day; tell whether anything is left to be done."""
        with self.register.write(DPO, self.now(day)) as uow:
            service_round_due.look(uow)
            runs = store_rounds.runs_of(uow, self.round_id, None)
            left = [run for run in runs if run.ended_on is None]
            for rows in store_rounds.steps_of(uow, [run.id for run in left]).values():
                for row in rows:
                    if row.state == "open":
                        self._maybe_end(uow, row, day)
        return bool(left)

    def _maybe_end(self, uow, row, day):
        if row.id not in self.ends:
            self.ends[row.id] = row.opens_on + timedelta(days=self.random.randint(0, 2 * row.working_days + 2))
        if day < self.ends[row.id]:
            return
        answer = None
        if row.step in DECISIONS:
            answer = BranchAnswer.NOT_AGREED if self.random.random() < 1 / 6 and row.visit < 3 else BranchAnswer.AGREED
        service_steps.end(uow, row.id, StepEnd(version=row.version, answer=answer, cause=LateCause.WORKLOAD))


def test_a_year_is_counted_as_by_hand_with_holidays_of_two_years_and_one_announced_late(register, now):
    wire()
    early = datetime(2026, 9, 1, 9, tzinfo=now.tzinfo)
    holidays = enter(register, early)
    made = approved(register, early)
    with register.write(DPO, early) as uow:
        offices = service_round_offices.offices_of(uow, OfficeGroup.PROVINCES, None)
        assert len(offices) == 76
        offices = offices if os.environ.get("ROPA_CAMPAIGN") else offices[:8]
        given = RoundInput(title="รอบปีงบประมาณ 2570", starts_on=BEGINS, office_ids=offices)
        round_id = service_rounds.start(uow, made.id, given)

    simulation, day, announced = Simulation(register, round_id), BEGINS, False
    while simulation.live(day):
        if day >= ANNOUNCED and not announced:
            announced = True
            with register.write(ADMIN, simulation.now(day)) as uow:
                days = [HolidayDay(day=SPECIAL, name_th="วันหยุดพิเศษ")]
                working_days.add(uow, HolidaysInput(source_ref="มติคณะรัฐมนตรีเพิ่มเติม", days=days))
        day += DAY
        assert day < date(2027, 12, 31)

    late = visits = 0
    with register.read(DPO, simulation.now(day)) as uow:
        assert service_rounds.page(uow, RoundState.DONE, None, None, 10).items[0].done == len(offices)
        runs = store_rounds.runs_of(uow, round_id, None)
        for rows in store_rounds.steps_of(uow, [run.id for run in runs]).values():
            came = BEGINS
            for row in rows:
                # What was ended before the special holiday was announced was counted without it.
                known = holidays if row.done_on <= ANNOUNCED else holidays | {SPECIAL}
                opened = holidays if came <= ANNOUNCED else known
                assert row.opens_on == next_by_hand(came, opened), (row.step, row.visit)
                assert row.due_on == by_hand(row.opens_on, row.working_days, known), (row.step, row.visit)
                assert not row.is_provisional
                late += row.done_on > row.due_on
                visits += 1
                came = row.done_on
    assert visits > len(offices) * 16
    assert 0 < late < visits
    if os.environ.get("ROPA_CAMPAIGN"):
        assert (visits, late, day) == (1399, 611, date(2027, 3, 18))
