"""The dashboard's numbers as JSON, and as Excel with a sheet for each part."""

import io
from typing import Annotated

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from exports.dashboard_workbook import write_dashboard
from ropa.access.rules import Permission
from ropa.activities import service_exports
from ropa.dashboard import service
from ropa.errors import Forbidden
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, attachment, json
from ropa.web.running import Runner
from schemas.access import Actor
from schemas.dashboard import Dashboard, PanelCode

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OfficeId = Annotated[
    int | None, QueryParameter(name="office", ge=0, le=2_147_483_647, description="This office and below")
]
Part = Annotated[PanelCode | None, QueryParameter(name="panel", description="One part alone")]


@get(
    "/dashboard",
    opt=needs(Permission.READ_ACTIVITIES, answers={200: Dashboard}),
    summary="The numbers of the dashboard",
)
async def read_dashboard(
    request: ApiRequest, runner: NamedDependency[Runner], office: OfficeId = None, panel: Part = None
) -> Response[bytes]:
    """The parts that the caller has a right to; `href` of a number is the page with the list that it counts."""
    found = await runner.read(request.user, lambda uow: service.dashboard(uow, office, panel))
    return json(found, headers={"Cache-Control": "no-store"})


@get(
    "/dashboard.xlsx",
    opt=needs(Permission.READ_ACTIVITIES, answers={200: XLSX}),
    summary="The numbers of the dashboard as Excel",
)
async def dashboard_xlsx(
    request: ApiRequest, runner: NamedDependency[Runner], office: OfficeId = None, panel: Part = None
) -> Response[bytes]:
    """A sheet for each part; numbers only, of what the caller may see."""
    content = await runner.think(lambda: _written(runner, request.user, office, panel))
    told = {"office": office, "panel": panel}
    await runner.write(request.user, lambda uow: service_exports.exported(uow, "dashboard.xlsx", "register", **told))
    name = f"ropa-dashboard-{panel}.xlsx" if panel else "ropa-dashboard.xlsx"
    return Response(content, media_type=XLSX, headers=attachment(name))


def _written(runner: Runner, actor: Actor, office: int | None, panel: PanelCode | None) -> bytes:
    with runner.database.read(actor, runner.now()) as uow:
        found = service.dashboard(uow, office, panel)
    if not found.panels:
        raise Forbidden
    out = io.BytesIO()
    write_dashboard(found, out)
    return out.getvalue()


router = Router("/api/v1", route_handlers=[read_dashboard, dashboard_xlsx], tags=["dashboard"])
