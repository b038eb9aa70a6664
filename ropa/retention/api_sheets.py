"""JSON routes of the workbook of data sets: the template, sending one, looking at it, saving it."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from exports.holdings_template import holdings_template
from ropa import clock
from ropa.access.rules import Permission
from ropa.retention import service_sheet_file, service_sheets
from ropa.settings import Settings
from ropa.web.authentication import TAKES_FILE, needs
from ropa.web.bodies import ApiRequest, download, json
from ropa.web.running import Runner
from ropa.web.uploads import body_limit, received
from schemas.holding_ways import SheetImport, SheetOptions

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Name = Annotated[
    str | None, QueryParameter(name="name", max_length=1000, description="File name, when the body is the file itself")
]


@get(
    "/template.xlsx",
    opt=needs(Permission.WRITE_HOLDINGS, answers={200: XLSX}),
    summary="Template of the workbook of data sets",
)
async def read_holdings_template(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:  # noqa: ARG001 - the guard reads it
    """Thai headings, lists to choose from, an example line that is never read."""
    return download(await runner.think(holdings_template), XLSX, "ropa-holdings-template.xlsx")


@post(
    "/imports",
    opt=needs(Permission.WRITE_HOLDINGS, answers={201: SheetImport}, **{TAKES_FILE: SheetOptions}),
    summary="Send a workbook of data sets",
    status_code=201,
)
async def send_holdings_sheet(
    request: ApiRequest, runner: NamedDependency[Runner], name: Name = None
) -> Response[bytes]:
    """Every fault by its sheet and cell, and what saving would do. Nothing is saved yet."""
    async with received(request, {"name": name}) as sent:
        today = clock.bangkok(runner.now()).date()
        read = await runner.think(lambda: service_sheet_file.read(sent.file, sent.name, today=today))
    looked = await runner.read(request.user, lambda uow: service_sheets.look(uow, read))
    made = await runner.write(request.user, lambda uow: service_sheets.keep(uow, looked))
    shown = await runner.read(request.user, lambda uow: service_sheets.shown(uow, made))
    return json(shown, 201, {"Location": f"/api/v1/holdings/imports/{made}"})


@get(
    "/imports/{import_id:uuid}",
    opt=needs(Permission.WRITE_HOLDINGS, answers={200: SheetImport}),
    summary="Look at a workbook that one sent",
)
async def read_holdings_sheet(
    request: ApiRequest, runner: NamedDependency[Runner], import_id: FromPath[UUID]
) -> Response[bytes]:
    """Only its sender sees it."""
    return json(await runner.read(request.user, lambda uow: service_sheets.shown(uow, str(import_id))))


@post(
    "/imports/{import_id:uuid}/commit",
    opt=needs(Permission.WRITE_HOLDINGS, answers={200: SheetImport}),
    summary="Save every line of a workbook, or none",
    status_code=200,
)
async def save_holdings_sheet(
    request: ApiRequest, runner: NamedDependency[Runner], import_id: FromPath[UUID]
) -> Response[bytes]:
    """Lines that the register has already stay as they are; the same call once more changes nothing."""
    return json(await runner.write(request.user, lambda uow: service_sheets.save_sheet(uow, str(import_id))))


def router_of(settings: Settings) -> Router:
    """Return the routes; the largest file follows the settings."""
    return Router(
        "/api/v1/holdings",
        route_handlers=[read_holdings_template, send_holdings_sheet, read_holdings_sheet, save_holdings_sheet],
        request_max_body_size=body_limit(settings),
        tags=["holdings"],
    )
