"""Requests of data subjects: one door to their use cases, and the list of them."""

import re
from datetime import date
from typing import Any

from msgspec import structs

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid, NotFound, invalid
from ropa.keys import Keys
from ropa.requests import service_register, store
from ropa.requests.service_intake import make, receive
from ropa.requests.service_person import person
from ropa.requests.service_rows import change, read, read_stored, records, refuse_over, set_right
from schemas.day_span import span_faults
from schemas.requests import RequestFilter, RequestPage, SubjectRequest

__all__ = ["Keys", "change", "make", "page", "person", "read", "read_stored", "receive", "refuse_over", "set_right"]

MAX_LIMIT = 200
_ID = re.compile("[0-9a-f-]{36}")


#: Requests in memory at a time while they are read for how their rights are counted.
_TOGETHER = 200


def page(
    uow: UnitOfWork, wanted: RequestFilter | None = None, cursor: str | None = None, limit: int = 50
) -> RequestPage:
    """Return a page of the requests that the actor may see, masked: the earliest last day first, or the newest.

    Raises: Forbidden; Invalid for days that cannot be, and for a cursor, or a request of the same person, that this
    list did not give out.
    """
    wanted = wanted or RequestFilter()
    if faults := span_faults(wanted.received_from, wanted.received_to, ("received_from", "received_to")):
        raise Invalid(faults)
    visible = access.visible_offices(uow, Permission.READ_REQUESTS)
    after = _place(uow, cursor, visible)
    scope = store.within(visible, None if wanted.office is None else access.at_or_below(wanted.office))
    asked = structs.asdict(wanted)
    newest_first, same = bool(asked.pop("newest_first")), asked.pop("same_person_as")
    by_right = wanted.answer is not None or wanted.took_days is not None
    for name in ("office", "answer", "took_days"):
        asked.pop(name)
    if by_right:
        asked["is_counted"] = True
    asked["today"] = clock.bangkok(uow.now).date()
    tests = [*scope, *store.tests_of(**asked)]
    if same is not None:
        tests += store.other_than(same, _person_of(uow, same))
    if by_right:
        return _page_by_right(uow, wanted, tests, after, limit)
    rows = store.page(uow, tests, after, limit + 1, newest_first=newest_first)
    items = records(uow, rows[:limit])
    return RequestPage(items=items, next_cursor=items[-1].id if len(rows) > limit else None)


def _page_by_right(
    uow: UnitOfWork, wanted: RequestFilter, tests: list[Any], after: tuple[date | None, str] | None, limit: int
) -> RequestPage:
    # How a right is counted is a rule in one place, not a query: the list is read on until the page is full.
    found: list[SubjectRequest] = []
    while rows := store.page(uow, tests, after, _TOGETHER, newest_first=wanted.newest_first):
        found += service_register.narrowed(uow, records(uow, rows), wanted)
        after = (rows[-1].due_on, rows[-1].id)
        if len(found) > limit or len(rows) < _TOGETHER:
            break
    items = found[:limit]
    return RequestPage(items=items, next_cursor=items[-1].id if len(found) > limit else None)


def _person_of(uow: UnitOfWork, request_id: str) -> str | None:
    row = store.find(uow, request_id) if _ID.fullmatch(request_id) else None
    if row is None or not access.may(uow, Permission.READ_REQUESTS, row.office_id):
        raise NotFound
    person_hash: str | None = row.person_hash
    return person_hash


def _place(uow: UnitOfWork, cursor: str | None, visible: store.Offices) -> tuple[date | None, str] | None:
    if cursor is None:
        return None
    # A NUL in it would be an error to PostgreSQL, and no id holds anything but its 36 signs.
    row = store.find_within(uow, cursor, visible) if _ID.fullmatch(cursor) else None
    if row is None:
        raise invalid("/cursor", "ตัวชี้หน้าถัดไปไม่ถูกต้อง", "This is no cursor of this list")
    return row.due_on, cursor
