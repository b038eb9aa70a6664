"""A procedure is kept as a document with revisions: what is in force stays, and only another person puts it there."""

import msgspec
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ropa.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed, RopaError
from ropa.procedures import service, service_life
from ropa.procedures.rules import MOST_KEPT_DAYS
from schemas.access import Role
from schemas.diff import ChangeKind
from schemas.procedure import ProcedureKind, ProcedureStatus
from schemas.procedure_record import ProcedureFilter, ProcedureMove
from schemas.work_flow import MOST_STEPS
from tests.support.actors import ABOVE_PHETCHABURI, GROUP_IN_PHETCHABURI, PHETCHABURI, PRACHUAP, person
from tests.support.procedure_steps import step
from tests.support.procedures import HEAD, WRITER, approved, changed, move, procedure_input

STRANGER = person("คนต่างหน่วย", Role.RECORDER, PRACHUAP)
READER = person("ผู้ตรวจ", Role.AUDITOR)


def test_a_procedure_is_kept_whole_and_read_back(register, now):
    with register.write(WRITER, now) as uow:
        stored = service.create(uow, procedure_input())
    with register.read(WRITER, now) as uow:
        found = service.record_of(service.read_by_ref(uow, stored.ref))
    assert stored.ref == "SOP-2569-0001"
    assert (found.status, found.revision, found.version) == (ProcedureStatus.DRAFT, 1, 1)
    assert found.steps == procedure_input().steps
    assert found.updated_by == WRITER.name
    assert found.content_hash == stored.content_hash


def test_the_revision_in_force_stays_while_the_next_is_written_and_waits(register, now):
    stored = approved(register, now)
    assert (stored.status, stored.approved_revision) == (ProcedureStatus.APPROVED, 1)
    with register.write(WRITER, now) as uow:
        draft = service.replace(uow, stored.id, stored.version, changed(stored, scope="ขอบเขตใหม่"))
        assert (draft.revision, draft.status, draft.approved_revision) == (2, ProcedureStatus.DRAFT, 1)
        move(uow, draft, ProcedureMove.SUBMIT)
    with register.read(READER, now) as uow:
        assert service.read(uow, stored.id).revision == 1
        assert [each.number for each in service_life.life(uow, stored.id).revisions] == [1]
        with pytest.raises(NotFound):
            service.read_revision(uow, stored.id, 2)
    with register.write(HEAD, now) as uow:
        second = move(uow, service.read(uow, stored.id), ProcedureMove.APPROVE)
        assert (second.revision, second.approved_revision) == (2, 2)
        life = service_life.life(uow, stored.id)
    assert [(each.number, each.status) for each in life.revisions] == [
        (2, ProcedureStatus.APPROVED),
        (1, ProcedureStatus.SUPERSEDED),
    ]
    assert [each.move for each in life.events] == [
        ProcedureMove.APPROVE,
        ProcedureMove.SUBMIT,
        ProcedureMove.SAVE,
        ProcedureMove.APPROVE,
        ProcedureMove.SUBMIT,
        ProcedureMove.SAVE,
    ]


def test_a_returned_revision_says_why_and_is_sent_again(register, now):
    with register.write(WRITER, now) as uow:
        sent = move(uow, service.create(uow, procedure_input()), ProcedureMove.SUBMIT)
    with register.write(HEAD, now) as uow:
        with pytest.raises(Invalid) as refused:
            move(uow, sent, ProcedureMove.RETURN, "  ")
        assert [each.pointer for each in refused.value.problems] == ["/note"]
        returned = move(uow, sent, ProcedureMove.RETURN, "ขาดผู้รับผิดชอบ")
    assert returned.status is ProcedureStatus.RETURNED
    with register.write(WRITER, now) as uow:
        draft = service.replace(uow, sent.id, returned.version, changed(returned, scope="แก้แล้ว"))
        assert (draft.status, draft.revision) == (ProcedureStatus.DRAFT, 1)
        assert service_life.life(uow, sent.id).events[1].note == "ขาดผู้รับผิดชอบ"


def test_nobody_approves_what_they_wrote_and_findings_stop_an_approval(register, now):
    both = msgspec.structs.replace(HEAD, grants=(*WRITER.grants, *HEAD.grants))
    with register.write(both, now) as uow:
        own = move(uow, service.create(uow, procedure_input()), ProcedureMove.SUBMIT)
        assert ProcedureMove.APPROVE not in service_life.moves_open(uow, own)
        with pytest.raises(Forbidden):
            move(uow, own, ProcedureMove.APPROVE)
    endless = [step(1, 1, [2]), step(2, 0, [1])]
    with register.write(WRITER, now) as uow:
        wrong = move(uow, service.create(uow, procedure_input(steps=endless)), ProcedureMove.SUBMIT)
    with register.write(HEAD, now) as uow, pytest.raises(Invalid) as refused:
        move(uow, wrong, ProcedureMove.APPROVE)
    assert {each.pointer for each in refused.value.problems} >= {"/steps/1/working_days"}


def test_a_draft_under_way_is_not_edited_and_a_wrong_version_is_refused(register, now):
    with register.write(WRITER, now) as uow:
        stored = service.create(uow, procedure_input())
        with pytest.raises(PreconditionFailed):
            service.replace(uow, stored.id, 7, procedure_input())
        sent = move(uow, stored, ProcedureMove.SUBMIT)
        with pytest.raises(Conflict):
            service.replace(uow, stored.id, sent.version, procedure_input())
        with pytest.raises(Conflict):
            service.delete(uow, stored.id, sent.version)
        back = move(uow, sent, ProcedureMove.WITHDRAW)
        service.delete(uow, stored.id, back.version)
        with pytest.raises(NotFound):
            service.read(uow, stored.id)


def test_dropping_a_draft_leaves_what_is_in_force_and_never_gives_its_number_again(register, now):
    stored = approved(register, now)
    with register.write(WRITER, now) as uow:
        draft = service.replace(uow, stored.id, stored.version, changed(stored, scope="ร่างที่ทิ้ง"))
        service.delete(uow, stored.id, draft.version)
        kept = service.read(uow, stored.id)
        assert (kept.revision, kept.status) == (1, ProcedureStatus.APPROVED)
        again = service.replace(uow, stored.id, kept.version, changed(kept, scope="ร่างใหม่"))
        assert again.revision == 3


def test_a_retired_procedure_is_read_but_not_edited_again(register, now):
    stored = approved(register, now)
    with register.write(HEAD, now) as uow:
        gone = move(uow, stored, ProcedureMove.RETIRE, "ใช้ระเบียบใหม่แทน")
    assert (gone.status, gone.approved_revision) == (ProcedureStatus.RETIRED, None)
    with register.write(WRITER, now) as uow:
        with pytest.raises(Conflict):
            service.replace(uow, stored.id, gone.version, changed(gone))
        assert service_life.moves_open(uow, gone) == []


def test_other_offices_neither_see_nor_write(register, now):
    stored = approved(register, now)
    with register.write(STRANGER, now) as uow:
        with pytest.raises(NotFound):
            service.read(uow, stored.id)
        with pytest.raises(NotFound):
            service.replace(uow, stored.id, stored.version, procedure_input())
        with pytest.raises(Forbidden):
            service.create(uow, procedure_input())
        assert service.page(uow, ProcedureFilter(), None, 10).items == []


def test_what_an_office_above_has_put_into_force_is_the_manual_of_those_below(register, now):
    above = person("ส่วนกลาง", Role.DPO)
    with register.write(above, now) as uow:
        draft = service.create(uow, procedure_input(office_id=ABOVE_PHETCHABURI))
    stored = approved(register, now)
    below = person("กลุ่มงาน", Role.RECORDER, GROUP_IN_PHETCHABURI)
    with register.read(below, now) as uow:
        assert service.read(uow, stored.id).revision == 1
        assert [each.id for each in service.page(uow, ProcedureFilter(), None, 10).items] == [stored.id]
        with pytest.raises(NotFound):
            service.read(uow, draft.id)
    with register.write(below, now) as uow, pytest.raises(NotFound):
        service.replace(uow, stored.id, stored.version, changed(stored))


def test_the_manual_of_the_whole_ministry_is_read_and_listed_in_every_office(register, now):
    with register.write(person("ส่วนกลาง", Role.DPO), now) as uow:
        sent = move(uow, service.create(uow, procedure_input(office_id=0)), ProcedureMove.SUBMIT)
    with register.write(person("ปลัดกระทรวง", Role.APPROVER), now) as uow:
        stored = move(uow, sent, ProcedureMove.APPROVE)
    with register.read(STRANGER, now) as uow:
        assert service.read(uow, stored.id).revision == 1
        assert [each.id for each in service.page(uow, ProcedureFilter(), None, 10).items] == [stored.id]


def test_bad_input_is_refused_with_its_place(register, now):
    steps = [step(1, 1, office_id=999_999)]
    with register.write(WRITER, now) as uow:
        with pytest.raises(Invalid) as refused:
            service.create(uow, procedure_input(title="ชื่อ\x00", steps=steps))
        assert {each.pointer for each in refused.value.problems} == {"/title", "/steps/0/office_id"}


def test_the_list_finds_thai_words_anywhere_filters_and_goes_on(register, now):
    with register.write(WRITER, now) as uow:
        for number in range(3):
            service.create(uow, procedure_input(title=f"คู่มือที่{number}"))
        service.create(uow, procedure_input(kind=ProcedureKind.BREACH, scope="100% ของ_เหตุ"))
    in_force = approved(register, now)
    with register.read(WRITER, now) as uow:
        assert [each.title for each in service.page(uow, ProcedureFilter(q="ที่๑"), None, 10).items] == ["คู่มือที่1"]
        assert len(service.page(uow, ProcedureFilter(q="100% ของ_เหตุ"), None, 10).items) == 1
        assert service.page(uow, ProcedureFilter(q="activity"), None, 10).items == []
        assert [
            each.kind for each in service.page(uow, ProcedureFilter(kind=ProcedureKind.BREACH), None, 10).items
        ] == [ProcedureKind.BREACH]
        force = service.page(uow, ProcedureFilter(status=ProcedureStatus.APPROVED), None, 10).items
        assert [(each.id, each.steps, each.working_days) for each in force] == [(in_force.id, 16, 55)]
        assert len(service.page(uow, ProcedureFilter(office=PHETCHABURI), None, 10).items) == 5
        assert service.page(uow, ProcedureFilter(office=PRACHUAP), None, 10).items == []
        seen, cursor = [], None
        while True:
            found = service.page(uow, ProcedureFilter(), cursor, 2)
            seen += [each.id for each in found.items]
            cursor = found.next_cursor
            if cursor is None:
                break
        assert len(seen) == len(set(seen)) == 5
        with pytest.raises(Invalid):
            service.page(uow, ProcedureFilter(), "x", 2)


def test_changes_name_the_place_and_follow_steps_that_only_got_another_number(register, now):
    stored = approved(register, now, steps=[step(1, 1, [2], title="รับเรื่อง"), step(2, 3, [], title="ตรวจเอกสาร")])
    steps = [
        step(1, 1, [2], title="รับเรื่อง"),
        step(2, 1, [3], title="ลงทะเบียนในระบบ"),
        step(3, 5, [], title="ตรวจเอกสาร"),
    ]
    with register.write(WRITER, now) as uow:
        service.replace(uow, stored.id, stored.version, changed(stored, steps=steps, scope=None))
        found = service_life.changes(uow, stored.id, None, None)
    assert (found.before, found.after) == (1, 2)
    told = [(each.pointer, each.kind, each.label_th) for each in found.items]
    assert told == [
        ("/scope", ChangeKind.REMOVED, "ขอบเขตของงาน"),
        ("/steps/0/next", ChangeKind.CHANGED, "ขั้นตอนที่ 1 › ไปขั้นตอน"),
        ("/steps/1", ChangeKind.ADDED, "ขั้นตอนที่ 2"),
        ("/steps/2/working_days", ChangeKind.CHANGED, "ขั้นตอนที่ 3 › มาตรฐานงาน (วันทำการ)"),
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE procedure_revisions SET title = 'x'",
        "UPDATE procedure_revisions SET status = 'draft'",
        "DELETE FROM procedure_revisions",
        "UPDATE procedure_events SET note = 'x'",
        "DELETE FROM procedure_events",
    ],
)
def test_neither_what_was_approved_nor_what_happened_is_changed_in_the_database(register, now, statement):
    stored = approved(register, now)
    with pytest.raises((DBAPIError, RopaError)), register.write(WRITER, now) as uow:
        uow.connection.execute(text(statement))
    with register.read(WRITER, now) as uow:
        assert service.read(uow, stored.id).content_hash == stored.content_hash


@pytest.mark.parametrize(
    ("name", "value"), [("stated_days", 2**31), ("working_days", MOST_KEPT_DAYS + 1), ("working_days", -(2**31))]
)
def test_days_that_no_column_holds_are_refused_at_their_place(register, now, name, value):
    more = {name: value} if name == "stated_days" else {"steps": [step(1, 1), step(2, value, [])]}
    with register.write(WRITER, now) as uow, pytest.raises(Invalid) as refused:
        service.create(uow, procedure_input(**more))
    pointer = "/stated_days" if name == "stated_days" else "/steps/1/working_days"
    assert [each.pointer for each in refused.value.problems] == [pointer]


def test_as_many_days_as_can_be_kept_fit_their_column_in_all_steps(register, now):
    steps = [step(number, MOST_KEPT_DAYS) for number in range(1, MOST_STEPS + 1)]
    with register.write(WRITER, now) as uow:
        made = service.create(uow, procedure_input(steps=steps, stated_days=-MOST_KEPT_DAYS))
        assert len(service.document_of(made).steps) == MOST_STEPS
