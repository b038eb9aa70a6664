"""When a request is answered: right by right, by a letter about the decision that stands, never before it."""

from datetime import timedelta

import pytest

from ropa.errors import Invalid
from ropa.requests import (
    service_asks,
    service_clock,
    service_ending,
    service_letters_shown,
    service_rights,
    service_rows,
    service_tasks,
    service_tasks_made,
    service_tasks_work,
    store_tasks,
)
from schemas.refusals import RefusalGround as G
from schemas.request_clock import AskInput, AskKind
from schemas.request_decisions import DecisionInput
from schemas.request_letters import LetterKind
from schemas.request_tasks import RequestTaskDone, RequestTaskReason, TaskKind, TaskNew, TaskResult, TaskWhat
from schemas.request_terms import RequestState, Right, RightOutcome
from schemas.requests import AgeBand, EndInput, RequestChange, RightAsked, RightsInput, WithdrawInput
from schemas.vocabulary import LawfulBasis as B
from tests.support.decisions import SEEN, activity_on, decide, refusal
from tests.support.request_letters import answer, draft, send, sign
from tests.support.subject_requests import HEAD, OFFICER, take_in
from tests.support.web import keys_for

GRANTED = DecisionInput(right_seq=1, outcome=RightOutcome.GRANTED, granted="สำเนา", despite_open_tasks="ค้นต่อ")


def refuse(seq, ground=G.S33_LEGAL_CLAIMS, **more):
    return DecisionInput(right_seq=seq, outcome=RightOutcome.REFUSED, refused=[refusal(ground)], **more)


def asked(register, now, *rights):
    activity = activity_on(register, now, B.PUBLIC_TASK)
    return take_in(register, now, *rights, identity=SEEN, age_band=AgeBand.ADULT, activity_ids=[activity])


def read(register, moment, request_id):
    with register.write(HEAD, moment) as uow:
        service_clock.refresh(uow, request_id)
        return service_rows.read(uow, request_id)


def runs(found):
    return [each.days_left is not None for each in found.rights]


def test_a_letter_about_one_right_leaves_the_other_its_clock(register, now):
    found = asked(register, now, Right.ACCESS, Right.ERASURE)
    decide(register, now, found.id, GRANTED)
    decide(register, now, found.id, refuse(2))
    made = draft(register, now, found.id, LetterKind.ANSWER, rights=[2])
    send(register, now, found.id, sign(register, now, found.id, made))
    later = read(register, now + timedelta(days=40), found.id)
    assert (later.state, later.answered_at) == (RequestState.RECEIVED, None)
    assert (runs(later), later.is_late, later.due_on) == ([True, False], True, later.rights[0].due_on)
    assert service_letters_shown.unanswered(later) == [1]
    answer(register, now, found.id)
    answered = read(register, now, found.id)
    assert (answered.state, answered.answered_at, runs(answered)) == (RequestState.ANSWERED, now, [False, False])


def test_a_right_that_is_added_does_not_open_the_clock_of_an_answered_one(register, now):
    found = asked(register, now, Right.ACCESS)
    decide(register, now, found.id, GRANTED)
    answer(register, now, found.id)
    later = now + timedelta(days=40)
    with register.write(OFFICER, later) as uow:
        given = RightsInput(rights=[RightAsked(right=Right.ERASURE)])
        more = service_rights.add(uow, keys_for(register), found.id, given)
    assert (more.state, runs(more), more.is_late) == (RequestState.WORKING, [False, True], False)
    assert more.rights[0].answered_at == now


def test_a_changed_decision_is_answered_again(register, now):
    found = asked(register, now, Right.ERASURE)
    decide(register, now, found.id, refuse(1))
    assert runs(read(register, now, found.id)) == [True]  # nobody told the person
    answer(register, now, found.id)
    later = now + timedelta(days=1)
    decide(register, later, found.id, refuse(1, G.S33_PUBLIC_TASK, supersedes=1, why="แก้เหตุ"))
    changed = read(register, later, found.id)
    assert (changed.state, changed.answered_at, runs(changed)) == (RequestState.WORKING, None, [True])
    answer(register, later, found.id, letter_on=later.date())
    assert read(register, later, found.id).state is RequestState.ANSWERED


def test_a_letter_of_another_decision_with_the_same_outcome_does_not_go_out(register, now):
    found = asked(register, now, Right.ERASURE)
    decide(register, now, found.id, refuse(1))
    made = sign(register, now, found.id, draft(register, now, found.id, LetterKind.ANSWER))
    decide(register, now, found.id, refuse(1, G.S33_PUBLIC_TASK, supersedes=1, why="แก้เหตุ"))
    with pytest.raises(Invalid) as refused:
        send(register, now, found.id, made)
    assert [each.pointer for each in refused.value.problems] == ["/content/answers/0/outcome"]


@pytest.mark.only_on("sqlite")
def test_nothing_is_answered_before_it_is_decided_or_received(register, now):
    found = asked(register, now, Right.ERASURE)
    late = now + timedelta(days=100, seconds=40)
    decide(register, late, found.id, refuse(1))
    made = sign(register, late, found.id, draft(register, late, found.id, LetterKind.ANSWER))
    early = now + timedelta(days=5)
    with pytest.raises(Invalid) as refused:
        send(register, late, found.id, made, sent_at=early, letter_on=early.date())
    assert [each.pointer for each in refused.value.problems] == ["/sent_at"]
    # The clock of the server was set back.
    with pytest.raises(Invalid) as refused:
        send(register, now - timedelta(hours=2), found.id, made)
    assert {each.pointer for each in refused.value.problems} == {"/sent_at"}
    # A form knows no seconds.
    to_the_minute = late.replace(second=0)
    send(register, late, found.id, made, sent_at=to_the_minute, letter_on=late.date())
    answered = read(register, late, found.id)
    assert answered.state is RequestState.ANSWERED
    assert answered.answered_at == answered.rights[0].decided_at


def test_a_request_is_not_received_after_what_was_done_about_it(register, now):
    found = asked(register, now, Right.ERASURE, Right.ACCESS)
    later = now + timedelta(days=10)

    def move(moment):
        with register.write(OFFICER, later) as uow:
            service_rights.update(uow, found.id, RequestChange(received_at=moment, reason="พิมพ์ผิด"))

    move(now + timedelta(hours=1))
    with register.write(HEAD, now + timedelta(days=1)) as uow:
        service_asks.ask(uow, keys_for(register), found.id, AskInput(kind=AskKind.DETAIL, words="ช่วงเวลาใด", days=15))
    with pytest.raises(Invalid) as refused:
        move(now + timedelta(days=2))
    assert [each.pointer for each in refused.value.problems] == ["/received_at"]
    decide(register, now + timedelta(hours=3), found.id, refuse(1))
    with pytest.raises(Invalid):
        move(now + timedelta(hours=4))
    move(now + timedelta(hours=2))


@pytest.mark.only_on("sqlite")
def test_with_the_rest_taken_back_an_answered_request_closes(register, now):
    found = asked(register, now, Right.RESTRICTION, Right.ERASURE)
    decide(register, now, found.id, refuse(2))
    answer(register, now, found.id)
    later = now + timedelta(days=3)
    with register.write(HEAD, later) as uow:
        found = service_ending.withdraw(uow, found.id, WithdrawInput(rights=[1], reason="ถอน"))
        assert (found.state, found.answered_at) == (RequestState.ANSWERED, now)
        assert service_ending.close(uow, found.id, EndInput(reason="ครบ")).state is RequestState.CLOSED


def manual(register, now, request_id, what, rights):
    with register.write(OFFICER, now) as uow:
        task = TaskNew(kind=TaskKind.OTHER, what=what, target="แฟ้มกระดาษ", rights=rights)
        return service_tasks_made.add(uow, request_id, task).number


def test_a_rectification_is_fulfilled_when_the_last_correction_is_made(register, now):
    found = asked(register, now, Right.RECTIFICATION)
    numbers = [manual(register, now, found.id, TaskWhat.CORRECT, [1]) for _ in range(1)]
    decide(register, now, found.id, DecisionInput(right_seq=1, outcome=RightOutcome.GRANTED, despite_open_tasks="ทำต่อ"))
    answer(register, now, found.id)
    assert read(register, now + timedelta(days=40), found.id).is_late
    day = now + timedelta(days=2)
    with register.write(OFFICER, day) as uow:
        for row in store_tasks.tasks(uow, found.id):
            if row.what == str(TaskWhat.CORRECT):
                done = RequestTaskDone(result=TaskResult.DONE, note="แก้แล้ว")
                service_tasks_work.done(uow, found.id, row.number, done)
    late = read(register, now + timedelta(days=40), found.id)
    assert (late.rights[0].fulfilled_on, runs(late), late.is_late) == (day.date(), [False], False)
    with register.write(OFFICER, day) as uow:
        service_tasks_work.reopen(uow, found.id, numbers[0], RequestTaskReason(reason="แก้ไม่ครบ"))
        assert service_rows.read(uow, found.id).rights[0].fulfilled_on is None


@pytest.mark.only_on("sqlite")
def test_tasks_of_a_right_that_is_taken_back_are_put_off(register, now):
    found = asked(register, now, Right.ACCESS, Right.ERASURE)
    manual(register, now, found.id, TaskWhat.SEARCH, [1])
    manual(register, now, found.id, TaskWhat.ERASE, [2])
    with register.write(HEAD, now) as uow:
        before = service_tasks.open_count(uow, found.id)
        service_ending.withdraw(uow, found.id, WithdrawInput(rights=[1], reason="ถอน"))
        assert service_tasks.open_count(uow, found.id) == before - 1
