"""The page of a breach's awareness: how it came to be what it is, moving it, confirming or ending a suspicion.

Another controller of the same incident is added here too: it has an awareness and a clock of its own.
"""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ropa.access.rules import Permission, offices_for
from ropa.breaches import service_awareness
from ropa.breaches.pages_frame import Frame, done, find, form_of, show, take
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import NotFound
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.offices import office_id_of, offices_of
from ropa.web.running import Runner
from ropa.web.short_forms import ShortForm, sent
from schemas.breach import AwarenessHistory, AwarenessInput, BreachRecord, CompanionInput, DismissalInput

T = TypeVar("T")
BreachId = FromPath[UUID]
Step = Callable[[UnitOfWork, int], object]
_REASON = ("บอกเหตุผล", "Give the reason")
_MOMENT = ("กรอกวันและเวลา", "Give the day and the time")
#: What each button does: what is said after, and how the fields are named on the page.
_DOES = {
    "move": ("awareness-moved", {"aware_at": "move_at", "reason": "move_reason"}),
    "confirm": ("suspicion-confirmed", {"aware_at": "confirm_at", "reason": "confirm_reason"}),
    "dismiss": ("suspicion-dismissed", {"reason": "dismiss_reason"}),
    "companion": ("companion-added", {"aware_at": "companion_at", "suspected_at": "companion_at"}),
}


def _history(uow: UnitOfWork, it: BreachRecord) -> AwarenessHistory:
    return service_awareness.history(uow, it.id)


@get("/{breach_id:uuid}/awareness", opt=page_for(Permission.READ_BREACHES))
async def awareness_page(request: ApiRequest, runner: NamedDependency[Runner], breach_id: BreachId) -> Response[bytes]:
    """Every value that awareness had, and what the reader may do about it."""
    found = await find(request, runner, breach_id, _history)
    return await _show(request, runner, found, form_of(request, found, certainty="aware"))


@post("/{breach_id:uuid}/awareness", opt=page_for(Permission.HANDLE_BREACHES), status_code=200)
async def decide_awareness(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: BreachId
) -> Response[bytes]:
    """Move, confirm, end a suspicion, or add a controller; deciding needs its own right, which the service asks."""
    form, do = sent(request), sent(request).value("do")
    if do not in _DOES:
        raise NotFound
    said, names = _DOES[do]
    step = _step(form, do, str(breach_id), form.id(request))
    if step is not None and await take(request, runner, form, step, names):
        return done(breach_id, said)
    return await _show(request, runner, await find(request, runner, breach_id, _history), form, status=422)


def _step(form: ShortForm, do: str, key: str, made_id: str | None) -> Step | None:
    if do == "dismiss":
        _renamed_text(form, "dismiss_reason", "reason")
        dismissal = _read(form, DismissalInput)
        if dismissal is None:
            return None
        return lambda uow, version: service_awareness.dismiss(uow, key, dismissal, version)
    if do == "companion":
        companion = _companion(form)
        if companion is None:
            return None
        # The first breach does not change: its version is not asked.
        return lambda uow, _version: service_awareness.companion(uow, key, companion, None, made_id)
    _renamed_moment(form, f"{do}_at", "aware_at")
    _renamed_text(form, f"{do}_reason", "reason")
    for name in ("aware_by", "aware_how", "times_note"):
        form.text(name)
    given = _read(form, AwarenessInput)
    if given is None:
        return None
    act = service_awareness.confirm if do == "confirm" else service_awareness.move
    return lambda uow, version: act(uow, key, given, version)


def _companion(form: ShortForm) -> CompanionInput | None:
    _renamed_moment(form, "companion_at", "suspected_at" if form.value("certainty") == "suspected" else "aware_at")
    office_id = office_id_of(form.value("office_id"))
    if office_id is None:
        form.fault("office_id", "เลือกหน่วยงาน", "Choose the office")
    else:
        form.body["office_id"] = office_id
    return _read(form, CompanionInput)


def _read(form: ShortForm, kind: type[T]) -> T | None:
    return None if form.problems else form.read(kind)


def _renamed_text(form: ShortForm, field: str, name: str) -> None:
    form.text(field, required=_REASON)
    if field in form.body:
        form.body[name] = form.body.pop(field)


def _renamed_moment(form: ShortForm, field: str, name: str) -> None:
    form.moment(field, required=_MOMENT)
    if field in form.body:
        form.body[name] = form.body.pop(field)


async def _show(
    request: ApiRequest, runner: Runner, found: Frame, form: ShortForm, *, status: int = 200
) -> Response[bytes]:
    offices = await offices_of(request, runner)
    held = offices_for(request.user, Permission.HANDLE_BREACHES)
    return await show(
        request,
        runner,
        "awareness",
        found,
        form,
        status=status,
        moved=found.extra.items,
        office_choices=offices.choices(held, office_id_of(form.value("office_id"))),
    )


router = Router("/breaches", route_handlers=[awareness_page, decide_awareness])
