"""Makes one download in a process of its own: `python -m ropa.download_child`, with its order on standard input.

The order is one line of JSON: it holds the database's address with its password, so it never stands on a command line.
Standard input stays open as long as the server lives that started this process; at its end the process ends, too. What
it was to make is stopped, the folder is emptied, and the download waits for another process to make it.
"""

import logging
import os
import shutil
import signal
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from ropa import clock
from ropa.attachments import service_files
from ropa.db.unit_of_work import Database
from ropa.downloads import service_running as running
from ropa.downloads.rules import LEASE
from ropa.downloads.service_kinds import MadeFile, Stopped, told_to_owner
from ropa.errors import RopaError
from ropa.files import open_files
from ropa.settings import Settings
from ropa.wiring import wire

log = logging.getLogger("ropa.downloads")
#: Between two looks at whether anybody still wants the file; progress is written no more often.
LOOK_SECONDS = 0.5
#: A process that only makes, and has nothing new to tell, says that it lives.
ALIVE_SECONDS = LEASE.total_seconds() / 4
#: How long a maker may take to notice that it is to stop; then the process ends under it.
GRACE_SECONDS = 3.0
#: And a file on its way into the store.
SAVING_SECONDS = 60.0
#: No file takes so long; a maker that hangs must not hold its place for good.
LONGEST_SECONDS = 3600.0
_TOO_LONG = (
    "สร้างไฟล์นานเกินหนึ่งชั่วโมง จึงหยุดไว้ โปรดเลือกข้อมูลให้น้อยลง",
    "Making the file took over an hour and was stopped; narrow it",
)


class Order(Struct, frozen=True, kw_only=True):
    """What the server hands over."""

    settings: Settings
    download_id: str
    holder: str
    folder: str
    """For what is written meanwhile; the server removes it, too."""


class Watch:
    """Says that the process lives and how far it is, in a thread; stops the work when nobody wants it any more."""

    def __init__(self, order: Order, database: Database) -> None:
        """Nothing runs before `start`."""
        self._order, self._database = order, database
        self._told = (0, 0)
        self._at = (0, 0)
        self._wanted = threading.Event()
        self._wanted.set()
        self._ended = threading.Event()
        self._saving = threading.Event()
        self.is_orphan = False
        self.is_late = False
        self._began = self._beat_at = time.monotonic()

    def start(self) -> None:
        """Begin to watch."""
        threading.Thread(target=self._listen, daemon=True).start()
        threading.Thread(target=self._look, daemon=True).start()

    def progress(self, done: int, total: int) -> None:
        """Note how far the work is.

        Raises: Stopped.
        """
        self._at = (done, total)
        if not self._wanted.is_set():
            raise Stopped

    def cancelled(self) -> bool:
        """Tell whether nobody wants the file any more."""
        return not self._wanted.is_set()

    def saving(self) -> int:
        """From now on the file goes into the store, which is ended in order; return how many parts it has.

        Raises: Stopped.
        """
        self._saving.set()
        if not self._wanted.is_set():
            raise Stopped
        return self._at[1]

    def end(self) -> None:
        """The work is over."""
        self._ended.set()

    def _listen(self) -> None:
        # Not through sys.stdin: its lock, held here, would stop the interpreter from ending.
        while os.read(0, 1):
            pass
        self.abandon()

    def _look(self) -> None:
        while not self._ended.wait(LOOK_SECONDS):
            if not self._wanted.is_set():
                continue
            try:
                wanted = self._beat()
            except RopaError:  # a busy database; the lease outlives a minute of it
                wanted = time.monotonic() - self._beat_at < LEASE.total_seconds()
            if time.monotonic() - self._began > LONGEST_SECONDS:
                self.is_late, wanted = True, False
            if not wanted:
                self._stop()

    def _beat(self) -> bool:
        order, at, present = self._order, self._at, time.monotonic()
        if at == self._told and present - self._beat_at < ALIVE_SECONDS:
            with self._database.read(running.SYSTEM, clock.now()) as uow:
                return running.is_wanted(uow, order.download_id, order.holder)
        with self._database.write(running.SYSTEM, clock.now()) as uow:
            wanted = running.beat(uow, order.download_id, order.holder, *at)
        self._told, self._beat_at = at, present
        return wanted

    def abandon(self) -> None:
        """The server is gone, or this machine goes down: somebody else is to make the file."""
        self.is_orphan = True
        self._stop()

    def _stop(self) -> None:
        self._wanted.clear()
        threading.Thread(target=self._end_hard, daemon=True).start()

    def _end_hard(self) -> None:
        if self._ended.wait(GRACE_SECONDS) or (self._saving.is_set() and self._ended.wait(SAVING_SECONDS)):
            return
        shutil.rmtree(self._order.folder, ignore_errors=True)
        with suppress(RopaError):
            last_words(self._order, self._database, self)
        end_all()
        os._exit(1)


def end_all() -> None:
    """End this process with every program that the maker started; nothing where it shares its group with others."""
    if os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)


def make(order: Order) -> bool:
    """Make what was ordered and say how it ended; return whether that was in the middle.

    Raises: RopaError when the database cannot be told; whoever started this process finds out.
    """
    database = Database(order.settings.database_url, pool_size=2)
    watch = Watch(order, database)
    signal.signal(signal.SIGTERM, lambda *_: watch.abandon())
    try:
        _make(order, database, watch)
    except Stopped:
        last_words(order, database, watch)
        return True
    except Exception as error:
        if not isinstance(error, RopaError):
            log.exception("download %s failed", order.download_id)
        with database.write(running.SYSTEM, clock.now()) as uow:
            running.fail(uow, order.download_id, order.holder, told_to_owner(error))
        return True
    finally:
        shutil.rmtree(order.folder, ignore_errors=True)
        watch.end()
        database.close()
    return False


def last_words(order: Order, database: Database, watch: Watch) -> None:
    """Say why a download was stopped that nobody cancelled."""
    if not watch.is_orphan and not watch.is_late:
        return
    with database.write(running.SYSTEM, clock.now()) as uow:
        if watch.is_late:
            running.fail(uow, order.download_id, order.holder, _TOO_LONG)
        else:
            running.lose(uow, order.download_id, order.holder)


def _make(order: Order, database: Database, watch: Watch) -> None:
    with database.write(running.SYSTEM, clock.now()) as uow:
        begun = running.begin(uow, order.download_id, order.holder)
    watch.start()
    out = Path(order.folder) / "file"
    made = begun.kind.make(database, begun.actor, begun.query, out, watch.progress, watch.cancelled)
    _keep(order, database, made, out, watch.saving())


def _keep(order: Order, database: Database, made: MadeFile, out: Path, parts: int) -> None:
    files = open_files(order.settings)
    with out.open("rb") as source:
        kept = files.put(source)
        with database.write(running.SYSTEM, clock.now()) as uow:
            if not running.finish(uow, order.download_id, order.holder, made, kept, parts):
                service_files.let_go(uow, files, [kept.sha256])
                return
        if not files.has(kept.sha256):  # a cleaning took it before its row was there
            source.seek(0)
            files.put(source)


def main() -> None:
    """Read the order and do it."""
    line = b""
    while not line.endswith(b"\n"):
        piece = os.read(0, 1 << 16)  # nothing follows the one line
        if not piece:
            return
        line += piece
    logging.basicConfig(format="%(levelname)s %(name)s %(message)s")
    wire()
    order = msgspec.json.decode(line, type=Order)
    # Whatever a library puts aside goes with the folder, also when this process is killed.
    os.environ["TMPDIR"] = tempfile.tempdir = order.folder
    if make(order):
        end_all()


if __name__ == "__main__":
    main()
