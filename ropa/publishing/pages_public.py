"""The published extract of the register, where the settings show it: for anybody, without account and JavaScript.

Nothing here reads a record: only what a DPO published, as it was published.
"""

from collections.abc import AsyncIterator, Callable
from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.response import Stream

from exports.public_register import csv_head, csv_rows, json_items
from ropa import clock
from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import NotFound, TooManyRequests
from ropa.publishing import service_public
from ropa.publishing.pages_files import notice_file
from ropa.settings import Settings
from ropa.web.authentication import NOBODY, page_for
from ropa.web.bodies import ApiRequest, attachment
from ropa.web.language import language_of
from ropa.web.offices import office_id_of, offices_of
from ropa.web.pages import link, page
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from schemas.office import WHOLE_MINISTRY
from schemas.privacy_notice import AS_WRITTEN, UNDER, NoticePart, parts
from schemas.publishing import PublicFilter, PublicLine

PATH = "/register-public"
ONE = PATH + "/{activity_id:uuid}"
#: Seconds for which a browser or a proxy may show a page again: what is withdrawn is gone within them.
_FRESH = 60
_LARGEST = 2_147_483_647
Words = Annotated[str | None, QueryParameter(name="q", max_length=200)]
OfficeText = Annotated[str | None, QueryParameter(name="office", max_length=20)]
Before = Annotated[int | None, QueryParameter(name="before", ge=1, le=_LARGEST)]


def _headers(request: ApiRequest) -> dict[str, str]:
    """Return what keeps search engines away, unless the settings let them in, and how long an answer is fresh."""
    settings: Settings = request.app.state.settings
    # The frame of a page shows who is signed in: such a page is nobody else's.
    shared = "private" if request.cookies else "public"
    fresh = {"Cache-Control": f"{shared}, max-age={_FRESH}"}
    return fresh if settings.public_register_indexed else {**fresh, "X-Robots-Tag": "noindex"}


def _require_public(request: ApiRequest) -> None:
    settings: Settings = request.app.state.settings
    if not settings.public_register:
        raise NotFound


def _wanted(q: str | None, office: str | None) -> PublicFilter:
    words = "".join(each for each in q or "" if each.isprintable())
    return PublicFilter(q=words.strip(), office=office_id_of(office) if office else None)


async def _spend(request: ApiRequest, runner: Runner, what: str) -> None:
    """Count a search or a file. Raises: TooManyRequests."""
    keys, address = keys_of(request), request.user.address
    await runner.write(NOBODY, lambda uow: service_public.spend(uow, keys, what, address))


@get(PATH, opt=page_for(Permission.PUBLIC))
async def public_register(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    q: Words = None,
    office: OfficeText = None,
    before: Before = None,
) -> Response[bytes]:
    """What is published, the newest first."""
    _require_public(request)
    wanted = _wanted(q, office)
    items: list[PublicLine] = []
    more, full = False, None
    try:
        if wanted.q:
            await _spend(request, runner, service_public.SEARCH)
        items, more = await runner.read(NOBODY, lambda uow: service_public.page(uow, wanted, before))
    except TooManyRequests as error:
        full = error
    offices = await offices_of(request, runner)
    settings: Settings = request.app.state.settings
    query = {"q": wanted.q, "office": wanted.office}
    headers = _headers(request)
    if full is not None:
        headers |= {"Retry-After": str(full.seconds), "Cache-Control": "no-store"}
    return page(
        request,
        "publishing/public_list.html",
        status=429 if full is not None else 200,
        headers=headers,
        part="rows",
        items=items,
        wanted=wanted,
        is_first=before is None,
        full=full,
        more=link(PATH, **query, before=items[-1].number) if more else None,
        json_file=link(f"{PATH}/extract.json", **query),
        csv_file=link(f"{PATH}/extract.csv", **query),
        office_choices=offices.choices(frozenset({WHOLE_MINISTRY}), wanted.office),
        place=PATH,
        indexed=settings.public_register_indexed,
        requests_open=settings.public_requests,
    )


@get(ONE, opt=page_for(Permission.PUBLIC))
async def public_activity(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """What is public of one activity."""
    return await _show(request, runner, str(activity_id), notice=False)


@get(ONE + "/notice", opt=page_for(Permission.PUBLIC))
async def public_notice(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """Its privacy notice, where it is published."""
    return await _show(request, runner, str(activity_id), notice=True)


async def _show(request: ApiRequest, runner: Runner, activity_id: str, *, notice: bool) -> Response[bytes]:
    _require_public(request)
    found = await runner.short_read(NOBODY, lambda uow: service_public.one(uow, activity_id, notice=notice))
    settings: Settings = request.app.state.settings
    language = language_of(request)
    return page(
        request,
        "publishing/public_one.html",
        headers=_headers(request),
        item=found,
        notice=notice,
        notice_parts=_answered(found, language),
        under=UNDER[language],
        as_written=AS_WRITTEN[language],
        place=PATH,
        indexed=settings.public_register_indexed,
        requests_open=settings.public_requests,
    )


def _answered(found: PublicLine, language: str) -> list[NoticePart]:
    """Return what is answered: what is missing is the officer's to see."""
    return [each for each in parts(found.content, language) if each.lines]


@get(ONE + "/notice.pdf", opt=page_for(Permission.PUBLIC))
async def public_notice_pdf(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """Its privacy notice as PDF, in the reader's language."""
    return await _file(request, runner, str(activity_id), "pdf")


@get(ONE + "/notice.docx", opt=page_for(Permission.PUBLIC))
async def public_notice_docx(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """Its privacy notice as a Word file, in the reader's language."""
    return await _file(request, runner, str(activity_id), "docx")


async def _file(request: ApiRequest, runner: Runner, activity_id: str, ending: str) -> Response[bytes]:
    _require_public(request)
    found = await runner.short_read(NOBODY, lambda uow: service_public.one(uow, activity_id, notice=True))
    await _spend(request, runner, service_public.FILES)
    today = clock.bangkok(runner.now()).date()
    answer = await notice_file(runner, found.content, language_of(request), today, ending=ending, is_public=True)
    answer.headers.update(_headers(request))
    return answer


@get(PATH + "/extract.csv", opt=page_for(Permission.PUBLIC))
async def public_extract_csv(
    request: ApiRequest, runner: NamedDependency[Runner], q: Words = None, office: OfficeText = None
) -> Stream:
    """All that is published and fits the filter, for a spreadsheet."""
    _require_public(request)
    await _spend(request, runner, service_public.LIST)
    wanted, language = _wanted(q, office), language_of(request)

    async def pieces() -> AsyncIterator[bytes]:
        yield csv_head(language)
        async for batch in _batches(runner, wanted):
            yield csv_rows(batch, language)

    return _stream(request, pieces(), "text/csv; charset=utf-8", "ropa-public.csv")


@get(PATH + "/extract.json", opt=page_for(Permission.PUBLIC))
async def public_extract_json(
    request: ApiRequest, runner: NamedDependency[Runner], q: Words = None, office: OfficeText = None
) -> Stream:
    """All that is published and fits the filter, for programs."""
    _require_public(request)
    await _spend(request, runner, service_public.LIST)
    wanted = _wanted(q, office)

    async def pieces() -> AsyncIterator[bytes]:
        yield b'{"items":[\n'
        first = True
        async for batch in _batches(runner, wanted):
            yield json_items(batch, first=first)
            first = False
        yield b"\n]}\n"

    return _stream(request, pieces(), "application/json", "ropa-public.json")


def _stream(request: ApiRequest, pieces: AsyncIterator[bytes], media_type: str, name: str) -> Stream:
    return Stream(pieces, media_type=media_type, headers={**attachment(name), **_headers(request)})


async def _batches(runner: Runner, wanted: PublicFilter) -> AsyncIterator[list[PublicLine]]:
    """Yield what is public, some at a time: each in a read of its own, so that a slow reader holds nothing."""
    before: int | None = None
    more = True
    while more:
        found, more = await runner.read(NOBODY, _batch(wanted, before))
        if found:
            before = found[-1].number
            yield found


def _batch(wanted: PublicFilter, before: int | None) -> Callable[[UnitOfWork], tuple[list[PublicLine], bool]]:
    def work(uow: UnitOfWork) -> tuple[list[PublicLine], bool]:
        return service_public.page(uow, wanted, before, service_public.BATCH)

    return work


router = Router(
    "/",
    route_handlers=[
        public_register,
        public_activity,
        public_notice,
        public_notice_pdf,
        public_notice_docx,
        public_extract_csv,
        public_extract_json,
    ],
)
