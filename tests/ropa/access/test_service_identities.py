"""National IDs: masked for others, unmasked with a reason in the trail, made anew with new keys."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from ropa.access import service_identities
from ropa.buffers import service as buffers
from ropa.errors import Forbidden, Invalid, NotFound, Suspended, Unavailable
from schemas.access import COMMAND_LINE, Actor, Channel, Grant, Role
from tests.support.actors import PHETCHABURI, PRACHUAP, somebody
from tests.support.web import keys_for, national_id, start


def at_browser(role, office):
    grants = (Grant(role=role, office_id=office),)
    return Actor(id=f"person:{role}", name="", channel=Channel.WEB, grants=grants)


@pytest.fixture
def person(register, now):
    """The id of a recorder of Phetchaburi who has signed in."""
    start(register, (Role.RECORDER, PHETCHABURI), now=now)
    with register.read(COMMAND_LINE, now) as uow:
        return uow.connection.execute(text("SELECT id FROM people")).scalar_one()


def trail(register, now):
    with register.read(COMMAND_LINE, now) as uow:
        return uow.connection.execute(text("SELECT action, subject, details FROM audit_events ORDER BY id")).all()


def test_an_administrator_of_the_office_sees_the_number_masked(register, now, person):
    with register.read(somebody(Role.OFFICE_ADMIN, PHETCHABURI), now) as uow:
        shown = service_identities.show(uow, keys_for(register), person)

    assert shown.national_id == f"x-xxxx-xxxxx-{national_id(1)[-3:-1]}-{national_id(1)[-1]}"
    assert shown.has_check_digit
    assert national_id(1) not in repr(shown)


def test_the_administrator_of_another_office_does_not_see_the_person(register, now, person):
    with register.read(somebody(Role.OFFICE_ADMIN, PRACHUAP), now) as uow, pytest.raises(NotFound):
        service_identities.show(uow, keys_for(register), person)


@pytest.mark.parametrize("words", ["ตรวจ %s", "%s", "เลข ๑-๒๓๔๕-๖๗๘๙๐-๑๒-๓ ของ %s", "1 2345 67890 12 3"])
def test_a_reason_that_holds_a_number_does_not_reach_the_trail(register, now, person, words):
    reason = words.replace("%s", national_id(1))
    with register.write(at_browser(Role.DPO, 0), now) as uow, pytest.raises(Invalid) as caught:
        service_identities.unmask(uow, keys_for(register), person, reason)

    assert national_id(1) not in str(caught.value.problems)
    assert "person.unmasked" not in {each.action for each in trail(register, now)}


def test_unmasking_needs_the_right_a_reason_and_a_browser(register, now, person):
    keys = keys_for(register)
    for actor in (at_browser(Role.OFFICE_ADMIN, PHETCHABURI), somebody(Role.DPO, 0), COMMAND_LINE):
        with register.write(actor, now) as uow, pytest.raises(Forbidden):
            service_identities.unmask(uow, keys, person, "เหตุผล")
    with register.write(at_browser(Role.DPO, 0), now) as uow, pytest.raises(Invalid):
        service_identities.unmask(uow, keys, person, "   ")

    with register.write(at_browser(Role.DPO, 0), now) as uow:
        assert service_identities.unmask(uow, keys, person, "ตรวจสอบตัวบุคคล") == national_id(1)
    told = trail(register, now)[-1]
    assert (told.action, told.subject) == ("person.unmasked", f"person:{person}")
    assert national_id(1) not in bytes(told.details).decode()


def test_a_suspended_person_is_let_in_again(register, now, person):
    later = now + timedelta(days=100)
    with pytest.raises(Suspended):
        start(register, now=later)
    with register.write(somebody(Role.OFFICE_ADMIN, PRACHUAP), later) as uow, pytest.raises(NotFound):
        service_identities.activate(uow, person)

    with register.write(somebody(Role.OFFICE_ADMIN, PHETCHABURI), later) as uow:
        service_identities.activate(uow, person)
    assert start(register, now=later + timedelta(minutes=1))


def test_with_new_keys_the_same_people_are_found_again(register, now, person):
    old = keys_for(register)
    new = replace(old, id=b"n" * 32, field=b"f" * 32)
    writer = Actor(id=f"person:{person}", name="", channel=Channel.WEB)
    with register.write(writer, now) as uow:
        buffers.keep(uow, old, "/a", [("x", "ข้อความ")])

    with register.write(COMMAND_LINE, now) as uow:
        assert service_identities.rekey(uow, old, new, 2) == 1
        assert buffers.reseal(uow, old, new) == 1
    with register.read(COMMAND_LINE, now) as uow:
        row = uow.connection.execute(text("SELECT id, id_hash, key_version FROM people")).one()
    assert (row.id, row.id_hash, row.key_version) == (person, new.hash_id(national_id(1)), 2)
    with register.read(writer, now) as uow:
        found = buffers.find(uow, new, "/a")
    assert found is not None
    assert found.fields == [("x", "ข้อความ")]


def test_wrong_old_keys_change_nothing(register, now, person):
    keys = keys_for(register)
    with register.read(COMMAND_LINE, now) as uow:
        before = uow.connection.execute(text("SELECT * FROM people")).all()
    wrong = replace(keys, id=b"w" * 32)
    with register.write(COMMAND_LINE, now) as uow, pytest.raises(Unavailable):
        service_identities.rekey(uow, wrong, replace(keys, id=b"n" * 32), 2)

    with register.read(COMMAND_LINE, now) as uow:
        assert uow.connection.execute(text("SELECT * FROM people")).all() == before
