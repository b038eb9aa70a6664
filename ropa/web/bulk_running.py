"""Carrying out work on many records, for its page and its JSON route: each record in a unit of work of its own."""

import time
from collections.abc import Callable
from typing import TypeVar

from ropa.bulk import service_preview, service_run
from ropa.db.unit_of_work import UnitOfWork
from ropa.web.bodies import ApiRequest
from ropa.web.running import Runner
from schemas.bulk import BulkRun, BulkTerms

T = TypeVar("T")
#: One call works so long; what is left is done by the next one. A person looks at a page meanwhile.
SECONDS = 2.0


async def carry_out(request: ApiRequest, runner: Runner, run_id: str, seconds: float | None = None) -> BulkRun:
    """Do what is left of a run until all is done or the time is up, and return how it stands.

    Raises: NotFound, Conflict, Busy, StorageFull, Unavailable.
    """

    def write(work: Callable[[UnitOfWork], T]) -> T:
        with runner.database.write(request.user, runner.now()) as uow:
            return work(uow)

    def work() -> BulkRun:
        until = time.monotonic() + (SECONDS if seconds is None else seconds)
        return service_run.work(write, run_id, going=lambda: time.monotonic() < until)

    return await runner.many(work)


async def look(request: ApiRequest, runner: Runner, run_id: str, terms: BulkTerms) -> BulkRun:
    """Preview what a run would do, and keep it: the documents are read outside the writer's turn.

    Raises: NotFound, Conflict, Invalid.
    """

    def work() -> service_preview.Looked:
        with runner.database.read(request.user, runner.now()) as uow:
            return service_preview.prepare(uow, run_id, terms)

    looked = await runner.many(work)
    return await runner.write(request.user, lambda uow: service_preview.keep(uow, looked))
