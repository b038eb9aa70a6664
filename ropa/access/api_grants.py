"""JSON routes of grants. A national ID comes in and never goes out."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa.access import service_grants
from ropa.access.rules import Permission
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, json, read_body
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from schemas.access import GrantInput, GrantPage, GrantTerms, PersonGrant

Cursor = Annotated[
    str | None, QueryParameter(name="cursor", max_length=50, description="next_cursor of the page before")
]
Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=service_grants.MAX_LIMIT, description="Lines on a page")]
OfficeId = Annotated[
    int | None, QueryParameter(name="office", ge=0, le=2_147_483_647, description="This office and below")
]


def terms_of(given: GrantInput) -> GrantTerms:
    """Return what is given, apart from the person's number."""
    return GrantTerms(**{name: getattr(given, name) for name in GrantTerms.__struct_fields__})


@get("/", opt=needs(Permission.READ_GRANTS, answers={200: GrantPage}), summary="List the grants that count today")
async def list_grants(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    office: OfficeId = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response[bytes]:
    """Keyset pages, oldest first: send `next_cursor` back until it is null."""
    found = await runner.read(request.user, lambda uow: service_grants.list_grants(uow, cursor, limit, office=office))
    return json(found)


@post(
    "/",
    opt=needs(Permission.MANAGE_GRANTS, body=GrantInput, answers={201: PersonGrant}),
    summary="Give a person a role at an office",
    status_code=201,
)
async def give_grant(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """A grant that the person has already is given back with its days moved. The number is not answered."""
    given, keys = await read_body(request, runner, GrantInput), keys_of(request)
    terms = terms_of(given)
    made = await runner.write(
        request.user, lambda uow: service_grants.give_by_number(uow, keys, given.national_id, terms)
    )
    return json(made, 201)


@post(
    "/{grant_id:uuid}/end",
    opt=needs(Permission.MANAGE_GRANTS, answers={200: PersonGrant}),
    summary="End a grant now",
    status_code=200,
)
async def end_grant(request: ApiRequest, runner: NamedDependency[Runner], grant_id: FromPath[UUID]) -> Response[bytes]:
    """404 for one that has ended or belongs to other offices."""
    return json(await runner.write(request.user, lambda uow: service_grants.end_grant(uow, str(grant_id))))


router = Router("/api/v1/grants", route_handlers=[list_grants, give_grant, end_grant], tags=["access"])
