"""Saving the records of a sent file, for its page and its JSON route: each in a unit of work of its own."""

import time
from collections.abc import Callable, Collection
from typing import TypeVar

from ropa.db.unit_of_work import UnitOfWork
from ropa.imports import service_saving
from ropa.web.bodies import ApiRequest
from ropa.web.running import Runner
from schemas.imports import CommitReport

T = TypeVar("T")
#: One call saves so long; what is left is saved by the next one. A proxy gives up after 60.
SECONDS = 20.0


async def save_ready(
    request: ApiRequest, runner: Runner, import_id: str, numbers: Collection[int] | None = None
) -> CommitReport:
    """Save what is ready, of all records or of some, until all are done or the time is up.

    Those that were refused are told and left as they are. Raises: NotFound, Busy, StorageFull, Unavailable.
    """

    def write(work: Callable[[UnitOfWork], T]) -> T:
        with runner.database.write(request.user, runner.now()) as uow:
            return work(uow)

    def work() -> CommitReport:
        with runner.database.read(request.user, runner.now()) as uow:
            wanted = service_saving.ready(uow, import_id, numbers)
        until = time.monotonic() + SECONDS
        done = list(service_saving.save_ready(write, import_id, wanted, going=lambda: time.monotonic() < until))
        return CommitReport(records=done, left=len(wanted) - len(done))

    return await runner.think(work)
