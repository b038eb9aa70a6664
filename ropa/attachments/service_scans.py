"""What scanners said of files, and which may go out. The asking itself is `scanning`, outside any transaction.

A file waits in quarantine from the moment its row is saved, so that a process that dies in between lets nothing pass.
"""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import BinaryIO, Protocol

from msgspec import Struct

from ropa.attachments import store_scans as store
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict
from schemas.attachments import ScanState, Verdict

#: For one file, whatever its size: connecting, sending and waiting for the answer.
LONGEST_SECONDS = 60.0
#: While somebody waits at a browser; the worker asks again with all the time it needs.
AT_UPLOAD_SECONDS = 15.0
#: The upload asks first; should its process die, the worker asks after this.
FIRST = timedelta(minutes=2)
#: Between tries while the scanner is away, doubled up to an hour.
AGAIN = timedelta(minutes=1)
LONGEST = timedelta(hours=1)
AT_ONCE = 20
_MOST_DOUBLINGS = 6


class Scanner(Protocol):
    """Something that knows malware."""

    def scan(self, source: BinaryIO, seconds: float) -> Verdict:
        """Return what it says of a file, read from its beginning. Faults of the scanner are trouble, never raised."""
        ...


class Scanned(Struct, frozen=True, kw_only=True):
    """How the bytes of a file stand."""

    state: ScanState
    finding: str | None = None
    trouble: str | None = None
    scanned_at: datetime | None = None


#: Told of an answer (hash, state): a thing that shows its files joins its own (`ropa.wiring`).
ANSWERED: list[Callable[[UnitOfWork, str, Scanned], None]] = []


def begin(uow: UnitOfWork, sha256: str) -> None:
    """Keep a file in quarantine until a scanner has looked at it; the same bytes that were cleared stay cleared."""
    store.add(uow, sha256, str(ScanState.WAITING), uow.now + FIRST)


def states(uow: UnitOfWork, hashes: Collection[str]) -> dict[str, Scanned]:
    """Return how the bytes of files stand, by hash; each has an answer."""
    found = store.of_files(uow, hashes)
    return {each: _scanned(found.get(each)) for each in hashes}


def _scanned(row: store.Scan | None) -> Scanned:
    if row is None:
        return Scanned(state=ScanState.NOT_SCANNED)
    return Scanned(state=ScanState.of(row.state), finding=row.finding, trouble=row.trouble, scanned_at=row.scanned_at)


def require_served(uow: UnitOfWork, sha256: str) -> None:
    """Return when a file may go out.

    Raises: Conflict while it is in quarantine or has malware; the message names its hash.
    """
    stand = states(uow, [sha256])[sha256]
    if stand.state is ScanState.INFECTED:
        raise Conflict(
            f"ไฟล์นี้มีมัลแวร์ ({stand.finding}) จึงไม่ให้ดาวน์โหลด SHA-256 {sha256}",
            f"This file has malware ({stand.finding}) and is not given out. SHA-256 {sha256}",
        )
    if stand.state in {ScanState.WAITING, ScanState.QUARANTINED}:
        raise Conflict(
            f"ไฟล์นี้ยังไม่ผ่านการตรวจมัลแวร์ ถูกกักไว้และจะตรวจอีกครั้งโดยอัตโนมัติ SHA-256 {sha256}",
            f"This file is in quarantine until it was scanned, which is tried again by itself. SHA-256 {sha256}",
        )


def due(uow: UnitOfWork) -> list[str]:
    """Return the hashes to be asked about now."""
    return store.due(uow, AT_ONCE)


def note(uow: UnitOfWork, sha256: str, verdict: Verdict) -> Scanned:
    """Save what a scanner said and return how the file stands.

    Malware stays malware, whatever is said later; trouble changes nothing of what was cleared.
    """
    before = store.of_file(uow, sha256)
    if before is None:
        store.add(uow, sha256, str(ScanState.WAITING), uow.now)
        before = store.of_file(uow, sha256)
    state = ScanState.of(before.state) if before is not None else ScanState.WAITING
    if state is ScanState.INFECTED or (verdict.trouble and state is ScanState.CLEAN):
        return _scanned(before)
    tries = 1 if before is None else before.tries + 1
    if verdict.trouble is not None:
        wait = min(AGAIN * 2 ** min(tries - 1, _MOST_DOUBLINGS), LONGEST)
        after = ScanState.QUARANTINED
        values = {"trouble": verdict.trouble, "tries": tries, "next_at": uow.now + wait}
    else:
        after = ScanState.CLEAN if verdict.is_clean else ScanState.INFECTED
        values = {"finding": verdict.finding, "trouble": None, "tries": tries, "next_at": None, "scanned_at": uow.now}
    store.change(uow, sha256, {"state": str(after), **values})
    stand = states(uow, [sha256])[sha256]
    if after is not state:
        record(uow, "file.scanned", f"file:{sha256}", {"state": str(after), "finding": verdict.finding})
        for told in ANSWERED:
            told(uow, sha256, stand)
    return stand
