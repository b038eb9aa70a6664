"""Proposals of the library, corrected for agencies: law.md C.6. Nothing of them counts before a person takes it."""

from datetime import date

import pytest
from sqlalchemy import select

from ropa.audit.tables import audit_events
from ropa.errors import Forbidden, Invalid
from ropa.working_days import proposals, service, service_proposals
from schemas.access import Role
from schemas.working_days import HolidayDay, HolidayKind, HolidaysInput, LinesInput, ProposalTaking
from tests.support.actors import PHETCHABURI, person
from tests.support.web import browser, mark_of

DPO = person("dpo", Role.DPO, 0)
URL = "/api/v1/holidays"


def days_of(year: int) -> dict[date, str]:
    return {each.day: each.name_th for each in proposals.proposed(year).items}


def test_the_moon_the_days_in_lieu_and_the_ploughing_day_are_proposed_for_a_year_that_is_known():
    found = days_of(2026)
    assert found[date(2026, 3, 3)] == "วันมาฆบูชา"
    assert found[date(2026, 6, 1)] == "ชดเชยวันวิสาขบูชา"
    assert found[date(2026, 5, 13)] == "วันพืชมงคล"
    assert "ชดเชยวันพ่อแห่งชาติ" in found[date(2026, 12, 7)]
    assert proposals.proposed(2026).missing_th == ["วันหยุดพิเศษ"]
    # 23 public and 1 government day (law.md C.6), less Labour Day and Children's Day.
    assert len(found) == 22


def test_what_is_no_holiday_of_agencies_is_told_with_the_reason_and_never_proposed():
    for year in (2026, 2027):
        proposed = proposals.proposed(year)
        assert not [each for each in proposed.items if "แรงงาน" in each.name_th or "เด็ก" in each.name_th]
        assert all(each.reason_th and each.reason_en for each in proposed.not_for_agencies)
    # 1 May 2570 is a Saturday: the day in its place is none of agencies either.
    refused = [each.day for each in proposals.proposed(2027).not_for_agencies]
    assert refused == [date(2027, 1, 9), date(2027, 5, 1), date(2027, 5, 3)]


def test_a_year_for_which_the_library_does_not_vouch_and_one_that_it_does_not_know_are_told():
    assert proposals.proposed(2025).is_exact
    assert not proposals.proposed(2026).is_exact
    assert "วันพืชมงคล" in proposals.proposed(2027).missing_th
    unknown = proposals.proposed(2150)
    assert unknown.items == []
    assert "วันหยุดตามวันที่แน่นอน" in unknown.missing_th
    assert unknown.source.startswith("holidays 0.")


def test_proposals_count_for_nothing_until_a_person_takes_them_and_the_year_stays_provisional(register, now):
    with register.write(DPO, now) as uow:
        service_proposals.proposal(uow, 2027)
        before = service.calendar_for(uow, PHETCHABURI, date(2027, 1, 1), date(2027, 12, 31))
        chosen = [date(2027, 1, 1), date(2027, 2, 22)]
        table = service_proposals.take(uow, ProposalTaking(year=2027, source_ref="มติทดสอบ", days=chosen))
        after = service.calendar_for(uow, PHETCHABURI, date(2027, 1, 1), date(2027, 12, 31))
        details = uow.connection.scalars(
            select(audit_events.c.details).where(audit_events.c.action == "holidays.added")
        ).all()
    assert (before.holidays, before.confirmed) == (frozenset(), frozenset())
    assert (sorted(after.holidays), after.confirmed) == (chosen, frozenset())
    assert {each.source_ref for each in table.items} == {"มติทดสอบ"}
    assert not table.is_confirmed
    assert "holidays 0." in str(details[-1])


def test_all_that_is_left_is_taken_at_once_and_a_second_time_nothing_is(register, now):
    every = ProposalTaking(year=2027, source_ref="มติทดสอบ")
    with register.write(DPO, now) as uow:
        service_proposals.take(uow, ProposalTaking(year=2027, source_ref="มติอื่น", days=[date(2027, 1, 1)]))
        table = service_proposals.take(uow, every)
        assert {each.day for each in table.items} == set(days_of(2027))
        with pytest.raises(Invalid):
            service_proposals.take(uow, every)


def test_a_day_that_is_not_proposed_or_is_none_of_agencies_is_refused_and_nothing_is_entered(register, now):
    wrong = [date(2027, 1, 1), date(2027, 5, 3), date(2027, 3, 3)]
    with register.write(DPO, now) as uow:
        with pytest.raises(Invalid) as refused:
            service_proposals.take(uow, ProposalTaking(year=2027, source_ref="มติ", days=wrong))
        assert [each.pointer for each in refused.value.problems] == ["/days/1", "/days/2"]
        assert "แรงงาน" in refused.value.problems[0].message_th
        with pytest.raises(Invalid) as era:
            service_proposals.take(uow, ProposalTaking(year=2570, source_ref="มติ"))
        assert "2027" in era.value.problems[0].message_th
        assert service.table(uow, 2027).items == []
    recorder = person("recorder", Role.RECORDER, PHETCHABURI)
    with register.write(recorder, now) as uow, pytest.raises(Forbidden):
        service_proposals.take(uow, ProposalTaking(year=2027, source_ref="มติ"))


def test_a_list_is_looked_over_beside_the_table_and_nothing_is_entered(register, now):
    with register.write(DPO, now) as uow:
        service.add(uow, HolidaysInput(source_ref="มติ", days=[HolidayDay(day=date(2027, 1, 1), name_th="วันขึ้นปีใหม่")]))
        text = "1 ม.ค. 2570 วันขึ้นปีใหม่\n13 เม.ย. 2570 วันสงกรานต์ (พิเศษ)\n14 เม.ย. 2569 วันสงกรานต์"
        found = service_proposals.look_over(uow, LinesInput(lines=text, year=2027))
        assert [(each.line, each.is_known, each.problem is None) for each in found.lines] == [
            (1, True, True),
            (2, False, True),
            (3, False, False),
        ]
        assert (found.new, found.faults) == (1, 1)
        assert found.lines[1].day is not None
        assert found.lines[1].day.kind is HolidayKind.SPECIAL
        assert service_proposals.lines_of(found) == "13 เม.ย. 2570 วันสงกรานต์ (พิเศษ)"
        assert len(service.table(uow, 2027).items) == 1


@pytest.mark.only_on("sqlite")
def test_by_the_door_proposals_are_marked_with_their_library_and_taken_with_a_source(register):
    with browser(register, (Role.DPO, 0)) as client:
        client.headers["X-CSRF-Token"] = mark_of(client.get("/"))
        proposed = client.get(f"{URL}/proposal?year=2027").json()
        assert proposed["source"].startswith("holidays 0.")
        assert proposed["missing_th"] == ["วันพืชมงคล", "วันหยุดพิเศษ"]
        assert client.get(f"{URL}?year=2027").json()["items"] == []
        assert client.post(f"{URL}/proposal", json={"year": 2027}).status_code == 422  # without a source
        taken = client.post(f"{URL}/proposal", json={"year": 2027, "source_ref": "มติ", "days": ["2027-01-01"]})
        assert (taken.status_code, [each["day"] for each in taken.json()["items"]]) == (200, ["2027-01-01"])
        wrong = client.post(URL, json={"source_ref": "มติ", "days": [{"day": "2570-01-01", "name_th": "วัน"}]})
        assert (wrong.status_code, "2027" in wrong.text) == (422, True)
        wrong = client.post(f"{URL}/years", json={"source_ref": "มติ", "year": 2570})
        assert (wrong.status_code, "2027" in wrong.text) == (422, True)
        read = client.post(f"{URL}/lines", json={"lines": "1 ม.ค. 2569 วันขึ้นปีใหม่", "year": 2027})
        assert (read.status_code, read.json()["faults"]) == (200, 1)
