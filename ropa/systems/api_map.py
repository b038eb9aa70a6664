"""Downloads: the exchange map of an office or of the whole register as SVG, PNG, PDF and DOT."""

import hashlib
from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from diagrams.outputs import Paper
from diagrams.system_map import system_map_sheet
from diagrams.system_map_legend import MapBlock, map_block
from ropa import clock
from ropa.access.rules import Permission
from ropa.activities import service_exports
from ropa.db.unit_of_work import UnitOfWork
from ropa.pictures import DRAWINGS, Drawing, delivered
from ropa.systems import service_map
from ropa.systems.service_asking import NAMES, query_of
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, download, is_shown
from ropa.web.running import Runner
from schemas.exchange_map import ExchangeMap

OfficeText = Annotated[str | None, QueryParameter(name="office", max_length=20, description="Default: all offices")]
SystemText = Annotated[str | None, QueryParameter(name="system", max_length=20, description="Key of the one in focus")]
FlowText = Annotated[str | None, QueryParameter(name="flow", max_length=10, description="in, out or both")]
DepthText = Annotated[str | None, QueryParameter(name="depth", max_length=4, description="1 to 3 arrows far")]
ItemText = Annotated[str | None, QueryParameter(name="item", max_length=400, description="Kind of data, or words")]
AbroadText = Annotated[
    str | None, QueryParameter(name="abroad", max_length=5, description="1: only what leaves Thailand")
]
OpenText = Annotated[str | None, QueryParameter(name="open", max_length=800, description="Keys of unfolded owners")]
EveryBox = Annotated[bool, QueryParameter(name="every", description="A box for each system, however many")]
Sheet = Annotated[
    Paper,
    QueryParameter(
        name="paper", description="Only for PDF: size of the page; auto: A4 where it stays readable, else A3"
    ),
]
_NAME = "exchange-map"


def block_of(found: ExchangeMap, now: datetime) -> MapBlock:
    """Return the title block: scope, size, the day of `now` in Bangkok, and the hash of all that the map says."""
    return map_block(
        found.scope_th,
        systems=sum(1 for each in found.systems if each.is_registered),
        lines=len(found.lines),
        dated=clock.bangkok(now).date(),
        content_hash=hashlib.sha256(msgspec.json.encode(found)).hexdigest(),
    )


def _route(drawing: Drawing) -> Any:
    """Return the handler of the map in one form."""

    async def handler(  # noqa: PLR0913, PLR0917 - one argument for each filter
        request: ApiRequest,
        runner: NamedDependency[Runner],
        office: OfficeText = None,
        system: SystemText = None,
        flow: FlowText = None,
        depth: DepthText = None,
        item: ItemText = None,
        abroad: AbroadText = None,
        opened: OpenText = None,
        every: EveryBox = False,  # noqa: FBT002 - a query parameter
        paper: Sheet = Paper.AUTO,
    ) -> Response[bytes]:
        """What the reader may see of the register, with the same filters as the page.

        Folded by owner when it is large.
        """
        query = query_of(dict(zip(NAMES, (office, system, flow, depth, item, abroad, opened), strict=True)))

        def read(uow: UnitOfWork) -> tuple[ExchangeMap, MapBlock]:
            found = service_map.exchange_map(uow, query)
            return found, block_of(found, uow.now)

        found, block = await runner.read(request.user, read)
        content = await runner.think(
            lambda: delivered(lambda: system_map_sheet(found, every_box=every), block, drawing, paper=paper)
        )
        # A page that shows its picture is read, not exported; browsers say which of the two it is.
        if not is_shown(request):
            told = {"office": query.office, "systems": block.systems, "lines": block.lines, "hash": block.content_hash}
            await runner.write(
                request.user, lambda uow: service_exports.exported(uow, f"{_NAME}.{drawing}", "register", **told)
            )
        return download(content, DRAWINGS[drawing], f"{_NAME}.{drawing}")

    handler.__name__ = f"exchange_map_{drawing}"
    told = get(
        f"/systems/{_NAME}.{drawing}",
        opt=needs(Permission.READ_ACTIVITIES, answers={200: DRAWINGS[drawing].partition(";")[0]}),
        summary=f"Exchange map of the register's systems, {drawing.upper()}",
    )
    return told(handler)


router = Router("/api/v1", route_handlers=[_route(drawing) for drawing in DRAWINGS], tags=["downloads"])
