"""How the work of requests runs: nothing long stops what is short."""

import threading
import time

import anyio
import anyio.to_thread
import pytest

from ropa.activities import service
from ropa.db.unit_of_work import Database
from ropa.web.running import Runner
from tests.support.world import DPO, create


@pytest.fixture
def narrow(database_url, register):
    database = Database(database_url, pool_size=2)
    yield database
    database.close()


@pytest.mark.only_on("sqlite")
def test_a_short_read_does_not_wait_for_long_ones(narrow, register, now):
    """Also not when every thread holds a connection, and drawing and exports hold theirs."""
    made = create(register, now)
    runner = Runner(narrow, 2)
    leave = threading.Event()
    held = threading.Semaphore(0)

    def long(_: object) -> None:
        held.release()
        leave.wait(20)

    def heavy() -> None:
        with narrow.read(DPO, now) as uow:
            long(uow)

    async def scene() -> float:
        async with anyio.create_task_group() as others:
            for _ in range(2):
                others.start_soon(runner.read, DPO, long)
                others.start_soon(runner.think, heavy)
            for _ in range(4):
                await anyio.to_thread.run_sync(held.acquire)
            begin = time.monotonic()
            # Runs on the loop itself: waiting for a connection here would stop every request.
            assert (await runner.short_read(DPO, lambda uow: service.read(uow, made.id))).id == made.id
            took = time.monotonic() - begin
            leave.set()
        return took

    assert anyio.run(scene) < 2
