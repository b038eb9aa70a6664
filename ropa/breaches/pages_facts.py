"""The page on which the facts of a breach are corrected: what it was, its times, the data, effects, who is involved."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import UNSET

from ropa.access.rules import Permission
from ropa.breaches import service
from ropa.breaches.pages_fields import (
    CONTACTS,
    DATA,
    EFFECTS,
    NATURE,
    OF_BREACH,
    OF_DETAILS,
    OTHERS,
    PROCESSOR,
    PROCESSOR_SAID,
    TIMES,
    WHAT,
)
from ropa.breaches.pages_frame import Frame, done, find, show, take
from ropa.db.unit_of_work import UnitOfWork
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.language import mark as _
from ropa.web.picker import Picked, picked
from ropa.web.running import Runner
from ropa.web.short_fields import Control, Shape, collect, proposed, rows_in, same_moment
from ropa.web.short_forms import DAY, TIME, ShortForm, fresh, kept, sent
from schemas.breach import BreachChange, BreachRecord
from schemas.breach_details import BreachDetails
from schemas.findings import Problem

BreachId = FromPath[UUID]
PARTS = (
    ("what", _("เกิดอะไรขึ้น"), (*WHAT, *NATURE)),
    ("times", _("วันและเวลา"), TIMES),
    ("data", _("เจ้าของข้อมูลและข้อมูล"), DATA),
    ("effects", _("ผลกระทบและมาตรการ"), EFFECTS),
    ("processor", _("ผู้ประมวลผลข้อมูล (ถ้าเกี่ยวข้อง)"), (*PROCESSOR, *PROCESSOR_SAID)),
    ("contacts", _("ผู้ควบคุมข้อมูลและผู้ประสานงาน"), CONTACTS),
    ("others", _("ต่างประเทศและหน่วยงานอื่น"), OTHERS),
)


def stored(it: BreachRecord) -> dict[str, list[str]]:
    """Return what the fields hold for a breach as it is stored."""
    return {**proposed(OF_BREACH, it), **proposed(OF_DETAILS, it.details), "activity_ids": list(it.activity_ids)}


@get("/{breach_id:uuid}/facts", opt=page_for(Permission.READ_BREACHES))
async def facts_page(request: ApiRequest, runner: NamedDependency[Runner], breach_id: BreachId) -> Response[bytes]:
    """The facts as a form; for who may not change them, as a table."""
    found = await find(request, runner, breach_id)
    if found.kept is None:
        form = fresh(request)
        form.typed = stored(found.it)
    else:
        form = kept(request, found.kept.fields)
    return await _show(request, runner, found, form)


@post("/{breach_id:uuid}/facts", opt=page_for(Permission.HANDLE_BREACHES), status_code=200)
async def save_facts(request: ApiRequest, runner: NamedDependency[Runner], breach_id: BreachId) -> Response[bytes]:
    """Save the facts, or look for activities, or show what is wrong with them."""
    form, key = sent(request), str(breach_id)
    found = await find(request, runner, breach_id)
    if form.value("do") == "search":
        return await _show(request, runner, found, form)
    given = _read(form, found.it)

    def step(uow: UnitOfWork, version: int) -> object:
        if given is None:
            raise RuntimeError("nothing was read")
        return service.update(uow, key, given, version)

    if given is not None and await take(request, runner, form, step, field_of):
        return done(breach_id, "saved")
    return await _show(request, runner, await find(request, runner, breach_id), form, status=422)


def field_of(pointer: str) -> str:
    """Return the form's field that a fault is about: details stand beside the columns."""
    steps = [each for each in pointer.split("/") if each]
    return steps[1] if len(steps) > 1 and steps[0] == "details" else steps[0] if steps else ""


def _read(form: ShortForm, it: BreachRecord) -> BreachChange | None:
    values = collect(form, OF_BREACH, empties=True)
    if values["title"] is None:
        form.fault("title", "เขียนสั้น ๆ ว่าเกิดอะไรขึ้น", "Say shortly what happened")
    details = collect(form, OF_DETAILS)
    form.body |= values | {"details": details, "activity_ids": form.values("activity_ids")}
    given = form.read(BreachChange)
    form.problems = [_beside(each) for each in form.problems]
    if given is None:
        return None
    for control in OF_BREACH:
        # A form shows minutes; the seconds that were stored stay as they are.
        if control.shape is Shape.MOMENT and same_moment(getattr(given, control.name), getattr(it, control.name)):
            setattr(given, control.name, UNSET)
    return given


def _beside(problem: Problem) -> Problem:
    return msgspec.structs.replace(problem, pointer=f"/{field_of(problem.pointer)}")


def _differing(form: ShortForm, it: BreachRecord) -> list[tuple[Control, list[str]]]:
    """Return the fields that the form and the breach as stored now say differently, with what is stored."""
    now = stored(it)
    found = []
    for control in (*OF_BREACH, *OF_DETAILS):
        names = [control.name, control.name + DAY, control.name + TIME, *_inner(control, form)]
        theirs = [value for name in names for value in now.get(name, []) if value]
        ours = [value for name in names for value in form.values(name)]
        if theirs != ours:
            found.append((control, theirs))
    return found


def _inner(control: Control, form: ShortForm) -> list[str]:
    if control.shape is Shape.GROUP:
        return [f"{control.name}_{each.name}" for each in control.inner]
    rows = range(rows_in(form, control.name)) if control.shape is Shape.ROWS else range(0)
    return [f"{control.name}_{place}_{each.name}" for place in rows for each in control.inner]


async def _show(
    request: ApiRequest, runner: Runner, found: Frame, form: ShortForm, *, status: int = 200
) -> Response[bytes]:
    picker: Picked = await runner.read(request.user, lambda uow: picked(uow, form))
    values: dict[str, Any] = {"picker": picker, "rows_in": rows_in, "fact_parts": PARTS}
    clash = status != 200 and not form.value("version")  # noqa: PLR2004 - HTTP's own number
    return await show(
        request,
        runner,
        "facts",
        found,
        form,
        status=status,
        part="picker" if form.value("do") == "search" else None,
        differing=_differing(form, found.it) if clash else [],
        details_type=BreachDetails,
        **values,
    )


router = Router("/breaches", route_handlers=[facts_page, save_facts])
