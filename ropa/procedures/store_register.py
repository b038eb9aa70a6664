"""Queries on what the register knows of records in a round: one statement counts them for every office of it.

A record belongs to the office where it stood when the round began, wherever it is moved later: nothing is lost or
counted twice when offices merge. Records of later, and those that were retired, hold up nothing.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select

from ropa.db.all_tables import metadata
from ropa.db.unit_of_work import UnitOfWork
from schemas.procedure import StepAct
from schemas.vocabulary import RevisionStatus

_A = metadata.tables["activities"].c
_DRAFTS = metadata.tables["revisions"]
_APPROVALS = metadata.tables["approvals"]
_PLACES = metadata.tables["activity_offices"]
_SAID = metadata.tables["review_confirmations"]
_PUBLIC = metadata.tables["publications"]
_CHECKS = metadata.tables["retention_runs"]
AnyRow = Row[*tuple[Any, ...]]
_IN_OFFICES = 500


class Span(Struct, frozen=True):
    """When a round began, and from when on what is done to records counts for it. Both aware."""

    begun_at: datetime
    since: datetime


def _office(span: Span) -> ColumnElement[int]:
    """Return the office where a record stood when the round began."""
    moved = (
        select(_PLACES.c.office_id)
        .where(_PLACES.c.activity_id == _A.id, _PLACES.c.moved_at > span.begun_at)
        .order_by(_PLACES.c.moved_at)
        .limit(1)
        .scalar_subquery()
    )
    return func.coalesce(moved, _A.office_id)


def _sources(query: Select[Any], span: Span) -> tuple[Select[Any], Any]:
    """Return a query of activities with what is open, approved, confirmed and public of each."""
    said = (
        select(_SAID.c.activity_id, func.max(_SAID.c.confirmed_at).label("at"))
        .where(_SAID.c.confirmed_at >= span.since)
        .group_by(_SAID.c.activity_id)
        .subquery()
    )
    standing = and_(_PUBLIC.c.activity_id == _A.id, _PUBLIC.c.withdrawn_at.is_(None))
    query = (
        query.select_from(metadata.tables["activities"])
        .outerjoin(_DRAFTS, _DRAFTS.c.id == _A.draft_revision_id)
        .outerjoin(_APPROVALS, _APPROVALS.c.revision_id == _A.approved_revision_id)
        .outerjoin(said, said.c.activity_id == _A.id)
        .outerjoin(_PUBLIC, standing)
        .where(_A.retired_at.is_(None), _A.created_at <= span.begun_at)
    )
    return query, said


def _tests(span: Span, said: Any) -> dict[StepAct, ColumnElement[bool]]:
    """Return when a record counts as done, by act. What was approved in the round stays done when edited again."""
    approved = _APPROVALS.c.approved_at >= span.since
    unchanged = and_(said.c.at.is_not(None), _A.draft_revision_id.is_(None))
    under_review = [str(RevisionStatus.SUBMITTED), str(RevisionStatus.REVIEWED)]
    return {
        StepAct.RECORDS_CONFIRMED: or_(approved, unchanged, _DRAFTS.c.status.in_(under_review)),
        StepAct.RECORDS_REVIEWED: or_(approved, unchanged, _DRAFTS.c.status == str(RevisionStatus.REVIEWED)),
        StepAct.RECORDS_APPROVED: or_(approved, unchanged),
        StepAct.REGISTER_PUBLISHED: _PUBLIC.c.revision == _APPROVALS.c.number,
    }


def _within(query: Select[Any], span: Span, offices: Collection[int] | None) -> Select[Any]:
    """Narrow a query to records that stood in some offices; None: in any."""
    if offices is None:
        return query
    wanted = sorted(offices)
    moved = select(_PLACES.c.activity_id).where(_PLACES.c.office_id.in_(wanted), _PLACES.c.moved_at > span.begun_at)
    # The first test finds them by an index; the second says where those stood that were moved.
    return query.where(or_(_A.office_id.in_(wanted), _A.id.in_(moved)), _office(span).in_(wanted))


def counts(uow: UnitOfWork, span: Span, offices: Collection[int] | None = None) -> Sequence[AnyRow]:
    """Return for each office (`office`) how many records there are (`total`) and how many are done for each act (by its
    name), and when any of them was last changed or confirmed; one query.
    """
    office = _office(span).label("office")
    query, said = _sources(select(office), span)
    query = query.add_columns(
        func.count().label("total"),
        *(func.sum(case((test, 1), else_=0)).label(str(act)) for act, test in _tests(span, said).items()),
        func.max(_A.updated_at).label("changed_at"),
        func.max(said.c.at).label("confirmed_at"),
    )
    return uow.connection.execute(_within(query, span, offices).group_by(office)).all()


def records(
    uow: UnitOfWork,
    span: Span,
    offices: Collection[int],
    act: StepAct,
    *,
    only_open: bool,
    after: str,
    limit: int,
) -> Sequence[AnyRow]:
    """Return the records of some offices in the order of their ids behind one: what is open, approved and public."""
    query, said = _sources(select(_A.id, _A.ref, _A.office_id), span)
    done = case((_tests(span, said)[act], 1), else_=0)
    query = query.add_columns(
        _DRAFTS.c.status.label("draft_status"),
        _APPROVALS.c.number.label("approved"),
        _PUBLIC.c.revision.label("public"),
        done.label("done"),
    ).where(_A.id > after)
    if only_open:
        query = query.where(done == 0)
    return uow.connection.execute(_within(query, span, offices).order_by(_A.id).limit(limit)).all()


def checked_through(uow: UnitOfWork) -> str:
    """Return the latest month (`YYYY-MM`) whose retention check was made; empty when none was."""
    return uow.connection.scalar(select(func.max(_CHECKS.c.month))) or ""
