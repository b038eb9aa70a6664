"""JSON routes of decisions on rights, of their sealed reasons, and of refusals in the record of an activity."""

from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ropa.access.rules import Permission
from ropa.requests import service_decisions, service_reasons, service_refusals
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, etag, json, read_body, version_of
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from schemas.refusals import RefusalList
from schemas.request_decisions import Decision, DecisionInput, DecisionList, GroundList, ReasonsOpening, SealedReasons

_OF_NOW = {"Cache-Control": "no-store"}


@get(
    "/{request_id:uuid}/decisions",
    opt=needs(Permission.READ_REQUESTS, answers={200: DecisionList}),
    summary="Decisions on a request, and what may be decided",
)
async def list_request_decisions(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """Oldest first, with what was changed later. Grounds say why they cannot be used here. Nobody's name."""
    found = await runner.read(request.user, lambda uow: service_decisions.listed(uow, str(request_id)))
    return json(found, headers=_OF_NOW)


@post(
    "/{request_id:uuid}/decisions",
    opt=needs(Permission.DECIDE_REQUESTS, body=DecisionInput, if_match=True, answers={201: Decision}),
    summary="Decide on a right, or change a decision",
    status_code=201,
)
async def decide_request(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """By a person. A refusal is written to the record of the activities concerned (s.39(7)), without who asked."""
    version, keys = version_of(request), keys_of(request)
    given = await read_body(request, runner, DecisionInput, echoes=False)
    made = await runner.write(
        request.user, lambda uow: service_decisions.decide(uow, keys, str(request_id), given, version)
    )
    return json(made, 201, {**_OF_NOW, "ETag": etag(version + 1)})


@post(
    "/{request_id:uuid}/decisions/{number:int}/reasons",
    opt=needs(Permission.SEE_REQUESTERS, body=ReasonsOpening, answers={200: SealedReasons}),
    summary="Open the reasons with personal data, for a reason",
    status_code=200,
)
async def open_decision_reasons(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID], number: FromPath[int]
) -> Response[bytes]:
    """Each opening stands in the trail and in the timeline of the request. Not for service tokens."""
    keys, given = keys_of(request), await read_body(request, runner, ReasonsOpening, echoes=False)
    found = await runner.write(
        request.user, lambda uow: service_reasons.read(uow, keys, str(request_id), number, given)
    )
    return json(found, headers=_OF_NOW)


@get(
    "/",
    opt=needs(Permission.READ_REQUESTS, answers={200: GroundList}),
    summary="Grounds that refuse a right",
)
async def list_refusal_grounds() -> Response[bytes]:
    """By right and case, with what each needs; those whose words were not compared with the Gazette say so."""
    return json(GroundList(items=service_decisions.all_grounds()))


@get(
    "/{activity_id:uuid}/refusals",
    opt=needs(Permission.READ_ACTIVITIES, answers={200: RefusalList}),
    summary="Refused requests of data subjects in an activity's record",
)
async def list_activity_refusals(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """s.39(7), newest first, with what was corrected. Nobody's name."""
    return json(await runner.read(request.user, lambda uow: service_refusals.listed(uow, str(activity_id))))


routers = (
    Router(
        "/api/v1/requests",
        route_handlers=[list_request_decisions, decide_request, open_decision_reasons],
        tags=["requests"],
    ),
    Router("/api/v1/request-grounds", route_handlers=[list_refusal_grounds], tags=["requests"]),
    Router("/api/v1/activities", route_handlers=[list_activity_refusals], tags=["requests"]),
)
