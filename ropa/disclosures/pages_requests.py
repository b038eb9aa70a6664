"""Pages of other agencies' requests for data: the list, intake by the form, one request and its next step."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from ropa.access.rules import Permission, offices_for
from ropa.activities import service_listing
from ropa.buffers import service as buffers
from ropa.db.unit_of_work import UnitOfWork
from ropa.disclosures import service_requests
from ropa.disclosures.pages_fields import ASKED, CHECK, STEP, filled, shown
from ropa.errors import Conflict, Invalid, PreconditionFailed
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.offices import office_id_of, offices_of
from ropa.web.pages import go, link, page
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from ropa.web.short_forms import ShortForm, fresh, kept, sent
from schemas.disclosures import (
    ExchangeCheck,
    ExchangeRequest,
    ExchangeRequestInput,
    ExchangeRequestNew,
    ExchangeStep,
    ExchangeStepInput,
)
from schemas.listing import ActivityItem

PATH = "/exchange-requests"
LIMIT = 30
Cursor = Annotated[str | None, QueryParameter(name="cursor", max_length=40)]
WaitingText = Annotated[str | None, QueryParameter(name="waiting", max_length=5)]


@get("/", opt=page_for(Permission.READ_DISCLOSURES))
async def requests_page(
    request: ApiRequest, runner: NamedDependency[Runner], cursor: Cursor = None, waiting: WaitingText = None
) -> Response[bytes]:
    """Newest first; with `waiting` only those past their last day, or whose deletion must be asked for."""
    found = await runner.read(
        request.user,
        lambda uow: service_requests.page(uow, cursor=cursor or None, limit=LIMIT, waiting=bool(waiting)),
    )
    more = link(PATH, waiting=waiting or None, cursor=found.next_cursor) if found.next_cursor else None
    return page(
        request,
        "disclosures/requests.html",
        part="rows" if cursor else None,
        items=found.items,
        waiting=bool(waiting),
        more=more,
        offices=await offices_of(request, runner),
    )


@get("/new", opt=page_for(Permission.RECORD_DISCLOSURES))
async def new_request_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """The form of the agency, empty, or as this person typed it before."""
    keys = keys_of(request)
    found = await runner.read(request.user, lambda uow: buffers.find(uow, keys, f"{PATH}/new"))
    if found is not None:
        return await _show_new(request, runner, kept(request, found.fields), saved_at=found.saved_at)
    held = sorted(offices_for(request.user, Permission.RECORD_DISCLOSURES))
    proposed = {
        "office_id": str(held[0]) if len(held) == 1 and held[0] else "",
        "activity_id": request.query_params.get("activity", "")[:36],
        "often": "on_demand",
        "means": "service",
    }
    return await _show_new(request, runner, fresh(request, **{name: text for name, text in proposed.items() if text}))


@post("/new", opt=page_for(Permission.RECORD_DISCLOSURES), status_code=200)
async def take_in(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Take in the request; the same form sent twice makes one."""
    form = sent(request)
    given = _read_new(form)
    if given is None:
        return await _show_new(request, runner, form, status=422)
    request_id = form.id(request)

    def work(uow: UnitOfWork) -> ExchangeRequest:
        made = service_requests.receive(uow, given, request_id)
        buffers.discard(uow, f"{PATH}/new")
        return made

    try:
        try:
            made = await runner.write(request.user, work)
        except Conflict:
            # The same form came twice in the same moment: the other one has made it by now.
            made = await runner.write(request.user, work)
    except Invalid as error:
        form.take(_inside(error))
        return await _show_new(request, runner, form, status=422)
    return go(f"{PATH}/{made.id}", said="request-received")


def _inside(error: Invalid) -> list[Any]:
    """Return faults at the fields of the form, which has no groups."""
    strip = ("/asked", "/check")
    found = []
    for each in error.problems:
        head = next((part for part in strip if each.pointer.startswith(part + "/")), "")
        found.append(msgspec.structs.replace(each, pointer=each.pointer.removeprefix(head)))
    return found


def _read_new(form: ShortForm) -> ExchangeRequestNew | None:
    form.body.update(filled(form, ExchangeRequestInput, ASKED))
    asked = form.read(ExchangeRequestInput)
    office_id = office_id_of(form.value("office_id"))
    if office_id is None:
        form.fault("office_id", "เลือกหน่วยงานที่ถูกขอข้อมูล", "Choose the office that is asked")
    if asked is None or office_id is None:
        return None
    return ExchangeRequestNew(office_id=office_id, activity_id=form.value("activity_id") or None, asked=asked)


async def _show_new(
    request: ApiRequest, runner: Runner, form: ShortForm, *, status: int = 200, saved_at: object = None
) -> Response[bytes]:
    activity_id = form.value("activity_id")
    named = await runner.read(
        request.user, lambda uow: service_listing.named(uow, [activity_id] if activity_id else [])
    )
    offices = await offices_of(request, runner)
    held = offices_for(request.user, Permission.RECORD_DISCLOSURES)
    return page(
        request,
        "disclosures/request_new.html",
        status=status,
        form=form,
        controls=ASKED,
        activity=named.get(activity_id),
        office_choices=offices.choices(held, office_id_of(form.value("office_id"))),
        place=f"{PATH}/new",
        saved_at=saved_at,
    )


class Found(Struct, frozen=True):
    """What the page of one request shows."""

    request: ExchangeRequest
    steps: list[ExchangeStep]
    activity: ActivityItem | None
    kept: buffers.Buffer | None


@get("/{request_id:uuid}", opt=page_for(Permission.READ_DISCLOSURES))
async def request_page(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """What is asked, what was done, and the steps that this person may take."""
    found = await _find(request, runner, str(request_id))
    wanted = request.query_params.get("step", "")
    step = next((each for each in found.steps if str(each) == wanted), None)
    asks = step is not None and "asked" in service_requests.brings(step)
    values = shown(found.request.asked) if asks else {}
    form = fresh(request, step=wanted if step else "", **values)
    if found.kept is not None and step is None:
        form = kept(request, found.kept.fields)
    return await _show(request, runner, found, form)


@post("/{request_id:uuid}", opt=page_for(Permission.READ_DISCLOSURES), status_code=200)
async def take_step(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """Take the step; which right it needs, the service knows."""
    form, key, path = sent(request), str(request_id), request.url.path
    given = _read_step(form)
    version = form.value("version")
    if given is not None and version.isdecimal() and version.isascii() and len(version) < 10:  # noqa: PLR2004 - digits

        def work(uow: UnitOfWork) -> None:
            service_requests.take(uow, key, int(version), given)
            buffers.discard(uow, path)

        try:
            await runner.write(request.user, work)
        except (Conflict, PreconditionFailed) as error:
            form.fault("", error.message_th, error.message_en)
        except Invalid as error:
            form.take(_inside(error))
        else:
            return go(path, said="step-taken")
    elif given is not None:
        form.fault("", "แบบฟอร์มไม่ครบ โปรดเปิดหน้าใหม่", "The form is not whole; open the page again")
    return await _show(request, runner, await _find(request, runner, key), form, status=422)


def _read_step(form: ShortForm) -> ExchangeStepInput | None:
    try:
        step = ExchangeStep.of(form.value("step"))
    except KeyError:
        form.fault("step", "เลือกขั้นตอน", "Choose a step")
        return None
    brought = service_requests.brings(step)
    values: dict[str, Any] = {"step": str(step)}
    if "asked" in brought:
        values["asked"] = filled(form, ExchangeRequestInput, ASKED)
    if "check" in brought:
        values["check"] = filled(form, ExchangeCheck, CHECK)
    values |= filled(form, ExchangeStepInput, _fields_of(step))
    form.body.update(values)
    try:
        return form.read(ExchangeStepInput)
    finally:
        form.problems[:] = _inside(Invalid(form.problems))


def _fields_of(step: ExchangeStep) -> list[Any]:
    return [STEP[name] for name in service_requests.brings(step) if name in STEP]


async def _find(request: ApiRequest, runner: Runner, request_id: str) -> Found:
    keys, path = keys_of(request), request.url.path

    def work(uow: UnitOfWork) -> Found:
        found = service_requests.read(uow, request_id)
        named = service_listing.named(uow, [found.activity_id] if found.activity_id else [])
        activity = named.get(found.activity_id or "")
        return Found(found, service_requests.may(uow, found), activity, buffers.find(uow, keys, path))

    return await runner.read(request.user, work)


async def _show(
    request: ApiRequest, runner: Runner, found: Found, form: ShortForm, *, status: int = 200
) -> Response[bytes]:
    step = next((each for each in found.steps if str(each) == form.value("step")), None)
    offices = await offices_of(request, runner)
    return page(
        request,
        "disclosures/request.html",
        status=status,
        found=found,
        item=found.request,
        office=offices.name(found.request.office_id),
        form=form,
        step=step,
        asked=ASKED,
        check=CHECK if step is not None and "check" in service_requests.brings(step) else (),
        asks=step is not None and "asked" in service_requests.brings(step),
        controls=[] if step is None else _fields_of(step),
        place=request.url.path,
        saved_at=found.kept.saved_at if found.kept else None,
    )


router = Router(PATH, route_handlers=[requests_page, new_request_page, take_in, request_page, take_step])
