"""JSON routes of notices for administrators: how delivery goes, and the list of systems that are told."""

from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.notices import service_delivery, service_webhooks
from ropa.settings import Settings
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, json, read_body
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from schemas.notices import DeliveryState, Retried, RetryInput, WebhookInput, WebhookMade, Webhooks


@get("/", opt=needs(Permission.MANAGE_NOTICES, answers={200: DeliveryState}), summary="How delivery goes")
async def delivery_state(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Rows by channel and state, and what failed. Never what a notice says."""
    return json(await runner.read(request.user, service_delivery.state))


@post(
    "/retry",
    opt=needs(Permission.MANAGE_NOTICES, body=RetryInput, answers={200: Retried}),
    summary="Try again what failed",
    status_code=200,
)
async def retry(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """404 when nothing failed."""
    wanted = await read_body(request, runner, RetryInput)
    return json(Retried(rows=await runner.write(request.user, lambda uow: service_delivery.retry(uow, wanted.id))))


@get("/webhooks", opt=needs(Permission.MANAGE_NOTICES, answers={200: Webhooks}), summary="Systems that are told")
async def list_webhooks(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """The administrator's list; their secrets are not answered."""
    return json(await runner.read(request.user, service_webhooks.listed))


@post(
    "/webhooks",
    opt=needs(Permission.MANAGE_NOTICES, body=WebhookInput, answers={201: WebhookMade}),
    summary="Add a system to the list",
    status_code=201,
)
async def add_webhook(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """The secret that signs its messages is answered this once."""
    given, keys = await read_body(request, runner, WebhookInput), keys_of(request)
    settings: Settings = request.app.state.settings
    allow = settings.webhook_allow_private
    made = await runner.write(
        request.user, lambda uow: service_webhooks.add(uow, keys, given.address, allow_private=allow)
    )
    return json(made, 201)


@post(
    "/webhooks/{webhook_id:uuid}/end",
    opt=needs(Permission.MANAGE_NOTICES, answers={200: Webhooks}),
    summary="Take a system off the list",
    status_code=200,
)
async def end_webhook(
    request: ApiRequest, runner: NamedDependency[Runner], webhook_id: FromPath[UUID]
) -> Response[bytes]:
    """What waits for it is not sent."""

    def work(uow: UnitOfWork) -> Webhooks:
        service_webhooks.end(uow, str(webhook_id))
        return service_webhooks.listed(uow)

    return json(await runner.write(request.user, work))


router = Router(
    "/api/v1/notices",
    route_handlers=[delivery_state, retry, list_webhooks, add_webhook, end_webhook],
    tags=["notices"],
)
