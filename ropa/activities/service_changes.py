"""Use case: what changed in the register since a day, for an office or the whole.

The register of a day is what was approved and not retired when that day began in Bangkok; it is compared with what is
approved now. Drafts are in neither. A record belongs to the office that it belongs to now.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.activities import store_changes
from ropa.activities.rules_comparison import counted, field_changes, first_of, title_of
from ropa.activities.rules_value_words import Language
from ropa.activities.rules_words import WordDiff
from ropa.activities.store_changes import Changed, Scope
from ropa.activities.thai_words import words_in
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Unavailable, invalid
from schemas.comparison import (
    ChangedRecord,
    FieldChange,
    RegisterChangeKind,
    RegisterChanges,
    RegisterCounts,
)
from schemas.diff import Change, compare
from schemas.document import ActivityDocument
from schemas.upcast import UnknownSchemaVersion, read_stored

MAX_LIMIT = 200
#: Records whose documents are in memory at a time, two of each.
BATCH = 20
#: No register of this law is older.
_FIRST_YEAR = 2000
_CURSOR = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

Documents = tuple[ActivityDocument | None, ActivityDocument | None]


def changes(uow: UnitOfWork, since: date, office: int | None, cursor: str | None, limit: int) -> RegisterChanges:
    """Return one page of the records that changed since the beginning of a day, the oldest record first.

    Raises: Invalid for a day to come or a cursor that this list did not give out; Forbidden.
    """
    if cursor is not None and _CURSOR.fullmatch(cursor) is None:
        raise invalid("/cursor", "ตัวชี้หน้าถัดไปไม่ถูกต้อง", "This is no cursor of this list")
    moment, scopes = _beginning(uow, since), _scopes(uow, office, Permission.READ_ACTIVITIES)
    rows = store_changes.page(uow, moment, scopes, cursor or "", limit + 1)
    new, changed, retired = store_changes.count(uow, moment, scopes)
    return RegisterChanges(
        since=since,
        counts=RegisterCounts(new=new, changed=changed, retired=retired),
        items=[_record(row, both, _compared(both)) for row, both in _with_documents(uow, rows[:limit])],
        next_cursor=rows[limit - 1].id if len(rows) > limit else None,
    )


def every_change(
    uow: UnitOfWork, since: date, office: int | None, language: Language = "th"
) -> tuple[RegisterCounts, Iterator[tuple[ChangedRecord, list[FieldChange]]]]:
    """Return the counts, and every record that changed with each of its differences, a few in memory at a time.

    A new and a retired record come without differences: they are whole.
    Raises: Invalid for a day to come; Forbidden.
    """
    moment, scopes = _beginning(uow, since), _scopes(uow, office, Permission.EXPORT_REGISTER)
    new, changed, retired = store_changes.count(uow, moment, scopes)

    def records() -> Iterator[tuple[ChangedRecord, list[FieldChange]]]:
        after = ""
        while rows := store_changes.page(uow, moment, scopes, after, BATCH):
            for row, both in _with_documents(uow, rows):
                before, now = both
                told: list[FieldChange] = []
                if before is not None and now is not None:
                    told = field_changes(before, now, WordDiff(words_in), language)
                yield _record(row, both, told), told
            after = rows[-1].id

    return RegisterCounts(new=new, changed=changed, retired=retired), records()


def _beginning(uow: UnitOfWork, since: date) -> datetime:
    today = clock.bangkok(uow.now).date()
    if since > today:
        raise invalid("/since", "วันที่ต้องไม่เกินวันนี้", "The day is still to come")
    if since.year < _FIRST_YEAR:
        raise invalid("/since", "วันที่เก่าเกินไป", "The day is too long ago")
    return datetime.combine(since, time(), clock.BANGKOK)


def _scopes(uow: UnitOfWork, office: int | None, permission: Permission) -> Sequence[Scope]:
    return (access.visible_offices(uow, permission), None if office is None else access.at_or_below(office))


def _with_documents(uow: UnitOfWork, rows: Sequence[Changed]) -> Iterator[tuple[Changed, Documents]]:
    """Yield each row with the documents of that day and of now; those are read for some rows at a time."""
    for start in range(0, len(rows), BATCH):
        some = rows[start : start + BATCH]
        wanted = {each for row in some for each in (row.then_id, None if row.retired_at else row.now_id) if each}
        stored = store_changes.documents(uow, wanted)
        for row in some:
            then = stored.get(row.then_id or "")
            now = None if row.retired_at else stored.get(row.now_id or "")
            yield row, (_read(then), _read(now))


def _read(stored: tuple[bytes, int] | None) -> ActivityDocument | None:
    if stored is None:
        return None
    try:
        return read_stored(*stored)
    except UnknownSchemaVersion as error:
        raise Unavailable(error.message_th, error.message_en) from None


def _compared(both: Documents) -> list[Change]:
    before, now = both
    return compare(before, now) if before is not None and now is not None else []


def _record(row: Changed, both: Documents, found: Sequence[Change | FieldChange]) -> ChangedRecord:
    before, now = both
    kind = RegisterChangeKind.NEW if row.then_id is None else RegisterChangeKind.CHANGED
    if row.retired_at is not None:
        kind = RegisterChangeKind.RETIRED
    shown = now or before
    at = row.retired_at or row.now_at
    assert at is not None  # noqa: S101 - the query's condition: retired, or approved since
    return ChangedRecord(
        id=row.id,
        ref=row.ref,
        title=title_of(shown) if shown else "",
        kind=kind,
        office_id=row.office_id,
        office_before=row.then_office if row.then_office != row.office_id else None,
        before_revision=row.then_number,
        after_revision=None if row.retired_at else row.now_number,
        at=at,
        approved_by_name=None if row.retired_at else row.now_by,
        counts=counted(found),
        top=first_of(found),
    )
