"""The page of an activity's refused requests (s.39(7)): the rows that decisions wrote, and the form's own entries."""

from uuid import UUID

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from ropa.access.rules import Permission
from ropa.activities import service as activities
from ropa.activities import service_listing
from ropa.db.unit_of_work import UnitOfWork
from ropa.requests import service_refusals
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.offices import offices_of
from ropa.web.pages import page
from ropa.web.running import Runner
from schemas.beyond import RejectedRequest
from schemas.listing import ActivityItem
from schemas.refusals import NAMED_BY_LAW, ActivityRefusal


class Found(Struct, frozen=True):
    """What the page shows."""

    activity: ActivityItem
    items: list[ActivityRefusal]
    own: list[RejectedRequest]
    """What the form itself says of refusals."""


@get("/{activity_id:uuid}/refusals", opt=page_for(Permission.READ_ACTIVITIES))
async def refusals_page(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """Newest first, with what was corrected; nobody's name."""
    key = str(activity_id)

    def work(uow: UnitOfWork) -> Found:
        items = service_refusals.listed(uow, key).items
        document = activities.document_of(activities.read(uow, key))
        activity = service_listing.named(uow, [key])[key]
        return Found(activity, items, list(document.form.beyond.rejected_requests or []))

    found = await runner.read(request.user, work)
    offices = await offices_of(request, runner)
    return page(
        request,
        "requests/activity_refusals.html",
        found=found,
        activity=found.activity,
        office=offices.name(found.activity.office_id),
        named_by_law=NAMED_BY_LAW,
    )


router = Router("/activities", route_handlers=[refusals_page])
