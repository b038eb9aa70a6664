"""Queries on rounds in which the register may know a step to be done."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from ropa.db.all_tables import metadata
from ropa.db.unit_of_work import UnitOfWork
from ropa.procedures.store_rounds import AnyRow
from ropa.procedures.tables import procedure_revisions
from ropa.procedures.tables_rounds import round_events, rounds, run_steps, runs
from schemas.rounds import RoundState, StepState

_ACTIVITIES = metadata.tables["activities"].c
_PLACES = metadata.tables["activity_offices"].c


def running(uow: UnitOfWork) -> Sequence[AnyRow]:
    """Return the running rounds with the documents of their revisions."""
    query: Select[Any] = (
        select(rounds.c.id, rounds.c.revision_id, procedure_revisions.c.schema_version, procedure_revisions.c.document)
        .join(procedure_revisions, procedure_revisions.c.id == rounds.c.revision_id)
        .where(rounds.c.state == str(RoundState.RUNNING))
        .order_by(rounds.c.id)
    )
    return uow.connection.execute(query).all()


def open_steps(uow: UnitOfWork, round_id: str) -> list[int]:
    """Return the steps of a round that are open at some office."""
    query = (
        select(run_steps.c.step)
        .distinct()
        .join(runs, runs.c.id == run_steps.c.run_id)
        .where(
            runs.c.round_id == round_id,
            runs.c.state == str(RoundState.RUNNING),
            run_steps.c.state == str(StepState.OPEN),
        )
    )
    return list(uow.connection.scalars(query))


def office_then(uow: UnitOfWork, activity_id: str, moment: datetime) -> int | None:
    """Return the office where a record stood at a moment; None for one that there is not."""
    query = (
        select(_PLACES.office_id)
        .where(_PLACES.activity_id == activity_id, _PLACES.moved_at > moment)
        .order_by(_PLACES.moved_at)
        .limit(1)
    )
    moved = uow.connection.scalar(query)
    if moved is not None:
        return int(moved)
    return uow.connection.scalar(select(_ACTIVITIES.office_id).where(_ACTIVITIES.id == activity_id))


def ends_of(uow: UnitOfWork, run_id: str) -> list[tuple[str, str]]:
    """Return (visit, what was kept of its end) of a run, the later after the earlier."""
    query = select(round_events.c.run_step_id, round_events.c.details).where(
        round_events.c.run_id == run_id, round_events.c.kind == "ended"
    )
    return [(row.run_step_id, row.details) for row in uow.connection.execute(query.order_by(round_events.c.id))]
