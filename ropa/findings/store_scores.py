"""Scores over time: how a record stood on the days on which that changed, and an office's records on each day."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any

from msgspec import Struct
from sqlalchemy import Row, Select, and_, delete, func, insert, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from ropa.db.unit_of_work import UnitOfWork
from ropa.findings.tables import finding_checks, finding_office_days, finding_record_days
from schemas.worklist import ScoreDay, Tally

_STANDING = ("completeness", "score", "errors", "warnings", "hints", "accepted")
Offices = Select[tuple[int]] | None


class RecordDay(Struct, frozen=True, kw_only=True):
    """How a record stands."""

    activity_id: str
    office_id: int
    counts: bool
    completeness: int
    score: int
    errors: int
    warnings: int
    hints: int
    accepted: int


def note(uow: UnitOfWork, day: date, rows: Iterable[RecordDay]) -> None:
    """Write down how records stand on a day; what was noted of that day before is replaced."""
    values = [{"day": day, **{name: getattr(row, name) for name in row.__struct_fields__}} for row in rows]
    if not values:
        return
    uow.connection.execute(_put(uow.dialect), values)


@cache
def _put(kind: str) -> Any:
    dialect: Any = sqlite if kind == "sqlite" else postgresql
    add = dialect.insert(finding_record_days)
    names = [column.name for column in finding_record_days.columns if not column.primary_key]
    changed = {name: add.excluded[name] for name in names}
    return add.on_conflict_do_update(index_elements=["activity_id", "day"], set_=changed)


def note_shown(uow: UnitOfWork, day: date, shown: Select[Any], activity_ids: Collection[str]) -> None:
    """Write down how those of the activities stand on a day; `shown`: one revision an activity."""
    of = shown.subquery()
    check = finding_checks.c
    query = (
        select(check.activity_id, of.c.office_id, *(check[name] for name in _STANDING))
        .join(of, of.c.revision_id == check.revision_id)
        .where(check.activity_id.in_(activity_ids))
    )
    note(uow, day, [RecordDay(counts=True, **row._mapping) for row in uow.connection.execute(query)])  # noqa: SLF001


def note_live(uow: UnitOfWork, day: date, shown: Select[Any]) -> int:
    """Write down each record of `shown` (one revision an activity) that stands otherwise than noted last; how many."""
    of = shown.subquery()
    last = last_notes(None).subquery()
    check = finding_checks.c
    same = and_(
        last.c.counts,
        last.c.office_id == of.c.office_id,
        *(last.c[name] == check[name] for name in _STANDING),
    )
    changed = (
        select(check.activity_id, of.c.office_id, *(check[name] for name in _STANDING))
        .join(of, of.c.revision_id == check.revision_id)
        .outerjoin(last, last.c.activity_id == check.activity_id)
        .where(func.coalesce(~same, literal(value=True)))
    )
    rows = [RecordDay(counts=True, **row._mapping) for row in uow.connection.execute(changed)]  # noqa: SLF001 - SQLAlchemy's public name
    note(uow, day, rows)
    return len(rows)


def note_gone(uow: UnitOfWork, day: date, shown: Select[Any], activity_id: str | None = None) -> None:
    """Write down that records (or the one named) count no more: they were noted before and are not in `shown`."""
    of = shown.subquery()
    last = last_notes(None, activity_id).subquery()
    query = select(last).where(last.c.counts, last.c.activity_id.not_in(select(of.c.activity_id)))
    names = RecordDay.__struct_fields__
    rows = [
        RecordDay(**{name: row._mapping[name] for name in names if name != "counts"}, counts=False)  # noqa: SLF001
        for row in uow.connection.execute(query)
    ]
    note(uow, day, rows)


def last_notes(day: date | None, activity_id: str | None = None) -> Select[Any]:
    """Return the query of the newest note of each record (or of the one named), up to a day."""
    days = finding_record_days
    newest = select(days.c.activity_id, func.max(days.c.day).label("day")).group_by(days.c.activity_id)
    if day is not None:
        newest = newest.where(days.c.day <= day)
    if activity_id is not None:
        newest = newest.where(days.c.activity_id == activity_id)
    of = newest.subquery()
    return select(days).join(of, and_(of.c.activity_id == days.c.activity_id, of.c.day == days.c.day))


def first_and_closed(uow: UnitOfWork) -> tuple[date | None, date | None]:
    """Return the first day on which any record was noted, and the last day that was closed for the offices."""
    first = uow.connection.scalar(select(func.min(finding_record_days.c.day)))
    return first, uow.connection.scalar(select(func.max(finding_office_days.c.day)))


def close_day(uow: UnitOfWork, day: date) -> None:
    """Add up how the records of each office stood at the end of a day."""
    last = last_notes(day).subquery()
    sums = (
        select(
            literal(day).label("day"),
            last.c.office_id,
            func.count(),
            func.sum(last.c.completeness),
            func.sum(last.c.score),
            func.sum(last.c.errors),
            func.sum(last.c.warnings),
            func.sum(last.c.hints),
            func.sum(last.c.accepted),
        )
        .where(last.c.counts)
        .group_by(last.c.office_id)
    )
    uow.connection.execute(delete(finding_office_days).where(finding_office_days.c.day == day))
    names = [column.name for column in finding_office_days.columns]
    uow.connection.execute(insert(finding_office_days).from_select(names, sums))


def thin(uow: UnitOfWork, days: Sequence[date]) -> None:
    """Let go of the offices' days that are named."""
    if days:
        uow.connection.execute(delete(finding_office_days).where(finding_office_days.c.day.in_(days)))


def days_before(uow: UnitOfWork, day: date) -> list[date]:
    """Return the offices' days before a day."""
    query = select(finding_office_days.c.day).where(finding_office_days.c.day < day).distinct()
    return list(uow.connection.scalars(query.order_by(finding_office_days.c.day)))


def office_days(uow: UnitOfWork, within: Sequence[Offices], since: date) -> list[ScoreDay]:
    """Return the days of the offices added up, oldest first."""
    days = finding_office_days.c
    query = (
        select(
            days.day,
            func.sum(days.records).label("records"),
            func.sum(days.completeness_sum).label("completeness_sum"),
            func.sum(days.score_sum).label("score_sum"),
            *(func.sum(days[name]).label(name) for name in ("errors", "warnings", "hints", "accepted")),
        )
        .where(days.day >= since, *(days.office_id.in_(each) for each in within if each is not None))
        .group_by(days.day)
        .order_by(days.day)
    )
    return [day_of(row.day, _tally(row)) for row in uow.connection.execute(query)]


def record_days(uow: UnitOfWork, activity_id: str, since: date) -> list[ScoreDay]:
    """Return the days on which a record changed, oldest first."""
    days = finding_record_days
    query = select(days).where(days.c.activity_id == activity_id, days.c.day >= since).order_by(days.c.day)
    return [
        ScoreDay(day=row.day, records=1, **{name: row._mapping[name] for name in _STANDING})  # noqa: SLF001
        for row in uow.connection.execute(query)
    ]


def day_of(day: date, tally: Tally) -> ScoreDay:
    """Return a day of history from what its records add up to."""
    return ScoreDay(
        day=day,
        records=tally.records,
        completeness=tally.completeness,
        score=tally.score,
        errors=tally.errors,
        warnings=tally.warnings,
        hints=tally.hints,
        accepted=tally.accepted,
    )


def tallies(uow: UnitOfWork, shown: Select[Any]) -> dict[int, Tally]:
    """Return what stands open in the records of `shown`, by office; one query."""
    of = shown.subquery()
    check = finding_checks.c
    query = (
        select(
            of.c.office_id,
            func.count().label("records"),
            func.sum(check.completeness).label("completeness_sum"),
            func.sum(check.score).label("score_sum"),
            *(func.sum(check[name]).label(name) for name in ("errors", "warnings", "hints", "accepted")),
        )
        .join(of, of.c.revision_id == check.revision_id)
        .group_by(of.c.office_id)
    )
    return {row.office_id: _tally(row) for row in uow.connection.execute(query)}


def _tally(row: Row[Any]) -> Tally:
    return Tally(**{name: int(row._mapping[name] or 0) for name in Tally.__struct_fields__})  # noqa: SLF001
