"""Unsaved text of two open pages of one person, and what stood before a save."""

from datetime import timedelta

import pytest

from ropa.access.service_grants import give
from ropa.access.service_people import person_of
from ropa.buffers import service
from ropa.buffers.service import Tab
from ropa.errors import Conflict
from schemas.access import COMMAND_LINE, Actor, Channel, GrantTerms, Role
from tests.support.actors import PHETCHABURI
from tests.support.web import keys_for, national_id

FIELDS = [("title", "ร่าง")]


@pytest.fixture
def person(register, now):
    with register.write(COMMAND_LINE, now) as uow:
        return Actor(id=f"person:{person_of(uow, keys_for(register), national_id(1))}", name="ก", channel=Channel.WEB)


def keep(register, when, person, tab, seen="", **more):
    with register.write(person, when) as uow:
        fields = [("title", f"จาก {tab}")]
        return service.keep_of_tab(uow, keys_for(register), "/a", fields, Tab(id=tab, seen=seen, **more))


def writes(register, now, person):
    """Give the right to write somewhere."""
    with register.write(COMMAND_LINE, now) as uow:
        give(uow, person.id.removeprefix("person:"), GrantTerms(role=Role.RECORDER, office_id=PHETCHABURI))


def test_a_tab_overwrites_newer_text_of_another_only_when_its_person_says_so(register, now, person):
    assert not keep(register, now, person, "หนึ่ง")
    later = now + timedelta(seconds=5)
    keep(register, later, person, "หนึ่ง", now.isoformat())
    with pytest.raises(Conflict):
        keep(register, later, person, "สอง", now.isoformat())
    keep(register, later, person, "สอง", later.isoformat())
    with pytest.raises(Conflict):
        keep(register, later + timedelta(seconds=1), person, "หนึ่ง", now.isoformat())
    keep(register, later + timedelta(seconds=1), person, "หนึ่ง", now.isoformat(), takes=True)
    with register.read(person, now) as uow:
        found = service.find(uow, keys_for(register), "/a")
    assert found is not None
    assert (found.fields, found.tab) == ([("title", "จาก หนึ่ง")], "หนึ่ง")


def test_a_tab_hears_that_its_text_was_saved_or_thrown_away_elsewhere(register, now, person):
    keep(register, now, person, "หนึ่ง")
    with register.write(person, now) as uow:
        service.discard(uow, "/a")
    assert keep(register, now, person, "หนึ่ง", now.isoformat())


def test_what_stood_before_a_save_is_no_unsaved_text_and_only_ten_are_kept(register, now, person):
    keys = keys_for(register)
    for number in range(12):
        with register.write(person, now + timedelta(seconds=number)) as uow:
            service.keep_before(uow, keys, f"/a/{number}", FIELDS)
    with register.read(person, now) as uow:
        assert service.places(uow) == []
        assert service.find_before(uow, keys, "/a/1") is None
        other = service.find_before(uow, keys, "/a/11")
        assert other is not None
        assert other.fields == FIELDS
        assert service.unsaved_below(uow, "/a/") == frozenset()


def test_what_stood_before_a_save_is_kept_for_a_day(register, now, person):
    keys = keys_for(register)
    writes(register, now, person)
    with register.write(person, now) as uow:
        service.keep_before(uow, keys, "/a", FIELDS)
        service.keep(uow, keys, "/a", FIELDS)
    almost, over = now + timedelta(hours=23), now + timedelta(hours=24, minutes=1)
    with register.write(COMMAND_LINE, almost) as uow:
        assert service.forget_old(uow) == 0
    with register.read(person, over) as uow:
        assert service.find_before(uow, keys, "/a") is None
    with register.write(COMMAND_LINE, over) as uow:
        assert service.forget_old(uow) == 1
        assert service.forget_old(uow) == 0
    with register.read(person, over) as uow:
        assert service.find(uow, keys, "/a") is not None


def test_what_stood_before_a_save_goes_with_the_right_to_write(register, now, person):
    with register.write(person, now) as uow:
        service.keep_before(uow, keys_for(register), "/a", FIELDS)
    with register.write(COMMAND_LINE, now) as uow:
        assert service.forget_old(uow) == 1
