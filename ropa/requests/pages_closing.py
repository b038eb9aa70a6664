"""How a request ends: closed, taken back, lapsed or dismissed; opened again; and how long who asked is kept."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import NotFound
from ropa.requests import service_ending, service_keeping
from ropa.requests.pages_frame import Frame, done, find, form_of, show, take
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from ropa.web.short_forms import ShortForm, sent
from schemas.request_letters import KeepGround, Keeping, KeepInput
from schemas.requests import EndInput, RequestClosing, RequestState, SubjectRequest, WithdrawInput

RequestId = FromPath[UUID]
_WHY = ("เขียนเหตุผล", "Say why")
#: How a request ends or begins again: what a form sends, and what is done.
ENDS: dict[str, Callable[[UnitOfWork, str, EndInput, int], object]] = {
    "close": service_ending.close,
    "lapse": service_ending.lapse,
    "dismiss": service_ending.dismiss,
    "reopen": service_ending.reopen,
}
_SAID = {"close": "request-closed", "reopen": "request-reopened"}


class Seen(Struct, frozen=True):
    """What the page shows beside the request."""

    closing: RequestClosing
    keeping: Keeping


def _seen(uow: UnitOfWork, it: SubjectRequest) -> Seen:
    return Seen(closing=service_ending.closing(uow, it.id), keeping=service_keeping.read(uow, it.id))


@get("/{request_id:uuid}/closing", opt=page_for(Permission.READ_REQUESTS))
async def closing_page(request: ApiRequest, runner: NamedDependency[Runner], request_id: RequestId) -> Response[bytes]:
    """What stands against closing, and the ways in which a request ends."""
    found = await find(request, runner, request_id, _seen)
    return await _show(request, runner, found, form_of(request, found))


@post("/{request_id:uuid}/closing", opt=page_for(Permission.HANDLE_REQUESTS), status_code=200)
async def end_request_page(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: RequestId
) -> Response[bytes]:
    """End the request, open it again, or say how long who asked is kept."""
    form, key, keys = sent(request), str(request_id), keys_of(request)
    do = form.value("do")
    if do not in {*ENDS, "withdraw", "keep"}:
        raise NotFound
    given = _read(form, do)
    words = f"{do}_reason"

    def step(uow: UnitOfWork, version: int) -> object:
        if isinstance(given, KeepInput):
            return service_keeping.keep(uow, keys, key, given)
        if isinstance(given, WithdrawInput):
            return service_ending.withdraw(uow, key, given, version)
        if isinstance(given, EndInput):
            return ENDS[do](uow, key, given, version)
        raise RuntimeError("nothing was read")

    named = {"reason": words, "hindrances": "", "rights": "withdraw_rights", "ground": "keep_ground"}
    if given is not None and await take(request, runner, form, step, named):
        return done(request_id, _SAID.get(do, "saved"), "/closing")
    return await _show(request, runner, await find(request, runner, request_id, _seen), form, status=422)


def _read(form: ShortForm, do: str) -> EndInput | WithdrawInput | KeepInput | None:
    words = f"{do}_reason"
    reason = form.value(words).strip()
    if not reason:
        form.fault(words, *_WHY)
    form.body = {"reason": reason}
    if do == "withdraw":
        form.body["rights"] = [int(each) for each in form.values("withdraw_rights") if each.isdecimal()][:30]
        return form.read(WithdrawInput, lambda pointer: words if pointer == "/reason" else "withdraw_rights")
    if do == "keep":
        form.day("keep_until", ahead=True)
        form.body |= {"ground": form.value("keep_ground"), "keep_until": form.body.get("keep_until")}
        if not form.body["ground"]:
            form.fault("keep_ground", "เลือกเหตุที่เก็บ", "Choose the ground")
        return None if form.problems else form.read(KeepInput, _keep_field)
    return form.read(EndInput, lambda _pointer: words)


def _keep_field(pointer: str) -> str:
    return {"/reason": "keep_reason", "/ground": "keep_ground"}.get(pointer, pointer.strip("/"))


async def _show(
    request: ApiRequest, runner: Runner, found: Frame, form: ShortForm, *, status: int = 200
) -> Response[bytes]:
    seen: Seen = found.extra
    shown: dict[str, Any] = {"closing": seen.closing, "keeping": seen.keeping}
    undecided = [each for each in found.it.rights if each.outcome is None]
    return await show(
        request,
        runner,
        "closing",
        found,
        form,
        status=status,
        undecided=undecided,
        was_answered=found.it.state is RequestState.ANSWERED,
        keep_grounds=tuple(KeepGround),
        **shown,
    )


router = Router("/requests", route_handlers=[closing_page, end_request_page])
