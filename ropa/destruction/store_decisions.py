"""Queries on the head's decisions and on what went to the National Archives."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Row, and_, exists, insert, select

from ropa.db.unit_of_work import UnitOfWork
from ropa.destruction.tables import (
    destruction_archives,
    destruction_decided,
    destruction_decisions,
    destruction_items,
    destruction_lists,
)
from schemas.destruction import ArchivesAnswer, HoldingState, ItemOutcome
from schemas.destruction_lists import ArchivesReview, Decision, Paper

_PAPER = msgspec.json.Decoder(Paper)


def add_decision(uow: UnitOfWork, values: Mapping[str, object], decided: Sequence[Mapping[str, object]]) -> None:
    """Store a decision and what it says of each item."""
    uow.connection.execute(insert(destruction_decisions), dict(values))
    uow.connection.execute(insert(destruction_decided), [dict(row) for row in decided])


def decisions(uow: UnitOfWork, list_id: str) -> list[Decision]:
    """Return the decisions on a list, oldest first."""
    table = destruction_decisions
    rows = uow.connection.execute(select(table).where(table.c.list_id == list_id).order_by(table.c.id))
    return [Decision(**{name: getattr(row, name) for name in Decision.__struct_fields__}) for row in rows]


def add_review(uow: UnitOfWork, values: Mapping[str, object]) -> None:
    """Store a letter, an answer or an agreement made beforehand."""
    uow.connection.execute(insert(destruction_archives), dict(values))


def reviews(uow: UnitOfWork, list_id: str) -> list[ArchivesReview]:
    """Return what went to and came from the National Archives, oldest first."""
    table = destruction_archives
    rows = uow.connection.execute(select(table).where(table.c.list_id == list_id).order_by(table.c.id))
    return [_review(row) for row in rows]


def _review(row: Row[Any]) -> ArchivesReview:
    plain = {name: getattr(row, name) for name in ArchivesReview.__struct_fields__}
    plain["answer"] = ArchivesAnswer.of(row.answer) if row.answer else None
    plain["paper"] = _PAPER.decode(row.paper) if row.paper else None
    return ArchivesReview(**plain)


def silent_letters(uow: UnitOfWork, sent_by: date) -> Sequence[Row[Any]]:
    """Return the letters sent by a day of which items still wait for an answer, with their list's row."""
    item, letter = destruction_items.c, destruction_archives.c
    waits = exists().where(
        and_(
            item.sent_id == letter.id,
            item.state == str(HoldingState.ARCHIVES_REVIEW),
            item.outcome == str(ItemOutcome.OPEN),
            item.answer_id.is_(None),
        )
    )
    query = (
        select(letter.id.label("letter_id"), letter.letter_no, letter.dated_on, destruction_lists)
        .join(destruction_lists, destruction_lists.c.id == letter.list_id)
        .where(letter.kind == "sent", letter.dated_on <= sent_by, destruction_lists.c.closed_at.is_(None), waits)
        .order_by(letter.id)
        .limit(500)
    )
    return uow.connection.execute(query).all()
