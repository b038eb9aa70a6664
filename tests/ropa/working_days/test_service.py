"""Tables of holidays: entered as a whole, confirmed per year, cancelled, removed with a reason, by place."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from ropa.audit.tables import audit_events
from ropa.errors import Conflict, Forbidden, Invalid, NotFound
from ropa.working_days import rules, service
from ropa.working_days.tables import holidays
from schemas.access import Role
from schemas.working_days import (
    HolidayDay,
    HolidayKind,
    HolidayRemoval,
    HolidayScope,
    HolidaysInput,
    YearInput,
    YearState,
)
from tests.support.actors import PHETCHABURI, PRACHUAP, person
from tests.support.web import browser, mark_of

DPO = person("dpo", Role.DPO, 0)
#: The number of Phetchaburi in the ministry's table.
PROVINCE = "76"
NEW_YEAR = date(2027, 1, 1)
URL = "/api/v1/holidays"


def listed(*days: date, kind: HolidayKind = HolidayKind.FULL, **more) -> HolidaysInput:
    made = [HolidayDay(day=day, name_th="วันหยุดทดสอบ", kind=kind) for day in days]
    return HolidaysInput(source_ref="มติทดสอบ", days=made, **more)


def of_province(*days: date, kind: HolidayKind = HolidayKind.FULL) -> HolidaysInput:
    return listed(*days, kind=kind, scope=HolidayScope.PROVINCE, scope_ref=PROVINCE)


def confirmed(year: int, **more) -> YearInput:
    return YearInput(year=year, source_ref="มติทดสอบ", **more)


def calendar(register, now, office_id: int) -> rules.Calendar:
    with register.read(DPO, now) as uow:
        return service.calendar_for(uow, office_id, date(2026, 12, 1), date(2027, 2, 1))


def test_a_list_is_entered_as_a_whole_or_not_at_all(register, now):
    with register.write(DPO, now) as uow:
        service.add(uow, listed(NEW_YEAR))
    faulty = listed(date(2027, 4, 13), NEW_YEAR, date(2027, 4, 13), date(1999, 1, 1))
    with pytest.raises(Invalid) as refused, register.write(DPO, now) as uow:
        service.add(uow, faulty)
    assert [each.pointer for each in refused.value.problems] == [f"/days/{place}/day" for place in (1, 2, 3)]
    with register.write(DPO, now) as uow:
        found = service.table(uow, 2027)
        assert uow.connection.scalars(select(audit_events.c.action)).all().count("holidays.added") == 1
    assert ([each.day for each in found.items], found.is_confirmed, found.may_change) == ([NEW_YEAR], False, True)


def test_texts_with_control_characters_are_refused(register, now):
    faulty = HolidaysInput(source_ref="มติ\0", days=[HolidayDay(day=NEW_YEAR, name_th="วัน\0หยุด")])
    with pytest.raises(Invalid) as refused, register.write(DPO, now) as uow:
        service.add(uow, faulty)
    assert [each.pointer for each in refused.value.problems] == ["/source_ref", "/days/0/name_th"]


def test_a_year_is_confirmed_by_a_person_and_late_days_do_not_undo_it(register, now):
    with register.write(DPO, now) as uow, pytest.raises(Invalid):
        service.confirm(uow, confirmed(2027))  # there is nothing to confirm
    with register.write(DPO, now) as uow:
        service.add(uow, listed(NEW_YEAR))
        assert service.confirm(uow, confirmed(2027)).is_confirmed
        service.add(uow, listed(date(2027, 1, 4), kind=HolidayKind.SPECIAL))
    assert calendar(register, now, PHETCHABURI).confirmed == {2027}
    with register.write(DPO, now) as uow:
        with pytest.raises(Invalid):
            service.confirm(uow, confirmed(2027, state=YearState.TAKEN_BACK))  # without a reason
        taken_back = confirmed(2027, state=YearState.TAKEN_BACK, reason="มติใหม่")
        assert not service.confirm(uow, taken_back).is_confirmed


def test_a_cancelled_day_takes_the_place_of_the_holiday_and_gives_it_back(register, now):
    with register.write(DPO, now) as uow:
        (made,) = service.add(uow, listed(NEW_YEAR))
        with pytest.raises(Invalid):
            service.add(uow, listed(date(2027, 1, 2), kind=HolidayKind.CANCELLED))  # a Saturday
        service.add(uow, listed(NEW_YEAR, kind=HolidayKind.CANCELLED))
    assert calendar(register, now, PHETCHABURI).holidays == frozenset()
    with register.write(DPO, now) as uow:
        (again,) = service.add(uow, listed(NEW_YEAR))
        with pytest.raises(NotFound):
            service.remove(uow, made.id, HolidayRemoval(reason="พิมพ์ผิด"))  # it stands no more
        service.remove(uow, again.id, HolidayRemoval(reason="พิมพ์ผิด"))
        rows = uow.connection.execute(select(holidays)).all()
    assert len(rows) == 3
    assert all(row.removed_at is not None and row.removed_reason for row in rows)


def test_a_province_has_days_of_its_own_and_keeps_them_itself(register, now):
    keeper = person("keeper", Role.DPO, PHETCHABURI)
    with register.write(DPO, now) as uow:
        service.add(uow, listed(NEW_YEAR))
        service.confirm(uow, confirmed(2027))
    with register.write(keeper, now) as uow:
        service.add(uow, of_province(date(2027, 1, 5)))
        service.add(uow, of_province(NEW_YEAR, kind=HolidayKind.CANCELLED))
        with pytest.raises(Forbidden):
            service.add(uow, listed(date(2027, 1, 6)))
    with register.write(person("beside", Role.DPO, PRACHUAP), now) as uow, pytest.raises(Forbidden):
        service.add(uow, of_province(date(2027, 1, 6)))
    with register.write(DPO, now) as uow, pytest.raises(Invalid):
        service.add(uow, listed(NEW_YEAR, scope=HolidayScope.PROVINCE, scope_ref="999"))

    here, there = calendar(register, now, PHETCHABURI), calendar(register, now, PRACHUAP)
    assert sorted(here.holidays) == [date(2027, 1, 5)]
    assert sorted(there.holidays) == [NEW_YEAR]
    # The province's own days of the year were not confirmed as whole.
    assert not here.confirmed
    assert there.confirmed == {2027}
    with register.write(keeper, now) as uow:
        service.confirm(uow, confirmed(2027, scope=HolidayScope.PROVINCE, scope_ref=PROVINCE))
    assert calendar(register, now, PHETCHABURI).confirmed == {2027}


def test_a_day_that_was_removed_and_a_confirmation_are_kept_by_the_database(register, now):
    with register.write(DPO, now) as uow:
        (made,) = service.add(uow, listed(NEW_YEAR))
        service.confirm(uow, confirmed(2027))
        service.remove(uow, made.id, HolidayRemoval(reason="พิมพ์ผิด"))
    for statement in (
        "DELETE FROM holidays",
        "UPDATE holidays SET removed_at = NULL",
        "UPDATE holidays SET day = '2027-01-02'",
        "UPDATE holiday_years SET state = 'taken_back'",
        "DELETE FROM holiday_years",
    ):
        with pytest.raises((DBAPIError, Conflict)), register.write(DPO, now) as uow:
            uow.connection.execute(text(statement))


@pytest.mark.only_on("sqlite")
def test_by_the_door_a_person_enters_and_everybody_reads(register):
    body = {"source_ref": "มติทดสอบ", "days": [{"day": "2027-01-01", "name_th": "วันขึ้นปีใหม่"}]}
    with browser(register, (Role.DPO, 0)) as client:
        client.headers["X-CSRF-Token"] = mark_of(client.get("/"))
        made = client.post(URL, json=body)
        assert made.status_code == 201, made.text
        (entered,) = made.json()["items"]
        assert client.post(f"{URL}/years", json={"year": 2027, "source_ref": "มติ"}).json()["is_confirmed"]
        assert client.get(f"{URL}?year=2570").status_code == 422  # a year of the Buddhist Era
        assert client.post(f"{URL}/{entered['id']}/remove", json={"reason": "พิมพ์ผิด"}).status_code == 204
        assert client.get(f"{URL}?year=2027&scope=national").json()["items"] == []
