"""JSON routes of what falls due, of reviews, and the calendar feed."""

import hashlib
from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa.access.rules import Permission
from ropa.reminders import service_agenda, service_calendar, service_confirming, service_dates
from ropa.settings import Settings
from ropa.web.authentication import NOBODY, needs
from ropa.web.bodies import ApiRequest, is_known, json, read_body
from ropa.web.headers import NOSNIFF
from ropa.web.running import Runner
from schemas.reminders import Agenda, ConfirmInput, ReviewState
from schemas.round_register import ConfirmedMany, ConfirmMany

Cursor = Annotated[
    str | None, QueryParameter(name="cursor", max_length=80, description="next_cursor of the page before")
]
Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=service_agenda.MAX_LIMIT, description="Lines on a page")]
Days = Annotated[
    int, QueryParameter(name="days", ge=1, le=service_agenda.LONGEST_AHEAD, description="How many days ahead")
]
Secret = Annotated[str, QueryParameter(name="token", max_length=100, description="The secret of the feed's address")]


@get("/agenda", opt=needs(Permission.SIGNED_IN, answers={200: Agenda}), summary="What falls due, earliest first")
async def agenda(
    request: ApiRequest, runner: NamedDependency[Runner], days: Days = 90, cursor: Cursor = None, limit: Limit = 50
) -> Response[bytes]:
    """Reviews, retention, documents, breaches and the caller's own rights, as far as the caller may see them."""
    return json(await runner.read(request.user, lambda uow: service_agenda.agenda(uow, days, cursor, limit)))


@get(
    "/activities/{activity_id:uuid}/reviewed",
    opt=needs(Permission.READ_ACTIVITIES, answers={200: ReviewState}),
    summary="When a record is to be reviewed next, and who found it unchanged",
)
async def review_state(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """`next_review_on` is null where nothing is approved, or where `unread` says why the cycle gives no date."""
    return json(await runner.read(request.user, lambda uow: service_dates.review_state(uow, str(activity_id))))


@post(
    "/activities/{activity_id:uuid}/reviewed",
    opt=needs(Permission.COMMENT_ACTIVITIES, body=ConfirmInput, answers={200: ReviewState}),
    summary="Record that an approved record was reviewed and stays as it is",
    status_code=200,
)
async def confirm(request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]) -> Response[bytes]:
    """The next review counts from today; no new revision is made. Bearer tokens cannot do this."""
    given = await read_body(request, runner, ConfirmInput)
    return json(await runner.write(request.user, lambda uow: service_dates.confirm(uow, str(activity_id), given)))


@post(
    "/activities/reviewed",
    opt=needs(Permission.COMMENT_ACTIVITIES, body=ConfirmMany, answers={200: ConfirmedMany}),
    summary="Record that several approved records were reviewed and stay as they are",
    status_code=200,
)
async def confirm_many(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Each is judged as alone; what changed since it was seen or has a draft open is left out and named."""
    given = await read_body(request, runner, ConfirmMany)
    return json(await runner.write(request.user, lambda uow: service_confirming.confirm_many(uow, given)))


@get(
    "/calendar.ics",
    opt=needs(Permission.PUBLIC, answers={200: "text/calendar", 304: None}),
    summary="A person's deadlines as a calendar feed",
)
async def calendar(request: ApiRequest, runner: NamedDependency[Runner], token: Secret) -> Response[bytes]:
    """The secret in the address is the right; it is made and ended at /me/calendar. 404 when it does not count."""
    settings: Settings = request.app.state.settings
    body = await runner.read(NOBODY, lambda uow: service_calendar.read(uow, token, settings.base_url))
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Referrer-Policy": "no-referrer", **NOSNIFF}
    if is_known(request, tag):
        return Response(b"", status_code=304, headers=headers)
    headers["Content-Disposition"] = 'inline; filename="ropa.ics"'
    return Response(body, media_type="text/calendar", headers=headers)


router = Router("/api/v1", route_handlers=[agenda, review_state, confirm, confirm_many, calendar], tags=["reminders"])
