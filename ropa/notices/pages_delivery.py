"""The administrator's page: how delivery goes, what failed, and the systems that are told."""

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from msgspec import Struct

from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid
from ropa.notices import service_delivery, service_webhooks
from ropa.settings import Settings
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.pages import go, page
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from ropa.web.short_forms import ShortForm, fresh, sent
from schemas.notices import DeliveryState, NoticeChannel, OutboxState, WebhookMade, Webhooks

PATH = "/notices"


class Shown(Struct, frozen=True):
    """What the page shows."""

    state: DeliveryState
    webhooks: Webhooks


@get(PATH, opt=page_for(Permission.MANAGE_NOTICES))
async def delivery(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """How delivery goes."""
    return await _show(request, runner, fresh(request))


@post(PATH, opt=page_for(Permission.MANAGE_NOTICES), status_code=200)
async def change(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Try again what failed; add a system to the list or take one off."""
    form = sent(request)
    chosen = form.value("id")
    if form.value("do") == "retry":
        await runner.write(request.user, lambda uow: service_delivery.retry(uow, chosen or None))
        return go(PATH, said="retried")
    if form.value("do") == "end":
        await runner.write(request.user, lambda uow: service_webhooks.end(uow, chosen))
        return go(PATH, said="webhook-ended")
    return await _add(request, runner, form)


async def _add(request: ApiRequest, runner: Runner, form: ShortForm) -> Response[bytes]:
    keys = keys_of(request)
    settings: Settings = request.app.state.settings
    address, allow = form.value("address").strip(), settings.webhook_allow_private
    try:
        made = await runner.write(
            request.user, lambda uow: service_webhooks.add(uow, keys, address, allow_private=allow)
        )
    except Invalid as error:
        form.take(error.problems)
        return await _show(request, runner, form, status=422)
    except Conflict as error:
        form.fault("address", error.message_th, error.message_en)
        return await _show(request, runner, form, status=409)
    # Shown here and never again: an address to be sent on to would keep the secret in the browser's history.
    return await _show(request, runner, fresh(request), made=made)


async def _show(
    request: ApiRequest, runner: Runner, form: ShortForm, *, status: int = 200, made: WebhookMade | None = None
) -> Response[bytes]:
    def work(uow: UnitOfWork) -> Shown:
        return Shown(service_delivery.state(uow), service_webhooks.listed(uow))

    shown = await runner.read(request.user, work)
    settings: Settings = request.app.state.settings
    ways = {
        NoticeChannel.EMAIL: bool(settings.smtp_url),
        NoticeChannel.LINE: bool(settings.line_channel_token),
        NoticeChannel.WEBHOOK: bool(shown.webhooks.items),
    }
    return page(
        request,
        "notices/delivery.html",
        status=status,
        form=form,
        shown=shown,
        ways=ways,
        states=list(OutboxState),
        made=made,
    )


router = Router("/", route_handlers=[delivery, change])
