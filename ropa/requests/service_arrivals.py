"""Use cases of what came by the public form and nobody took up: the list, what it says, and what is no request.

A flood is worked off a page at a time. Nothing is deleted: what is dismissed keeps its number, its timeline and its
reason, and can be opened again.
"""

import re
from collections.abc import Sequence

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import NotFound, invalid
from ropa.keys import Keys
from ropa.requests import service_ending, service_person, service_rows, store, store_arrivals
from schemas.request_public import MOST_ARRIVALS, ArrivalPage, ArrivalsDismissed, ArrivalsInput, ArrivalWords
from schemas.requests import EndInput, RequestState

MAX_LIMIT = MOST_ARRIVALS
_ID = re.compile("[0-9a-f-]{36}")
_WHY = "คัดกรองคำขอจากแบบฟอร์มสาธารณะ"


def page(uow: UnitOfWork, cursor: str | None = None, limit: int = 50) -> ArrivalPage:
    """Return a page of what waits where the actor may see requests, masked, the oldest first.

    Raises: Forbidden; Invalid for a cursor that this list did not give out.
    """
    visible = access.visible_offices(uow, Permission.READ_REQUESTS)
    after = None
    if cursor is not None:
        row = store.find_within(uow, cursor, visible) if _ID.fullmatch(cursor) else None
        if row is None:
            raise invalid("/cursor", "ตัวชี้หน้าถัดไปไม่ถูกต้อง", "This is no cursor of this list")
        after = (row.received_at, row.id)
    rows = store_arrivals.waiting(uow, visible, after, limit + 1)
    items = service_rows.records(uow, rows[:limit])
    return ArrivalPage(
        items=items,
        waiting=store_arrivals.count_waiting(uow, visible),
        next_cursor=items[-1].id if len(rows) > limit else None,
    )


def words(uow: UnitOfWork, keys: Keys, request_ids: Sequence[str]) -> list[ArrivalWords]:
    """Return what some of them say; that each was opened, by whom and why, stands in the trail and the timeline.

    Raises: NotFound for one that did not come by the public form or lies out of sight; Forbidden; Conflict when one
    was forgotten.
    """
    found = []
    _lock(uow, request_ids[:MOST_ARRIVALS])
    for request_id in dict.fromkeys(request_ids[:MOST_ARRIVALS]):
        _arrival(uow, request_id)
        person = service_person.person(uow, keys, request_id, _WHY)
        found.append(ArrivalWords(id=request_id, name=person.name, wishes=[each.text for each in person.wishes]))
    return found


def dismiss(uow: UnitOfWork, given: ArrivalsInput) -> ArrivalsDismissed:
    """Return which of them are no requests from now on; what somebody took up or ended meanwhile is passed by.

    Raises: NotFound, Forbidden; Invalid for a reason without words; and then none was dismissed.
    """
    dismissed, passed = [], []
    _lock(uow, given.ids)
    for request_id in dict.fromkeys(given.ids):
        if _arrival(uow, request_id) is RequestState.RECEIVED:
            service_ending.dismiss(uow, request_id, EndInput(reason=given.reason))
            dismissed.append(request_id)
        else:
            passed.append(request_id)
    return ArrivalsDismissed(dismissed=dismissed, passed=passed)


def _lock(uow: UnitOfWork, request_ids: Sequence[str]) -> None:
    # In one order, so that two with the same page do not wait for each other for ever.
    for request_id in sorted(set(request_ids)):
        if _ID.fullmatch(request_id):
            store.lock(uow, request_id)


def _arrival(uow: UnitOfWork, request_id: str) -> RequestState:
    """Return where an arrival stands. Raises: NotFound."""
    if not _ID.fullmatch(request_id) or not store_arrivals.is_one(uow, request_id):
        raise NotFound
    return service_rows.read(uow, request_id).state
