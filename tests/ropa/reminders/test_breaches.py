"""Reminders of breaches: once for each cause, to whom they concern, whatever becomes of worker, clock and breach."""

from datetime import UTC

import pytest

from ropa.breaches import service, service_assessments, service_awareness
from schemas.breach import AwarenessInput, BreachChange, DismissalInput, RiskLevel
from schemas.breach_assessment import AssessmentInput, EvidenceInput
from tests.support.breach_times import HOUR, assess, change, inbox, mails, put_out, report, rows


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


def test_facts_that_change_after_no_risk_are_told_at_once_and_daily_until_it_is_assessed_again(times):
    breach_id = report(times)
    given = AssessmentInput(
        level=RiskLevel.NONE,
        reason="ผลตรวจ",
        lower_reason="ผลตรวจ",
        evidence=[EvidenceInput(reference="รายงานที่ 1/2569")],
    )
    with times.register.write(times.office.officer, times.now) as uow:
        service_assessments.assess(uow, breach_id, given, None)
        service.update(uow, breach_id, BreachChange(description="พบข้อมูลสุขภาพ"), None)
    for hours in (0, 20, 4, 24):
        times.tick(hours=hours)
    assert put_out(times, breach_id) == ["reassess:0", "reassess:24", "reassess:48"]
    (newest, *_) = inbox(times, times.office.head)
    assert newest.title_th.startswith("ข้อเท็จจริงเปลี่ยนหลังประเมิน ต้องประเมินใหม่ ผ่านมาแล้ว 48 ชั่วโมง: BREACH-2569-0001")
    with times.register.write(times.office.officer, times.now) as uow:
        service_assessments.assess(uow, breach_id, given, None)
    times.tick(hours=100)
    assert len(put_out(times, breach_id)) == 3
