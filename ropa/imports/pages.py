"""Pages of the import: sending a file, and looking at what saving it would do."""

from typing import Annotated, Any, BinaryIO, cast
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa import clock
from ropa.access.rules import Permission, offices_for
from ropa.errors import Invalid
from ropa.imports import service_isolated, service_open, service_preview
from ropa.imports.pages_record import decide_page, record_page
from ropa.settings import Settings
from ropa.web.authentication import TAKES_FILE, page_for, typed_into
from ropa.web.bodies import ApiRequest
from ropa.web.forms import first, typed_of
from ropa.web.importing import save_ready
from ropa.web.offices import office_id_of, offices_of
from ropa.web.pages import go, in_language, link, page
from ropa.web.running import Runner
from ropa.web.uploads import body_limit, file_in, form_of
from schemas.findings import Problem
from schemas.imports import ImportedRecord, RecordState
from schemas.office import WHOLE_MINISTRY

PATH = "/imports"
LIMIT = 100
TONES = {
    RecordState.READY: "good",
    RecordState.FAULTY: "bad",
    RecordState.UNCHANGED: "neutral",
    RecordState.SKIPPED: "neutral",
    RecordState.SAVED: "info",
}
Cursor = Annotated[str | None, QueryParameter(name="cursor", max_length=40)]
After = Annotated[str | None, QueryParameter(name="after", max_length=8, pattern=r"^\d*$")]


@get("/", opt=page_for(Permission.WRITE_ACTIVITIES))
async def imports_page(request: ApiRequest, runner: NamedDependency[Runner], cursor: Cursor = None) -> Response[bytes]:
    """Choose a file; below, what this person sent before."""
    return await _list(request, runner, [], cursor=cursor or None)


@post("/", opt=page_for(Permission.WRITE_ACTIVITIES, **{TAKES_FILE: True}), status_code=200)
async def send_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Read the file in a process of its own and go to its preview; nothing is saved yet."""
    form = await form_of(request)
    upload = file_in(form)
    chosen = next((value for name, value in form if name == "office" and isinstance(value, str)), "")
    office_id = office_id_of(chosen) if chosen else None
    if upload is None or not upload.filename:
        told = Problem(pointer="/file", message_th="เลือกไฟล์ที่จะนำเข้า", message_en="Choose the file to import")
        return await _list(request, runner, [told], office=office_id)
    source, name = cast("BinaryIO", upload.file), upload.filename
    today = clock.bangkok(runner.now()).date()
    try:
        reading = await runner.think(lambda: service_isolated.read(source, name, today=today))
        looked = await runner.read(request.user, lambda uow: service_open.prepare(uow, reading, office_id))
    except Invalid as error:
        return await _list(request, runner, list(error.problems), office=office_id)
    made = await runner.write(request.user, lambda uow: service_open.keep(uow, looked))
    return go(f"{PATH}/{made}")


async def _list(
    request: ApiRequest,
    runner: Runner,
    problems: list[Problem],
    *,
    cursor: str | None = None,
    office: int | None = None,
) -> Response[bytes]:
    found = await runner.read(request.user, lambda uow: service_preview.list_imports(uow, cursor, 20))
    offices = await offices_of(request, runner)
    held = offices_for(request.user, Permission.WRITE_ACTIVITIES)
    if office is None and not problems and len(held) == 1 and WHOLE_MINISTRY not in held:
        (office,) = held  # the ministry's form names its unit in words, so most files need the answer
    return page(
        request,
        "imports/list.html",
        status=422 if problems else 200,
        found=found,
        problems=[("f-file", in_language(request, each.message_th, each.message_en)) for each in problems],
        office_choices=offices.choices(held, office),
        more=link(PATH, cursor=found.next_cursor) if found.next_cursor else None,
    )


@get("/{import_id:uuid}", opt=page_for(Permission.WRITE_ACTIVITIES))
async def preview_page(
    request: ApiRequest, runner: NamedDependency[Runner], import_id: FromPath[UUID], after: After = None
) -> Response[bytes]:
    """Every record with what saving it would create or change."""
    return await _preview(request, runner, str(import_id), int(after or 0), [])


async def _preview(
    request: ApiRequest, runner: Runner, import_id: str, after: int, refused: list[ImportedRecord]
) -> Response[bytes]:
    found = await runner.read(request.user, lambda uow: service_preview.preview(uow, import_id, after, LIMIT))
    offices = await offices_of(request, runner)
    return page(
        request,
        "imports/preview.html",
        status=409 if refused else 200,
        found=found,
        refused=[(each.number, _words(request, each)) for each in refused],
        office_name=offices.name,
        tones=TONES,
        states=_states(found.counts),
        waiting=found.counts.get("create", 0) + found.counts.get("change", 0),
        more=link(f"{PATH}/{import_id}", after=found.next_cursor) if found.next_cursor else None,
        first=after == 0,
    )


def _states(counts: dict[str, int]) -> list[tuple[str, int]]:
    order = ("create", "change", "faulty", "unchanged", "skipped", "saved")
    return [(name, counts[name]) for name in order if counts.get(name)]


def _words(request: ApiRequest, record: ImportedRecord) -> str:
    return "; ".join(in_language(request, each.message_th, each.message_en) for each in record.problems)


@post("/{import_id:uuid}", opt=page_for(Permission.WRITE_ACTIVITIES), status_code=200)
async def save_page(request: ApiRequest, runner: NamedDependency[Runner], import_id: FromPath[UUID]) -> Response[bytes]:
    """Save everything that is ready, record by record; or forget the file."""
    key = str(import_id)
    if first(typed_of(typed_into(request)), "act") == "drop":
        await runner.write(request.user, lambda uow: service_open.drop(uow, key))
        return go(PATH, said="import-dropped")
    done = await save_ready(request, runner, key)
    refused = [each for each in done.records if each.problems]
    if refused:
        return await _preview(request, runner, key, 0, refused)
    return go(f"{PATH}/{key}", said="imported")


def router_of(settings: Settings) -> Router:
    """Return the pages; the largest file follows the settings."""
    handlers: list[Any] = [imports_page, send_page, preview_page, save_page, record_page, decide_page]
    return Router(PATH, route_handlers=handlers, request_max_body_size=body_limit(settings))
