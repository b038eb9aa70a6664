"""Queries of the worklist, of owners and of acceptances. Whoever calls hands in the revisions that the actor sees."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from msgspec import Struct
from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    bindparam,
    case,
    delete,
    exists,
    false,
    func,
    insert,
    literal_column,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from ropa.db.unit_of_work import UnitOfWork
from ropa.findings.store_checks import counts_today, finding_in
from ropa.findings.tables import finding_acceptances, finding_checks, finding_owners, findings
from schemas.findings import Finding, Severity
from schemas.worklist import Acceptance, Expiring, FindingState, Tally, WorkFilter, WorkItem

Offices = Select[tuple[int]] | None
_A = finding_acceptances.c
_F = findings.c


class Scope(Struct, frozen=True, kw_only=True):
    """Which findings a list is about, before its filter."""

    shown: Select[Any]
    """The revisions that the actor sees."""
    today: date
    writes: Sequence[Offices]
    """Where the actor writes, and so answers for what is nobody's. None: everywhere; empty: nowhere."""


def worklist(
    uow: UnitOfWork, scope: Scope, wanted: WorkFilter, after: tuple[str, int] | None, limit: int | None
) -> list[tuple[str, int, WorkItem]]:
    """Return findings with their places, newest record first, each record's in the order of the form."""
    of, taken = scope.shown.subquery(), finding_acceptances.alias("taken")
    columns = (
        _F.revision_id,
        _F.seq,
        _F.key,
        _F.body,
        of.c.activity_id,
        of.c.office_id,
        of.c.ref,
        of.c.title,
        of.c.number,
        finding_checks.c.writer_id,
        finding_checks.c.writer_name,
        finding_owners.c.owner_id,
        finding_owners.c.owner_name,
        *(taken.c[column.name].label(f"taken_{column.name}") for column in taken.columns),
    )
    query = _joined(select(*columns), uow, scope, wanted, of, taken)
    if after is not None:
        revision_id, seq = after
        query = query.where(or_(_F.revision_id < revision_id, and_(_F.revision_id == revision_id, _F.seq > seq)))
    rows: Any = uow.connection.execute(query.order_by(_F.revision_id.desc(), _F.seq).limit(limit))
    return [(row.revision_id, row.seq, _item(row)) for row in rows]


def _joined(query: Select[Any], uow: UnitOfWork, scope: Scope, wanted: WorkFilter, of: Any, taken: Any) -> Select[Any]:
    """Return a query of findings in what is shown, with their checks, owners and acceptances, as the filter wants."""
    counts = and_(
        taken.c.activity_id == _F.activity_id,
        taken.c.key == _F.key,
        taken.c.ended_at.is_(None),
        taken.c.valid_through >= scope.today,
    )
    owners = finding_owners.c
    asked = and_(owners.activity_id == _F.activity_id, owners.code == _F.code, owners.pointer == _F.pointer)
    return (
        query.select_from(findings)
        .join(of, of.c.revision_id == _F.revision_id)
        .join(finding_checks, finding_checks.c.revision_id == _F.revision_id)
        .outerjoin(finding_owners, asked)
        .outerjoin(taken, counts)
        .where(*_tests(uow, scope, wanted, of, taken))
    )


def _tests(uow: UnitOfWork, scope: Scope, wanted: WorkFilter, of: Any, taken: Any) -> list[ColumnElement[bool]]:
    tests: list[ColumnElement[bool]] = []
    if wanted.severity is not None:
        tests.append(_F.severity == str(wanted.severity))
    if wanted.code is not None:
        tests.append(_F.code == wanted.code)
    if wanted.state is not None:
        tests.append(taken.c.id.is_(None) if wanted.state is FindingState.OPEN else taken.c.id.is_not(None))
    if wanted.mine:
        owner = func.coalesce(finding_owners.c.owner_id, finding_checks.c.writer_id)
        nobodys = [true() if each is None else of.c.office_id.in_(each) for each in scope.writes]
        tests.append(or_(owner == uow.actor.id, and_(owner.is_(None), or_(false(), *nobodys))))
    return tests


def _item(row: Row[Any]) -> WorkItem:
    found = finding_in(row.body)
    taken = None if row.taken_id is None else acceptance_of(row, "taken_")
    return WorkItem(
        key=row.key,
        activity_id=row.activity_id,
        ref=row.ref,
        title=row.title,
        office_id=row.office_id,
        revision=row.number,
        code=found.code,
        severity=found.severity,
        pointer=found.pointer,
        message_th=found.message_th,
        message_en=found.message_en,
        law=found.law,
        suggestion=found.suggestion,
        suggestion_en=found.suggestion_en,
        is_new=found.is_new,
        owner_id=row.owner_id or row.writer_id,
        owner_name=row.owner_name or row.writer_name,
        assigned=row.owner_id is not None,
        state=FindingState.OPEN if taken is None else FindingState.ACCEPTED,
        acceptance=taken,
    )


def acceptance_of(row: Row[Any], prefix: str = "") -> Acceptance:
    """Return the acceptance of a row whose columns begin with `prefix`."""
    at = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
    found = finding_in(at[f"{prefix}body"])
    names = set(Acceptance.__struct_fields__) - {"message_th", "message_en"}
    return Acceptance(
        message_th=found.message_th,
        message_en=found.message_en,
        **{name: at[prefix + name] for name in names},
    )


def count(uow: UnitOfWork, scope: Scope, wanted: WorkFilter) -> dict[Severity, int]:
    """Return how many findings a filter has, by severity."""
    of, taken = scope.shown.subquery(), finding_acceptances.alias("taken")
    query = _joined(select(_F.severity, func.count()), uow, scope, wanted, of, taken).group_by(_F.severity)
    return {Severity.of(row[0]): row[1] for row in uow.connection.execute(query)}


def summary(uow: UnitOfWork, scope: Scope) -> tuple[Tally, int]:
    """Return what the records add up to, and how many open errors and warnings the actor answers for.

    Without walking over all findings: those of the records written last, as counted at each save; and, one by one,
    those that somebody was given.
    """
    of, check, owners = scope.shown.subquery(), finding_checks.c, finding_owners.c
    nobodys = [true() if each is None else of.c.office_id.in_(each) for each in scope.writes]
    wrote = or_(
        func.coalesce(check.writer_id, "") == uow.actor.id, and_(check.writer_id.is_(None), or_(false(), *nobodys))
    )
    sums = (func.sum(check[name]).label(name) for name in ("errors", "warnings", "hints", "accepted"))
    query = select(
        func.count().label("records"),
        func.sum(check.completeness).label("completeness_sum"),
        func.sum(check.score).label("score_sum"),
        *sums,
        func.sum(case((wrote, check.errors + check.warnings), else_=0)).label("mine"),
        exists(select(owners.activity_id)).label("given"),
    ).join(of, of.c.revision_id == check.revision_id)
    row = uow.connection.execute(query).one()._mapping  # noqa: SLF001 - SQLAlchemy's public name
    tally = Tally(**{name: int(row[name] or 0) for name in Tally.__struct_fields__})
    mine = int(row["mine"] or 0)
    # SQLite begins the next join at the wrong end; where nobody was given anything it need not be asked.
    if not row["given"]:
        return tally, mine
    asked = owners.owner_id == uow.actor.id
    differs = case((and_(asked, ~wrote), 1), (and_(~asked, wrote), -1), else_=0)
    taken = exists(literal_column("1")).where(
        _A.activity_id == _F.activity_id, _A.key == _F.key, counts_today(scope.today)
    )
    given = (
        select(func.sum(differs))
        .select_from(finding_owners)
        .join(
            findings, and_(owners.activity_id == _F.activity_id, owners.code == _F.code, owners.pointer == _F.pointer)
        )
        .join(of, of.c.revision_id == _F.revision_id)
        .join(finding_checks, check.revision_id == _F.revision_id)
        .where(_F.severity != str(Severity.HINT), ~taken)
    )
    return tally, mine + int(uow.connection.scalar(given) or 0)


def standing(uow: UnitOfWork, revisions: Select[Any], key: str) -> Finding | None:
    """Return the finding of a key in one of the revisions, or None."""
    of = revisions.subquery()
    query = select(_F.body).join(of, of.c.revision_id == _F.revision_id).where(_F.key == key).limit(1)
    body = uow.connection.scalar(query)
    return None if body is None else finding_in(body)


def places(uow: UnitOfWork, revisions: Select[Any], keys: Sequence[str]) -> list[tuple[str, str]]:
    """Return (code, pointer) of the findings of some keys (none: of all) in the revisions."""
    of = revisions.subquery()
    query = select(_F.code, _F.pointer).join(of, of.c.revision_id == _F.revision_id).distinct()
    if keys:
        query = query.where(_F.key.in_(keys))
    return [(row.code, row.pointer) for row in uow.connection.execute(query)]


def accepted_in(uow: UnitOfWork, revisions: Select[Any], today: date) -> list[Finding]:
    """Return the findings in the revisions that are accepted on a day."""
    of = revisions.subquery()
    taken = exists(literal_column("1")).where(_A.activity_id == _F.activity_id, _A.key == _F.key, counts_today(today))
    query = select(_F.body).join(of, of.c.revision_id == _F.revision_id).where(taken)
    return [finding_in(body) for body in uow.connection.scalars(query)]


def add_acceptance(uow: UnitOfWork, values: dict[str, object]) -> None:
    """Store an acceptance."""
    uow.connection.execute(insert(finding_acceptances), values)


def counting(uow: UnitOfWork, activity_id: str, key: str, today: date) -> str | None:
    """Return the acceptance of a finding that counts on a day, or None."""
    query = select(_A.id).where(_A.activity_id == activity_id, _A.key == key, counts_today(today))
    return uow.connection.scalar(query.limit(1))


def lock(uow: UnitOfWork, activity_id: str) -> None:
    """Let others who accept findings of an activity wait until this unit of work ends."""
    query = select(finding_checks.c.revision_id).where(finding_checks.c.activity_id == activity_id)
    uow.connection.execute(query.with_for_update())


def acceptance(uow: UnitOfWork, acceptance_id: str) -> Acceptance | None:
    """Return an acceptance, ended or not, or None."""
    row = uow.connection.execute(select(finding_acceptances).where(_A.id == acceptance_id)).first()
    return None if row is None else acceptance_of(row)


_ANY = select(_A.id).where(_A.activity_id == bindparam("activity_id"), _A.ended_at.is_(None)).limit(1)


def has_acceptance(uow: UnitOfWork, activity_id: str) -> bool:
    """Tell whether anything of a record was accepted and not taken back: most pages of records ask no more."""
    return uow.connection.execute(_ANY, {"activity_id": activity_id}).first() is not None


def acceptances(uow: UnitOfWork, activity_id: str) -> list[Acceptance]:
    """Return all acceptances of a record, newest first."""
    query = select(finding_acceptances).where(_A.activity_id == activity_id).order_by(_A.id.desc())
    return [acceptance_of(row) for row in uow.connection.execute(query)]


def end_acceptance(uow: UnitOfWork, acceptance_id: str) -> bool:
    """End an acceptance that was not ended; False when it was."""
    query = update(finding_acceptances).where(_A.id == acceptance_id, _A.ended_at.is_(None))
    return uow.connection.execute(query.values(ended_at=uow.now, ended_by_name=uow.actor.name)).rowcount == 1


def expiring(uow: UnitOfWork, shown: Select[Any], today: date, through: date) -> list[Expiring]:
    """Return the acceptances in the records of `shown` that count on a day and end by another, soonest first."""
    of = shown.subquery()
    query = (
        select(
            _A.id.label("acceptance_id"),
            of.c.activity_id,
            of.c.ref,
            of.c.title,
            of.c.office_id,
            _A.code,
            _A.pointer,
            _A.valid_through,
            _A.accepted_by,
            _A.accepted_by_name,
        )
        .join(of, of.c.activity_id == _A.activity_id)
        .where(counts_today(today), _A.valid_through <= through)
        .order_by(_A.valid_through, _A.id)
    )
    return [Expiring(**row._mapping) for row in uow.connection.execute(query)]  # noqa: SLF001


def assign(
    uow: UnitOfWork, activity_id: str, places_: Sequence[tuple[str, str]], owner: tuple[str, str] | None
) -> None:
    """Say who sees to the findings of some (code, pointer); None: nobody special."""
    owners = finding_owners
    if not places_:
        return
    if owner is None:
        for code, pointer in places_:
            at = and_(owners.c.activity_id == activity_id, owners.c.code == code, owners.c.pointer == pointer)
            uow.connection.execute(delete(owners).where(at))
        return
    dialect: Any = sqlite if uow.dialect == "sqlite" else postgresql
    add = dialect.insert(owners)
    names = ("owner_id", "owner_name", "assigned_at", "assigned_by")
    query = add.on_conflict_do_update(
        index_elements=["activity_id", "code", "pointer"], set_={name: add.excluded[name] for name in names}
    )
    common = {
        "activity_id": activity_id,
        "owner_id": owner[0],
        "owner_name": owner[1],
        "assigned_at": uow.now,
        "assigned_by": uow.actor.id,
    }
    uow.connection.execute(query, [{**common, "code": code, "pointer": pointer} for code, pointer in places_])
