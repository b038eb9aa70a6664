"""The register as it stood at the end of a past day, for an export that never changes any more."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.activities import store_as_of
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import invalid
from ropa.offices import service_changes as offices
from ropa.offices.rules import at_or_below
from schemas.listing import ActivityFilter, StoredRevision
from schemas.thai_dates import BE_OFFSET, BE_YEARS
from schemas.vocabulary import RevisionStatus


def read_day(text: str, now: datetime) -> date:
    """Return the day of a Gregorian ISO text that is not after today in Bangkok; `now` is aware.

    Raises: Invalid for anything else, with a hint for a Buddhist year.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise invalid(
            "/as_of",
            f"วันที่ต้องเขียนเป็น ค.ศ. เช่น 2026-09-30 ไม่ใช่ {text[:30]}",
            f"Write the day as 2026-09-30, not {text[:30]}",
        ) from None
    # A Buddhist year is a Gregorian one five centuries ahead: what was meant can be told.
    if day.year in BE_YEARS:
        meant = f"{day.year - BE_OFFSET:04}{day.isoformat()[4:]}"
        raise invalid("/as_of", f"วันที่ต้องเป็นปี ค.ศ. หมายถึง {meant} หรือไม่", f"The year is Gregorian; is {meant} meant?")
    if day > clock.bangkok(now).date():
        raise invalid("/as_of", "วันนั้นยังมาไม่ถึง ทะเบียนของวันนั้นยังไม่มี", "That day has not come; it has no register yet")
    return day


def end_of(day: date) -> datetime:
    """Return the moment at which a day ends in Bangkok: the first one of the next day."""
    return datetime.combine(day + timedelta(days=1), time(), clock.BANGKOK)


def register(
    uow: UnitOfWork, wanted: ActivityFilter, day: date
) -> tuple[int, Iterator[StoredRevision], dict[int, str]]:
    """Return how many records stood in the register at the end of a day, the records, and the offices' names then.

    What was approved then and not yet superseded or retired, oldest first, a few in memory at a time. The office of the
    filter, with all below it, is the one of that day; what the actor may see is decided by today's rights.

    Raises: Forbidden; Invalid for a status that no record of a past day has.
    """
    if wanted.status not in {None, RevisionStatus.APPROVED}:
        raise invalid(
            "/status",
            "ทะเบียนย้อนหลังมีเฉพาะรายการที่อนุมัติแล้ว",
            "The register of a past day holds approved records only",
        )
    read = access.visible_offices(uow, Permission.EXPORT_REGISTER)
    moment = end_of(day)
    names, parents = offices.as_of(uow, moment)
    within = at_or_below(wanted.office, parents) if wanted.office else None
    tests = store_as_of.tests(moment, read, within)
    return store_as_of.count(uow, tests), store_as_of.documents(uow, tests, moment), names
