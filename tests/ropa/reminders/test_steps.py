"""Who is told of a step in a record's life."""

from schemas.access import Role
from schemas.life import LifeStep
from tests.support.staff import hire, key


def test_each_step_tells_who_acts_next_and_what_became_of_it(times):
    made = times.write("ปีละ 1 ครั้ง")
    times.step(times.office.recorder, made.id, LifeStep.SUBMIT)
    assert [who for who, _ in times.told("submitted")] == ["reviewer"]
    times.step(times.office.reviewer, made.id, LifeStep.RETURN, note="แก้ข้อ 3")
    assert [who for who, _ in times.told("returned")] == ["recorder"]
    times.approve(made.id)
    assert [who for who, _ in times.told("reviewed")] == ["head"]
    assert times.told("approved") == [("recorder", "อนุมัติแล้ว: ROPA-2569-0001 งานทดสอบ")]
    times.step(times.office.head, made.id, LifeStep.RETIRE, note="เลิกใช้")
    assert sorted(who for who, _ in times.told("retired")) == ["officer", "recorder"]


def test_a_record_that_is_submitted_again_is_told_again(times):
    made = times.write("ปีละ 1 ครั้ง")
    for _ in range(2):
        times.step(times.office.recorder, made.id, LifeStep.SUBMIT)
        times.step(times.office.recorder, made.id, LifeStep.WITHDRAW)
        times.now = times.now.replace(hour=times.now.hour + 1)
    assert len(times.told("submitted")) == 2
    assert [who for who, _ in times.told("returned")] == ["reviewer", "reviewer"]


def test_the_writer_is_never_asked_to_review(times, register, now):
    writer_and_reviewer = hire(register, now, 9, (Role.RECORDER, 4), (Role.REVIEWER, 4))
    made = times.write("ปีละ 1 ครั้ง")
    times.step(writer_and_reviewer, made.id, LifeStep.SUBMIT)
    assert [who for who, _ in times.told("submitted")] == ["reviewer"]
    assert key(writer_and_reviewer) not in {who for who, _ in times.told("submitted")}


def test_a_signing_of_many_is_one_notice_for_each_person(times):
    for number in range(3):
        times.approved("ปีละ 1 ครั้ง", f"งานที่ {number}", batch_id="11111111-1111-1111-1111-111111111111")
    assert [who for who, _ in times.told("approved")] == ["recorder"]
