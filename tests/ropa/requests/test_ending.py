"""The life of a request: rights added later, receipt put right, owners, activities, and each way in which it ends."""

from datetime import date, timedelta

import pytest

from ropa.errors import Conflict, Forbidden, Invalid, PreconditionFailed
from ropa.requests import (
    service,
    service_asks,
    service_ending,
    service_events,
    service_identity,
    service_register,
    service_rights,
    service_rows,
    service_states,
    service_work,
)
from schemas.access import Role
from schemas.request_clock import AskInput, AskKind
from schemas.request_letters import LetterKind
from schemas.request_register import RequestRegisterFilter
from schemas.request_terms import IdentityLevel, RequestEventKind, RequestState, RightOutcome, Tongue
from schemas.requests import (
    ActivitiesInput,
    AgeBand,
    EndInput,
    IdentityInput,
    OwnerInput,
    RequestChange,
    RequesterKind,
    RequestFilter,
    Right,
    RightAsked,
    RightsInput,
    WithdrawInput,
)
from tests.support.actors import PHETCHABURI, PRACHUAP, person
from tests.support.request_letters import draft, send, sign
from tests.support.staff import hire, key
from tests.support.subject_requests import HEAD, OFFICER, an_agent, take_in, who
from tests.support.web import keys_for
from tests.support.world import create

WHY = EndInput(reason="ตามหนังสือของผู้ขอ")


def test_a_right_that_is_added_later_is_counted_from_its_own_day(register, now):
    made = take_in(register, now - timedelta(days=20), Right.ACCESS)
    later = RightsInput(rights=[RightAsked(right=Right.ERASURE, wish="ลบทั้งหมด")])

    with register.write(OFFICER, now) as uow:
        found = service_rights.add(uow, keys_for(register), made.id, later, made.version)
        with pytest.raises(Invalid) as refused:
            service_rights.add(uow, keys_for(register), made.id, later)
        wishes = [each.text for each in service.person(uow, keys_for(register), made.id, "ดูสิ่งที่ขอ").wishes]

    assert [(each.seq, each.received_on, each.days_left) for each in found.rights] == [
        (1, date(2026, 10, 31), 10),
        (2, date(2026, 11, 20), 90),
    ]
    assert found.due_on == date(2026, 11, 30)
    assert [each.pointer for each in refused.value.problems] == ["/rights/0/right"]
    assert wishes == ["ขอเข้าถึงและขอรับสำเนาข้อมูล", "ลบทั้งหมด"]


def test_an_agent_adds_no_right_of_which_the_authority_does_not_speak(register, now):
    made = take_in(register, now, person=who(agent=an_agent(Right.ACCESS)), requester=RequesterKind.AGENT)
    more = RightsInput(rights=[RightAsked(right=Right.ERASURE)], received_at=now - timedelta(days=1))
    with register.write(OFFICER, now) as uow, pytest.raises(Invalid) as refused:
        service_rights.add(uow, keys_for(register), made.id, more)
    assert [each.pointer for each in refused.value.problems] == ["/received_at", "/rights/0/right"]


def test_another_moment_of_receipt_moves_the_clocks_and_keeps_the_one_before(register, now):
    made = take_in(register, now, Right.ACCESS)
    earlier = now - timedelta(days=6)

    with register.write(OFFICER, now) as uow:
        with pytest.raises(Invalid) as refused:
            service_rights.update(uow, made.id, RequestChange(received_at=earlier), made.version)
        change = RequestChange(received_at=earlier, language=Tongue.EN, reason="ตราประทับรับหนังสือ")
        found = service_rights.update(uow, made.id, change, made.version)
        told = service_events.read(uow, made.id).items[-1]
        with pytest.raises(PreconditionFailed):
            service_rights.update(uow, made.id, change, made.version)

    assert [each.pointer for each in refused.value.problems] == ["/reason"]
    assert (found.received_on, found.rights[0].due_on, found.due_on) == (
        date(2026, 11, 14),
        date(2026, 12, 14),
        date(2026, 12, 14),
    )
    assert told.kind is RequestEventKind.CORRECTED
    assert told.details["received_at"] == ["2026-11-20T09:00:00+07:00", "2026-11-14T09:00:00+07:00"]


def test_work_goes_to_somebody_who_may_do_it_and_is_told_once(register, now):
    made = take_in(register, now)
    here = hire(register, now, 31, (Role.RECORDER, PHETCHABURI))
    elsewhere = hire(register, now, 32, (Role.RECORDER, PRACHUAP))
    with register.write(OFFICER, now) as uow:
        assert [each.id for each in service_work.owners(uow, made.id).items] == [key(here)]
        with pytest.raises(Invalid):
            service_work.assign(uow, made.id, OwnerInput(owner_id=key(elsewhere)))
        found = service_work.assign(uow, made.id, OwnerInput(owner_id=key(here)), made.version)
        assert service_work.assign(uow, made.id, OwnerInput(owner_id=key(here))).version == found.version
        assert service.page(uow, RequestFilter(owner_id=key(here))).items[0].id == made.id
    with register.write(HEAD, now) as uow:
        assert service_work.assign(uow, made.id, OwnerInput(owner_id=None)).owner_id is None


def test_activities_are_those_that_the_officer_sees(register, now):
    made = take_in(register, now)
    here, other = create(register, now).id, create(register, now, office_id=PRACHUAP).id
    with register.write(OFFICER, now) as uow:
        with pytest.raises(Invalid) as refused:
            service_work.link(uow, made.id, ActivitiesInput(activity_ids=[here, other]))
        found = service_work.link(uow, made.id, ActivitiesInput(activity_ids=[here, here]), made.version)
        assert service.page(uow, RequestFilter(activity_id=here)).items[0].id == made.id
    assert [each.pointer for each in refused.value.problems] == ["/activity_ids/1"]
    assert found.activity_ids == [here]


def test_a_right_that_is_taken_back_leaves_the_others_and_the_last_one_ends_it(register, now):
    made = take_in(register, now, Right.ACCESS, Right.ERASURE)
    with register.write(OFFICER, now) as uow:
        half = service_ending.withdraw(uow, made.id, WithdrawInput(reason="ไม่ต้องการสำเนาแล้ว", rights=[1]), made.version)
        assert (half.state, half.due_on) == (RequestState.RECEIVED, made.rights[1].due_on)
        with pytest.raises(Invalid):
            service_ending.withdraw(uow, made.id, WithdrawInput(reason="ก", rights=[1, 9]))
        over = service_ending.withdraw(uow, made.id, WithdrawInput(reason="เปลี่ยนใจ"))
        assert (over.state, over.due_on, over.is_late) == (RequestState.WITHDRAWN, None, False)
        assert over.closed_at == now
        with pytest.raises(Conflict):
            service_work.assign(uow, made.id, OwnerInput(owner_id=None))
        with pytest.raises(Forbidden):
            service_ending.reopen(uow, made.id, WHY)
    with register.write(HEAD, now + timedelta(days=40)) as uow:
        again = service_ending.reopen(uow, made.id, WHY, over.version)
    # Its clocks are those of its receipt: it is late now.
    assert (again.state, again.due_on, again.is_late) == (RequestState.WORKING, made.due_on, True)
    assert [each.outcome for each in again.rights] == [None, None]


def test_a_request_lapses_only_while_nobody_proved_who_asks(register, now):
    made = take_in(register, now)
    late = now + timedelta(days=40)
    with register.write(OFFICER, now) as uow, pytest.raises(Forbidden):
        service_ending.lapse(uow, made.id, WHY)
    with register.write(HEAD, now) as uow:
        with pytest.raises(Conflict, match="asked for first"):  # nobody was asked for anything
            service_ending.lapse(uow, made.id, WHY)
        asked = AskInput(kind=AskKind.IDENTITY, words="ขอสำเนาบัตร", days=15)
        service_asks.ask(uow, keys_for(register), made.id, asked)
    told = draft(register, now, made.id, LetterKind.CLOSING)
    assert "ไม่ได้รับหลักฐาน" in (told.content.body or "")
    assert "73" in (told.content.complain or "")
    early = send(register, now, made.id, sign(register, now, made.id, told))
    assert early.sent_at is not None
    with register.write(HEAD, now + timedelta(days=17)) as uow, pytest.raises(Conflict, match="asked for first"):
        service_ending.lapse(uow, made.id, WHY)  # the last day was moved to Monday, the 17th day after the asking
    with register.write(HEAD, late) as uow, pytest.raises(Conflict, match="notice of closing"):
        service_ending.lapse(uow, made.id, WHY)  # told before the last day, nobody could know it
    send(register, late, made.id, sign(register, late, made.id, draft(register, late, made.id, LetterKind.CLOSING)))
    with register.write(HEAD, late) as uow:
        before = service_register.statistics(uow, RequestRegisterFilter())
        lapsed = service_ending.lapse(uow, made.id, WHY)
        assert lapsed.state is RequestState.LAPSED
        after = service_register.statistics(uow, RequestRegisterFilter())
        # What was overdue when it ended stays late.
        assert [(each.overdue, each.late) for each in (before, after)] == [(1, 0), (0, 1)]
        service_ending.reopen(uow, made.id, WHY)
        seen = IdentityInput(level=IdentityLevel.DOCUMENT_SEEN, how="เห็นบัตร", age_band=AgeBand.ADULT)
        service_identity.check(uow, made.id, seen)
        with pytest.raises(Conflict):
            service_ending.lapse(uow, made.id, WHY)


def test_what_is_no_request_stays_with_its_reason_and_can_become_one(register, now):
    made = take_in(register, now)
    with register.write(HEAD, now) as uow:
        gone = service_ending.dismiss(uow, made.id, EndInput(reason="สอบถามข้อมูลทั่วไป"), made.version)
        told = service_events.read(uow, made.id).items[-1]
        assert (gone.state, told.note) == (RequestState.NOT_A_REQUEST, "สอบถามข้อมูลทั่วไป")
        assert service.page(uow, RequestFilter(is_open=False)).items[0].id == made.id
        assert service_ending.reopen(uow, made.id, WHY).state is RequestState.RECEIVED
        service_rows.set_right(uow, made.id, 1, outcome=RightOutcome.GRANTED, decided_at=now)
        with pytest.raises(Conflict):
            service_ending.dismiss(uow, made.id, WHY)


def test_it_is_closed_only_when_all_is_decided_and_answered(register, now):
    made = take_in(register, now, Right.ACCESS, Right.PORTABILITY)
    with register.write(HEAD, now) as uow:
        with pytest.raises(Invalid) as refused:
            service_ending.close(uow, made.id, WHY)
        assert [each.pointer for each in refused.value.problems] == ["/hindrances/right-1", "/hindrances/right-2"]
        assert not service_ending.closing(uow, made.id).may_close
        # An answer to one right alone does not answer the request.
        service_rows.set_right(uow, made.id, 1, outcome=RightOutcome.NOT_HELD, decided_at=now)
        with pytest.raises(Invalid) as refused:  # no letter tells of it
            service_ending.close(uow, made.id, WHY)
        assert [each.pointer for each in refused.value.problems] == ["/hindrances/right-2", "/hindrances/answer"]
        assert service_states.answered(uow, made.id, now, [1]).state is RequestState.RECEIVED
        # With the rest taken back, nothing is owed any more.
        answered = service_ending.withdraw(uow, made.id, WithdrawInput(reason="ก"))
        assert (answered.state, answered.answered_at) == (RequestState.ANSWERED, now)
        assert service_ending.close(uow, made.id, WHY).state is RequestState.CLOSED


def test_nobody_of_another_office_changes_it(register, now):
    made = take_in(register, now)
    with register.write(person("far", Role.DPO, PRACHUAP), now) as uow:
        for act in (service_ending.dismiss, service_ending.close, service_ending.reopen, service_ending.lapse):
            with pytest.raises(Exception, match="Not found"):
                act(uow, made.id, WHY)
