"""JSON routes of the import: send a file, look at what it would do, mend, save."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa import clock
from ropa.access.rules import Permission
from ropa.errors import invalid
from ropa.imports import service_decide, service_isolated, service_open, service_preview
from ropa.settings import Settings
from ropa.web.authentication import TAKES_FILE, needs
from ropa.web.bodies import ApiRequest, json, read_body
from ropa.web.importing import save_ready
from ropa.web.running import Runner
from ropa.web.uploads import body_limit, received
from schemas.imports import (
    CommitChoice,
    CommitReport,
    ImportDecision,
    ImportList,
    ImportOptions,
    ImportPreview,
    PreviewDetail,
)

Name = Annotated[
    str | None, QueryParameter(name="name", max_length=1000, description="File name, when the body is the file itself")
]
Office = Annotated[
    str | None, QueryParameter(name="office", max_length=20, description="Office of all records that name none")
]
Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=service_preview.MAX_LIMIT)]
Cursor = Annotated[str | None, QueryParameter(name="cursor", max_length=40)]


@post(
    "/",
    opt=needs(Permission.WRITE_ACTIVITIES, answers={201: ImportPreview}, **{TAKES_FILE: ImportOptions}),
    summary="Send a file to import",
    status_code=201,
)
async def open_import(
    request: ApiRequest, runner: NamedDependency[Runner], name: Name = None, office: Office = None
) -> Response[bytes]:
    """Our form and register workbooks, the ministry's form as .xlsx, .docx or text, or JSON. Nothing is saved yet."""
    async with received(request, {"name": name, "office": office}) as sent:
        office_id = office_of(sent.said.get("office"))
        today = clock.bangkok(runner.now()).date()
        reading = await runner.think(lambda: service_isolated.read(sent.file, sent.name, today=today))

    looked = await runner.read(request.user, lambda uow: service_open.prepare(uow, reading, office_id))
    made = await runner.write(request.user, lambda uow: service_open.keep(uow, looked))
    shown = await runner.read(request.user, lambda uow: service_preview.preview(uow, made, 0, 50))
    return json(shown, 201, {"Location": f"/api/v1/imports/{made}"})


def office_of(text: str | None) -> int | None:
    """Return the office that was asked for; None when none was.

    Raises: Invalid.
    """
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 10):  # noqa: PLR2004 - digits of a 32-bit number
        raise invalid("/office", "หน่วยงานต้องเป็นรหัสตัวเลข", "The office is a number")
    return int(text)


@get("/", opt=needs(Permission.WRITE_ACTIVITIES, answers={200: ImportList}), summary="List one's own imports")
async def list_imports(
    request: ApiRequest, runner: NamedDependency[Runner], cursor: Cursor = None, limit: Limit = 50
) -> Response[bytes]:
    """Newest first."""
    return json(await runner.read(request.user, lambda uow: service_preview.list_imports(uow, cursor, limit)))


@get(
    "/{import_id:uuid}",
    opt=needs(Permission.WRITE_ACTIVITIES, answers={200: ImportPreview}),
    summary="What an import would do",
)
async def read_import(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    import_id: FromPath[UUID],
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response[bytes]:
    """Its records by number, each with what saving it would create or change."""
    after = after_of(cursor)
    return json(await runner.read(request.user, lambda uow: service_preview.preview(uow, str(import_id), after, limit)))


def after_of(cursor: str | None) -> int:
    """Return the number of the record behind which a page begins.

    Raises: Invalid for a cursor that this list did not give out.
    """
    if cursor is None:
        return 0
    if not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 8):  # noqa: PLR2004 - more records than any file has
        raise invalid("/cursor", "ตัวชี้หน้าถัดไปไม่ถูกต้อง", "This is no cursor of this list")
    return int(cursor)


@get(
    "/{import_id:uuid}/records/{number:int}",
    opt=needs(Permission.WRITE_ACTIVITIES, answers={200: PreviewDetail}),
    summary="One record of an import",
)
async def read_import_record(
    request: ApiRequest, runner: NamedDependency[Runner], import_id: FromPath[UUID], number: FromPath[int]
) -> Response[bytes]:
    """Its document, every fault and remark with its place in the file, and field by field what would change."""
    return json(await runner.read(request.user, lambda uow: service_preview.detail(uow, str(import_id), number)))


@patch(
    "/{import_id:uuid}/records/{number:int}",
    opt=needs(Permission.WRITE_ACTIVITIES, body=ImportDecision, answers={200: PreviewDetail}),
    summary="Decide about one record, or mend it",
)
async def decide_import_record(
    request: ApiRequest, runner: NamedDependency[Runner], import_id: FromPath[UUID], number: FromPath[int]
) -> Response[bytes]:
    """Create, change or skip; another office; answers mended; proposed corrections taken."""
    said = await read_body(request, runner, ImportDecision)
    return json(await runner.write(request.user, lambda uow: service_decide.decide(uow, str(import_id), number, said)))


@post(
    "/{import_id:uuid}/commit",
    opt=needs(Permission.WRITE_ACTIVITIES, body=CommitChoice, answers={200: CommitReport}),
    summary="Save what is ready",
    status_code=200,
)
async def commit_import(
    request: ApiRequest, runner: NamedDependency[Runner], import_id: FromPath[UUID]
) -> Response[bytes]:
    """Each record whole or not at all. A large file takes several calls: `left` says how many records wait."""
    choice = CommitChoice()
    if await request.body():
        choice = await read_body(request, runner, CommitChoice)
    chosen = None if choice.numbers is None else set(choice.numbers)
    return json(await save_ready(request, runner, str(import_id), chosen))


@delete(
    "/{import_id:uuid}",
    opt=needs(Permission.WRITE_ACTIVITIES, answers={204: None}),
    summary="Forget an import",
    status_code=204,
)
async def drop_import(request: ApiRequest, runner: NamedDependency[Runner], import_id: FromPath[UUID]) -> None:
    """What was read of the file is forgotten; what was saved of it stays in the register."""
    await runner.write(request.user, lambda uow: service_open.drop(uow, str(import_id)))


def router_of(settings: Settings) -> Router:
    """Return the routes; the largest body follows the settings."""
    return Router(
        "/api/v1/imports",
        route_handlers=[
            open_import,
            list_imports,
            read_import,
            read_import_record,
            decide_import_record,
            commit_import,
            drop_import,
        ],
        tags=["imports"],
        request_max_body_size=body_limit(settings),
    )
