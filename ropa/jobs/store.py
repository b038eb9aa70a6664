"""Queries on jobs."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from ropa.db.unit_of_work import UnitOfWork
from ropa.jobs.tables import job_leases


def done_at(uow: UnitOfWork, name: str) -> datetime | None:
    """Return when a job was last done."""
    return uow.connection.scalar(select(job_leases.c.done_at).where(job_leases.c.name == name))


class JobRow(NamedTuple):
    """What is kept of a job."""

    done_at: datetime | None
    held_until: datetime | None


def every(uow: UnitOfWork) -> dict[str, JobRow]:
    """Return what is kept of each job that ever ran, by name; one query."""
    columns = (job_leases.c.name, job_leases.c.done_at, job_leases.c.held_until)
    return {row.name: JobRow(row.done_at, row.held_until) for row in uow.connection.execute(select(*columns))}


def take(uow: UnitOfWork, name: str, holder: str, until: datetime) -> bool:
    """Take a job that nobody holds; False when somebody does."""
    try:
        with uow.connection.begin_nested():
            uow.connection.execute(insert(job_leases), {"name": name, "holder": holder, "held_until": until})
    except IntegrityError:
        free = or_(job_leases.c.held_until.is_(None), job_leases.c.held_until <= uow.now)
        query = update(job_leases).where(job_leases.c.name == name, free)
        return uow.connection.execute(query.values(holder=holder, held_until=until)).rowcount == 1
    return True


def give_back(uow: UnitOfWork, name: str, holder: str, *, done: bool) -> None:
    """Give a job back that `holder` still holds, done or not."""
    values: dict[str, object] = {"holder": None, "held_until": None}
    if done:
        values["done_at"] = uow.now
    query = update(job_leases).where(job_leases.c.name == name, job_leases.c.holder == holder)
    uow.connection.execute(query.values(**values))
