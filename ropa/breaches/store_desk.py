"""The desk as one query: every breach in work with its danger, the largest first, page by page.

The order: danger (`schemas.breach_desk.Danger`, in its order), then the moment from which its clock runs, earliest
first (every clock of one danger is equally long, so the nearest deadline comes first), then high before risk before
not assessed, then the id. A danger depends on the moment, so all pages of one reading are of one `now`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, literal, not_, or_, select

from ropa.breaches import store_unreached
from ropa.breaches.rules import NOTIFY_WITHIN, REPORT_LATE_WITHIN, SOON
from ropa.breaches.tables import breaches
from ropa.db.moments import after as later
from ropa.db.types import UtcDateTime
from ropa.db.unit_of_work import UnitOfWork
from schemas.breach import BreachPhase, RiskLevel
from schemas.breach_desk import Danger, DeskFilter, DrillFilter

AnyRow = Row[*tuple[Any, ...]]
Offices = Select[tuple[int]] | None
_RANKS = {danger: place for place, danger in enumerate(Danger)}
_LEVELS = {str(RiskLevel.HIGH): 0, str(RiskLevel.RISK): 1}
_UNKNOWN, _NONE = 2, 3
_b = breaches.c
_LEFT = store_unreached.some()
#: What a row of the desk is made of: not the facts and texts, which are long.
_COLUMNS = (
    _b.id,
    _b.ref,
    _b.office_id,
    _b.version,
    _b.title,
    _b.phase,
    _b.is_drill,
    _b.incident_id,
    _b.source,
    _b.processor_name,
    _b.processor_told_at,
    _b.aware_at,
    _b.suspected_at,
    _b.received_at,
    _b.level,
    _b.level_at,
    _b.facts_changed_at,
    _b.stopped_at,
    _b.reopened_at,
    _b.notified_at,
    _b.late_reason_at,
    _b.excused_at,
    _b.subjects_notified_at,
    _LEFT.label("subjects_left"),
    _b.promised_for,
    _b.dismissed_at,
    _b.closed_at,
)


class Place(NamedTuple):
    """Where a page of the desk ends."""

    rank: int
    since: datetime
    level: int
    breach_id: str


def _danger(now: datetime) -> ColumnElement[int]:
    """Return the place of the danger in the desk's order, by the columns that the clock is computed from."""
    office_open = and_(
        _b.aware_at.is_not(None),
        _b.notified_at.is_(None),
        _b.excused_at.is_(None),
        or_(_b.level.is_(None), _b.level != str(RiskLevel.NONE)),
    )
    not_told = or_(_b.subjects_notified_at.is_(None), _LEFT)
    subjects_open = and_(_b.aware_at.is_not(None), _b.level == str(RiskLevel.HIGH), not_told)
    # A notice in time can become a late one when awareness is moved: the two moments tell, not what was filed then.
    reason_open = and_(
        _b.notified_at > later(_b.aware_at, NOTIFY_WITHIN), _b.late_reason_at.is_(None), _b.excused_at.is_(None)
    )
    facts_changed = and_(_b.aware_at.is_not(None), _b.level.is_not(None), _b.facts_changed_at.is_not(None))
    return case(
        (and_(office_open, _b.aware_at < now - REPORT_LATE_WITHIN), _RANKS[Danger.BEYOND_15D]),
        (and_(office_open, _b.aware_at < now - NOTIFY_WITHIN), _RANKS[Danger.OVERDUE]),
        (and_(office_open, _b.aware_at <= now - NOTIFY_WITHIN + SOON), _RANKS[Danger.DUE_SOON]),
        (subjects_open, _RANKS[Danger.SUBJECTS]),
        (facts_changed, _RANKS[Danger.REASSESS]),
        (office_open, _RANKS[Danger.RUNNING]),
        (_b.aware_at.is_(None), _RANKS[Danger.WARNING]),
        (reason_open, _RANKS[Danger.LATE_REASON]),
        (_b.promised_for.is_not(None), _RANKS[Danger.PROMISED]),
        else_=_RANKS[Danger.NO_CLOCK],
    )


def _since(danger: ColumnElement[int]) -> ColumnElement[datetime]:
    warned_from = case(
        (_b.suspected_at.is_(None), _b.received_at),
        (_b.received_at < _b.suspected_at, _b.received_at),
        else_=_b.suspected_at,
    )
    found = case(
        (danger == _RANKS[Danger.SUBJECTS], _b.level_at),
        (danger == _RANKS[Danger.REASSESS], _b.facts_changed_at),
        (danger == _RANKS[Danger.PROMISED], _b.promised_for),
        (danger == _RANKS[Danger.WARNING], warned_from),
        else_=_b.aware_at,
    )
    return func.coalesce(found, _b.reported_at, type_=UtcDateTime())


def _tests(visible: Sequence[Offices], wanted: DeskFilter) -> list[ColumnElement[bool]]:
    in_work = (str(BreachPhase.SUSPECTED), str(BreachPhase.OPEN))
    tests: list[ColumnElement[bool]] = [_b.phase.in_(in_work)]
    tests += [_b.office_id.in_(offices) for offices in visible if offices is not None]
    if wanted.phase is not None:
        tests.append(_b.phase == str(wanted.phase))
    if wanted.level is not None:
        tests.append(_b.level == str(wanted.level))
    if wanted.drill is not DrillFilter.BOTH:
        tests.append(_b.is_drill if wanted.drill is DrillFilter.DRILLS else not_(_b.is_drill))
    return tests


def rows(
    uow: UnitOfWork,
    visible: Sequence[Offices],
    wanted: DeskFilter,
    now: datetime,
    after: Place | None,
    limit: int,
) -> Sequence[AnyRow]:
    """Return up to `limit` rows of breaches with `danger_rank`, `since` and `level_rank`, behind a place, in order."""
    danger = _danger(now)
    level = case(_LEVELS, value=_b.level, else_=case((_b.level.is_(None), _UNKNOWN), else_=_NONE))
    inner = (
        select(*_COLUMNS, danger.label("danger_rank"), _since(danger).label("since"), level.label("level_rank"))
        .where(*_tests(visible, wanted))
        .subquery()
    )
    it = inner.c
    query = select(inner)
    if wanted.danger is not None:
        query = query.where(it.danger_rank == _RANKS[wanted.danger])
    elif not wanted.with_quiet:
        query = query.where(it.danger_rank != _RANKS[Danger.NO_CLOCK])
    if after is not None:
        query = query.where(_behind(it, after))
    order = (it.danger_rank, it.since, it.level_rank, it.id)
    return uow.connection.execute(query.order_by(*order).limit(limit)).all()


def _behind(it: Any, after: Place) -> ColumnElement[bool]:
    since = literal(after.since, UtcDateTime())
    return or_(
        it.danger_rank > after.rank,
        and_(
            it.danger_rank == after.rank,
            or_(
                it.since > since,
                and_(
                    it.since == since,
                    or_(
                        it.level_rank > after.level,
                        and_(it.level_rank == after.level, it.id > after.breach_id),
                    ),
                ),
            ),
        ),
    )


def counts(
    uow: UnitOfWork, visible: Sequence[Offices], wanted: DeskFilter, now: datetime
) -> list[tuple[int, bool, int]]:
    """Return (place of the danger, is a drill, how many) of what the filter lets; its `danger` does not narrow."""
    danger = _danger(now).label("danger_rank")
    inner = select(danger, _b.is_drill).where(*_tests(visible, wanted)).subquery()
    query = select(inner.c.danger_rank, inner.c.is_drill, func.count()).group_by(inner.c.danger_rank, inner.c.is_drill)
    return [(row[0], bool(row[1]), row[2]) for row in uow.connection.execute(query)]
