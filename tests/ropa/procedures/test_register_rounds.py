"""The yearly review as a round: the register counts its records, and ends a step when nothing of it is open."""

from datetime import date, timedelta

import pytest

from ropa.activities import service, service_life
from ropa.errors import Invalid
from ropa.procedures import service_round_due, service_rounds_shown
from ropa.publishing import service as publishing
from ropa.reminders import service_confirming, service_dates
from ropa.reorganisations import service_moves
from ropa.retention import service_check
from schemas.access import Role
from schemas.document import ActivityUpdate
from schemas.life import LifeStep, StepInput
from schemas.procedure import BranchAnswer
from schemas.publishing import PublishInput
from schemas.reminders import ConfirmInput
from schemas.reorganisation import MoveInput
from schemas.round_register import ConfirmMany, RecordRevision
from schemas.rounds import StepState
from tests.support.actors import GROUP_IN_PHETCHABURI, PHETCHABURI, PRACHUAP, person
from tests.support.review_rounds import (
    RETENTION,
    begin_shipped,
    carry,
    draft,
    end_open,
    open_step,
    people_of,
    record,
    run_of,
    run_row,
    standing,
)
from tests.support.rounds import DPO, finish
from tests.support.statements import counted

#: `now` of the tests is Friday 20 November 2026, 09:00; the records are older than the round.
FRIDAY, DAY = date(2026, 11, 20), timedelta(days=1)
YEAR = timedelta(days=365)


def confirm(register, now, activity_id, revision=1, office=PHETCHABURI):
    with register.write(people_of(office)[LifeStep.SUBMIT], now) as uow:
        service_dates.confirm(uow, activity_id, ConfirmInput(revision=revision))


def revise(register, now, activity_id):
    with register.write(people_of()[LifeStep.SUBMIT], now) as uow:
        stored = service.read(uow, activity_id)
        document = service.document_of(stored)
        document.form.header.sub_process = "แก้แล้ว"
        said = {name: getattr(document, name) for name in document.__struct_fields__}
        service.replace(uow, activity_id, stored.version, ActivityUpdate(**said, office_id=PHETCHABURI))


@pytest.fixture
def review(register, now):
    """Two old records of Phetchaburi, and the round whose first step the DPO has ended."""
    records = [record(register, now - YEAR, title=title) for title in ("งานหนึ่ง", "งานสอง")]
    round_id = begin_shipped(register, now, offices=(PHETCHABURI,), starts_on=FRIDAY)
    end_open(register, now, round_id)
    return round_id, records


def test_the_step_counts_confirmed_records_and_ends_with_the_last(register, now, review):
    round_id, (first, second) = review
    assert standing(register, now, round_id)[-1] == (2, "open", (0, 2))
    confirm(register, now, first)
    assert standing(register, now, round_id)[-1] == (2, "open", (1, 2))
    confirm(register, now + DAY, second)
    rows = run_of(register, now, round_id).steps
    ended = rows[1]
    assert (ended.state, ended.by_register, ended.done_by, ended.done_on) == (
        StepState.DONE,
        True,
        "ทะเบียนบันทึกเอง",
        date(2026, 11, 21),
    )
    assert ended.register is not None
    assert (ended.register.done, ended.register.total) == (2, 2)
    with register.read(DPO, now) as uow:
        told = service_rounds_shown.events(uow, round_id, PHETCHABURI).items
    assert [(each.kind, each.by) for each in told][:1] == [("ended", "ทะเบียนบันทึกเอง")]


def test_many_are_confirmed_at_once_and_what_cannot_be_is_named(register, now, review):
    round_id, (first, second) = review
    revise(register, now, second)
    given = ConfirmMany(records=[RecordRevision(activity_id=each, revision=1) for each in (first, second)])
    with register.write(people_of()[LifeStep.SUBMIT], now) as uow:
        done = service_confirming.confirm_many(uow, given)
    assert (done.confirmed, len(done.left_out)) == (1, 1)
    assert standing(register, now, round_id)[-1] == (2, "open", (1, 2))
    carry(register, now, second)
    assert run_of(register, now, round_id).steps[1].by_register
    with register.write(people_of(PRACHUAP)[LifeStep.SUBMIT], now) as uow:
        told = service_confirming.confirm_many(uow, given)
    assert (told.confirmed, told.left_out) == (0, [first, second])  # what is not theirs to see is not named


def test_confirmed_records_need_no_review_and_the_run_waits_for_what_is_published(register, now, review):
    round_id, records = review
    for each in records:
        confirm(register, now, each)
    assert [each[:2] for each in standing(register, now, round_id)] == [
        (1, "done"),
        (2, "done"),
        (3, "done"),
        (4, "done"),
        (5, "open"),
    ]
    officer = person("ดีพีโอ เผยแพร่", Role.DPO)
    for each in records:
        with register.write(officer, now) as uow:
            seen = publishing.preview(uow, each, "").seen
            publishing.publish(uow, each, PublishInput(seen=seen))
    assert run_row(register, now, round_id).state == "done"


def test_a_revised_record_passes_submission_review_and_approval(register, now, review):

    round_id, (first, second) = review
    confirm(register, now, first)
    revise(register, now, second)
    assert standing(register, now, round_id)[-1] == (2, "open", (1, 2))  # a draft is not a revision yet
    carry(register, now, second, LifeStep.SUBMIT)
    assert standing(register, now, round_id)[-1] == (3, "open", (1, 2))
    carry(register, now, second, LifeStep.REVIEW)
    assert standing(register, now, round_id)[-1] == (4, "open", (1, 2))
    carry(register, now, second, LifeStep.APPROVE)
    assert standing(register, now, round_id)[-1] == (5, "open", (0, 2))


def test_records_begun_later_and_retired_ones_hold_nothing_open(register, now, review):
    round_id, (first, second) = review
    draft(register, now + DAY, title="งานใหม่")
    confirm(register, now + DAY, first)
    assert standing(register, now, round_id)[-1] == (2, "open", (1, 2))

    with register.write(people_of()[LifeStep.APPROVE], now + DAY) as uow:
        service_life.take_step(uow, second, LifeStep.RETIRE, StepInput(note="เลิกทำแล้ว"))
    assert run_of(register, now, round_id).steps[1].by_register


def test_an_office_without_records_is_done_at_once(register, now):
    round_id = begin_shipped(register, now, offices=(PRACHUAP,), starts_on=FRIDAY)
    end_open(register, now, round_id, PRACHUAP)
    assert run_row(register, now, round_id, PRACHUAP).state == "done"
    steps = run_of(register, now, round_id, PRACHUAP).steps
    assert [(each.register.done, each.register.total) for each in steps if each.register] == [(0, 0)] * 4
    assert [each.answer for each in steps] == [None, None, BranchAnswer.AGREED, BranchAnswer.AGREED, None]


def test_a_person_ends_it_only_with_a_reason_while_records_are_open(register, now, review):
    round_id, _ = review
    recorder = people_of()[LifeStep.SUBMIT]
    with pytest.raises(Invalid) as refused:
        end_open(register, now, round_id, actor=recorder)
    assert [each.pointer for each in refused.value.problems] == ["/note"]
    assert "2 จาก 2" in refused.value.problems[0].message_th
    end_open(register, now, round_id, actor=recorder, note="ผู้รับผิดชอบลาคลอด จะทำในเดือนหน้า")
    ended = run_of(register, now, round_id).steps[1]
    assert ended.register is not None
    assert (ended.note, ended.register.open, ended.by_register) == ("ผู้รับผิดชอบลาคลอด จะทำในเดือนหน้า", 2, False)
    # Who does not agree gives no reason for the whole: what is wrong stands at the records.
    end_open(register, now, round_id, answer=BranchAnswer.NOT_AGREED)
    assert [each[:2] for each in standing(register, now, round_id)][-1] == (2, "open")


def test_a_step_that_was_sent_back_ends_only_after_something_was_done(register, now, review):
    round_id, (first, second) = review
    confirm(register, now, first)
    end_open(register, now, round_id, note="อีกหนึ่งรายการรอเอกสาร")
    end_open(register, now + DAY * 3, round_id, answer=BranchAnswer.NOT_AGREED)
    with register.write(DPO, now + DAY * 3) as uow:
        service_round_due.look(uow)
    assert standing(register, now, round_id)[-1] == (2, "open", (1, 2))
    confirm(register, now + DAY * 3 + timedelta(hours=1), second)
    assert run_of(register, now, round_id).steps[3].by_register


def test_the_daily_look_ends_what_no_act_ended(register, now, review):
    round_id, (first, second) = review
    confirm(register, now, first)
    with register.write(DPO, now) as uow:  # a hook that was missed, as when two act at once
        heard, service_dates.AFTER_CONFIRMATION[:] = list(service_dates.AFTER_CONFIRMATION), []
    try:
        confirm(register, now, second)
    finally:
        service_dates.AFTER_CONFIRMATION[:] = heard
    assert standing(register, now, round_id)[-1] == (2, "open", (2, 2))
    with register.write(DPO, now + DAY * 3) as uow:
        assert "by the register" in service_round_due.look(uow)
        assert service_round_due.look(uow) == ""
    assert standing(register, now, round_id)[-1][0] == 5


def test_records_below_count_with_the_office_unless_it_has_a_run_of_its_own(register, now):
    record(register, now - YEAR)
    record(register, now - YEAR, GROUP_IN_PHETCHABURI)
    whole = begin_shipped(register, now, offices=(PHETCHABURI,), starts_on=FRIDAY)
    end_open(register, now, whole)
    apart = begin_shipped(register, now, offices=(PHETCHABURI, GROUP_IN_PHETCHABURI), starts_on=FRIDAY)
    for office in (PHETCHABURI, GROUP_IN_PHETCHABURI):
        end_open(register, now, apart, office)
    assert standing(register, now, whole)[-1] == (2, "open", (0, 2))
    assert [standing(register, now, apart, each)[-1][2] for each in (PHETCHABURI, GROUP_IN_PHETCHABURI)] == [
        (0, 1),
        (0, 1),
    ]
    with register.read(DPO, now) as uow:
        lines = service_rounds_shown.shown(uow, apart).runs
    assert [(line.office_id, line.register[0].done, line.register[0].total) for line in lines] == [
        (PHETCHABURI, 0, 1),
        (GROUP_IN_PHETCHABURI, 0, 1),
    ]


def test_a_record_that_is_moved_stays_with_the_run_in_which_it_began(register, now):
    moved = record(register, now - YEAR)
    round_id = begin_shipped(register, now, starts_on=FRIDAY)
    for office in (PHETCHABURI, PRACHUAP):
        end_open(register, now, round_id, office)
    with register.write(DPO, now + timedelta(hours=2)) as uow:
        service_moves.move(uow, moved, MoveInput(office_id=PRACHUAP, reason="โอนงาน"))
    assert standing(register, now, round_id)[-1] == (2, "open", (0, 1))
    confirm(register, now + DAY, moved, office=PRACHUAP)
    assert run_of(register, now, round_id).steps[1].by_register


def test_the_check_of_the_month_ends_its_step(register, now):
    round_id = begin_shipped(register, now, RETENTION, offices=(PHETCHABURI,), starts_on=FRIDAY)
    assert standing(register, now, round_id) == [(1, "open", (0, 1))]
    with pytest.raises(Invalid):
        finish(register, now, round_id, 1)
    job = person("งานประจำ", Role.DPO)
    with register.write(job, now) as uow:
        service_check.check(uow, "2026-10")
    assert standing(register, now, round_id) == [(1, "open", (0, 1))]
    with register.write(job, now) as uow:
        service_check.check(uow, dry_run=True)
    assert standing(register, now, round_id) == [(1, "open", (0, 1))]
    with register.write(job, now) as uow:
        service_check.check(uow)
    assert [each[:2] for each in standing(register, now, round_id)] == [(1, "done"), (2, "open"), (3, "open")]
    assert open_step(register, now, round_id) is not None


def test_the_progress_of_many_offices_is_counted_by_as_many_queries_as_that_of_one(register, now):

    few = begin_shipped(register, now, offices=(PHETCHABURI,), starts_on=FRIDAY)
    many = begin_shipped(register, now, offices=(PHETCHABURI, PRACHUAP, GROUP_IN_PHETCHABURI), starts_on=FRIDAY)
    record(register, now - YEAR)
    for office in (PHETCHABURI, PRACHUAP, GROUP_IN_PHETCHABURI):
        end_open(register, now, many, office)
    end_open(register, now, few)

    def asked(round_id):
        with register.read(DPO, now) as uow, counted(uow) as seen:
            service_rounds_shown.shown(uow, round_id)
        return len(seen)

    assert asked(many) == asked(few)
