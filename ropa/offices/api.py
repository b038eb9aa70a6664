"""JSON route of the office tree."""

from litestar import Response, Router, get
from litestar.di import NamedDependency

from ropa.access.rules import Permission
from ropa.offices import service
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, json
from ropa.web.running import Runner
from schemas.office import OfficeList


@get("/", opt=needs(Permission.READ_OFFICES, answers={200: OfficeList}), summary="The office tree")
async def list_offices(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Every office with its parent; office 0 is the whole ministry."""
    found = await runner.read(request.user, service.list_offices)
    return json(OfficeList(items=found, next_cursor=None))


router = Router("/api/v1/offices", route_handlers=[list_offices], tags=["offices"])
