"""The dashboard as a page: pictures of numbers, each number a link to its list, each picture with its table."""

from typing import Annotated

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from msgspec import Struct

from ropa.access.rules import Permission, offices_for
from ropa.dashboard import service
from ropa.errors import invalid
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.line_chart import lines_of
from ropa.web.offices import office_id_of, offices_of
from ropa.web.pages import in_language, link, page
from ropa.web.running import Runner
from ropa.web.score_chart import chart_of
from ropa.web.tile_grid import grid_of
from schemas.dashboard import Panel, PanelCode, PanelRow

PATH = "/dashboard"
OfficeText = Annotated[str | None, QueryParameter(name="office", max_length=20)]
TablesText = Annotated[str | None, QueryParameter(name="tables", max_length=5)]
#: Drawn in ways of their own.
_NO_BARS = frozenset({PanelCode.COVERAGE, PanelCode.QUALITY})


class Bar(Struct, frozen=True):
    """A line of a chart: its length in percent of the longest one."""

    row: PanelRow
    length: float


class Part(Struct, frozen=True):
    """A panel with its chart and where its file is."""

    panel: Panel
    bars: list[Bar]
    file: str


@get("/", opt=page_for(Permission.READ_ACTIVITIES))
async def dashboard_page(
    request: ApiRequest, runner: NamedDependency[Runner], office: OfficeText = None, tables: TablesText = None
) -> Response[bytes]:
    """The parts that the reader has a right to; `tables` opens every table."""
    office_id = office_id_of(office) if office else None
    if office and office_id is None:
        raise invalid("/office", "ไม่มีหน่วยงานนี้", "There is no such office")
    found = await runner.read(request.user, lambda uow: service.dashboard(uow, office_id))
    offices = await offices_of(request, runner)
    today = found.made_at.date()
    return page(
        request,
        "dashboard/dashboard.html",
        found=found,
        parts_shown=[_part(panel, office_id) for panel in found.panels],
        grid=grid_of(found.provinces),
        chart=chart_of(found.days, today),
        lines=lines_of([(each.day, (each.errors, each.warnings, each.hints)) for each in found.days], today),
        words=lambda said: in_language(request, said.th, said.en),
        office=office_id,
        opened=bool(tables),
        all_tables=link(PATH, office=office_id, tables=None if tables else "1"),
        office_choices=offices.choices(offices_for(request.user, Permission.READ_ACTIVITIES), office_id),
    )


def _part(panel: Panel, office: int | None) -> Part:
    longest = max((row.cells[0].value or 0 for row in panel.rows), default=0)
    bars = [] if panel.code in _NO_BARS or not longest else [_bar(row, longest) for row in panel.rows]
    return Part(panel, bars, link("/api/v1/dashboard.xlsx", office=office, panel=panel.code))


def _bar(row: PanelRow, longest: float) -> Bar:
    return Bar(row, round((row.cells[0].value or 0) * 100 / longest, 1))


router = Router(PATH, route_handlers=[dashboard_page])
