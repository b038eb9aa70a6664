"""Reminders of breaches: once for each cause, to whom they concern, whatever becomes of worker, clock and breach."""

from datetime import UTC, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError

from ropa.access.tables import people
from ropa.activities import service as activities
from ropa.breaches import service as breaches
from ropa.breaches import service_awareness, service_reminders
from ropa.breaches.tables import breaches as breach_table
from ropa.breaches.tables_assessments import breach_assessments
from ropa.breaches.tables_reminders import breach_reminders
from ropa.breaches.tables_work import breach_events
from ropa.errors import Conflict
from ropa.notices.tables import notice_outbox, notices
from ropa.reminders import service_breaches
from schemas.access import Role
from schemas.breach import AwarenessInput, BreachInput, DismissalInput
from schemas.breach_reminders import NotNeeded, ReminderSeries
from tests.support.actors import PHETCHABURI
from tests.support.staff import hire, key
from tests.support.world import activity_input

HOUR = timedelta(hours=1)


def report(times, *, hours=0.0, title="เหตุของ นางสาวสมมติ ผู้เสียหาย", **more):
    """Report a breach of which the agency became aware some hours ago; `aware_at=None` makes it a suspicion."""
    more = {"aware_at": times.now - hours * HOUR} | more
    with times.register.write(times.office.officer, times.now) as uow:
        return breaches.report(uow, BreachInput(office_id=PHETCHABURI, title=title, **more)).id


def change(times, breach_id, **values):
    with times.register.write(times.office.officer, times.now) as uow:
        breaches.change(uow, breach_id, None, **values)


def rows(times, breach_id=None):
    """Return every row of a breach, in the order of its moments."""
    query = select(breach_reminders).order_by(breach_reminders.c.due_at, breach_reminders.c.stage)
    if breach_id is not None:
        query = query.where(breach_reminders.c.breach_id == breach_id)
    with times.register.read(times.office.officer, times.now) as uow:
        return uow.connection.execute(query).all()


def put_out(times, breach_id=None):
    return [row.stage for row in rows(times, breach_id) if row.not_needed is None]


def inbox(times, actor):
    """Return the notices of somebody about breaches, the latest first."""
    query = select(notices).where(notices.c.kind == "breach_clock", notices.c.person_id == key(actor))
    with times.register.read(times.office.officer, times.now) as uow:
        return uow.connection.execute(query.order_by(notices.c.id.desc())).all()


def mails(times):
    with times.register.read(times.office.officer, times.now) as uow:
        query = select(notice_outbox.c.cause, notice_outbox.c.addressee).where(
            notice_outbox.c.channel == "email", notice_outbox.c.cause.like("breach%")
        )
        return uow.connection.execute(query.order_by(notice_outbox.c.id)).all()


@pytest.fixture
def reached(times):
    """The same office, whose people have addresses."""
    with times.register.write(times.office.officer, times.now) as uow:
        uow.connection.execute(update(people).values(email=people.c.id + "@ministry.example"))
    return times


@pytest.mark.case("F.1", 23)
def test_each_stage_goes_out_once_though_the_worker_comes_often(reached):
    breach_id = report(reached)
    begun = reached.now
    expected: list[int] = []
    for hours in (0, 24, 48, 60, 66, 71, 72, 78, 84):
        reached.now = begun + hours * HOUR
        reached.tick()
        reached.tick()
        expected.append(hours)
        assert put_out(reached) == [f"office:{hour}" for hour in expected]
    head, officer = inbox(reached, reached.office.head), inbox(reached, reached.office.officer)
    assert len(head) == len(officer) == len(expected)
    assert len(mails(reached)) == len(set(mails(reached))) == 2 * len(expected)
    assert {row.is_urgent for row in head} == {True}
    assert {row.path for row in head} == {f"/breaches/{breach_id}"}
    assert not [row for row in rows(reached) if row.is_late]


def test_a_reminder_names_reference_office_and_hours_and_nothing_that_was_typed(times):
    report(times, hours=30)
    times.tick()
    (said,) = inbox(times, times.office.head)
    assert said.title_th.startswith("ทราบเหตุละเมิดแล้ว นาฬิกา 72 ชั่วโมงเริ่มเดิน เหลือ 42 ชั่วโมง: BREACH-2569-0001 ")
    assert said.title_en.startswith("Breach: the 72 hours run, 42 hours left: BREACH-2569-0001")
    assert "สมมติ" not in said.title_th + said.body_th + said.title_en + said.body_en


@pytest.mark.case("F.1", 23)
def test_a_worker_that_was_down_for_three_days_sends_every_stage_late_and_one_mail(reached):
    breach_id = report(reached)
    reached.tick(hours=73)

    assert put_out(reached) == [f"office:{hour}" for hour in (0, 24, 48, 60, 66, 71, 72)]
    assert [row.is_late for row in rows(reached)] == [True] * 7
    found = inbox(reached, reached.office.head)
    assert len(found) == 7
    assert all("ส่งช้า (ควรส่ง" in each.title_th and "Sent late (due" in each.title_en for each in found)
    assert [cause for cause, _ in mails(reached)] == [found[0].cause] * 2
    assert "แทนการเตือนที่ส่งช้าอีก 6 ครั้ง" in found[0].body_th
    assert "เกินกำหนด 72 ชั่วโมงมาแล้ว 60 นาที" in found[0].title_th
    reached.tick()
    assert len(rows(reached, breach_id)) == 7


def test_a_clock_that_is_set_back_repeats_nothing_and_loses_nothing(times):
    report(times)
    times.tick()
    times.tick(hours=25)
    times.tick(hours=-20)
    times.tick(hours=19)
    assert put_out(times) == ["office:0", "office:24"]
    times.tick(hours=24.5)
    assert put_out(times) == ["office:0", "office:24", "office:48"]


@pytest.mark.case("F.1", 16, 17)
def test_a_notice_to_the_office_stops_the_rest_and_the_row_says_what_was_not_needed(times):
    breach_id = report(times)
    times.tick()
    times.now += 50 * HOUR
    change(times, breach_id, notified_at=times.now - 10 * HOUR)
    times.tick()
    times.tick(hours=500)

    assert put_out(times) == ["office:0"]
    skipped = [(row.stage, row.not_needed) for row in rows(times) if row.not_needed]
    assert skipped[0] == ("office:24", "notified")
    assert skipped[1][0].startswith("office:stop:")
    assert len(skipped) == 2
    assert len(inbox(times, times.office.head)) == 1


@pytest.mark.case("F.1", 14, 15)
def test_no_risk_stops_the_duty_and_new_facts_bring_it_back_on_the_same_clock(times):
    breach_id = report(times)
    times.tick()
    times.now += 20 * HOUR
    assess(times, breach_id, "none")
    times.tick()
    times.tick(hours=40)
    assert put_out(times) == ["office:0"]

    times.now += 30 * HOUR
    assess(times, breach_id, "risk", reopened_at=times.now)
    times.tick()
    again = f"{times.now.astimezone(UTC):%Y%m%dT%H%M%S.%f}"
    assert put_out(times)[1:] == [f"office:again:{again}"]
    assert inbox(times, times.office.head)[0].title_th.startswith("กลับมามีหน้าที่อีกครั้ง ")
    assert "เกินกำหนด 72 ชั่วโมงมาแล้ว 18 ชั่วโมง" in inbox(times, times.office.head)[0].title_th
    times.tick(hours=6)
    assert put_out(times)[-1] == "office:96"
    assert not [row for row in rows(times) if row.is_late]


def assess(times, breach_id, level, **more):
    """Note a decision as the desk does."""
    empty = dict.fromkeys(("factors", "circumstances", "grounds", "evidence", "known"), b"{}")
    with times.register.write(times.office.officer, times.now) as uow:
        number = uow.connection.scalar(
            select(func.count()).select_from(breach_assessments).where(breach_assessments.c.breach_id == breach_id)
        )
        values = {"level": level, "suggestion": level, "reason": "เหตุผล", "facts_hash": "", "decided_at": times.now}
        values |= {"decided_by": "x", "decided_by_name": "x", "breach_id": breach_id, "number": number + 1}
        uow.connection.execute(breach_assessments.insert(), values | empty | more)
    change(times, breach_id, level=level, level_at=times.now)


@pytest.mark.case("F.1", 19)
def test_high_risk_reminds_of_the_data_subjects_by_its_age_and_never_of_72_hours(times):
    breach_id = report(times, hours=5)
    assess(times, breach_id, "high")
    times.tick()
    times.now += 6 * HOUR
    assess(times, breach_id, "high")
    times.tick()
    said = [each for each in inbox(times, times.office.head) if "เจ้าของข้อมูล" in each.title_th]
    assert [each.title_en.partition(":")[0] for each in said] == ["High risk"] * 2
    assert "ผ่านมาแล้ว 6 ชั่วโมง" in said[0].title_th
    assert not [each for each in said if "72" in each.title_th + each.body_th + each.title_en + each.body_en]

    change(times, breach_id, subjects_notified_at=times.now)
    times.tick(hours=100)
    assert [stage for stage in put_out(times) if stage.startswith("subjects")] == ["subjects:0", "subjects:6"]


@pytest.mark.case("F.1", 11)
def test_a_moved_awareness_is_another_clock_and_the_old_one_ends(times):
    breach_id = report(times)
    old = times.now
    times.tick()
    times.now += 30 * HOUR
    with times.register.write(times.office.head, times.now) as uow:
        service_awareness.move(uow, breach_id, AwarenessInput(aware_at=old - 50 * HOUR, reason="บันทึกผิด"), None)
    times.tick()

    by_clock: dict[bool, list[tuple[str, str | None]]] = {True: [], False: []}
    for row in rows(times):
        by_clock[row.clock == old].append((row.stage.partition(":stop")[0], row.not_needed))
    assert by_clock[True] == [("office:0", None), ("office:24", "moved"), ("office", "moved")]
    assert [stage for stage, why in by_clock[False] if why is None] == ["office:0"]
    assert {why for _, why in by_clock[False]} == {None, "before_known"}
    assert "เกินกำหนด 72 ชั่วโมงมาแล้ว 8 ชั่วโมง" in inbox(times, times.office.head)[0].title_th


def test_an_awareness_that_is_moved_and_moved_back_is_told_again_and_repeats_no_stage(times):
    breach_id = report(times)
    first = times.now
    times.tick()
    for aware_at in (first - 10 * HOUR, first):
        times.now += HOUR
        with times.register.write(times.office.head, times.now) as uow:
            service_awareness.move(uow, breach_id, AwarenessInput(aware_at=aware_at, reason="แก้ไข"), None)
    times.tick()
    times.tick()
    times.tick(hours=22)
    of_first = [row.stage for row in rows(times) if row.clock == first and row.not_needed is None]
    assert len(of_first) == 3
    assert of_first[0] == "office:0"
    assert of_first[1].startswith("office:again:")
    assert of_first[2] == "office:24"


@pytest.mark.case("F.1", 13)
def test_a_suspicion_has_a_warning_clock_of_its_own_words_until_it_is_confirmed(times):
    breach_id = report(times, aware_at=None, suspected_at=times.now)
    times.tick()
    times.tick(hours=24)
    said = inbox(times, times.office.head)[0]
    assert "เหตุต้องสงสัย 24 ชั่วโมง" in said.title_th
    assert "ไม่ใช่กำหนดตามกฎหมาย" in said.body_th
    with times.register.write(times.office.head, times.now) as uow:
        service_awareness.confirm(uow, breach_id, AwarenessInput(aware_at=times.now, reason="ตรวจพบจริง"), None)
    times.tick()
    times.tick(hours=24)
    assert sorted(put_out(times)) == ["office:0", "office:24", "warning:0", "warning:24"]


def test_a_dismissed_suspicion_is_silent(times):
    breach_id = report(times, aware_at=None, suspected_at=times.now)
    times.tick()
    with times.register.write(times.office.head, times.now) as uow:
        service_awareness.dismiss(uow, breach_id, DismissalInput(reason="ไม่ใช่เหตุ"), None)
    times.tick(hours=300)
    assert put_out(times) == ["warning:0"]


@pytest.mark.case("F.1", 12)
def test_word_that_lay_unread_warns_beside_the_clock_of_awareness(times):
    report(times, received_at=times.now - 40 * HOUR)
    times.tick()
    assert "ได้รับแจ้งตั้งแต่" in inbox(times, times.office.head)[0].body_th
    times.tick(hours=8)
    assert put_out(times) == ["office:0", "received:48"]
    assert "ไม่เป็นข้อแก้ตัว" in inbox(times, times.office.head)[0].body_th


@pytest.mark.case("F.1", 20)
def test_a_drill_reminds_the_same_people_and_says_that_it_is_one(times):
    report(times, is_drill=True)
    times.tick()
    times.tick(hours=24)
    found = inbox(times, times.office.head)
    assert len(found) == 2
    assert all(each.title_th.startswith("[ฝึกซ้อม] ") and each.title_en.startswith("[DRILL] ") for each in found)
    assert "DRILL-2569-0001" in found[0].title_th


@pytest.mark.case("F.1", 21)
def test_two_controllers_of_one_incident_are_reminded_by_two_clocks(times):
    first = report(times)
    times.now += 10 * HOUR
    second = report(times)
    times.tick(hours=15)
    times.tick(hours=9)
    assert put_out(times, first) == ["office:0", "office:24"]
    assert put_out(times, second) == ["office:0", "office:24"]
    assert [row.due_at for row in rows(times, second)][1] - [row.due_at for row in rows(times, first)][1] == 10 * HOUR


def record_with(times, *lines):
    data = activity_input(office_id=PHETCHABURI)
    data.form.safeguards.breach_pdpc_liaisons = list(lines)
    with times.register.write(times.office.recorder, times.now) as uow:
        return activities.create(uow, data).id


def name(times, actor, display_name):
    with times.register.write(times.office.officer, times.now) as uow:
        uow.connection.execute(update(people).where(people.c.id == key(actor)).values(display_name=display_name))


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
