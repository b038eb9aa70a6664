"""The page of what came by the public form: looked at, and dismissed many at a time where it is no request."""

from collections.abc import Mapping
from typing import Annotated

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from ropa.access.rules import Permission, offices_for
from ropa.errors import Conflict, Forbidden, Invalid, NotFound
from ropa.requests import service_arrivals
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.offices import offices_of
from ropa.web.pages import go, link, moment_now, page
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from ropa.web.short_forms import ShortForm, fresh, sent
from schemas.request_public import ArrivalsInput, ArrivalWords

PATH = "/requests/arrivals"
LIMIT = 50
_NOTHING: Mapping[str, ArrivalWords] = {}
Cursor = Annotated[str | None, QueryParameter(name="cursor", max_length=40)]


@get("/arrivals", opt=page_for(Permission.READ_REQUESTS))
async def request_arrivals_page(
    request: ApiRequest, runner: NamedDependency[Runner], cursor: Cursor = None
) -> Response[bytes]:
    """What waits, the oldest first, and nobody's name."""
    return await _show(request, runner, fresh(request, cursor=cursor or ""))


@post("/arrivals", opt=page_for(Permission.HANDLE_REQUESTS), status_code=200)
async def sort_request_arrivals(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Show what the ticked ones say, or dismiss them with a reason."""
    form, keys = sent(request), keys_of(request)
    ids = form.values("ids")
    if not ids:
        form.fault("ids", "เลือกคำขออย่างน้อยหนึ่งเรื่อง", "Choose at least one request")
        return await _show(request, runner, form, status=422)
    try:
        if form.value("do") == "read":
            said = await runner.write(request.user, lambda uow: service_arrivals.words(uow, keys, ids))
            return await _show(request, runner, form, words={each.id: each for each in said})
        form.body["ids"] = ids
        form.text("reason", required=("ระบุเหตุที่ไม่ใช่คำขอใช้สิทธิ", "Say why these are no requests"))
        given = form.read(ArrivalsInput)
        if given is not None:
            await runner.write(request.user, lambda uow: service_arrivals.dismiss(uow, given))
            return go(PATH, said="arrivals-dismissed")
    except Invalid as error:
        form.take(error.problems)
    except (Conflict, Forbidden, NotFound) as error:
        form.fault("ids", error.message_th, error.message_en)
    return await _show(request, runner, form, status=422)


async def _show(
    request: ApiRequest,
    runner: Runner,
    form: ShortForm,
    *,
    status: int = 200,
    words: Mapping[str, ArrivalWords] = _NOTHING,
) -> Response[bytes]:
    cursor = form.value("cursor") or None
    found = await runner.read(request.user, lambda uow: service_arrivals.page(uow, cursor, LIMIT))
    return page(
        request,
        "requests/arrivals.html",
        status=status,
        form=form,
        items=found.items,
        waiting=found.waiting,
        words=words,
        handles=bool(offices_for(request.user, Permission.SEE_REQUESTERS)),
        decides=bool(offices_for(request.user, Permission.DECIDE_REQUESTS)),
        offices=await offices_of(request, runner),
        now=moment_now(request),
        place=PATH,
        more=link(PATH, cursor=found.next_cursor) if found.next_cursor else None,
    )


router = Router("/requests", route_handlers=[request_arrivals_page, sort_request_arrivals])
