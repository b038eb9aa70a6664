"""The home page: what waits for this person."""

import re
from collections.abc import Iterable
from datetime import datetime

from litestar import Response, Router, get
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from msgspec import Struct

from ropa.access import service_me
from ropa.access.rules import Permission, offices_for
from ropa.access.service_me import Lack
from ropa.activities import service_listing, service_signing
from ropa.breaches import service_desk
from ropa.buffers import service as buffers
from ropa.db.unit_of_work import UnitOfWork
from ropa.findings import service_worklist
from ropa.findings.service_worklist import Summary
from ropa.home.pages_tasks import mine
from ropa.reminders import service_agenda
from ropa.requests import service_reminders
from ropa.retention import service_check
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.offices import offices_of
from ropa.web.pages import NEXT_COOKIE, go, moment_now, page, safe_path
from ropa.web.running import Runner
from ropa.web.standing import standing_warnings
from schemas.access import Actor
from schemas.breach_desk import DeskRow
from schemas.holding import DueItem
from schemas.listing import ActivityFilter, ActivityItem
from schemas.reminders import DueThing
from schemas.request_reminders import RequestCounts

#: Lines of each part; the part's own page has all of them.
_LINES = 5
#: How far ahead the first page looks.
_DAYS = 30
_ACTIVITY = re.compile(r"/activities/([0-9a-f-]{36})(?:/|$)")


class Kept(Struct, frozen=True):
    """Unsaved text that waits: where, since when, and of which activity."""

    place: str
    saved_at: datetime
    activity: ActivityItem | None


class Waiting(Struct, kw_only=True):
    """What the page shows; None where the person has no right to that part."""

    kept: list[Kept]
    drafts: list[ActivityItem] | None = None
    newest: list[ActivityItem] | None = None
    clocks: list[DeskRow] | None = None
    due: list[DueItem] | None = None
    agenda: list[DueThing] | None = None
    findings: Summary | None = None
    lack: Lack | None = None
    requests: RequestCounts | None = None
    queues: dict[str, int] = {}
    """Records that wait for this person's review (`review`) or approval (`sign`)."""
    tasks: int = 0
    """Open tasks of one's own, in breaches and in requests."""


@get("/", opt=page_for(Permission.ENTER))
async def home(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """What waits for this person. Straight after signing in: the page that was asked for before."""
    after = safe_path(request.cookies.get(NEXT_COOKIE))
    if after != "/":
        answer = go(after)
        answer.set_cookie(Cookie(key=NEXT_COOKIE, value="", max_age=0, path="/", httponly=True, samesite="lax"))
        return answer
    found, warnings = await runner.read(request.user, lambda uow: (waiting(uow), standing_warnings(request, uow)))
    offices = await offices_of(request, runner)
    now = moment_now(request)
    return page(request, "home/home.html", found=found, warnings=warnings, offices=offices, now=now, lines=_LINES)


def waiting(uow: UnitOfWork) -> Waiting:
    """Return what waits for the actor: one short query for each part that it has a right to."""
    kept = buffers.places(uow)
    found = Waiting(kept=list(_named(uow, kept)))
    if not uow.actor.grants:
        found.lack = service_me.what_is_lacking(uow)
        return found
    if _may(uow.actor, Permission.WRITE_ACTIVITIES):
        found.drafts = service_listing.own_drafts(uow, _LINES)
    found.queues = {name: count for name, count in service_signing.counts(uow).items() if count}
    found.tasks = len(mine(uow))
    if _may(uow.actor, Permission.READ_ACTIVITIES):
        found.newest = service_listing.page(uow, ActivityFilter(), None, _LINES).items
        found.findings = service_worklist.summary(uow)
    if _may(uow.actor, Permission.READ_BREACHES):
        found.clocks = service_desk.rows(uow, limit=_LINES).items
    if _may(uow.actor, Permission.READ_REQUESTS):
        found.requests = service_reminders.counts(uow)
    if _may(uow.actor, Permission.READ_RETENTION):
        found.due = service_check.listed_this_month(uow, _LINES)
    found.agenda = service_agenda.agenda(uow, _DAYS, limit=_LINES).items
    return found


def _may(actor: Actor, permission: Permission) -> bool:
    return bool(offices_for(actor, permission))


def _named(uow: UnitOfWork, kept: Iterable[tuple[str, datetime]]) -> Iterable[Kept]:
    places = [(place, saved_at, _ACTIVITY.match(place)) for place, saved_at in kept]
    ids = {match[1] for _, _, match in places if match}
    known = service_listing.named(uow, ids) if ids and _may(uow.actor, Permission.READ_ACTIVITIES) else {}
    for place, saved_at, match in places:
        yield Kept(place, saved_at, known.get(match[1]) if match else None)


router = Router("/", route_handlers=[home])
