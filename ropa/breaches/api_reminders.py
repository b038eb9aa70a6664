"""JSON route of the reminders of a breach."""

from uuid import UUID

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from ropa.access.rules import Permission
from ropa.breaches import service_reminders
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, json
from ropa.web.running import Runner
from schemas.breach_reminders import BreachReminders


@get(
    "/{breach_id:uuid}/reminders",
    opt=needs(Permission.READ_BREACHES, answers={200: BreachReminders}),
    summary="What became of each reminder of a breach, and the liaisons that its forms name",
)
async def breach_reminders(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID]
) -> Response[bytes]:
    """Every stage stands once: put out, put out late, or not needed any more. Names only for those who handle it."""
    return json(await runner.read(request.user, lambda uow: service_reminders.of_breach(uow, str(breach_id))))


router = Router("/api/v1/breaches", route_handlers=[breach_reminders], tags=["breaches"])
