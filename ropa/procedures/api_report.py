"""JSON route of a round's report, and its files."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa import renderings_procedures
from ropa.access.rules import Permission
from ropa.procedures import service_report
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, download, is_shown, json
from ropa.web.running import Runner
from schemas.round_report import ReportAsked, RoundReport

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"
_FILES = {
    "xlsx": (XLSX, renderings_procedures.report_workbook, "The report of a round as a workbook"),
    "pdf": (PDF, renderings_procedures.report_pdf, "The report of a round as a paper to be signed"),
}
Month = Annotated[
    int | None, QueryParameter(name="month", ge=1, le=60, description="Months from the round's beginning: 6, 12")
]
AsOf = Annotated[
    date | None, QueryParameter(name="as_of", description="Up to this day instead; neither of both: today")
]
OfOffice = Annotated[
    int | None, QueryParameter(name="office", ge=0, le=2_147_483_647, description="This office and all below")
]


@get(
    "/{round_id:uuid}/report",
    opt=needs(Permission.READ_ROUNDS, answers={200: RoundReport}),
    summary="The report of a round at 6 or 12 months, or of a day",
)
async def read_report(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    round_id: FromPath[UUID],
    month: Month = None,
    as_of: AsOf = None,
    office: OfOffice = None,
) -> Response[bytes]:
    """As it stood at the end of that day; what was entered later does not count, so it says the same every time."""
    asked = ReportAsked(month=month, as_of=as_of, office=office)
    return json(await runner.read(request.user, lambda uow: service_report.report(uow, str(round_id), asked)))


def _file_route(kind: str) -> Any:
    media_type, render, summary = _FILES[kind]

    async def file(
        request: ApiRequest,
        runner: NamedDependency[Runner],
        round_id: FromPath[UUID],
        month: Month = None,
        as_of: AsOf = None,
        office: OfOffice = None,
    ) -> Response[bytes]:
        """The same figures as in JSON and on the page."""
        asked = ReportAsked(month=month, as_of=as_of, office=office)
        made = await runner.read(request.user, lambda uow: service_report.report(uow, str(round_id), asked))
        content = await runner.think(lambda: render(made))
        if not is_shown(request):
            await runner.write(request.user, lambda uow: service_report.exported(uow, made, f"report.{kind}"))
        return download(content, media_type, f"{made.ref}-{made.period.as_of}.{kind}")

    file.__name__ = f"round_report_{kind}"  # the operation's name in the API's document
    opt = needs(Permission.READ_ROUNDS, answers={200: media_type})
    return get(f"/{{round_id:uuid}}/report.{kind}", opt=opt, summary=summary)(file)


router = Router(
    "/api/v1/rounds", route_handlers=[read_report, *(_file_route(kind) for kind in _FILES)], tags=["rounds"]
)
