"""A file that was just saved in quarantine is shown to the scanner, while whoever sent it waits for a moment.

Scanners wait on other programs, so they have places of their own beside the threads of `ropa.web.running`, and the
database is not open meanwhile. What gets no answer now, the worker asks about again.
"""

from typing import Any, BinaryIO

from anyio import CapacityLimiter, to_thread
from litestar import Request

from ropa.attachments import service_scans
from ropa.attachments.service_scans import AT_UPLOAD_SECONDS, Scanned, Scanner
from ropa.web.running import Runner

_AT_ONCE, _WAITING = 4, 8


class Scans:
    """The scanner of this process, or that there is none."""

    def __init__(self, scanner: Scanner | None) -> None:
        """None: files are served as they come, marked as not scanned."""
        self.scanner = scanner
        self._places = CapacityLimiter(_AT_ONCE)

    @property
    def is_set_up(self) -> bool:
        """True when new files go into quarantine first."""
        return self.scanner is not None

    async def look(self, request: Request[Any, Any, Any], runner: Runner, sha256: str, file: BinaryIO) -> None:
        """Ask about a file whose row is saved, and save the answer."""
        scanner = self.scanner
        if scanner is None or self._places.statistics().tasks_waiting >= _WAITING:
            return
        verdict = await to_thread.run_sync(scanner.scan, file, AT_UPLOAD_SECONDS, limiter=self._places)

        def work(uow: Any) -> Scanned:
            return service_scans.note(uow, sha256, verdict)

        await runner.write(request.user, work)


def scans_of(request: Request[Any, Any, Any]) -> Scans:
    """Return the application's scanner."""
    scans: Scans = request.app.state.scans
    return scans
