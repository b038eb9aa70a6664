"""One pass over what time drives. `ropa tick` makes one, `ropa worker` one after another."""

import logging
from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from ropa.attachments.service_scans import Scanner
from ropa.db.ids import new_id
from ropa.db.unit_of_work import Database
from ropa.files import Files
from ropa.jobs import service
from ropa.jobs.deliveries import NO_CARRIERS, Carriers, Deliverer
from ropa.jobs.scanning import scan_due
from ropa.jobs.subject_mails import SubjectMails
from ropa.keys import Keys
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


def tick(
    database: Database,
    keys: Keys,
    now: datetime,
    carriers: Carriers = NO_CARRIERS,
    files: Files | None = None,
    scanner: Scanner | None = None,
) -> Iterator[Done]:
    """Do every job that is due and that nobody else does; one that fails keeps the others from nothing.

    Yields those that did something. `carriers` are the ways by which notices go out; without `files` none is cleaned,
    without `scanner` none leaves quarantine.

    Raises: RopaError when the database cannot even be asked what is due.
    """
    for job in service.JOBS:
        if job.sends or job.scans:
            done = _send(database, keys, now, job, carriers) if job.sends else _scan(database, now, job, files, scanner)
            if done.told or done.error:
                yield done
            continue
        with database.read(WORKER, now) as uow:
            if not service.waits(uow, job):
                continue
        holder = new_id(now)
        with database.write(WORKER, now) as uow:
            taken = service.take(uow, job, holder)
        if taken:
            done = _do(database, keys, now, job, holder, files)
            if done.told or done.error:
                yield done


def _send(database: Database, keys: Keys, now: datetime, job: service.Job, carriers: Carriers) -> Done:
    try:
        sender = SubjectMails if job.name == "tell" else Deliverer
        return Done(job=job.name, told=sender(database, keys, WORKER, now).run(carriers))
    except Exception as error:
        log.exception("job %s failed", job.name)
        return Done(job=job.name, error=type(error).__name__)


def _scan(database: Database, now: datetime, job: service.Job, files: Files | None, scanner: Scanner | None) -> Done:
    if files is None or scanner is None:
        return Done(job=job.name)
    try:
        return Done(job=job.name, told=scan_due(database, files, scanner, WORKER, now))
    except Exception as error:
        log.exception("job %s failed", job.name)
        return Done(job=job.name, error=type(error).__name__)


def _do(database: Database, keys: Keys, now: datetime, job: service.Job, holder: str, files: Files | None) -> Done:
    try:
        with database.read(WORKER, now) as uow:
            prepared = service.prepare(uow, job, files)
        with database.write(WORKER, now) as uow:
            told = service.run(uow, keys, job, holder, prepared)
    except Exception as error:
        log.exception("job %s failed", job.name)
        with database.write(WORKER, now) as uow:
            service.give_up(uow, job, holder, error)
        return Done(job=job.name, error=type(error).__name__)
    return Done(job=job.name, told=told)
