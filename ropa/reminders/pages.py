"""Pages of the agenda, of a record's review, and of one's own calendar address."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa import clock
from ropa.access.rules import Permission
from ropa.activities import service as activities
from ropa.activities import service_listing
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid
from ropa.reminders import service_agenda, service_calendar, service_dates
from ropa.settings import Settings
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.language import language_of
from ropa.web.offices import offices_of
from ropa.web.pages import go, link, moment_now, page
from ropa.web.running import Runner
from ropa.web.short_forms import sent
from schemas.listing import ActivityItem, StoredRevision
from schemas.reminders import Agenda, ConfirmInput, DueKind, ReviewDate, ReviewState

DAYS, LIMIT = 90, 50
_UNREAD = 50
Cursor = Annotated[str | None, QueryParameter(name="cursor", max_length=80)]
KindText = Annotated[str | None, QueryParameter(name="kind", max_length=20)]


@get("/reminders", opt=page_for(Permission.SIGNED_IN))
async def agenda_page(
    request: ApiRequest, runner: NamedDependency[Runner], cursor: Cursor = None, kind: KindText = None
) -> Response[bytes]:
    """What is overdue and what falls due within 90 days; records whose cycle gives no date."""
    wanted = next((each for each in DueKind if each == kind), None)
    kinds = None if wanted is None else frozenset({wanted})

    def work(uow: UnitOfWork) -> tuple[Agenda, Sequence[tuple[ReviewDate, ActivityItem | None]]]:
        found = service_agenda.agenda(uow, DAYS, cursor or None, LIMIT, kinds=kinds)
        unread = [] if cursor else service_dates.unread_cycles(uow, None, _UNREAD)
        known = service_listing.named(uow, [each.activity_id for each in unread])
        return found, [(each, known.get(each.activity_id)) for each in unread]

    found, unread = await runner.read(request.user, work)
    offices = await offices_of(request, runner)
    return page(
        request,
        "reminders/agenda.html",
        part="rows" if cursor else None,
        items=found.items,
        unread=unread,
        offices=offices,
        first=not cursor,
        kind=wanted,
        kinds=tuple(DueKind),
        more=link("/reminders", cursor=found.next_cursor, kind=wanted) if found.next_cursor else None,
        now=moment_now(request),
        today=clock.bangkok(moment_now(request)).date(),
    )


@get("/activities/{activity_id:uuid}/reviewed", opt=page_for(Permission.READ_ACTIVITIES))
async def reviewed_page(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """When the record is to be reviewed, and the form to say that it was."""

    def work(uow: UnitOfWork) -> tuple[StoredRevision, ReviewState, bool]:
        stored = activities.read(uow, str(activity_id))
        state = service_dates.review_state(uow, str(activity_id))
        return stored, state, service_dates.may_confirm(uow, state)

    stored, state, may_confirm = await runner.read(request.user, work)
    return page(
        request,
        "reminders/reviewed.html",
        stored=stored,
        state=state,
        may_confirm=may_confirm,
        now=moment_now(request),
    )


@post("/activities/{activity_id:uuid}/reviewed", opt=page_for(Permission.COMMENT_ACTIVITIES), status_code=200)
async def confirm(request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]) -> Response[bytes]:
    """Record that the approved revision was reviewed and stays as it is."""
    form = sent(request)
    revision = form.value("revision")
    form.body["revision"] = int(revision) if revision.isascii() and revision.isdecimal() and len(revision) < 8 else 0  # noqa: PLR2004 - more digits are no revision
    form.text("note")
    given = form.read(ConfirmInput)
    path = f"/activities/{activity_id}/reviewed"
    if given is None:
        raise Invalid(form.problems)  # its page shows what was typed
    await runner.write(request.user, lambda uow: service_dates.confirm(uow, str(activity_id), given))
    return go(path, said="confirmed")


@get("/me/calendar", opt=page_for(Permission.ENTER))
async def calendar_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Whether I have a calendar address, and the buttons to make and end it."""
    made_at = await runner.read(request.user, service_calendar.made_at)
    return page(request, "reminders/calendar.html", made_at=made_at, address=None)


@post("/me/calendar", opt=page_for(Permission.ENTER), status_code=200)
async def change_calendar(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Make a new address, which is shown this once, or end the present one."""
    if sent(request).value("act") == "revoke":
        await runner.write(request.user, service_calendar.revoke)
        return go("/me/calendar", said="calendar-ended")
    language = language_of(request)
    secret = await runner.write(request.user, lambda uow: service_calendar.make(uow, language))
    settings: Settings = request.app.state.settings
    address = link(f"{settings.base_url.rstrip('/')}/api/v1/calendar.ics", token=secret)
    return page(request, "reminders/calendar.html", made_at=moment_now(request), address=address)


router = Router("/", route_handlers=[agenda_page, reviewed_page, confirm, calendar_page, change_calendar])
