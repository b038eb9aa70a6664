"""Who may approve a procedure learns that it waits; who wrote it learns what became of it, and why."""

from datetime import timedelta

from ropa.notices.service import inbox
from ropa.procedures import service, service_comments
from schemas.access import Role
from schemas.notices import NoticeKind
from schemas.procedure_comments import ProcedureCommentInput
from schemas.procedure_record import ProcedureMove
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.procedures import move, procedure_input
from tests.support.staff import hire, key


def titles(uow, person):
    return [(each.title_th, each.body_th) for each in inbox(uow, key(person)).items]


def test_approvers_of_the_office_and_writers_are_told_and_nobody_else(register, now):
    writer = hire(register, now, 1, (Role.RECORDER, PHETCHABURI))
    head = hire(register, now, 2, (Role.APPROVER, PHETCHABURI))
    other = hire(register, now, 3, (Role.APPROVER, PRACHUAP))
    with register.write(writer, now) as uow:
        sent = move(uow, service.create(uow, procedure_input(title="คู่มือทดสอบ")), ProcedureMove.SUBMIT)
    with register.write(head, now) as uow:
        assert [each[0] for each in titles(uow, head)] == ["คู่มือรออนุมัติ: คู่มือทดสอบ"]
        assert titles(uow, other) == []
        returned = move(uow, sent, ProcedureMove.RETURN, "ขาดแบบฟอร์ม")
        assert titles(uow, writer) == [("คู่มือถูกส่งกลับให้แก้ไข: คู่มือทดสอบ", f"{sent.ref} ฉบับที่ 1 เหตุผล: ขาดแบบฟอร์ม")]
    with register.write(writer, now) as uow:
        again = move(uow, returned, ProcedureMove.SUBMIT)
    with register.write(head, now) as uow:
        move(uow, again, ProcedureMove.APPROVE)
        assert titles(uow, writer)[0][0] == "คู่มืออนุมัติแล้ว: คู่มือทดสอบ"
        assert len(titles(uow, head)) == 2


def test_a_return_tells_how_many_comments_stand_and_not_what_they_say(register, now):
    writer = hire(register, now, 1, (Role.RECORDER, PHETCHABURI))
    head = hire(register, now, 2, (Role.APPROVER, PHETCHABURI))
    with register.write(writer, now) as uow:
        sent = move(uow, service.create(uow, procedure_input(title="คู่มือทดสอบ")), ProcedureMove.SUBMIT)
    with register.write(head, now) as uow:
        for pointer in ("/scope", "/steps/0"):
            service_comments.comment(uow, sent.id, ProcedureCommentInput(pointer=pointer, text="ถามเจ้าของเรื่อง"))
        move(uow, sent, ProcedureMove.RETURN, "แก้ตามความเห็น")
        assert titles(uow, writer)[0][1] == f"{sent.ref} ฉบับที่ 1 เหตุผล: แก้ตามความเห็น ความเห็น 2 ข้อ"


def test_who_wrote_a_procedure_is_told_of_comments_before_it_is_returned_once_a_day(register, now):
    writer = hire(register, now, 1, (Role.RECORDER, PHETCHABURI))
    head = hire(register, now, 2, (Role.APPROVER, PHETCHABURI))
    other = hire(register, now, 3, (Role.APPROVER, PRACHUAP))
    with register.write(writer, now) as uow:
        sent = move(uow, service.create(uow, procedure_input(title="คู่มือทดสอบ")), ProcedureMove.SUBMIT)
        service_comments.comment(uow, sent.id, ProcedureCommentInput(pointer="/scope", text="ของตัวเอง"))
        assert titles(uow, writer) == []
    for at, count in ((now, 1), (now + timedelta(hours=1), 1), (now + timedelta(days=1), 2)):
        with register.write(head, at) as uow:
            service_comments.comment(uow, sent.id, ProcedureCommentInput(pointer="/scope", text="ถามนายสมมติ"))
            assert len(titles(uow, writer)) == count
            assert titles(uow, other) == []
    with register.read(writer, now) as uow:
        notice = inbox(uow, key(writer)).items[0]
    assert (notice.kind, notice.path) == (NoticeKind.COMMENTED, f"/procedures/{sent.id}/comments")
    assert notice.title_th == "มีความเห็นที่คู่มือ: คู่มือทดสอบ"
    assert "สมมติ" not in notice.body_th + notice.body_en  # comments stay in the register


def test_a_comment_sent_twice_tells_once(register, now):
    writer = hire(register, now, 1, (Role.RECORDER, PHETCHABURI))
    head = hire(register, now, 2, (Role.APPROVER, PHETCHABURI))
    with register.write(writer, now) as uow:
        made = service.create(uow, procedure_input(title=""))
    said, id_of_form = ProcedureCommentInput(pointer="/scope", text="ถาม"), "0" * 36
    for day in (0, 1):
        with register.write(head, now + timedelta(days=day)) as uow:
            service_comments.comment(uow, made.id, said, id_of_form)
            assert titles(uow, writer) == [(f"มีความเห็นที่คู่มือ: {made.ref}", f"{made.ref} ฉบับที่ 1")]
