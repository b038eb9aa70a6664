"""Queries on evidence files of steps: written once, taken out only while their step is open."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, insert, or_, select, update

from ropa.db.unit_of_work import UnitOfWork
from ropa.procedures.tables_rounds import rounds, run_step_files, run_steps, runs

AnyRow = Row[*tuple[Any, ...]]
#: What keeps files from being cleaned; those that were taken out of a step stay as long as the round.
FILE_COLUMN = run_step_files.c.sha256
_IN_STEPS = 500


def files(uow: UnitOfWork, step_id: str) -> Sequence[AnyRow]:
    """Return the files of a visit that were not taken out, oldest first."""
    own = run_step_files.c
    query = select(run_step_files).where(own.run_step_id == step_id, own.removed_at.is_(None))
    return uow.connection.execute(query.order_by(own.id)).all()


def files_of_runs(uow: UnitOfWork, run_ids: Collection[str]) -> Sequence[AnyRow]:
    """Return the files of some runs that were not taken out, oldest first; a query for 500 runs."""
    found: list[AnyRow] = []
    ids = list(run_ids)
    for at in range(0, len(ids), _IN_STEPS):
        query = (
            select(run_step_files)
            .join(run_steps, run_steps.c.id == run_step_files.c.run_step_id)
            .where(run_steps.c.run_id.in_(ids[at : at + _IN_STEPS]), run_step_files.c.removed_at.is_(None))
        )
        found += uow.connection.execute(query.order_by(run_step_files.c.id)).all()
    return found


def counts(uow: UnitOfWork, run_ids: Collection[str], moment: datetime | None = None) -> dict[str, int]:
    """Return how many files each visit of some runs has, or had just before a moment.

    Visits without one are not there. A query for 500 runs.
    """
    own = run_step_files.c
    test: list[ColumnElement[bool]] = [own.removed_at.is_(None)]
    if moment is not None:
        test = [own.uploaded_at < moment, or_(own.removed_at.is_(None), own.removed_at >= moment)]
    found: dict[str, int] = {}
    ids = list(run_ids)
    for at in range(0, len(ids), _IN_STEPS):
        query = (
            select(run_step_files.c.run_step_id, func.count())
            .join(run_steps, run_steps.c.id == run_step_files.c.run_step_id)
            .where(run_steps.c.run_id.in_(ids[at : at + _IN_STEPS]), *test)
            .group_by(run_step_files.c.run_step_id)
        )
        found |= {step_id: int(count) for step_id, count in uow.connection.execute(query)}
    return found


def file(uow: UnitOfWork, step_id: str, file_id: str) -> AnyRow | None:
    """Return one file of a visit that was not taken out, or None."""
    own = run_step_files.c
    query = select(run_step_files).where(own.id == file_id, own.run_step_id == step_id, own.removed_at.is_(None))
    return uow.connection.execute(query).first()


def with_bytes(uow: UnitOfWork, step_id: str, sha256: str) -> AnyRow | None:
    """Return the file of a visit that has these bytes and was not taken out, or None."""
    own = run_step_files.c
    query = select(run_step_files).where(own.run_step_id == step_id, own.sha256 == sha256, own.removed_at.is_(None))
    return uow.connection.execute(query).first()


def everywhere(uow: UnitOfWork, sha256: str) -> Sequence[AnyRow]:
    """Return the files of all rounds that have these bytes and were not taken out, each with its step and round."""
    own = run_step_files.c
    query = (
        select(
            own.id,
            own.file_name,
            own.uploaded_by,
            run_steps.c.id.label("step_id"),
            run_steps.c.step,
            run_steps.c.visit,
            runs.c.id.label("run_id"),
            runs.c.office_id,
            rounds.c.id.label("round_id"),
            rounds.c.ref,
            rounds.c.title,
        )
        .join(run_steps, run_steps.c.id == own.run_step_id)
        .join(runs, runs.c.id == run_steps.c.run_id)
        .join(rounds, rounds.c.id == runs.c.round_id)
        .where(own.sha256 == sha256, own.removed_at.is_(None))
    )
    found: Sequence[Any] = uow.connection.execute(query.order_by(own.id)).all()
    return found


def amount(uow: UnitOfWork, step_id: str) -> tuple[int, int]:
    """Return how many files a visit ever had, and their bytes: those that were taken out are kept."""
    query = select(func.count(), func.coalesce(func.sum(run_step_files.c.size), 0))
    count, size = uow.connection.execute(query.where(run_step_files.c.run_step_id == step_id)).one()
    return int(count), int(size)


def add(uow: UnitOfWork, values: dict[str, object]) -> None:
    """Insert a file whose bytes are noted."""
    uow.connection.execute(insert(run_step_files), values)


def remove(uow: UnitOfWork, file_id: str) -> bool:
    """Write that a file was taken out; False when it was before. The database refuses it once its step has ended."""
    own = run_step_files.c
    gone = update(run_step_files).where(own.id == file_id, own.removed_at.is_(None))
    said = {"removed_at": uow.now, "removed_by": uow.actor.id, "removed_by_name": uow.actor.name}
    return uow.connection.execute(gone.values(**said)).rowcount == 1
