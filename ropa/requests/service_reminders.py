"""What falls due of requests: for those who remind, for the agenda, and the numbers of the first page."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from msgspec import Struct

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.requests import rules_clock, service_asks, service_clock, service_rows, store_reminders
from ropa.requests import rules_reminders as rules
from schemas.request_clock import PauseKind
from schemas.request_reminders import ReminderShown, RequestCounts, RequestReminder
from schemas.request_terms import Right

_DAY = timedelta(days=1)
_WEEK = 7 * _DAY
#: A row of a request, the series, the day to which it counts, the stage.
_Stage = tuple[store_reminders.AnyRow, str, date, int]


class DueRequest(Struct, frozen=True, kw_only=True):
    """A line of the agenda."""

    id: str
    ref: str
    office_id: int
    due_on: date
    rights: list[Right]
    is_paused: bool
    updated_at: datetime


def is_stale(uow: UnitOfWork) -> bool:
    """Tell whether last days moved with the days that passed, or with the tables of holidays."""
    return service_clock.is_stale(uow) or service_asks.is_stale(uow)


def settle(uow: UnitOfWork) -> None:
    """Bring the last days up to date that move by themselves; before reminding."""
    service_clock.refresh_paused(uow)
    service_asks.recount(uow)


def due(uow: UnitOfWork) -> list[RequestReminder]:
    """Return every stage that has come and was not put out, the earliest last day first.

    Says nothing about rights: for the job, which tells only those whom a request concerns.
    """
    today = clock.bangkok(uow.now).date()
    found: list[_Stage] = []
    for row in store_reminders.near(uow, today + rules.BEFORE[0] * _DAY):
        stage = rules.wanted(row.due_on, today, clock.bangkok(row.created_at).date())
        if stage is not None:
            found.append((row, rules.DUE, row.due_on, stage))
    found += [(row, f"{rules.ASK}:{row.number}", row.due_on, -1) for row in store_reminders.unanswered(uow, today)]
    found += _long_pauses(uow, today)
    found += _unclosed(uow, today)
    known = store_reminders.put_out(uow, [row.id for row, *_ in found])
    new = [each for each in found if (each[0].id, *each[1:]) not in known]
    rights = store_reminders.undecided(uow, [row.id for row, *_ in new])
    return [
        RequestReminder(
            request_id=row.id,
            ref=row.ref,
            office_id=row.office_id,
            owner_id=row.owner_id,
            rights=[Right.of(each) for each in rights.get(row.id, [])],
            series=series,
            due_on=due_on,
            stage=stage,
            is_late=rules.is_late(due_on, stage, today),
        )
        for row, series, due_on, stage in new
    ]


def _unclosed(uow: UnitOfWork, today: date) -> list[_Stage]:
    """Return the requests with nothing left to do but to close them, some time after their answer; each once."""
    rows = store_reminders.unclosed(uow, uow.now - rules.UNCLOSED)
    days = [(row, clock.bangkok(row.answered_at).date() + rules.UNCLOSED) for row in rows]
    return [(row, rules.CLOSE, day, 0) for row, day in days if day <= today]


def _long_pauses(uow: UnitOfWork, today: date) -> list[_Stage]:
    """Return the oldest running pause of each request that is to be looked at again: of its rights one is enough."""
    found: dict[str, _Stage] = {}
    for row in store_reminders.pauses(uow, today - rules.REVIEW):
        span = rules_clock.Span(PauseKind.PAUSE, 0, row.from_on, row.days, None)
        stage = rules.of_pause(row.from_on, today)
        if stage is not None and rules_clock.is_running(span, today):
            found.setdefault(row.id, (row, f"{rules.PAUSE}:{row.number}", *stage))
    return list(found.values())


def note(uow: UnitOfWork, put_out: Iterable[tuple[RequestReminder, int]]) -> None:
    """Write down each stage with how many people were told; in the unit of work that tells them."""
    rows = [
        {
            "request_id": each.request_id,
            "series": each.series,
            "clock": each.due_on,
            "stage": each.stage,
            "put_out_at": uow.now,
            "is_late": each.is_late,
            "people": people,
        }
        for each, people in put_out
    ]
    store_reminders.add(uow, rows)


def of_request(uow: UnitOfWork, request_id: str) -> list[ReminderShown]:
    """Return what was put out of a request, the latest first.

    Raises: NotFound.
    """
    service_rows.read(uow, request_id)
    return [
        ReminderShown(
            series=row.series,
            due_on=row.clock,
            stage=row.stage,
            put_out_at=clock.bangkok(row.put_out_at),
            is_late=row.is_late,
            people=row.people,
        )
        for row in store_reminders.of_request(uow, request_id)
    ]


def due_between(uow: UnitOfWork, start: tuple[date, str], last: date, limit: int) -> list[DueRequest]:
    """Return the open requests by last day after a place (day, id) and up to a day, in the actor's offices.

    Raises: Forbidden.
    """
    visible = access.visible_offices(uow, Permission.READ_REQUESTS)
    rows = store_reminders.due(uow, start, last, limit, visible)
    rights = store_reminders.undecided(uow, [row.id for row in rows])
    return [
        DueRequest(
            id=row.id,
            ref=row.ref,
            office_id=row.office_id,
            due_on=row.due_on,
            rights=[Right.of(each) for each in rights.get(row.id, [])],
            is_paused=row.is_paused,
            updated_at=row.updated_at,
        )
        for row in rows
    ]


def counts(uow: UnitOfWork) -> RequestCounts:
    """Return what waits in the actor's offices: for the first page.

    Raises: Forbidden.
    """
    today = clock.bangkok(uow.now).date()
    row = store_reminders.counts(uow, today, today + _WEEK, access.visible_offices(uow, Permission.READ_REQUESTS))
    return RequestCounts(open=row.open, late=row.late, week=row.week, paused=row.paused, next_due_on=row.next_due_on)
