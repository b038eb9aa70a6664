"""Review dates follow documents, approvals and confirmations."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select

from ropa.activities import service, service_listing
from ropa.errors import Conflict, Forbidden, PreconditionFailed
from ropa.reminders import service_dates
from ropa.reminders.tables import review_dates
from ropa.reorganisations import service_moves
from schemas.access import COMMAND_LINE
from schemas.life import LifeStep
from schemas.reminders import ConfirmInput
from schemas.reorganisation import MoveInput
from tests.support.actors import PRACHUAP
from tests.support.world import update_of


def state(times, activity_id):
    with times.register.read(times.office.officer, times.now) as uow:
        return service_dates.review_state(uow, activity_id)


def confirm(times, actor, activity_id, revision=1):
    with times.register.write(actor, times.now) as uow:
        return service_dates.confirm(uow, activity_id, ConfirmInput(revision=revision, note="ตรวจแล้ว"))


def test_an_approval_sets_the_next_review_by_the_cycle(times):
    activity_id = times.approved("ปีละ 1 ครั้ง")

    found = state(times, activity_id).review
    assert (found.last_reviewed_on, found.next_review_on) == (date(2026, 11, 20), date(2027, 11, 20))


def test_a_draft_has_no_review_date(times):
    assert state(times, times.write("ปีละ 1 ครั้ง").id).review.next_review_on is None


def test_a_cycle_that_cannot_be_read_gives_no_date_and_stands_on_the_worklist(times):
    activity_id = times.approved("เมื่อมีการเปลี่ยนแปลง")
    blank = times.approved("ตามความจำเป็น")

    with times.register.read(times.office.recorder, times.now) as uow:
        found = {each.activity_id: each.unread for each in service_dates.unread_cycles(uow, None, 10)}
    assert found == {activity_id: "not_understood", blank: "blank"}
    assert state(times, activity_id).review.next_review_on is None


def test_the_approval_of_a_record_without_a_date_says_so(times):
    times.approved("เมื่อมีการเปลี่ยนแปลง")

    from ropa.notices.tables import notices

    with times.register.read(times.office.officer, times.now) as uow:
        bodies = uow.connection.scalars(select(notices.c.body_th).where(notices.c.kind == "approved")).all()
    assert bodies
    assert all("อ่านรอบการทบทวนไม่ได้" in body for body in bodies)


def test_a_confirmation_moves_the_date_without_a_new_revision(times):
    activity_id = times.approved("ปีละ 1 ครั้ง")
    times.now += timedelta(days=350)
    found = confirm(times, times.office.reviewer, activity_id)

    assert found.review.next_review_on == date(2028, 11, 5)
    assert [(each.revision, each.actor_name, each.note) for each in found.confirmations] == [(1, "คนที่ 2", "ตรวจแล้ว")]
    with times.register.read(times.office.officer, times.now) as uow:
        assert service.read(uow, activity_id).revision == 1


def test_the_same_confirmation_sent_twice_is_one(times):
    activity_id = times.approved("ปีละ 1 ครั้ง")
    confirm(times, times.office.recorder, activity_id)

    assert len(confirm(times, times.office.recorder, activity_id).confirmations) == 1
    assert len(confirm(times, times.office.reviewer, activity_id).confirmations) == 2


def test_what_is_not_approved_changed_or_retired_cannot_be_confirmed(times):
    draft = times.write("ปีละ 1 ครั้ง")
    with pytest.raises(Conflict):
        confirm(times, times.office.recorder, draft.id)

    activity_id = times.approved("ปีละ 1 ครั้ง")
    with pytest.raises(PreconditionFailed):
        confirm(times, times.office.recorder, activity_id, revision=2)
    times.step(times.office.head, activity_id, LifeStep.RETIRE, note="เลิกใช้")
    with pytest.raises(Conflict):
        confirm(times, times.office.recorder, activity_id)
    assert state(times, activity_id).review.next_review_on is None


def test_an_open_draft_says_that_something_changes(times):
    activity_id = times.approved("ปีละ 1 ครั้ง")
    with times.register.write(times.office.recorder, times.now) as uow:
        now = service.read(uow, activity_id)
        document = service.document_of(now)
        service.replace(uow, activity_id, now.version, update_of(document_input(document, now.office_id)))
    with pytest.raises(Conflict):
        confirm(times, times.office.recorder, activity_id)


def document_input(document, office_id):
    from schemas.document import ActivityInput

    return ActivityInput(office_id=office_id, form=document.form, steps=document.steps, systems=document.systems)


def test_a_program_confirms_nothing(times):
    activity_id = times.approved("ปีละ 1 ครั้ง")
    with pytest.raises(Forbidden):
        confirm(times, COMMAND_LINE, activity_id)


def test_rebuilding_makes_the_same_dates_and_keeps_what_was_told(times):
    first, second = times.approved("ปีละ 1 ครั้ง"), times.approved("ทุก 6 เดือน")
    times.now += timedelta(days=100)
    confirm(times, times.office.recorder, second)
    times.tick(days=60)
    columns = [column for column in review_dates.c if column.name != "updated_at"]

    def rows(uow):
        return sorted(uow.connection.execute(select(*columns)).all())

    with times.register.write(times.office.officer, times.now) as uow:
        before = rows(uow)
        assert service_dates.rebuild(uow) == 0
        uow.connection.execute(delete(review_dates))
        service_listing.reindex(uow)
        assert service_dates.rebuild(uow) == 2
        assert [row[:6] for row in rows(uow)] == [row[:6] for row in before]
    assert {row.activity_id for row in before} == {first, second}
    told = times.all_told()
    times.tick(days=1)
    assert times.all_told() == told


def test_a_deleted_draft_takes_its_row_along(times):
    made = times.write("ปีละ 1 ครั้ง")
    with times.register.write(times.office.recorder, times.now) as uow:
        service.delete(uow, made.id, made.version)
        assert uow.connection.execute(select(review_dates)).all() == []


def test_a_record_that_moves_takes_its_date_along(times):
    activity_id = times.approved("ปีละ 1 ครั้ง")
    with times.register.write(times.office.officer, times.now) as uow:
        service_moves.move(uow, activity_id, MoveInput(office_id=PRACHUAP, reason="ย้ายงาน"))
        assert uow.connection.scalars(select(review_dates.c.office_id)).all() == [PRACHUAP]
