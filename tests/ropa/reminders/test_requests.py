"""Reminders of requests of data subjects: each stage once, whatever becomes of worker, clock and last day."""

from datetime import date, timedelta

import pytest

from ropa.access.service_grants import end_grant
from ropa.access.tables import grants
from ropa.jobs import passes
from ropa.reminders import service_agenda, service_calendar, service_requests
from ropa.requests import service_ending, service_grounds, service_pauses, service_reminders, service_work
from schemas.access import COMMAND_LINE
from schemas.reminders import DueKind
from schemas.request_clock import PauseEnd, PauseInput
from schemas.requests import EndInput, OwnerInput, Right
from tests.ropa.requests.test_clock import GROUND, ask
from tests.support.staff import key
from tests.support.subject_requests import REQUESTER, take_in
from tests.support.web import keys_for

KIND = "request_due"


def come_by(times, **later):
    """Let time pass, then let this one job of the worker run; `times.tick` runs all of them."""
    times.now += timedelta(**later)
    with times.register.write(passes.WORKER, times.now) as uow:
        if service_requests.waiting(uow):
            assert service_requests.remind(uow) or not service_requests.waiting(uow)


def titles(times):
    return [title for _, title in times.told(KIND)]


def stages(times, request_id):
    with times.register.read(times.office.officer, times.now) as uow:
        found = service_reminders.of_request(uow, request_id)
    return [(each.stage, each.is_late) for each in reversed(found)]


def test_each_stage_goes_out_once_to_those_whom_it_concerns(times):
    made = take_in(times.register, times.now)  # due in thirty days
    expected: list[str] = []
    for days, who in (
        (15, []),
        (1, ["officer", "recorder"]),  # 14 days left
        (7, ["officer", "recorder"]),
        (4, ["officer", "recorder"]),
        (2, ["officer", "recorder"]),
        (1, ["officer", "recorder"]),  # the last day
        (1, ["head", "officer", "recorder"]),
        (6, []),
        (1, ["head", "officer", "recorder"]),  # a week later
    ):
        come_by(times, days=days)
        come_by(times)
        expected += who
        assert sorted(each for each, _ in times.told(KIND)) == sorted(expected), days
    assert stages(times, made.id) == [
        (14, False),
        (7, False),
        (3, False),
        (1, False),
        (0, False),
        (-1, False),
        (-8, False),
    ]
    assert {title.split(": ")[0] for title in titles(times)} == {
        "คำขอใช้สิทธิ เหลือ 14 วัน",
        "คำขอใช้สิทธิ เหลือ 7 วัน",
        "คำขอใช้สิทธิ เหลือ 3 วัน",
        "คำขอใช้สิทธิ เหลือ 1 วัน",
        "คำขอใช้สิทธิ ครบกำหนดวันนี้",
        "คำขอใช้สิทธิ เลยกำหนดมาแล้ว 1 วัน",
        "คำขอใช้สิทธิ เลยกำหนดมาแล้ว 8 วัน",
    }
    assert not any(REQUESTER in title for title in titles(times))


def test_a_worker_that_was_down_for_days_puts_out_what_was_reached_late_and_once(times):
    made = take_in(times.register, times.now)
    times.tick(days=25)  # 14 and 7 have passed
    times.tick(hours=1)
    assert stages(times, made.id) == [(7, True)]
    assert titles(times) == ["คำขอใช้สิทธิ เหลือ 5 วัน: DSR-2569-0001 สำนักงานอุตสาหกรรมจังหวัดเพชรบุรี"] * 2


def test_a_clock_that_is_set_back_repeats_nothing_and_one_that_ran_ahead_takes_nothing_away(times):
    made = take_in(times.register, times.now)
    come_by(times, days=31)  # a wrong clock: a day late
    come_by(times, days=-14)
    come_by(times, days=6)
    come_by(times, days=8)  # again a day late
    assert sorted(stages(times, made.id)) == [(-1, False), (7, False), (14, True)]
    assert len(titles(times)) == 3 + 2 + 2


def test_a_worker_that_dies_while_it_reminds_has_done_nothing(times, monkeypatch):
    made = take_in(times.register, times.now)
    times.now += timedelta(days=16)
    monkeypatch.setattr("ropa.requests.store_reminders.add", lambda *_: 1 / 0)
    failed = [each.job for each in passes.tick(times.register, keys_for(times.register), times.now) if each.error]
    assert failed == ["requests"]
    assert (titles(times), stages(times, made.id)) == ([], [])
    monkeypatch.undo()
    times.tick()
    times.tick()
    assert stages(times, made.id) == [(14, False)]
    assert len(titles(times)) == 2


def test_a_paused_clock_is_silent_and_its_new_last_day_has_stages_of_its_own(times):
    with times.register.write(times.office.officer, times.now) as uow:
        service_grounds.confirm(uow, GROUND)
    made = take_in(times.register, times.now)
    come_by(times, days=16)
    with times.register.write(times.office.head, times.now) as uow:
        service_pauses.pause(uow, made.id, PauseInput(ground=GROUND.code, reason="รอสำเนาบัตร"))
    come_by(times, days=10)
    assert stages(times, made.id) == [(14, False)]
    with times.register.write(times.office.head, times.now) as uow:
        assert service_pauses.resume(uow, made.id, 1, PauseEnd(reason="ได้รับแล้ว")).due_on == date(2026, 12, 30)
    come_by(times)
    come_by(times, days=7)
    assert stages(times, made.id) == [(14, False), (14, False), (7, False)]


def test_the_owner_is_told_and_when_the_owner_has_left_those_who_would_take_it_on(times):
    made = take_in(times.register, times.now)
    with times.register.write(times.office.head, times.now) as uow:
        service_work.assign(uow, made.id, OwnerInput(owner_id=key(times.office.reviewer)))
    before = len(titles(times))  # of the assignment itself
    come_by(times, days=16)
    assert [who for who, _ in times.told(KIND)[before:]] == ["reviewer"]
    with times.register.write(COMMAND_LINE, times.now) as uow:
        query = grants.select().where(grants.c.person_id == key(times.office.reviewer))
        end_grant(uow, uow.connection.execute(query).one().id)
    come_by(times, days=7)
    assert sorted(who for who, _ in times.told(KIND)[before + 1 :]) == ["officer", "recorder"]


def test_an_end_stops_the_reminders_and_a_flood_is_one_notice_for_each_reader(times):
    made = take_in(times.register, times.now)
    with times.register.write(times.office.head, times.now) as uow:
        service_ending.dismiss(uow, made.id, EndInput(reason="ไม่ใช่คำขอใช้สิทธิ"))
    come_by(times, days=40)
    assert titles(times) == []
    for number in range(21):
        take_in(times.register, times.now, number=number)
    times.tick(days=16)
    assert sorted(times.told(KIND)) == [(who, "มี 21 เรื่องถึงกำหนดหรือเลยกำหนด") for who in ("officer", "recorder")]


def test_what_the_citizen_did_not_answer_is_told_once(times):
    made = take_in(times.register, times.now, Right.ERASURE)
    ask(times.register, times.now, made.id)  # until 7 December
    for days in (17, 1, 1):
        come_by(times, days=days)
    assert sorted(times.told(KIND)) == [
        (who, "ผู้ขอใช้สิทธิยังไม่ตอบเรื่องที่สอบถาม: DSR-2569-0001 สำนักงานอุตสาหกรรมจังหวัดเพชรบุรี")
        for who in ("officer", "recorder")
    ]


@pytest.mark.parametrize(("who", "lines"), [("recorder", 1), ("head", 1)])
def test_it_stands_on_the_agenda_in_the_calendar_and_in_the_numbers_of_the_first_page(times, who, lines):
    actor = getattr(times.office, who)
    made = take_in(times.register, times.now, Right.ACCESS, Right.ERASURE)
    with times.register.read(actor, times.now) as uow:
        found = service_agenda.agenda(uow, 90, kinds=frozenset({DueKind.REQUEST})).items
        counts = service_reminders.counts(uow)
    assert [(each.on, each.ref, each.path) for each in found] == [
        (date(2026, 12, 20), "DSR-2569-0001", f"/requests/{made.id}")
    ] * lines
    assert {(each.title, each.title_en) for each in found} == {
        ("เข้าถึงและขอรับสำเนาข้อมูล, ลบหรือทำลายข้อมูล", "access and a copy, erasure")
    }
    assert (counts.open, counts.late, counts.week, counts.next_due_on) == (1, 0, 0, date(2026, 12, 20))
    with times.register.write(actor, times.now) as uow:
        secret = service_calendar.make(uow, "th")
    with times.register.read(actor, times.now) as uow:
        content = service_calendar.read(uow, secret, "https://ropa.example").decode()
    assert f"UID:request-{made.id}@ropa" in content.replace("\r\n ", "")
    assert "DTSTART;VALUE=DATE:20261220" in content
    assert REQUESTER not in content.replace("\r\n ", "")


def test_very_many_are_counted_in_one_notice_and_later_ones_of_the_day_in_another(times):
    for number in range(21):
        take_in(times.register, times.now, number=900 + number, received_at=times.now - timedelta(days=16))
    come_by(times)
    first = len(times.told(KIND))
    for number in range(25):
        take_in(times.register, times.now, number=950 + number, received_at=times.now - timedelta(days=23))
    come_by(times, hours=3)
    come_by(times, hours=1)
    assert first > 0
    assert len(times.told(KIND)) == 2 * first
