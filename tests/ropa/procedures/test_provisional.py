"""Why due dates of a round are provisional is told: the years on their way that nobody has confirmed."""

from datetime import date, timedelta

import pytest

from ropa import clock
from ropa.procedures import service_provisional
from ropa.working_days import service as working_days
from schemas.access import Role
from schemas.procedure import StepDoer
from schemas.working_days import HolidayDay, HolidaysInput, YearInput
from tests.support.actors import PHETCHABURI
from tests.support.procedure_steps import step
from tests.support.procedures import approved
from tests.support.rounds import DPO, begin
from tests.support.web import browser

STEPS = [step(1, 2, doer=StepDoer.OFFICE), step(2, 1, [])]


def confirm(register, now, year: int) -> None:
    with register.write(DPO, now) as uow:
        days = [HolidayDay(day=date(year, 1, 1), name_th="วันขึ้นปีใหม่")]
        working_days.add(uow, HolidaysInput(source_ref="มติ", days=days))
        working_days.confirm(uow, YearInput(year=year, source_ref="มติ"))


def test_every_year_on_the_way_that_is_not_confirmed_is_named(register, now):
    def years(*days: date | None) -> list[int]:
        with register.read(DPO, now) as uow:
            return service_provisional.years(uow, date(2026, 11, 20), days)

    assert years() == years(None) == []
    assert years(date(2027, 2, 1), None) == [2026, 2027]
    confirm(register, now, 2026)
    assert years(date(2027, 2, 1)) == [2027]
    confirm(register, now, 2027)
    # A province's own table is what is missing.
    assert years(date(2027, 2, 1)) == [2027]


@pytest.mark.only_on("sqlite")
def test_the_pages_of_a_round_and_of_whoever_may_confirm_say_so_until_it_is_done(register):
    now = clock.now()
    today = clock.bangkok(now).date()
    made = begin(register, now, approved(register, now, steps=STEPS), starts_on=today - timedelta(days=1))
    pages = (f"/rounds/{made}", f"/rounds/{made}/offices/{PHETCHABURI}")
    link = f'href="/working-days?year={today.year + 543}"'
    with browser(register, (Role.DPO, 0)) as client:
        assert all(link in client.get(path).text for path in (*pages, "/"))
        for year in (today.year, today.year + 1):
            confirm(register, now, year)
        assert not [path for path in (*pages, "/") if "ยังไม่มีผู้ยืนยันตาราง" in client.get(path).text]
        assert link not in client.get("/").text
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        assert "วันหยุดราชการยังไม่ยืนยัน" not in client.get("/").text
