"""Has downloads made while the server lives: each by a process of its own (`ropa.download_child`), a few at a time.

Several processes of the server, on one database, share what waits: taking a download is one row changed once.
"""

import asyncio
import logging
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from uuid import uuid4

import msgspec
from litestar import Litestar

from ropa import clock
from ropa.db.unit_of_work import UnitOfWork
from ropa.downloads import service_running as running
from ropa.errors import RopaError
from ropa.settings import Settings
from ropa.web.running import Runner

log = logging.getLogger("ropa.downloads")
#: What another process could not begin, or lost, is found so soon.
LOOK_SECONDS = 10.0
#: How long a child may take to stop when the server does; it needs no more than its own grace of three seconds.
STOP_SECONDS = 5.0
#: No child lives so long (`ropa.download_child`).
STALE_SECONDS = 2 * 3600
PREFIX = "ropa-download-"
CHILD = "ropa.download_child"


class Children:
    """The processes that make downloads for this process of the server."""

    def __init__(self, runner: Runner, settings: Settings) -> None:
        """Nothing runs before `living`."""
        self._runner, self._settings = runner, settings
        self._woken = asyncio.Event()
        self._making: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        """Look at once for what waits."""
        self._woken.set()

    @asynccontextmanager
    async def living(self, _: Litestar) -> AsyncIterator[None]:
        """Make what waits until the server ends; then end every child and wait for it."""
        self._woken = asyncio.Event()
        _remove_stale()
        looking = asyncio.create_task(self._look())
        try:
            yield
        finally:
            for task in (looking, *self._making):
                task.cancel()
            await asyncio.gather(looking, *self._making, return_exceptions=True)

    async def _look(self) -> None:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), LOOK_SECONDS)
            self._woken.clear()
            try:
                await self._fill()
            except RopaError as error:
                log.warning("downloads: %s", error)
            except Exception:
                # A fault here must not leave everything that is asked for later waiting for good.
                log.exception("downloads: looking for what waits failed")

    async def _fill(self) -> None:
        while len(self._making) < running.AT_ONCE and await self._runner.read(running.SYSTEM, running.has_work):
            holder = str(uuid4())
            taken = await self._runner.write(running.SYSTEM, partial(_mend_and_take, holder=holder))
            if taken is None:
                return
            task = asyncio.create_task(self._make(taken, holder))
            self._making.add(task)
            task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._making.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("downloads: a child could not be run", exc_info=task.exception())
        self.wake()

    async def _make(self, download_id: str, holder: str) -> None:
        folder = tempfile.mkdtemp(prefix=PREFIX)
        order = {
            "settings": self._settings,
            "download_id": download_id,
            "holder": holder,
            "folder": folder,
        }
        try:
            await self._run(msgspec.json.encode(order) + b"\n")
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            # Nothing to do where the child said itself how it ended.
            await asyncio.shield(self._runner.write(running.SYSTEM, lambda uow: running.lose(uow, download_id, holder)))

    async def _run(self, order: bytes) -> None:
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            CHILD,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            # Ctrl+C in the server's terminal reaches the server, which ends its children in order.
            start_new_session=True,
        )
        try:
            if child.stdin is not None:
                with suppress(BrokenPipeError, ConnectionResetError):
                    child.stdin.write(order)
                    await child.stdin.drain()
            # The pipe stays open: its end tells the child that the server is gone.
            await child.wait()
        finally:
            await _end(child)


async def _end(child: asyncio.subprocess.Process) -> None:
    if child.returncode is None:
        if child.stdin is not None:
            child.stdin.close()
        with suppress(TimeoutError, asyncio.CancelledError):
            await asyncio.wait_for(asyncio.shield(child.wait()), STOP_SECONDS)
    # Programs that its maker started, too: a child that was killed leaves them.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    await child.wait()


def _mend_and_take(uow: UnitOfWork, *, holder: str) -> str | None:
    running.mend(uow)
    return running.take(uow, holder)


def _remove_stale() -> None:
    """Remove folders of children whose server died with them (`kill -9` of both, a power cut).

    By age alone: a process of another container on the same folder cannot be asked whether it lives.
    """
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):
            if clock.now().timestamp() - folder.stat().st_mtime > STALE_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)
