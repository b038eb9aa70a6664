"""JSON routes of the links by which processors report."""

from uuid import UUID

from litestar import Response, Router, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ropa.access.rules import Permission
from ropa.breaches import service_links
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, json, read_body
from ropa.web.running import Runner
from schemas.breach_reports import BreachLink, BreachLinkList, BreachLinkMade, LinkInput


@get("/", opt=needs(Permission.HANDLE_BREACHES, answers={200: BreachLinkList}), summary="List the links of processors")
async def list_links(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Newest first; those that ended are among them. No token is here."""
    return json(await runner.read(request.user, service_links.links))


@post(
    "/",
    opt=needs(Permission.HANDLE_BREACHES, body=LinkInput, answers={201: BreachLinkMade}),
    summary="Make a link by which a processor reports",
    status_code=201,
)
async def make_link(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """`token` and `path` are shown this once: hand them to the processor by a way that others do not read."""
    given = await read_body(request, runner, LinkInput)
    return json(await runner.write(request.user, lambda uow: service_links.make(uow, given)), 201)


@delete(
    "/{link_id:uuid}",
    opt=needs(Permission.HANDLE_BREACHES, answers={200: BreachLink}),
    summary="End a link",
    status_code=200,
)
async def revoke_link(request: ApiRequest, runner: NamedDependency[Runner], link_id: FromPath[UUID]) -> Response[bytes]:
    """At once. What was reported by it stays."""
    return json(await runner.write(request.user, lambda uow: service_links.revoke(uow, str(link_id))))


router = Router("/api/v1/breach-links", route_handlers=[list_links, make_link, revoke_link], tags=["breaches"])
