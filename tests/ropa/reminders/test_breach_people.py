"""Whom the reminders of breaches reach, by how many mails, and what is kept of them."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError

from ropa.breaches import service_reminders
from ropa.breaches.tables import breaches as breach_table
from ropa.breaches.tables_reminders import breach_reminders
from ropa.breaches.tables_work import breach_events
from ropa.errors import Conflict
from ropa.reminders import service_breaches
from schemas.access import Role
from schemas.breach_reminders import NotNeeded, ReminderSeries
from tests.support.breach_times import change, inbox, mails, name, put_out, record_with, report, rows
from tests.support.staff import hire


def test_liaisons_of_the_form_are_found_by_name_and_the_others_are_said_to_the_officer(times, register, now):
    liaison = hire(register, now, 7, (Role.RECORDER, 0))
    name(times, liaison, "ทดลอง  ตัวอย่างดี")
    activity_id = record_with(times, "1. นายทดลอง ตัวอย่างดี ตำแหน่งนักวิชาการ", "2. นางสาวสมมติ ไม่มีบัญชี", "หัวหน้ากลุ่มงานทดสอบ")
    report(times, activity_ids=[activity_id])
    times.tick()

    (said,) = inbox(times, liaison)
    assert said.path == "/"
    assert "ไม่มีบัญชี" not in said.body_th
    assert inbox(times, times.office.officer)[0].body_th.endswith(
        "ผู้ประสานงานตามแบบที่ไม่มีบัญชีในระบบ โปรดติดต่อเอง: 2. นางสาวสมมติ ไม่มีบัญชี, หัวหน้ากลุ่มงานทดสอบ"
    )
    assert "โปรดติดต่อเอง" not in inbox(times, times.office.head)[0].body_th


def test_a_name_that_two_people_have_is_nobodys(times, register, now):
    for number in (7, 8):
        name(times, hire(register, now, number, (Role.RECORDER, 0)), "นายทดลอง ตัวอย่างดี")
    report(times, activity_ids=[record_with(times, "นายทดลอง ตัวอย่างดี")])
    times.tick()
    assert rows(times)[0].people == 2
    assert "โปรดติดต่อเอง: นายทดลอง ตัวอย่างดี" in inbox(times, times.office.officer)[0].body_th


def test_whoever_would_get_many_mails_at_once_gets_one_that_names_the_most_urgent(reached):
    for hours in range(25):
        report(reached, hours=hours)
    reached.tick()
    assert len(put_out(reached)) == 25
    assert len(inbox(reached, reached.office.head)) == 26
    assert len(mails(reached)) == 2
    (said,) = [each for each in inbox(reached, reached.office.head) if each.path == "/breaches"]
    assert said.title_th == "เตือนเหตุละเมิด 25 เรื่องพร้อมกัน"
    assert said.body_th.count("BREACH-2569-") == 10
    assert "BREACH-2569-0025 " in said.body_th


def test_every_stage_that_was_put_out_stands_in_the_timeline_and_can_be_read(times):
    breach_id = report(times)
    times.tick(hours=25)
    with times.register.read(times.office.head, times.now) as uow:
        kinds = uow.connection.scalars(select(breach_events.c.kind).where(breach_events.c.breach_id == breach_id)).all()
        found = service_reminders.of_breach(uow, breach_id).items
    assert kinds.count("reminder") == 2
    assert [(each.stage, each.is_late, each.not_needed, each.people) for each in found] == [
        ("office:24", True, None, 2),
        ("office:0", True, None, 2),
    ]
    assert found[0].series is ReminderSeries.OFFICE
    assert found[0].due_at.utcoffset() == timedelta(hours=7)


def test_a_row_that_is_written_stays(times):
    report(times)
    times.tick()
    for statement in (update(breach_reminders).values(people=9), breach_reminders.delete()):
        with (
            pytest.raises((Conflict, DBAPIError)),
            times.register.write(times.office.officer, times.now) as uow,
        ):
            uow.connection.execute(statement)


def test_a_pass_serves_the_most_urgent_and_the_next_goes_on(times, monkeypatch):
    monkeypatch.setattr(service_breaches, "MOST_BREACHES", 2)
    ids = [report(times, hours=hours) for hours in (1, 3, 2)]
    times.tick()
    assert {row.breach_id for row in rows(times)} == {ids[1], ids[2]}
    times.tick()
    assert {row.breach_id for row in rows(times)} == set(ids)


def test_nothing_waits_when_all_is_served(times):
    report(times)
    closed = report(times)
    change(times, closed, closed_at=times.now, phase="closed")
    times.tick()
    with times.register.read(times.office.officer, times.now) as uow:
        assert not service_breaches.waiting(uow)
        assert uow.connection.scalar(select(func.count()).select_from(breach_table)) == 2
    assert [(row.not_needed) for row in rows(times, closed)] == [str(NotNeeded.CLOSED)] * 2
