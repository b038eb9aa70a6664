"""Questions to other servers (the portal, later an OpenID provider), on threads of their own.

They hold no database connection and none of the threads of `ropa.web.running`: when the other server hangs, only those
who are signing in wait, and at most as many threads as there are here.
"""

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from ropa.errors import PortalBusy, PortalUnavailable

T = TypeVar("T")
log = logging.getLogger("ropa.web")
THREADS = 4
#: Beyond these nobody could be answered in time if the other server were slow.
WAITING = 16
#: What a thread that is in the middle of a question gets at the end of the process.
GRACE_SECONDS = 1.0


class Outside:
    """A few threads and a short queue. Made once per process."""

    def __init__(self, threads: int = THREADS, waiting: int = WAITING) -> None:
        self._size = threads
        self._most = threads + waiting
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._inside = 0
        self._lock = threading.Lock()
        self._closed = False

    async def call(self, work: Callable[[float], T], seconds: float) -> T:
        """Return what `work` gives; it is told how many seconds are left for it, and waiting in the queue counts.

        Raises: PortalBusy at once when the queue is full; PortalUnavailable after `seconds`; what `work` raises.
        """
        loop = asyncio.get_running_loop()
        result: asyncio.Future[T] = loop.create_future()
        until = time.monotonic() + seconds

        def settle(value: Any, error: BaseException | None) -> None:
            if result.done():  # nobody waits any more
                return
            if error is None:
                result.set_result(value)
            else:
                result.set_exception(error)

        def job() -> None:
            value, error = None, None
            left = until - time.monotonic()
            if left > 0 and not result.cancelled():
                try:
                    value = work(left)
                except BaseException as caught:  # noqa: BLE001 - it is raised again where it is awaited
                    error = caught
            else:
                error = PortalUnavailable()
            try:
                loop.call_soon_threadsafe(settle, value, error)
            except RuntimeError:
                log.warning("an answer came after the end of the server")

        self._put(job)
        try:
            return await asyncio.wait_for(result, seconds)
        except TimeoutError:
            raise PortalUnavailable from None

    def close(self) -> None:
        """Take nothing more, and wait a little for what runs. Threads that hang end with the process."""
        with self._lock:
            self._closed = True
            threads = list(self._threads)
        for _ in threads:
            self._jobs.put(None)
        until = time.monotonic() + GRACE_SECONDS
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _put(self, job: Callable[[], None]) -> None:
        with self._lock:
            if self._closed or self._inside >= self._most:
                raise PortalBusy
            self._inside += 1
            if len(self._threads) < min(self._size, self._inside):
                thread = threading.Thread(target=self._work, name=f"outside-{len(self._threads)}", daemon=True)
                self._threads.append(thread)
                thread.start()
        self._jobs.put(job)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                job()
            finally:
                with self._lock:
                    self._inside -= 1
