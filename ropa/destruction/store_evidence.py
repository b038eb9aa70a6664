"""Queries on evidence and certificates. All are by set: a list has thousands of items."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, insert, select, tuple_

from ropa.db.unit_of_work import UnitOfWork
from ropa.destruction.tables import destruction_items, destruction_lists
from ropa.destruction.tables_evidence import certificates, evidence, pending_erasures

AnyRow = Row[*tuple[Any, ...]]
_LIGHT = [column for column in certificates.c if column.name not in {"facts", "pdf"}]


def list_of_item(uow: UnitOfWork, item_id: str) -> str | None:
    """Return the list of an item."""
    query = select(destruction_items.c.list_id).where(destruction_items.c.id == item_id)
    return uow.connection.execute(query).scalar_one_or_none()


def add_certificate(uow: UnitOfWork, values: Mapping[str, object]) -> None:
    """Store a certificate, once and for all."""
    uow.connection.execute(insert(certificates), dict(values))


def add_evidence(uow: UnitOfWork, rows: Sequence[Mapping[str, object]]) -> None:
    """Store which certificate proves which items."""
    uow.connection.execute(insert(evidence), [dict(row) for row in rows])


def _light() -> Select[Any]:
    """Return a query of certificates without their bytes, with their list and how much is pending."""
    first = func.coalesce(certificates.c.addendum_to, certificates.c.id)
    pending = (
        select(func.count())
        .select_from(pending_erasures.join(evidence, evidence.c.item_id == pending_erasures.c.item_id))
        .where(evidence.c.certificate_id == first, pending_erasures.c.closed_at.is_(None))
        .scalar_subquery()
    )
    before = certificates.alias("before")
    return select(
        *_LIGHT,
        destruction_lists.c.ref.label("list_ref"),
        destruction_lists.c.office_id,
        before.c.ref.label("addendum_ref"),
        pending.label("pending"),
    ).select_from(
        certificates.join(destruction_lists, destruction_lists.c.id == certificates.c.list_id).outerjoin(
            before, before.c.id == certificates.c.addendum_to
        )
    )


def page(
    uow: UnitOfWork,
    offices: Select[tuple[int]] | None,
    list_id: str | None,
    before: tuple[datetime, str] | None,
    limit: int,
) -> list[AnyRow]:
    """Return certificates of some offices, newest first, after a place (moment, id); None: of all offices."""
    query = _light().order_by(certificates.c.made_at.desc(), certificates.c.id.desc()).limit(limit)
    if offices is not None:
        query = query.where(destruction_lists.c.office_id.in_(offices))
    if list_id is not None:
        query = query.where(certificates.c.list_id == list_id)
    if before is not None:
        query = query.where(tuple_(certificates.c.made_at, certificates.c.id) < before)
    return list(uow.connection.execute(query))


def find(uow: UnitOfWork, *, key: str | None = None, ref: str | None = None) -> AnyRow | None:
    """Return a certificate by its id or number, without its bytes."""
    query = _light().where(certificates.c.id == key if key is not None else certificates.c.ref == ref)
    return uow.connection.execute(query).first()


def by_hash(uow: UnitOfWork, sha256: str) -> AnyRow | None:
    """Return the certificate whose PDF or facts have a hash, as registered."""
    query = _light().where((certificates.c.pdf_sha256 == sha256) | (certificates.c.facts_sha256 == sha256))
    return uow.connection.execute(query).first()


def content(uow: UnitOfWork, certificate_id: str) -> tuple[bytes, bytes] | None:
    """Return facts and PDF of a certificate."""
    query = select(certificates.c.facts, certificates.c.pdf).where(certificates.c.id == certificate_id)
    row = uow.connection.execute(query).first()
    return None if row is None else (_bytes(row.facts), _bytes(row.pdf))


def _bytes(value: bytes | str) -> bytes:
    # SQLite keeps what it is given: somebody who changed the row by hand may have left text there.
    return value.encode() if isinstance(value, str) else bytes(value)


def addenda(uow: UnitOfWork, certificate_id: str) -> int:
    """Return how many addenda a certificate has."""
    query = select(func.count()).select_from(certificates).where(certificates.c.addendum_to == certificate_id)
    return int(uow.connection.execute(query).scalar_one())


def refs_of_items(uow: UnitOfWork, list_id: str) -> dict[str, str]:
    """Return the number of the certificate by item, of a whole list."""
    query = (
        select(evidence.c.item_id, certificates.c.ref)
        .join(certificates, certificates.c.id == evidence.c.certificate_id)
        .where(certificates.c.list_id == list_id)
    )
    return {row.item_id: row.ref for row in uow.connection.execute(query)}
