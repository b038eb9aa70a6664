"""Decides in one place how the work of a request runs.

Short indexed reads on SQLite run on the event loop: measured fastest, with the best p99. Everything else (PostgreSQL,
writes, scans, exports, drawing) runs in threads, so that nothing long stalls the loop. The threads are as many as the
database pool's connections: more would only wait for one.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from ropa import clock
from ropa.db.unit_of_work import Database, UnitOfWork
from schemas.access import Actor

T = TypeVar("T")
#: Drawing and exports at the same time; they hold the interpreter, and the pages must go on.
HEAVY_AT_ONCE = 2
#: Work on many records at the same time, each for some seconds: drawing and pages go on beside it.
MANY_AT_ONCE = 2


class Runner:
    """Runs the work of requests on one database. Made once per process."""

    def __init__(self, database: Database, threads: int) -> None:
        """`threads` is the size of the database's pool."""
        self.database = database
        self._threads = CapacityLimiter(threads)
        self._heavy = CapacityLimiter(HEAVY_AT_ONCE)
        self._many = CapacityLimiter(MANY_AT_ONCE)
        self._reads_on_loop = database.dialect == "sqlite"

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        return clock.now()

    async def short_read(self, actor: Actor, work: Callable[[UnitOfWork], T]) -> T:
        """Return what an indexed read gives."""
        if self._reads_on_loop:
            return self._read(actor, work)
        return await self.read(actor, work)

    async def read(self, actor: Actor, work: Callable[[UnitOfWork], T]) -> T:
        """Return what a longer read gives."""
        return await to_thread.run_sync(self._read, actor, work, limiter=self._threads)

    async def write(self, actor: Actor, work: Callable[[UnitOfWork], T]) -> T:
        """Return what a write gives, after it was saved."""
        return await to_thread.run_sync(self._write, actor, work, limiter=self._threads)

    async def think(self, work: Callable[[], T]) -> T:
        """Return what heavy work without a database gives: drawing, workbooks, walking a faulty body."""
        return await to_thread.run_sync(work, limiter=self._heavy)

    async def many(self, work: Callable[[], T]) -> T:
        """Return what work on many records gives, which begins units of work of its own."""
        return await to_thread.run_sync(work, limiter=self._many)

    def _read(self, actor: Actor, work: Callable[[UnitOfWork], T]) -> T:
        with self.database.read(actor, clock.now()) as uow:
            return work(uow)

    def _write(self, actor: Actor, work: Callable[[UnitOfWork], T]) -> T:
        with self.database.write(actor, clock.now()) as uow:
            return work(uow)
