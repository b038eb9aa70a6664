"""The numbers of a round's report are those that somebody counts by hand from the rows; printed later, they stay."""

import random
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from ropa import clock
from ropa.procedures import (
    service_pauses,
    service_report,
    service_round_due,
    service_rounds,
    service_rounds_shown,
    service_steps,
    store_rounds,
)
from ropa.wiring import wire
from ropa.working_days import service as working_days
from schemas.access import Role
from schemas.procedure import BranchAnswer
from schemas.round_report import OfficeStanding, ReportAsked
from schemas.rounds import LateCause, RoundInput, RunPause, StepEnd, StepHanding
from schemas.working_days import HolidayDay, HolidayRemoval, HolidayScope, HolidaysInput, YearInput, YearState
from tests.support.actors import person
from tests.support.procedures import approved
from tests.support.rounds import DPO

pytestmark = pytest.mark.timeout(300)
ADMIN = person("ผู้ดูแล", Role.SYSTEM_ADMIN)
DAY = timedelta(days=1)
BEGINS = date(2026, 10, 1)
MONTH_6, MONTH_12 = date(2027, 3, 31), date(2027, 9, 30)
OFFICES = (4, 8, 12, 20, 30, 41)
DECISIONS = {4, 5, 10, 14}
HOLIDAYS = {
    date(2026, 10, 13), date(2026, 10, 23), date(2026, 12, 7), date(2026, 12, 10), date(2026, 12, 31),
    date(2027, 1, 1), date(2027, 2, 22), date(2027, 4, 6), date(2027, 4, 13), date(2027, 4, 14), date(2027, 4, 15),
}  # fmt: skip


def at(day, hour=8):
    return datetime(day.year, day.month, day.day, hour, tzinfo=clock.BANGKOK)


class Year:
    """Lives through a round day by day, with everything that happens to one: pauses, other days, late entries."""

    def __init__(self, register, starts):
        self.register, self.random = register, random.Random(11)  # noqa: S311 - the same days every time
        self.ends, self.known, self.pauses, self.day = {}, set(HOLIDAYS), {}, starts
        self.round_id = ""

    def begin(self):
        early = at(date(2026, 9, 1))
        with self.register.write(ADMIN, early) as uow:
            days = [HolidayDay(day=day, name_th="วันหยุด") for day in sorted(HOLIDAYS)]
            working_days.add(uow, HolidaysInput(source_ref="มติคณะรัฐมนตรี", days=days))
            working_days.confirm(uow, YearInput(year=2026, state=YearState.CONFIRMED, source_ref="มติคณะรัฐมนตรี"))
        made = approved(self.register, early)
        with self.register.write(DPO, early) as uow:
            given = RoundInput(title="รอบปีงบประมาณ 2570", starts_on=BEGINS, office_ids=list(OFFICES))
            self.round_id = service_rounds.start(uow, made.id, given)

    def live_until(self, last):
        """Live through each day up to and with `last`."""
        while self.day <= last:
            self._special(self.day)
            with self.register.write(DPO, at(self.day)) as uow:
                service_round_due.look(uow)
                runs = [run for run in store_rounds.runs_of(uow, self.round_id, None) if run.state == "running"]
                for run in runs:
                    for row in store_rounds.steps_of(uow, [run.id])[run.id]:
                        if row.state == "open":
                            self._maybe(uow, row)
            self.day += DAY

    def _special(self, day):
        if day == date(2026, 12, 15):
            with self.register.write(ADMIN, at(day)) as uow:
                given = [HolidayDay(day=date(2026, 12, 21), name_th="วันหยุดพิเศษ")]
                working_days.add(uow, HolidaysInput(source_ref="มติเพิ่มเติม", days=given))
        if day == date(2027, 1, 20):
            with self.register.write(ADMIN, at(day)) as uow:
                working_days.confirm(uow, YearInput(year=2027, state=YearState.CONFIRMED, source_ref="มติใหม่"))
        if day in {date(2026, 11, 9), date(2027, 3, 29)}:
            self._turn("pause", day, OFFICES[1])
        if day in {date(2026, 11, 16), date(2027, 4, 8)}:
            self._turn("resume", day, OFFICES[1])

    def _turn(self, name, day, office_id):
        with self.register.write(DPO, at(day)) as uow:
            version = service_rounds_shown.head(uow, self.round_id).version
            getattr(service_pauses, name)(uow, self.round_id, version, RunPause(reason="น้ำท่วม", office_id=office_id))
        if name == "pause":
            self.pauses.setdefault(office_id, []).append([day, None])
        else:
            self.pauses[office_id][-1][1] = day

    def _maybe(self, uow, row):
        if row.id not in self.ends:
            self.ends[row.id] = row.opens_on + timedelta(days=self.random.randint(0, 4 * row.working_days + 3))
            if self.random.random() < 0.15:
                given = StepHanding(version=row.version, due_on=row.opens_on + 5 * DAY, reason="ขยายเวลา")
                service_steps.hand(uow, row.id, given)
                return
        if self.day < self.ends[row.id]:
            return
        answer = None
        if row.step in DECISIONS:
            answer = BranchAnswer.NOT_AGREED if self.random.random() < 0.25 and row.visit < 3 else BranchAnswer.AGREED
        # Entered up to five days late.
        done_on = max(row.opens_on, self.day - self.random.randint(0, 5) * DAY)
        cause = self.random.choice([each for each in LateCause if each is not LateCause.OTHER])
        service_steps.end(uow, row.id, StepEnd(version=row.version, answer=answer, cause=cause, done_on=done_on))

    def printed(self, day, **asked):
        """Return the report as it is printed on a day in the evening."""
        with self.register.read(DPO, at(day, 23)) as uow:
            return service_report.report(uow, self.round_id, ReportAsked(**asked))


def content(made):
    """Return a report without the moment of its printing."""
    return msgspec.to_builtins(msgspec.structs.replace(made, printed_at=at(BEGINS)))


def paused(year, office, day):
    return any(first <= day and (until is None or day < until) for first, until in year.pauses.get(office, []))


def counted(year, office, first, last):
    """Return the working days after one day up to and with another, one by one."""
    holidays = year.known | ({date(2026, 12, 21)} if year.day > date(2026, 12, 15) else set())
    found, day = 0, first
    while day < last:
        day += DAY
        found += day.strftime("%a") not in {"Sat", "Sun"} and day not in holidays and not paused(year, office, day)
    return found


def by_hand(year, day):
    """Count everything from the rows as they are on the evening of a day."""
    sums: Counter[str] = Counter()
    causes: Counter[Any] = Counter()
    standing: Counter[Any] = Counter()
    by_step: dict[int, Counter[str]] = {}
    late = []
    with year.register.read(DPO, at(day, 23)) as uow:
        runs = store_rounds.runs_of(uow, year.round_id, None)
        visits = store_rounds.steps_of(uow, [run.id for run in runs])
    for run in runs:
        is_late = False
        for row in visits[run.id]:
            of_step = by_step.setdefault(row.step, Counter())
            if row.done_on is not None:
                again = "again" if row.visit > 1 else "first"
                sums.update(ended=1, days=row.actual_days, standard=row.working_days)
                of_step.update({f"{again}_ended": 1, f"{again}_days": row.actual_days})
                sums["returned"] += row.state == "returned"
            elif row.opens_on is None or row.opens_on > day:
                continue
            else:
                sums["provisional"] += row.is_provisional
            days = counted(year, run.office_id, row.due_on, row.done_on or day)
            if days:
                is_late |= row.done_on is None
                late.append((run.office_id, row.step, row.visit, row.due_on, row.done_on, days))
                causes[row.cause] += 1
                of_step["late"] += 1
        if run.state == "done":
            standing["finished"] += 1
        elif is_late:
            standing["late"] += 1
        elif run.state == "paused":
            standing["paused"] += 1
        else:
            standing["on_time" if any(row.done_on for row in visits[run.id]) else "not_begun"] += 1
    return sums, by_step, sorted(late), causes, standing


def same_as_by_hand(year, made, day):
    sums, by_step, late, causes, standing = by_hand(year, day)
    assert (made.ended, made.actual_days, made.ended_standard_days) == (sums["ended"], sums["days"], sums["standard"])
    assert (made.returned, made.provisional) == (sums["returned"], sums["provisional"])
    for each in made.steps:
        hand = by_step.get(each.step, Counter())
        assert (each.first_ended, each.first_days) == (hand["first_ended"], hand["first_days"]), each.step
        assert (each.again_ended, each.again_days) == (hand["again_ended"], hand["again_days"]), each.step
        assert each.late == hand["late"], each.step
    listed = [(one.office_id, one.step, one.visit, one.due_on, one.done_on, one.days_late) for one in made.late_steps]
    assert listed == late
    assert made.late_days == sum(each[-1] for each in late)
    assert {None if one.cause is None else str(one.cause): one.steps for one in made.causes} == causes
    assert {str(one.standing): one.offices for one in made.offices_by_standing if one.offices} == standing
    assert sum(one.late for one in made.offices) == made.late == len(late)


@pytest.mark.only_on("sqlite")  # the same statements run on PostgreSQL in test_round_report.py; this is arithmetic
def test_every_number_is_that_of_a_count_by_hand_and_the_same_when_it_is_printed_later(register):
    wire()
    year = Year(register, BEGINS)
    year.begin()
    kept = {}
    days = [date(2026, 10, 1), date(2026, 11, 14), date(2026, 12, 20), date(2027, 1, 19), MONTH_6, date(2027, 5, 2)]
    for day in days:
        year.live_until(day)
        kept[day] = year.printed(day, as_of=day)
        same_as_by_hand(year, kept[day], day)
        with register.read(DPO, at(day, 23)) as uow:
            head = service_rounds_shown.head(uow, year.round_id)
        assert head.late == kept[day].count(OfficeStanding.LATE)
    month_6 = year.printed(MONTH_6 + 33 * DAY, month=6)
    year.live_until(MONTH_12)
    month_12 = year.printed(MONTH_12, month=12)
    same_as_by_hand(year, month_12, MONTH_12)
    assert month_12.count(OfficeStanding.FINISHED) == len(OFFICES)
    assert month_12.ended > month_6.ended > kept[days[2]].ended > 0
    assert min(month_6.late, month_6.returned, kept[days[3]].provisional) > 0
    assert [each.until_on for each in month_6.pauses] == [date(2026, 11, 16), None]
    # Long after the year, all of them say what they said.
    later = date(2028, 2, 1)
    assert content(year.printed(later, month=6)) == content(month_6)
    assert content(month_6) | {"period": None} == content(kept[MONTH_6]) | {"period": None}
    for day, made in kept.items():
        assert content(year.printed(later, as_of=day)) == content(made), day


def test_a_holiday_of_a_province_taken_out_later_changes_no_report_of_before(register):
    wire()
    year = Year(register, BEGINS)
    year.begin()
    with register.write(ADMIN, at(date(2026, 9, 2))) as uow:
        given = [HolidayDay(day=date(2026, 10, 5), name_th="งานประจำจังหวัด")]
        entered = working_days.add(
            uow, HolidaysInput(scope=HolidayScope.PROVINCE, scope_ref="76", source_ref="ประกาศ", days=given)
        )
    day = date(2026, 10, 8)
    made = year.printed(day, as_of=day)
    with register.write(ADMIN, at(day + DAY)) as uow:
        working_days.remove(uow, entered[0].id, HolidayRemoval(reason="ลงผิดจังหวัด"))
    assert content(year.printed(day + 5 * DAY, as_of=day)) == content(made)
    assert year.printed(day + 5 * DAY, as_of=day + DAY).late_days != made.late_days
