"""kill -9 at any point of the job that reminds of breaches, and two workers at once: each reminder once."""

import json
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from sqlalchemy import update

from ropa.access.tables import people
from ropa.breaches import service as breaches
from ropa.db.unit_of_work import Database
from ropa.jobs import passes
from schemas.breach import BreachInput
from tests.support.actors import PHETCHABURI
from tests.support.killed_reminders import counts
from tests.support.web import keys_for

#: Two stages (at once, 24 hours) of one breach for two people: rows, notices, letters, entries of the timeline.
WHOLE = [2, 4, 2, 2]


@pytest.fixture
def due(times):
    """One breach of which two reminders are due, and no further one for as many passes as a test makes."""
    with times.register.write(times.office.officer, times.now) as uow:
        breaches.report(uow, BreachInput(office_id=PHETCHABURI, title="เหตุ", aware_at=times.now))
        uow.connection.execute(update(people).values(email=people.c.id + "@ministry.example"))
    times.now += timedelta(hours=24.1)
    return times


def _killed(database_url: str, due, points: list[int]) -> list[list[int]]:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.support.killed_reminders", database_url, due.now.isoformat(), *map(str, points)],
        capture_output=True,
        text=True,
        timeout=1_200,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-3_000:]
    found: list[list[int]] = json.loads(ran.stdout)
    return found


def _check(told: list[list[int]], points: list[int]) -> None:
    for (passed, *found), point in zip(told, points, strict=True):
        assert found in ([0] * 4, WHOLE), point
        assert passed != -2, point
    assert told[0][0] == -1
    assert told[-1][1:] == WHOLE


@pytest.mark.case("F.1", 23)
def test_a_worker_killed_in_the_middle_has_done_nothing_and_the_next_does_all_of_it(database_url, due):
    points = [12, 30, 50, 0, 30, 0]
    told = _killed(database_url, due, points)
    _check(told, points)
    assert [passed for passed, *_ in told[:3]] == [-1] * 3


@pytest.mark.campaign
@pytest.mark.timeout(1_200)
def test_killed_at_every_point_nothing_is_half_done_and_all_of_it_is_done_once(database_url, due):
    points = [*range(1, 90), 0]
    told = _killed(database_url, due, points)
    _check(told, points)


@pytest.mark.case("F.1", 23)
def test_two_workers_at_once_remind_once(database_url, due):
    def work() -> None:
        own = Database(database_url)
        list(passes.tick(own, keys_for(own), due.now))
        own.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert counts(database_url, due.now) == WHOLE
