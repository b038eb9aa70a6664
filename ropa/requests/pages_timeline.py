"""The page of a request's timeline: every act in its order, and notes that people add."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.requests import service_events
from ropa.requests.pages_frame import Extra, Frame, done, find, form_of, path_of, show, take
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.pages import link
from ropa.web.running import Runner
from ropa.web.short_forms import ShortForm, sent
from schemas.requests import NoteInput, RequestEvents, SubjectRequest

RequestId = FromPath[UUID]
Cursor = Annotated[str | None, QueryParameter(name="cursor", max_length=40)]
LIMIT = 100


def _entries(cursor: str | None) -> Extra:
    def work(uow: UnitOfWork, it: SubjectRequest) -> RequestEvents:
        return service_events.read(uow, it.id, cursor, LIMIT)

    return work


@get("/{request_id:uuid}/timeline", opt=page_for(Permission.READ_REQUESTS))
async def request_timeline_page(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: RequestId, cursor: Cursor = None
) -> Response[bytes]:
    """The entries, oldest first, and a form for a note."""
    found = await find(request, runner, request_id, _entries(cursor or None))
    return await _show(request, runner, found, form_of(request, found), part="rows" if cursor else None)


@post("/{request_id:uuid}/timeline", opt=page_for(Permission.HANDLE_REQUESTS), status_code=200)
async def add_request_note(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: RequestId
) -> Response[bytes]:
    """Add a note."""
    form, key = sent(request), str(request_id)
    form.text("note", required=("เขียนบันทึก", "Write the note"))
    given = form.read(NoteInput)

    def step(uow: UnitOfWork, _version: int) -> object:
        if given is None:
            raise RuntimeError("nothing was read")
        return service_events.note(uow, key, given)

    if given is not None and await take(request, runner, form, step):
        return done(request_id, "saved", "/timeline")
    return await _show(request, runner, await find(request, runner, request_id, _entries(None)), form, status=422)


async def _show(
    request: ApiRequest,
    runner: Runner,
    found: Frame,
    form: ShortForm,
    *,
    status: int = 200,
    part: str | None = None,
) -> Response[bytes]:
    entries: RequestEvents = found.extra
    return await show(
        request,
        runner,
        "timeline",
        found,
        form,
        status=status,
        part=part,
        entries=entries.items,
        more=link(path_of(found.it.id, "/timeline"), cursor=entries.next_cursor) if entries.next_cursor else None,
    )


router = Router("/requests", route_handlers=[request_timeline_page, add_request_note])
