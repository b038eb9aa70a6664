"""Queries on destruction targets."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from ropa.db.unit_of_work import UnitOfWork
from ropa.erasure.tables import erasure_target_tables, erasure_target_versions, erasure_targets

_LIVE = erasure_targets.c.ended_at.is_(None)


def add(uow: UnitOfWork, values: Mapping[str, object], places: Collection[str]) -> None:
    """Store a new target with its first version."""
    uow.connection.execute(insert(erasure_targets), dict(values))
    _add_version(uow, str(values["id"]), values, places)


def change(
    uow: UnitOfWork, target_id: str, version: int, values: Mapping[str, object], places: Collection[str]
) -> bool:
    """Store another version of a target; False when it is no longer at `version`."""
    query = update(erasure_targets).where(
        erasure_targets.c.id == target_id, erasure_targets.c.version == version, _LIVE
    )
    if uow.connection.execute(query.values(**values)).rowcount != 1:
        return False
    uow.connection.execute(delete(erasure_target_tables).where(erasure_target_tables.c.target_id == target_id))
    _add_version(uow, target_id, values, places)
    return True


def _add_version(uow: UnitOfWork, target_id: str, values: Mapping[str, object], places: Collection[str]) -> None:
    kept = {name: values[name] for name in ("version", "binding", "binding_hash")}
    saved = {"target_id": target_id, "saved_at": uow.now, "saved_by": uow.actor.id}
    uow.connection.execute(insert(erasure_target_versions), kept | saved)
    rows = [{"target_id": target_id, "place": place} for place in sorted(places)]
    uow.connection.execute(insert(erasure_target_tables), rows)


def end(uow: UnitOfWork, target_id: str, version: int) -> bool:
    """End a target; False when it is no longer at `version`."""
    query = update(erasure_targets).where(
        erasure_targets.c.id == target_id, erasure_targets.c.version == version, _LIVE
    )
    ended = {"ended_at": uow.now, "ended_by": uow.actor.id}
    if uow.connection.execute(query.values(**ended)).rowcount != 1:
        return False
    uow.connection.execute(delete(erasure_target_tables).where(erasure_target_tables.c.target_id == target_id))
    return True


def find(uow: UnitOfWork, target_id: str) -> Row[Any] | None:
    """Return a target that has not ended."""
    return uow.connection.execute(select(erasure_targets).where(erasure_targets.c.id == target_id, _LIVE)).first()


def of_holdings(uow: UnitOfWork, holding_ids: Collection[str]) -> dict[str, Row[Any]]:
    """Return the targets of some holdings, by holding."""
    query = select(erasure_targets).where(erasure_targets.c.holding_id.in_(holding_ids), _LIVE)
    return {row.holding_id: row for row in uow.connection.execute(query)}


def everything(uow: UnitOfWork) -> Sequence[Row[Any]]:
    """Return all targets, oldest first. They are few: each was entered by hand."""
    return uow.connection.execute(select(erasure_targets).where(_LIVE).order_by(erasure_targets.c.id)).all()


def any_live(uow: UnitOfWork) -> bool:
    """Tell whether there is any target."""
    return uow.connection.execute(select(erasure_targets.c.id).where(_LIVE).limit(1)).first() is not None


def named(uow: UnitOfWork, name: str) -> Sequence[Row[Any]]:
    """Return the targets in the database of a name, oldest first."""
    query = select(erasure_targets).where(erasure_targets.c.name == name, _LIVE)
    return uow.connection.execute(query.order_by(erasure_targets.c.id)).all()


def versions(uow: UnitOfWork, target_id: str) -> Sequence[Row[Any]]:
    """Return every version of a target, newest first."""
    table = erasure_target_versions
    query = select(table).where(table.c.target_id == target_id).order_by(table.c.version.desc())
    return uow.connection.execute(query).all()


def authors(uow: UnitOfWork, target_ids: Collection[str]) -> set[str]:
    """Return who saved any version of some targets."""
    table = erasure_target_versions
    query = select(table.c.saved_by).where(table.c.target_id.in_(target_ids)).distinct()
    return set(uow.connection.scalars(query))


def namesakes(uow: UnitOfWork, target_id: str, name: str) -> dict[str, set[str]]:
    """Return, by the name of another database, the data sets in a table that has the name of one of a target's."""
    mine, theirs = erasure_target_tables.alias("mine"), erasure_target_tables.alias("theirs")
    # A place is "NAME/schema/table"; no name of a database has a slash in it.
    table = func.substr(mine.c.place, len(name) + 1)
    query = (
        select(erasure_targets.c.name, erasure_targets.c.holding_id)
        .join(theirs, theirs.c.target_id == erasure_targets.c.id)
        .join(mine, func.substr(theirs.c.place, func.length(erasure_targets.c.name) + 1) == table)
        .where(mine.c.target_id == target_id, erasure_targets.c.name != name, _LIVE)
        .distinct()
    )
    found: dict[str, set[str]] = {}
    for other, holding_id in uow.connection.execute(query):
        found.setdefault(other, set()).add(holding_id)
    return found


def sharing(uow: UnitOfWork, target_ids: Collection[str]) -> dict[str, set[str]]:
    """Return, by target, the holdings whose targets name one of its tables too; its own is not among them."""
    mine, theirs = erasure_target_tables.alias("mine"), erasure_target_tables.alias("theirs")
    query = (
        select(mine.c.target_id, erasure_targets.c.holding_id)
        .join(theirs, (theirs.c.place == mine.c.place) & (theirs.c.target_id != mine.c.target_id))
        .join(erasure_targets, erasure_targets.c.id == theirs.c.target_id)
        .where(mine.c.target_id.in_(target_ids))
        .distinct()
    )
    found: dict[str, set[str]] = {}
    for target_id, holding_id in uow.connection.execute(query):
        found.setdefault(target_id, set()).add(holding_id)
    return found
