"""Tasks of a request: one a target, told recipients, owners who see no more than their work."""

from datetime import date, timedelta

import pytest

from ropa.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from ropa.requests import (
    service,
    service_effects_made,
    service_keeping,
    service_rights,
    service_tasks,
    service_tasks_followed,
    service_tasks_made,
    service_tasks_own,
    service_tasks_work,
    service_work,
)
from schemas.access import COMMAND_LINE, Role
from schemas.breach_work import TaskState
from schemas.request_tasks import (
    RequestTaskChange,
    RequestTaskDone,
    RequestTaskReason,
    TaskAssignment,
    TaskKind,
    TaskNew,
    TaskResult,
    TasksDone,
    TaskWanted,
    TaskWhat,
    ToldHow,
)
from schemas.requests import ActivitiesInput, OwnerInput, RequestState, Right, RightAsked, RightOutcome, RightsInput
from tests.support.actors import PHETCHABURI, PRACHUAP, person
from tests.support.held_records import BODIES, holder, keep, sends
from tests.support.request_effects import DPO as EFFECTS_DPO
from tests.support.request_effects import a_case
from tests.support.staff import hire, key
from tests.support.statements import counted
from tests.support.subject_requests import OFFICER, PROVEN, REQUESTER, take_in
from tests.support.web import keys_for, national_id
from tests.support.world import DPO


def make(register, now, request, actor=OFFICER, **wanted):
    with register.write(actor, now) as uow:
        return service_tasks_made.make(uow, keys_for(register), request.id, TaskWanted(**wanted))


def tasks_of(register, now, request, actor=OFFICER):
    with register.read(actor, now) as uow:
        return service_tasks.list_tasks(uow, request.id)


def finish(register, now, request, *numbers, actor=OFFICER, **said):
    with register.write(actor, now) as uow:
        return service_tasks_work.done_all(uow, request.id, TasksDone(numbers=list(numbers), **said)).items


def grant(register, now, request, seq=1):
    with register.write(DPO, now) as uow:
        service.set_right(uow, request.id, seq, outcome=RightOutcome.GRANTED, decided_at=uow.now)


ERASED = {"result": TaskResult.DONE, "evidence_ref": "บันทึกการลบ 1/2569"}
FOUND = {"result": TaskResult.FOUND}
TOLD = {"result": TaskResult.DONE, "told_how": ToldHow.LETTER, "receipt_ref": "รับที่ 12"}


@pytest.fixture
def sent(register, now):
    """An erasure at an activity with a system, a data set, a processor, and 24 send lines to six bodies."""
    activity = holder(
        register,
        now,
        systems={"ระบบทะเบียนสมมุติ": sends(24, BODIES)},
        recipients=BODIES[:1],
        processors=["บริษัทสมมุติ จำกัด"],
    )
    keep(register, now, activity)
    return take_in(register, now, Right.ERASURE, activity_ids=[activity], **PROVEN)


@pytest.fixture
def granted(register, now, sent):
    """The same, granted: three tasks to erase (1-3), six to tell (4-9)."""
    grant(register, now, sent)
    with register.write(DPO, now) as uow:
        service_tasks_made.after_decision(uow, sent.id)
    return sent


def test_before_the_decision_the_person_is_searched_for_and_nothing_is_erased(register, now, sent):
    assert make(register, now, sent).added == 3
    found = tasks_of(register, now, sent)
    assert [(each.kind, each.what) for each in found.items] == [
        (kind, TaskWhat.SEARCH) for kind in (TaskKind.SYSTEM, TaskKind.HOLDING, TaskKind.PROCESSOR)
    ]
    with register.read(OFFICER, now) as uow:
        proposed = service_tasks_made.proposed(uow, sent.id).items
    assert sum(each.is_early and each.what is TaskWhat.ERASE for each in proposed) == 3
    assert sum(each.is_early and each.what is TaskWhat.TELL for each in proposed) == 6
    assert make(register, now, sent, what=[TaskWhat.ERASE, TaskWhat.TELL]).added == 0


@pytest.mark.case("F.4", 68)
def test_who_got_the_data_is_told_of_an_erasure_one_task_a_recipient_with_all_24_lines(register, now, granted):
    found = tasks_of(register, now, granted)
    tell = [each for each in found.items if each.what is TaskWhat.TELL]
    assert [each.target for each in tell] == BODIES
    assert sum(each.origin == "send_line" for task in tell for each in task.lines) == 24
    assert all(each.is_open and each.due_on == granted.rights[0].due_on for each in tell)
    assert {each.kind for each in found.items if each.what is TaskWhat.ERASE} == {
        TaskKind.SYSTEM,
        TaskKind.HOLDING,
        TaskKind.PROCESSOR,
    }
    finish(register, now, granted, 1, 2, 3, **ERASED)
    assert len(tasks_of(register, now, granted).items) == 9, "another erasure of the same request tells nobody twice"
    finish(register, now, granted, *range(4, 10), told_at=now, **TOLD)
    assert [each.open for each in [tasks_of(register, now, granted)]] == [0]


@pytest.mark.case("F.4", 68)
def test_a_request_does_not_end_while_a_recipient_was_not_asked_to_be_told(register, now, sent):
    grant(register, now, sent)
    with register.read(DPO, now) as uow:
        assert service_tasks.open_count(uow, sent.id) == 6
    assert tasks_of(register, now, sent).untold == 6
    with register.write(DPO, now) as uow:
        assert service_tasks_made.tell_recipients(uow, sent.id).added == 6
        assert service_tasks_made.tell_recipients(uow, sent.id).added == 0


@pytest.mark.case("F.4", 68)
def test_data_that_were_erased_without_a_decision_are_told_of_as_well(register, now, sent):
    with register.write(OFFICER, now) as uow:
        service_tasks_made.add(uow, sent.id, TaskNew(what=TaskWhat.ERASE, target="ระบบที่ไม่อยู่ในทะเบียน"))
    finish(register, now, sent, 1, **ERASED)
    told = [each.target for each in tasks_of(register, now, sent).items if each.what is TaskWhat.TELL]
    assert told == BODIES


def test_telling_says_when_and_how_and_erasing_by_what_it_is_shown(register, now, granted):
    sent = granted
    for said in ({"result": TaskResult.DONE}, {"result": TaskResult.CANNOT}, {"result": TaskResult.FOUND, "note": "ก"}):
        with pytest.raises(Invalid):
            finish(register, now, sent, 1, **said)
    finish(register, now, sent, 1, **ERASED)
    with pytest.raises(Invalid) as fault:
        finish(register, now, sent, 4, result=TaskResult.DONE)
    assert {each.pointer for each in fault.value.problems} == {"/told_at", "/told_how"}
    for moment in (now + timedelta(hours=1), now - timedelta(days=9)):
        with pytest.raises(Invalid):
            finish(register, now, sent, 4, told_at=moment, **TOLD)


def test_made_again_only_what_is_new_is_made(register, now, sent):
    first = make(register, now, sent)
    again = make(register, now, sent)
    assert (first.added, again.added, again.there) == (3, 0, 3)
    more = holder(register, now, title="งานเพิ่ม", systems={"ระบบทะเบียนสมมุติ": [], "ระบบใหม่": []})
    with register.write(DPO, now) as uow:
        service_work.link(uow, sent.id, ActivitiesInput(activity_ids=[*sent.activity_ids, more]))
    third = make(register, now, sent)
    assert (third.added, third.widened) == (1, 1)
    assert [len(each.lines) for each in tasks_of(register, now, sent).items[:1]] == [2]


def test_a_done_task_stays_and_a_later_right_is_another_round_of_it(register, now):
    activity = holder(register, now, systems={"ระบบหนึ่ง": []})
    request = take_in(register, now, Right.ACCESS, Right.PORTABILITY, activity_ids=[activity])
    assert make(register, now, request, rights=[1]).added == 1
    finish(register, now, request, 1, result=TaskResult.DONE)
    assert make(register, now, request).added == 1
    assert [(each.round, each.rights) for each in tasks_of(register, now, request).items] == [(1, [1]), (2, [2])]
    assert make(register, now, request).added == 0


def test_a_right_that_was_refused_gets_no_tasks_and_its_open_ones_are_put_off(register, now, sent):
    make(register, now, sent)
    with register.write(DPO, now) as uow:
        service.set_right(uow, sent.id, 1, outcome=RightOutcome.REFUSED, decided_at=uow.now)
        assert service_tasks_followed.drop_refused(uow, sent.id, "ปฏิเสธตามมาตรา 33") == 3
        assert service_tasks.open_count(uow, sent.id) == 0
    assert make(register, now, sent).added == 0


def test_a_refusal_that_becomes_a_grant_brings_the_tasks_and_recipients_back(register, now, granted):
    with register.write(DPO, now) as uow:
        service.set_right(uow, granted.id, 1, outcome=RightOutcome.REFUSED)
        service_tasks_followed.follow_decisions(uow, granted.id)
        assert service_tasks.open_count(uow, granted.id) == 0
        service.set_right(uow, granted.id, 1, outcome=RightOutcome.GRANTED)
        service_tasks_followed.follow_decisions(uow, granted.id)
        assert service_tasks.open_count(uow, granted.id) == 9


def test_a_refusal_after_an_erasure_does_not_spare_telling_of_it(register, now, granted):
    finish(register, now, granted, 1, **ERASED)
    with register.write(DPO, now) as uow:
        service.set_right(uow, granted.id, 1, outcome=RightOutcome.REFUSED)
        service_tasks_followed.follow_decisions(uow, granted.id)
    left = [each.what for each in tasks_of(register, now, granted).items if each.is_open]
    assert left == [TaskWhat.TELL] * 6


def test_tasks_are_made_for_records_out_of_sight_and_named_to_their_own_office_alone(register, now):
    here = holder(register, now, systems={"ระบบหนึ่ง": []})
    there = holder(register, now, office_id=PRACHUAP, title="งานลับ", systems={"ระบบลับ": []})
    request = take_in(register, now, Right.ERASURE, activity_ids=[here, there], actor=DPO)
    colleague = hire(register, now, 1, (Role.RECORDER, PRACHUAP))
    made = make(register, now, request)
    seen = tasks_of(register, now, request)
    with register.read(OFFICER, now) as uow:
        proposed = service_tasks_made.proposed(uow, request.id)
    assert made.added == 2
    assert [(each.target, each.owner_office_id) for each in seen.items] == [("ระบบหนึ่ง", PHETCHABURI), (None, PRACHUAP)]
    assert ({each.target for each in proposed.items}, proposed.hidden) == ({"ระบบหนึ่ง"}, 2), "searching and erasing"
    assert "ลับ" not in repr(seen)
    assert there not in repr(seen)
    with register.read(colleague, now) as uow:
        own = service_tasks_own.own(uow).items
        with pytest.raises(NotFound):
            service_tasks.list_tasks(uow, request.id)
    assert [(each.task.target, each.ref, each.may_read) for each in own] == [("ระบบลับ", request.ref, False)]
    assert finish(register, now, request, 2, actor=colleague, **FOUND)[0].state is TaskState.DONE
    with pytest.raises(NotFound):
        finish(register, now, request, 1, actor=colleague, **FOUND)


def test_an_owner_sees_their_task_and_nothing_of_who_asked(register, now, sent):
    auditor = hire(register, now, 2, (Role.OFFICE_ADMIN, PHETCHABURI))
    handler = hire(register, now, 3, (Role.RECORDER, PHETCHABURI))
    with register.write(DPO, now) as uow:
        service_work.assign(uow, sent.id, OwnerInput(owner_id=key(handler)))
    make(register, now, sent, owner_id=key(auditor))
    with register.read(auditor, now) as uow:
        first = service_tasks_own.own(uow, limit=2)
        rest = service_tasks_own.own(uow, first.next_cursor, 2)
        with pytest.raises(NotFound):
            service_tasks.list_tasks(uow, sent.id)
    items = [*first.items, *rest.items]
    assert sorted(each.task.number for each in items) == [1, 2, 3]
    assert rest.next_cursor is None
    assert all(not each.may_read and each.rights == [Right.ERASURE] for each in items)
    assert not any(word in repr(items) for word in (REQUESTER, national_id(900), "020000000"))


def test_owners_are_told_once_for_all_tasks_made_together(register, now, sent):
    owner = hire(register, now, 4, (Role.RECORDER, PHETCHABURI))
    make(register, now, sent, owner_id=key(owner))
    with register.read(DPO, now) as uow:
        told = uow.connection.exec_driver_sql("SELECT title_th, path FROM notices WHERE kind = 'request_due'").all()
    assert [(row.title_th, row.path) for row in told] == [
        (f"งานของท่านในคำขอใช้สิทธิ {sent.ref}: 3 งาน", f"/requests/{sent.id}/tasks")
    ]


def test_owner_office_and_day_are_changed_together_or_not_at_all(register, now, sent):
    owner = hire(register, now, 5, (Role.REVIEWER, PHETCHABURI))
    stranger = hire(register, now, 6, (Role.RECORDER, PRACHUAP))
    make(register, now, sent)
    with pytest.raises(Invalid), register.write(OFFICER, now) as uow:
        service_tasks_work.assign(uow, sent.id, TaskAssignment(numbers=[1, 2], owner_id=key(stranger)))
    with register.write(OFFICER, now) as uow:
        given = TaskAssignment(numbers=[1, 2], owner_id=key(owner), due_on=date(2027, 1, 5))
        items = service_tasks_work.assign(uow, sent.id, given).items
        with pytest.raises(PreconditionFailed):
            service_tasks_work.change(uow, sent.id, 1, 1, RequestTaskChange(owner_id=None))
    assert {(each.owner_id, each.due_on, each.version) for each in items} == {(key(owner), date(2027, 1, 5), 2)}


def test_a_dropped_task_is_not_made_again_and_an_opened_one_is_to_be_done(register, now, sent):
    make(register, now, sent)
    with register.write(OFFICER, now) as uow:
        service_tasks_work.drop(uow, sent.id, 1, RequestTaskReason(reason="ระบบปิดแล้ว นายสมมุติ คนอื่น เป็นผู้ดูแล"))
        with pytest.raises(Conflict):
            service_tasks_work.done(uow, sent.id, 1, RequestTaskDone(result=TaskResult.FOUND))
    assert make(register, now, sent).added == 0
    dropped = tasks_of(register, now, sent).items[0]
    assert dropped.state is TaskState.DROPPED
    assert "สมมุติ คนอื่น" not in (dropped.dropped_reason or "")
    with register.write(OFFICER, now) as uow:
        assert service_tasks_work.reopen(uow, sent.id, 1, RequestTaskReason(reason="ยังเปิดอยู่")).state is TaskState.OPEN


def test_an_objection_stops_the_use_at_once_and_a_copy_is_a_search_for_the_other_rights(register, now):
    activity = holder(register, now, systems={"ระบบหนึ่ง": []})
    request = take_in(register, now, Right.OBJECTION, Right.ACCESS, Right.ERASURE, activity_ids=[activity])
    make(register, now, request)
    made = [(each.what, each.rights) for each in tasks_of(register, now, request).items]
    assert made == [(TaskWhat.COPY, [2, 3]), (TaskWhat.STOP_USE, [1])]
    finish(register, now, request, 1, result=TaskResult.DONE)
    with register.write(OFFICER, now) as uow:
        service_rights.add(
            uow, keys_for(register), request.id, RightsInput(rights=[RightAsked(right=Right.RECTIFICATION)])
        )
    make(register, now, request)
    third = tasks_of(register, now, request).items[2]
    assert (third.what, third.rights) == (TaskWhat.SEARCH, [4]), "what was found for the copy is not searched for again"


def test_what_no_record_names_is_added_by_hand_once(register, now, sent):
    with register.write(OFFICER, now) as uow:
        given = TaskNew(what=TaskWhat.SEARCH, target="ตู้เอกสารกลาง")
        first = service_tasks_made.add(uow, sent.id, given)
        assert service_tasks_made.add(uow, sent.id, given).number == first.number
        with pytest.raises(Invalid):
            service_tasks_made.add(uow, sent.id, TaskNew(what=TaskWhat.SEARCH, target="ก", rights=[7]))
    assert finish(register, now, sent, first.number, result=TaskResult.NOT_FOUND)[0].result is TaskResult.NOT_FOUND


def test_a_task_is_overdue_the_day_after_it_was_due(register, now, sent):
    make(register, now, sent)
    due = tasks_of(register, now, sent).items[0].due_on
    assert due == sent.rights[0].due_on - timedelta(days=7)
    later = now + timedelta(days=(due - sent.received_on).days)
    assert tasks_of(register, later, sent).items[0].state is TaskState.OPEN
    assert tasks_of(register, later + timedelta(days=1), sent).items[0].state is TaskState.OVERDUE


def test_who_may_only_read_makes_no_tasks(register, now, sent):
    with pytest.raises(Forbidden):
        make(register, now, sent, actor=person("auditor", Role.AUDITOR, PHETCHABURI))


def test_the_number_of_statements_does_not_grow_with_targets(register, now):
    def statements(count, number):
        systems = {f"ระบบ {each}": sends(2, [f"หน่วยงาน {each}"]) for each in range(count)}
        activity = holder(register, now, title=f"งาน {count}", systems=systems)
        request = take_in(register, now, Right.ERASURE, activity_ids=[activity], number=number, **PROVEN)
        with register.write(OFFICER, now) as uow, counted(uow) as sent_to:
            service_tasks_made.make(uow, keys_for(register), request.id, TaskWanted())
            numbers = list(range(1, count + 1))
            service_tasks_work.done_all(uow, request.id, TasksDone(numbers=numbers, result=TaskResult.FOUND))
        return len(sent_to)

    assert statements(2, 901) == statements(20, 902)


@pytest.mark.case("F.4", 68)
def test_the_erasure_of_a_data_set_ends_its_task_with_the_reference_of_the_effect(register, now):
    case = a_case(register, now)
    holding = case.holding()
    case.grant()
    with register.write(DPO, now) as uow:
        service_tasks_followed.follow_decisions(uow, case.request.id)
    with register.write(EFFECTS_DPO, now) as uow:
        effect = service_effects_made.erase(uow, case.request.id, case.erasure(holding))
    ended = [each for each in tasks_of(register, now, case.request, DPO).items if each.kind is TaskKind.HOLDING]
    assert [(each.state, each.result, each.evidence_ref) for each in ended] == [
        (TaskState.DONE, TaskResult.DONE, effect.facts.ref)
    ]


def test_what_people_wrote_into_tasks_goes_with_the_requester(register, now, sent):
    make(register, now, sent)
    with pytest.raises(Invalid):
        finish(register, now, sent, 1, result=TaskResult.FOUND, note=f"พบในแฟ้มของ{REQUESTER}")
    finish(register, now, sent, 1, result=TaskResult.FOUND, note="พบในแฟ้มของนายสมมุติ คนอื่น", evidence_ref="ก 1/2569")
    assert tasks_of(register, now, sent).items[0].note == "พบในแฟ้มของ(ปิดชื่อบุคคล)"
    with register.write(OFFICER, now) as uow:
        service.change(uow, sent.id, None, closed_at=uow.now, state=RequestState.CLOSED, forget_on=now.date())
    later = now + timedelta(days=1)
    with register.write(COMMAND_LINE, later) as uow:
        assert service_keeping.forget_due(uow) == 1
    assert [(each.note, each.evidence_ref) for each in tasks_of(register, later, sent).items] == [(None, None)] * 3
