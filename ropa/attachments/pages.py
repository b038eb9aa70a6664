"""Pages of a record's documents: by field, with versions and last days; attaching, a new version, removing."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any, BinaryIO, TypeVar, cast
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from ropa.access.rules import Permission
from ropa.attachments import service, service_files
from ropa.attachments.service_files import Looked
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid
from ropa.settings import Settings
from ropa.web.authentication import TAKES_FILE, page_for
from ropa.web.bodies import ApiRequest
from ropa.web.language import language_of
from ropa.web.language import mark as _
from ropa.web.pages import go, in_language, page
from ropa.web.running import Runner
from ropa.web.scans import scans_of
from ropa.web.short_forms import ShortForm, fresh, sent
from ropa.web.uploads import body_limit, file_in, files_of, form_of, no_file
from schemas.attachments import Attachment, AttachmentInput, AttachmentKind, VersionInput
from schemas.form import sections
from schemas.listing import StoredRevision

T = TypeVar("T", AttachmentInput, VersionInput)
_TAKES_FILE = {TAKES_FILE: True}
WHOLE = _("ทั้งบันทึกรายการ")
_UNITS = ("B", "KB", "MB", "GB")
_STEP = 1024


class Group(Struct, frozen=True):
    """The documents of one place."""

    label: str
    items: list[Attachment]


@get("/{activity_id:uuid}/attachments", opt=page_for(Permission.READ_ACTIVITIES))
async def attachments_page(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """The documents by field, and a form to attach one."""
    return await _list(request, runner, str(activity_id), fresh(request))


@post("/{activity_id:uuid}/attachments", opt=page_for(Permission.WRITE_ACTIVITIES, **_TAKES_FILE), status_code=200)
async def attach(request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]) -> Response[bytes]:
    """Attach a document; the same form twice attaches one."""
    form, key = sent(request), str(activity_id)
    files, scans = files_of(request), scans_of(request)
    await runner.read(request.user, lambda uow: service.require_writable(uow, key))
    form.text("title", required=("กรอกชื่อเอกสาร", "Give the document a title"))
    form.text("kind", required=("เลือกประเภทเอกสาร", "Choose what kind of document it is"))
    form.text("pointer")
    said, upload, looked = await _read(request, runner, form, AttachmentInput)
    if said is not None and upload is not None and looked is not None:
        source, made = cast("BinaryIO", upload.file), form.id(request)
        file = await runner.think(lambda: service_files.keep(files, source, looked, is_to_scan=scans.is_set_up))

        def work(uow: UnitOfWork) -> None:
            service.attach(uow, key, said, file, made)

        try:
            try:
                await runner.write(request.user, work)
            except Conflict:
                # The same form came twice in the same moment: the other one has made it by now.
                await runner.write(request.user, work)
        except Invalid as error:
            form.take(error.problems)
        else:
            await runner.think(lambda: service_files.make_sure(files, source, file))
            await scans.look(request, runner, file.sha256, source)
            return go(request.url.path, said="attached")
    return await _list(request, runner, key, form, status=422)


async def _read(
    request: ApiRequest, runner: Runner, form: ShortForm, kind: type[T]
) -> tuple[T | None, UploadFile | None, Looked | None]:
    """Return what was said and the file that was sent; None with every fault noted."""
    form.day("expires_on", ahead=True)
    form.text("note")
    said, looked = form.read(kind), None
    upload, most = file_in(await form_of(request)), request.app.state.settings.max_file_mb
    if upload is None:
        form.take(no_file().problems)
    else:
        source, name = cast("BinaryIO", upload.file), upload.filename
        try:
            looked = await runner.think(lambda: service_files.look(source, name, most))
        except Invalid as error:
            form.take(error.problems)
    return said, upload, looked


async def _list(
    request: ApiRequest, runner: Runner, activity_id: str, form: ShortForm, *, status: int = 200
) -> Response[bytes]:
    found = await runner.read(request.user, lambda uow: service.list_documents(uow, activity_id))
    present = [each for each in found.items if each.removed_at is None]
    return page(
        request,
        "attachments/list.html",
        status=status,
        found=found,
        groups=list(_groups(request, present)),
        removed=[each for each in found.items if each.removed_at is not None],
        form=form,
        choices=_choices(request),
        **_common(request, found.record),
    )


def _groups(request: ApiRequest, items: Iterable[Attachment]) -> Iterable[Group]:
    for pointer, some in groupby(items, key=lambda each: each.pointer):
        yield Group(_place(request, pointer), list(some))


def _place(request: ApiRequest, pointer: str) -> str:
    found = service.PLACES().get(pointer)
    return in_language(request, *found) if found else pointer


def _choices(request: ApiRequest) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the fields of the form to choose from, by section."""
    english, places = language_of(request) == "en", service.PLACES()
    made = [
        (each.label_en if english else each.label_th, [(info.pointer, info) for info in each.fields])
        for each in sections()
    ]
    chosen = [(label, [(at, _place(request, at)) for at, _info in some if at in places]) for label, some in made]
    known = {at for _label, some in chosen for at, _words in some}
    rest = [(at, _place(request, at)) for at in places if at not in known]
    return [*chosen, (in_language(request, "ตาราง", "Tables"), rest)]


def _common(request: ApiRequest, record: StoredRevision) -> dict[str, Any]:
    settings: Settings = request.app.state.settings
    return {
        "stored": record,
        "place": request.url.path,
        "kinds": tuple(AttachmentKind),
        "offered": service_files.OFFERED,
        "most_mb": settings.max_file_mb,
        "soon": service.SOON,
        "size_of": _size,
        "whole": WHOLE,
        "place_of": lambda pointer: _place(request, pointer),
    }


def _size(count: int) -> str:
    amount, unit = float(count), 0
    while amount >= _STEP and unit < len(_UNITS) - 1:
        amount, unit = amount / _STEP, unit + 1
    return f"{amount:.1f} {_UNITS[unit]}" if unit else f"{count} B"


class Shown(Struct, frozen=True):
    """What the page of one document shows."""

    record: StoredRevision
    item: Attachment
    writes: bool


@get("/{activity_id:uuid}/attachments/{attachment_id:uuid}", opt=page_for(Permission.READ_ACTIVITIES))
async def attachment_page(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], attachment_id: FromPath[UUID]
) -> Response[bytes]:
    """One document with its versions, and forms for a new version and for removing it."""
    return await _one(request, runner, str(activity_id), str(attachment_id), fresh(request))


@post(
    "/{activity_id:uuid}/attachments/{attachment_id:uuid}",
    opt=page_for(Permission.WRITE_ACTIVITIES, **_TAKES_FILE),
    status_code=200,
)
async def add_version(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], attachment_id: FromPath[UUID]
) -> Response[bytes]:
    """Add a version; the same file with the same words twice adds one."""
    form, key, document = sent(request), str(activity_id), str(attachment_id)
    files, scans = files_of(request), scans_of(request)
    await runner.read(request.user, lambda uow: service.require_writable(uow, key, document))
    said, upload, looked = await _read(request, runner, form, VersionInput)
    if said is not None and upload is not None and looked is not None:
        source = cast("BinaryIO", upload.file)
        file = await runner.think(lambda: service_files.keep(files, source, looked, is_to_scan=scans.is_set_up))
        try:
            await runner.write(request.user, lambda uow: service.add_version(uow, key, document, said, file))
        except Invalid as error:
            form.take(error.problems)
        else:
            await runner.think(lambda: service_files.make_sure(files, source, file))
            await scans.look(request, runner, file.sha256, source)
            return go(request.url.path, said="attached")
    return await _one(request, runner, key, document, form, status=422)


async def _one(
    request: ApiRequest, runner: Runner, activity_id: str, attachment_id: str, form: ShortForm, *, status: int = 200
) -> Response[bytes]:
    found = await _find(request, runner, activity_id, attachment_id)
    return page(
        request,
        "attachments/one.html",
        status=status,
        found=found,
        item=found.item,
        form=form,
        **_common(request, found.record),
    )


async def _find(request: ApiRequest, runner: Runner, activity_id: str, attachment_id: str) -> Shown:
    def work(uow: UnitOfWork) -> Shown:
        item = service.read_document(uow, activity_id, attachment_id)
        every = service.list_documents(uow, activity_id)
        return Shown(every.record, item, every.writes and not every.closed)

    return await runner.read(request.user, work)


@get("/{activity_id:uuid}/attachments/{attachment_id:uuid}/remove", opt=page_for(Permission.WRITE_ACTIVITIES))
async def remove_page(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], attachment_id: FromPath[UUID]
) -> Response[bytes]:
    """Ask once more."""
    found = await _find(request, runner, str(activity_id), str(attachment_id))
    return page(request, "attachments/remove.html", item=found.item, **_common(request, found.record))


@post(
    "/{activity_id:uuid}/attachments/{attachment_id:uuid}/remove",
    opt=page_for(Permission.WRITE_ACTIVITIES),
    status_code=200,
)
async def remove(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], attachment_id: FromPath[UUID]
) -> Response[bytes]:
    """Take the document out of the record."""
    key = str(activity_id)
    await runner.write(request.user, lambda uow: service.remove(uow, key, str(attachment_id)))
    return go(f"/activities/{key}/attachments", said="detached")


def router_of(settings: Settings) -> Router:
    """Return the pages; the largest form follows the settings."""
    return Router(
        "/activities",
        route_handlers=[attachments_page, attach, attachment_page, add_version, remove_page, remove],
        request_max_body_size=body_limit(settings),
    )
