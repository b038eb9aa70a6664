"""Queries on open steps of rounds that run: what falls due in some offices, and what may be somebody's own to do."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, and_, func, or_, select

from ropa.db.unit_of_work import UnitOfWork
from ropa.procedures.store_rounds import Offices
from ropa.procedures.tables import procedure_revisions
from ropa.procedures.tables_rounds import rounds, run_steps, runs
from schemas.rounds import RoundState, StepState

AnyRow = Row[*tuple[Any, ...]]
_RUNNING = str(RoundState.RUNNING)


class Held(NamedTuple):
    """A right by which somebody does steps."""

    doers: Collection[str]
    """As procedures name who does a step."""
    is_nobodys: bool
    """Steps that name nobody, too."""
    offices: Offices


def _open() -> list[ColumnElement[bool]]:
    return [run_steps.c.state == str(StepState.OPEN), runs.c.state == _RUNNING, rounds.c.state == _RUNNING]


def due(uow: UnitOfWork, visible: Offices, after: tuple[date, str, int], last: date, limit: int) -> Sequence[AnyRow]:
    """Return (due_on, round_id, step, offices, office_id, run_office_id, ref, title, revision_id) up to a day.

    A line for each step of a round that is due on one day, however many offices have it open; of one office where
    `offices` is 1. `after`: the day, round and step after which the list goes on. By day, round and step.
    """
    day, round_id, step = after
    own = run_steps.c
    query = (
        select(
            own.due_on,
            runs.c.round_id,
            own.step,
            func.count().label("offices"),
            func.min(own.office_id).label("office_id"),
            func.min(runs.c.office_id).label("run_office_id"),
            rounds.c.ref,
            rounds.c.title,
            rounds.c.revision_id,
        )
        .join(runs, runs.c.id == own.run_id)
        .join(rounds, rounds.c.id == runs.c.round_id)
        .where(*_open(), own.due_on >= day, own.due_on <= last)
        .where(
            or_(
                own.due_on > day,
                runs.c.round_id > round_id,
                and_(runs.c.round_id == round_id, own.step > step),
            )
        )
        .group_by(own.due_on, runs.c.round_id, own.step, rounds.c.ref, rounds.c.title, rounds.c.revision_id)
    )
    if visible is not None:
        query = query.where(or_(own.office_id.in_(visible), runs.c.office_id.in_(visible)))
    return uow.connection.execute(query.order_by(own.due_on, runs.c.round_id, own.step).limit(limit)).all()


def own(uow: UnitOfWork, person_id: str, held: Collection[Held], limit: int) -> Sequence[AnyRow]:
    """Return open steps that may be a person's, the earliest due first, those without a day last.

    Those handed to the person, and those of each right held that were handed to nobody.
    """
    steps = run_steps.c
    mine: list[ColumnElement[bool]] = [steps.person_id == person_id]
    for each in held:
        named: ColumnElement[bool] = steps.doer.in_(sorted(each.doers))
        tests = [steps.person_id.is_(None), or_(named, steps.doer.is_(None)) if each.is_nobodys else named]
        mine.append(and_(*tests, *([] if each.offices is None else [steps.office_id.in_(each.offices)])))
    query = (
        select(
            run_steps,
            runs.c.round_id,
            runs.c.office_id.label("run_office_id"),
            rounds.c.ref,
            rounds.c.title,
            rounds.c.revision_id,
        )
        .join(runs, runs.c.id == steps.run_id)
        .join(rounds, rounds.c.id == runs.c.round_id)
        .where(*_open(), or_(*mine))
    )
    ordered = query.order_by(steps.due_on.is_(None), steps.due_on, steps.id)
    return uow.connection.execute(ordered.limit(limit)).all()


def runs_named(uow: UnitOfWork, run_ids: Collection[str]) -> Sequence[AnyRow]:
    """Return some runs."""
    return uow.connection.execute(select(runs).where(runs.c.id.in_(sorted(run_ids)))).all()


def documents(uow: UnitOfWork, revision_ids: Collection[str]) -> dict[str, tuple[int, bytes]]:
    """Return schema version and document of some revisions; one query."""
    own = procedure_revisions.c
    query = select(own.id, own.schema_version, own.document).where(own.id.in_(sorted(revision_ids)))
    return {row.id: (row.schema_version, row.document) for row in uow.connection.execute(query)}
