"""Asking for a right: seen by those who may give it, decided once."""

import pytest

from ropa.access import service_requests
from ropa.access.service_people import person_of
from ropa.errors import Conflict, Forbidden, Invalid, NotFound
from schemas.access import COMMAND_LINE, Actor, Channel, Role
from tests.support.actors import PHETCHABURI, PRACHUAP, somebody
from tests.support.web import keys_for, national_id

HEAD = somebody(Role.OFFICE_ADMIN, PHETCHABURI)


@pytest.fixture
def newcomer(register, now):
    with register.write(COMMAND_LINE, now) as uow:
        person_id = person_of(uow, keys_for(register), national_id(5))
    return Actor(id=f"person:{person_id}", name="", channel=Channel.WEB)


def ask(register, now, actor, role=Role.RECORDER, office=PHETCHABURI, reason="ย้ายมาใหม่"):
    with register.write(actor, now) as uow:
        return service_requests.ask(uow, role, office, reason)


def waiting(register, now, actor):
    with register.read(actor, now) as uow:
        return [each.id for each in service_requests.waiting(uow)]


def test_a_request_is_seen_by_those_who_may_give_the_right(register, now, newcomer):
    made = ask(register, now, newcomer)

    assert waiting(register, now, HEAD) == [made.id]
    assert waiting(register, now, somebody(Role.SYSTEM_ADMIN)) == [made.id]
    assert waiting(register, now, somebody(Role.OFFICE_ADMIN, PRACHUAP)) == []
    assert waiting(register, now, somebody(Role.DPO)) == []


def test_an_accepted_request_gives_the_right_once(register, now, newcomer):
    made = ask(register, now, newcomer)
    with register.write(HEAD, now) as uow:
        assert service_requests.accept(uow, made.id).decided_at == now

    assert waiting(register, now, HEAD) == []
    with register.write(HEAD, now) as uow, pytest.raises(Conflict):
        service_requests.accept(uow, made.id)


def test_a_refused_request_says_why(register, now, newcomer):
    made = ask(register, now, newcomer)
    with register.write(HEAD, now) as uow, pytest.raises(Invalid):
        service_requests.refuse(uow, made.id, " ")
    with register.write(HEAD, now) as uow:
        assert service_requests.refuse(uow, made.id, "ไม่ได้อยู่กลุ่มนี้").answer == "ไม่ได้อยู่กลุ่มนี้"


def test_another_office_can_neither_see_nor_decide(register, now, newcomer):
    made = ask(register, now, newcomer)
    with register.write(somebody(Role.OFFICE_ADMIN, PRACHUAP), now) as uow, pytest.raises(NotFound):
        service_requests.accept(uow, made.id)


def test_nobody_asks_without_end(register, now, newcomer):
    for _ in range(5):
        ask(register, now, newcomer)
    with pytest.raises(Conflict):
        ask(register, now, newcomer)


def test_every_fault_of_a_request_is_told_at_once(register, now, newcomer):
    with pytest.raises(Invalid) as refused:
        ask(register, now, newcomer, Role.SYSTEM_ADMIN, 999_999, "")
    assert [each.pointer for each in refused.value.problems] == ["/reason", "/role", "/office_id"]


def test_only_people_ask(register, now):
    with pytest.raises(Forbidden):
        ask(register, now, COMMAND_LINE)
