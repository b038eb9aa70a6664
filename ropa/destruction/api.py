"""JSON routes of destruction lists: made, filled, read, and what leaves them."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa.access.rules import Permission
from ropa.destruction import service_items, service_leaving, service_lists
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, etag, json, read_body, version_of
from ropa.web.running import Runner
from schemas.destruction import HoldingState, ItemOutcome, ListState
from schemas.destruction_lists import Checked, DestructionList, ItemPage, ListPage, StepDone
from schemas.destruction_steps import AddItems, CancelList, ExtendItems, ListInput, RemoveItems, TransferItems

Cursor = Annotated[
    str | None, QueryParameter(name="cursor", max_length=50, description="next_cursor of the page before")
]
Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=service_lists.MAX_LIMIT, description="Lines on a page")]
Office = Annotated[
    int | None, QueryParameter(name="office", ge=0, le=2_147_483_647, description="This office and below")
]
Stage = Annotated[ListState | None, QueryParameter(name="state")]
State = Annotated[HoldingState | None, QueryParameter(name="state", description="Where the items stand")]
Outcome = Annotated[ItemOutcome | None, QueryParameter(name="outcome")]


@get("", opt=needs(Permission.READ_RETENTION, answers={200: ListPage}), summary="List destruction lists")
async def list_destruction_lists(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    cursor: Cursor = None,
    limit: Limit = 50,
    office: Office = None,
    stage: Stage = None,
) -> Response[bytes]:
    """Keyset pages, newest first."""
    states = () if stage is None else (stage,)
    found = await runner.read(
        request.user, lambda uow: service_lists.page(uow, cursor, limit, office=office, states=states)
    )
    return json(found)


@post(
    "",
    opt=needs(Permission.LIST_DESTRUCTION, body=ListInput, answers={201: DestructionList}),
    summary="Make a destruction list of an office for a year",
    status_code=201,
)
async def create_destruction_list(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Without `holding_ids` it takes all that the checks listed and that is free; with them exactly those."""
    data = await read_body(request, runner, ListInput)
    made = await runner.write(request.user, lambda uow: service_lists.create(uow, data))
    location = f"/api/v1/retention/destruction-lists/{made.id}"
    return json(made, 201, {"ETag": etag(made.version), "Location": location})


@get(
    "/{list_id:uuid}",
    opt=needs(Permission.READ_RETENTION, answers={200: DestructionList}),
    summary="Read a destruction list",
)
async def read_destruction_list(
    request: ApiRequest, runner: NamedDependency[Runner], list_id: FromPath[UUID]
) -> Response[bytes]:
    """Its committee, decisions and letters, and how many items stand where; the items have pages of their own."""
    found = await runner.read(request.user, lambda uow: service_lists.read(uow, str(list_id)))
    return json(found, headers={"ETag": etag(found.version)})


@get(
    "/{list_id:uuid}/items",
    opt=needs(Permission.READ_RETENTION, answers={200: ItemPage}),
    summary="Items of a destruction list",
)
async def list_destruction_items(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    list_id: FromPath[UUID],
    cursor: Cursor = None,
    limit: Limit = 50,
    standing: State = None,
    outcome: Outcome = None,
) -> Response[bytes]:
    """In the order of their numbers, each as it was listed and as it stands."""
    found = await runner.read(
        request.user,
        lambda uow: service_items.page(uow, str(list_id), cursor, limit, state=standing, outcome=outcome),
    )
    return json(found)


@get(
    "/{list_id:uuid}/check",
    opt=needs(Permission.READ_RETENTION, answers={200: Checked}),
    summary="What stands in the way of a list's items",
)
async def check_destruction_list(
    request: ApiRequest, runner: NamedDependency[Runner], list_id: FromPath[UUID]
) -> Response[bytes]:
    """Holds, moved dates, unconfirmed readings, young electronic documents, changed data sets, by item number."""
    return json(await runner.read(request.user, lambda uow: service_items.check(uow, str(list_id))))


@post(
    "/{list_id:uuid}/items",
    opt=needs(Permission.LIST_DESTRUCTION, body=AddItems, answers={200: DestructionList}, if_match=True),
    summary="Put more data sets on a draft",
    status_code=200,
)
async def add_destruction_items(
    request: ApiRequest, runner: NamedDependency[Runner], list_id: FromPath[UUID]
) -> Response[bytes]:
    """All that is due and free, or exactly the named ones."""
    version = version_of(request)
    data = await read_body(request, runner, AddItems)
    return _shown(await runner.write(request.user, lambda uow: service_items.add(uow, str(list_id), version, data)))


@post(
    "/{list_id:uuid}/items/remove",
    opt=needs(Permission.LIST_DESTRUCTION, body=RemoveItems, answers={200: DestructionList}, if_match=True),
    summary="Take items off a list",
    status_code=200,
)
async def remove_destruction_items(
    request: ApiRequest, runner: NamedDependency[Runner], list_id: FromPath[UUID]
) -> Response[bytes]:
    """Their data sets are kept on as before; at any stage before they are destroyed."""
    version = version_of(request)
    data = await read_body(request, runner, RemoveItems)
    return _shown(await runner.write(request.user, lambda uow: service_items.remove(uow, str(list_id), version, data)))


@post(
    "/{list_id:uuid}/items/refresh",
    opt=needs(Permission.LIST_DESTRUCTION, answers={200: StepDone}, if_match=True),
    summary="Bring a draft up to date with its data sets",
    status_code=200,
)
async def refresh_destruction_items(
    request: ApiRequest, runner: NamedDependency[Runner], list_id: FromPath[UUID]
) -> Response[bytes]:
    """What was changed since it was listed stands as it is now."""
    version = version_of(request)
    done = await runner.write(request.user, lambda uow: service_items.refresh(uow, str(list_id), version))
    return json(done, headers={"ETag": etag(done.destruction_list.version)})


@post(
    "/{list_id:uuid}/items/extend",
    opt=needs(Permission.LIST_DESTRUCTION, body=ExtendItems, answers={200: DestructionList}, if_match=True),
    summary="Keep items on, through a day or until the next round",
    status_code=200,
)
async def extend_destruction_items(
    request: ApiRequest, runner: NamedDependency[Runner], list_id: FromPath[UUID]
) -> Response[bytes]:
    """At any stage before they are destroyed."""
    version = version_of(request)
    data = await read_body(request, runner, ExtendItems)
    return _shown(
        await runner.write(request.user, lambda uow: service_leaving.extend(uow, str(list_id), version, data))
    )


@post(
    "/{list_id:uuid}/items/transfer",
    opt=needs(Permission.RECORD_DESTRUCTION, body=TransferItems, answers={200: DestructionList}, if_match=True),
    summary="Record that items were handed over to the National Archives",
    status_code=200,
)
async def transfer_destruction_items(
    request: ApiRequest, runner: NamedDependency[Runner], list_id: FromPath[UUID]
) -> Response[bytes]:
    """With the archives' receipt; held items stay."""
    version = version_of(request)
    data = await read_body(request, runner, TransferItems)
    return _shown(
        await runner.write(request.user, lambda uow: service_leaving.transfer(uow, str(list_id), version, data))
    )


@post(
    "/{list_id:uuid}/cancel",
    opt=needs(Permission.LIST_DESTRUCTION, body=CancelList, answers={200: DestructionList}, if_match=True),
    summary="Give a list up",
    status_code=200,
)
async def cancel_destruction_list(
    request: ApiRequest, runner: NamedDependency[Runner], list_id: FromPath[UUID]
) -> Response[bytes]:
    """Its items are kept on as before. Not once anything of it was destroyed."""
    version = version_of(request)
    data = await read_body(request, runner, CancelList)
    return _shown(await runner.write(request.user, lambda uow: service_lists.cancel(uow, str(list_id), version, data)))


def _shown(found: DestructionList) -> Response[bytes]:
    return json(found, headers={"ETag": etag(found.version)})


router = Router(
    "/api/v1/retention/destruction-lists",
    route_handlers=[
        list_destruction_lists,
        create_destruction_list,
        read_destruction_list,
        list_destruction_items,
        check_destruction_list,
        add_destruction_items,
        remove_destruction_items,
        refresh_destruction_items,
        extend_destruction_items,
        transfer_destruction_items,
        cancel_destruction_list,
    ],
    tags=["destruction"],
)
