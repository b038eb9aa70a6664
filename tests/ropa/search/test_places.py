"""Where somebody went from the search: for that person alone, with the rights of now, and not for long."""

from datetime import timedelta

import pytest

from ropa.errors import NotFound
from ropa.jobs.service import _forget
from ropa.search import service, service_places
from ropa.search.tables import search_places
from schemas.access import Actor, Channel
from schemas.search import Found, FoundKind
from tests.ropa.search.conftest import World


def recent(world: World, actor: Actor, later: timedelta = timedelta()) -> list[FoundKind]:
    with world.database.read(actor, world.now + later) as uow:
        return [each.kind for each in service_places.recent(uow)]


def everything(world: World) -> list[Found]:
    with world.database.read(world.officer, world.now) as uow:
        named = [each for group in service.find(uow, "ผิวดิน").groups for each in group.items]
        return [*named, *service.find(uow, world.refs[FoundKind.REQUEST]).groups[0].items]


def go(world: World, actor: Actor, kind: str, key: str, later: timedelta = timedelta()) -> None:
    with world.database.write(actor, world.now + later) as uow:
        service_places.note(uow, kind, key)


def test_the_last_places_come_first_each_once_and_only_to_who_went_there(world: World):
    found = everything(world)
    for at, each in enumerate([*found, found[0]]):
        go(world, world.officer, str(each.kind), each.key, timedelta(minutes=at))
    assert recent(world, world.officer) == [found[0].kind, *(each.kind for each in reversed(found[1:]))]
    assert recent(world, world.stranger) == []


def test_a_place_that_one_may_not_see_is_neither_kept_nor_shown(world: World):
    breach = next(each for each in everything(world) if each.kind is FoundKind.BREACH)
    for actor, kind, key in (
        (world.stranger, "breach", breach.key),
        (world.officer, "nothing", breach.key),
        (world.officer, "breach", "ก\0"),
        (world.officer, "office", "99999"),
        (world.officer, "breach", ""),
    ):
        with pytest.raises(NotFound):
            go(world, actor, kind, key)
    go(world, world.officer, "breach", breach.key)
    without = Actor(id=world.officer.id, name="", channel=Channel.WEB, grants=world.stranger.grants)
    assert recent(world, without) == []


def test_ten_are_kept_and_thirty_days(world: World):
    for _number in range(12):
        world.add_record()
    with world.database.read(world.officer, world.now) as uow:
        found = service.find(uow, "ผิวดิน", FoundKind.RECORD).groups[0].items
    for at, each in enumerate(found):
        go(world, world.officer, "record", each.key, timedelta(minutes=at))
    assert len(recent(world, world.officer, timedelta(minutes=20))) == 10
    month = timedelta(days=30, hours=1)
    assert recent(world, world.officer, month) == []
    with world.database.write(world.officer, world.now + month) as uow:
        _forget(uow)
        assert uow.connection.execute(search_places.select()).all() == []


def test_everything_is_forgotten_on_ones_word(world: World):
    for each in everything(world):
        go(world, world.officer, str(each.kind), each.key)
    with world.database.write(world.officer, world.now) as uow:
        service_places.clear(uow)
    assert recent(world, world.officer) == []
