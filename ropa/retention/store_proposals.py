"""Queries on what holdings cover and which proposals were answered."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import insert, select

from ropa.db.unit_of_work import UnitOfWork
from ropa.retention.tables import holdings
from ropa.retention.tables_holdings import holding_proposals


def spans(uow: UnitOfWork, activity_ids: Collection[str]) -> dict[str, list[tuple[str, date, date]]]:
    """Return (rule, first day, last day) that the holdings of activities are about, each once, by activity."""
    of = holdings.c
    query = select(of.activity_id, of.rule_slot, of.data_from, of.data_through).where(
        of.activity_id.in_(activity_ids), of.data_from.is_not(None), of.data_through.is_not(None)
    )
    found: dict[str, list[tuple[str, date, date]]] = {}
    for activity_id, slot, first, last in uow.connection.execute(query.distinct()):
        found.setdefault(activity_id, []).append((slot, first, last))
    return found


def answered(uow: UnitOfWork, activity_ids: Collection[str]) -> dict[str, dict[str, str]]:
    """Return the answers by key, by activity."""
    of = holding_proposals.c
    query = select(of.activity_id, of.key, of.answer).where(of.activity_id.in_(activity_ids))
    found: dict[str, dict[str, str]] = {}
    for activity_id, key, answer in uow.connection.execute(query):
        found.setdefault(activity_id, {})[key] = answer
    return found


def note(uow: UnitOfWork, activity_id: str, answers: Sequence[tuple[str, str]]) -> None:
    """Keep (key, answer) of proposals that were answered now."""
    if answers:
        told = {"activity_id": activity_id, "answered_at": uow.now, "answered_by": uow.actor.id}
        uow.connection.execute(
            insert(holding_proposals), [{**told, "key": key, "answer": answer} for key, answer in answers]
        )
