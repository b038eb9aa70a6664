"""The page that says who can see a record."""

from uuid import UUID

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from ropa.access import service_grants
from ropa.access.rules import RULES, Permission
from ropa.activities import service
from ropa.db.unit_of_work import UnitOfWork
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.offices import offices_of
from ropa.web.pages import page
from ropa.web.running import Runner
from schemas.access import PersonGrant, Role
from schemas.listing import StoredRevision


@get("/activities/{activity_id:uuid}/access", opt=page_for(Permission.READ_GRANTS))
async def who_can_see(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """Everybody whose right reaches the record's office, the nearest office first."""

    def work(uow: UnitOfWork) -> tuple[StoredRevision, list[PersonGrant]]:
        stored = service.read(uow, str(activity_id))
        return stored, service_grants.who_reaches(uow, stored.office_id)

    stored, grants = await runner.read(request.user, work)
    return page(
        request,
        "activities/access.html",
        record=stored,
        grants=[each for each in grants if each.role in RULES[Permission.READ_ACTIVITIES]],
        edits=RULES[Permission.WRITE_ACTIVITIES] - {Role.SERVICE},
        offices=await offices_of(request, runner),
    )


router = Router("/", route_handlers=[who_can_see])
