"""The page of a request's clock: how each last day came about, pauses by law, and what is asked of the requester."""

from typing import Any
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.requests import service_asks, service_grounds, service_pauses
from ropa.requests.pages_frame import Act, Extra, Frame, done, find, form_of, number_of, perform, show, whole
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from ropa.web.short_forms import ShortForm
from schemas.request_clock import (
    Ask,
    AskEnd,
    AskInput,
    AskKind,
    AskState,
    GroundState,
    PauseEnd,
    PauseGround,
    PauseInput,
    RequestClock,
)
from schemas.requests import SubjectRequest

RequestId = FromPath[UUID]


class Seen(Struct, frozen=True):
    """What the page shows beside the request."""

    clock: RequestClock
    asks: list[Ask]
    grounds: list[PauseGround]


def _seen(request: ApiRequest) -> Extra:
    keys = keys_of(request)

    def work(uow: UnitOfWork, it: SubjectRequest) -> Seen:
        return Seen(
            clock=service_pauses.read(uow, it.id),
            asks=service_asks.listed(uow, keys, it.id).items,
            grounds=service_grounds.grounds(uow).items,
        )

    return work


def _ask(form: ShortForm) -> AskInput | None:
    form.text("kind", required=("เลือกเรื่องที่ขอ", "Choose what is asked"))
    form.text("words", required=("เขียนข้อความถึงผู้ขอ", "Write the words to the requester"))
    whole(form, "days")
    form.day("asked_on")
    return form.read(AskInput)


def _answer(form: ShortForm) -> AskEnd | None:
    number = number_of(form, "ask")
    form.body = {"state": form.value(f"state_{number}") or str(AskState.ANSWERED)}
    note, day = f"note_{number}", f"answered_{number}"
    if form.value(note).strip():
        form.body["note"] = form.value(note).strip()
    form.day(day)
    if day in form.body:
        form.body["answered_on"] = form.body.pop(day)
    return form.read(AskEnd, lambda pointer: _of_ask(pointer, number))


def _of_ask(pointer: str, number: int | None) -> str:
    names = {"note": f"note_{number}", "answered_on": f"answered_{number}", "state": f"state_{number}"}
    return names.get(pointer.strip("/"), "")


def _pause(form: ShortForm) -> PauseInput | None:
    form.body = {}
    if form.value("ground"):
        form.body["ground"] = form.value("ground")
    else:
        form.fault("ground", "เลือกเหตุตามกฎหมาย", "Choose the ground of law")
    for name, field in (("right", "pause_right"), ("ask", "pause_ask")):
        number = number_of(form, field)
        if number is not None:
            form.body[name] = number
    whole(form, "extend_days")
    form.day("from_on", ahead=True)
    if "extend_days" in form.body:
        form.body["days"] = form.body.pop("extend_days")
    form.body["reason"] = form.value("pause_reason").strip()
    if not form.body["reason"]:
        form.fault("pause_reason", "เขียนเหตุผล", "Say why")
    return form.read(PauseInput, _of_pause)


def _of_pause(pointer: str) -> str:
    names = {"right": "pause_right", "ask": "pause_ask", "days": "extend_days", "reason": "pause_reason"}
    root = pointer.strip("/").partition("/")[0]
    return names.get(root, root)


def _resume(form: ShortForm) -> PauseEnd | None:
    number = number_of(form, "pause")
    day, why = f"to_{number}", f"end_reason_{number}"
    form.body = {"reason": form.value(why).strip()}
    if not form.body["reason"]:
        form.fault(why, "เขียนเหตุผล", "Say why")
    form.day(day)
    if day in form.body:
        form.body["to_on"] = form.body.pop(day)
    return form.read(PauseEnd, lambda pointer: why if pointer == "/reason" else day)


ACTS = {
    "ask": Act(_ask, lambda uow, doing, given: service_asks.ask(uow, doing.keys, doing.id, given, doing.version)),
    "answer": Act(
        lambda form: None if number_of(form, "ask") is None else (number_of(form, "ask"), _answer(form)),
        lambda uow, doing, given: service_asks.end(uow, doing.keys, doing.id, *given),
        lambda form: lambda pointer: _of_ask(pointer, number_of(form, "ask")),
    ),
    "pause": Act(
        _pause,
        lambda uow, doing, given: service_pauses.pause(uow, doing.id, given, doing.version),
        lambda _form: _of_pause,
    ),
    "resume": Act(
        lambda form: None if number_of(form, "pause") is None else (number_of(form, "pause"), _resume(form)),
        lambda uow, doing, given: service_pauses.resume(uow, doing.id, *given),
        lambda form: {
            "reason": f"end_reason_{number_of(form, 'pause')}",
            "to_on": f"to_{number_of(form, 'pause')}",
        },
    ),
}


@get("/{request_id:uuid}/asks", opt=page_for(Permission.READ_REQUESTS))
async def asks_page(request: ApiRequest, runner: NamedDependency[Runner], request_id: RequestId) -> Response[bytes]:
    """The clocks, what was asked, and forms for both."""
    found = await find(request, runner, request_id, _seen(request))
    return await _show(request, runner, found, form_of(request, found, days="15"))


@post("/{request_id:uuid}/asks", opt=page_for(Permission.HANDLE_REQUESTS), status_code=200)
async def change_asks_page(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: RequestId
) -> Response[bytes]:
    """Ask the requester, write down the answer, pause the clock by law, or let it go on."""
    form, is_done = await perform(request, runner, request_id, ACTS)
    if is_done:
        return done(request_id, "saved", "/asks")
    return await _show(request, runner, await find(request, runner, request_id, _seen(request)), form, status=422)


async def _show(
    request: ApiRequest, runner: Runner, found: Frame, form: ShortForm, *, status: int = 200
) -> Response[bytes]:
    seen: Seen = found.extra
    usable = [each for each in seen.grounds if each.state is GroundState.CONFIRMED]
    values: dict[str, Any] = {"clock": seen.clock, "asks": seen.asks, "usable": usable}
    return await show(
        request,
        runner,
        "asks",
        found,
        form,
        status=status,
        kinds=tuple(AskKind),
        ends=(AskState.ANSWERED, AskState.LAPSED, AskState.CANCELLED),
        proposed=[each for each in seen.grounds if each.state is GroundState.PROPOSED],
        waiting=[each for each in seen.asks if each.state is AskState.WAITING],
        **values,
    )


router = Router("/requests", route_handlers=[asks_page, change_asks_page])
