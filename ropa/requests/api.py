"""JSON routes of requests of data subjects: the list, the intake, one request."""

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa.access.rules import Permission
from ropa.errors import Conflict
from ropa.requests import service, service_rights, service_said_twice, service_submissions
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, etag, json, read_body, version_of
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from schemas.request_terms import RequestState, Right
from schemas.requests import RequestChange, RequestFilter, RequestInput, RequestPage, SubjectRequest

#: Who asked is never in these answers, and clocks are of this moment: nothing may keep them.
OF_NOW = {"Cache-Control": "no-store"}
Cursor = Annotated[
    str | None, QueryParameter(name="cursor", max_length=40, description="next_cursor of the page before")
]
Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=service.MAX_LIMIT, description="Lines on a page")]
OfficeId = Annotated[
    int | None, QueryParameter(name="office", ge=0, le=2_147_483_647, description="This office and below")
]
State = Annotated[RequestState | None, QueryParameter(name="state", description="Only this state")]
OfRight = Annotated[Right | None, QueryParameter(name="right", description="Only requests of this right")]
Owner = Annotated[str | None, QueryParameter(name="owner", max_length=36, description="Who works on it")]
OfActivity = Annotated[
    str | None, QueryParameter(name="activity", max_length=36, description="Linked to this activity")
]
Ref = Annotated[str | None, QueryParameter(name="ref", max_length=30, description="A part of the reference")]
Open = Annotated[bool | None, QueryParameter(name="open", description="Not over, or over")]
Late = Annotated[bool | None, QueryParameter(name="late", description="Past its last day, or not")]
DueBefore = Annotated[date | None, QueryParameter(name="due_before", description="Last day on this day or before")]
ReceivedFrom = Annotated[date | None, QueryParameter(name="received_from", description="Received on this day or after")]
ReceivedTo = Annotated[date | None, QueryParameter(name="received_to", description="Received on this day or before")]
IsCounted = Annotated[
    bool | None,
    QueryParameter(name="counted", description="Only what the statistics count: nothing that is no request"),
]
SamePerson = Annotated[
    str | None,
    QueryParameter(name="same_person_as", max_length=36, description="Other requests of the person of this request"),
]
Newest = Annotated[bool, QueryParameter(name="newest_first", description="Not the most urgent first")]


@get(
    "/",
    opt=needs(Permission.READ_REQUESTS, answers={200: RequestPage}),
    summary="List requests of data subjects, the most urgent first",
)
async def list_requests(  # noqa: PLR0913, PLR0917 - one argument for each filter
    request: ApiRequest,
    runner: NamedDependency[Runner],
    stage: State = None,
    right: OfRight = None,
    office: OfficeId = None,
    owner: Owner = None,
    activity: OfActivity = None,
    ref: Ref = None,
    is_open: Open = None,
    late: Late = None,
    due_before: DueBefore = None,
    received_from: ReceivedFrom = None,
    received_to: ReceivedTo = None,
    counted: IsCounted = None,
    same_person_as: SamePerson = None,
    newest_first: Newest = False,  # noqa: FBT002 - a query parameter
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response[bytes]:
    """Masked: nobody's name, number or address. Keyset pages: send `next_cursor` back until it is null."""
    wanted = RequestFilter(
        states=() if stage is None else (stage,),
        right=right,
        office=office,
        owner_id=owner,
        activity_id=activity,
        ref=ref,
        is_open=is_open,
        is_late=late,
        due_before=due_before,
        received_from=received_from,
        received_to=received_to,
        is_counted=counted,
        same_person_as=same_person_as,
        newest_first=newest_first,
    )
    found = await runner.read(request.user, lambda uow: service.page(uow, wanted, cursor, limit))
    return json(found, headers=OF_NOW)


@post(
    "/",
    opt=needs(
        Permission.RECEIVE_REQUESTS,
        body=RequestInput,
        answers={201: SubjectRequest, 200: SubjectRequest},
        idempotency_key=True,
    ),
    summary="Take in a request of a data subject",
    status_code=201,
)
async def receive_request(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Limits are counted from the Bangkok day of `received_at` (PDPA s.30: 30 days; erasure 90), which needs an offset.

    Who asks is encrypted and in no answer. The same request again (by `Idempotency-Key` within a day, or the same body
    within ten minutes) is answered with 200 and what was made. A service token's channel is always `api`.
    """
    key, keys = service_said_twice.key_of(request.headers.get("idempotency-key")), keys_of(request)
    given = await read_body(request, runner, RequestInput, echoes=False)
    try:
        made, new = await runner.write(
            request.user, lambda uow: service_submissions.receive_once(uow, keys, given, key)
        )
    except Conflict:
        # The same request came twice in the same moment: the other one has made it by now.
        made, new = await runner.write(
            request.user, lambda uow: service_submissions.receive_once(uow, keys, given, key)
        )
    headers = OF_NOW | {"ETag": etag(made.version), "Location": f"/api/v1/requests/{made.id}"}
    return json(made, 201 if new else 200, headers)


@get(
    "/{request_id:uuid}",
    opt=needs(Permission.READ_REQUESTS, answers={200: SubjectRequest}),
    summary="Read one request of a data subject, masked",
)
async def read_request(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """Days left are those of today in Bangkok. Its ETag is the version for If-Match. Who asked: `/person`."""
    return answer(await runner.short_read(request.user, lambda uow: service.read(uow, str(request_id))))


@patch(
    "/{request_id:uuid}",
    opt=needs(Permission.HANDLE_REQUESTS, body=RequestChange, if_match=True, answers={200: SubjectRequest}),
    summary="Put the intake of a request right",
)
async def correct_request(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """What is left out stays. Another `received_at` needs a reason, and counts the limits anew from that day."""
    version = version_of(request)
    given = await read_body(request, runner, RequestChange)
    return answer(
        await runner.write(request.user, lambda uow: service_rights.update(uow, str(request_id), given, version))
    )


def answer(found: SubjectRequest) -> Response[bytes]:
    """Return a request with its version for If-Match."""
    return json(found, headers=OF_NOW | {"ETag": etag(found.version)})


router = Router(
    "/api/v1/requests",
    route_handlers=[list_requests, receive_request, read_request, correct_request],
    tags=["requests"],
)
