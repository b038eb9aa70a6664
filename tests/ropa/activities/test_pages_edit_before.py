"""What a section had before it was saved goes when nobody may put it back."""

import pytest

from ropa.activities import service
from ropa.buffers import store
from schemas.access import Role
from schemas.life import LifeStep
from tests.support.actors import PHETCHABURI
from tests.support.lives import carry
from tests.support.page_forms import form_of, save
from tests.support.web import browser
from tests.support.world import DPO, create


@pytest.fixture
def made(register, now):
    return create(register, now, office_id=PHETCHABURI)


@pytest.fixture
def dpo(register):
    with browser(register, (Role.DPO, 0)) as client:
        yield client


def path(made):
    return f"/activities/{made.id}/edit/header"


def before_of(register, now, made):
    with register.read(DPO, now) as uow:
        return store.people_with(uow, f"=/activities/{made.id}/")


def test_what_stood_before_a_save_goes_with_the_draft(register, now, made, dpo):
    taken_out = {**form_of(dpo.get(path(made))), "sub_process": ["ไม่มีเลขบัตรแล้ว"]}
    save(dpo, path(made), taken_out)
    assert before_of(register, now, made)
    with register.write(DPO, now) as uow:
        service.delete(uow, made.id, service.read(uow, made.id).version)
    assert before_of(register, now, made) == []


def test_what_stood_before_a_save_goes_when_the_record_is_sent(register, now, made, dpo):
    save(dpo, path(made), {**form_of(dpo.get(path(made))), "sub_process": ["ไม่มีเลขบัตรแล้ว"]})
    assert before_of(register, now, made)
    carry(register, now, made.id, LifeStep.SUBMIT)
    assert before_of(register, now, made) == []
