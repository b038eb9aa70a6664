"""Unsaved text: for its writer alone, encrypted, bounded, and never part of a record."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from ropa.access.service_people import person_of
from ropa.buffers import service
from ropa.errors import Forbidden, TooLarge
from schemas.access import COMMAND_LINE, Actor, Channel
from tests.support.web import keys_for, national_id

FIELDS = [("title", "ร่างแรก"), ("title", "บรรทัดที่สอง"), ("ว่าง", "")]


@pytest.fixture
def people(register, now):
    """Return two actors."""
    with register.write(COMMAND_LINE, now) as uow:
        ids = [person_of(uow, keys_for(register), national_id(number)) for number in (1, 2)]
    return [Actor(id=f"person:{each}", name="ก", channel=Channel.WEB) for each in ids]


@pytest.fixture
def keys(register):
    return keys_for(register)


def keep(register, now, actor, keys, place="/a", fields=FIELDS):
    with register.write(actor, now) as uow:
        service.keep(uow, keys, place, fields)


def find(register, now, actor, keys, place="/a"):
    with register.read(actor, now) as uow:
        return service.find(uow, keys, place)


def test_what_was_typed_comes_back_in_order_to_its_writer_only(register, now, people, keys):
    keep(register, now, people[0], keys)

    found = find(register, now, people[0], keys)
    assert found.fields == FIELDS
    assert found.saved_at == now
    assert find(register, now, people[1], keys) is None
    assert find(register, now, people[0], keys, "/b") is None
    assert find(register, now, COMMAND_LINE, keys) is None


def test_the_last_text_of_a_place_counts(register, now, people, keys):
    keep(register, now, people[0], keys)
    keep(register, now, people[0], keys, fields=[("title", "ใหม่")])

    assert find(register, now, people[0], keys).fields == [("title", "ใหม่")]


def test_a_row_moved_to_another_person_does_not_open(register, now, people, keys):
    keep(register, now, people[0], keys)
    with register.write(COMMAND_LINE, now) as uow:
        uow.connection.execute(
            text("UPDATE form_buffers SET person_id = :other"), {"other": people[1].id.removeprefix("person:")}
        )

    assert find(register, now, people[1], keys) is None


def test_a_person_keeps_the_newest_fifty(register, now, people, keys):
    for number in range(service.MOST_PLACES + 2):
        keep(register, now + timedelta(seconds=number), people[0], keys, f"/{number}")

    with register.read(people[0], now) as uow:
        kept = [place for place, _ in service.places(uow)]
    assert len(kept) == service.MOST_PLACES
    assert kept[0] == "/51"
    assert "/0" not in kept


def test_text_without_bound_is_refused_and_the_former_stays(register, now, people, keys):
    keep(register, now, people[0], keys)
    with pytest.raises(TooLarge):
        keep(register, now, people[0], keys, fields=[("a", "ก" * service.MAX_BYTES)])

    assert find(register, now, people[0], keys).fields == FIELDS


def test_only_people_keep_text(register, now, keys):
    with pytest.raises(Forbidden):
        keep(register, now, COMMAND_LINE, keys)


def test_what_lay_for_a_month_is_forgotten(register, now, people, keys):
    keep(register, now - service.KEPT - timedelta(seconds=1), people[0], keys, "/old")
    keep(register, now, people[0], keys, "/new")

    with register.write(COMMAND_LINE, now) as uow:
        assert service.forget_old(uow) == 1
    assert find(register, now, people[0], keys, "/old") is None
    assert find(register, now, people[0], keys, "/new") is not None


def test_a_discarded_text_is_gone(register, now, people, keys):
    keep(register, now, people[0], keys)
    with register.write(people[0], now) as uow:
        service.discard(uow, "/a")

    assert find(register, now, people[0], keys) is None
