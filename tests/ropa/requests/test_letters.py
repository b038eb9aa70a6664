"""Letters of requests: filled from what is known, whole before they go out, frozen after it."""

from datetime import date, timedelta

import pytest
from msgspec import structs
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ropa.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from ropa.requests import (
    service_asks,
    service_letters,
    service_letters_sent,
    service_letters_shown,
    service_rows,
    service_tasks,
    service_tasks_made,
)
from ropa.requests.rules_letters import kind_of
from schemas.refusals import RefusalGround as G
from schemas.request_clock import AskInput, AskKind
from schemas.request_decisions import DecisionInput
from schemas.request_letters import IdentifyBy, LetterChannel, LetterInput, LetterKind, LetterReceipt, LettersInput
from schemas.request_person import RequesterKind
from schemas.request_tasks import TaskKind, TaskNew, TaskWhat, ToldHow
from schemas.request_terms import RequestEventKind, RequestState, Right, RightOutcome, Tongue
from schemas.vocabulary import LawfulBasis as B
from tests.support.decisions import activity_on, asked_of, decide, refusal, refused
from tests.support.lives import AUDITOR
from tests.support.pdf_text import squeezed, text_of
from tests.support.request_letters import SIGNED, answer, draft, send, sign
from tests.support.subject_requests import OFFICER, REQUESTER, an_agent, take_in, who
from tests.support.web import keys_for, national_id

GRANTED = DecisionInput(right_seq=1, outcome=RightOutcome.GRANTED, granted="สำเนาแบบคำขอ")
COURT = refusal(G.S30_LAW_OR_COURT, law_ref="คำสั่งศาลที่ 9/2569", harm="เปิดเผยผู้ร้องเรียน", reason_sealed="ถ้อยคำลับในสำนวน")


def listed(register, now, request_id, actor=OFFICER):
    with register.read(actor, now) as uow:
        return service_letters_shown.listed(uow, keys_for(register), request_id)


def faults(problem):
    return {each.pointer for each in problem.value.problems}


def test_the_outcomes_tell_which_letter_it_is():
    granted, refused_, none, gone = (
        RightOutcome.GRANTED,
        RightOutcome.REFUSED,
        RightOutcome.NOT_HELD,
        RightOutcome.WITHDRAWN,
    )
    assert kind_of([granted, gone]) is LetterKind.ANSWER
    assert kind_of([refused_]) is LetterKind.REFUSAL
    assert kind_of([none, none]) is LetterKind.NOT_HELD
    assert kind_of([granted, none]) is kind_of([RightOutcome.PARTLY]) is LetterKind.PART
    assert kind_of([gone]) is LetterKind.CLOSING


def test_a_refusal_tells_ground_and_reason_and_the_way_to_complain_and_moves_the_request_on(register, now):
    found = asked_of(register, now, Right.ACCESS, activity_on(register, now, B.PUBLIC_TASK, approved=False))
    with pytest.raises(Invalid) as undecided:
        draft(register, now, found.id, LetterKind.ANSWER)
    assert faults(undecided) == {"/rights"}
    decide(register, now, found.id, refused(COURT))
    with pytest.raises(Invalid) as wrong:
        draft(register, now, found.id, LetterKind.PART)
    assert faults(wrong) == {"/kind"}
    assert listed(register, now, found.id).unanswered == [1]

    made = draft(register, now, found.id, LetterKind.ANSWER)
    assert made.letter.kind is LetterKind.REFUSAL
    assert made.letter.missing == ["signatory", "signatory_position", "contact"]
    said = made.content.answers[0]
    assert "มาตรา 30 วรรคสอง" in (said.ground or "")
    assert "คำสั่งศาลที่ 9/2569" in (said.ground or "")
    assert "ถ้อยคำลับในสำนวน" in (said.reason or "")
    assert "มาตรา 73" in (made.content.complain or "")
    with pytest.raises(Invalid) as unfinished:
        send(register, now, found.id, made)
    assert faults(unfinished) == {"/content/signatory", "/content/signatory_position", "/content/contact"}

    signed = sign(register, now, found.id, made)
    later = now + timedelta(days=2)
    sent = send(register, later, found.id, signed, letter_on=later.date(), receipt_ref="RB123456789TH", printed=True)
    assert (sent.letter_no, sent.channel, sent.sent_at) == ("พบ 0033/1", LetterChannel.POST, later)
    with register.read(OFFICER, later) as uow:
        moved = service_rows.read(uow, found.id)
        assert service_letters_shown.open_count(uow, found.id) == 0
    assert (moved.state, moved.answered_at) == (RequestState.ANSWERED, later)
    with register.write(OFFICER, later) as uow:
        kept = service_letters_sent.paper(uow, keys_for(register), found.id, 1)
    assert isinstance(kept, bytes)
    printed = squeezed(text_of(kept))
    for part in ("22 พฤศจิกายน พ.ศ. 2569", REQUESTER, "พบ 0033/1", "มาตรา 73", "คำสั่งศาลที่ 9/2569"):
        assert squeezed(part) in printed
    assert national_id(900) not in printed

    # A decision that is changed is told of again.
    later += timedelta(hours=1)
    decide(register, later, found.id, structs.replace(GRANTED, supersedes=1, why="อุทธรณ์ฟังขึ้น"))
    assert listed(register, later, found.id).unanswered == [1]


def test_a_decision_that_changed_after_the_draft_is_not_told_wrongly(register, now):
    found = asked_of(register, now, Right.ACCESS, activity_on(register, now, B.PUBLIC_TASK, approved=False))
    decide(register, now, found.id, refused(COURT))
    made = sign(register, now, found.id, draft(register, now, found.id, LetterKind.ANSWER))
    decide(register, now, found.id, structs.replace(GRANTED, supersedes=1, why="อุทธรณ์ฟังขึ้น"))
    with pytest.raises(Invalid) as changed:
        send(register, now, found.id, made)
    assert faults(changed) == {"/content/answers/0/outcome"}
    cut = sign(register, now, found.id, made, answers=[])
    with pytest.raises(Invalid) as silent:
        send(register, now, found.id, cut)
    assert {"/content/answers"} <= faults(silent)


def test_a_letter_that_was_sent_is_frozen_by_the_database(register, now):
    found = asked_of(register, now, Right.ACCESS)
    decide(register, now, found.id, GRANTED)
    answer(register, now, found.id)
    with pytest.raises(Conflict):
        sign(register, now, found.id, structs.replace(draft_of(register, now, found.id, 1)))
    for change in (
        "UPDATE request_letters SET letter_no = 'อื่น'",
        "UPDATE request_letters SET content = NULL",
        "UPDATE request_letters SET pdf = NULL",
        "UPDATE request_letters SET sent_at = NULL",
        "UPDATE request_letters SET kind = 'receipt'",
        "DELETE FROM request_letters",
    ):
        with pytest.raises(DBAPIError), register.engine.begin() as connection:
            connection.execute(text(change))
    with register.engine.begin() as connection:
        connection.execute(text("UPDATE request_letters SET receipt_ref = 'RB1'"))
    with pytest.raises(DBAPIError), register.engine.begin() as connection:
        connection.execute(text("UPDATE request_letters SET receipt_ref = 'RB2'"))


def draft_of(register, now, request_id, number):
    with register.write(OFFICER, now) as uow:
        return service_letters.read(uow, keys_for(register), request_id, number)


def test_a_receipt_is_noted_once_after_the_sending(register, now):
    found = take_in(register, now, Right.ACCESS)
    made = sign(register, now, found.id, draft(register, now, found.id, LetterKind.RECEIPT))
    given = LetterReceipt(receipt_ref="RB1", receipt_at=now + timedelta(hours=1))
    later = now + timedelta(days=1)
    with pytest.raises(Conflict), register.write(OFFICER, later) as uow:
        service_letters_sent.received(uow, keys_for(register), found.id, 1, given)
    send(register, now, found.id, made)
    for wrong in (now - timedelta(hours=1), later + timedelta(hours=1)):
        told = structs.replace(given, receipt_at=wrong)
        with pytest.raises(Invalid), register.write(OFFICER, later) as uow:
            service_letters_sent.received(uow, keys_for(register), found.id, 1, told)
    with register.write(OFFICER, later) as uow:
        noted = service_letters_sent.received(uow, keys_for(register), found.id, 1, given)
    assert (noted.receipt_ref, noted.receipt_at) == ("RB1", given.receipt_at)
    with pytest.raises(Conflict), register.write(OFFICER, later) as uow:
        service_letters_sent.received(uow, keys_for(register), found.id, 1, given)


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ({"sent_at": timedelta(hours=1)}, "/sent_at"),
        ({"sent_at": -timedelta(days=1)}, "/sent_at"),
        ({"letter_on": date(2569, 11, 20)}, "/letter_on"),
        ({"letter_on": date(2026, 11, 21)}, "/letter_on"),
        ({"letter_no": national_id(7)}, "/letter_no"),
    ],
)
def test_a_sending_that_cannot_be_is_refused(register, now, said, where):
    found = take_in(register, now, Right.ACCESS)
    made = sign(register, now, found.id, draft(register, now, found.id, LetterKind.RECEIPT))
    moved = {name: now + value if isinstance(value, timedelta) else value for name, value in said.items()}
    with pytest.raises(Invalid) as told:
        send(register, now, found.id, made, **moved)
    assert where in faults(told)


def test_a_whole_number_is_in_no_letter_and_control_characters_in_none(register, now):
    found = take_in(register, now, Right.ACCESS)
    made = draft(register, now, found.id, LetterKind.CLOSING)
    with pytest.raises(Invalid) as told:
        sign(register, now, found.id, made, body=f"เลข {national_id(900)} ของท่าน", subject="เรื่อง\x00")
    assert faults(told) == {"/body", "/subject"}


def test_an_ask_and_an_agent_and_english(register, now):
    agent = an_agent(Right.ACCESS, contact="55 ถนนทดสอบ")
    person = structs.replace(who(), agent=agent)
    found = take_in(register, now, Right.ACCESS, person=person, requester=RequesterKind.AGENT, language=Tongue.EN)
    with pytest.raises(Invalid):
        draft(register, now, found.id, LetterKind.ASK)
    with register.write(OFFICER, now) as uow:
        given = AskInput(kind=AskKind.IDENTITY, words="สำเนาบัตร\nหนังสือมอบอำนาจ")
        service_asks.ask(uow, keys_for(register), found.id, given)
    made = draft(register, now, found.id, LetterKind.ASK)
    assert made.content.asked == ["สำเนาบัตร", "หนังสือมอบอำนาจ"]
    assert made.content.to == f"ผู้รับมอบอำนาจ ทดสอบ (for {REQUESTER})"
    assert made.content.to_address == "55 ถนนทดสอบ"
    # 15 days from Friday 20 November: Saturday 5 December moves on to Monday the 7th.
    assert "7 December B.E. 2569 (2026)" in (made.content.body or "")


@pytest.mark.case("F.4", 68)
def test_each_recipient_gets_only_what_finds_the_person_and_its_task_ends_with_the_letter(register, now):
    found = asked_of(register, now, Right.ERASURE)
    with register.write(OFFICER, now) as uow:
        for target in ("กรมทดสอบหนึ่ง", "กรมทดสอบสอง"):
            service_tasks_made.add(uow, found.id, TaskNew(kind=TaskKind.RECIPIENT, what=TaskWhat.TELL, target=target))
    keys = keys_for(register)
    with register.write(OFFICER, now) as uow:
        made = service_letters.make_for_recipients(uow, keys, found.id, LettersInput())
    with register.write(OFFICER, now) as uow:
        again = service_letters.make_for_recipients(uow, keys, found.id, LettersInput())
    assert (made.numbers, again.numbers) == ([1, 2], [])
    shown = draft_of(register, now, found.id, 1)
    assert shown.content.to == "กรมทดสอบหนึ่ง"
    assert shown.content.person == [f"ชื่อ {REQUESTER}", f"เลขประจำตัวประชาชนลงท้ายด้วย {national_id(900)[-4:]}"]
    assert "020000000" not in repr(shown.content)
    send(register, now, found.id, sign(register, now, found.id, shown), channel=LetterChannel.EMAIL)
    with register.read(OFFICER, now) as uow:
        tasks = service_tasks.list_tasks(uow, found.id).items
    assert [(each.is_open, each.told_how, each.told_at) for each in tasks] == [
        (False, ToldHow.EMAIL, now),
        (True, None, None),
    ]
    whole = draft(register, now, found.id, LetterKind.RECIPIENT, task_number=2, identify_by=[IdentifyBy.NATIONAL_ID])
    assert whole.content.person == [f"เลขประจำตัวประชาชน {national_id(900)}"]
    with pytest.raises(Invalid):
        draft(register, now, found.id, LetterKind.RECIPIENT, task_number=1)


def test_who_may_not_see_requesters_sees_no_word_and_every_opening_is_told(register, now):
    found = take_in(register, now, Right.ACCESS)
    draft(register, now, found.id, LetterKind.RECEIPT)
    seen = listed(register, now, found.id, AUDITOR)
    assert REQUESTER not in repr(seen)
    assert seen.items[0].missing == []
    with pytest.raises(Forbidden), register.write(AUDITOR, now) as uow:
        service_letters.read(uow, keys_for(register), found.id, 1)
    with pytest.raises(Forbidden), register.write(AUDITOR, now) as uow:
        service_letters.make(uow, keys_for(register), found.id, LetterInput(kind=LetterKind.RECEIPT))
    draft_of(register, now, found.id, 1)
    with register.read(OFFICER, now) as uow:
        kinds = uow.connection.scalars(
            text("SELECT kind FROM request_events WHERE request_id = :id ORDER BY number"), {"id": found.id}
        )
        assert list(kinds)[-3:] == [
            str(RequestEventKind.LETTER_MADE),
            str(RequestEventKind.PERSON_READ),
            str(RequestEventKind.PERSON_READ),
        ]


def test_a_draft_is_saved_by_its_version_and_discarded_for_good(register, now):
    found = take_in(register, now, Right.ACCESS)
    made = draft(register, now, found.id, LetterKind.RECEIPT)
    sign(register, now, found.id, made)
    with pytest.raises(PreconditionFailed):
        sign(register, now, found.id, made)
    with register.write(OFFICER, now) as uow:
        gone = service_letters.discard(uow, found.id, 1, 2)
    assert (gone.is_discarded, gone.has_content) == (True, False)
    assert draft(register, now, found.id, LetterKind.RECEIPT).letter.number == 2
    with pytest.raises(NotFound), register.write(OFFICER, now) as uow:
        service_letters.read(uow, keys_for(register), found.id, 9)
    assert SIGNED["signatory"] not in repr(listed(register, now, found.id))
