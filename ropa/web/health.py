"""Health routes: alive, ready, and numbers for Prometheus."""

from litestar import Response, get
from litestar.di import NamedDependency
from msgspec import Struct

from ropa.access.rules import Permission
from ropa.db import migrate
from ropa.errors import Unavailable
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, json
from ropa.web.running import Runner


class Health(Struct):
    """`status` is "ok"."""

    status: str = "ok"


@get("/healthz", opt=needs(Permission.PUBLIC, answers={200: Health}), summary="The process is alive", tags=["health"])
async def healthz() -> Response[bytes]:
    """Asks nothing of the database."""
    return json(Health())


@get("/readyz", opt=needs(Permission.PUBLIC, answers={200: Health}), summary="Ready for work", tags=["health"])
async def readyz(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """The database answers and has the schema of this program. 503 else."""
    present = await runner.read(request.user, migrate.present)
    if present != migrate.newest():
        raise Unavailable(
            f"โครงสร้างฐานข้อมูลเป็น {present} โปรดรัน ropa db upgrade",
            f"The database schema is {present}; run ropa db upgrade",
        )
    return json(Health())


handlers = [healthz, readyz]
