"""What a forged form of a step or a comment may bring: refused with its place, and nothing is kept."""

import pytest
from sqlalchemy import func, select

from ropa.activities import service, service_life, service_review, service_signing
from ropa.activities.rules_life import MOST_COMMENTS, MOST_LETTERS
from ropa.activities.service_life import SeparationOfDuties
from ropa.activities.tables_life import life_steps, review_comments
from ropa.errors import Invalid
from ropa.reorganisations import service_moves
from schemas.access import Actor, Channel, Grant, Role
from schemas.life import CommentInput, LifeStep, SeparationInput, StepInput
from schemas.reorganisation import MoveInput
from schemas.signing import SigningChoice, SigningInput
from schemas.vocabulary import RevisionStatus
from tests.ropa.activities.test_life import whole
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.lives import APPROVER, OFFICER, RECORDER, REVIEWER, carry, step
from tests.support.web import browser, mark_of
from tests.support.world import activity_input

AT = "/form/header/sub_process"


@pytest.fixture
def submitted(register, now):
    with register.write(RECORDER, now) as uow:
        made = service.create(uow, activity_input())
    return step(register, now, RECORDER, made.id, LifeStep.SUBMIT)


def kept(register, now):
    with register.read(REVIEWER, now) as uow:
        counts = (select(func.count()).select_from(table) for table in (life_steps, review_comments))
        return [uow.connection.scalar(count) for count in counts]


@pytest.mark.parametrize("text", ["ก\x00ข", "ก\x1b[2Jข", "ก" * (MOST_LETTERS + 1)], ids=["nul", "terminal", "long"])
def test_a_text_that_the_api_would_refuse_is_refused_from_a_page_too(register, now, submitted, text):
    comment = CommentInput(pointer=AT, text=text)
    before = kept(register, now)

    for said in (StepInput(note=text), StepInput(note="x", comments=[comment])):
        with register.write(REVIEWER, now) as uow, pytest.raises(Invalid):
            service_life.take_step(uow, submitted.id, LifeStep.RETURN, said)
    with register.write(REVIEWER, now) as uow, pytest.raises(Invalid) as refused:
        service_review.comment(uow, submitted.id, comment)

    assert [each.pointer for each in refused.value.problems] == ["/text"]
    assert kept(register, now) == before


@pytest.mark.only_on("sqlite")
def test_a_step_brings_no_thousands_of_comments(register, now, submitted):
    many = [CommentInput(pointer=AT, text="x")] * (MOST_COMMENTS + 1)

    with register.write(REVIEWER, now) as uow, pytest.raises(Invalid):
        service_life.take_step(uow, submitted.id, LifeStep.RETURN, StepInput(comments=many))


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize(
    "pointer",
    [
        "/steps/" + "9" * 5000,
        "/steps/" + "9" * 5000 + "/title",
        "/steps/²",
        "/__class__/form",
        "/form/__class__/header",
    ],
)
def test_a_place_that_no_document_has_is_refused(register, submitted, pointer):
    with browser(register, (Role.REVIEWER, PHETCHABURI)) as client:
        path = f"/activities/{submitted.id}/comments"
        fields = {"pointer": pointer, "text": "ก", "csrf_token": mark_of(client.get(path))}
        assert client.post(path, data=fields).status_code == 422


@pytest.mark.parametrize("path", ["/api/v1/findings?code=%00", "/findings?code=%00", "/inbox?before=%00"])
def test_a_nul_in_a_filter_is_no_fault_of_the_program(register, path):
    with browser(register, (Role.DPO, 0)) as client:
        assert client.get(path).status_code in {200, 422}


def test_who_gave_an_exception_does_not_use_it(register, now):
    """Else one person could write, give themselves leave, review and approve."""
    grants = tuple(Grant(role=role, office_id=PHETCHABURI) for role in (Role.DPO, Role.APPROVER))
    alone = Actor(id="person:alone", name="คนเดียว", channel=Channel.WEB, grants=grants)
    with register.write(alone, now) as uow:
        made = service.create(uow, activity_input())
        leave = SeparationInput(office_id=PHETCHABURI, reason="คนน้อย", valid_through=now.date())
        service_review.give_exception(uow, leave)
    step(register, now, alone, made.id, LifeStep.SUBMIT)

    with pytest.raises(SeparationOfDuties):
        step(register, now, alone, made.id, LifeStep.REVIEW)

    with register.write(OFFICER, now) as uow:
        service_review.give_exception(uow, leave)
    assert step(register, now, alone, made.id, LifeStep.REVIEW).status is RevisionStatus.REVIEWED


def test_who_signed_does_not_read_the_new_name_of_a_record_that_left_the_office(register, now):
    with register.write(RECORDER, now) as uow:
        made = service.create(uow, whole())
    carry(register, now, made.id, LifeStep.REVIEW)
    with register.write(APPROVER, now) as uow:
        batch = service_signing.sign(uow, SigningInput(items=[SigningChoice(id=made.id, version=3)]))
    assert batch.approved[0].title
    with register.write(OFFICER, now) as uow:
        service_moves.move(uow, made.id, MoveInput(office_id=PRACHUAP, reason="ย้าย"))

    with register.read(APPROVER, now) as uow:
        assert [each.title for each in service_signing.signed(uow, batch.batch_id)] == [""]
    with register.read(OFFICER, now) as uow:
        assert service_signing.signed(uow, batch.batch_id)[0].title == batch.approved[0].title
