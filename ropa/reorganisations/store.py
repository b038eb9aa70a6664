"""Queries that move records and offices, over every table that names an office (`rules_tables.SCOPED`)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, and_, func, insert, or_, select, update

from ropa.db.all_tables import metadata
from ropa.db.unit_of_work import UnitOfWork
from ropa.reorganisations.rules_tables import SCOPED, Scoped, Way

_CHUNK = 500
_tables = metadata.tables
ACTIVITIES, INDEX, PAST = _tables["activities"], _tables["revision_index"], _tables["activity_offices"]
GRANTS, TOKENS, PEOPLE = _tables["grants"], _tables["api_tokens"], _tables["people"]
EXCEPTIONS = _tables["separation_exceptions"]


def _present(scoped: Scoped) -> tuple[Table, ColumnElement[bool]]:
    """Return a listed table and the condition of its rows that follow."""
    table = _tables[scoped.table]
    if scoped.only_while_null is None:
        return table, table.c[scoped.column].is_not(None)
    return table, table.c[scoped.only_while_null].is_(None)


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]


def records_of(uow: UnitOfWork, office_ids: Iterable[int]) -> Sequence[Any]:
    """Return id, ref, office, version, unit and main process of every activity of some offices, oldest first."""
    query = (
        select(
            ACTIVITIES.c.id,
            ACTIVITIES.c.ref,
            ACTIVITIES.c.office_id,
            ACTIVITIES.c.version,
            INDEX.c.responsible_org_unit,
            INDEX.c.main_process,
        )
        .select_from(
            ACTIVITIES.outerjoin(INDEX, and_(INDEX.c.activity_id == ACTIVITIES.c.id, INDEX.c.is_public.is_(True)))
        )
        .where(ACTIVITIES.c.office_id.in_(sorted(office_ids)))
        .order_by(ACTIVITIES.c.id)
    )
    return uow.connection.execute(query).all()


def records_by_office(uow: UnitOfWork) -> dict[int, int]:
    """Return how many activities each office has."""
    query = select(ACTIVITIES.c.office_id, func.count()).group_by(ACTIVITIES.c.office_id)
    return {office: count for office, count in uow.connection.execute(query)}  # noqa: C416 - rows are no plain tuples to mypy


def rows_moved(uow: UnitOfWork, records: Sequence[str], ended: Sequence[int]) -> dict[str, int]:
    """Return how many rows of each listed table would go with records and with offices that end."""
    found: dict[str, int] = {}
    for scoped in SCOPED:
        table, present = _present(scoped)
        count = select(func.count()).select_from(table).where(present)
        total = 0
        if scoped.way is Way.RECORD:
            for chunk in _chunks(records):
                total += uow.connection.scalar(count.where(table.c[scoped.key].in_(chunk))) or 0
        elif scoped.way is Way.OFFICE and ended:
            total = uow.connection.scalar(count.where(table.c[scoped.column].in_(ended))) or 0
        if total:
            found[scoped.table] = total
    return found


def lock_records(uow: UnitOfWork, activity_ids: Sequence[str]) -> None:
    """Let other writers of activities wait until this unit of work ends."""
    for chunk in _chunks(activity_ids):
        query = select(ACTIVITIES.c.id).where(ACTIVITIES.c.id.in_(chunk)).order_by(ACTIVITIES.c.id)
        uow.connection.execute(query.with_for_update()).all()


def move_records(uow: UnitOfWork, activity_ids: Sequence[str], to_id: int) -> None:
    """Put activities and all their rows into an office. Who edits one at this moment is told that it changed."""
    for scoped in SCOPED:
        if scoped.way is not Way.RECORD:
            continue
        table, present = _present(scoped)
        values: dict[str, Any] = {scoped.column: to_id}
        if scoped.table == "activities":
            values["version"] = table.c.version + 1
        for chunk in _chunks(activity_ids):
            uow.connection.execute(update(table).where(present, table.c[scoped.key].in_(chunk)).values(**values))


def move_office_rows(uow: UnitOfWork, from_id: int, to_id: int) -> None:
    """Give what belongs to an office itself to another one."""
    for scoped in SCOPED:
        if scoped.way is Way.OFFICE:
            table, present = _present(scoped)
            column = table.c[scoped.column]
            uow.connection.execute(update(table).where(present, column == from_id).values({scoped.column: to_id}))


def note_past(
    uow: UnitOfWork, activity_ids: Sequence[str], from_id: int, until_at: datetime, values: Mapping[str, object]
) -> None:
    """Note in which office activities were until a moment; what is noted until then or later stays as it is."""
    for chunk in _chunks(activity_ids):
        known = set(
            uow.connection.scalars(
                select(PAST.c.activity_id).where(PAST.c.activity_id.in_(chunk), PAST.c.until_at >= until_at)
            )
        )
        rows = [
            {"activity_id": each, "until_at": until_at, "office_id": from_id, "moved_at": uow.now, **values}
            for each in chunk
            if each not in known
        ]
        if rows:
            uow.connection.execute(insert(PAST), rows)


def _counting(table: Table, now: datetime, today: date) -> ColumnElement[bool]:
    if table is TOKENS:
        return and_(table.c.revoked_at.is_(None), table.c.expires_at > now)
    return and_(table.c.ended_at.is_(None), or_(table.c.valid_through.is_(None), table.c.valid_through >= today))


def rights_at(uow: UnitOfWork, office_ids: Sequence[int], today: date) -> list[Row[Any]]:
    """Return the grants and the tokens at some offices that count now or will, as (id, is_token, person, role, office).

    A grant also says the person's name and whether it is a deputy's.
    """
    grants = (
        select(
            GRANTS.c.id,
            GRANTS.c.person_id,
            PEOPLE.c.display_name,
            GRANTS.c.role,
            GRANTS.c.office_id,
            GRANTS.c.is_acting,
        )
        .join(PEOPLE, PEOPLE.c.id == GRANTS.c.person_id)
        .where(GRANTS.c.office_id.in_(office_ids), _counting(GRANTS, uow.now, today))
        .order_by(GRANTS.c.office_id, GRANTS.c.id)
    )
    return list(uow.connection.execute(grants))


def tokens_at(uow: UnitOfWork, office_ids: Sequence[int], today: date) -> list[Row[Any]]:
    """Return id, role and office of the tokens at some offices that count on a day."""
    tokens = (
        select(TOKENS.c.id, TOKENS.c.role, TOKENS.c.office_id)
        .where(TOKENS.c.office_id.in_(office_ids), _counting(TOKENS, uow.now, today))
        .order_by(TOKENS.c.office_id, TOKENS.c.id)
    )
    return list(uow.connection.execute(tokens))


def rights_by_office(uow: UnitOfWork, today: date) -> list[tuple[int, str, int]]:
    """Return office, role and number of the rights that count, people's and tokens' together."""
    found: dict[tuple[int, str], int] = {}
    for table in (GRANTS, TOKENS):
        query = (
            select(table.c.office_id, table.c.role, func.count())
            .where(_counting(table, uow.now, today))
            .group_by(table.c.office_id, table.c.role)
        )
        for office, role, count in uow.connection.execute(query):
            found[office, role] = found.get((office, role), 0) + count
    return [(office, role, count) for (office, role), count in sorted(found.items())]


def move_right(uow: UnitOfWork, right_id: str, to_id: int, *, is_token: bool) -> None:
    """Put a right at another office."""
    table = TOKENS if is_token else GRANTS
    uow.connection.execute(update(table).where(table.c.id == right_id).values(office_id=to_id))


def end_right(uow: UnitOfWork, right_id: str, *, is_token: bool) -> None:
    """End a right now."""
    table = TOKENS if is_token else GRANTS
    values = {"revoked_at": uow.now} if is_token else {"ended_at": uow.now, "ended_by": uow.actor.id}
    uow.connection.execute(update(table).where(table.c.id == right_id).values(**values))


def end_exceptions(uow: UnitOfWork, office_id: int) -> int:
    """End the leave from the separation of duties of an office; return how many there were."""
    query = update(EXCEPTIONS).where(EXCEPTIONS.c.office_id == office_id, EXCEPTIONS.c.ended_at.is_(None))
    return uow.connection.execute(query.values(ended_at=uow.now, ended_by_name=uow.actor.name)).rowcount


def title_lines(uow: UnitOfWork, activity_ids: Sequence[str]) -> dict[str, Row[Any]]:
    """Return ref, title, unit and office of activities by id."""
    found: dict[str, Row[Any]] = {}
    for chunk in _chunks(activity_ids):
        query = select(
            INDEX.c.activity_id,
            INDEX.c.ref,
            func.coalesce(INDEX.c.sub_process, INDEX.c.main_process).label("title"),
            INDEX.c.responsible_org_unit.label("unit"),
            INDEX.c.office_id,
        ).where(INDEX.c.activity_id.in_(chunk), INDEX.c.is_current.is_(True))
        found |= {row.activity_id: row for row in uow.connection.execute(query)}
    return found
