"""What the first page gathers: one short query for each part that its reader has a right to."""

import re
from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from ropa.access import service_grant_marks, service_me, service_requests
from ropa.access.rules import Permission, offices_for
from ropa.access.service_me import Lack
from ropa.activities import service_listing, service_returned, service_signing
from ropa.activities.service_returned import ReturnedLines
from ropa.breaches import service_desk
from ropa.buffers import service as buffers
from ropa.db.unit_of_work import UnitOfWork
from ropa.findings import service_worklist
from ropa.findings.service_worklist import Summary
from ropa.home.pages_tasks import mine
from ropa.jobs import service_standing
from ropa.requests import service_reminders
from ropa.working_days import service as working_days
from schemas.access import Actor
from schemas.breach_desk import DeskRow
from schemas.grant_marks import GrantCounts
from schemas.listing import ActivityFilter, ActivityItem
from schemas.office import WHOLE_MINISTRY
from schemas.request_reminders import RequestCounts
from schemas.signing import WaitingItem

#: Lines of each part; the part's own page has all of them.
LINES = 5
#: Records of the queue and of what was sent back: each takes much room on a telephone.
FEW = 3
_ACTIVITY = re.compile(r"/activities/([0-9a-f-]{36})(?:/|$)")


class Kept(Struct, frozen=True):
    """Unsaved text that waits: where, since when, and of which activity."""

    place: str
    saved_at: datetime
    activity: ActivityItem | None


class Rights(Struct, frozen=True, kw_only=True):
    """What waits for those who look after people."""

    asked: int
    """Requests for a right that wait for the actor."""
    counts: GrantCounts


class Waiting(Struct, kw_only=True):
    """What the page shows; None where the person has no right to that part."""

    kept: list[Kept]
    lack: Lack | None = None
    clocks: list[DeskRow] | None = None
    queues: dict[str, int] = {}
    """Records that wait for this person's review (`review`) or approval (`sign`)."""
    tasks: int = 0
    """Open tasks of one's own, in breaches, requests and rounds."""
    requests: RequestCounts | None = None
    to_sign: list[WaitingItem] = []
    returned: ReturnedLines | None = None
    rights: Rights | None = None
    late_jobs: int | None = None
    """None: not the administrator of the system."""
    holidays: list[int] = []
    """Gregorian years whose national table of holidays this person should confirm."""
    drafts: list[ActivityItem] | None = None
    looked_after: list[ActivityItem] | None = None
    """Records that this person looks after."""
    findings: Summary | None = None
    newest: list[ActivityItem] | None = None
    audits: bool = False
    """Searching, exporting and checking is this person's day."""


def waiting(uow: UnitOfWork) -> Waiting:
    """Return what waits for the actor."""
    found = Waiting(kept=list(_named(uow, buffers.places(uow))))
    if not uow.actor.grants:
        found.lack = service_me.what_is_lacking(uow)
        return found
    actor = uow.actor
    writes, reads = may(actor, Permission.WRITE_ACTIVITIES), may(actor, Permission.READ_ACTIVITIES)
    found.tasks = len(mine(uow))
    found.queues = {name: count for name, count in service_signing.counts(uow).items() if count}
    if found.queues.get("sign"):
        found.to_sign = service_signing.queue(uow, "sign", None, FEW).items
    found.returned = service_returned.first_lines(uow, FEW)
    _cases(uow, found)
    _office(uow, found)
    if writes:
        found.drafts = service_listing.own_drafts(uow, LINES)
        found.looked_after = service_listing.page(uow, ActivityFilter(steward="me"), None, LINES).items
    elif reads:
        found.newest = service_listing.page(uow, ActivityFilter(), None, LINES).items
    if reads:
        found.findings = service_worklist.summary(uow)
    found.audits = may(actor, Permission.EXPORT_PACKS) and not may(actor, Permission.SHARE_PACKS)
    return found


def _cases(uow: UnitOfWork, found: Waiting) -> None:
    """Gather what has a clock: breaches and requests of data subjects."""
    if may(uow.actor, Permission.READ_BREACHES):
        found.clocks = service_desk.rows(uow, limit=LINES).items
    if may(uow.actor, Permission.READ_REQUESTS):
        found.requests = service_reminders.counts(uow)


def _office(uow: UnitOfWork, found: Waiting) -> None:
    """Gather what waits for those who look after people and the system."""
    if may(uow.actor, Permission.MANAGE_GRANTS):
        found.rights = Rights(asked=len(service_requests.waiting(uow)), counts=service_grant_marks.counts(uow))
    if WHOLE_MINISTRY in offices_for(uow.actor, Permission.MANAGE_HOLIDAYS):
        found.holidays = working_days.to_confirm(uow)
    if WHOLE_MINISTRY in offices_for(uow.actor, Permission.READ_HEALTH):
        found.late_jobs = service_standing.jobs(uow).late


def may(actor: Actor, permission: Permission) -> bool:
    """Tell whether somebody has a permission anywhere."""
    return bool(offices_for(actor, permission))


def _named(uow: UnitOfWork, kept: Iterable[tuple[str, datetime]]) -> Iterable[Kept]:
    places = [(place, saved_at, _ACTIVITY.match(place)) for place, saved_at in kept]
    ids = {match[1] for _, _, match in places if match}
    known = service_listing.named(uow, ids) if ids and may(uow.actor, Permission.READ_ACTIVITIES) else {}
    for place, saved_at, match in places:
        yield Kept(place, saved_at, known.get(match[1]) if match else None)
