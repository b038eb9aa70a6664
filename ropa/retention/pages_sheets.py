"""Pages of the workbook of data sets: the template, sending one, looking at every fault, saving it whole."""

from typing import Any, BinaryIO, cast
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from exports.holdings_template import holdings_template
from ropa import clock
from ropa.access.rules import Permission
from ropa.errors import Conflict, Invalid
from ropa.retention import service_sheet_file, service_sheets
from ropa.settings import Settings
from ropa.web.authentication import TAKES_FILE, page_for
from ropa.web.bodies import ApiRequest, download
from ropa.web.pages import go, in_language, page
from ropa.web.running import Runner
from ropa.web.uploads import body_limit, file_in, form_of
from schemas.findings import Problem
from schemas.holding_sheet import MOST_ROWS

PATH = "/holdings/import"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@get("/", opt=page_for(Permission.WRITE_HOLDINGS))
async def sheet_page(request: ApiRequest) -> Response[bytes]:
    """The template, and a place to send it filled."""
    return _show(request, [])


@get("/template.xlsx", opt=page_for(Permission.WRITE_HOLDINGS))
async def template_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:  # noqa: ARG001 - the guard reads it
    """The template as a file."""
    return download(await runner.think(holdings_template), XLSX, "ropa-holdings-template.xlsx")


@post("/", opt=page_for(Permission.WRITE_HOLDINGS, **{TAKES_FILE: True}), status_code=200)
async def send_sheet_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Read the file in a process of its own and go to what was found; nothing is saved yet."""
    upload = file_in(await form_of(request))
    if upload is None or not upload.filename:
        return _show(
            request, [Problem(pointer="/file", message_th="เลือกไฟล์ที่จะนำเข้า", message_en="Choose the file to import")]
        )
    source, name = cast("BinaryIO", upload.file), upload.filename
    today = clock.bangkok(runner.now()).date()
    try:
        read = await runner.think(lambda: service_sheet_file.read(source, name, today=today))
    except Invalid as error:
        return _show(request, list(error.problems))
    looked = await runner.read(request.user, lambda uow: service_sheets.look(uow, read))
    made = await runner.write(request.user, lambda uow: service_sheets.keep(uow, looked))
    return go(f"{PATH}/{made}")


def _show(request: ApiRequest, problems: list[Problem]) -> Response[bytes]:
    return page(
        request,
        "retention/sheet.html",
        status=422 if problems else 200,
        problems=[("f-file", in_language(request, each.message_th, each.message_en)) for each in problems],
        most=MOST_ROWS,
    )


@get("/{import_id:uuid}", opt=page_for(Permission.WRITE_HOLDINGS))
async def sheet_preview_page(
    request: ApiRequest, runner: NamedDependency[Runner], import_id: FromPath[UUID]
) -> Response[bytes]:
    """What was found in the file: every fault by its cell, or what saving would do."""
    return await _preview(request, runner, str(import_id), [])


async def _preview(request: ApiRequest, runner: Runner, key: str, problems: list[Problem]) -> Response[bytes]:
    found = await runner.read(request.user, lambda uow: service_sheets.shown(uow, key))
    said = [f"{each.pointer}: {in_language(request, each.message_th, each.message_en)}" for each in problems]
    return page(
        request,
        "retention/sheet_preview.html",
        status=409 if problems else 200,
        found=found,
        faults=[in_language(request, each.message_th, each.message_en) for each in found.faults],
        problems=[(None, words) for words in said],
    )


@post("/{import_id:uuid}", opt=page_for(Permission.WRITE_HOLDINGS), status_code=200)
async def save_sheet_page(
    request: ApiRequest, runner: NamedDependency[Runner], import_id: FromPath[UUID]
) -> Response[bytes]:
    """Save every line, or none."""
    key = str(import_id)
    try:
        await runner.write(request.user, lambda uow: service_sheets.save_sheet(uow, key))
    except Invalid as error:
        return await _preview(request, runner, key, list(error.problems))
    except Conflict as error:
        told = Problem(pointer="", message_th=error.message_th, message_en=error.message_en)
        return await _preview(request, runner, key, [told])
    return go(f"{PATH}/{key}", said="holdings-made")


def router_of(settings: Settings) -> Router:
    """Return the pages; the largest file follows the settings."""
    handlers: list[Any] = [sheet_page, template_page, send_sheet_page, sheet_preview_page, save_sheet_page]
    return Router(PATH, route_handlers=handlers, request_max_body_size=body_limit(settings))
