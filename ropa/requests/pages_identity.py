"""The page on which somebody says how sure it is who asks, and what is missing before data may be handed over."""

from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.requests import service_identity
from ropa.requests.pages_frame import Frame, done, find, form_of, show, take
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.running import Runner
from ropa.web.short_forms import ShortForm, sent
from schemas.requests import AgeBand, IdentityInput, IdentityLevel

RequestId = FromPath[UUID]
#: What a person can say; only the portal vouches at its own level.
LEVELS = (IdentityLevel.NONE, IdentityLevel.CLAIMED, IdentityLevel.DOCUMENT_SEEN, IdentityLevel.VERIFIED)


@get("/{request_id:uuid}/identity", opt=page_for(Permission.READ_REQUESTS))
async def identity_page(request: ApiRequest, runner: NamedDependency[Runner], request_id: RequestId) -> Response[bytes]:
    """What is known of who asks, and a form for what was checked."""
    found = await find(request, runner, request_id)
    form = form_of(request, found, level=str(found.it.identity_level), age_band=str(found.it.age_band))
    return await _show(request, runner, found, form)


@post("/{request_id:uuid}/identity", opt=page_for(Permission.HANDLE_REQUESTS), status_code=200)
async def check_identity_page(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: RequestId
) -> Response[bytes]:
    """Write down what was checked."""
    form, key = sent(request), str(request_id)
    form.text("level", required=("เลือกระดับการยืนยันตัวตน", "Choose the identity level"))
    form.text("how", required=("เขียนว่าตรวจอย่างไร", "Say how it was checked"))
    form.text("age_band")
    form.day("representative_checked_on")
    given = form.read(IdentityInput)

    def step(uow: UnitOfWork, version: int) -> object:
        if given is None:
            raise RuntimeError("nothing was read")
        return service_identity.check(uow, key, given, version)

    if given is not None and await take(request, runner, form, step):
        return done(request_id, "saved", "/identity")
    return await _show(request, runner, await find(request, runner, request_id), form, status=422)


async def _show(
    request: ApiRequest, runner: Runner, found: Frame, form: ShortForm, *, status: int = 200
) -> Response[bytes]:
    return await show(
        request,
        runner,
        "identity",
        found,
        form,
        status=status,
        gaps=service_identity.gaps(found.it),
        levels=LEVELS,
        ages=tuple(AgeBand),
    )


router = Router("/requests", route_handlers=[identity_page, check_identity_page])
