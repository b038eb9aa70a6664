"""The page on which a breach ends: lessons, what still stands against closing it, closing and opening it again."""

from typing import Any
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.breaches import service_closing, service_lessons, service_owners
from ropa.breaches.pages_frame import Frame, done, find, form_of, show, take
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import NotFound
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.running import Runner
from ropa.web.short_forms import ShortForm, sent
from schemas.breach import BreachRecord
from schemas.breach_details import BreachCause
from schemas.breach_work import BreachLesson, ClosingInput, ClosingView, LessonInput, TaskOwner

BreachId = FromPath[UUID]
_SAID = {"lesson": "saved", "close": "breach-closed", "reopen": "breach-reopened"}


class Seen(Struct, frozen=True):
    """What the page shows beside the breach."""

    closing: ClosingView
    lessons: list[BreachLesson]
    owners: list[TaskOwner]


def _seen(uow: UnitOfWork, it: BreachRecord) -> Seen:
    may = access.may(uow, Permission.HANDLE_BREACHES, it.office_id)
    return Seen(
        closing=service_closing.view(uow, it.id),
        lessons=service_lessons.list_lessons(uow, it.id).items,
        owners=service_owners.owners(uow, it.id).items if may else [],
    )


@get("/{breach_id:uuid}/closing", opt=page_for(Permission.READ_BREACHES))
async def closing_page(request: ApiRequest, runner: NamedDependency[Runner], breach_id: BreachId) -> Response[bytes]:
    """The lessons, and whether the breach may be closed."""
    found = await find(request, runner, breach_id, _seen)
    return await _show(request, runner, found, form_of(request, found))


@post("/{breach_id:uuid}/closing", opt=page_for(Permission.HANDLE_BREACHES), status_code=200)
async def close_breach(request: ApiRequest, runner: NamedDependency[Runner], breach_id: BreachId) -> Response[bytes]:
    """Write a lesson down, close the breach, or open it again; the last two need their own right."""
    form, key = sent(request), str(breach_id)
    do, made = form.value("do"), form.id(request)
    if do not in _SAID:
        raise NotFound
    given = _lesson(form) if do == "lesson" else _closing(form)

    def step(uow: UnitOfWork, version: int) -> object:
        if isinstance(given, LessonInput):
            return service_lessons.add(uow, key, given, made)
        if isinstance(given, ClosingInput):
            act = service_closing.close if do == "close" else service_closing.reopen
            return act(uow, key, given, version)
        raise RuntimeError("nothing was read")

    names = {"reason": "closing_reason"} if do != "lesson" else {"due_at": "lesson_due"}
    if given is not None and await take(request, runner, form, step, names):
        return done(breach_id, _SAID[do], "/closing")
    return await _show(request, runner, await find(request, runner, breach_id, _seen), form, status=422)


def _lesson(form: ShortForm) -> LessonInput | None:
    form.text("cause_kind", required=("เลือกประเภทของสาเหตุ", "Choose the kind of cause"))
    form.text("cause", required=("เขียนว่าเกิดเพราะอะไร", "Say why it happened"))
    form.text("change", required=("เขียนว่าจะเปลี่ยนอะไร", "Say what changes"))
    form.text("owner_id")
    form.moment("lesson_due")
    due = form.body.pop("lesson_due", None)
    if due is not None:
        form.body["due_at"] = due
    return form.read(LessonInput)


def _closing(form: ShortForm) -> ClosingInput | None:
    form.text("closing_reason", required=("บอกเหตุผล", "Give the reason"))
    words = form.body.pop("closing_reason", None)
    if words is None:
        return None
    form.body["reason"] = words
    return form.read(ClosingInput)


async def _show(
    request: ApiRequest, runner: Runner, found: Frame, form: ShortForm, *, status: int = 200
) -> Response[bytes]:
    seen: Seen = found.extra
    values: dict[str, Any] = {"closing": seen.closing, "lessons": seen.lessons, "owners": seen.owners}
    return await show(request, runner, "closing", found, form, status=status, causes=tuple(BreachCause), **values)


router = Router("/breaches", route_handlers=[closing_page, close_breach])
