"""Downloads of a work procedure: its manual, its workbook and its chart."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa import renderings_procedures
from ropa.access.rules import Permission
from ropa.pictures import DRAWINGS
from ropa.procedures import service_exports
from ropa.renderings_procedures import ChartKind
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, download, is_shown
from ropa.web.running import Runner

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"
Revision = Annotated[
    int | None, QueryParameter(name="revision", ge=1, le=999_999, description="Default: what the caller sees")
]


async def _told(request: ApiRequest, runner: Runner, file: str, subject: str) -> None:
    if not is_shown(request):
        await runner.write(request.user, lambda uow: service_exports.exported(uow, file, subject))


@get(
    "/{procedure_id:uuid}/manual.pdf",
    opt=needs(Permission.READ_PROCEDURES, answers={200: PDF}),
    summary="A procedure as the manual, with its chart",
)
async def manual_pdf(
    request: ApiRequest, runner: NamedDependency[Runner], procedure_id: FromPath[UUID], revision: Revision = None
) -> Response[bytes]:
    """Cover, contents, chapters 1 to 12; what is not in force is marked on every page."""
    ready = await runner.read(request.user, lambda uow: renderings_procedures.prepare(uow, str(procedure_id), revision))
    content = await runner.think(ready.manual)
    await _told(request, runner, "manual.pdf", ready.ref)
    return download(content, PDF, f"{ready.ref}.pdf")


@get(
    "/{procedure_id:uuid}/procedure.xlsx",
    opt=needs(Permission.READ_PROCEDURES, answers={200: XLSX}),
    summary="A procedure as a workbook",
)
async def procedure_xlsx(
    request: ApiRequest, runner: NamedDependency[Runner], procedure_id: FromPath[UUID], revision: Revision = None
) -> Response[bytes]:
    """Chapters, words, duties, and the steps with what their days add up to."""
    ready = await runner.read(request.user, lambda uow: renderings_procedures.prepare(uow, str(procedure_id), revision))
    content = await runner.think(ready.workbook)
    await _told(request, runner, "procedure.xlsx", ready.ref)
    return download(content, XLSX, f"{ready.ref}.xlsx")


def _chart_route(kind: ChartKind) -> Any:
    async def chart(
        request: ApiRequest, runner: NamedDependency[Runner], procedure_id: FromPath[UUID], revision: Revision = None
    ) -> Response[bytes]:
        """The steps in the manual's style: decisions, the ways back, standards in working days."""
        ready = await runner.read(
            request.user, lambda uow: renderings_procedures.prepare(uow, str(procedure_id), revision)
        )
        content = await runner.think(lambda: ready.chart(kind))
        await _told(request, runner, f"chart.{kind}", ready.ref)
        return download(content, DRAWINGS[kind], f"{ready.ref}-chart.{kind}")

    chart.__name__ = f"procedure_chart_{kind}"  # the operation's name in the API's document
    return get(
        f"/{{procedure_id:uuid}}/chart.{kind}",
        opt=needs(Permission.READ_PROCEDURES, answers={200: DRAWINGS[kind].partition(";")[0]}),
        summary=f"The work-flow chart of a procedure, {kind.upper()}",
    )(chart)


_KINDS: tuple[ChartKind, ...] = ("svg", "png", "pdf", "dot")
router = Router(
    "/api/v1/procedures",
    route_handlers=[manual_pdf, procedure_xlsx, *(_chart_route(kind) for kind in _KINDS)],
    tags=["procedures"],
)
