"""A unit's retired name is changed in many records: what is shown before, what becomes of each, and taking it back."""

import pytest
from sqlalchemy import select

from ropa.activities import service as activities
from ropa.activities.service import document_of
from ropa.audit.tables import audit_events
from ropa.bulk import service, service_preview, service_run, service_undo
from ropa.errors import Conflict, Invalid, NotFound
from schemas.access import Role
from schemas.activity import Form
from schemas.activity_data import DataCategory, Header
from schemas.bulk import BulkInput, BulkKind, BulkState, BulkTerms, ItemState
from schemas.document import ActivityInput
from schemas.downloads_register import RegisterQuery
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.flow import Step
from schemas.life import LifeStep
from schemas.vocabulary import RevisionStatus
from tests.support.actors import PHETCHABURI, PRACHUAP, person
from tests.support.lives import OFFICER, RECORDER, carry, step
from tests.support.world import update_of

OLD, NEW = "กลุ่มงานทะเบียนโรงงาน", "กลุ่มงานกำกับโรงงาน"


def said(office_id: int = PHETCHABURI, unit: str = OLD, name: str = "งานย่อย") -> ActivityInput:
    return ActivityInput(
        office_id=office_id,
        form=Form(
            header=Header(main_process="งาน", sub_process=name, responsible_org_unit=unit),
            data_category=DataCategory(authorised_accessors=["หัวหน้า", unit]),
        ),
        steps=[Step(seq=1, title="รับคำขอ", actor_org_unit=f"เจ้าหน้าที่{unit}")],
        systems=[
            InformationSystem(
                seq=1, system_name="ระบบ", system_owner_org_unit=unit, exchanges=[ExchangeLine(external_org_unit="กรม")]
            )
        ],
    )


def made(register, now, **more):
    with register.write(OFFICER, now) as uow:
        return activities.create(uow, said(**more))


def previewed(register, now, ids, actor=OFFICER, **terms):
    asked = BulkTerms(kind=BulkKind.REPLACE, **({"find": OLD, "put": NEW} | terms))
    with register.write(actor, now) as uow:
        run = service.choose(uow, BulkInput(activity_ids=ids))
    with register.read(actor, now) as uow:
        looked = service_preview.prepare(uow, run.id, asked)
    with register.write(actor, now) as uow:
        return service_preview.keep(uow, looked)


def writer(register, now, actor=OFFICER):
    def write(work):
        with register.write(actor, now) as uow:
            return work(uow)

    return write


def carried_out(register, now, run, actor=OFFICER, going=lambda: True):
    with register.write(actor, now) as uow:
        service_run.confirm(uow, run.id, run.seen)
    return service_run.work(writer(register, now, actor), run.id, going=going)


def listed(register, now, run, *states, actor=OFFICER):
    with register.read(actor, now) as uow:
        return service.items(uow, run.id, states, None, 200).items


def read(register, now, key, actor=OFFICER):
    with register.read(actor, now) as uow:
        return activities.read(uow, key)


def test_every_place_that_names_a_unit_is_shown_and_changed_and_nothing_else(register, now):
    one = made(register, now)
    run = previewed(register, now, [one.id])
    (item,) = listed(register, now, run)

    assert [each.pointer for each in item.places] == [
        "/form/header/responsible_org_unit",
        "/form/data_category/authorised_accessors/1",
        "/systems/0/system_owner_org_unit",
    ]
    assert {(each.before, each.after) for each in item.places} == {(OLD, NEW)}
    assert run.places == 3
    assert read(register, now, one.id).version == 1, "nothing is changed by looking"

    done = carried_out(register, now, run)
    document = document_of(read(register, now, one.id))
    assert (done.state, done.counts) == (BulkState.DONE, {"done": 1})
    assert document.form.header.responsible_org_unit == NEW
    assert document.form.data_category.authorised_accessors == ["หัวหน้า", NEW]
    assert document.systems[0].system_owner_org_unit == NEW
    assert document.steps[0].actor_org_unit == f"เจ้าหน้าที่{OLD}", "a part of a text is left"


def test_a_part_of_a_text_is_changed_when_that_is_asked_for(register, now):
    one = made(register, now)
    carried_out(register, now, previewed(register, now, [one.id], in_part=True))

    assert document_of(read(register, now, one.id)).steps[0].actor_org_unit == f"เจ้าหน้าที่{NEW}"


def test_records_that_cannot_be_changed_are_named_with_the_reason_before_anything_happens(register, now):
    free, waiting, foreign, other = (
        made(register, now, name="อิสระ"),
        made(register, now, name="รอพิจารณา"),
        made(register, now, office_id=PRACHUAP),
        made(register, now, unit="กลุ่มอื่น"),
    )
    step(register, now, RECORDER, waiting.id, LifeStep.SUBMIT)
    ids = [free.id, waiting.id, other.id, foreign.id]
    both = person("คนบันทึกสองที่", Role.RECORDER, PHETCHABURI)
    reader = person("x", Role.AUDITOR)
    actor = type(both)(id="สองที่", name="สองที่", channel=both.channel, grants=(*both.grants, *reader.grants))

    run = previewed(register, now, ids, actor)
    found = {each.title or each.ref: each for each in listed(register, now, run, actor=actor)}
    states = [each.state for each in listed(register, now, run, actor=actor)]

    assert states == [ItemState.READY, ItemState.REFUSED, ItemState.NOTHING, ItemState.REFUSED]
    assert "withdraw" in (found["รอพิจารณา"].message_en or "")
    assert run.counts == {"ready": 1, "refused": 2, "nothing": 1}


def test_an_approved_record_begins_its_next_draft_and_the_approved_one_stays(register, now):
    one = made(register, now)
    with register.write(OFFICER, now) as uow:
        from tests.support.world import approve

        approve(uow, one.id)
    run = previewed(register, now, [one.id])
    (item,) = listed(register, now, run)
    assert item.starts_draft
    carried_out(register, now, run)

    with register.read(OFFICER, now) as uow:
        first, second = activities.read_revision(uow, one.id, 1), activities.read(uow, one.id)
    assert (first.status, second.status) == (RevisionStatus.APPROVED, RevisionStatus.DRAFT)
    assert document_of(first).form.header.responsible_org_unit == OLD
    assert document_of(second).form.header.responsible_org_unit == NEW


def test_a_run_is_taken_back_as_far_as_its_records_were_not_changed_since(register, now):
    ids = [made(register, now, name=f"งาน {number}").id for number in range(4)]
    with register.write(OFFICER, now) as uow:
        from tests.support.world import approve

        approve(uow, ids[1])
    before = {key: read(register, now, key).content_hash for key in ids}
    run = carried_out(register, now, previewed(register, now, ids))
    changed = read(register, now, ids[2])
    with register.write(OFFICER, now) as uow:
        activities.replace(uow, ids[2], changed.version, update_of(said(name="แก้แล้ว", unit=NEW)))
        activities.delete(uow, ids[3], 2)

    with register.write(OFFICER, now) as uow:
        undo = service_undo.start(uow, run.id)
    assert undo.counts == {"ready": 2, "refused": 2}
    assert read(register, now, ids[0]).content_hash != before[ids[0]], "nothing is taken back before it is confirmed"
    done = carried_out(register, now, undo)

    assert done.counts == {"done": 2, "refused": 2}
    assert [read(register, now, key).content_hash == before[key] for key in ids[:3]] == [True, True, False]
    assert read(register, now, ids[1]).status is RevisionStatus.APPROVED, "the draft that the run began is gone"
    with register.write(OFFICER, now) as uow:
        assert service.read(uow, run.id).undone_by == undo.id
        with pytest.raises(Conflict):
            service_undo.start(uow, run.id)


def test_what_ended_in_the_middle_knows_what_was_done_and_goes_on(register, now):
    ids = [made(register, now, name=f"งาน {number}").id for number in range(5)]
    left = iter([True, True, False])
    half = carried_out(register, now, previewed(register, now, ids), going=lambda: next(left))
    assert (half.state, half.counts) == (BulkState.RUNNING, {"done": 2, "ready": 3})

    whole = service_run.work(writer(register, now), half.id)
    again = service_run.work(writer(register, now), half.id)
    assert (whole.state, whole.counts) == (BulkState.DONE, {"done": 5})
    assert again.counts == whole.counts
    assert {read(register, now, key).version for key in ids} == {2}, "each was saved once"


def test_a_record_that_somebody_saved_after_the_preview_is_left_and_named(register, now):
    one, two = made(register, now), made(register, now)
    run = previewed(register, now, [one.id, two.id])
    with register.write(OFFICER, now) as uow:
        activities.replace(uow, one.id, 1, update_of(said(name="อื่น")))
    done = carried_out(register, now, run)

    (failed,) = listed(register, now, run, ItemState.FAILED)
    assert done.counts == {"done": 1, "failed": 1}
    assert (failed.activity_id, failed.message_en) == (one.id, "The record was changed after the preview")
    assert document_of(read(register, now, one.id)).form.header.responsible_org_unit == OLD


def test_the_trail_names_the_run_beside_each_record(register, now):
    ids = [made(register, now).id for _ in range(2)]
    run = carried_out(register, now, previewed(register, now, ids))
    with register.read(OFFICER, now) as uow:
        rows = uow.connection.execute(select(audit_events.c.action, audit_events.c.subject)).all()
    told = [(row.action, row.subject) for row in rows if row.action.startswith("bulk.")]
    assert sorted(told) == sorted(
        [
            ("bulk.started", f"bulk:{run.id}"),
            *(("bulk.changed", f"activity:{key}") for key in ids),
            ("bulk.done", f"bulk:{run.id}"),
        ]
    )


def test_confirming_twice_is_one_run_and_an_old_preview_is_refused(register, now):
    run = previewed(register, now, [made(register, now).id])
    with register.write(OFFICER, now) as uow, pytest.raises(Conflict):
        service_run.confirm(uow, run.id, run.seen + 1)
    carried_out(register, now, run)
    assert carried_out(register, now, run).counts == {"done": 1}


def test_somebody_elses_run_is_not_found(register, now):
    run = previewed(register, now, [made(register, now).id])
    with register.read(RECORDER, now) as uow, pytest.raises(NotFound):
        service.read(uow, run.id)


def test_a_filter_is_chosen_as_it_finds_now_and_the_difference_is_told_later(register, now):
    kept = made(register, now)
    gone = made(register, now)
    with register.write(OFFICER, now) as uow:
        run = service.choose(uow, BulkInput(query=RegisterQuery(office=PHETCHABURI)))
    assert run.total == 2
    with register.write(OFFICER, now) as uow:
        assert service.drift(uow, run) is None
        activities.delete(uow, gone.id, 1)
    new = made(register, now)
    with register.read(OFFICER, now) as uow:
        found = service.drift(uow, run)
    assert found is not None
    assert (found.came, found.went) == (1, 1)
    assert new.id != kept.id


@pytest.mark.parametrize(
    ("terms", "pointer"),
    [
        ({"find": " "}, "/find"),
        ({"put": ""}, "/put"),
        ({"put": OLD}, "/put"),
        ({"find": "ก", "in_part": True}, "/find"),
    ],
)
def test_terms_that_say_nothing_are_refused_at_their_place(register, now, terms, pointer):
    with pytest.raises(Invalid) as error:
        previewed(register, now, [made(register, now).id], **terms)
    assert pointer in [each.pointer for each in error.value.problems]


def test_what_is_not_seen_is_not_chosen(register, now):
    foreign = made(register, now, office_id=PRACHUAP)
    with register.write(RECORDER, now) as uow, pytest.raises(Invalid) as error:
        service.choose(uow, BulkInput(activity_ids=[foreign.id]))
    assert [each.pointer for each in error.value.problems] == ["/activity_ids/0"]


def test_drafts_are_submitted_and_withdrawn_together(register, now):
    ids = [made(register, now).id for _ in range(3)]
    carry(register, now, ids[2], LifeStep.SUBMIT)
    with register.write(RECORDER, now) as uow:
        run = service.choose(uow, BulkInput(activity_ids=ids))
    with register.read(RECORDER, now) as uow:
        looked = service_preview.prepare(uow, run.id, BulkTerms(kind=BulkKind.SUBMIT))
    with register.write(RECORDER, now) as uow:
        run = service_preview.keep(uow, looked)
    assert run.counts == {"ready": 2, "nothing": 1}
    assert all(
        "not approved" in (each.message_en or "")
        for each in listed(register, now, run, ItemState.READY, actor=RECORDER)
    )
    done = carried_out(register, now, run, RECORDER)
    assert done.counts == {"done": 2, "nothing": 1}
    assert read(register, now, ids[0]).status is RevisionStatus.SUBMITTED

    with register.write(RECORDER, now) as uow:
        undo = service_undo.start(uow, run.id)
    assert carried_out(register, now, undo, RECORDER).counts == {"done": 2}
    assert read(register, now, ids[0]).status is RevisionStatus.DRAFT
