"""One's own files: how far each is, fetching, stopping and removing them."""

from collections.abc import Iterator
from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.response import Stream
from msgspec import Struct

from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.downloads import service
from ropa.downloads.service_words import Words, words_of_query
from ropa.errors import Conflict, NotFound
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.offices import Offices, offices_of
from ropa.web.pages import go, link, page
from ropa.web.running import Runner
from ropa.web.short_forms import sent
from ropa.web.uploads import files_of, stored_file
from schemas.downloads import Download, DownloadInput

PATH, LIMIT = "/downloads", 20
Cursor = Annotated[str | None, QueryParameter(name="cursor", max_length=80)]
Watching = Annotated[str | None, QueryParameter(name="watching", max_length=1)]
_KILO = 1024


class Line(Struct, frozen=True):
    """One download in words."""

    download: Download
    title: Words
    scope: list[Words]
    size: str
    percent: int | None
    """None: it is not known yet how much there is."""


@get(PATH, opt=page_for(Permission.EXPORT_REGISTER))
async def downloads_page(
    request: ApiRequest, runner: NamedDependency[Runner], cursor: Cursor = None, watching: Watching = None
) -> Response[bytes]:
    """Newest first. While a file is being made, its part of the page asks again every two seconds."""
    found = await runner.read(request.user, lambda uow: service.own(uow, cursor or None, LIMIT))
    offices = await offices_of(request, runner)
    return page(
        request,
        "downloads/list.html",
        part="files",
        lines=list(_lines(found.items, offices)),
        is_open=any(each.state.is_open for each in found.items),
        watched=bool(watching),
        first=not cursor,
        more=link(PATH, cursor=found.next_cursor) if found.next_cursor else None,
        kept_days=service.KEPT.days,
    )


def _lines(downloads: list[Download], offices: Offices) -> Iterator[Line]:
    for each in downloads:
        kind = service.KINDS.get(each.kind)
        yield Line(
            download=each,
            title=kind.title if kind is not None else (each.kind, each.kind),
            scope=words_of_query(each.query, offices.name),
            size=_size(each.file.size) if each.file is not None else "",
            percent=min(100, 100 * each.done // each.total) if each.total else None,
        )


def _size(size: int) -> str:
    if size < _KILO * _KILO:
        return f"{max(1, round(size / _KILO)):,} kB"
    return f"{size / _KILO / _KILO:,.1f} MB"


@post(PATH, opt=page_for(Permission.EXPORT_REGISTER), status_code=200)
async def change_downloads(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Stop, remove, or ask again for one of them."""
    form = sent(request)
    act, key, files = form.value("act"), _id(form.value("id")), files_of(request)

    def work(uow: UnitOfWork) -> str:
        if act == "remove":
            service.remove(uow, files, key)
            return "file-removed"
        if act == "again":
            before = service.read(uow, key)
            service.ask(uow, DownloadInput(kind=before.kind, query=before.query, reason=before.reason))
            return "file-asked"
        service.cancel(uow, key)
        return "file-cancelled"

    try:
        said = await runner.write(request.user, work)
    except Conflict:
        if act != "cancel":
            raise
        said = "file-over"  # it was ready just before; nothing is lost
    request.app.state.downloads.wake()
    return go(PATH, said=said)


def _id(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise NotFound from None


@get(PATH + "/{download_id:uuid}/file", opt=page_for(Permission.EXPORT_REGISTER))
async def save_file(
    request: ApiRequest, runner: NamedDependency[Runner], download_id: FromPath[UUID]
) -> Response[bytes] | Stream:
    """As the API's route; what is wrong is told as a page."""
    key = str(download_id)
    file = await runner.read(request.user, lambda uow: service.file_of(uow, key))
    answer = await stored_file(runner, files_of(request), file.sha256, file.name, file.media_type, file.size)
    await runner.write(request.user, lambda uow: service.fetched(uow, key, file))
    return answer


router = Router("/", route_handlers=[downloads_page, change_downloads, save_file])
