"""Use case of looking at the jobs: which were done when, and which are late. For the administrator of the system."""

from datetime import datetime, timedelta

from ropa.access.rules import Permission, offices_for
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Forbidden
from ropa.jobs import store
from ropa.jobs.rules import Every
from ropa.jobs.service import JOBS
from schemas.health import JobStanding, WorkerStanding
from schemas.office import WHOLE_MINISTRY

#: A pass of the worker comes each minute; this long without one and nobody is working.
_PATIENCE = {
    Every.TIME: timedelta(minutes=15),
    Every.HOUR: timedelta(hours=2),
    Every.DAY: timedelta(hours=36),
    Every.WEEK: timedelta(days=9),
}


def jobs(uow: UnitOfWork) -> WorkerStanding:
    """Return how the jobs stand; one query.

    A job that failed is tried again at each pass, so it shows as late. What each pass does only when there is work is
    not called late: silence is its rule.

    Raises: Forbidden.
    """
    if WHOLE_MINISTRY not in offices_for(uow.actor, Permission.READ_HEALTH):
        raise Forbidden
    rows = store.every(uow)
    found = [
        JobStanding(
            name=job.name,
            title_th=job.title[0],
            title_en=job.title[1],
            every=str(job.every),
            done_at=rows[job.name].done_at if job.name in rows else None,
            running=_is_running(rows.get(job.name), uow.now),
            late=job.every is not Every.TIME and _is_late(job.every, rows.get(job.name), uow.now),
        )
        for job in JOBS
    ]
    last = max((each.done_at for each in found if each.done_at is not None), default=None)
    return WorkerStanding(jobs=found, last_done_at=last, late=sum(each.late for each in found))


def _is_running(row: store.JobRow | None, now: datetime) -> bool:
    return row is not None and row.held_until is not None and row.held_until > now


def _is_late(every: Every, row: store.JobRow | None, now: datetime) -> bool:
    return row is None or row.done_at is None or now - row.done_at > _PATIENCE[every]
