"""The numbers of requests of a span of days, by right; and the way to the register in Excel of the same ones."""

from datetime import date
from typing import Annotated

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from ropa.access.rules import Permission, offices_for
from ropa.errors import invalid
from ropa.requests import service_register
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.offices import office_id_of, offices_of
from ropa.web.pages import link, moment_now, page
from ropa.web.running import Runner
from schemas.request_register import RequestRegisterFilter
from schemas.thai_dates import ThaiDateError, read_thai_date

OfficeText = Annotated[str | None, QueryParameter(name="office", max_length=20)]
SinceText = Annotated[str | None, QueryParameter(name="since", max_length=40)]
UntilText = Annotated[str | None, QueryParameter(name="until", max_length=40)]


@get("/statistics", opt=page_for(Permission.READ_REQUESTS))
async def request_statistics_page(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    office: OfficeText = None,
    since: SinceText = None,
    until: UntilText = None,
) -> Response[bytes]:
    """Numbers of the requests that the reader may see; what turned out to be none is counted apart."""
    office_id = office_id_of(office) if office else None
    if office and office_id is None:
        raise invalid("/office", "ไม่มีหน่วยงานนี้", "There is no such office")
    wanted = RequestRegisterFilter(office=office_id, since=_day(since, "since"), until=_day(until, "until"))
    found = await runner.read(request.user, lambda uow: service_register.statistics(uow, wanted))
    offices = await offices_of(request, runner)
    return page(
        request,
        "requests/statistics.html",
        found=found,
        since=since or "",
        until=until or "",
        register=link(
            "/api/v1/requests.xlsx",
            office=office_id,
            since=wanted.since.isoformat() if wanted.since else None,
            until=wanted.until.isoformat() if wanted.until else None,
        ),
        now=moment_now(request),
        office_choices=offices.choices(offices_for(request.user, Permission.READ_REQUESTS), office_id),
    )


def _day(text: str | None, name: str) -> date | None:
    if not text or not text.strip():
        return None
    try:
        return read_thai_date(text, today=None).value
    except ThaiDateError as error:
        raise invalid(f"/{name}", error.message_th, error.message_en) from None


router = Router("/requests", route_handlers=[request_statistics_page])
