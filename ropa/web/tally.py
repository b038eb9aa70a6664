"""Counts refused sign-ins and writes them into the trail, few entries for many: a flood of them must not become one of
writes, nor hide anything.
"""

import asyncio
import logging
import time
from collections import Counter

from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import RopaError
from ropa.web.running import Runner
from schemas.access import Actor, Channel

log = logging.getLogger("ropa.web")
#: The first refusal is written at once, those that follow within this time together.
SECONDS = 10.0


class Tally:
    """Refused sign-ins by reason, since the last entry. Used on the event loop only."""

    def __init__(self, runner: Runner, seconds: float = SECONDS, door: str = "portal") -> None:
        """`door` is where they came: it is the entries' actor and subject."""
        self._runner = runner
        self._door = Actor(id=door, name="", channel=Channel.WEB)
        self._seconds = seconds
        self._counts: Counter[str] = Counter()
        self._next_at = 0.0
        self._later: asyncio.Task[None] | None = None

    async def refused(self, reason: str) -> None:
        """Count one."""
        self._counts[reason] += 1
        wait = self._next_at - time.monotonic()
        if wait <= 0:
            await self.write()
        elif self._later is None:
            self._later = asyncio.create_task(self._write_after(wait))

    async def close(self) -> None:
        """Write what was counted."""
        if self._later is not None:
            self._later.cancel()
        await self.write()

    async def write(self) -> None:
        """Write one entry of all that was counted; what cannot be written now is kept for the next."""
        counts, self._counts = self._counts, Counter()
        self._next_at = time.monotonic() + self._seconds
        if not counts:
            return

        def work(uow: UnitOfWork) -> None:
            record(uow, "sign_in.refused", self._door.id, dict(counts))

        try:
            await self._runner.write(self._door, work)
        except RopaError as error:
            self._counts.update(counts)
            log.warning("refused sign-ins wait for the trail: %s", error.message_en)

    async def _write_after(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self._later = None
        await self.write()
