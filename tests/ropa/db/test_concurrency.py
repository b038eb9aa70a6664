"""Many writers at once: nothing is lost, no number is given twice, on either database."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from ropa.activities import service
from ropa.db.unit_of_work import Database
from ropa.errors import Busy, Conflict, NotFound, PreconditionFailed
from schemas.document import ActivityUpdate
from tests.support.world import (
    ACTIVITIES,
    DPO,
    activity_input,
    bearer,
    body_of,
    client_of,
    create,
    open_register,
    projections,
    update_of,
)

THREADS, EACH = 12, 40


def in_threads(work: Callable[[int], object], threads: int = THREADS) -> list[object]:
    """Return what `work` gave in each thread; all begin together."""
    line = threading.Barrier(threads)

    def begin(number: int) -> object:
        line.wait(30)
        return work(number)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(begin, range(threads)))


@pytest.fixture
def wide(database_url, now):
    """A register with a connection for each thread."""
    database = open_register(database_url, now, pool_size=THREADS, busy_seconds=30)
    yield database
    database.close()


def back_off() -> None:
    """Wait a moment, each thread another one, as a client that lost a race does."""
    time.sleep(random.random() / 50)  # noqa: S311 - no secret


def counted(number: int) -> ActivityUpdate:
    return update_of(activity_input(sub_process=str(number), items=[f"น{number}"]))


def test_480_updates_of_one_record_by_12_threads_all_count(wide: Database, now):
    made = create(wide, now, sub_process="0")
    retries: Counter[str] = Counter()

    def work(_: int) -> None:
        for _ in range(EACH):
            while True:
                with wide.read(DPO, now) as uow:
                    seen = service.read(uow, made.id)
                said = int(service.document_of(seen).form.header.sub_process or "")
                try:
                    with wide.write(DPO, now) as uow:
                        service.replace(uow, made.id, seen.version, counted(said + 1))
                except PreconditionFailed:
                    retries["lost a race"] += 1
                    back_off()
                else:
                    break

    in_threads(work)

    with wide.read(DPO, now) as uow:
        last = service.read(uow, made.id)
        kept = projections(uow)
    assert service.document_of(last).form.header.sub_process == "480"
    assert last.version == 481
    assert retries["lost a race"] > 0, "the threads never met, so this proved nothing"
    assert len(kept["revision_index"]) == 1


@pytest.mark.parametrize("each", [5, pytest.param(EACH, marks=pytest.mark.campaign)])
def test_updates_through_the_api_all_count(wide: Database, now, each):
    url = f"{ACTIVITIES}/{create(wide, now, sub_process='0').id}"
    headers = bearer(wide)
    answers: Counter[int] = Counter()

    with client_of(wide) as client:

        def work(_: int) -> None:
            for _ in range(each):
                while count_one_up(client, url, headers, answers) != 200:
                    back_off()

        in_threads(work)
        last = client.get(url, headers=headers).json()

    assert (last["form"]["header"]["sub_process"], last["version"]) == (str(THREADS * each), THREADS * each + 1)
    assert answers[200] == THREADS * each
    assert set(answers) <= {200, 412}


def count_one_up(client: TestClient[Litestar], url: str, headers: dict[str, str], answers: Counter[int]) -> int:
    seen = client.get(url, headers=headers)
    document = seen.json()
    document["form"]["header"]["sub_process"] = str(int(document["form"]["header"]["sub_process"]) + 1)
    saved = client.put(url, json=document, headers={**headers, "If-Match": seen.headers["etag"]})
    answers[saved.status_code] += 1
    return saved.status_code


def test_12_creators_at_once_get_12_times_10_references(wide: Database, now):
    made = in_threads(lambda _: [create(wide, now).ref for _ in range(10)])
    refs = sorted(ref for each in made for ref in each)  # type: ignore[attr-defined]

    assert refs == [f"ROPA-2569-{number:04}" for number in range(1, 121)]


def test_deleting_and_saving_at_once_ends_in_one_of_the_two(wide: Database, now):
    for _ in range(10):
        made = create(wide, now, systems=["ก"])

        def act(number: int, activity_id: str = made.id) -> str:
            try:
                with wide.write(DPO, now) as uow:
                    if number % 2:
                        service.delete(uow, activity_id, 1)
                    else:
                        service.replace(uow, activity_id, 1, counted(1))
            except (PreconditionFailed, NotFound, Busy, Conflict) as error:
                return type(error).__name__
            return "won"

        ends = Counter(in_threads(act, 4))
        # Not one deadlock: both take the activity's row first.
        assert ends["won"] == 1
        assert set(ends) <= {"won", "PreconditionFailed", "NotFound"}


def test_api_creators_on_two_processes_worth_of_pools_get_different_references(database_url, now):
    first, second = (open_register(database_url, now, busy_seconds=30) for _ in range(2))
    try:
        made = in_threads(lambda number: [create((first, second)[number % 2], now).ref for _ in range(5)], 6)
        refs = [ref for each in made for ref in each]  # type: ignore[attr-defined]
        assert len(set(refs)) == 30
    finally:
        first.close()
        second.close()


def test_the_api_creates_bodies_from_many_threads(wide: Database):
    headers = bearer(wide)
    with client_of(wide) as client:
        made = in_threads(
            lambda _: [client.post(ACTIVITIES, json=body_of(activity_input()), headers=headers) for _ in range(5)]
        )
    answers = [answer for each in made for answer in each]  # type: ignore[attr-defined]
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["ref"] for answer in answers}) == 60
