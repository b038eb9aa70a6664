"""JSON routes of long exports: asked for here, made by another process, and fetched when they are ready."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.response import Stream

from ropa.access.rules import Permission
from ropa.downloads import service
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, is_known, json, read_body
from ropa.web.running import Runner
from ropa.web.uploads import etag_of, files_of, headers_of, stored_file
from schemas.downloads import Download, DownloadInput, DownloadPage

PATH = "/api/v1/downloads"
Cursor = Annotated[
    str | None, QueryParameter(name="cursor", max_length=80, description="next_cursor of the page before")
]
Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=service.MAX_LIMIT)]


@post(
    "/",
    opt=needs(Permission.EXPORT_REGISTER, body=DownloadInput, answers={202: Download}),
    summary="Ask for a file that takes long",
    status_code=202,
)
async def ask_download(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """`kind` is `register.xlsx`; its `query` has the filters of the list and `as_of`.

    The same question asked again while its file is being made answers that one. At most five are open at a time. A file
    is made with the caller's rights when it begins, and kept for seven days.
    """
    said = await read_body(request, runner, DownloadInput)
    asked = await runner.write(request.user, lambda uow: service.ask(uow, said))
    request.app.state.downloads.wake()
    return json(asked.download, 202, {"Location": f"{PATH}/{asked.download.id}"})


@get("/", opt=needs(Permission.EXPORT_REGISTER, answers={200: DownloadPage}), summary="List one's own downloads")
async def list_downloads(
    request: ApiRequest, runner: NamedDependency[Runner], cursor: Cursor = None, limit: Limit = 50
) -> Response[bytes]:
    """Newest first."""
    return json(await runner.read(request.user, lambda uow: service.own(uow, cursor, limit)))


@get(
    "/{download_id:uuid}",
    opt=needs(Permission.EXPORT_REGISTER, answers={200: Download}),
    summary="How far one download is",
)
async def read_download(
    request: ApiRequest, runner: NamedDependency[Runner], download_id: FromPath[UUID]
) -> Response[bytes]:
    """`done` of `total` parts; anybody else's is not found."""
    return json(await runner.read(request.user, lambda uow: service.read(uow, str(download_id))))


@get(
    "/{download_id:uuid}/file",
    opt=needs(Permission.EXPORT_REGISTER, answers={200: "*/*", 304: None}),
    summary="Fetch the finished file",
)
async def read_download_file(
    request: ApiRequest, runner: NamedDependency[Runner], download_id: FromPath[UUID]
) -> Response[bytes] | Stream:
    """409 while there is none. `ETag` is the SHA-256 of the bytes, which were compared with it."""
    key = str(download_id)
    file = await runner.read(request.user, lambda uow: service.file_of(uow, key))
    if is_known(request, etag_of(file.sha256)):
        headers = headers_of(file.name, file.sha256)
        del headers["Content-Disposition"]
        return Response(b"", status_code=304, headers=headers)
    answer = await stored_file(runner, files_of(request), file.sha256, file.name, file.media_type, file.size)
    await runner.write(request.user, lambda uow: service.fetched(uow, key, file))
    return answer


@post(
    "/{download_id:uuid}/cancel",
    opt=needs(Permission.EXPORT_REGISTER, answers={200: Download}),
    summary="Stop making a file",
    status_code=200,
)
async def cancel_download(
    request: ApiRequest, runner: NamedDependency[Runner], download_id: FromPath[UUID]
) -> Response[bytes]:
    """Nothing of it is kept; 409 when it has ended already."""
    return json(await runner.write(request.user, lambda uow: service.cancel(uow, str(download_id))))


@delete(
    "/{download_id:uuid}",
    opt=needs(Permission.EXPORT_REGISTER, answers={204: None}),
    summary="Remove a download and its file",
    status_code=204,
)
async def remove_download(request: ApiRequest, runner: NamedDependency[Runner], download_id: FromPath[UUID]) -> None:
    """One that is being made is cancelled."""
    files = files_of(request)
    await runner.write(request.user, lambda uow: service.remove(uow, files, str(download_id)))


router = Router(
    PATH,
    route_handlers=[ask_download, list_downloads, read_download, read_download_file, cancel_download, remove_download],
    tags=["downloads"],
)
