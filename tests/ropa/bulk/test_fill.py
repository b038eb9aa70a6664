"""One answer fills an empty field of many records: what is shown before, what becomes of each, and taking it back."""

from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import select

from ropa.activities import service as activities
from ropa.activities.service import document_of
from ropa.audit.tables import audit_events
from ropa.bulk import service, service_preview, service_run, service_sweep, service_undo
from ropa.errors import Conflict, Invalid
from schemas.access import Grant, Role
from schemas.beyond import Contact
from schemas.bulk import BulkInput, BulkKind, BulkTerms, ItemState
from schemas.document import ActivityUpdate
from schemas.life import LifeStep
from schemas.vocabulary import Mark, RevisionStatus
from tests.ropa.bulk.test_rename import carried_out, listed, read, said, writer
from tests.support.actors import PHETCHABURI, PRACHUAP, person
from tests.support.lives import OFFICER, RECORDER, carry
from tests.support.world import approve

METHOD = "/form/destruction/destruction_method"
CONTACT = "/form/beyond/dpo_contact"
READS_ELSEWHERE = Grant(role=Role.AUDITOR, office_id=PRACHUAP)
TWO_PLACES = msgspec.structs.replace(
    person("b", Role.RECORDER, PHETCHABURI), grants=(Grant(role=Role.RECORDER, office_id=PHETCHABURI), READS_ELSEWHERE)
)
WORDS = "ทำลายด้วยเครื่องย่อยเอกสาร"


def made(register, now, change=None, **more):
    data = said(**more)
    if change is not None:
        change(data)
    with register.write(OFFICER, now) as uow:
        return activities.create(uow, data)


def previewed(register, now, ids, actor=OFFICER, pointer=METHOD, answer=WORDS):
    asked = BulkTerms(kind=BulkKind.FILL, pointer=pointer, answer=answer)
    with register.write(actor, now) as uow:
        run = service.choose(uow, BulkInput(activity_ids=ids))
    with register.read(actor, now) as uow:
        looked = service_preview.prepare(uow, run.id, asked)
    with register.write(actor, now) as uow:
        return service_preview.keep(uow, looked)


def method_of(register, now, key):
    return document_of(read(register, now, key)).form.destruction.destruction_method


def undone(register, now, run, actor=OFFICER):
    with register.write(actor, now) as uow:
        undo = service_undo.start(uow, run.id)
    return carried_out(register, now, undo, actor)


def test_only_empty_fields_are_filled_and_the_others_are_named_and_left(register, now):
    def answered(data):
        data.form.destruction.destruction_method = "ลบจากระบบ"

    def none(data):
        data.marks[METHOD] = Mark.NONE

    empty, full, marked = made(register, now), made(register, now, answered), made(register, now, none)
    run = previewed(register, now, [empty.id, full.id, marked.id])
    assert run.counts == {"ready": 1, "nothing": 2}
    (item,) = listed(register, now, run, ItemState.READY)
    assert [(each.pointer, each.before, each.after) for each in item.places] == [(METHOD, "", WORDS)]
    assert {each.message_en for each in listed(register, now, run, ItemState.NOTHING)} == {
        "The field is answered already and is left as it is"
    }
    assert method_of(register, now, empty.id) is None, "a preview changes nothing"

    assert carried_out(register, now, run).counts == {"done": 1, "nothing": 2}
    assert [method_of(register, now, each.id) for each in (empty, full, marked)] == [WORDS, "ลบจากระบบ", None]
    assert undone(register, now, run).counts == {"done": 1}
    assert read(register, now, empty.id).content_hash == empty.content_hash


def test_a_group_that_says_nothing_is_filled_and_comes_back_as_it_was(register, now):
    def nothing_inside(data):
        data.form.beyond.dpo_contact = Contact()

    one = made(register, now, nothing_inside)
    run = previewed(register, now, [one.id], pointer=CONTACT, answer={"telephone": "0 2000 0000"})
    carried_out(register, now, run)
    assert document_of(read(register, now, one.id)).form.beyond.dpo_contact == Contact(telephone="0 2000 0000")
    undone(register, now, run)
    assert read(register, now, one.id).content_hash == one.content_hash


def test_who_may_not_write_and_what_is_under_review_is_named(register, now):
    mine, waits, foreign = made(register, now), made(register, now), made(register, now, office_id=PRACHUAP)
    carry(register, now, waits.id, LifeStep.SUBMIT)
    run = previewed(register, now, [mine.id, waits.id, foreign.id])
    assert run.counts == {"ready": 2, "refused": 1}
    with register.write(OFFICER, now) as uow:
        approve(uow, foreign.id)
    run = previewed(register, now, [mine.id, waits.id, foreign.id], TWO_PLACES)
    assert run.counts == {"ready": 1, "refused": 2}


def test_an_approved_record_begins_its_next_draft_which_goes_again(register, now):
    one = made(register, now)
    with register.write(OFFICER, now) as uow:
        approve(uow, one.id)
    run = previewed(register, now, [one.id])
    carried_out(register, now, run)
    assert read(register, now, one.id).status is RevisionStatus.DRAFT
    undone(register, now, run)
    assert read(register, now, one.id).status is RevisionStatus.APPROVED


def test_a_record_that_somebody_saved_since_is_left_both_ways(register, now):
    first, second = made(register, now), made(register, now)
    run = previewed(register, now, [first.id, second.id])
    save(register, now, first)
    assert carried_out(register, now, run).counts == {"done": 1, "failed": 1}
    save(register, now, read(register, now, second.id))
    with register.write(OFFICER, now) as uow, pytest.raises(Conflict, match="changed after that run"):
        service_undo.start(uow, run.id)
    assert [method_of(register, now, each.id) for each in (first, second)] == [None, WORDS]


def save(register, now, stored):
    document = document_of(stored)
    document.form.header.main_process = "งานที่แก้แล้ว"
    data = ActivityUpdate(
        office_id=stored.office_id, form=document.form, steps=document.steps, systems=document.systems
    )
    with register.write(OFFICER, now) as uow:
        activities.replace(uow, stored.id, stored.version, data)


def test_a_run_that_is_stopped_leaves_the_rest_empty(register, now):
    ids = [made(register, now).id for _ in range(3)]
    run = previewed(register, now, ids)
    one = iter([True, False])
    carried_out(register, now, run, going=lambda: next(one))
    with register.write(OFFICER, now) as uow:
        assert service_run.stop(uow, run.id).counts == {"done": 1, "failed": 2}
    assert [method_of(register, now, each) for each in ids] == [WORDS, None, None]
    assert service_run.work(writer(register, now), run.id).counts == {"done": 1, "failed": 2}


@pytest.mark.parametrize(
    ("pointer", "answer", "at"),
    [
        (None, WORDS, "/pointer"),
        ("/form/header/main_process", WORDS, "/pointer"),
        ("/form/header", WORDS, "/pointer"),
        ("/steps/0/title", WORDS, "/pointer"),
        ("/form/beyond/rejected_requests", [], "/pointer"),
        (METHOD, None, "/answer"),
        (METHOD, "-", "/answer"),
        (METHOD, "  ", "/answer"),
        (METHOD, "ก\x00", "/answer"),
        (METHOD, ["รายการ"], "/answer"),
        (METHOD, "ย" * 20_001, "/answer"),
        ("/form/beyond/secrecy_class", "no such class", "/answer"),
        (CONTACT, {"telephone": 1}, "/answer/telephone"),
        (CONTACT, {}, "/answer"),
        ("/form/storage/storage_locations", ["ตู้", 5], "/answer/1"),
    ],
)
def test_terms_that_cannot_be_meant_are_refused_at_their_place(register, now, pointer, answer, at):
    one = made(register, now)
    with pytest.raises(Invalid) as refused:
        previewed(register, now, [one.id], pointer=pointer, answer=answer)
    assert [each.pointer for each in refused.value.problems] == [at]


def test_the_trail_names_the_field_and_the_answer_goes_with_the_texts_of_the_run(register, now):
    one = made(register, now)
    run = previewed(register, now, [one.id], RECORDER)
    carried_out(register, now, run, RECORDER)
    with register.write(OFFICER, now + timedelta(days=31)) as uow:
        rows = uow.connection.scalars(
            select(audit_events.c.details).where(audit_events.c.action == "bulk.started")
        ).all()
        service_sweep.forget_old(uow)
    assert [(METHOD in str(row), WORDS in str(row)) for row in rows] == [(True, False)]
    with register.read(RECORDER, now) as uow:
        assert service.read(uow, run.id).terms is None
