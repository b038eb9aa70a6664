"""JSON route of how the installation stands."""

from litestar import Response, Router, get
from litestar.di import NamedDependency

from ropa.access.rules import Permission
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, json
from ropa.web.running import Runner
from ropa.web.standing_health import report_of
from schemas.health import HealthReport


@get(
    "/health",
    opt=needs(Permission.READ_HEALTH, answers={200: HealthReport}),
    summary="How the installation stands: database, jobs, notices, files, disk, trail",
)
async def installation_health(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """For the administrator of the whole ministry, or a program of theirs that watches."""
    return json(await runner.read(request.user, lambda uow: report_of(request, uow)))


router = Router("/api/v1", route_handlers=[installation_health], tags=["health"])
