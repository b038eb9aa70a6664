"""The timeline of a request: every act writes one entry beside the trail. Entries are never changed.

It outlives the requester's data, so it holds none: names behind a title and 13-digit numbers are hidden in every note.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from ropa import clock
from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import invalid
from ropa.requests import service_rows, service_telling, store
from schemas.masking import Masker
from schemas.requests import NoteInput, RequestEvent, RequestEventKind, RequestEvents

MAX_LIMIT = 200
_NOTHING: Mapping[str, object] = MappingProxyType({})
_MASKER = Masker(())


def add(
    uow: UnitOfWork,
    request_id: str,
    kind: RequestEventKind,
    note: str | None = None,
    details: Mapping[str, object] = _NOTHING,
) -> int:
    """Write one entry and return its number. Whoever changes a request calls this in the same unit of work.

    `note` are words of the agency; `details` hold codes, numbers, days and moments. Neither tells who asked.
    """
    said = None if note is None or not note.strip() else _MASKER.text(note.strip())
    return store.add_event(uow, request_id, kind, said, _MASKER.value(dict(details)))


def read(uow: UnitOfWork, request_id: str, cursor: str | None = None, limit: int = 50) -> RequestEvents:
    """Return a page of the timeline, oldest first.

    Raises: NotFound; Invalid for a cursor that this list did not give out.
    """
    service_rows.read(uow, request_id)
    rows = store.events(uow, request_id, _after(cursor), limit + 1)
    items = [_shown(row) for row in rows[:limit]]
    return RequestEvents(items=items, next_cursor=str(items[-1].number) if len(rows) > limit else None)


def last(uow: UnitOfWork, request_id: str, limit: int) -> list[RequestEvent]:
    """Return the last entries of a timeline, latest first.

    Raises: NotFound.
    """
    service_rows.read(uow, request_id)
    return [_shown(row) for row in store.last_events(uow, request_id, limit)]


def note(uow: UnitOfWork, request_id: str, given: NoteInput) -> RequestEvent:
    """Return the note that was written into the timeline, also of a request that is over.

    Raises: NotFound, Forbidden; Invalid for control characters, and for words that tell who asked.
    """
    service_rows.read(uow, request_id, Permission.HANDLE_REQUESTS)
    service_telling.refuse(uow, request_id, note=given.note)
    number = add(uow, request_id, RequestEventKind.NOTE, given.note)
    # The trail tells that there is a note, the timeline what it says.
    record(uow, "request.noted", f"request:{request_id}", {"number": number})
    return _shown(store.events(uow, request_id, number - 1, 1)[0])


def _after(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 10):  # noqa: PLR2004 - a 32-bit number
        raise invalid("/cursor", "ตัวชี้หน้าถัดไปไม่ถูกต้อง", "This is no cursor of this list")
    return int(cursor)


def _shown(row: store.AnyRow) -> RequestEvent:
    details: dict[str, Any] = msgspec.json.decode(row.details)
    return RequestEvent(
        number=row.number,
        kind=RequestEventKind.of(row.kind),
        at=clock.bangkok(row.at),
        by=row.by,
        by_name=row.by_name,
        note=row.note,
        details=details,
    )
