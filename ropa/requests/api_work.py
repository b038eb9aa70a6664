"""JSON routes of the work on a request: rights added later, owner, activities, timeline."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa.access.rules import Permission
from ropa.requests import service_events, service_rights, service_work
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, etag, json, read_body, version_of
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from schemas.requests import (
    ActivitiesInput,
    NoteInput,
    OwnerInput,
    RequestEvent,
    RequestEvents,
    RequestOwners,
    RightsInput,
    SubjectRequest,
)

_OF_NOW = {"Cache-Control": "no-store"}
Cursor = Annotated[
    str | None, QueryParameter(name="cursor", max_length=40, description="next_cursor of the page before")
]
Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=service_events.MAX_LIMIT, description="Entries on a page")]


@post(
    "/{request_id:uuid}/rights",
    opt=needs(Permission.HANDLE_REQUESTS, body=RightsInput, if_match=True, answers={200: SubjectRequest}),
    summary="Add rights that the person asks for later",
    status_code=200,
)
async def add_rights(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """Each has a clock of its own from its own receipt; an answered request is worked on again."""
    version, keys = version_of(request), keys_of(request)
    given = await read_body(request, runner, RightsInput, echoes=False)
    return _changed(
        await runner.write(request.user, lambda uow: service_rights.add(uow, keys, str(request_id), given, version))
    )


@get(
    "/{request_id:uuid}/owner",
    opt=needs(Permission.HANDLE_REQUESTS, answers={200: RequestOwners}),
    summary="List who may work on a request",
)
async def list_request_owners(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """People who handle requests at its office or above, the nearest first."""
    return json(await runner.read(request.user, lambda uow: service_work.owners(uow, str(request_id))))


@put(
    "/{request_id:uuid}/owner",
    opt=needs(Permission.HANDLE_REQUESTS, body=OwnerInput, if_match=True, answers={200: SubjectRequest}),
    summary="Say who works on a request",
)
async def assign_request(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """Null: nobody. The person is told once of each assignment."""
    version = version_of(request)
    given = await read_body(request, runner, OwnerInput)
    return _changed(
        await runner.write(request.user, lambda uow: service_work.assign(uow, str(request_id), given, version))
    )


@put(
    "/{request_id:uuid}/activities",
    opt=needs(Permission.HANDLE_REQUESTS, body=ActivitiesInput, if_match=True, answers={200: SubjectRequest}),
    summary="Say which activities a request concerns",
)
async def link_activities(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """They take the place of those before. An activity that the caller does not see is refused as unknown."""
    version = version_of(request)
    given = await read_body(request, runner, ActivitiesInput)
    return _changed(
        await runner.write(request.user, lambda uow: service_work.link(uow, str(request_id), given, version))
    )


@get(
    "/{request_id:uuid}/events",
    opt=needs(Permission.READ_REQUESTS, answers={200: RequestEvents}),
    summary="Read the timeline of a request",
)
async def list_request_events(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    request_id: FromPath[UUID],
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response[bytes]:
    """Oldest first; entries are never changed, and none tells who asked."""
    found = await runner.read(request.user, lambda uow: service_events.read(uow, str(request_id), cursor, limit))
    return json(found, headers=_OF_NOW)


@post(
    "/{request_id:uuid}/events",
    opt=needs(Permission.HANDLE_REQUESTS, body=NoteInput, answers={201: RequestEvent}),
    summary="Write a note into the timeline of a request",
    status_code=201,
)
async def note_request(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """Without data of the requester: names behind a title and 13-digit numbers are hidden."""
    given = await read_body(request, runner, NoteInput, echoes=False)
    return json(await runner.write(request.user, lambda uow: service_events.note(uow, str(request_id), given)), 201)


def _changed(saved: SubjectRequest) -> Response[bytes]:
    return json(saved, headers=_OF_NOW | {"ETag": etag(saved.version)})


router = Router(
    "/api/v1/requests",
    route_handlers=[
        add_rights,
        list_request_owners,
        assign_request,
        link_activities,
        list_request_events,
        note_request,
    ],
    tags=["requests"],
)
