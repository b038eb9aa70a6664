"""What people and programs were refused, in the trail: at once, then few entries for many.

Somebody who tries every door leaves a trace; somebody who tries a thousand times does not fill the disk.
"""

import asyncio
import contextlib
import logging
import time
from collections import Counter

from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import RopaError
from ropa.web.running import Runner
from schemas.access import Actor

log = logging.getLogger("ropa.web")
SECONDS = 10.0
#: More actors at once than this are told of as one: nobody makes the process remember names without end.
MOST_ACTORS = 200
MAX_SUBJECT = 100


class Denials:
    """Refused requests by actor and route. Used on the event loop only."""

    def __init__(self, runner: Runner, seconds: float = SECONDS) -> None:
        """`seconds` lie between two entries of one actor."""
        self._runner = runner
        self._seconds = seconds
        self._counts: dict[str, tuple[Actor, Counter[str]]] = {}
        self._written_at: dict[str, float] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = asyncio.Event()

    def note(self, actor: Actor, route: str) -> None:
        """Count a refused request; `route` is method and path template, never what somebody typed."""
        known = self._counts.get(actor.id)
        if known is None and len(self._counts) >= MOST_ACTORS:
            return
        _, counts = self._counts.setdefault(actor.id, (actor, Counter()))
        counts[route[:MAX_SUBJECT]] += 1
        if known is None:
            wait = self._written_at.get(actor.id, 0.0) + self._seconds - time.monotonic()
            task = asyncio.get_running_loop().create_task(self._write_after(actor.id, max(wait, 0.0)))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Write what was counted and not written yet, and wait for what is being written."""
        self._closing.set()
        await asyncio.gather(*self._tasks)

    async def _write_after(self, actor_id: str, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._closing.wait(), seconds)
        await self._write(actor_id)

    async def _write(self, actor_id: str) -> None:
        actor, counts = self._counts.pop(actor_id)
        if len(self._written_at) >= MOST_ACTORS:
            self._written_at.clear()
        self._written_at[actor_id] = time.monotonic()

        def work(uow: UnitOfWork) -> None:
            for route, count in counts.items():
                record(uow, "access.denied", route, {"count": count})

        try:
            await self._runner.write(actor, work)
        except RopaError as error:
            log.warning("a refusal could not be written into the trail: %s", error.message_en)
