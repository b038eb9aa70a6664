"""Passes of the breach job in processes that kill themselves at a chosen point, as `kill -9` would.

    python -m tests.support.killed_reminders URL NOW POINT…

For each point in turn a child process makes one pass and dies there; a point is a statement sent to the database, its
return, or a commit about to be made. The first pass is at NOW (ISO, with offset), each further one when the lease of
the one before has ended. Prints one JSON line: for each child the points that it passed (-1: killed, -2: its job
failed) and how many rows, notices, letters and entries of the timeline there are after it.
"""

import json
import os
import signal
import sys
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, event, func, select

from ropa.breaches.tables_reminders import breach_reminders
from ropa.breaches.tables_work import breach_events
from ropa.db.unit_of_work import Database
from ropa.jobs import passes, service
from ropa.notices.tables import notice_outbox, notices
from ropa.wiring import wire
from tests.support.web import keys_for

JOBS = tuple(job for job in service.JOBS if job.name == "breaches")


class Points:
    """Counts points and kills its process at one of them; 0: at none."""

    def __init__(self, kill_at: int) -> None:
        self._kill_at, self.passed = kill_at, 0
        for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
            event.listen(Engine, name, self._pass)

    def _pass(self, *_: Any) -> None:
        self.passed += 1
        if self.passed == self._kill_at:
            os.kill(os.getpid(), signal.SIGKILL)


def _child(url: str, now: datetime, kill_at: int, answer: int) -> None:
    database = Database(url)
    points = Points(kill_at)
    vars(service).update(JOBS=JOBS)
    failed = [done.error for done in passes.tick(database, keys_for(database), now) if done.error]
    os.write(answer, str(-2 if failed else points.passed).encode())
    os._exit(0)


def run(url: str, now: datetime, kill_at: int) -> int:
    """Return how many points a pass has passed; -1 when it was killed, -2 when the job failed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _child(url, now, kill_at, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    return -1 if os.WIFSIGNALED(status) else int(told)


def counts(url: str, now: datetime) -> list[int]:
    """Return how many rows, notices, letters and entries of reminders there are."""
    database = Database(url)
    wanted = (
        select(func.count()).select_from(breach_reminders),
        select(func.count()).where(notices.c.kind == "breach_clock"),
        select(func.count()).where(notice_outbox.c.cause.like("breach%")),
        select(func.count()).where(breach_events.c.kind == "reminder"),
    )
    with database.read(passes.WORKER, now) as uow:
        found = [uow.connection.scalar(query) or 0 for query in wanted]
    database.close()
    return found


def main() -> None:
    """Do what the docstring says."""
    wire()
    url, begun = sys.argv[1], datetime.fromisoformat(sys.argv[2])
    told = []
    for place, point in enumerate(sys.argv[3:]):
        now = begun + place * service.LEASE
        told.append([run(url, now, int(point)), *counts(url, now)])
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
