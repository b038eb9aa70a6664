"""JSON routes of attached documents."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.response import Stream

from ropa.access.rules import Permission
from ropa.attachments import service, service_files
from ropa.settings import Settings
from ropa.web.authentication import TAKES_FILE, needs
from ropa.web.bodies import ApiRequest, is_known, json
from ropa.web.running import Runner
from ropa.web.scans import scans_of
from ropa.web.uploads import body_limit, etag_of, files_of, headers_of, looked_at, received, stored_file
from schemas.attachments import (
    MAX_NOTE,
    MAX_POINTER,
    MAX_TITLE,
    Attachment,
    AttachmentInput,
    AttachmentList,
    FrozenList,
    VersionInput,
)

_ALONE = "when the body is the file itself"
Revision = Annotated[
    int | None, QueryParameter(name="revision", ge=1, le=1_000_000, description="Default: the one approved last")
]
Title = Annotated[str | None, QueryParameter(name="title", max_length=MAX_TITLE, description=f"Title, {_ALONE}")]
Kind = Annotated[str | None, QueryParameter(name="kind", max_length=30, description=f"Kind, {_ALONE}")]
Pointer = Annotated[str | None, QueryParameter(name="pointer", max_length=MAX_POINTER, description=f"Field, {_ALONE}")]
Expires = Annotated[str | None, QueryParameter(name="expires_on", max_length=10, description=f"Last day, {_ALONE}")]
Note = Annotated[str | None, QueryParameter(name="note", max_length=MAX_NOTE, description=f"Note, {_ALONE}")]
Name = Annotated[str | None, QueryParameter(name="name", max_length=1000, description=f"File name, {_ALONE}")]


@get(
    "/{activity_id:uuid}/attachments",
    opt=needs(Permission.READ_ACTIVITIES, answers={200: AttachmentList}),
    summary="List the documents of a record",
)
async def list_attachments(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """Those of the whole record first, then by field; removed ones last. `state` tells what an approval froze."""
    found = await runner.read(request.user, lambda uow: service.list_documents(uow, str(activity_id)))
    return json(AttachmentList(items=found.items))


@get(
    "/{activity_id:uuid}/attachments/frozen",
    opt=needs(Permission.READ_ACTIVITIES, answers={200: FrozenList}),
    summary="List what the approval of a revision froze",
)
async def list_frozen(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], revision: Revision = None
) -> Response[bytes]:
    """Each line names the version whose file has exactly the frozen bytes."""
    found = await runner.read(request.user, lambda uow: service.frozen_files(uow, str(activity_id), revision))
    return json(found)


@post(
    "/{activity_id:uuid}/attachments",
    opt=needs(Permission.WRITE_ACTIVITIES, answers={201: Attachment}, **{TAKES_FILE: AttachmentInput}),
    summary="Attach a document",
    status_code=201,
)
async def attach(  # noqa: PLR0913, PLR0917 - one for each word in the query
    request: ApiRequest,
    runner: NamedDependency[Runner],
    activity_id: FromPath[UUID],
    title: Title = None,
    kind: Kind = None,
    pointer: Pointer = None,
    expires_on: Expires = None,
    note: Note = None,
    name: Name = None,
) -> Response[bytes]:
    """A form with the part `file`, or the file itself with its words in the query. What it is, its content decides."""
    key, files, scans = str(activity_id), files_of(request), scans_of(request)
    await runner.read(request.user, lambda uow: service.require_writable(uow, key))
    query = {
        "title": title,
        "kind": kind,
        "pointer": pointer,
        "expires_on": expires_on,
        "note": note,
        "name": name,
    }
    async with received(request, query) as sent:
        said, looked = await looked_at(request, runner, sent, AttachmentInput)
        file = await runner.think(lambda: service_files.keep(files, sent.file, looked, is_to_scan=scans.is_set_up))
        made = await runner.write(request.user, lambda uow: service.attach(uow, key, said, file))
        await runner.think(lambda: service_files.make_sure(files, sent.file, file))
        await scans.look(request, runner, file.sha256, sent.file)
    return json(made, 201, {"Location": f"/api/v1/activities/{key}/attachments/{made.id}"})


@get(
    "/{activity_id:uuid}/attachments/{attachment_id:uuid}",
    opt=needs(Permission.READ_ACTIVITIES, answers={200: Attachment}),
    summary="Read one document with its versions",
)
async def read_attachment(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], attachment_id: FromPath[UUID]
) -> Response[bytes]:
    """Versions, newest first."""
    found = await runner.read(
        request.user, lambda uow: service.read_document(uow, str(activity_id), str(attachment_id))
    )
    return json(found)


@post(
    "/{activity_id:uuid}/attachments/{attachment_id:uuid}/versions",
    opt=needs(Permission.WRITE_ACTIVITIES, answers={201: Attachment}, **{TAKES_FILE: VersionInput}),
    summary="Add a version of a document",
    status_code=201,
)
async def add_version(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    activity_id: FromPath[UUID],
    attachment_id: FromPath[UUID],
    expires_on: Expires = None,
    note: Note = None,
    name: Name = None,
) -> Response[bytes]:
    """As attaching a document. Earlier versions stay; the next approval freezes the newest."""
    key, document = str(activity_id), str(attachment_id)
    files, scans = files_of(request), scans_of(request)
    await runner.read(request.user, lambda uow: service.require_writable(uow, key, document))
    async with received(request, {"expires_on": expires_on, "note": note, "name": name}) as sent:
        said, looked = await looked_at(request, runner, sent, VersionInput)
        file = await runner.think(lambda: service_files.keep(files, sent.file, looked, is_to_scan=scans.is_set_up))
        made = await runner.write(request.user, lambda uow: service.add_version(uow, key, document, said, file))
        await runner.think(lambda: service_files.make_sure(files, sent.file, file))
        await scans.look(request, runner, file.sha256, sent.file)
    return json(made, 201, {"Location": f"/api/v1/activities/{key}/attachments/{document}"})


@get(
    "/{activity_id:uuid}/attachments/{attachment_id:uuid}/versions/{number:int}/file",
    opt=needs(Permission.READ_ACTIVITIES, answers={200: "*/*", 304: None}),
    summary="Download one version of a document",
)
async def read_file(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    activity_id: FromPath[UUID],
    attachment_id: FromPath[UUID],
    number: FromPath[int],
) -> Response[bytes] | Stream:
    """`ETag` is the SHA-256 of the bytes, which were compared with it. The download stands in the trail."""
    key, document = str(activity_id), str(attachment_id)
    version = await runner.read(request.user, lambda uow: service.read_version(uow, key, document, number))
    if is_known(request, etag_of(version.sha256)):
        return Response(b"", status_code=304, headers=_without_length(headers_of(version.file_name, version.sha256)))
    answer = await stored_file(
        runner, files_of(request), version.sha256, version.file_name, version.media_type, version.size
    )

    await runner.write(request.user, lambda uow: service.downloaded(uow, key, document, version))
    return answer


def _without_length(headers: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name != "Content-Disposition"}


@delete(
    "/{activity_id:uuid}/attachments/{attachment_id:uuid}",
    opt=needs(Permission.WRITE_ACTIVITIES, answers={204: None}),
    summary="Remove a document",
    status_code=204,
)
async def remove_attachment(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], attachment_id: FromPath[UUID]
) -> None:
    """The next approval leaves it out; approved revisions keep it, and its files can still be downloaded."""
    await runner.write(request.user, lambda uow: service.remove(uow, str(activity_id), str(attachment_id)))


def router_of(settings: Settings) -> Router:
    """Return the routes; the largest body follows the settings."""
    return Router(
        "/api/v1/activities",
        route_handlers=[
            list_attachments,
            list_frozen,
            attach,
            read_attachment,
            add_version,
            read_file,
            remove_attachment,
        ],
        tags=["attachments"],
        request_max_body_size=body_limit(settings),
    )
