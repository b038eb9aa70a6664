"""Queries on the clocks that remind: how far each was served, when it begins and what stops it.

Each query names the clocks that run, and those that stopped and whose count is not closed yet. How far a clock was
served is its last row, found by one look into `ix_breach_reminders_served`.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, and_, case, func, insert, literal, or_, select

from ropa.breaches import store_unreached
from ropa.breaches.tables import breach_activities, breach_awareness, breaches
from ropa.breaches.tables_assessments import breach_assessments
from ropa.breaches.tables_reminders import breach_reminders
from ropa.breaches.tables_work import breach_closings
from ropa.db.types import UtcDateTime
from ropa.db.unit_of_work import UnitOfWork
from schemas.breach_reminders import NotNeeded, ReminderSeries

AnyRow = Row[*tuple[Any, ...]]
Moment = ColumnElement[Any]
#: Values in one query.
_BATCH = 500
_B = breaches.c
_NONE, _HIGH = "none", "high"


def clocks(uow: UnitOfWork, series: ReminderSeries) -> Sequence[AnyRow]:
    """Return the clocks of a series: breach_id, started_at, stopped_at, stopped_by, served, and when they begin.

    They begin at the latest of the columns `known`, `moved`, `resumed` and `reopened` that has a value.
    """
    return uow.connection.execute(_QUERIES[series]).all()


def former_clocks(uow: UnitOfWork) -> Sequence[AnyRow]:
    """Return the clocks of earlier awareness whose count is not closed, in the same columns."""
    moved = breach_awareness.c
    served = _served(moved.breach_id, ReminderSeries.OFFICE, moved.before)
    query = (
        select(
            moved.breach_id,
            moved.before.label("started_at"),
            moved.moved_at.label("stopped_at"),
            literal(str(NotNeeded.MOVED)).label("stopped_by"),
            served.label("served"),
            _B.created_at.label("known"),
            *_nothing("moved", "resumed", "reopened"),
        )
        .join(breaches, _B.id == moved.breach_id)
        .where(moved.before.is_not(None), or_(served.is_(None), served < moved.moved_at))
    )
    return uow.connection.execute(query.order_by(moved.breach_id, moved.number)).all()


def _served(breach_id: Moment, series: ReminderSeries, started_at: Moment) -> ScalarSelect[Any]:
    rows = breach_reminders.c
    query = select(func.max(rows.due_at)).where(
        rows.breach_id == breach_id, rows.series == str(series), rows.clock == started_at
    )
    return query.scalar_subquery()


def _nothing(*names: str) -> list[Moment]:
    return [literal(None, UtcDateTime).label(name) for name in names]


def _stops(*reasons: tuple[NotNeeded, Moment]) -> tuple[Moment, Moment]:
    """Return when a clock stopped and why: the first of the reasons whose moment is there."""
    stopped_at = func.coalesce(*(moment for _, moment in reasons), type_=UtcDateTime)
    return stopped_at, case(*((moment.is_not(None), str(reason)) for reason, moment in reasons))


def _no_risk_at() -> Moment:
    return case((_B.level == _NONE, _B.level_at))


def _reopened() -> ScalarSelect[Any]:
    acts = breach_closings.c
    query = select(func.max(acts.acted_at)).where(acts.breach_id == _B.id, acts.act.like("reopen%"))
    return query.scalar_subquery()


def _resumed() -> ScalarSelect[Any]:
    query = select(func.max(breach_assessments.c.reopened_at)).where(breach_assessments.c.breach_id == _B.id)
    return query.scalar_subquery()


def _moved_here() -> ScalarSelect[Any]:
    query = select(func.max(breach_awareness.c.moved_at)).where(
        breach_awareness.c.breach_id == _B.id, breach_awareness.c.after == _B.aware_at
    )
    return query.scalar_subquery()


def _confirmed_at() -> ScalarSelect[Any]:
    query = select(func.min(breach_awareness.c.moved_at)).where(
        breach_awareness.c.breach_id == _B.id, breach_awareness.c.before.is_(None)
    )
    return query.scalar_subquery()


def _open(
    series: ReminderSeries, started_at: Moment, stops: tuple[Moment, Moment], *begins: Moment
) -> Select[*tuple[Any, ...]]:
    served = _served(_B.id, series, started_at)
    stopped_at, stopped_by = stops
    return (
        select(
            _B.id.label("breach_id"),
            started_at.label("started_at"),
            stopped_at.label("stopped_at"),
            stopped_by.label("stopped_by"),
            served.label("served"),
            _B.created_at.label("known"),
            *begins,
        )
        .where(or_(stopped_at.is_(None), served.is_(None), served < stopped_at))
        .order_by(started_at, _B.id)
    )


def _office(series: ReminderSeries, started_at: Moment) -> Select[*tuple[Any, ...]]:
    stops = _stops(
        (NotNeeded.NOTIFIED, _B.notified_at),
        (NotNeeded.EXCUSED, _B.excused_at),
        (NotNeeded.NOT_REQUIRED, _no_risk_at()),
        (NotNeeded.DISMISSED, _B.dismissed_at),
        (NotNeeded.CLOSED, _B.closed_at),
    )
    begins = (_moved_here().label("moved"), _resumed().label("resumed"), _reopened().label("reopened"))
    return _open(series, started_at, stops, *begins).where(_B.aware_at.is_not(None))


def _warning() -> Select[*tuple[Any, ...]]:
    stops = _stops(
        (NotNeeded.CONFIRMED, _confirmed_at()),
        (NotNeeded.DISMISSED, _B.dismissed_at),
        (NotNeeded.CLOSED, _B.closed_at),
    )
    # Word that was received earlier than was thought brings the suspicion forward, and no row says when that was noted.
    rows = breach_reminders.c
    another = (rows.breach_id == _B.id, rows.series == str(ReminderSeries.WARNING))
    was_moved = and_(
        select(rows.stage).where(*another, rows.clock != _B.suspected_at).exists(),
        ~select(rows.stage).where(*another, rows.clock == _B.suspected_at).exists(),
    )
    begins = (
        case((was_moved, _B.updated_at)).label("moved"),
        *_nothing("resumed"),
        _reopened().label("reopened"),
    )
    only_suspected = or_(_B.aware_at.is_(None), _confirmed_at().is_not(None))
    return _open(ReminderSeries.WARNING, _B.suspected_at, stops, *begins).where(
        _B.suspected_at.is_not(None), only_suspected
    )


def _subjects() -> Select[*tuple[Any, ...]]:
    """Return the query of each decision that made a breach a high risk: from there to the next that lowers it."""
    first, before, later = (breach_assessments.alias(name) for name in ("first", "before", "later"))
    begins_high = ~(
        select(before.c.number)
        .where(before.c.breach_id == first.c.breach_id, before.c.number == first.c.number - 1, before.c.level == _HIGH)
        .exists()
    )
    lowered_at = (
        select(func.min(later.c.decided_at))
        .where(later.c.breach_id == first.c.breach_id, later.c.number > first.c.number, later.c.level != _HIGH)
        .scalar_subquery()
    )
    left, owed_since = store_unreached.some(), store_unreached.owed_since()
    stops = _stops(
        (NotNeeded.LOWERED, lowered_at),
        (NotNeeded.SUBJECTS_TOLD, case((~left, _B.subjects_notified_at))),
        (NotNeeded.DISMISSED, _B.dismissed_at),
        (NotNeeded.CLOSED, _B.closed_at),
    )
    # All had been told, and one came back: it is owed again from then on.
    resumed = case((and_(left, owed_since > _B.subjects_notified_at), owed_since)).label("resumed")
    begins = (first.c.decided_at.label("moved"), resumed, _reopened().label("reopened"))
    query = _open(ReminderSeries.SUBJECTS, first.c.decided_at, stops, *begins)
    return query.join_from(breaches, first, first.c.breach_id == _B.id).where(first.c.level == _HIGH, begins_high)


def _reassess() -> Select[*tuple[Any, ...]]:
    """Return the query of facts that changed after the assessment; it knows of them until somebody assesses again."""
    stops = _stops((NotNeeded.DISMISSED, _B.dismissed_at), (NotNeeded.CLOSED, _B.closed_at))
    begins = (_B.facts_changed_at.label("moved"), *_nothing("resumed"), _reopened().label("reopened"))
    query = _open(ReminderSeries.REASSESS, _B.facts_changed_at, stops, *begins)
    return query.where(_B.facts_changed_at.is_not(None), _B.aware_at.is_not(None), _B.level.is_not(None))


#: Made once: the worker asks them every minute.
_QUERIES: dict[ReminderSeries, Select[*tuple[Any, ...]]] = {
    ReminderSeries.OFFICE: _office(ReminderSeries.OFFICE, _B.aware_at),
    ReminderSeries.SUBJECTS: _subjects(),
    ReminderSeries.WARNING: _warning(),
    ReminderSeries.REASSESS: _reassess(),
    ReminderSeries.RECEIVED: _office(ReminderSeries.RECEIVED, _B.received_at).where(_B.received_at < _B.aware_at),
}


def facts(uow: UnitOfWork, breach_ids: Collection[str]) -> dict[str, AnyRow]:
    """Return what a reminder says of each breach: ref, office_id, is_drill, aware_at, suspected_at."""
    columns = (_B.id, _B.ref, _B.office_id, _B.is_drill, _B.aware_at, _B.suspected_at, _B.received_at)
    found: dict[str, AnyRow] = {}
    for some in _batches(breach_ids):
        found |= {row.id: row for row in uow.connection.execute(select(*columns).where(_B.id.in_(some)))}
    return found


def activities(uow: UnitOfWork, breach_ids: Collection[str]) -> Iterable[tuple[str, str]]:
    """Yield (breach, activity) of some breaches."""
    columns = breach_activities.c
    for some in _batches(breach_ids):
        query = select(columns.breach_id, columns.activity_id).where(columns.breach_id.in_(some))
        for row in uow.connection.execute(query.order_by(columns.breach_id, columns.place)):
            yield row[0], row[1]


def revisions(uow: UnitOfWork, live: Select[*tuple[Any, ...]]) -> dict[str, str]:
    """Return the activity by revision of what a query of live revisions finds."""
    return {row.revision_id: row.activity_id for row in uow.connection.execute(live)}


def _batches(ids: Collection[str]) -> Iterable[list[str]]:
    ordered = sorted(set(ids))
    for begin in range(0, len(ordered), _BATCH):
        yield ordered[begin : begin + _BATCH]


def add(uow: UnitOfWork, rows: Sequence[dict[str, Any]]) -> None:
    """Insert the rows of stages. A stage that has a row is refused by the database."""
    if rows:
        uow.connection.execute(insert(breach_reminders), rows)


def of_breach(uow: UnitOfWork, breach_id: str, limit: int) -> Sequence[AnyRow]:
    """Return what became of the stages of a breach, the latest first."""
    rows = breach_reminders.c
    query = select(breach_reminders).where(rows.breach_id == breach_id)
    return uow.connection.execute(query.order_by(rows.due_at.desc(), rows.clock, rows.stage).limit(limit)).all()
