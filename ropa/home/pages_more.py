"""The lower half of the first page, asked for when the upper half stands: what looks over offices and people.

The same as a page of its own for those without scripts.
"""

from datetime import timedelta

from litestar import Response, Router, get
from litestar.di import NamedDependency
from msgspec import Struct

from ropa import clock
from ropa.access import service_grant_marks, service_grants
from ropa.access.rules import Permission, offices_for
from ropa.activities import service_changes, service_signed, service_signing
from ropa.audit import service_seals
from ropa.dashboard import service_offices
from ropa.dashboard.service_offices import OfficeOverview
from ropa.db.unit_of_work import UnitOfWork
from ropa.destruction import service_board
from ropa.destruction.service_board import Waiting as WaitingList
from ropa.downloads import service as downloads
from ropa.home.pages_parts import FEW, LINES, may
from ropa.packs import service as packs
from ropa.reminders import service_agenda
from ropa.retention import service_check
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.offices import offices_of
from ropa.web.pages import moment_now, page
from ropa.web.running import Runner
from schemas.access import PersonGrant
from schemas.audit import Seal
from schemas.comparison import RegisterChanges
from schemas.downloads import Download
from schemas.grant_marks import GrantCounts
from schemas.holding import DueItem
from schemas.office import WHOLE_MINISTRY
from schemas.packs import PackItem
from schemas.reminders import DueThing
from schemas.signing import OwnSigning

PATH = "/today"
_OFFICES = 8
_PEOPLE = 8
#: How far ahead the agenda looks.
_DAYS = 30
#: How far back the recent changes go.
_LATELY = timedelta(days=30)


class People(Struct, frozen=True, kw_only=True):
    """Who may do what at one's offices."""

    grants: list[PersonGrant]
    more: bool
    counts: GrantCounts


class Audit(Struct, frozen=True, kw_only=True):
    """What an auditor goes by."""

    seal: Seal | None
    """The newest seal of the trail; None also where the trail is not this person's to read."""
    unsealed: int
    reads_trail: bool
    packs: list[PackItem]


class More(Struct, kw_only=True):
    """What the lower half shows; None where the person has no right to that part."""

    agenda: list[DueThing]
    due: list[DueItem] | None = None
    offices: OfficeOverview | None = None
    lists: list[WaitingList] | None = None
    """Lists of data sets to destroy on which this person has to do something."""
    signs: int | None = None
    signed: list[OwnSigning] = []
    people: People | None = None
    audit: Audit | None = None
    changes: RegisterChanges | None = None
    files: list[Download] = []


def gathered(uow: UnitOfWork) -> More:
    """Return the parts that the actor has a right to."""
    actor, found = uow.actor, More(agenda=service_agenda.agenda(uow, _DAYS, limit=LINES).items)
    if may(actor, Permission.READ_RETENTION):
        found.due = service_check.listed_this_month(uow, LINES)
    oversees = (Permission.RETURN_ACTIVITIES, Permission.READ_GRANTS, Permission.EXPORT_PACKS)
    if any(may(actor, each) for each in oversees):
        found.offices = service_offices.overview(uow, _OFFICES)
    if may(actor, Permission.SIT_IN_COMMITTEE):
        found.lists = service_board.waiting(uow)[:LINES]
    if may(actor, Permission.APPROVE_ACTIVITIES):
        found.signs = service_signing.counts(uow).get("sign", 0)
        found.signed = service_signed.own(uow, LINES)
    if may(actor, Permission.MANAGE_GRANTS) or may(actor, Permission.APPROVE_ACTIVITIES):
        held = service_grants.list_grants(uow, None, _PEOPLE)
        found.people = People(
            grants=held.items, more=held.next_cursor is not None, counts=service_grant_marks.counts(uow)
        )
    if may(actor, Permission.EXPORT_PACKS):
        reads = WHOLE_MINISTRY in offices_for(actor, Permission.READ_TRAIL)
        found.audit = Audit(
            seal=service_seals.newest(uow) if reads else None,
            unsealed=service_seals.unsealed(uow) if reads else 0,
            reads_trail=reads,
            packs=packs.list_packs(uow, None, FEW).items,
        )
        since = clock.bangkok(uow.now).date() - _LATELY
        found.changes = service_changes.changes(uow, since, None, None, LINES)
        found.files = downloads.own(uow, None, FEW).items
    return found


@get(PATH, opt=page_for(Permission.SIGNED_IN))
async def more_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """The parts of the first page that look over much."""
    found = await runner.read(request.user, gathered)
    offices = await offices_of(request, runner)
    now = moment_now(request)
    today = clock.bangkok(now).date()
    return page(request, "home/more.html", part="parts_below", more=found, offices=offices, now=now, today=today)


router = Router("/", route_handlers=[more_page])
