"""One pass over what time drives. `ropa tick` makes one, `ropa worker` one after another."""

import logging
from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from ropa.db.ids import new_id
from ropa.db.unit_of_work import Database
from ropa.jobs import service
from schemas.access import Actor, Channel, Grant, Role

log = logging.getLogger("ropa.jobs")
WORKER = Actor(
    id="worker", name="งานตามเวลา", channel=Channel.JOB, grants=(Grant(role=Role.SYSTEM_ADMIN, office_id=0),)
)


class Done(Struct, frozen=True, kw_only=True):
    """What became of one job. `error` is empty when it went well."""

    job: str
    told: str = ""
    error: str = ""


def tick(database: Database, now: datetime) -> Iterator[Done]:
    """Do every job that is due and that nobody else does; one that fails keeps the others from nothing.

    Raises: RopaError when the database cannot even be asked what is due.
    """
    with database.read(WORKER, now) as uow:
        waiting = service.due(uow)
    for job in waiting:
        holder = new_id(now)
        with database.write(WORKER, now) as uow:
            taken = service.take(uow, job, holder)
        if taken:
            yield _do(database, now, job, holder)


def _do(database: Database, now: datetime, job: service.Job, holder: str) -> Done:
    try:
        with database.write(WORKER, now) as uow:
            told = service.run(uow, job, holder)
    except Exception as error:
        log.exception("job %s failed", job.name)
        with database.write(WORKER, now) as uow:
            service.give_up(uow, job, holder, error)
        return Done(job=job.name, error=type(error).__name__)
    return Done(job=job.name, told=told)
