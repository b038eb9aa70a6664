"""The administrator's page of how the installation stands."""

from litestar import Response, Router, get
from litestar.di import NamedDependency

from ropa.access.rules import Permission
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.pages import page
from ropa.web.running import Runner
from ropa.web.standing_health import report_of
from schemas.health import HealthState

_WORST = (HealthState.BAD, HealthState.WARN, HealthState.UNKNOWN, HealthState.GOOD)


@get("/health", opt=page_for(Permission.READ_HEALTH))
async def health_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """What is broken first."""
    found = await runner.read(request.user, lambda uow: report_of(request, uow))
    checks = sorted(found.checks, key=lambda each: _WORST.index(each.state))
    return page(request, "home/health.html", found=found, checks=checks)


router = Router("/", route_handlers=[health_page])
