"""Queries on who looks after a record, and on the records that were chosen for a run."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, bindparam, case, delete, func, insert, literal_column, select, update

from ropa.activities.store import CURRENT, ENVELOPE, PUBLIC, stored_of
from ropa.activities.store_matching import chunks
from ropa.activities.tables import activities, revision_index, revisions
from ropa.activities.tables_life import review_comments
from ropa.activities.tables_stewards import chosen_records, stewards
from ropa.db.tables import metadata
from ropa.db.unit_of_work import UnitOfWork
from schemas.listing import ActivityFilter, StoredRevision

#: Of the filter `steward`: looked after by nobody.
NOBODY = "none"
_OPEN = stewards.c.until_at.is_(None)


def tests_of(wanted: ActivityFilter) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions of the filters of this module."""
    if wanted.steward is not None:
        yield looked_after(None if wanted.steward == NOBODY else wanted.steward)
    if wanted.chosen is not None:
        yield chosen(wanted.chosen)


def looked_after(person_id: str | None) -> ColumnElement[bool]:
    """Return the condition of being looked after by a person; None: by nobody."""
    query: Select[Any] = select(literal_column("1")).where(
        stewards.c.activity_id == revision_index.c.activity_id, _OPEN
    )
    if person_id is None:
        return ~query.where(stewards.c.person_id.is_not(None)).exists()
    return query.where(stewards.c.person_id == person_id).exists()


def chosen(run_id: str) -> ColumnElement[bool]:
    """Return the condition of being chosen for a run."""
    query: Select[Any] = select(literal_column("1")).where(
        chosen_records.c.activity_id == revision_index.c.activity_id, chosen_records.c.run_id == run_id
    )
    return query.exists()


#: Asked for every list and every record: made once, so that their texts are looked up and not made.
_STANDING = select(stewards.c.activity_id, stewards.c.person_id, stewards.c.run_id).where(
    _OPEN, stewards.c.person_id.is_not(None)
)
_PRESENT = _STANDING.where(stewards.c.activity_id.in_(bindparam("some", expanding=True)))
_PRESENT_OF_ONE = _STANDING.where(stewards.c.activity_id == bindparam("one"))


def present(uow: UnitOfWork, activity_ids: Collection[str]) -> dict[str, tuple[str, str | None]]:
    """Return (person, run that assigned them) by activity; one query for 500 activities."""
    found: dict[str, tuple[str, str | None]] = {}
    if len(activity_ids) == 1:
        rows = uow.connection.execute(_PRESENT_OF_ONE, {"one": next(iter(activity_ids))})
        return {key: (person_id, run_id) for key, person_id, run_id in rows}
    for some in chunks(sorted(set(activity_ids))):
        rows = uow.connection.execute(_PRESENT, {"some": some})
        found |= {key: (person_id, run_id) for key, person_id, run_id in rows}
    return found


def last_runs(uow: UnitOfWork, activity_ids: Collection[str]) -> dict[str, str | None]:
    """Return the run that made the open entry of each activity that has one; None where it was made alone."""
    found: dict[str, str | None] = {}
    for some in chunks(sorted(set(activity_ids))):
        query = select(stewards.c.activity_id, stewards.c.run_id).where(stewards.c.activity_id.in_(some), _OPEN)
        found |= {row.activity_id: row.run_id for row in uow.connection.execute(query)}
    return found


def change(uow: UnitOfWork, activity_id: str, values: dict[str, object]) -> None:
    """End the open entry of an activity and begin the next."""
    uow.connection.execute(
        update(stewards).where(stewards.c.activity_id == activity_id, _OPEN).values(until_at=uow.now)
    )
    uow.connection.execute(insert(stewards), {"activity_id": activity_id, "since_at": uow.now, **values})


def history(uow: UnitOfWork, activity_id: str, limit: int) -> Sequence[Any]:
    """Return the entries of an activity, newest first."""
    query = select(stewards).where(stewards.c.activity_id == activity_id).order_by(stewards.c.id.desc()).limit(limit)
    return uow.connection.execute(query).all()


def of_list(uow: UnitOfWork, tests: list[ColumnElement[bool]], limit: int) -> list[str]:
    """Return the activities of a list, newest first, up to `limit`."""
    query = select(revision_index.c.activity_id).where(*tests).order_by(revision_index.c.search_id.desc()).limit(limit)
    return list(uow.connection.scalars(query))


def choose(uow: UnitOfWork, run_id: str, activity_ids: Sequence[str]) -> None:
    """Keep what was chosen for a run, in its order."""
    rows = [
        {"run_id": run_id, "number": number, "activity_id": key} for number, key in enumerate(activity_ids, start=1)
    ]
    if rows:
        uow.connection.execute(insert(chosen_records), rows)


def chosen_for(uow: UnitOfWork, run_id: str) -> list[str]:
    """Return the activities that were chosen for a run and are still there, in their order."""
    query = (
        select(chosen_records.c.activity_id).where(chosen_records.c.run_id == run_id).order_by(chosen_records.c.number)
    )
    return list(uow.connection.scalars(query))


def began(uow: UnitOfWork, run_id: str) -> str | None:
    """Return who began a run: an actor's id."""
    runs = metadata.tables["bulk_runs"].c
    found = uow.connection.scalar(select(runs.created_by).where(runs.id == run_id))
    return None if found is None else str(found)


def forget_chosen(uow: UnitOfWork, run_ids: Collection[str]) -> None:
    """Forget what was chosen for some runs."""
    uow.connection.execute(delete(chosen_records).where(chosen_records.c.run_id.in_(run_ids)))


class Scope(Struct, frozen=True):
    """At which offices somebody reads, and at which they edit. A query of None: at all; `edits` False: nowhere."""

    read: Select[tuple[int]] | None
    edit: Select[tuple[int]] | None
    edits: bool


def shown(uow: UnitOfWork, activity_ids: Sequence[str], scope: Scope) -> Iterator[StoredRevision]:
    """Yield of some activities what somebody may read, in no order; one query.

    To who edits there the current revision (the draft, else the approved one), to others the approved one, or the draft
    where nothing was approved yet.
    """
    which: ColumnElement[Any] = CURRENT if scope.edits else PUBLIC
    if scope.edits and scope.edit is not None:
        which = case((activities.c.office_id.in_(scope.edit), CURRENT), else_=PUBLIC)
    both = activities.join(revisions, revisions.c.id == which)
    query = select(*ENVELOPE).select_from(both).where(activities.c.id.in_(activity_ids))
    if scope.read is not None:
        query = query.where(activities.c.office_id.in_(scope.read))
    for row in uow.connection.execute(query):
        yield stored_of(row)


def offices_of(uow: UnitOfWork, scope: Select[tuple[int]]) -> frozenset[int]:
    """Return the offices of a query."""
    return frozenset(uow.connection.scalars(scope))


def comments_on_draft(uow: UnitOfWork, activity_id: str) -> int:
    """Return how many comments stand on the open draft of an activity."""
    query = (
        select(func.count())
        .select_from(review_comments)
        .join(activities, activities.c.draft_revision_id == review_comments.c.revision_id)
        .where(activities.c.id == activity_id)
    )
    return int(uow.connection.scalar(query) or 0)
