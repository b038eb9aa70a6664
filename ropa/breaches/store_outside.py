"""Queries on what comes from outside: links of processors, reports of the public, what was sent twice."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, delete, func, insert, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from ropa.breaches.store import Offices
from ropa.breaches.tables import breach_submissions
from ropa.breaches.tables_desk import WAITING, breach_links, breach_report_decisions, breach_reports
from ropa.db.unit_of_work import UnitOfWork

AnyRow = Row[*tuple[Any, ...]]
_L, _R, _D, _S = breach_links, breach_reports, breach_report_decisions, breach_submissions
_ITEM = (_R, _R.c.count.label("times"), _D.c.kind, _D.c.reason, _D.c.breach_id, _D.c.decided_by, _D.c.decided_by_name)


def add_link(uow: UnitOfWork, values: dict[str, object]) -> None:
    """Insert a link."""
    uow.connection.execute(insert(_L), values)


def links(uow: UnitOfWork, visible: Offices, limit: int) -> Sequence[AnyRow]:
    """Return links of offices that the caller may see, newest first."""
    query = select(_L).order_by(_L.c.id.desc()).limit(limit)
    return uow.connection.execute(query if visible is None else query.where(_L.c.office_id.in_(visible))).all()


def link(uow: UnitOfWork, link_id: str) -> AnyRow | None:
    """Return one link, or None."""
    return uow.connection.execute(select(_L).where(_L.c.id == link_id)).first()


def link_of(uow: UnitOfWork, token_hash: str) -> AnyRow | None:
    """Return the link of a token, or None."""
    return uow.connection.execute(select(_L).where(_L.c.token_hash == token_hash)).first()


def use_link(uow: UnitOfWork, link_id: str) -> None:
    """Count one report that came by a link."""
    query = update(_L).where(_L.c.id == link_id)
    uow.connection.execute(query.values(uses=_L.c.uses + 1, last_used_at=uow.now))


def revoke_link(uow: UnitOfWork, link_id: str) -> bool:
    """End a link now; return False when it had ended already."""
    query = update(_L).where(_L.c.id == link_id, _L.c.revoked_at.is_(None))
    return uow.connection.execute(query.values(revoked_at=uow.now, revoked_by=uow.actor.id)).rowcount == 1


def receive(uow: UnitOfWork, values: dict[str, object]) -> AnyRow:
    """Insert a report, or count it with the waiting one of the same words; return the row's id and contact."""
    make = (sqlite if uow.dialect == "sqlite" else postgresql).insert
    query = make(_R).values(values)
    query = query.on_conflict_do_update(
        index_elements=[_R.c.words_hash],
        index_where=_R.c.state == text("'waiting'"),
        set_={"count": _R.c.count + 1, "last_received_at": uow.now},
    )
    return uow.connection.execute(query.returning(_R.c.id, _R.c.contact)).one()


def set_contact(uow: UnitOfWork, report_id: str, contact: bytes | None) -> None:
    """Keep how the reporters of one report may be reached."""
    uow.connection.execute(update(_R).where(_R.c.id == report_id).values(contact=contact))


def reports(
    uow: UnitOfWork, visible: Offices, *, state: str | None, after: tuple[datetime, str] | None, limit: int
) -> Sequence[AnyRow]:
    """Return reports that the caller may see with what was decided, the latest first, after a place."""
    query = select(*_ITEM).outerjoin(_D, _D.c.report_id == _R.c.id)
    query = query.where(*_seen(visible), *([] if state is None else [_R.c.state == state]))
    if after is not None:
        before = _R.c.received_at < after[0]
        query = query.where(or_(before, and_(_R.c.received_at == after[0], _R.c.id < after[1])))
    return uow.connection.execute(query.order_by(_R.c.received_at.desc(), _R.c.id.desc()).limit(limit)).all()


def report(uow: UnitOfWork, report_id: str) -> AnyRow | None:
    """Return one report with what was decided, or None."""
    query = select(*_ITEM).outerjoin(_D, _D.c.report_id == _R.c.id)
    return uow.connection.execute(query.where(_R.c.id == report_id)).first()


def waiting(uow: UnitOfWork, visible: Offices) -> int:
    """Return how many reports wait that the caller may see."""
    query = select(func.count()).select_from(_R).where(_R.c.state == WAITING, *_seen(visible))
    return int(uow.connection.execute(query).scalar_one())


def _seen(visible: Offices) -> list[ColumnElement[bool]]:
    return [] if visible is None else [_R.c.office_id.in_(visible)]


def decide(uow: UnitOfWork, report_id: str, state: str, values: dict[str, object]) -> bool:
    """Keep a decision on a waiting report; return False when somebody decided before."""
    query = update(_R).where(_R.c.id == report_id, _R.c.state == WAITING)
    if uow.connection.execute(query.values(state=state, decided_at=uow.now)).rowcount != 1:
        return False
    uow.connection.execute(insert(_D), values)
    return True


def waiting_by_office(uow: UnitOfWork) -> Sequence[AnyRow]:
    """Return for each office (or None) how many reports wait, how many nobody was told of, how often those were sent,
    and when the first of all came.
    """
    fresh = case((_R.c.told_at.is_(None), 1), else_=0)
    times = case((_R.c.told_at.is_(None), _R.c.count), else_=0)
    query = select(
        _R.c.office_id,
        func.count().label("many"),
        func.sum(fresh).label("fresh"),
        func.sum(times).label("times"),
        func.min(_R.c.received_at).label("oldest"),
    )
    return uow.connection.execute(query.where(_R.c.state == WAITING).group_by(_R.c.office_id)).all()


def last_told(uow: UnitOfWork) -> datetime | None:
    """Return when the latest digest told of reports. One of the future (a clock was set back) holds nobody up."""
    query = select(func.max(_R.c.told_at)).where(_R.c.told_at <= uow.now)
    found: datetime | None = uow.connection.scalar(query)
    return found


def mark_told(uow: UnitOfWork) -> None:
    """Note that the digest told of all that wait."""
    uow.connection.execute(update(_R).where(_R.c.state == WAITING, _R.c.told_at.is_(None)).values(told_at=uow.now))


def forget_contacts(uow: UnitOfWork, decided_before: datetime, waiting_since: datetime) -> int:
    """Delete how reporters may be reached where the decision, or with none the last report, is older than a moment;
    return of how many.
    """
    old = or_(_R.c.decided_at < decided_before, and_(_R.c.state == WAITING, _R.c.last_received_at < waiting_since))
    query = update(_R).where(old, _R.c.contact.is_not(None)).values(contact=None)
    return uow.connection.execute(query).rowcount


def submission(uow: UnitOfWork, key_hash: str) -> AnyRow | None:
    """Return what was sent with a key before, or None."""
    return uow.connection.execute(select(_S).where(_S.c.key_hash == key_hash)).first()


def add_submission(uow: UnitOfWork, key_hash: str, body_hash: str, breach_id: str, before: AnyRow | None) -> None:
    """Keep that a report was sent; `before`, one of the same key that counts no more, makes room.

    Nothing else does: the same report that another call saved meanwhile makes this one a Conflict.
    """
    if before is not None:
        uow.connection.execute(delete(_S).where(_S.c.key_hash == key_hash, _S.c.breach_id == before.breach_id))
    values = {"key_hash": key_hash, "body_hash": body_hash, "breach_id": breach_id, "sent_at": uow.now}
    uow.connection.execute(insert(_S), values)


def forget_submissions(uow: UnitOfWork, before: datetime) -> int:
    """Delete what was sent before a moment; return how many."""
    return uow.connection.execute(delete(_S).where(_S.c.sent_at < before)).rowcount
