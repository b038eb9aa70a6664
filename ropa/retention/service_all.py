"""The holdings of all activities that somebody sees, in one list."""

from datetime import date, timedelta
from uuid import UUID

from msgspec import Struct

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid, invalid
from ropa.retention import store_all
from ropa.retention.rules_calendar import MonthError, YearMonth, next_survey, survey_window
from ropa.retention.service_columns import shown_holding
from schemas.destruction import HoldingState
from schemas.holding_ways import DueShown, HeldItem, HeldPage

_LONGEST_WORDS = 100


class HeldFilter(Struct, frozen=True, kw_only=True):
    """Which holdings a list shows. `office` means it and all below it."""

    office: int | None = None
    state: HoldingState | None = None
    due: DueShown | None = None
    month: str | None = None
    """`YYYY-MM`, Gregorian: what falls due in it; it goes before `due`."""
    words: str | None = None


class DueNumbers(Struct, frozen=True, kw_only=True):
    """How many holdings fall due when. `months`: by `YYYY-MM`, Gregorian."""

    overdue: int
    undated: int
    months: dict[str, int]


def list_all(uow: UnitOfWork, wanted: HeldFilter, cursor: str | None, limit: int) -> HeldPage:
    """Return one page of the holdings that the actor may see: by date where a date is asked for, else by activity.

    Raises: Forbidden; Invalid for a cursor that this list did not give out, or for too many words.
    """
    visible = access.visible_offices(uow, Permission.READ_RETENTION)
    if wanted.words and len(wanted.words) > _LONGEST_WORDS:
        raise invalid("/words", "คำค้นยาวเกินไป", "The words are too long")
    tests = _tests(clock.bangkok(uow.now).date(), wanted)._replace(
        offices=[visible, None if wanted.office is None else access.at_or_below(wanted.office)]
    )
    rows = store_all.page(uow, tests, _place(cursor, by_date=tests.by_date), limit + 1)
    items = [HeldItem(holding=shown_holding(row), office_id=row.office_id, list_id=row.list_id) for row in rows[:limit]]
    if len(rows) <= limit:
        return HeldPage(items=items)
    last = items[-1].holding
    return HeldPage(items=items, next_cursor=f"{last.due_on if tests.by_date else last.activity_id}_{last.id}")


def _tests(today: date, wanted: HeldFilter) -> store_all.Wanted:
    tests = store_all.Wanted(offices=(), state=str(wanted.state) if wanted.state else None, words=wanted.words or None)
    if wanted.month is not None:
        first, last = month_days(wanted.month)
        return tests._replace(due_from=first, due_through=last)
    if wanted.due is DueShown.OVERDUE:
        return tests._replace(due_through=today)
    if wanted.due is DueShown.THIS_YEAR:
        return tests._replace(due_from=date(today.year, 1, 1), due_through=date(today.year, 12, 31))
    if wanted.due is DueShown.NEXT_SURVEY:
        return tests._replace(due_through=surveyed_by(today))
    return tests._replace(undated=True) if wanted.due is DueShown.UNDATED else tests


def month_days(month: str) -> tuple[date, date]:
    """Return the first and the last day of a month (`YYYY-MM`, Gregorian).

    Raises: Invalid for a month that is none.
    """
    try:
        found = YearMonth.parse(month)
    except MonthError as error:
        raise invalid("/month", error.message_th, error.message_en) from None
    return date(*found, 1), found.ends_until - timedelta(days=1)


def by_month(uow: UnitOfWork, months: int, office: int | None = None) -> DueNumbers:
    """Return how many holdings fall due in each of the next months (this one first, whole), and beside them.

    Each number is that of `list_all` with the same filter. Raises: Forbidden.
    """
    today = clock.bangkok(uow.now).date()
    offices = [
        access.visible_offices(uow, Permission.READ_RETENTION),
        None if office is None else access.at_or_below(office),
    ]
    names = [f"{YearMonth.of(today)}"]
    while len(names) < months:
        names.append(str(YearMonth.parse(names[-1]).following))
    span = store_all.Wanted(offices, due_from=month_days(names[0])[0], due_through=month_days(names[-1])[1])
    found = dict.fromkeys(names, 0)
    for day, count in store_all.by_day(uow, span):
        found[f"{day:%Y-%m}"] += count
    return DueNumbers(
        overdue=store_all.count(uow, store_all.Wanted(offices, due_through=today)),
        undated=store_all.count(uow, store_all.Wanted(offices, undated=True)),
        months=found,
    )


def overdue_by_office(uow: UnitOfWork) -> dict[int, int]:
    """Return how many holdings are due already at each office that the actor reads; one query.

    Each number is that of `list_all` of the office without those below it. Raises: Forbidden.
    """
    today = clock.bangkok(uow.now).date()
    visible = access.visible_offices(uow, Permission.READ_RETENTION)
    return store_all.by_office(uow, store_all.Wanted([visible], due_through=today))


def surveyed_by(today: date) -> date:
    """Return the last due day of what the survey takes up that is open today, or else the next one.

    Legal source: Saraban Regulation B.E. 2526 ข้อ 66: within 60 days after the calendar year, what ended in it.
    """
    opens, closes = survey_window(date(today.year - 1, 12, 31))
    return opens if opens <= today <= closes else next_survey(today)[0]


def _place(cursor: str | None, *, by_date: bool) -> tuple[str, str] | None:
    if cursor is None:
        return None
    first, _, holding_id = cursor.partition("_")
    try:
        return (date.fromisoformat(first).isoformat() if by_date else str(UUID(first))), str(UUID(holding_id))
    except ValueError:
        raise _no_cursor() from None


def _no_cursor() -> Invalid:
    return invalid("/cursor", "ตัวชี้หน้าถัดไปไม่ถูกต้อง", "This is no cursor of this list")
