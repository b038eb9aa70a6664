"""The page of the numbers of breaches: a table of each count, a picture of the months, and the register in Excel."""

from datetime import date
from typing import Annotated

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from ropa.access.rules import Permission, offices_for
from ropa.breaches import service_register
from ropa.errors import invalid
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.count_chart import chart_of
from ropa.web.offices import office_id_of, offices_of
from ropa.web.pages import in_language, link, moment_now, page
from ropa.web.running import Runner
from schemas.breach_register import RegisterFilter
from schemas.thai_dates import ThaiDateError, read_thai_date

DayText = Annotated[str | None, QueryParameter(name="since", max_length=40)]
EndText = Annotated[str | None, QueryParameter(name="until", max_length=40)]
OfficeText = Annotated[str | None, QueryParameter(name="office", max_length=20)]


@get("/statistics", opt=page_for(Permission.READ_BREACHES))
async def statistics_page(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    since: DayText = None,
    until: EndText = None,
    office: OfficeText = None,
) -> Response[bytes]:
    """The numbers of real breaches that became known in a span of days; drills stand apart and are never counted."""
    office_id = office_id_of(office) if office else None
    if office and office_id is None:
        raise invalid("/office", "ไม่มีหน่วยงานนี้", "There is no such office")
    wanted = RegisterFilter(office=office_id, since=_day(since, "since"), until=_day(until, "until"))
    found = await runner.read(request.user, lambda uow: service_register.statistics(uow, wanted))
    offices = await offices_of(request, runner)
    months = [(in_language(request, each.th, each.en), each.count) for each in found.by_month]
    return page(
        request,
        "breaches/statistics.html",
        found=found,
        chart=chart_of(months),
        since=since or "",
        until=until or "",
        register=link(
            "/api/v1/breaches.xlsx",
            office=office_id,
            since=wanted.since.isoformat() if wanted.since else None,
            until=wanted.until.isoformat() if wanted.until else None,
        ),
        now=moment_now(request),
        office_choices=offices.choices(offices_for(request.user, Permission.READ_BREACHES), office_id),
    )


def _day(text: str | None, name: str) -> date | None:
    if not text or not text.strip():
        return None
    try:
        return read_thai_date(text, today=None).value
    except ThaiDateError as error:
        raise invalid(f"/{name}", error.message_th, error.message_en) from None


router = Router("/breaches", route_handlers=[statistics_page])
