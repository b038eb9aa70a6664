"""Queries on what is not gone yet, and on its checks."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, func, insert, select, tuple_, update

from ropa.db.unit_of_work import UnitOfWork
from ropa.destruction.tables import destruction_items, destruction_lists
from ropa.destruction.tables_evidence import certificates, evidence, pending_checks, pending_erasures

AnyRow = Row[*tuple[Any, ...]]
_PLACE = (pending_erasures.c.next_check_on, pending_erasures.c.id)


def add(uow: UnitOfWork, rows: Sequence[Mapping[str, object]]) -> None:
    """Store what is pending; nothing at all is no fault."""
    if rows:
        uow.connection.execute(insert(pending_erasures), [dict(row) for row in rows])


def _query() -> Select[Any]:
    return select(
        pending_erasures,
        evidence.c.certificate_id,
        evidence.c.holding_id,
        evidence.c.executor_name,
        certificates.c.ref.label("certificate_ref"),
        certificates.c.list_id,
        certificates.c.made_at,
        select(func.max(pending_checks.c.at))
        .where(pending_checks.c.pending_id == pending_erasures.c.id)
        .scalar_subquery()
        .label("checked_at"),
        destruction_lists.c.office_id,
        destruction_items.c.activity_id,
        destruction_items.c.listed,
    ).select_from(
        pending_erasures.join(evidence, evidence.c.item_id == pending_erasures.c.item_id)
        .join(certificates, certificates.c.id == evidence.c.certificate_id)
        .join(destruction_lists, destruction_lists.c.id == certificates.c.list_id)
        .join(destruction_items, destruction_items.c.id == pending_erasures.c.item_id)
    )


def page(
    uow: UnitOfWork,
    offices: Select[tuple[int]] | None,
    after: tuple[date, str] | None,
    limit: int,
    *,
    through: date | None = None,
    list_id: str | None = None,
) -> list[AnyRow]:
    """Return what is open, earliest next check first, behind a place (day, id) and up to a day."""
    query = _query().where(pending_erasures.c.closed_at.is_(None)).order_by(*_PLACE).limit(limit)
    if offices is not None:
        query = query.where(destruction_lists.c.office_id.in_(offices))
    if after is not None:
        query = query.where(tuple_(*_PLACE) > after)
    if through is not None:
        query = query.where(pending_erasures.c.next_check_on <= through)
    if list_id is not None:
        query = query.where(certificates.c.list_id == list_id)
    return list(uow.connection.execute(query))


def find(uow: UnitOfWork, pending_id: str) -> AnyRow | None:
    """Return one, open or closed."""
    return uow.connection.execute(_query().where(pending_erasures.c.id == pending_id)).first()


def of_certificate(uow: UnitOfWork, certificate_id: str) -> list[AnyRow]:
    """Return all that a certificate left pending, open or closed, in the order in which it names them."""
    query = _query().where(evidence.c.certificate_id == certificate_id)
    return list(uow.connection.execute(query.order_by(destruction_items.c.seq, pending_erasures.c.number)))


def change(uow: UnitOfWork, pending_id: str, version: int, values: Mapping[str, object]) -> bool:
    """Store a change; False when `version` is no longer the present one."""
    query = update(pending_erasures).where(pending_erasures.c.id == pending_id, pending_erasures.c.version == version)
    return uow.connection.execute(query.values(version=version + 1, **values)).rowcount == 1


def open_of_item(uow: UnitOfWork, item_id: str) -> int:
    """Return how much of an item is still open."""
    query = select(func.count()).where(pending_erasures.c.item_id == item_id, pending_erasures.c.closed_at.is_(None))
    return int(uow.connection.execute(query).scalar_one())


def add_check(uow: UnitOfWork, values: Mapping[str, object]) -> None:
    """Store a check, once and for all."""
    uow.connection.execute(insert(pending_checks), dict(values))


def checks(uow: UnitOfWork, pending_ids: Collection[str]) -> list[AnyRow]:
    """Return the checks of some, oldest first."""
    query = select(pending_checks).where(pending_checks.c.pending_id.in_(sorted(pending_ids)))
    return list(uow.connection.execute(query.order_by(pending_checks.c.pending_id, pending_checks.c.number)))
