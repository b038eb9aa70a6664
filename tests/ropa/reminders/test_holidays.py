"""Whoever may confirm a year's holidays hears that nobody has: ahead of the year, and when it began."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from ropa.access.tables import people
from ropa.notices.tables import notices
from ropa.reminders import service_holidays
from ropa.working_days import service as working_days
from schemas.access import COMMAND_LINE, Role
from schemas.working_days import HolidayDay, HolidaysInput, YearInput, YearState
from tests.support.actors import PHETCHABURI
from tests.support.staff import hire

DAYS = {name: datetime(*day, 2, tzinfo=UTC) for name, day in {
    "september": (2026, 9, 30),
    "october": (2026, 10, 1),
    "december": (2026, 12, 31),
    "january": (2027, 1, 1),
    "june": (2027, 6, 1),
}.items()}  # fmt: skip


@pytest.fixture
def officer(register):
    start = DAYS["september"]
    made = hire(register, start, 1, (Role.DPO, 0))
    hire(register, start, 2, (Role.SYSTEM_ADMIN, 0))
    hire(register, start, 3, (Role.DPO, PHETCHABURI))  # keeps the table of a province, not this one
    hire(register, start, 4, (Role.RECORDER, 0))
    return made


def told(register, moment: str) -> int:
    with register.write(COMMAND_LINE, DAYS[moment]) as uow:
        return service_holidays.remind(uow)


def confirm(register, officer, year: int, moment: str = "september") -> None:
    with register.write(officer, DAYS[moment]) as uow:
        days = [HolidayDay(day=date(year, 1, 1), name_th="วันขึ้นปีใหม่")]
        working_days.add(uow, HolidaysInput(source_ref="มติ", days=days))
        working_days.confirm(uow, YearInput(year=year, source_ref="มติ"))


def test_officer_and_administrator_hear_once_from_october_and_again_when_the_year_began(register, officer):
    confirm(register, officer, 2026)
    assert [told(register, each) for each in DAYS] == [0, 2, 0, 2, 0]
    with register.read(officer, DAYS["june"]) as uow:
        rows = uow.connection.execute(select(notices).order_by(notices.c.posted_at)).all()
        known = set(uow.connection.scalars(select(people.c.id)))
    assert {row.kind for row in rows} == {"holidays_unconfirmed"}
    assert {row.path for row in rows} == {"/working-days?year=2570"}
    assert len({row.person_id for row in rows} & known) == 2
    assert "ปีเริ่มแล้ว" in rows[-1].title_th
    assert "has begun" in rows[-1].title_en


def test_a_year_that_is_confirmed_is_not_told_of_and_one_that_was_taken_back_is(register, officer):
    confirm(register, officer, 2026)
    confirm(register, officer, 2027)
    assert [told(register, each) for each in ("october", "january")] == [0, 0]
    with register.write(officer, DAYS["january"]) as uow:
        working_days.confirm(uow, YearInput(year=2027, source_ref="มติ", state=YearState.TAKEN_BACK, reason="มีมติใหม่"))
        assert working_days.to_confirm(uow) == [2027]
    assert told(register, "june") == 2


def test_this_year_and_from_october_the_next_should_be_confirmed(register, officer):
    for moment, years in (("september", [2026]), ("october", [2026, 2027]), ("january", [2027])):
        with register.read(officer, DAYS[moment]) as uow:
            assert working_days.to_confirm(uow) == years
