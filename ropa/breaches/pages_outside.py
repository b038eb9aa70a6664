"""The two pages without an account: a processor reports by its link, and the public reports to the inbox.

Nothing here asks who somebody is. Both work without JavaScript, in Thai and English, and take a report once however
often it is sent.
"""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from litestar import Response, Router, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa.access import service_rates
from ropa.access.rules import Permission
from ropa.breaches import service_links, service_public
from ropa.errors import Conflict, Invalid, NotFound, TooManyRequests
from ropa.settings import Settings
from ropa.web.authentication import NOBODY, page_for
from ropa.web.bodies import ApiRequest
from ropa.web.language import COOKIE, LANGUAGES
from ropa.web.offices import offices_of
from ropa.web.outside_forms import HEADERS, TRAP, sent_outside, wait
from ropa.web.pages import go, page
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from ropa.web.short_forms import ShortForm, fresh
from schemas.breach import BreachRecord
from schemas.breach_reports import BreachLink, ProcessorReport, PublicReport
from schemas.office import WHOLE_MINISTRY

PUBLIC_PATH = "/report-breach"
LINK_PATH = "/report/{token:str}"
#: The longest report has some 4,000 letters, and a letter of Thai takes nine bytes in a form.
MAX_BODY = 64 * 1024
MOST_FIELDS = 30
#: Offices with a name at the door (divisions, provincial offices), not the groups inside them.
_DEPTHS = range(1, 3)
_ONE_YEAR = 365 * 24 * 3600
Lang = Annotated[str | None, QueryParameter(name="lang", max_length=5)]


@get(PUBLIC_PATH, opt=page_for(Permission.PUBLIC))
async def public_form(request: ApiRequest, runner: NamedDependency[Runner], lang: Lang = None) -> Response[bytes]:
    """The empty form, where the settings show it."""
    _require_public(request)
    if lang is not None:
        return _in_language(request, lang)
    return await _public(request, runner, fresh(request))


@post(PUBLIC_PATH, opt=page_for(Permission.PUBLIC), request_max_body_size=MAX_BODY, status_code=200)
async def report_publicly(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Keep the report for triage, and say when it was received."""
    _require_public(request)
    form = await sent_outside(request, MAX_BODY, MOST_FIELDS)
    for name in ("when_words", "contact"):
        form.text(name)
    form.text("what", required=("เขียนสั้น ๆ ว่าเกิดอะไรขึ้น", "Say shortly what happened"))
    office = form.value("office_id")
    if office:
        form.body["office_id"] = int(office) if office.isascii() and office.isdecimal() and len(office) < 10 else -1  # noqa: PLR2004 - digits of the largest number
    given = form.read(PublicReport)
    if given is None:
        return await _public(request, runner, form, status=422)
    keys, address, report_id = keys_of(request), request.user.address, form.id(request)
    try:
        await runner.short_read(
            NOBODY,
            lambda uow: service_rates.refuse_full(uow, keys, service_public.FORM, address, service_public.LIMITS),
        )
        received_at = await runner.write(
            NOBODY, lambda uow: service_public.receive(uow, keys, address, given, report_id)
        )
    except Invalid as error:
        form.take(error.problems)
        return await _public(request, runner, form, status=422)
    except TooManyRequests as error:
        return await _public(request, runner, form, status=429, headers=wait(form, error))
    return page(request, "breaches/outside_received.html", headers=dict(HEADERS), received_at=received_at, made=None)


@get(LINK_PATH, opt=page_for(Permission.PUBLIC))
async def processor_form(
    request: ApiRequest, runner: NamedDependency[Runner], token: FromPath[str], lang: Lang = None
) -> Response[bytes]:
    """The form of a processor's link. A link that is unknown, expired or revoked is not there."""
    link = await runner.short_read(NOBODY, lambda uow: service_links.open_link(uow, token))
    if lang is not None:
        return _in_language(request, lang)
    return await _processor(request, runner, link, fresh(request))


@post(LINK_PATH, opt=page_for(Permission.PUBLIC), request_max_body_size=MAX_BODY, status_code=200)
async def report_by_link(request: ApiRequest, runner: NamedDependency[Runner], token: FromPath[str]) -> Response[bytes]:
    """Make the suspicion, and say its reference and when it was received: the processor's proof that it told."""
    link = await runner.short_read(NOBODY, lambda uow: service_links.open_link(uow, token))
    form = await sent_outside(request, MAX_BODY, MOST_FIELDS)
    form.moment("knew_at", required=("กรอกวันเวลาที่ท่านทราบเหตุ", "Give the moment at which you became aware"))
    form.text("what", required=("เขียนสั้น ๆ ว่าเกิดอะไรขึ้น", "Say shortly what happened"))
    form.text("whose_data")
    form.text("contact", required=("บอกว่าติดต่อท่านได้อย่างไร", "Say how you can be reached"))
    given = form.read(ProcessorReport)
    if given is None:
        return await _processor(request, runner, link, form, status=422)
    keys, breach_id, actor = keys_of(request), form.id(request), request.user

    async def work() -> BreachRecord:
        return await runner.write(actor, lambda uow: service_links.report(uow, keys, token, given, breach_id))

    try:
        try:
            made = await work()
        except Conflict:
            # The same form came twice in the same moment: the other one has made it by now.
            made = await work()
    except Invalid as error:
        form.take(error.problems)
        return await _processor(request, runner, link, form, status=422)
    except TooManyRequests as error:
        return await _processor(request, runner, link, form, status=429, headers=wait(form, error))
    received_at = made.received_at or made.reported_at
    return page(
        request, "breaches/outside_received.html", headers=dict(HEADERS), received_at=received_at, made=made.ref
    )


def _require_public(request: ApiRequest) -> None:
    settings: Settings = request.app.state.settings
    if not settings.public_reports:
        raise NotFound


def _in_language(request: ApiRequest, code: str) -> Response[bytes]:
    """Remember the reader's language. The address of a link does not go into another address for it."""
    if code not in LANGUAGES:
        raise NotFound
    settings: Settings = request.app.state.settings
    answer = go(request.url.path)
    answer.set_cookie(
        Cookie(
            key=COOKIE,
            value=code,
            max_age=_ONE_YEAR,
            path="/",
            secure=settings.is_production,
            httponly=True,
            samesite="lax",
        )
    )
    return answer


async def _public(
    request: ApiRequest, runner: Runner, form: ShortForm, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response[bytes]:
    offices = await offices_of(request, runner)
    tree = offices.below(frozenset({WHOLE_MINISTRY}))
    return page(
        request,
        "breaches/outside_public.html",
        status=status,
        headers={**HEADERS, **(headers or {})},
        form=form,
        trap=TRAP,
        departments=[office for depth, office in tree if depth in _DEPTHS],
        place=PUBLIC_PATH,
        closed=status == HTTPStatus.TOO_MANY_REQUESTS,
    )


async def _processor(
    request: ApiRequest,
    runner: Runner,
    link: BreachLink,
    form: ShortForm,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response[bytes]:
    offices = await offices_of(request, runner)
    now: datetime = form.now
    return page(
        request,
        "breaches/outside_processor.html",
        status=status,
        headers={**HEADERS, **(headers or {})},
        form=form,
        trap=TRAP,
        link=link,
        controller=offices.name(link.office_id),
        now=now,
    )


router = Router("/", route_handlers=[public_form, report_publicly, processor_form, report_by_link])
