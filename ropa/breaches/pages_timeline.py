"""The page of a breach's timeline: every act in its order, notes that people add, and what became of each reminder."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from ropa.access.rules import Permission
from ropa.breaches import service_reminders, service_timeline
from ropa.breaches.pages_frame import Frame, done, find, form_of, path_of, show, take
from ropa.db.unit_of_work import UnitOfWork
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.pages import link
from ropa.web.running import Runner
from ropa.web.short_forms import ShortForm, sent
from schemas.breach import BreachRecord
from schemas.breach_reminders import BreachReminders
from schemas.breach_work import Timeline, TimelineInput

BreachId = FromPath[UUID]
Cursor = Annotated[str | None, QueryParameter(name="cursor", max_length=40)]
LIMIT = 100


class _Shown(Struct, frozen=True):
    entries: Timeline
    reminders: BreachReminders | None
    """None on a later part of the entries."""


def _entries(cursor: str | None) -> Any:
    def work(uow: UnitOfWork, it: BreachRecord) -> _Shown:
        entries = service_timeline.read(uow, it.id, cursor, LIMIT)
        return _Shown(entries, None if cursor else service_reminders.of_breach(uow, it.id))

    return work


@get("/{breach_id:uuid}/timeline", opt=page_for(Permission.READ_BREACHES))
async def timeline_page(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: BreachId, cursor: Cursor = None
) -> Response[bytes]:
    """The entries, oldest first, and a form for a note."""
    found = await find(request, runner, breach_id, _entries(cursor or None))
    return await _show(request, runner, found, form_of(request, found), part="rows" if cursor else None)


@post("/{breach_id:uuid}/timeline", opt=page_for(Permission.HANDLE_BREACHES), status_code=200)
async def add_note(request: ApiRequest, runner: NamedDependency[Runner], breach_id: BreachId) -> Response[bytes]:
    """Add a note."""
    form, key = sent(request), str(breach_id)
    given = _read(form)

    def step(uow: UnitOfWork, _version: int) -> object:
        if given is None:
            raise RuntimeError("nothing was read")
        return service_timeline.note(uow, key, given)

    if given is not None and await take(request, runner, form, step):
        return done(breach_id, "saved", "/timeline")
    return await _show(request, runner, await find(request, runner, breach_id, _entries(None)), form, status=422)


def _read(form: ShortForm) -> TimelineInput | None:
    form.text("note", required=("เขียนบันทึก", "Write the note"))
    form.moment("happened_at")
    number = form.value("corrects").strip().lstrip("#")
    if number.isascii() and number.isdecimal() and len(number) < 15:  # noqa: PLR2004 - within what the type takes
        form.body["corrects"] = int(number)
    elif number:
        form.fault("corrects", "เขียนเป็นหมายเลขของบันทึก เช่น 12", "Write the number of the entry, for example 12")
    return form.read(TimelineInput)


async def _show(
    request: ApiRequest,
    runner: Runner,
    found: Frame,
    form: ShortForm,
    *,
    status: int = 200,
    part: str | None = None,
) -> Response[bytes]:
    shown: _Shown = found.extra
    entries = shown.entries
    return await show(
        request,
        runner,
        "timeline",
        found,
        form,
        status=status,
        part=part,
        entries=entries.items,
        reminders=shown.reminders,
        more=link(path_of(found.it.id, "/timeline"), cursor=entries.next_cursor) if entries.next_cursor else None,
    )


router = Router("/breaches", route_handlers=[timeline_page, add_note])
