"""JSON routes of the trail."""

from datetime import date
from typing import Annotated

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from ropa.access.rules import Permission
from ropa.audit import service_reading, service_seals
from ropa.audit.service_reading import TrailFilter
from ropa.db.unit_of_work import UnitOfWork
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, json
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from schemas.audit import TrailCheck, TrailPage

Cursor = Annotated[
    str | None, QueryParameter(name="cursor", max_length=20, description="next_cursor of the page before")
]
Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=service_reading.MAX_LIMIT, description="Lines on a page")]
ActorId = Annotated[str | None, QueryParameter(name="actor", max_length=100, description="Who, exactly")]
Action = Annotated[str | None, QueryParameter(name="action", max_length=60, description="What was done, exactly")]
Subject = Annotated[str | None, QueryParameter(name="subject", max_length=100, description="To what, exactly")]
FirstDay = Annotated[date | None, QueryParameter(name="from", description="First day (Bangkok)")]
LastDay = Annotated[date | None, QueryParameter(name="to", description="Last day (Bangkok)")]


@get("/", opt=needs(Permission.READ_TRAIL, answers={200: TrailPage}), summary="Entries of the trail, newest first")
async def list_trail(  # noqa: PLR0913, PLR0917 - one argument for each filter
    request: ApiRequest,
    runner: NamedDependency[Runner],
    actor: ActorId = None,
    action: Action = None,
    subject: Subject = None,
    first_day: FirstDay = None,
    last_day: LastDay = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response[bytes]:
    """Keyset pages: send `next_cursor` back until it is null. For rights over the whole ministry only."""
    wanted = TrailFilter(actor=actor, action=action, subject=subject, first_day=first_day, last_day=last_day)
    return json(await runner.read(request.user, lambda uow: service_reading.page(uow, wanted, cursor, limit)))


@get("/check", opt=needs(Permission.READ_TRAIL, answers={200: TrailCheck}), summary="Check the trail's seals")
async def check_trail(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Walks the whole trail; `broken` names the first entry or seal that is not as it was sealed."""
    keys = keys_of(request)

    def work(uow: UnitOfWork) -> TrailCheck:
        service_reading.require_trail(uow)
        return service_seals.verify(uow, keys)

    return json(await runner.read(request.user, work))


router = Router("/api/v1/audit", route_handlers=[list_trail, check_trail], tags=["audit"])
