"""The life of a record: each step from its state, by its role, and nothing that was approved ever changes."""

import msgspec
import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError

from ropa.activities import service, service_beside, service_hooks, service_life, service_listing, service_review
from ropa.activities.rules_life import TRANSITIONS
from ropa.activities.tables import revision_index, revisions
from ropa.activities.tables_life import approvals, life_steps, revision_writers
from ropa.activities.tables_pictures import approved_pictures
from ropa.audit.tables import audit_events
from ropa.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from ropa.retention import service_readings
from ropa.samples import filled_forms
from schemas.access import Channel, Role
from schemas.document import ActivityInput
from schemas.life import CommentInput, LifeStep, SeparationInput, StepInput
from schemas.listing import ActivityFilter
from schemas.vocabulary import RevisionStatus
from tests.support.actors import PHETCHABURI, PRACHUAP, person
from tests.support.lives import APPROVER, AUDITOR, OFFICER, RECORDER, REVIEWER, carry, step
from tests.support.world import activity_input, update_of

S = RevisionStatus


def whole(**form) -> ActivityInput:
    """Return a record without an error-level finding."""
    data = msgspec.json.decode(filled_forms()[0].read_bytes(), type=ActivityInput)
    return msgspec.structs.replace(data, office_id=PHETCHABURI, **form)


@pytest.fixture
def draft(register, now):
    with register.write(RECORDER, now) as uow:
        return service.create(uow, whole())


def take(register, now, actor, key, which, **said):
    with register.write(actor, now) as uow:
        return service_life.take_step(uow, key, which, StepInput(**said))


def test_a_record_goes_from_draft_to_approved(register, now, draft):
    states = []
    for actor, which in ((RECORDER, LifeStep.SUBMIT), (REVIEWER, LifeStep.REVIEW), (APPROVER, LifeStep.APPROVE)):
        states.append(str(step(register, now, actor, draft.id, which).status))

    assert states == ["submitted", "reviewed", "approved"]
    with register.read(AUDITOR, now) as uow:
        shown = service.read(uow, draft.id)
        listed = service_listing.page(uow, ActivityFilter(status=S.APPROVED), None, 10).items
        approval = uow.connection.execute(select(approvals)).one()
    assert (shown.status, shown.version) == (S.APPROVED, 4)
    assert [each.id for each in listed] == [draft.id]
    assert approval.content_hash == shown.content_hash
    assert approval.approved_by_name == APPROVER.name
    assert approval.approved_at == now


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("which", list(LifeStep), ids=str)
@pytest.mark.parametrize("state", [S.DRAFT, S.SUBMITTED, S.REVIEWED, S.APPROVED, S.RETIRED], ids=str)
def test_a_step_is_taken_from_its_states_only(register, now, draft, state, which):
    for status, upto in ((S.SUBMITTED, LifeStep.SUBMIT), (S.REVIEWED, LifeStep.REVIEW), (S.APPROVED, LifeStep.APPROVE)):
        if state is status:
            carry(register, now, draft.id, upto)
    if state is S.RETIRED:
        carry(register, now, draft.id)
        take(register, now, OFFICER, draft.id, LifeStep.RETIRE, note="เลิกงาน")
    actors = {
        LifeStep.SUBMIT: RECORDER,
        LifeStep.WITHDRAW: RECORDER,
        LifeStep.REVIEW: REVIEWER,
        LifeStep.APPROVE: APPROVER,
        LifeStep.RETURN: REVIEWER,
        LifeStep.RETIRE: APPROVER,
    }

    if state in TRANSITIONS[which].sources:
        after = take(register, now, actors[which], draft.id, which, note="เหตุผล")
        assert after.status is TRANSITIONS[which].target
    else:
        with pytest.raises(Conflict):
            take(register, now, actors[which], draft.id, which, note="เหตุผล")


def test_the_next_revision_supersedes_and_the_old_one_stays_as_it_was(register, now, draft):
    carry(register, now, draft.id)
    with register.read(AUDITOR, now) as uow:
        before = service.read_revision(uow, draft.id, 1)
    with register.write(RECORDER, now) as uow:
        stored = service.read(uow, draft.id)
        changed = whole()
        changed.form.header.sub_process = "ฉบับที่สอง"
        service.replace(uow, draft.id, stored.version, update_of(changed))
    with register.read(AUDITOR, now) as uow:
        assert service.read(uow, draft.id).revision == 1  # readers keep the approved one meanwhile
    carry(register, now, draft.id)

    with register.read(AUDITOR, now) as uow:
        assert service.read(uow, draft.id).revision == 2
        after = service.read_revision(uow, draft.id, 1)
        assert uow.connection.scalar(select(func.count()).select_from(revision_index)) == 1
        ended = uow.connection.scalar(select(approvals.c.superseded_at).where(approvals.c.number == 1))
    assert after.status is S.SUPERSEDED
    assert (after.document, after.content_hash) == (before.document, before.content_hash)
    assert ended == now


@pytest.mark.parametrize(
    "statement",
    [
        update(revisions).values(document=b"{}"),
        update(revisions).values(content_hash="0" * 64),
        update(revisions).values(status="draft"),
        revisions.delete(),
        update(approvals).values(approved_by_name="ผู้อื่น"),
        update(approvals).values(approved_at=None),
        approvals.delete(),
        update(approved_pictures).values(content=b""),
        approved_pictures.delete(),
        update(life_steps).values(actor_id="ผู้อื่น"),
        life_steps.delete(),
        revision_writers.delete(),
    ],
    ids=str,
)
def test_the_database_refuses_to_change_what_was_approved(register, now, draft, statement):
    carry(register, now, draft.id)

    # SQLite's trigger arrives as a broken constraint, PostgreSQL's as an error of its own.
    with pytest.raises((Conflict, DBAPIError)), register.write(OFFICER, now) as uow:
        uow.connection.execute(statement)


@pytest.mark.parametrize("which", [LifeStep.REVIEW, LifeStep.APPROVE], ids=str)
def test_nobody_decides_on_what_they_wrote(register, now, draft, which):
    both = person("คนเดียวกัน", Role.RECORDER, PHETCHABURI)
    both = msgspec.structs.replace(both, grants=(*both.grants, *REVIEWER.grants, *APPROVER.grants))
    with register.write(both, now) as uow:
        service.replace(uow, draft.id, 1, update_of(whole()))
    carry(register, now, draft.id, LifeStep.SUBMIT)
    if which is LifeStep.APPROVE:
        step(register, now, REVIEWER, draft.id, LifeStep.REVIEW)

    with pytest.raises(service_life.SeparationOfDuties):
        step(register, now, both, draft.id, which)


def test_nobody_approves_what_they_reviewed(register, now, draft):
    both = msgspec.structs.replace(REVIEWER, grants=(*REVIEWER.grants, *APPROVER.grants))
    carry(register, now, draft.id, LifeStep.REVIEW)

    with pytest.raises(service_life.SeparationOfDuties):
        step(register, now, both, draft.id, LifeStep.APPROVE)


def test_who_reviewed_an_earlier_round_may_approve_this_one(register, now, draft):
    both = msgspec.structs.replace(REVIEWER, grants=(*REVIEWER.grants, *APPROVER.grants))
    carry(register, now, draft.id, LifeStep.REVIEW)
    take(register, now, APPROVER, draft.id, LifeStep.RETURN, note="แก้ก่อน")
    other = person("คนพิจารณาอีกคน", Role.REVIEWER, PHETCHABURI)
    step(register, now, RECORDER, draft.id, LifeStep.SUBMIT)
    step(register, now, other, draft.id, LifeStep.REVIEW)

    assert step(register, now, both, draft.id, LifeStep.APPROVE).status is S.APPROVED


def test_an_exception_of_the_dpo_lets_a_small_office_decide_and_stands_on_the_record(register, now, draft):
    alone = msgspec.structs.replace(RECORDER, grants=(*RECORDER.grants, *REVIEWER.grants, *APPROVER.grants))
    step(register, now, alone, draft.id, LifeStep.SUBMIT)
    with pytest.raises(service_life.SeparationOfDuties):
        step(register, now, alone, draft.id, LifeStep.REVIEW)
    with register.write(OFFICER, now) as uow:
        said = SeparationInput(office_id=PHETCHABURI, reason="มีเจ้าหน้าที่คนเดียว", valid_through=now.date())
        given = service_review.give_exception(uow, said)

    step(register, now, alone, draft.id, LifeStep.REVIEW)
    step(register, now, alone, draft.id, LifeStep.APPROVE)

    with register.read(AUDITOR, now) as uow:
        used = {each.step: each.exception_id for each in service_life.history(uow, draft.id)}
    assert used == {LifeStep.SUBMIT: None, LifeStep.REVIEW: given.id, LifeStep.APPROVE: given.id}


@pytest.mark.only_on("sqlite")
def test_an_exception_is_for_one_office_for_a_year_at_most_and_ends(register, now, draft):
    far = now.date().replace(year=now.year + 2)
    with register.write(OFFICER, now) as uow:
        with pytest.raises(Invalid) as refused:
            service_review.give_exception(uow, SeparationInput(office_id=0, reason=" ", valid_through=far))
        said = SeparationInput(office_id=PRACHUAP, reason="คนเดียว", valid_through=now.date())
        given = service_review.give_exception(uow, said)
        assert [each.id for each in service_review.exceptions(uow)] == [given.id]
        service_review.end_exception(uow, given.id)
        assert service_review.exceptions(uow) == []
        assert [each.id for each in service_review.exceptions(uow, ended=True)] == [given.id]
    assert [each.pointer for each in refused.value.problems] == ["/office_id", "/reason", "/valid_through"]
    with register.write(RECORDER, now) as uow, pytest.raises(Forbidden):
        service_review.give_exception(
            uow, SeparationInput(office_id=PHETCHABURI, reason="ขอเอง", valid_through=now.date())
        )


def test_an_approval_is_refused_while_errors_stand_and_names_them_with_their_law(register, now):
    with register.write(RECORDER, now) as uow:
        made = service.create(uow, activity_input())
    carry(register, now, made.id, LifeStep.REVIEW)

    with pytest.raises(Invalid) as refused:
        step(register, now, APPROVER, made.id, LifeStep.APPROVE)

    assert refused.value.problems
    assert all(each.law and each.pointer for each in refused.value.problems)
    with register.read(OFFICER, now) as uow:
        assert service.read(uow, made.id).status is S.REVIEWED


def test_a_finding_that_was_accepted_does_not_stop_an_approval(register, now, monkeypatch):
    monkeypatch.setattr(service_hooks, "STANDING", [lambda _uow, _id, _found: []])
    with register.write(RECORDER, now) as uow:
        made = service.create(uow, activity_input())

    assert carry(register, now, made.id).status is S.APPROVED


def test_a_return_needs_words_and_pins_comments_to_fields(register, now, draft):
    carry(register, now, draft.id, LifeStep.SUBMIT)
    with pytest.raises(Invalid):
        take(register, now, REVIEWER, draft.id, LifeStep.RETURN, note="  ")
    wrong = [CommentInput(pointer="/form/header/nothing", text=" "), CommentInput(pointer="/steps/999", text="x")]
    with pytest.raises(Invalid) as refused:
        take(register, now, REVIEWER, draft.id, LifeStep.RETURN, comments=wrong)
    assert [each.pointer for each in refused.value.problems] == [
        "/comments/0/text",
        "/comments/0/pointer",
        "/comments/1/pointer",
    ]

    comments = [
        CommentInput(pointer="/form/header/sub_process", text="ชื่อไม่ตรงกับคำสั่ง"),
        CommentInput(pointer="/steps/0", text="ขาดขั้นตอนรับเรื่อง"),
    ]
    take(register, now, REVIEWER, draft.id, LifeStep.RETURN, comments=comments)

    with register.write(RECORDER, now) as uow:
        standing = service_review.comments(uow, draft.id, standing=True)
        assert [(each.pointer, each.author_name) for each in standing] == [
            ("/form/header/sub_process", REVIEWER.name),
            ("/steps/0", REVIEWER.name),
        ]
        service_review.resolve(uow, draft.id, standing[0].id)
        service_review.resolve(uow, draft.id, standing[0].id)
        assert len(service_review.comments(uow, draft.id, standing=True)) == 1
        assert len(service_review.comments(uow, draft.id)) == 2


@pytest.mark.only_on("sqlite")
def test_a_record_is_retired_with_a_reason_and_not_while_a_draft_is_open(register, now, draft):
    carry(register, now, draft.id)
    with register.write(RECORDER, now) as uow:
        service.replace(uow, draft.id, 4, update_of(whole()))
    with pytest.raises(Conflict, match="open draft"):
        take(register, now, APPROVER, draft.id, LifeStep.RETIRE, note="เลิก")
    with register.write(RECORDER, now) as uow:
        service.delete(uow, draft.id, 5)
    with pytest.raises(Invalid):
        take(register, now, APPROVER, draft.id, LifeStep.RETIRE)

    take(register, now, APPROVER, draft.id, LifeStep.RETIRE, note="ยุบงาน")

    with register.read(AUDITOR, now) as uow:
        kept = uow.connection.scalar(select(revision_index.c.status))
        assert service.read(uow, draft.id).status is S.RETIRED
    with register.write(RECORDER, now) as uow:
        assert kept == "retired"
        service_listing.reindex(uow)
        assert uow.connection.scalar(select(revision_index.c.status)) == "retired"
        with pytest.raises(Conflict):
            service.replace(uow, draft.id, 7, update_of(whole()))


@pytest.mark.only_on("sqlite")
def test_a_machine_takes_no_step(register, now, draft):
    for channel in (Channel.TOKEN, Channel.COMMAND_LINE, Channel.JOB):
        machine = msgspec.structs.replace(RECORDER, channel=channel)
        with pytest.raises(Forbidden):
            step(register, now, machine, draft.id, LifeStep.SUBMIT)


@pytest.mark.only_on("sqlite")
def test_somebody_of_another_office_does_not_even_learn_that_the_record_exists(register, now, draft):
    with pytest.raises(NotFound):
        step(register, now, person("x", Role.RECORDER, PRACHUAP), draft.id, LifeStep.SUBMIT)


@pytest.mark.only_on("sqlite")
def test_a_step_on_a_version_that_was_not_seen_is_refused(register, now, draft):
    with register.write(RECORDER, now) as uow, pytest.raises(PreconditionFailed):
        service_life.take_step(uow, draft.id, LifeStep.SUBMIT, version=7)


@pytest.mark.only_on("sqlite")
def test_each_step_stands_in_the_trail_and_a_reason_does_not(register, now, draft):
    carry(register, now, draft.id, LifeStep.SUBMIT)
    take(register, now, REVIEWER, draft.id, LifeStep.RETURN, note="ชื่อสกุลผิด")
    carry(register, now, draft.id)

    with register.read(AUDITOR, now) as uow:
        told = uow.connection.execute(select(audit_events.c.action, audit_events.c.details)).all()
    assert [each.action.removeprefix("activity.") for each in told if each.action.startswith("activity.")] == [
        "created",
        "submitted",
        "returned",
        "submitted",
        "reviewed",
        "approved",
    ]
    assert not any("ชื่อสกุล" in each.details.decode() for each in told)


def test_a_draft_that_was_returned_can_still_be_dropped(register, now, draft):
    carry(register, now, draft.id, LifeStep.SUBMIT)
    comments = [CommentInput(pointer="/form/header/sub_process", text="แก้")]
    take(register, now, REVIEWER, draft.id, LifeStep.RETURN, comments=comments)

    with register.write(RECORDER, now) as uow:
        service.delete(uow, draft.id, 3)
        assert uow.connection.scalar(select(func.count()).select_from(life_steps)) == 0


@pytest.mark.only_on("sqlite")
def test_reviewers_read_the_draft_they_decide_on_and_auditors_do_not(register, now, draft):
    carry(register, now, draft.id)
    with register.write(RECORDER, now) as uow:
        service.replace(uow, draft.id, 4, update_of(whole()))
    with register.read(REVIEWER, now) as uow:
        assert service.read_revision(uow, draft.id, 2).status is S.DRAFT
        assert service_beside.life_shown(uow, service.read(uow, draft.id)).waiting == 2
    with register.read(AUDITOR, now) as uow:
        with pytest.raises(NotFound):
            service.read_revision(uow, draft.id, 2)
        assert service_beside.life_shown(uow, service.read(uow, draft.id)).waiting is None


def test_an_approval_puts_the_new_retention_words_into_force(register, now, draft):
    carry(register, now, draft.id)
    with register.write(RECORDER, now) as uow:
        changed = whole()
        changed.form.storage.retention_period = "5 ปี"
        service.replace(uow, draft.id, 4, update_of(changed))
    with register.read(OFFICER, now) as uow:
        before = service_readings.reading(uow, draft.id).rule
    carry(register, now, draft.id)

    with register.read(OFFICER, now) as uow:
        after = service_readings.reading(uow, draft.id).rule
    assert before.raw_text != "5 ปี"
    assert after.raw_text == "5 ปี"


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("table", ["revisions", "approvals", "approved_pictures", "life_steps"])
def test_what_was_approved_is_not_replaced_by_an_insert_either(register, now, draft, table):
    carry(register, now, draft.id)

    with pytest.raises((Conflict, DBAPIError)), register.write(OFFICER, now) as uow:
        uow.connection.exec_driver_sql(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")  # noqa: S608
