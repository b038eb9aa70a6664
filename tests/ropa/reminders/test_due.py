"""Who is told of what falls due, when, and that nobody is told twice."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from ropa.access.service_grants import add_grant, end_grant
from ropa.access.tables import grants
from ropa.breaches import service as breaches
from ropa.notices.tables import notices
from ropa.reminders.service_telling import TOO_MANY
from ropa.retention import service as retention
from schemas.access import COMMAND_LINE, Role
from schemas.breach import BreachInput
from schemas.holding import HoldingInput
from schemas.vocabulary import StartEvent
from tests.support.actors import PHETCHABURI
from tests.support.web import keys_for, national_id

REVIEWS = ("review_due", "review_overdue")


def readers(times):
    return sorted(who for who, _ in times.told(*REVIEWS))


def test_stages_reach_the_owner_the_reviewer_the_officer_and_the_head_in_turn(times):
    times.approved("ปีละ 1 ครั้ง")
    expected = []
    for days, who in (
        (304, []),  # 61 days before
        (1, ["recorder"]),
        (30, ["recorder"]),
        (23, ["recorder", "reviewer"]),
        (7, ["recorder", "reviewer"]),
        (1, ["officer", "recorder", "reviewer"]),
        (30, ["head", "officer", "recorder", "reviewer"]),
    ):
        times.tick(days=days)
        expected += who
        assert readers(times) == sorted(expected), days


def test_two_passes_of_one_day_tell_nothing_twice(times):
    times.approved("ปีละ 1 ครั้ง")
    times.tick(days=305)
    told = times.all_told()

    times.tick()
    times.tick(hours=3)
    times.tick(days=1)
    assert times.all_told() == told


def test_a_worker_that_slept_through_two_stages_tells_the_nearest_only(times):
    times.approved("ปีละ 1 ครั้ง")
    times.tick(days=340)  # 25 days before: 60 and 30 have passed

    assert [title for _, title in times.told(*REVIEWS)] == ["ครบกำหนดทบทวนในอีก 25 วัน: ROPA-2569-0001 งานทดสอบ"]
    times.tick(days=1)
    assert len(times.told(*REVIEWS)) == 1


def test_a_review_in_time_ends_the_reminders(times):
    activity_id = times.approved("ปีละ 1 ครั้ง")
    times.tick(days=340)
    from tests.ropa.reminders.test_dates import confirm

    confirm(times, times.office.recorder, activity_id)
    times.tick(days=60)
    assert len(times.told(*REVIEWS)) == 1


def test_a_short_cycle_tells_nobody_on_the_day_after(times):
    times.approved("ทุกเดือน")
    times.tick(hours=1)
    assert readers(times) == []
    times.tick(days=23)
    assert readers(times) == ["recorder", "reviewer"]


def test_who_would_be_buried_gets_one_notice_that_counts(times):
    for number in range(TOO_MANY + 1):
        times.approved("ปีละ 1 ครั้ง", f"งานที่ {number}")
    times.tick(days=305)

    assert times.told(*REVIEWS) == [("recorder", f"มี {TOO_MANY + 1} เรื่องถึงกำหนดหรือเลยกำหนด")]
    times.tick(days=1)
    assert len(times.told(*REVIEWS)) == 1


def test_where_nobody_keeps_the_record_its_head_is_told(register, now, times):
    times.approved("ปีละ 1 ครั้ง")
    with register.write(COMMAND_LINE, now) as uow:
        held = uow.connection.scalars(select(grants.c.id).where(grants.c.role.in_(["recorder", "reviewer"])))
        for grant_id in held.all():
            end_grant(uow, grant_id)
    times.tick(days=305)
    assert readers(times) == ["head"]


def breach(times, **ago):
    with times.register.write(times.office.officer, times.now) as uow:
        given = BreachInput(office_id=PHETCHABURI, title="เหตุทดสอบ", aware_at=times.now - timedelta(**ago))
        return breaches.report(uow, given).id


def test_what_a_monthly_check_lists_is_told_to_its_office_once(times, register):
    made = times.write("ปีละ 1 ครั้ง")
    with register.write(times.office.recorder, times.now) as uow:
        from ropa.activities import service
        from schemas.activity_keeping import Storage

        document = service.document_of(service.read(uow, made.id))
        document.form.storage = Storage(retention_period="1 ปี")
        from tests.ropa.reminders.test_dates import document_input
        from tests.support.world import update_of

        service.replace(uow, made.id, made.version, update_of(document_input(document, made.office_id)))
        retention.create_holding(
            uow,
            made.id,
            HoldingInput(title="แฟ้ม", start_event=StartEvent.COLLECTED, started_on=date(2025, 1, 1)),
        )
    times.tick()
    times.tick(days=1)
    assert sorted(who for who, _ in times.told("retention_due")) == ["officer", "recorder"]


def test_a_right_that_ends_is_told_to_its_holder(times, register, now):
    with register.write(COMMAND_LINE, now) as uow:
        through = (now + timedelta(days=20)).date()
        add_grant(uow, keys_for(register), national_id(1), Role.APPROVER, PHETCHABURI, through)
    times.tick()
    times.tick(days=1)
    assert [who for who, _ in times.told("right_changed")] == ["recorder"]
    times.tick(days=12)
    assert len(times.told("right_changed")) == 2


@pytest.mark.parametrize("count", [3])
def test_each_notice_has_one_row_for_cause_and_person(times, count):
    for number in range(count):
        times.approved("ปีละ 1 ครั้ง", f"งานที่ {number}")
    times.tick(days=370)
    with times.register.read(times.office.officer, times.now) as uow:
        rows = uow.connection.execute(select(notices.c.cause, notices.c.person_id)).all()
    assert len(rows) == len(set(rows))
