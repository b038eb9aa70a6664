"""Notices that nobody has confirmed a year's holidays, to whoever may: once ahead, once when the year began."""

from ropa.access import service_reach
from ropa.access.rules import Permission
from ropa.access.service_reach import roles_with
from ropa.db.unit_of_work import UnitOfWork
from ropa.reminders import rules_words as words
from ropa.reminders.service_telling import Told, tell, today_of
from ropa.working_days import service as working_days
from schemas.notices import NoticeKind
from schemas.office import WHOLE_MINISTRY
from schemas.thai_dates import BE_OFFSET


def remind(uow: UnitOfWork) -> int:
    """Tell of the national tables that should be confirmed by now; return how many notices are new.

    The cause names the year and whether it has begun: of a year people hear from 1 October before it, and again in it.
    """
    missing = working_days.to_confirm(uow)
    if not missing:
        return 0
    roles = roles_with(Permission.MANAGE_HOLIDAYS)
    held = service_reach.holders(uow, {WHOLE_MINISTRY}, roles)[WHOLE_MINISTRY]
    people = sorted({person_id for found in held.values() for _, person_id in found})
    this_year = today_of(uow).year
    return tell(uow, "holidays", [_told(year, people, has_begun=year <= this_year) for year in missing])


def _told(year: int, people: list[str], *, has_begun: bool) -> Told:
    return Told(
        key=f"holidays:{year}:{'began' if has_begun else 'ahead'}",
        kind=NoticeKind.HOLIDAYS_UNCONFIRMED,
        people=people,
        path=f"/working-days?year={year + BE_OFFSET}",
        say=lambda: words.holidays(year, has_begun=has_begun),
    )
