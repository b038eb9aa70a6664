"""Two who work on one request at once: what the second decides about is what the first left."""

import threading
from datetime import timedelta

import pytest

from ropa.errors import RopaError
from ropa.requests import (
    service_asks,
    service_decisions,
    service_ending,
    service_letters_sent,
    service_letters_shown,
    service_refusals,
    service_rows,
    store_clock,
)
from schemas.refusals import RefusalGround as G
from schemas.request_clock import AskInput, AskKind
from schemas.request_decisions import DecisionInput, ErasureWay, Limb
from schemas.request_letters import LetterChannel, LetterKind, LetterSent
from schemas.request_terms import RequestState, Right, RightOutcome
from schemas.requests import EndInput, WithdrawInput
from schemas.vocabulary import LawfulBasis as B
from tests.support.decisions import activity_on, asked_of, decide, refusal
from tests.support.request_letters import answer, draft, sign
from tests.support.subject_requests import HEAD
from tests.support.web import keys_for

# SQLite has one writer: the second begins when the first has ended.
pytestmark = pytest.mark.only_on("postgresql")

REFUSED = DecisionInput(right_seq=1, outcome=RightOutcome.REFUSED, refused=[refusal(G.S33_LEGAL_CLAIMS)])
GRANTED = DecisionInput(
    right_seq=1,
    outcome=RightOutcome.GRANTED,
    limb=Limb.S33_1,
    way=ErasureWay.ERASE,
    despite_open_tasks="ค้นต่อ",
    supersedes=1,
    why="ทบทวน",
)
WHY = EndInput(reason="ครบแล้ว")


def race(register, moment, first, second):
    """Return the faults of two units of work; the second reads while the first has written and not ended."""
    faults = {}
    written, read_too = threading.Event(), threading.Event()

    def run(name, work, done=None, wait=None):
        try:
            with register.write(HEAD, moment) as uow:
                if wait is not None:
                    wait.wait(5)
                work(uow)
                if done is not None:
                    done.set()
                    # Long enough for the other to read what is not ended, were it let to.
                    read_too.wait(0.3)
        except RopaError as fault:
            faults[name] = type(fault).__name__

    workers = [
        threading.Thread(target=run, args=("first", first, written)),
        threading.Thread(target=run, args=("second", second, None, written)),
    ]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    return faults


def an_erasure(register, now):
    activity = activity_on(register, now, B.PUBLIC_TASK)
    return activity, asked_of(register, now, Right.ERASURE, activity)


def test_a_refusal_is_not_told_while_the_right_is_granted(register, now):
    _, found = an_erasure(register, now)
    decide(register, now, found.id, REFUSED)
    made, keys = sign(register, now, found.id, draft(register, now, found.id, LetterKind.ANSWER)), keys_for(register)
    given = LetterSent(letter_no="พบ 0033/1", letter_on=now.date(), channel=LetterChannel.POST)
    faults = race(
        register,
        now + timedelta(minutes=1),
        lambda uow: service_decisions.decide(uow, keys, found.id, GRANTED),
        lambda uow: service_letters_sent.sent(
            uow, keys, found.id, made.letter.number, made.letter.version, given, b"%PDF-1.7"
        ),
    )
    assert faults == {"second": "Invalid"}
    with register.read(HEAD, now) as uow:
        assert service_letters_shown.listed(uow, keys, found.id).items[0].sent_at is None
        assert service_rows.read(uow, found.id).rights[0].outcome is RightOutcome.GRANTED


def test_nothing_is_asked_of_a_request_that_is_being_closed(register, now):
    _, found = an_erasure(register, now)
    decide(register, now, found.id, REFUSED)
    answer(register, now, found.id)
    words = AskInput(kind=AskKind.IDENTITY, words="ขอสำเนาบัตร", days=15)
    faults = race(
        register,
        now,
        lambda uow: service_ending.close(uow, found.id, WHY),
        lambda uow: service_asks.ask(uow, keys_for(register), found.id, words),
    )
    assert faults == {"second": "Conflict"}
    with register.read(HEAD, now) as uow:
        assert service_rows.read(uow, found.id).state is RequestState.CLOSED
        assert not store_clock.asks(uow, found.id)


def test_a_right_that_is_being_taken_back_is_not_decided(register, now):
    activity, found = an_erasure(register, now)
    faults = race(
        register,
        now,
        lambda uow: service_ending.withdraw(uow, found.id, WithdrawInput(reason="ถอน")),
        lambda uow: service_decisions.decide(uow, keys_for(register), found.id, REFUSED),
    )
    assert faults == {"second": "Conflict"}
    with register.read(HEAD, now) as uow:
        found = service_rows.read(uow, found.id)
        assert (found.state, found.rights[0].outcome) == (RequestState.WITHDRAWN, RightOutcome.WITHDRAWN)
        assert not service_refusals.standing(uow, [activity])
