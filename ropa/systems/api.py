"""JSON routes of the register's systems: the list, one system with its exchanges, and the map of all."""

from typing import Annotated

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa.access.rules import Permission
from ropa.systems import service, service_map
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, json
from ropa.web.running import Runner
from schemas.exchange_map import MAX_DEPTH, MAX_WORDS, ExchangeMap, MapFlow, MapQuery
from schemas.system_keys import KEY_PATTERN
from schemas.systems import SystemDetail, SystemFilter, SystemPage
from schemas.vocabulary import Hosting

OfficeId = Annotated[
    int | None, QueryParameter(name="office", ge=0, le=2_147_483_647, description="This office and below")
]
Words = Annotated[str | None, QueryParameter(name="q", max_length=200, description="Parts of a system's name")]
Owner = Annotated[str | None, QueryParameter(name="owner", max_length=300, description="Name of the owning unit")]
HostingCode = Annotated[Hosting | None, QueryParameter(name="hosting", description="Only on premises, or on a cloud")]
Abroad = Annotated[bool, QueryParameter(name="abroad", description="Only what is, or goes, abroad")]
Cursor = Annotated[
    str | None, QueryParameter(name="cursor", max_length=40, description="next_cursor of the page before")
]
Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=service.MAX_LIMIT, description="Systems on a page")]
Focus = Annotated[
    str | None, QueryParameter(name="system", pattern=KEY_PATTERN, description="Key of the box in the middle")
]
Flow = Annotated[MapFlow, QueryParameter(name="flow", description="Which arrows are followed from it")]
Depth = Annotated[int, QueryParameter(name="depth", ge=1, le=MAX_DEPTH, description="How many arrows far")]
Item = Annotated[
    str | None,
    QueryParameter(
        name="item", max_length=MAX_WORDS, description="Kind of personal data in any spelling, or words of the data"
    ),
]


@get("/", opt=needs(Permission.READ_ACTIVITIES, answers={200: SystemPage}), summary="Systems of the register")
async def list_systems(  # noqa: PLR0913, PLR0917 - one argument for each filter
    request: ApiRequest,
    runner: NamedDependency[Runner],
    q: Words = None,
    office: OfficeId = None,
    owner: Owner = None,
    hosting: HostingCode = None,
    abroad: Abroad = False,  # noqa: FBT002 - a query parameter
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response[bytes]:
    """Those that records list which the caller may read, by name. Name and owner together are one system."""
    wanted = SystemFilter(q=q or None, office=office, owner=owner or None, hosting=hosting, abroad=abroad)
    return json(await runner.read(request.user, lambda uow: service.page(uow, wanted, cursor, limit)))


@get(
    "/exchange-map",
    opt=needs(Permission.READ_ACTIVITIES, answers={200: ExchangeMap}),
    summary="Exchange map of an office or of the whole register",
)
async def exchange_map(  # noqa: PLR0913, PLR0917 - one argument for each filter
    request: ApiRequest,
    runner: NamedDependency[Runner],
    office: OfficeId = None,
    system: Focus = None,
    flow: Flow = MapFlow.BOTH,
    depth: Depth = 1,
    item: Item = None,
    abroad: Abroad = False,  # noqa: FBT002 - a query parameter
) -> Response[bytes]:
    """Who exchanges what with whom. Lines of other offices are counted; their words and references are not shown."""
    query = MapQuery(office=office, system=system, flow=flow, depth=depth, item=item, only_abroad=abroad)
    return json(await runner.read(request.user, lambda uow: service_map.exchange_map(uow, query)))


@get(
    "/{system_key:str}",
    opt=needs(Permission.READ_ACTIVITIES, answers={200: SystemDetail}),
    summary="One system, its exchanges and its records",
)
async def read_system(
    request: ApiRequest, runner: NamedDependency[Runner], system_key: FromPath[str]
) -> Response[bytes]:
    """What the two sides of each exchange say of it stands in `mirror`."""
    return json(await runner.read(request.user, lambda uow: service.detail(uow, system_key)))


router = Router("/api/v1/systems", route_handlers=[list_systems, exchange_map, read_system], tags=["systems"])
