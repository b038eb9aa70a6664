"""The queues of those who review, and of those to whom something was sent back."""

from typing import Annotated

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from ropa.access.rules import Permission
from ropa.activities import pages_reviewing, pages_signing, service_returned, service_signing
from ropa.activities.pages_queue_tabs import tabs_of
from ropa.activities.pages_signing import Act
from ropa.activities.service_returned import Returned
from ropa.db.unit_of_work import UnitOfWork
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.language import language_of
from ropa.web.offices import offices_of
from ropa.web.pages import go, link, page
from ropa.web.places import editor_of, place_words
from ropa.web.running import Runner
from schemas.signing import WaitingPage

Cursor = Annotated[str | None, QueryParameter(name="cursor", max_length=120)]
Opened = Annotated[str | None, QueryParameter(name="open", max_length=36)]
At = Annotated[str | None, QueryParameter(name="at", max_length=36)]
Queue = Annotated[str | None, QueryParameter(name="of", max_length=20)]


@get("/queue", opt=page_for(Permission.READ_DRAFTS))
async def work_page(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    queue: Queue = None,
    cursor: Cursor = None,
    opened: Opened = None,
    at: At = None,
) -> Response[bytes]:
    """What waits for me, longest waiting first: to be reviewed, with its differences; sent back, with the reason.

    Without a queue's name: the first one that holds something.
    """
    if queue is None and (path := await _elsewhere(request, runner)):
        return go(path)
    tabs = tabs_of(request)
    here = queue or next((key for key, _path, _words in tabs if key != "sign"), "returned")
    allowed = any(key == here for key, _path, _words in tabs)
    if allowed and here == "review":
        if opened and request.headers.get("hx-request") == "true":
            return await pages_reviewing.differences_page(request, runner, opened)
        return await pages_reviewing.review_page(request, runner, Act(at=at or opened, opened=opened), cursor)

    def work(uow: UnitOfWork) -> tuple[WaitingPage | None, dict[str, Returned], dict[str, int]]:
        found = service_signing.queue(uow, here, cursor) if allowed else None
        why = service_returned.reasons(uow, found.items) if found and here == "returned" else {}
        return found, why, service_signing.counts(uow)

    found, why, counts = await runner.read(request.user, work)
    language = language_of(request)
    return page(
        request,
        "activities/work.html",
        tabs=tabs,
        counts=counts,
        tab=here,
        items=found.items if found else [],
        why=why,
        place=lambda pointer: place_words(pointer, language),
        editor=editor_of,
        more=link("/queue", of=here, cursor=found.next_cursor) if found and found.next_cursor else None,
        offices=await offices_of(request, runner),
    )


async def _elsewhere(request: ApiRequest, runner: Runner) -> str | None:
    """Return the address of the first queue that holds something, when it has a page of its own."""
    counts = await runner.read(request.user, service_signing.counts)
    first = next(((key, path) for key, path, _words in tabs_of(request) if counts.get(key)), None)
    return first[1] if first and first[0] == "sign" else None


router = Router("/", route_handlers=[work_page, *pages_signing.handlers, *pages_reviewing.handlers])
