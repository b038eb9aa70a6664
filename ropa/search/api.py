"""JSON route of the search over the whole register."""

from typing import Annotated

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from ropa.access.rules import Permission
from ropa.search import service
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, json
from ropa.web.running import Runner
from schemas.search import FoundKind, SearchAnswer

Words = Annotated[
    str, QueryParameter(name="q", max_length=200, description="Parts of names or references, Thai or English")
]
Kind = Annotated[FoundKind | None, QueryParameter(name="kind", description="Only this kind")]
Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=service.MOST, description="Of each kind")]


@get("/", opt=needs(Permission.SIGNED_IN, answers={200: SearchAnswer}), summary="Search everything that one may see")
async def search_register(
    request: ApiRequest, runner: NamedDependency[Runner], q: Words = "", kind: Kind = None, limit: Limit = service.FEW
) -> Response[bytes]:
    """Every word must stand in a name or reference. Data subjects' requests are found by their reference alone."""
    return json(await runner.read(request.user, lambda uow: service.find(uow, q, kind, limit)))


router = Router("/api/v1/search", route_handlers=[search_register], tags=["search"])
