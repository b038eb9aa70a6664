"""Queries on packs and their shares."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Select, and_, exists, insert, or_, select, update

from ropa.db.unit_of_work import UnitOfWork
from ropa.packs.tables import pack_shares, packs
from schemas.packs import PackItem, PackQuery

_ITEM = [column for column in packs.c if column.name not in {"sha256", "zip_sha256", "grants"}]
_PACK = select(*_ITEM, packs.c.zip_sha256, packs.c.sha256)


def _item(row: Any) -> PackItem:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's documented name
    is_gone, zip_sha256 = values.pop("sha256") is None, values.pop("zip_sha256")
    values["query"] = msgspec.json.decode(values["query"], type=PackQuery)
    return PackItem(**values, sha256=zip_sha256, is_gone=is_gone)


def add(uow: UnitOfWork, values: dict[str, object]) -> None:
    """Insert a pack."""
    uow.connection.execute(insert(packs), values)


def find(uow: UnitOfWork, pack_id: str) -> PackItem | None:
    """Return a pack."""
    row = uow.connection.execute(_PACK.where(packs.c.id == pack_id)).first()
    return None if row is None else _item(row)


def grants(uow: UnitOfWork, pack_id: str) -> str:
    """Return the rights that a pack was made with, as they are stored."""
    return str(uow.connection.scalar(select(packs.c.grants).where(packs.c.id == pack_id)))


def grants_by(uow: UnitOfWork, made_by: str) -> Sequence[str]:
    """Return the different rights that somebody's packs were made with."""
    return uow.connection.scalars(select(packs.c.grants).where(packs.c.made_by == made_by).distinct()).all()


class Makers(Struct, frozen=True):
    """Packs of one maker that were made with one of these rights."""

    made_by: str
    grants: Collection[str]


def page(
    uow: UnitOfWork, own: Makers | None, person_id: str | None, today: date, before: str | None, limit: int
) -> list[PackItem]:
    """Return packs newest first: all (`own` None and no person), one maker's, or those shown to a person today."""
    query = _PACK.order_by(packs.c.id.desc()).limit(limit)
    tests = [and_(packs.c.made_by == own.made_by, packs.c.grants.in_(own.grants))] if own is not None else []
    if person_id is not None:
        tests.append(packs.c.id.in_(_shown_to(person_id, today)))
    if tests:
        query = query.where(or_(*tests))
    if before is not None:
        query = query.where(packs.c.id < before)
    return list(map(_item, uow.connection.execute(query)))


def _shown_to(person_id: str, today: date) -> Select[tuple[str]]:
    share = pack_shares.c
    return select(share.pack_id).where(
        share.person_id == person_id, share.ended_at.is_(None), share.valid_through >= today
    )


def is_shown_to(uow: UnitOfWork, pack_id: str, person_id: str, today: date) -> bool:
    """Tell whether a person may look into a pack today (Bangkok)."""
    query = _shown_to(person_id, today).where(pack_shares.c.pack_id == pack_id).limit(1)
    return uow.connection.scalar(query) is not None


def was_shown_to(uow: UnitOfWork, pack_id: str, person_id: str) -> bool:
    """Tell whether a person might ever look into a pack."""
    share = pack_shares.c
    query = select(share.id).where(share.pack_id == pack_id, share.person_id == person_id).limit(1)
    return uow.connection.scalar(query) is not None


_SHARE = [column for column in pack_shares.c if column.name not in {"shared_by", "ended_by"}]


def shares(uow: UnitOfWork, pack_id: str) -> list[dict[str, Any]]:
    """Return the shares of a pack, newest first, without the persons' names."""
    query = select(*_SHARE).where(pack_shares.c.pack_id == pack_id).order_by(pack_shares.c.id.desc())
    return [dict(row._mapping) for row in uow.connection.execute(query)]  # noqa: SLF001 - SQLAlchemy's documented name


def open_share(uow: UnitOfWork, pack_id: str, person_id: str, today: date) -> str | None:
    """Return the id of a share of a pack with a person that is open today: neither ended nor over."""
    share = pack_shares.c
    return uow.connection.scalar(
        select(share.id).where(
            share.pack_id == pack_id,
            share.person_id == person_id,
            share.ended_at.is_(None),
            share.valid_through >= today,
        )
    )


def add_share(uow: UnitOfWork, values: dict[str, object]) -> None:
    """Insert a share."""
    uow.connection.execute(insert(pack_shares), values)


def move_share(uow: UnitOfWork, share_id: str, valid_through: date, reason: str) -> None:
    """Give a share another last day; whoever did it last, and when, answers for it."""
    values = {
        "valid_through": valid_through,
        "reason": reason,
        "shared_at": uow.now,
        "shared_by": uow.actor.id,
        "shared_by_name": uow.actor.name,
    }
    uow.connection.execute(update(pack_shares).where(pack_shares.c.id == share_id).values(values))


def end_share(uow: UnitOfWork, pack_id: str, share_id: str) -> str | None:
    """End a share; return whose it was, None when there is none that is open."""
    share = pack_shares.c
    ended: str | None = uow.connection.scalar(
        update(pack_shares)
        .where(share.id == share_id, share.pack_id == pack_id, share.ended_at.is_(None))
        .values(ended_at=uow.now, ended_by=uow.actor.id, ended_by_name=uow.actor.name)
        .returning(share.person_id)
    )
    return ended


def _over(uow: UnitOfWork, today: date) -> Any:
    share = pack_shares.c
    looked_into = exists().where(share.pack_id == packs.c.id, share.ended_at.is_(None), share.valid_through >= today)
    return and_(packs.c.sha256.is_not(None), packs.c.expires_at <= uow.now, ~looked_into)


def has_over(uow: UnitOfWork, today: date) -> bool:
    """Tell whether there is a pack whose file nobody needs any more."""
    return uow.connection.scalar(select(packs.c.id).where(_over(uow, today)).limit(1)) is not None


def let_go(uow: UnitOfWork, today: date) -> Sequence[str]:
    """Keep the files of packs no longer that nobody may look into any more; return those packs."""
    return uow.connection.scalars(
        update(packs).where(_over(uow, today)).values(sha256=None).returning(packs.c.id)
    ).all()


#: What keeps the file of a pack from being cleaned.
FILE_COLUMN = packs.c.sha256
