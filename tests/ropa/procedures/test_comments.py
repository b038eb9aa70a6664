"""Comments at chapters and steps of a procedure: who looks over it writes them, who wrote it sees them at the field."""

import pytest

from ropa import clock
from ropa.errors import Conflict, Forbidden, Invalid, NotFound
from ropa.procedures import service, service_comments
from ropa.procedures.rules_comments import moved
from schemas.access import Role
from schemas.procedure_comments import ProcedureCommentInput
from schemas.procedure_record import ProcedureMove
from tests.support.actors import PHETCHABURI, PRACHUAP, person, somebody
from tests.support.answers import problem
from tests.support.procedure_steps import step
from tests.support.procedures import HEAD, WRITER, approved, changed, move, procedure_input
from tests.support.web import browser, send
from tests.support.world import bearer

REVIEWER = person("ผู้พิจารณา", Role.REVIEWER, PHETCHABURI)
STEPS = [step(1, 1), step(2, 3), step(4, 2, [])]
TRAP = "<script>alert(1)</script>"


@pytest.fixture
def sent(register, now):
    """A procedure that waits for its approval."""
    with register.write(WRITER, now) as uow:
        return move(uow, service.create(uow, procedure_input(steps=STEPS)), ProcedureMove.SUBMIT)


def write(register, now, stored, pointer="/scope", text="กว้างเกินไป", actor=REVIEWER):
    with register.write(actor, now) as uow:
        return service_comments.comment(uow, stored.id, ProcedureCommentInput(pointer=pointer, text=text))


def standing(register, now, stored, actor=WRITER):
    with register.read(actor, now) as uow:
        return service_comments.standing(uow, stored.id, stored.office_id)


def test_a_reviewer_comments_on_what_was_sent_and_its_writer_resolves_it(register, now, sent):
    made = write(register, now, sent)
    assert (made.pointer, made.step, made.chapter, made.revision) == ("/scope", None, "scope", 1)
    write(register, now, sent, "/steps/1/working_days", "สามวันไม่พอ", actor=HEAD)
    assert [(each.pointer, each.step, each.text) for each in standing(register, now, sent)] == [
        ("/scope", None, "กว้างเกินไป"),
        ("/steps/1/working_days", 2, "สามวันไม่พอ"),
    ]
    with register.write(WRITER, now) as uow:
        service_comments.resolve(uow, sent.id, made.id)
        service_comments.resolve(uow, sent.id, made.id)
        with pytest.raises(NotFound):
            service_comments.resolve(uow, sent.id, sent.id)
    assert [each.step for each in standing(register, now, sent)] == [2]
    with register.read(WRITER, now) as uow:
        whole = service_comments.comments(uow, sent.id)
    assert [each.resolved_by_name for each in whole] == [WRITER.name, None]


def test_a_comment_goes_with_its_step_when_steps_move(register, now, sent):
    write(register, now, sent, "/steps/2", "แบ่งเป็นสองขั้น")
    with register.write(HEAD, now) as uow:
        returned = move(uow, sent, ProcedureMove.RETURN, "แก้ตามความเห็น")
    with register.write(WRITER, now) as uow:
        service.replace(uow, sent.id, returned.version, changed(returned, steps=[STEPS[0], STEPS[2]]))
    assert [each.step for each in standing(register, now, sent)] == [4]


def test_a_comment_follows_its_step_when_others_are_put_in_before_it_or_it_is_taken_out(register, now, sent):
    for number in (0, 1, 2):
        write(register, now, sent, f"/steps/{number}", f"เรื่องขั้น {number}")
    with register.write(WRITER, now) as uow:
        drawn = move(uow, sent, ProcedureMove.WITHDRAW)
        one, two, four = (each.title for each in STEPS)
        steps = [step(1, 1, title="ใหม่"), step(2, 1, title=one), step(3, 9, title=four), step(4, 1, [], title="ท้าย")]
        service.replace(uow, sent.id, drawn.version, changed(drawn, steps=steps))
    # Two was taken out: what was said of it stands at the chapter of the steps.
    assert [(each.text, each.step) for each in standing(register, now, sent)] == [
        ("เรื่องขั้น 0", 2),
        ("เรื่องขั้น 1", None),
        ("เรื่องขั้น 2", 3),
    ]
    assert two not in {each.title for each in steps}


def test_steps_are_known_again_by_their_words_and_else_by_their_numbers():
    before = [step(number, 1, title=f"งาน {number}") for number in (1, 2, 3)]
    assert moved(before, before) == {}
    assert moved(before, [before[0], step(2, 5, title="เขียนใหม่"), before[2]]) == {}
    shifted = [step(number, 1, title=f"งาน {number - 1}") for number in (2, 3, 4)]
    assert moved(before, [step(1, 1, title="แรก"), *shifted]) == {1: 2, 2: 3, 3: 4}
    assert moved(before, [before[1], before[0]]) == {3: None}
    same = [step(number, 1, title="เหมือนกัน") for number in (1, 2, 3)]
    assert moved(same, same[:2]) == {3: None}
    assert moved(before, []) == {1: None, 2: None, 3: None}


def test_comments_are_for_those_who_write_or_look_over_it_and_only_on_an_open_draft(register, now, sent):
    stranger = person("ต่างหน่วย", Role.REVIEWER, PRACHUAP)
    auditor = person("ผู้ตรวจสอบ", Role.AUDITOR, PHETCHABURI)
    with pytest.raises(NotFound):
        write(register, now, sent, actor=stranger)
    with pytest.raises(Forbidden):
        write(register, now, sent, actor=auditor)
    with pytest.raises(Forbidden):
        write(register, now, sent, actor=somebody(Role.REVIEWER, PHETCHABURI))
    assert standing(register, now, sent, auditor) == []
    done = approved(register, now, steps=STEPS)
    with pytest.raises(Conflict):
        write(register, now, done)


def test_what_is_wrong_with_a_comment_is_named(register, now, sent):
    for pointer in ("", "/", "/none", "/steps/9", "/steps/x", "/scope/0", "scope"):
        with pytest.raises(Invalid) as refused:
            write(register, now, sent, pointer, "ก\x00")
        assert [each.pointer for each in refused.value.problems] == ["/text", "/pointer"], pointer


def test_a_draft_that_is_dropped_takes_its_comments_along(register, now):
    stored = approved(register, now, steps=STEPS)
    with register.write(WRITER, now) as uow:
        draft = service.replace(uow, stored.id, stored.version, changed(stored, scope="ใหม่"))
    write(register, now, draft)
    with register.write(WRITER, now) as uow:
        service.delete(uow, draft.id, draft.version)
    assert standing(register, now, stored) == []


def test_a_reviewer_of_the_office_sees_the_open_draft(register, now):
    stored = approved(register, now, title="เดิม", steps=STEPS)
    with register.write(WRITER, now) as uow:
        service.replace(uow, stored.id, stored.version, changed(stored, title="แก้แล้ว"))
    with register.read(REVIEWER, now) as uow:
        assert service.document_of(service.read(uow, stored.id)).title == "แก้แล้ว"
    with register.read(person("ผู้ตรวจสอบ", Role.AUDITOR, PHETCHABURI), now) as uow:
        assert service.document_of(service.read(uow, stored.id)).title == "เดิม"


@pytest.mark.only_on("sqlite")
def test_the_author_sees_a_comment_beside_its_field_and_marks_it_as_resolved(register):
    now = clock.now()
    with register.write(WRITER, now) as uow:
        stored = move(uow, service.create(uow, procedure_input(steps=STEPS)), ProcedureMove.SUBMIT)
    place = f"/procedures/{stored.id}"
    with browser(register, (Role.REVIEWER, PHETCHABURI)) as client:
        assert f'href="{place}/comments?at=%2Fsteps%2F1"' in client.get(place).text
        empty = send(client, f"{place}/comments", {"pointer": "/scope", "text": " "})
        assert (empty.status_code, "เขียนความเห็น" in empty.text) == (422, True)
        assert '<option value="/scope" selected>' in empty.text
        wrong = send(client, f"{place}/comments", {"pointer": "", "text": TRAP})
        assert wrong.status_code == 422
        assert "เลือกบทหรือขั้นตอน" in wrong.text
        assert TRAP not in wrong.text
        for pointer, words in (("/scope", TRAP), ("/steps/1", "สามวันไม่พอ")):
            assert send(client, f"{place}/comments", {"pointer": pointer, "text": words}).status_code == 303
    with register.write(HEAD, now) as uow:
        move(uow, service.read(uow, stored.id), ProcedureMove.RETURN, "แก้ตามความเห็น")
    with browser(register, (Role.RECORDER, PHETCHABURI), number=2) as client:
        edit = client.get(f"{place}/edit").text
        assert TRAP not in edit
        assert edit.index('id="f-scope"') < edit.index("&lt;script&gt;alert(1)") < edit.index('id="f-steps"')
        assert edit.index('name="steps_1_title"') > edit.index("สามวันไม่พอ") > edit.index('name="steps_0_title"')
        assert "ความเห็นที่ยังไม่ได้แก้ 2 ข้อ" in client.get(place).text
        listed = client.get(f"{place}/comments").text
        for key in {part.partition('"')[0] for part in listed.split('name="resolve" value="')[1:]}:
            assert send(client, f"{place}/comments", {"resolve": key}).status_code == 303
        assert "สามวันไม่พอ" not in client.get(f"{place}/edit").text
        assert "แก้แล้ว 2 ข้อ" in client.get(f"{place}/comments").text
    with browser(register, (Role.AUDITOR, 0), number=3) as client:
        assert client.get(f"{place}/comments").status_code == 403
        assert "/comments" not in client.get(place).text


@pytest.mark.only_on("sqlite")
def test_the_api_is_for_persons(client, register, sent):
    path = f"/api/v1/procedures/{sent.id}/comments"
    recorder = bearer(register, Role.RECORDER, PHETCHABURI)
    problem(client.get(path, headers=recorder), 403)
    problem(client.post(path, headers=recorder, json={"pointer": "/scope", "text": "ก"}), 403)
