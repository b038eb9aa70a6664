"""Writes one register workbook in a process of its own; the job comes as JSON on standard input."""

import sys
from pathlib import Path

import msgspec
from msgspec import Struct

from ropa import clock
from ropa.db.unit_of_work import Database
from schemas.access import Actor
from schemas.listing import ActivityFilter


class Job(Struct, frozen=True, kw_only=True):
    """What is written, for whom, and where to."""

    database_url: str
    actor: Actor
    wanted: ActivityFilter
    out: str


def run(job: Job, database: Database) -> None:
    """Write the workbook with the actor's own rights.

    Raises: Forbidden, OSError.
    """
    from ropa import renderings

    with database.read(job.actor, clock.now()) as uow, Path(job.out).open("wb") as out:
        renderings.register_workbook(uow, job.wanted, out)


if __name__ == "__main__":
    asked = msgspec.json.decode(sys.stdin.buffer.read(), type=Job)
    opened = Database(asked.database_url, pool_size=1)
    run(asked, opened)
    opened.close()
