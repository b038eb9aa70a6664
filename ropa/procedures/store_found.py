"""Queries of the search on rounds, and on the runs of offices in them."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, or_, select

from ropa.db.tables import metadata
from ropa.db.unit_of_work import UnitOfWork
from ropa.procedures.store_rounds import Offices
from ropa.procedures.tables_rounds import rounds, run_steps, runs
from schemas.thai_text import spellings

AnyRow = Row[*tuple[Any, ...]]


def _seen(visible: Select[tuple[int]]) -> ColumnElement[bool]:
    handed = select(run_steps.c.run_id).where(run_steps.c.office_id.in_(visible))
    return or_(runs.c.office_id.in_(visible), runs.c.id.in_(handed))


def _holds(columns: Sequence[ColumnElement[str]], word: str) -> ColumnElement[bool]:
    return or_(*(column.icontains(each, autoescape=True) for column in columns for each in spellings(word)))


def _offices_with(word: str) -> Select[tuple[int]]:
    offices = metadata.tables["offices"].c
    return select(offices.id).where(_holds((offices.name,), word))


def rounds_found(
    uow: UnitOfWork, visible: Offices, words: Sequence[str], limit: int, keys: Collection[str] | None = None
) -> Sequence[AnyRow]:
    """Return (id, ref, title, state) of rounds with all words in reference or title, or of `keys`, newest first."""
    query: Select[Any] = select(rounds.c.id, rounds.c.ref, rounds.c.title, rounds.c.state)
    query = query.where(*(_holds((rounds.c.ref, rounds.c.title), word) for word in words))
    if visible is not None:
        query = query.where(rounds.c.id.in_(select(runs.c.round_id).where(_seen(visible))))
    if keys is not None:
        query = query.where(rounds.c.id.in_(sorted(keys)))
    return uow.connection.execute(query.order_by(rounds.c.id.desc()).limit(limit)).all()


def runs_found(
    uow: UnitOfWork, visible: Offices, words: Sequence[str], limit: int, keys: Collection[str] | None = None
) -> Sequence[AnyRow]:
    """Return (id, round_id, ref, title, state, office_id) of runs of offices whose name holds a word, newest first.

    All other words stand in the name, too, or in the reference or title of the round. Or the runs of `keys`.
    """
    query: Select[Any] = select(
        runs.c.id, runs.c.round_id, rounds.c.ref, rounds.c.title, runs.c.state, runs.c.office_id
    ).join(rounds, rounds.c.id == runs.c.round_id)
    if words:
        # The few offices first: their runs have an index, the names of 391 offices at 20,000 runs would be read anew.
        named = [runs.c.office_id.in_(_offices_with(word)) for word in words]
        query = query.where(or_(*named))
        for word, is_named in zip(words, named, strict=True):
            query = query.where(or_(_holds((rounds.c.ref, rounds.c.title), word), is_named))
    if visible is not None:
        query = query.where(_seen(visible))
    if keys is not None:
        query = query.where(runs.c.id.in_(sorted(keys)))
    return uow.connection.execute(query.order_by(runs.c.id.desc()).limit(limit)).all()


def round_of_ref(uow: UnitOfWork, ref: str) -> str | None:
    """Return the id of the round with a reference, or None."""
    return uow.connection.scalar(select(rounds.c.id).where(rounds.c.ref == ref))
