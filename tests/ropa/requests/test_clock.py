"""Clocks of requests by the real door: law.md C.5, F.2 25 to 30; pauses, and what is asked of the citizen."""

from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient

from ropa.access.service import create_token
from ropa.errors import Conflict, Forbidden, Invalid
from ropa.requests import (
    service,
    service_asks,
    service_clock,
    service_events,
    service_grounds,
    service_limits,
    service_pauses,
    service_reminders,
)
from ropa.requests.tables_clock import request_asks
from ropa.working_days import service as holidays
from schemas.access import Role
from schemas.request_clock import (
    AskEnd,
    AskInput,
    AskKind,
    AskState,
    GroundEnd,
    GroundInput,
    PauseEnd,
    PauseInput,
    PauseKind,
)
from schemas.request_limits import LimitInput
from schemas.request_terms import RequestEventKind, RequestState, Right
from schemas.working_days import HolidayDay, HolidayKind, HolidaysInput, YearInput
from tests.support.actors import PHETCHABURI, person, somebody
from tests.support.subject_requests import HEAD, OFFICER, take_in
from tests.support.web import keys_for, national_id
from tests.support.world import make_app

DPO = person("dpo", Role.DPO, 0)
GROUND = GroundInput(
    code="wait_for_identity",
    kind=PauseKind.PAUSE,
    rights=[Right.ACCESS],
    name_th="รอหลักฐาน",
    name_en="waiting for proof",
    max_days=20,
    effective_on=date(2026, 9, 1),
    law="ประกาศทดสอบ ข้อ 5",
    source="ราชกิจจานุเบกษา เล่มทดสอบ",
)
LONGER = msgspec.structs.replace(GROUND, code="many_or_complex", kind=PauseKind.EXTEND, max_days=30)
BANGKOK = "+07:00"


def at(day: str, hour: int = 9) -> datetime:
    return datetime.fromisoformat(f"{day}T{hour:02}:00:00{BANGKOK}")


@pytest.mark.case("F.2", 25, 26, 27, 28, 29, 30)
def test_a_request_that_a_system_sends_gets_the_last_day_of_the_law(register, monkeypatch):
    cases = [
        ("2026-01-31T09:00:00+07:00", "s30_access", "2026-03-02"),
        ("2028-01-31T23:59:59+07:00", "s30_access", "2028-03-01"),
        ("2026-11-19T09:00:00+07:00", "s30_access", "2026-12-19"),
        ("2027-12-30T00:00:00+07:00", "s30_access", "2028-01-29"),
        ("2026-11-19T09:00:00+07:00", "s33_erasure", "2027-02-17"),
        ("2026-11-30T17:30:00Z", "s30_access", "2026-12-31"),  # received on 1 December in Bangkok
    ]
    with TestClient(make_app(register), raise_server_exceptions=False) as client:
        for number, (received, right, due) in enumerate(cases):
            moment = datetime.fromisoformat(received) + timedelta(hours=1)
            monkeypatch.setattr("ropa.clock.now", lambda moment=moment: moment)
            with register.write(somebody(Role.SYSTEM_ADMIN), moment) as uow:
                secret = create_token(uow, Role.RECORDER, PHETCHABURI, 1).secret
            body = {
                "office_id": PHETCHABURI,
                "received_at": received,
                "rights": [{"right": right}],
                "person": {"name": f"ผู้ขอใช้สิทธิ ทดสอบ {number}", "phone": "020000000"},
            }
            made = client.post("/api/v1/requests", json=body, headers={"Authorization": f"Bearer {secret}"})
            assert made.status_code == 201, made.text
            assert [each["due_on"] for each in made.json()["rights"]] == [due]
            assert made.json()["due_on"] == due
    monkeypatch.undo()


def test_a_limit_of_a_later_day_leaves_what_was_received_alone(register, now):
    before = take_in(register, now)
    given = LimitInput(
        right=Right.ACCESS, effective_on=date(2026, 12, 1), days=20, law="ประกาศทดสอบ", source="เล่มทดสอบ"
    )
    with register.write(person("own", Role.DPO, PHETCHABURI), now) as uow, pytest.raises(Forbidden):
        service_limits.set_limit(uow, given)  # the limits are those of the whole ministry
    with register.write(DPO, now) as uow:
        service_limits.set_limit(uow, given)
    with register.write(DPO, now) as uow, pytest.raises(Invalid):
        service_limits.set_limit(uow, msgspec.structs.replace(given, effective_on=date(2026, 11, 20)))

    later = take_in(register, at("2026-12-01"))
    with register.write(OFFICER, at("2026-12-02")) as uow:
        service_clock.refresh(uow, before.id)
        assert service.read(uow, before.id).due_on == date(2026, 12, 20)
        shown = [each for each in service_limits.table(uow).items if each.right is Right.ACCESS]
    assert later.due_on == date(2026, 12, 21)
    assert [(each.days, each.until, each.is_current) for each in shown] == [
        (20, None, True),
        (30, date(2026, 11, 30), False),
    ]


def pause(register, moment, request_id, **given):
    said: dict[str, Any] = {"ground": "wait_for_identity", "reason": "รอสำเนาบัตร"}
    with register.write(HEAD, moment) as uow:
        return service_pauses.pause(uow, request_id, PauseInput(**(said | given)))


def confirm(register, moment, *grounds):
    with register.write(DPO, moment) as uow:
        for each in grounds:
            service_grounds.confirm(uow, each)


def test_nothing_is_paused_or_extended_on_a_ground_that_nobody_confirmed(register, now):
    made = take_in(register, now)
    for ground in ("wait_for_identity", "many_or_complex", "anything_else"):
        with pytest.raises(Invalid) as refused:
            pause(register, now, made.id, ground=ground, days=10)
        assert [each.pointer for each in refused.value.problems] == ["/ground"]
    with register.write(OFFICER, now) as uow, pytest.raises(Forbidden):
        service_pauses.pause(uow, made.id, PauseInput(ground="wait_for_identity", reason="รอ"))
    confirm(register, now, GROUND)
    with register.write(DPO, now) as uow:
        service_grounds.end(uow, GroundEnd(code=GROUND.code, source="ยกเลิกโดยประกาศทดสอบ"))
    with pytest.raises(Invalid):
        pause(register, now, made.id)


def test_a_pause_stops_the_clock_and_its_end_gives_the_days_back(register, now):
    confirm(register, now, GROUND)
    made = take_in(register, now)  # 20 November, due on 20 December
    pause(register, at("2026-11-25"), made.id)
    with register.write(HEAD, at("2026-11-30")) as uow:
        assert service_clock.is_stale(uow)
        service_clock.refresh_paused(uow)
        assert not service_clock.is_stale(uow)
        found = service.read(uow, made.id)
        assert (found.due_on, found.is_paused, found.days_left) == (date(2026, 12, 25), True, 25)
        ended = service_pauses.resume(uow, made.id, 1, PauseEnd(reason="ได้รับสำเนาแล้ว"))
    assert (ended.due_on, ended.is_paused, ended.rights[0].paused_days) == (date(2026, 12, 25), False, 5)
    with register.write(HEAD, at("2026-12-01")) as uow:
        with pytest.raises(Conflict):
            service_pauses.resume(uow, made.id, 1, PauseEnd(reason="อีกครั้ง"))
        kinds = [each.kind for each in service_events.read(uow, made.id).items]
    assert kinds == [RequestEventKind.RECEIVED, RequestEventKind.PAUSED, RequestEventKind.RESUMED]


def test_a_pause_that_nobody_ends_ends_with_the_days_of_the_law(register, now):
    confirm(register, now, GROUND)
    made = take_in(register, now)
    pause(register, at("2026-11-25"), made.id)
    with register.write(HEAD, at("2027-01-05")) as uow:
        service_clock.refresh_paused(uow)
        found = service_pauses.read(uow, made.id)
    assert (found.due_on, found.is_paused, found.days_left) == (date(2027, 1, 9), False, 4)
    assert found.pauses[0].to_on == date(2026, 12, 15)


def test_one_ground_pauses_a_right_for_its_days_in_all_however_often(register, now):
    confirm(register, now, GROUND)
    made = take_in(register, now)
    pause(register, at("2026-11-21"), made.id)
    with register.write(HEAD, at("2026-11-29")) as uow:
        service_pauses.resume(uow, made.id, 1, PauseEnd(reason="ได้บัตรมา แต่ไม่ชัด"))  # 8 of 20 days
    pause(register, at("2026-11-30"), made.id)
    with register.write(HEAD, at("2026-12-20")) as uow:
        service_clock.refresh(uow, made.id)
        found = service_pauses.read(uow, made.id)
    assert (found.rights[0].paused_days, found.due_on, found.is_paused) == (20, date(2027, 1, 9), False)
    assert [each.to_on for each in found.pauses] == [date(2026, 11, 29), date(2026, 12, 12)]
    with pytest.raises(Invalid) as refused:  # the days are used: no fifth pause, no hundredth day
        pause(register, at("2026-12-20"), made.id)
    assert [each.pointer for each in refused.value.problems] == ["/ground"]


def test_a_ground_without_a_number_of_days_is_not_confirmed_and_a_long_pause_is_reminded_of(register, now):
    with pytest.raises(Invalid) as refused:
        confirm(register, now, msgspec.structs.replace(GROUND, max_days=None))
    assert [each.pointer for each in refused.value.problems] == ["/max_days"]
    confirm(register, now, msgspec.structs.replace(GROUND, max_days=365))
    made = take_in(register, now)
    pause(register, at("2026-11-25"), made.id)
    stages = []
    for day in ("2026-12-08", "2026-12-09", "2026-12-10", "2026-12-16", "2026-12-17", "2027-06-01"):
        with register.write(HEAD, at(day)) as uow:
            service_reminders.settle(uow)
            due = service_reminders.due(uow)
            service_reminders.note(uow, [(each, 1) for each in due])
            stages.append([(each.series, each.due_on, each.stage) for each in due])
    review = date(2026, 12, 9)
    assert stages == [
        [],
        [("pause:1", review, 0)],
        [("pause:1", review, -1)],
        [],
        [("pause:1", review, -8)],
        [("pause:1", review, -169)],
    ]
    with register.write(HEAD, at("2027-07-01")) as uow:
        service_pauses.resume(uow, made.id, 1, PauseEnd(reason="ได้บัตรแล้ว"))
        assert all(each.series == "due" for each in service_reminders.due(uow))


def test_an_extension_gives_the_days_of_the_law_once_and_never_after_the_limit(register, now):
    confirm(register, now, LONGER)
    made = take_in(register, now, Right.ACCESS, Right.ERASURE)
    assert pause(register, now, made.id, ground=LONGER.code, right=1, days=20).due_on == date(2027, 1, 9)
    for more in ({"right": 1, "days": 11}, {"days": 5}, {"right": 2, "days": 5}, {"right": 1}, {"right": 7, "days": 5}):
        with pytest.raises(Invalid):  # more than the law gives, another right, no days, no such right
            pause(register, now, made.id, ground=LONGER.code, **more)
    assert pause(register, now, made.id, ground=LONGER.code, right=1, days=10).rights[0].extended_days == 30
    late = take_in(register, now)
    confirm(register, now, GROUND)
    for day in (date(2026, 11, 19), date(2026, 11, 21), date.max):  # before the receipt, ahead, and far ahead
        with pytest.raises(Invalid):
            pause(register, now, late.id, from_on=day)
    with pytest.raises(Invalid):
        pause(register, at("2026-12-21"), late.id, ground=LONGER.code, days=10)
    with pytest.raises(Invalid) as refused:
        pause(register, now, late.id, ground=LONGER.code, days=10, reason=f"เลขประจำตัว {national_id(7)}")
    assert [each.pointer for each in refused.value.problems] == ["/reason"]


def a_holiday(day: str, kind: HolidayKind = HolidayKind.FULL) -> HolidaysInput:
    made = HolidayDay(day=date.fromisoformat(day), name_th="วันหยุดทดสอบ", kind=kind)
    return HolidaysInput(source_ref="มติทดสอบ", days=[made])


def ask(register, moment, request_id, **given):
    said: dict[str, Any] = {"kind": AskKind.IDENTITY, "words": "ขอสำเนาบัตรของนางสาวทดสอบ", "days": 15}
    with register.write(OFFICER, moment) as uow:
        return service_asks.ask(uow, keys_for(register), request_id, AskInput(**(said | given))).items[0]


def test_what_is_asked_rolls_to_a_working_day_and_the_agency_runs_on(register, now):
    made = take_in(register, now)
    asked = ask(register, now, made.id)  # 5 December is a Saturday; no table of 2026 is confirmed
    assert (asked.due_on, asked.is_provisional) == (date(2026, 12, 7), True)
    with register.write(DPO, now) as uow:
        holidays.add(uow, a_holiday("2026-12-07"))
        holidays.confirm(uow, YearInput(year=2026, source_ref="มติทดสอบ"))
        assert service_reminders.is_stale(uow)
        service_reminders.settle(uow)
        assert not service_reminders.is_stale(uow)
    with register.read(OFFICER, now) as uow:
        again = service_asks.listed(uow, keys_for(register), made.id).items[0]
        found = service.read(uow, made.id)
    assert (again.due_on, again.is_provisional) == (date(2026, 12, 8), False)
    assert (found.due_on, found.is_paused, found.state) == (date(2026, 12, 20), False, RequestState.IDENTITY)
    with register.write(DPO, now) as uow:  # a day that was told never comes earlier
        holidays.add(uow, a_holiday("2026-12-07", HolidayKind.CANCELLED))
        service_reminders.settle(uow)
        assert service_asks.listed(uow, keys_for(register), made.id).items[0].due_on == date(2026, 12, 8)


def test_words_to_the_citizen_are_sealed_and_only_for_those_who_see_who_asked(register, now):
    made = take_in(register, now)
    ask(register, now, made.id)
    with register.read(person("auditor", Role.AUDITOR, PHETCHABURI), now) as uow:
        assert service_asks.listed(uow, keys_for(register), made.id).items[0].words is None
        assert "นางสาวทดสอบ".encode() not in uow.connection.execute(request_asks.select()).one().sealed
    with register.read(OFFICER, now) as uow:
        waiting = service_asks.waiting(uow, keys_for(register), made.id)
    assert [each.words for each in waiting] == ["ขอสำเนาบัตรของนางสาวทดสอบ"]


def test_an_answer_ends_the_pause_that_waited_for_it(register, now):
    confirm(register, now, GROUND)
    made = take_in(register, now)
    asked = ask(register, now, made.id)
    pause(register, now, made.id, ask=asked.number)
    with register.write(OFFICER, at("2026-12-01")) as uow:
        keys = keys_for(register)
        with pytest.raises(Invalid):
            service_asks.end(uow, keys, made.id, 1, AskEnd(state=AskState.LAPSED))  # there is time left
        ahead = AskEnd(state=AskState.ANSWERED, answered_on=date(2026, 12, 2))
        with pytest.raises(Invalid):
            service_asks.end(uow, keys, made.id, 1, ahead)
        answer = AskEnd(state=AskState.ANSWERED, answered_on=date(2026, 11, 28))
        assert service_asks.end(uow, keys, made.id, 1, answer).items[0].answered_on == date(2026, 11, 28)
        found = service_pauses.read(uow, made.id)
        with pytest.raises(Conflict):
            service_asks.end(uow, keys, made.id, 1, answer)
    # The day of receipt does not count anyway, the day of the answer counts again: seven days.
    assert (found.due_on, found.is_paused) == (date(2026, 12, 27), False)
    assert found.pauses[0].to_on == date(2026, 11, 28)
