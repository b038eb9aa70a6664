"""Pages of retention: what is due, what has no date, and words that a person must look at. Nothing here destroys."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, TypeVar

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from ropa import clock
from ropa.access.rules import Permission, offices_for
from ropa.activities import service_listing
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import invalid
from ropa.retention import service_check
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.offices import office_id_of, offices_of
from ropa.web.pages import link, moment_now, page
from ropa.web.running import Runner
from schemas.holding import DuePage, ReadingPage, UndatedPage
from schemas.listing import ActivityItem

T = TypeVar("T", DuePage, UndatedPage, ReadingPage)
LIMIT = 30
#: How many months back a month can be chosen; older ones are reached by the list itself.
_MONTHS = 18
OfficeText = Annotated[str | None, QueryParameter(name="office", max_length=20)]
MonthText = Annotated[str | None, QueryParameter(name="month", max_length=20)]
Cursor = Annotated[str | None, QueryParameter(name="cursor", max_length=50)]


def months_until(now: datetime) -> list[str]:
    """Return the latest months, `YYYY-MM` (Gregorian), the present one in Bangkok first."""
    present = clock.bangkok(now)
    count = present.year * 12 + present.month - 1
    return [f"{at // 12}-{at % 12 + 1:02d}" for at in range(count, count - _MONTHS, -1)]


@get("/", opt=page_for(Permission.READ_RETENTION))
async def due_page(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    office: OfficeText = None,
    month: MonthText = None,
    cursor: Cursor = None,
) -> Response[bytes]:
    """What the monthly checks have listed, oldest date first."""
    office_id, months = _office(office), months_until(moment_now(request))
    if month and month not in months:
        raise invalid("/month", "ไม่มีเดือนนี้ให้เลือก", "This month cannot be chosen")

    def work(uow: UnitOfWork) -> DuePage:
        return service_check.list_due(uow, cursor or None, LIMIT, office=office_id, month=month or None)

    return await _list(
        request,
        runner,
        "retention/due.html",
        work,
        {"office": office_id, "month": month or None},
        cursor,
        months=months,
    )


@get("/undatable", opt=page_for(Permission.READ_RETENTION))
async def undatable_page(
    request: ApiRequest, runner: NamedDependency[Runner], office: OfficeText = None, cursor: Cursor = None
) -> Response[bytes]:
    """Data sets without a date, and why."""
    office_id = _office(office)

    def work(uow: UnitOfWork) -> UndatedPage:
        return service_check.list_undated(uow, cursor or None, LIMIT, office=office_id)

    return await _list(request, runner, "retention/undatable.html", work, {"office": office_id}, cursor)


@get("/words", opt=page_for(Permission.READ_RETENTION))
async def words_page(
    request: ApiRequest, runner: NamedDependency[Runner], office: OfficeText = None, cursor: Cursor = None
) -> Response[bytes]:
    """Retention words that were not understood or that nobody confirmed."""
    office_id = _office(office)

    def work(uow: UnitOfWork) -> ReadingPage:
        return service_check.list_unsure(uow, cursor or None, LIMIT, office=office_id)

    return await _list(request, runner, "retention/words.html", work, {"office": office_id}, cursor)


def _office(text: str | None) -> int | None:
    office_id = office_id_of(text) if text else None
    if text and office_id is None:
        raise invalid("/office", "ไม่มีหน่วยงานนี้", "There is no such office")
    return office_id


async def _list(
    request: ApiRequest,
    runner: Runner,
    template: str,
    listed: Callable[[UnitOfWork], T],
    query: dict[str, object],
    cursor: str | None,
    months: list[str] | None = None,
) -> Response[bytes]:
    def work(uow: UnitOfWork) -> tuple[T, dict[str, ActivityItem]]:
        found = listed(uow)
        return found, service_listing.named(uow, {item.activity_id for item in found.items})

    found, activities = await runner.read(request.user, work)
    offices = await offices_of(request, runner)
    office = query["office"]
    path = request.url.path
    return page(
        request,
        template,
        part="rows" if cursor else None,
        items=found.items,
        activities=activities,
        offices=offices,
        query=query,
        more=link(path, **query, cursor=found.next_cursor) if found.next_cursor else None,
        office_choices=offices.choices(
            offices_for(request.user, Permission.READ_RETENTION), office if isinstance(office, int) else None
        ),
        months=months,
    )


router = Router("/retention", route_handlers=[due_page, undatable_page, words_page])
