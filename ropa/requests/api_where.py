"""JSON routes of who holds the person of a request, as the register knows it."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa.access.rules import Permission
from ropa.requests import service_proposals, service_where
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, json
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from schemas.request_where import ProposalQuery, ProposedActivities, Where, WhereLogged

_NOW = {"Cache-Control": "no-store"}
Words = Annotated[str | None, QueryParameter(name="q", max_length=200, description="Words of the record")]
Category = Annotated[
    str | None, QueryParameter(name="category", max_length=200, description="A piece of a category of data subjects")
]


@get(
    "/{request_id:uuid}/where",
    opt=needs(Permission.READ_REQUESTS, answers={200: Where}),
    summary="Who holds the person",
)
async def read_where(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """Systems, data sets with copies, recipients, processors of the linked activities, each once with every line.

    What stands only in records that the caller may not read is counted, not named (PDPA ss.30, 33, 39).
    """
    found = await runner.read(request.user, lambda uow: service_where.where(uow, str(request_id)))
    return json(found, headers=_NOW)


@get(
    "/{request_id:uuid}/where/activities",
    opt=needs(Permission.HANDLE_REQUESTS, answers={200: ProposedActivities}),
    summary="Activities that may hold the person",
)
async def propose_activities(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    request_id: FromPath[UUID],
    q: Words = None,
    category: Category = None,
) -> Response[bytes]:
    """Of earlier requests of the same person, and by category of data subjects or words. Nothing is linked by it."""
    query = ProposalQuery(q=q, category=category)
    found = await runner.read(request.user, lambda uow: service_proposals.propose(uow, str(request_id), query))
    return json(found, headers=_NOW)


@post(
    "/{request_id:uuid}/where/exchange-log",
    opt=needs(Permission.SEE_REQUESTERS, answers={200: WhereLogged}),
    summary="Look for the person in the exchange log",
    status_code=200,
)
async def search_where_logged(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """By the keyed hash of the number that the request has; the number is in no answer. The search is in the trail.

    Only a person who may see who asked and may search an exchange log as well.
    """
    keys, key = keys_of(request), str(request_id)
    found = await runner.write(request.user, lambda uow: service_where.logged(uow, keys, key))
    return json(found, headers=_NOW)


router = Router(
    "/api/v1/requests",
    route_handlers=[read_where, propose_activities, search_where_logged],
    tags=["requests"],
)
