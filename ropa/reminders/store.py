"""Queries on review dates, confirmations, marks and calendar feeds."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, delete, func, insert, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from ropa.db.unit_of_work import UnitOfWork
from ropa.reminders.tables import calendar_feeds, reminder_marks, review_confirmations, review_dates
from schemas.reminders import Confirmation, ReviewDate

Offices = Select[tuple[int]] | None
"""The query of the offices that a caller may see; None means all."""
AnyRow = Row[*tuple[Any, ...]]
_MOST_IDS = 500
_DATES = review_dates.c
_SHOWN = (
    _DATES.activity_id,
    _DATES.office_id,
    _DATES.cycle_text,
    _DATES.last_reviewed_on,
    _DATES.next_review_on,
    _DATES.unread,
)


def _insert(uow: UnitOfWork, table: Any) -> Any:
    return (sqlite if uow.dialect == "sqlite" else postgresql).insert(table)


def find(uow: UnitOfWork, activity_id: str, *, locked: bool = False) -> AnyRow | None:
    """Return the row of an activity; `locked`: other writers of it wait until the end (PostgreSQL)."""
    query = select(review_dates).where(_DATES.activity_id == activity_id)
    return uow.connection.execute(query.with_for_update() if locked else query).first()


def shown(row: AnyRow) -> ReviewDate:
    """Return a row as people see it."""
    return ReviewDate(**{name: getattr(row, name) for name in ReviewDate.__struct_fields__})


def save(uow: UnitOfWork, values: dict[str, object]) -> None:
    """Insert or replace the row of an activity."""
    query = _insert(uow, review_dates).values(values)
    changed = {name: value for name, value in values.items() if name != "activity_id"}
    uow.connection.execute(query.on_conflict_do_update(index_elements=["activity_id"], set_=changed))


def drop(uow: UnitOfWork, activity_id: str) -> None:
    """Delete the row of an activity that goes."""
    uow.connection.execute(delete(review_dates).where(_DATES.activity_id == activity_id))


def all_rows(uow: UnitOfWork) -> Sequence[AnyRow]:
    """Return every row."""
    return uow.connection.execute(select(review_dates)).all()


def rows_of(uow: UnitOfWork, activity_ids: Sequence[str]) -> list[AnyRow]:
    """Return the rows of some activities; 500 are asked for at a time."""
    found: list[AnyRow] = []
    for begin in range(0, len(activity_ids), _MOST_IDS):
        some = activity_ids[begin : begin + _MOST_IDS]
        found += uow.connection.execute(select(review_dates).where(_DATES.activity_id.in_(some))).all()
    return found


def change(uow: UnitOfWork, rows: Sequence[dict[str, object]]) -> None:
    """Change the computed columns of many rows. `key` is the activity's id."""
    names = ("unread", "last_reviewed_on", "next_review_on", "stage", "remind_on", "updated_at")
    query = (
        update(review_dates)
        .where(_DATES.activity_id == bindparam("key"))
        .values({name: bindparam(f"new_{name}") for name in names})
    )
    if rows:
        uow.connection.execute(query, [{"key": row["key"]} | {f"new_{n}": row[n] for n in names} for row in rows])


def to_remind(uow: UnitOfWork, today: date) -> Sequence[AnyRow]:
    """Return (activity, office, next review) of what has reached a stage that nobody was told of."""
    query = select(_DATES.activity_id, _DATES.office_id, _DATES.next_review_on).where(_DATES.remind_on <= today)
    return uow.connection.execute(query.order_by(_DATES.next_review_on, _DATES.activity_id)).all()


def reached(uow: UnitOfWork, next_review_on: date, today: date, stage: int, remind_on: date) -> None:
    """Note the stage of every record whose review falls on a day; one statement a day, not a record."""
    uow.connection.execute(
        update(review_dates)
        .where(_DATES.remind_on <= today, _DATES.next_review_on == next_review_on)
        .values(stage=stage, remind_on=remind_on)
    )


def add_confirmation(uow: UnitOfWork, values: dict[str, object]) -> None:
    """Insert a confirmation."""
    uow.connection.execute(insert(review_confirmations), values)


def confirmations(uow: UnitOfWork, activity_id: str, limit: int) -> list[Confirmation]:
    """Return the latest confirmations of a record, newest first."""
    columns = review_confirmations.c
    query = select(*(columns[name] for name in Confirmation.__struct_fields__))
    rows = uow.connection.execute(
        query.where(columns.activity_id == activity_id).order_by(columns.id.desc()).limit(limit)
    )
    return [Confirmation(**row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's public name


def confirmed_by(uow: UnitOfWork, activity_id: str, revision: int) -> datetime | None:
    """Return when the actor last confirmed a revision, or None."""
    columns = review_confirmations.c
    query = select(func.max(columns.confirmed_at)).where(
        columns.activity_id == activity_id, columns.revision == revision, columns.actor_id == uow.actor.id
    )
    found: datetime | None = uow.connection.scalar(query)
    return found


def confirmed_at(uow: UnitOfWork) -> Iterator[tuple[str, datetime]]:
    """Yield (activity, its latest confirmation)."""
    columns = review_confirmations.c
    query = select(columns.activity_id, func.max(columns.confirmed_at)).group_by(columns.activity_id)
    for row in uow.connection.execute(query):
        yield row[0], row[1]


def reviews(uow: UnitOfWork, visible: Offices, start: tuple[date, str], last: date, limit: int) -> Sequence[AnyRow]:
    """Return the reviews that fall after a place (day, activity) and up to a day, in that order."""
    query = (
        select(*_SHOWN, _DATES.updated_at)
        .where(
            tuple_(_DATES.next_review_on, _DATES.activity_id) > start,
            _DATES.next_review_on <= last,
            *_within(visible),
        )
        .order_by(_DATES.next_review_on, _DATES.activity_id)
        .limit(limit)
    )
    return uow.connection.execute(query).all()


def unread(uow: UnitOfWork, visible: Offices, after: str, limit: int) -> list[ReviewDate]:
    """Return the approved records whose words give no review date, in the order of their ids."""
    query = select(*_SHOWN).where(
        _DATES.last_reviewed_on.is_not(None), _DATES.unread.is_not(None), _DATES.activity_id > after, *_within(visible)
    )
    return [shown(row) for row in uow.connection.execute(query.order_by(_DATES.activity_id).limit(limit))]


def _within(visible: Offices) -> list[ColumnElement[bool]]:
    return [] if visible is None else [_DATES.office_id.in_(visible)]


def stages(uow: UnitOfWork, kind: str) -> dict[str, int]:
    """Return how far the readers of each thing of a kind were told, by subject."""
    columns = reminder_marks.c
    query = select(columns.subject, columns.stage).where(columns.kind == kind)
    return {row[0]: row[1] for row in uow.connection.execute(query)}


def mark(uow: UnitOfWork, kind: str, reached_stages: Mapping[str, int]) -> None:
    """Note how far the readers of some things of a kind were told."""
    query = _insert(uow, reminder_marks)
    query = query.on_conflict_do_update(
        index_elements=["kind", "subject"], set_={"stage": query.excluded.stage, "marked_at": query.excluded.marked_at}
    )
    rows = [
        {"kind": kind, "subject": subject, "stage": stage, "marked_at": uow.now}
        for subject, stage in sorted(reached_stages.items())
    ]
    if rows:
        uow.connection.execute(query, rows)


def forget_marks(uow: UnitOfWork, before: datetime) -> None:
    """Forget what was told long ago."""
    uow.connection.execute(delete(reminder_marks).where(reminder_marks.c.marked_at < before))


def feed(uow: UnitOfWork, person_id: str) -> AnyRow | None:
    """Return somebody's calendar feed, or None."""
    return uow.connection.execute(select(calendar_feeds).where(calendar_feeds.c.person_id == person_id)).first()


def feed_of(uow: UnitOfWork, secret_hash: str) -> tuple[str, str] | None:
    """Return (person, language) of a feed's secret, or None."""
    query = select(calendar_feeds.c.person_id, calendar_feeds.c.language)
    row = uow.connection.execute(query.where(calendar_feeds.c.secret_hash == secret_hash)).first()
    return None if row is None else (row[0], row[1])


def save_feed(uow: UnitOfWork, values: dict[str, object]) -> None:
    """Make somebody's feed; one that was there before ends with its address."""
    query = _insert(uow, calendar_feeds).values(values)
    changed = {name: value for name, value in values.items() if name != "person_id"}
    uow.connection.execute(query.on_conflict_do_update(index_elements=["person_id"], set_=changed))


def drop_feed(uow: UnitOfWork, person_id: str) -> bool:
    """End somebody's feed; False when there was none."""
    return uow.connection.execute(delete(calendar_feeds).where(calendar_feeds.c.person_id == person_id)).rowcount == 1
