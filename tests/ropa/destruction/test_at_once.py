"""Two at once: lists that take the same data sets, steps at the same version, and a list of thousands."""

import threading
import time
from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import insert, select

from ropa.db.ids import new_id
from ropa.db.unit_of_work import Database
from ropa.destruction import service_archives, service_items, service_lists
from ropa.errors import RopaError
from ropa.retention import service_check
from ropa.retention.tables import holdings
from schemas.destruction_steps import LetterInput, ListInput, RemoveItems
from tests.support.actors import PHETCHABURI
from tests.support.destruction_road import Road
from tests.support.world import DPO


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Return what became of acts that begin together: "done", or the name of the error."""
    told = [""] * len(acts)
    together = threading.Barrier(len(acts))

    def run(place: int) -> None:
        together.wait()
        try:
            acts[place]()
            told[place] = "done"
        except RopaError as error:
            told[place] = type(error).__name__

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return sorted(told)


def multiply(road: Road, times: int) -> None:
    """Copy the only data set, and let the check list them all."""
    with road.database.write(DPO, road.now) as uow:
        row = dict(uow.connection.execute(select(holdings)).mappings().one())
        uow.connection.execute(insert(holdings), [{**row, "id": new_id(road.now)} for _ in range(times - 1)])
    with road.database.write(DPO, road.now) as uow:
        service_check.check(uow)


def test_two_lists_at_once_never_share_a_data_set(road: Road, register: Database, now: datetime) -> None:
    road.holding(road.activity())
    multiply(road, 40)

    def make() -> None:
        with register.write(road.secretary, now) as uow:
            service_lists.create(uow, ListInput(office_id=PHETCHABURI, year=2025))

    # Who waited takes what is left: nothing.
    assert at_once(make, make, make) == ["done"] * 3
    with register.read(DPO, now) as uow:
        lists = service_lists.page(uow, None, 50).items
        listed = [each.holding_id for one in lists for each in service_items.every(uow, one.id)]
    assert len(listed) == len(set(listed)) == 40


def test_of_two_different_steps_at_once_one_looks_again(road: Road, register: Database, now: datetime) -> None:
    activity = road.activity()
    road.make(road.holding(activity), road.holding(activity))
    road.to_archives()
    version = road.read().version

    def send() -> None:
        with register.write(road.secretary, now) as uow:
            data = LetterInput(letter_no="1", sent_on=now.date())
            service_archives.send(uow, road.list_id, version, data)

    def remove() -> None:
        with register.write(road.secretary, now) as uow:
            service_items.remove(uow, road.list_id, version, RemoveItems(items=[1], reason="ก"))

    assert at_once(send, remove) == ["PreconditionFailed", "done"]
    assert road.read().version == version + 1


@pytest.mark.campaign
def test_five_thousand_items_are_decided_on_in_two_seconds(road: Road) -> None:
    """Of this process's own time: what else runs on the machine does not count."""
    road.holding(road.activity())
    multiply(road, 5_000)
    took: dict[str, float] = {}
    for step in (road.make, road.hand_in, road.advise, road.sign, road.conclude, road.decide, road.send, road.answer):
        began = time.process_time()
        step()
        took[step.__name__] = time.process_time() - began
    assert len(road.approved()) == 5_000
    assert max(took["decide"], took["advise"]) < 2, took
    print(road.database.dialect, {name: round(seconds, 2) for name, seconds in took.items()})  # noqa: T201 - told
