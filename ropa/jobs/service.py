"""The jobs of the register, and taking one in turn: two workers never do the same one at once."""

from datetime import timedelta

from msgspec import Struct

from ropa.access import service_sessions
from ropa.buffers import service as buffers
from ropa.db.unit_of_work import UnitOfWork
from ropa.jobs import store
from ropa.jobs.rules import Every, is_due
from ropa.retention import service_check

#: A worker that died holds its job no longer than this.
LEASE = timedelta(minutes=15)


class Job(Struct, frozen=True, kw_only=True):
    """Something that time drives."""

    name: str
    every: Every
    title: tuple[str, str]


JOBS = (
    Job(name="forget", every=Every.HOUR, title=("ลบรอบการใช้งานและข้อความค้างที่หมดอายุ", "forget expired sessions")),
    Job(name="retention", every=Every.DAY, title=("ตรวจอายุการเก็บประจำเดือน", "the monthly retention check")),
)


def due(uow: UnitOfWork) -> list[Job]:
    """Return the jobs that are due, in their order."""
    return [job for job in JOBS if is_due(job.every, store.done_at(uow, job.name), uow.now)]


def take(uow: UnitOfWork, job: Job, holder: str) -> bool:
    """Take a job for `holder`; False when another holds it or has done it in between."""
    if not is_due(job.every, store.done_at(uow, job.name), uow.now):
        return False
    return store.take(uow, job.name, holder, uow.now + LEASE)


def run(uow: UnitOfWork, job: Job, holder: str) -> str:
    """Do a job, give it back as done, and return one line about it. Saved as a whole or not at all."""
    told = _retention(uow) if job.name == "retention" else _forget(uow)
    store.give_back(uow, job.name, holder, done=True)
    return told


def give_up(uow: UnitOfWork, job: Job, holder: str, error: Exception) -> None:
    """Give back a job that failed: the next pass tries again."""
    store.give_back(uow, job.name, holder, done=False)
    if job.name == "retention":
        service_check.note_failure(uow, None, error)


def _retention(uow: UnitOfWork) -> str:
    found = service_check.check(uow)
    return ", ".join(
        f"{each.month}: due {each.due}, held {each.held}, undatable {each.undatable}" for each in found.months
    )


def _forget(uow: UnitOfWork) -> str:
    sessions = service_sessions.forget_expired(uow)
    texts = buffers.forget_old(uow)
    return f"sessions {sessions}, texts {texts}"
