"""JSON routes of who asked: opened for a reason, put right, searched by a number, and how sure it is."""

from uuid import UUID

from litestar import Response, Router, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath

from ropa.access.rules import Permission
from ropa.requests import service_identity, service_person
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, etag, json, read_body, version_of
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from schemas.requests import (
    IdentityInput,
    PersonChange,
    PersonOpening,
    PersonSearch,
    RequestPage,
    RequestPerson,
    SubjectRequest,
)

_OF_NOW = {"Cache-Control": "no-store"}


@post(
    "/{request_id:uuid}/person",
    opt=needs(Permission.SEE_REQUESTERS, body=PersonOpening, answers={200: RequestPerson}),
    summary="Open who made a request, for a reason",
    status_code=200,
)
async def open_requester(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """Each opening stands in the trail and in the timeline of the request with its reason. Not for service tokens."""
    keys, given = keys_of(request), await read_body(request, runner, PersonOpening, echoes=False)
    found = await runner.write(request.user, lambda uow: service_person.person(uow, keys, str(request_id), given.why))
    return json(found, headers=_OF_NOW)


@put(
    "/{request_id:uuid}/person",
    opt=needs(Permission.SEE_REQUESTERS, body=PersonChange, if_match=True, answers={200: SubjectRequest}),
    summary="Put the data of the requester right",
)
async def correct_requester(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """Takes the place of what was kept; the trail names the fields, never what stood in them."""
    version, keys = version_of(request), keys_of(request)
    given = await read_body(request, runner, PersonChange, echoes=False)
    saved = await runner.write(
        request.user, lambda uow: service_person.change_person(uow, keys, str(request_id), given, version)
    )
    return _changed(saved)


@post(
    "/find",
    opt=needs(Permission.SEE_REQUESTERS, body=PersonSearch, answers={200: RequestPage}),
    summary="Find the requests of a person by a number",
    status_code=200,
)
async def find_requests_of_person(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """By a keyed hash: the number is neither stored nor written to the trail; that somebody searched, and why, is."""
    keys, given = keys_of(request), await read_body(request, runner, PersonSearch, echoes=False)
    found = await runner.write(request.user, lambda uow: service_person.search(uow, keys, given))
    return json(found, headers=_OF_NOW)


@post(
    "/{request_id:uuid}/identity",
    opt=needs(Permission.HANDLE_REQUESTS, body=IdentityInput, if_match=True, answers={200: SubjectRequest}),
    summary="Record how sure it is who asks",
    status_code=200,
)
async def check_identity(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """`identity_gaps` of the answer tell what is missing before data may be handed over (PDPA s.20, s.30)."""
    version = version_of(request)
    given = await read_body(request, runner, IdentityInput, echoes=False)
    return _changed(
        await runner.write(request.user, lambda uow: service_identity.check(uow, str(request_id), given, version))
    )


def _changed(saved: SubjectRequest) -> Response[bytes]:
    return json(saved, headers=_OF_NOW | {"ETag": etag(saved.version)})


router = Router(
    "/api/v1/requests",
    route_handlers=[open_requester, correct_requester, find_requests_of_person, check_identity],
    tags=["requests"],
)
