"""The application with baseline routes beside the real ones: same server, guard and router, bytes from memory.

Started by `benchmarks.serving` in a process of its own: `python -m benchmarks.served PORT`.
"""

import sys
from uuid import UUID

from granian.constants import Interfaces
from granian.server import Server
from litestar import Litestar, Response, Router, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath

from ropa.access.rules import Permission
from ropa.activities import service, service_listing
from ropa.activities.api import Cursor, Limit
from ropa.app import create_app
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, etag, json, read_body, version_of
from ropa.web.running import Runner
from schemas.document import ActivityUpdate
from schemas.listing import ActivityFilter

KEPT: dict[str, bytes] = {}


@get("/record/{activity_id:uuid}", opt=needs(Permission.READ_ACTIVITIES))
async def record_from_memory(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """The record route without its database work."""
    key = str(activity_id)
    if key not in KEPT:
        KEPT[key] = await runner.read(request.user, lambda uow: service.record_bytes(service.read(uow, key)))
    tag = etag(1)
    if request.headers.get("if-none-match") == tag:
        return Response(b"", status_code=304)
    return json(KEPT[key], headers={"ETag": tag})


@get("/page", opt=needs(Permission.READ_ACTIVITIES))
async def page_from_memory(
    request: ApiRequest, runner: NamedDependency[Runner], cursor: Cursor = None, limit: Limit = 50
) -> Response[bytes]:
    """The list route without its database work."""
    key = f"{cursor}:{limit}"
    if key not in KEPT:
        found = await runner.read(request.user, lambda uow: service_listing.page(uow, ActivityFilter(), cursor, limit))
        KEPT[key] = bytes(json(found).content)
    return json(KEPT[key])


@put("/record/{activity_id:uuid}", opt=needs(Permission.WRITE_ACTIVITIES))
async def decoded_only(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """The save route that reads and validates the body and saves nothing."""
    version = version_of(request)
    await read_body(request, runner, ActivityUpdate)
    return json(KEPT.get(str(activity_id), b"{}"), headers={"ETag": etag(version + 1)})


def application() -> Litestar:
    """Return the application with the baseline routes."""
    app = create_app()
    app.register(Router("/memory", route_handlers=[record_from_memory, page_from_memory, decoded_only]))
    return app


if __name__ == "__main__":
    Server(
        "benchmarks.served:application",
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.ASGI,
        workers=1,
        factory=True,
        log_enabled=False,
    ).serve()
