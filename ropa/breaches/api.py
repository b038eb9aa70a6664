"""JSON routes of breaches."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa.access.rules import Permission
from ropa.breaches import service
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, etag, json, read_body
from ropa.web.running import Runner
from schemas.breach import BreachInput, BreachOrder, BreachPage, BreachRecord

Cursor = Annotated[
    str | None, QueryParameter(name="cursor", max_length=40, description="next_cursor of the page before")
]
Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=service.MAX_LIMIT, description="Lines on a page")]
OfficeId = Annotated[
    int | None, QueryParameter(name="office", ge=0, le=2_147_483_647, description="This office and below")
]
Order = Annotated[BreachOrder, QueryParameter(name="order", description="Most urgent first, or newest first")]


@get("/", opt=needs(Permission.READ_BREACHES, answers={200: BreachPage}), summary="List breaches with their clocks")
async def list_breaches(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    order: Order = BreachOrder.URGENT,
    office: OfficeId = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response[bytes]:
    """Keyset pages: send `next_cursor` back until it is null. Times are in Bangkok."""
    found = await runner.read(
        request.user,
        lambda uow: service.page(uow, order=order, office=office, cursor=cursor, limit=limit),
    )
    return json(found)


@post(
    "/",
    opt=needs(Permission.REPORT_BREACH, body=BreachInput, answers={201: BreachRecord}),
    summary="Report a breach",
    status_code=201,
)
async def report_breach(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """The clock starts at `aware_at` and ends 72 hours later (PDPA s.37(4)). Times need an offset."""
    given = await read_body(request, runner, BreachInput)
    made = await runner.write(request.user, lambda uow: service.report(uow, given))
    return json(made, 201, {"ETag": etag(made.version), "Location": f"/api/v1/breaches/{made.id}"})


@get(
    "/{breach_id:uuid}",
    opt=needs(Permission.READ_BREACHES, answers={200: BreachRecord}),
    summary="Read one breach",
)
async def read_breach(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID]
) -> Response[bytes]:
    """`state`, `late` and `remaining_seconds` are those of this moment, so the answer has no lasting ETag."""
    found = await runner.short_read(request.user, lambda uow: service.read(uow, str(breach_id)))
    return json(found, headers={"Cache-Control": "no-store"})


router = Router("/api/v1/breaches", route_handlers=[list_breaches, report_breach, read_breach], tags=["breaches"])
