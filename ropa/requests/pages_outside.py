"""The public form of requests, without an account: a request with its receipt, and where it stands.

It works without JavaScript, in Thai and English, and takes a request once however often the form is sent. Nothing that
somebody typed goes into an address.
"""

from collections.abc import Mapping
from http import HTTPStatus

from litestar import Response, Router, get, post
from litestar.di import NamedDependency

from ropa.access import service_rates
from ropa.access.rules import Permission
from ropa.errors import Conflict, Invalid, NotFound, TooManyRequests
from ropa.requests import service_public
from ropa.requests.pages_outside_fields import (
    AGENT,
    CONTACTS,
    GUARDIAN,
    MINOR,
    RIGHTS,
    field_of,
    read_request,
    with_deputy,
)
from ropa.settings import Settings
from ropa.web.authentication import NOBODY, page_for
from ropa.web.bodies import ApiRequest
from ropa.web.language import language_of
from ropa.web.offices import offices_of
from ropa.web.outside_forms import HEADERS, TRAP, sent_outside, wait
from ropa.web.pages import page
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from ropa.web.short_forms import ShortForm, fresh
from schemas.findings import Problem
from schemas.office import WHOLE_MINISTRY
from schemas.request_public import PublicReceipt, PublicStatus
from schemas.requests import AgeBand, RequesterKind, Tongue

PATH = "/request-rights"
STATUS_PATH = "/request-rights/status"
#: Wishes of 4,000 letters in all, of nine bytes each in a form, and so much again for who asks.
MAX_BODY = 128 * 1024
MOST_FIELDS = 60
#: Offices with a name at the door (divisions, provincial offices), not the groups inside them.
_DEPTHS = range(1, 3)


@get(PATH, opt=page_for(Permission.PUBLIC))
async def request_rights_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """The empty form, where the settings show it."""
    require_public(request)
    proposed = {"requester": str(RequesterKind.SELF), "age_band": str(AgeBand.ADULT)}
    return await _show(request, runner, fresh(request, **proposed))


@post(PATH, opt=page_for(Permission.PUBLIC), request_max_body_size=MAX_BODY, status_code=200)
async def send_rights_request(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Take the request, and give its receipt out. It is a page and no address: nobody can come upon it again."""
    require_public(request)
    form = await sent_outside(request, MAX_BODY, MOST_FIELDS)
    settings: Settings = request.app.state.settings
    given = read_request(form, language_of(request), settings.public_requests_office)
    if given is None:
        return await _show(request, runner, form, status=422)
    keys, address, form_id = keys_of(request), request.user.address, form.id(request)

    async def work() -> PublicReceipt:
        return await runner.write(NOBODY, lambda uow: service_public.receive(uow, keys, address, given, form_id))

    try:
        await runner.short_read(
            NOBODY,
            lambda uow: service_rates.refuse_full(uow, keys, service_public.FORM, address, service_public.LIMITS),
        )
        try:
            made = await work()
        except Conflict:
            # The same form came twice in the same moment: the other one has made it by now.
            made = await work()
    except Invalid as error:
        form.take(
            Problem(pointer=f"/{field_of(form, each.pointer)}", message_th=each.message_th, message_en=each.message_en)
            for each in error.problems
        )
        return await _show(request, runner, form, status=422)
    except TooManyRequests as error:
        return await _show(request, runner, form, status=429, headers=wait(form, error))
    offices = await offices_of(request, runner)
    return page(
        request,
        "requests/outside_received.html",
        headers=dict(HEADERS),
        made=made,
        office=offices.name(made.office_id),
        status_path=STATUS_PATH,
    )


@get(STATUS_PATH, opt=page_for(Permission.PUBLIC))
async def request_status_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """The form that asks for reference and code."""
    require_public(request)
    return await _show_status(request, runner, fresh(request), None)


@post(STATUS_PATH, opt=page_for(Permission.PUBLIC), request_max_body_size=MAX_BODY, status_code=200)
async def show_request_status(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Where the request stands. The code comes in the body, so that it is in no address, history or log."""
    require_public(request)
    form = await sent_outside(request, MAX_BODY, MOST_FIELDS)
    keys, address = keys_of(request), request.user.address
    ref, code = form.value("ref"), form.value("code")
    if not ref.strip():
        form.fault("ref", "กรอกเลขที่คำขอ", "Give the request number")
    if not code.strip():
        form.fault("code", "กรอกรหัสลับ", "Give the secret code")
    if form.problems:
        return await _show_status(request, runner, form, None, status=422)
    try:
        await runner.short_read(
            NOBODY,
            lambda uow: service_rates.refuse_full(uow, keys, service_public.STATUS, address, service_public.TRIES),
        )
        found = await runner.read(NOBODY, lambda uow: service_public.status(uow, keys, ref, code))
    except NotFound:
        return await _refused_try(request, runner, form)
    except TooManyRequests as error:
        return await _show_status(request, runner, form, None, status=429, headers=wait(form, error))
    return await _show_status(request, runner, form, found)


async def _refused_try(request: ApiRequest, runner: Runner, form: ShortForm) -> Response[bytes]:
    keys, address = keys_of(request), request.user.address
    try:
        await runner.write(NOBODY, lambda uow: service_public.count_failed_try(uow, keys, address))
    except TooManyRequests as error:
        return await _show_status(request, runner, form, None, status=429, headers=wait(form, error))
    form.fault(
        "code",
        "ไม่พบคำขอที่มีเลขที่และรหัสลับนี้ โปรดตรวจกับใบรับคำขอ",
        "There is no request of this number and code; compare them with the receipt",
    )
    return await _show_status(request, runner, form, None, status=422)


def require_public(request: ApiRequest) -> None:
    """Return when the settings show the public form. Raises: NotFound."""
    settings: Settings = request.app.state.settings
    if not settings.public_requests:
        raise NotFound


async def _show(
    request: ApiRequest, runner: Runner, form: ShortForm, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response[bytes]:
    offices = await offices_of(request, runner)
    tree = offices.below(frozenset({WHOLE_MINISTRY}))
    return page(
        request,
        "requests/outside_form.html",
        status=status,
        headers={**HEADERS, **(headers or {})},
        form=form,
        trap=TRAP,
        place=PATH,
        status_path=STATUS_PATH,
        departments=[office for depth, office in tree if depth in _DEPTHS],
        rights=RIGHTS,
        laws={right: service_public.law_words(right, Tongue.of(language_of(request))) for right, _words in RIGHTS},
        requesters=tuple(RequesterKind),
        ages=(AgeBand.ADULT, AgeBand.FROM_10, AgeBand.UNDER_10),
        contacts=CONTACTS,
        agent=AGENT,
        guardian=GUARDIAN,
        minor=MINOR,
        deputy=with_deputy(form),
        full=status == HTTPStatus.TOO_MANY_REQUESTS,
    )


async def _show_status(
    request: ApiRequest,
    runner: Runner,
    form: ShortForm,
    found: PublicStatus | None,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response[bytes]:
    offices = await offices_of(request, runner)
    return page(
        request,
        "requests/outside_status.html",
        status=status,
        headers={**HEADERS, **(headers or {})},
        form=form,
        trap=TRAP,
        place=STATUS_PATH,
        form_path=PATH,
        found=found,
        office="" if found is None else offices.name(found.office_id),
    )


router = Router(
    "/",
    route_handlers=[request_rights_page, send_rights_request, request_status_page, show_request_status],
)
