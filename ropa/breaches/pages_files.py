"""The page of a breach's files: what was attached, what the scanner said of it, and attaching another one."""

from typing import BinaryIO, cast
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath

from ropa.access.rules import Permission
from ropa.attachments import service_files as looking
from ropa.attachments.service_files import Looked
from ropa.breaches import service_files
from ropa.breaches.pages_frame import Frame, done, find, show, take
from ropa.breaches.pages_work import PARTS
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid
from ropa.settings import Settings
from ropa.web.authentication import TAKES_FILE, page_for
from ropa.web.bodies import ApiRequest
from ropa.web.running import Runner
from ropa.web.scans import scans_of
from ropa.web.short_forms import ShortForm, fresh, sent
from ropa.web.uploads import body_limit, file_in, files_of, form_of, no_file
from schemas.breach import BreachRecord
from schemas.breach_files import BreachFiles, FileInput

BreachId = FromPath[UUID]
_TAKES_FILE = {TAKES_FILE: True}


def _files(uow: UnitOfWork, it: BreachRecord) -> BreachFiles:
    return service_files.list_files(uow, it.id)


@get("/{breach_id:uuid}/tasks/files", opt=page_for(Permission.READ_BREACHES))
async def files_page(request: ApiRequest, runner: NamedDependency[Runner], breach_id: BreachId) -> Response[bytes]:
    """The files, and a form to attach one."""
    return await _show(request, runner, await find(request, runner, breach_id, _files), fresh(request))


@post("/{breach_id:uuid}/tasks/files", opt=page_for(Permission.HANDLE_BREACHES, **_TAKES_FILE), status_code=200)
async def add_file(request: ApiRequest, runner: NamedDependency[Runner], breach_id: BreachId) -> Response[bytes]:
    """Attach a file; the same form twice attaches one."""
    form, key, files = sent(request), str(breach_id), files_of(request)
    await runner.read(request.user, lambda uow: service_files.require_writable(uow, key))
    form.text("note")
    said = form.read(FileInput)
    upload, looked = await _look(request, runner, form)
    if said is not None and upload is not None and looked is not None:
        source, made = cast("BinaryIO", upload.file), form.id(request)
        scans = scans_of(request)
        file = await runner.think(lambda: looking.keep(files, source, looked, is_to_scan=scans.is_set_up))

        def step(uow: UnitOfWork, _version: int) -> object:
            return service_files.add(uow, key, said, file, made)

        if await take(request, runner, form, step):
            await runner.think(lambda: looking.make_sure(files, source, file))
            await scans.look(request, runner, file.sha256, source)
            return done(breach_id, "file-added", "/tasks/files")
    return await _show(request, runner, await find(request, runner, breach_id, _files), form, status=422)


async def _look(request: ApiRequest, runner: Runner, form: ShortForm) -> tuple[UploadFile | None, Looked | None]:
    upload, most = file_in(await form_of(request)), request.app.state.settings.max_file_mb
    if upload is None:
        form.take(no_file().problems)
        return None, None
    source, name = cast("BinaryIO", upload.file), upload.filename
    try:
        return upload, await runner.think(lambda: looking.look(source, name, most))
    except Invalid as error:
        form.take(error.problems)
        return upload, None


async def _show(
    request: ApiRequest, runner: Runner, found: Frame, form: ShortForm, *, status: int = 200
) -> Response[bytes]:
    settings: Settings = request.app.state.settings
    return await show(
        request,
        runner,
        "files",
        found,
        form,
        status=status,
        files=found.extra.items,
        offered=looking.OFFERED,
        most_mb=settings.max_file_mb,
        work_parts=PARTS,
    )


def router_of(settings: Settings) -> Router:
    """Return the pages; the largest form follows the settings."""
    return Router("/breaches", route_handlers=[files_page, add_file], request_max_body_size=body_limit(settings))
