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
    """What a list of entries is narrowed to; each value exact (of several: any), days of Bangkok and both inclusive."""

    actor: str | tuple[str, ...] | None = None
    action: str | tuple[str, ...] | None = None
    subject: str | tuple[str, ...] | None = None
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
    exact = _exact(wanted)
    if exact is None:
        return TrailPage(items=[], next_cursor=None)
    after, end = _span(uow, wanted)
    if end is not None:
        before = end if before is None else min(before, end)
    rows = store.page(uow, exact, before, after, limit + 1)
    items = rows[:limit]
    return TrailPage(items=items, next_cursor=str(items[-1].id) if len(rows) > limit else None)


def ids(uow: UnitOfWork, wanted: TrailFilter, most: int) -> list[int]:
    """Return the ids of all entries of a filter, ascending.

    Raises: Forbidden; Invalid where there are more than `most`.
    """
    require_trail(uow)
    exact = _exact(wanted)
    if exact is None:
        return []
    after, end = _span(uow, wanted)
    found = store.newest_ids(uow, exact, end, after, most + 1)
    if len(found) > most:
        raise invalid(
            "/first",
            f"เกิน {most:,} รายการ โปรดเลือกช่วงวันให้แคบลง หรือดาวน์โหลดสำเนาทั้งหมด",
            f"More than {most:,} entries: choose fewer days, or take the whole copy",
        )
    return sorted(found)


def _exact(wanted: TrailFilter) -> dict[str, str | tuple[str, ...] | None] | None:
    """Return what columns must hold; None for what no column can: PostgreSQL would fail at a zero byte."""
    exact = {
        "actor_id": wanted.actor,
        "action": wanted.action,
        "subject": wanted.subject,
        "request_id": wanted.request,
    }
    return None if any("\0" in "".join(value or ()) for value in exact.values()) else exact


def _span(uow: UnitOfWork, wanted: TrailFilter) -> tuple[int | None, int | None]:
    """Return the id from which entries are wanted, and the one up to which, not with."""
    after = first_id_at(uow, _midnight(wanted.first_day)) if wanted.first_day is not None else None
    if wanted.last_day is None:
        return after, None
    return after, first_id_at(uow, _midnight(min(wanted.last_day, _LAST_DAY) + timedelta(days=1)))


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
