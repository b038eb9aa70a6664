"""Use cases of reading the trail. It tells of every office: it is for rights over the whole ministry."""

from datetime import date, datetime, time, timedelta

from msgspec import Struct

from ropa import clock
from ropa.access.rules import Permission, offices_for
from ropa.audit import store
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Forbidden, invalid
from schemas.audit import TrailPage
from schemas.office import WHOLE_MINISTRY

MAX_LIMIT = 200


class TrailFilter(Struct, frozen=True, kw_only=True):
    """What a list of entries is narrowed to; each value exact, days of Bangkok and both inclusive."""

    actor: str | None = None
    action: str | None = None
    subject: str | None = None
    request: str | None = None
    first_day: date | None = None
    last_day: date | None = None


_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(9000, 1, 1)


def require_trail(uow: UnitOfWork) -> None:
    """Return when the actor may read the trail.

    Raises: Forbidden.
    """
    if WHOLE_MINISTRY not in offices_for(uow.actor, Permission.READ_TRAIL):
        raise Forbidden(
            "บันทึกเหตุการณ์มีข้อมูลของทุกหน่วยงาน เปิดให้เฉพาะผู้มีสิทธิทั้งกระทรวง",
            "The trail tells of every office and is for rights over the whole ministry",
        )


def page(uow: UnitOfWork, wanted: TrailFilter, cursor: str | None, limit: int) -> TrailPage:
    """Return entries newest first.

    Raises: Forbidden; Invalid for a cursor that this list did not give out.
    """
    require_trail(uow)
    before = _cursor(cursor)
    if wanted.last_day is not None:
        end = first_id_at(uow, _midnight(min(wanted.last_day, _LAST_DAY) + timedelta(days=1)))
        before = end if before is None else min(before, end)
    after = first_id_at(uow, _midnight(wanted.first_day)) if wanted.first_day is not None else None
    exact = {
        "actor_id": wanted.actor,
        "action": wanted.action,
        "subject": wanted.subject,
        "request_id": wanted.request,
    }
    if any("\0" in (value or "") for value in exact.values()):
        return TrailPage(items=[], next_cursor=None)  # no text of a database holds one, and PostgreSQL would fail
    rows = store.page(uow, exact, before, after, limit + 1)
    items = rows[:limit]
    return TrailPage(items=items, next_cursor=str(items[-1].id) if len(rows) > limit else None)


def _cursor(cursor: str | None) -> int | None:
    if cursor is None:
        return None
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 19):  # noqa: PLR2004 - a 64-bit number
        raise invalid("/cursor", "ตัวชี้หน้าถัดไปไม่ถูกต้อง", "This is no cursor of this list")
    return int(cursor)


def _midnight(day: date) -> datetime:
    # The first and last days of the calendar have no moment in every time zone.
    return datetime.combine(min(max(day, _FIRST_DAY), _LAST_DAY), time(), clock.BANGKOK)


def first_id_at(uow: UnitOfWork, moment: datetime) -> int:
    """Return the id at which entries of a moment or later begin.

    Ids follow time but for the seconds of one transaction, so halving finds the place; no index has to be written
    with each entry.
    """
    low, high = 1, store.newest_id(uow) + 1
    while low < high:
        middle = (low + high) // 2
        at = store.moment_from(uow, middle)
        if at is None or at >= moment:
            high = middle
        else:
            low = middle + 1
    return low
