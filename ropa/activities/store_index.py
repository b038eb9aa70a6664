"""Writes and reads the projections: the list, its filters and the search."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    delete,
    false,
    func,
    insert,
    literal_column,
    or_,
    select,
    text,
    update,
)

from ropa.activities import store_stewards, store_words
from ropa.activities.rules_projection import Projection
from ropa.activities.tables import (
    PROJECTIONS,
    activities,
    revision_bases,
    revision_exchanges,
    revision_index,
    revision_recipients,
    revision_systems,
    revisions,
)
from ropa.db.unit_of_work import UnitOfWork
from schemas.listing import ActivityFilter, ActivityItem, StoredRevision
from schemas.reading import CONTROL
from schemas.thai_text import searchable
from schemas.vocabulary import RevisionStatus

Scope = Select[tuple[int]] | None
Test = ColumnElement[bool]
#: What a line of the list is made of; first its place.
LINE = tuple(
    revision_index.c[name]
    for name in (
        "search_id",
        "activity_id",
        "ref",
        "office_id",
        "status",
        "number",
        "main_process",
        "sub_process",
        "responsible_org_unit",
        "step_count",
        "system_count",
        "updated_at",
    )
)
#: FTS5's trigram index knows no term of one or two characters and answers "nothing" without a word.
TRIGRAM = 3


def save_index(
    uow: UnitOfWork, stored: StoredRevision, revision_id: str, projection: Projection, *, current: bool, public: bool
) -> None:
    """Insert or replace what is indexed of one revision. The row keeps its place in the list."""
    values = {
        "activity_id": stored.id,
        "office_id": stored.office_id,
        "ref": stored.ref,
        "status": str(stored.status),
        "number": stored.revision,
        "is_current": current,
        "is_public": public,
        "main_process": projection.main_process,
        "sub_process": projection.sub_process,
        "responsible_org_unit": projection.responsible_org_unit,
        "step_count": projection.step_count,
        "system_count": projection.system_count,
        "updated_at": stored.updated_at,
        "search_text": f"{searchable(stored.ref)}\n{projection.search_text}",
    }
    changed = uow.connection.execute(
        update(revision_index).where(revision_index.c.revision_id == revision_id).values(**values)
    )
    if changed.rowcount == 0:
        uow.connection.execute(insert(revision_index), {"revision_id": revision_id, **values})
    else:
        _drop_children(uow, revision_id)
    _add_children(uow, revision_id, projection)
    store_words.save(uow, revision_id, projection.words)


def _add_children(uow: UnitOfWork, revision_id: str, projection: Projection) -> None:
    for table, rows in (
        (revision_systems, projection.systems),
        (revision_recipients, (*projection.recipients, *projection.parties)),
        (revision_exchanges, projection.exchanges),
    ):
        if rows:
            names = rows[0].__struct_fields__
            values = [{"revision_id": revision_id, **{name: getattr(row, name) for name in names}} for row in rows]
            uow.connection.execute(insert(table), values)
    codes = (*projection.bases, *projection.marks)
    uow.connection.execute(insert(revision_bases), [{"revision_id": revision_id, "basis": code} for code in codes])


def _drop_children(uow: UnitOfWork, revision_id: str) -> None:
    for table in (revision_exchanges, revision_bases, revision_recipients, revision_systems):
        uow.connection.execute(delete(table).where(table.c.revision_id == revision_id))


def drop_index(uow: UnitOfWork, revision_id: str) -> None:
    """Delete everything that is indexed of one revision."""
    words = store_words.held(uow, revision_id)
    for table in PROJECTIONS:
        uow.connection.execute(delete(table).where(table.c.revision_id == revision_id))
    store_words.forget(uow, words)


def mark_live(uow: UnitOfWork, revision_id: str, office_id: int, *, current: bool) -> None:
    """Say whether an approved revision is also the current one, and where the activity now belongs.

    The office is the activity's, not the document's: a draft that moves it moves the approved revision too.
    """
    uow.connection.execute(
        update(revision_index)
        .where(revision_index.c.revision_id == revision_id)
        .values(is_current=current, is_public=True, office_id=office_id)
    )


def forget_all_but(uow: UnitOfWork, live: Select[tuple[str]]) -> None:
    """Delete the projections of every revision that is not among `live`, and rebuild the search index itself."""
    for table in PROJECTIONS:
        uow.connection.execute(delete(table).where(table.c.revision_id.not_in(live)))
    if uow.dialect == "sqlite":
        uow.connection.execute(text("INSERT INTO revision_search(revision_search) VALUES ('rebuild')"))


#: As the partial index says it: `is_current = 1`, which SQLAlchemy would write, is another condition to SQLite.
_CURRENT: ColumnElement[bool] = literal_column("revision_index.is_current")


def _scope(read: Scope, edit: Scope, *, edits: bool) -> ColumnElement[bool]:
    """Editors see the open draft, readers the approved revision where there is one."""
    index = revision_index.c
    if not edits:
        shown: ColumnElement[bool] = index.is_public
    elif edit is None:
        shown = _CURRENT
    else:
        mine = index.office_id.in_(edit)
        shown = or_(and_(index.is_current, mine), and_(index.is_public, ~mine))
    return shown if read is None else and_(shown, index.office_id.in_(read))


def _words(uow: UnitOfWork, q: str) -> ColumnElement[bool]:
    """Each word of `q` stands in the text as a substring.

    No text that is kept holds a control character, and a NUL would be an error to PostgreSQL and to FTS5.
    """
    words = searchable(q).split()
    if any(CONTROL.search(word) for word in words):
        return false()
    long = [word for word in words if len(word) >= TRIGRAM]
    if uow.dialect != "sqlite":
        return and_(*(revision_index.c.search_text.like(_like(word), escape="\\") for word in words))
    tests: list[ColumnElement[bool]] = [
        revision_index.c.search_text.like(_like(word), escape="\\") for word in words if len(word) < TRIGRAM
    ]
    if long:
        # One FTS expression; each word a quoted phrase, so that its operators are text.
        phrase = " AND ".join('"' + word.replace('"', '""') + '"' for word in long)
        matches = text("SELECT rowid FROM revision_search WHERE search_text MATCH :phrase").bindparams(phrase=phrase)
        tests.append(revision_index.c.search_id.in_(matches.columns(literal_column("rowid"))))
    return and_(*tests)


def _like(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def filtered(
    uow: UnitOfWork, wanted: ActivityFilter, read: Scope, edit: Scope, *, edits: bool, below: Scope
) -> list[ColumnElement[bool]]:
    """Return the conditions of a list. `below`: the offices that the office filter means, None without one."""
    tests = [_scope(read, edit, edits=edits)]
    if below is not None:
        tests.append(revision_index.c.office_id.in_(below))
    if wanted.status is not None:
        tests.append(revision_index.c.status == str(wanted.status))
    if wanted.lawful_basis is not None:
        tests.append(
            select(literal_column("1"))
            .where(
                revision_bases.c.revision_id == revision_index.c.revision_id,
                revision_bases.c.basis == str(wanted.lawful_basis),
            )
            .exists()
        )
    if wanted.mark is not None:
        tests.append(
            select(literal_column("1"))
            .where(
                revision_bases.c.revision_id == revision_index.c.revision_id,
                revision_bases.c.basis == str(wanted.mark),
            )
            .exists()
        )
    tests += store_stewards.tests_of(wanted)
    if wanted.in_use:
        tests.append(revision_index.c.status != str(RevisionStatus.RETIRED))
    if wanted.system and CONTROL.search(wanted.system):
        tests.append(false())
    elif wanted.system:
        tests.append(
            select(literal_column("1"))
            .where(
                revision_systems.c.revision_id == revision_index.c.revision_id,
                revision_systems.c.name_key.like(_like(searchable(wanted.system)), escape="\\"),
            )
            .exists()
        )
    if wanted.q and searchable(wanted.q).strip():
        tests.append(_words(uow, wanted.q))
    return tests


def among(activity_ids: Collection[str]) -> Test:
    """Return the condition of being one of these activities."""
    return revision_index.c.activity_id.in_(activity_ids)


def drafts_of(actor_id: str, since: datetime) -> Test:
    """Return the condition of a draft that an actor saved last, not before a moment."""
    index = revision_index.c
    last: Select[Any] = select(literal_column("1")).where(revisions.c.id == index.revision_id)
    mine = last.where(revisions.c.updated_by == actor_id).exists()
    return and_(index.status == str(RevisionStatus.DRAFT), index.updated_at >= since, mine)


def page(
    uow: UnitOfWork, tests: list[ColumnElement[bool]], before: int | None, limit: int
) -> list[tuple[int, ActivityItem]]:
    """Return up to `limit` lines with their places, newest first, from below the place `before`."""
    index = revision_index.c
    query = select(*LINE).where(*tests)
    if before is not None:
        query = query.where(index.search_id < before)
    rows = uow.connection.execute(query.order_by(index.search_id.desc()).limit(limit))
    return [(row[0], item_of(row)) for row in rows]


def item_of(row: Any) -> ActivityItem:
    """Return a row of `LINE` as a line of the list."""
    return ActivityItem(
        id=row[1],
        ref=row[2],
        office_id=row[3],
        status=RevisionStatus.of(row[4]),
        revision=row[5],
        main_process=row[6],
        sub_process=row[7],
        responsible_org_unit=row[8],
        step_count=row[9],
        system_count=row[10],
        updated_at=row[11],
    )


def count(uow: UnitOfWork, tests: list[ColumnElement[bool]]) -> int:
    """Return how many activities a list has."""
    return int(uow.connection.scalar(select(func.count()).select_from(revision_index).where(*tests)) or 0)


def documents(uow: UnitOfWork, tests: list[ColumnElement[bool]], batch: int = 200) -> Iterator[StoredRevision]:
    """Yield the revisions of a list with their documents, oldest first, `batch` in memory at a time."""
    after = 0
    index = revision_index.c
    while True:
        rows = uow.connection.execute(
            select(
                index.search_id,
                activities.c.id,
                activities.c.ref,
                activities.c.office_id,
                index.status,
                revisions.c.number,
                activities.c.version,
                revisions.c.content_hash,
                revisions.c.schema_version,
                activities.c.created_at,
                revisions.c.updated_at,
                revisions.c.document,
            )
            .join(revisions, revisions.c.id == index.revision_id)
            .join(activities, activities.c.id == index.activity_id)
            .where(*tests, index.search_id > after)
            .order_by(index.search_id)
            .limit(batch)
        ).all()
        if not rows:
            return
        for row in rows:
            yield StoredRevision(
                id=row[1],
                ref=row[2],
                office_id=row[3],
                status=RevisionStatus.of(row[4]),
                revision=row[5],
                version=row[6],
                content_hash=row[7],
                schema_version=row[8],
                created_at=row[9],
                updated_at=row[10],
                sources=b"{}",
                document=row[11],
            )
        after = rows[-1][0]


def find_twin(
    uow: UnitOfWork, office_id: int, main_process: str | None, sub_process: str | None, unit: str | None
) -> str | None:
    """Return the reference of a current revision with this natural key, or None."""
    index = revision_index.c
    query = select(index.ref).where(
        index.is_current,
        index.office_id == office_id,
        index.main_process.is_not_distinct_from(main_process),
        index.sub_process.is_not_distinct_from(sub_process),
        index.responsible_org_unit.is_not_distinct_from(unit),
    )
    return uow.connection.scalar(query.order_by(index.search_id).limit(1))
