"""JSON routes of destruction targets."""

from uuid import UUID

from litestar import Response, Router, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath

from ropa.access.rules import Permission
from ropa.erasure import service_targets
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, etag, json, read_body, version_of
from ropa.web.running import Runner
from schemas.erasure_runs import Target, TargetInput, TargetPage

PATH = "/api/v1/retention/targets"


@get("/", opt=needs(Permission.READ_RETENTION, answers={200: TargetPage}), summary="List destruction targets")
async def list_targets(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Which tables of which databases the data sets are. A database has a name here; its address stands nowhere."""
    return json(await runner.read(request.user, service_targets.everything))


@post(
    "/",
    opt=needs(Permission.MANAGE_TARGETS, body=TargetInput, answers={201: Target}),
    summary="Bind a data set to tables of a database",
    status_code=201,
)
async def create_target(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """For a person at a browser. Nothing is asked of the database: that is what a dry run does."""
    said = await read_body(request, runner, TargetInput)
    made = await runner.write(request.user, lambda uow: service_targets.create(uow, said))
    return json(made, 201, {"ETag": etag(made.version), "Location": f"{PATH}/{made.id}"})


@get("/{target_id:uuid}", opt=needs(Permission.READ_RETENTION, answers={200: Target}), summary="One target")
async def read_target(
    request: ApiRequest, runner: NamedDependency[Runner], target_id: FromPath[UUID]
) -> Response[bytes]:
    """With the data sets that lie in one of the same tables: while one is held, none of them is destroyed."""
    found = await runner.read(request.user, lambda uow: service_targets.read(uow, str(target_id)))
    return json(found, headers={"ETag": etag(found.version)})


@put(
    "/{target_id:uuid}",
    opt=needs(Permission.MANAGE_TARGETS, body=TargetInput, answers={200: Target}, if_match=True),
    summary="Change a target",
)
async def replace_target(
    request: ApiRequest, runner: NamedDependency[Runner], target_id: FromPath[UUID]
) -> Response[bytes]:
    """Send the whole body with If-Match. 409 once the head has decided on the data set."""
    version = version_of(request)
    said = await read_body(request, runner, TargetInput)
    made = await runner.write(request.user, lambda uow: service_targets.replace(uow, str(target_id), version, said))
    return json(made, headers={"ETag": etag(made.version)})


@delete(
    "/{target_id:uuid}",
    opt=needs(Permission.MANAGE_TARGETS, answers={204: None}, if_match=True),
    summary="End a target",
    status_code=204,
)
async def end_target(request: ApiRequest, runner: NamedDependency[Runner], target_id: FromPath[UUID]) -> None:
    """Its versions stay as evidence. 409 once the head has decided on the data set."""
    version = version_of(request)
    await runner.write(request.user, lambda uow: service_targets.end(uow, str(target_id), version))


router = Router(
    PATH,
    route_handlers=[list_targets, create_target, read_target, replace_target, end_target],
    tags=["destruction in databases"],
)
