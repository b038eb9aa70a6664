"""What a forged form of a step or a comment may bring: refused with its place, and nothing is kept."""

import pytest
from sqlalchemy import func, select

from ropa.activities import service, service_life, service_review
from ropa.activities.rules_life import MOST_COMMENTS, MOST_LETTERS
from ropa.activities.tables_life import life_steps, review_comments
from ropa.errors import Invalid
from schemas.access import Role
from schemas.life import CommentInput, LifeStep, StepInput
from tests.support.actors import PHETCHABURI
from tests.support.lives import RECORDER, REVIEWER, step
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
