"""The page on which a record's retention words are read, tried with a day, confirmed and taken back."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid, NotFound, PreconditionFailed
from ropa.retention import (
    service_confirmations,
    service_cycle_confirmations,
    service_reading_history,
    service_reading_page,
)
from ropa.retention.service_confirmations import Preview
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.offices import offices_of
from ropa.web.pages import go, page
from ropa.web.running import Runner
from ropa.web.short_forms import ShortForm, fresh, sent
from schemas.findings import Problem
from schemas.readings import CycleConfirm, ReadingConfirm, ReadingWithdraw
from schemas.retention import CyclePart
from schemas.thai_dates import ThaiDateError, read_thai_date

StartText = Annotated[str | None, QueryParameter(name="start", max_length=60)]
_TEXTS = ("operator", "bound", "start_event", "alignment", "disposal", "kind", "ground")


@get("/{activity_id:uuid}/retention", opt=page_for(Permission.READ_RETENTION))
async def reading_page(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], start: StartText = None
) -> Response[bytes]:
    """How each rule is read, with its dates for a day that somebody tries."""
    form = fresh(request, start=start or "")
    return await _show(request, runner, str(activity_id), form, part="readings")


@post("/{activity_id:uuid}/retention", opt=page_for(Permission.CONFIRM_READING), status_code=200)
async def confirm_on_page(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """Try, confirm or take back a reading (field `act`)."""
    form, key = sent(request), str(activity_id)
    act = form.value("act")
    try:
        if act == "try":
            return await _try(request, runner, key, form)
        said = await _ACTS[act](request, runner, key, form) if act in _ACTS else None
    except Invalid as error:
        form.take(_at_fields(error.problems))
        said = None
    if said is not None:
        return go(request.url.path, said=said)
    preview = await _tried(request, runner, key, form, quietly=True) if act == "confirm" else None
    return await _show(request, runner, key, form, status=422, preview=preview)


def _at_fields(problems: Sequence[Problem]) -> list[Problem]:
    return [msgspec.structs.replace(each, pointer=each.pointer.removeprefix("/choice")) for each in problems]


async def _try(request: ApiRequest, runner: Runner, key: str, form: ShortForm) -> Response[bytes]:
    """Answer what a choice would mean; without HTMX the whole page with it."""
    found = await _tried(request, runner, key, form)
    if request.headers.get("hx-request") != "true":
        return await _show(request, runner, key, form, preview=found)
    day = _day(form)
    return page(
        request,
        "retention/reading_preview.html",
        part="preview",
        tried=None if found is None else service_reading_page.tried(found, day),
        form=form,
    )


async def _tried(
    request: ApiRequest, runner: Runner, key: str, form: ShortForm, *, quietly: bool = False
) -> Preview | None:
    """Return what the form's choice would do; None when it cannot be. `quietly`: its faults are noted already."""
    noted = list(form.problems)
    if quietly:
        form.problems = []
    given = _given(form, reason="-----")
    found: Preview | None = None
    if given is not None:
        try:
            found = await runner.read(request.user, lambda uow: _preview(uow, key, form, given))
        except Invalid as error:
            form.take(_at_fields(error.problems))
    if quietly:
        form.problems = noted
    return found


def _preview(uow: UnitOfWork, key: str, form: ShortForm, given: ReadingConfirm) -> Preview:
    return service_confirmations.preview(uow, key, form.value("slot"), _seen(uow, key, form, given))


def _seen(uow: UnitOfWork, key: str, form: ShortForm, given: ReadingConfirm) -> ReadingConfirm:
    """Return what is given with the words that the person saw.

    Raises: NotFound, Forbidden; PreconditionFailed when they were read anew since.
    """
    readings = service_reading_history.readings(uow, key).readings
    now = next((each for each in readings if each.slot == form.value("slot")), None)
    if now is None or now.id != form.value("reading"):
        raise PreconditionFailed
    return msgspec.structs.replace(given, words=now.rule.raw_text, stated_event=now.stated_event)


def _given(form: ShortForm, *, reason: str | None = None) -> ReadingConfirm | None:
    """Return what the form says; None with every fault noted."""
    choice: dict[str, Any] = {name: form.value(name) for name in _TEXTS if form.value(name)}
    order = form.value("requires_order")
    if order:
        choice["requires_order"] = order == "yes"
    typed = form.value("period").strip()
    if typed:
        period = service_reading_page.period_of(typed)
        if period is None:
            form.fault("period", "อ่านระยะเวลาไม่ได้ เขียนเช่น 10 ปี", "Cannot read the period; write for example 10 ปี")
        else:
            choice["period"] = period
    form.body |= {
        "words": "",
        "choice": choice,
        "reason": reason or form.value("reason"),
        "accepts": form.values("accepts"),
        "same_words_everywhere": bool(form.value("everywhere")),
    }
    return form.read(ReadingConfirm)


async def _confirm(request: ApiRequest, runner: Runner, key: str, form: ShortForm) -> str | None:
    given = _given(form)
    if given is None:
        return None

    def work(uow: UnitOfWork) -> None:
        service_confirmations.confirm(uow, key, form.value("slot"), _seen(uow, key, form, given))

    await runner.write(request.user, work)
    return "reading-confirmed"


async def _withdraw(request: ApiRequest, runner: Runner, key: str, form: ShortForm) -> str | None:
    form.text("reason")
    given = form.read(ReadingWithdraw)
    if given is None:
        return None
    await runner.write(request.user, lambda uow: service_confirmations.withdraw(uow, key, form.value("slot"), given))
    return "reading-withdrawn"


def _part(form: ShortForm) -> CyclePart:
    found = next((each for each in CyclePart if each == form.value("part")), None)
    if found is None:
        raise NotFound
    return found


async def _confirm_cycle(request: ApiRequest, runner: Runner, key: str, form: ShortForm) -> str | None:
    part = _part(form)
    choice: dict[str, Any] = {name: form.value(name) for name in ("every", "anchor") if form.value(name)}
    typed = form.value("month_day").strip()
    if typed:
        try:
            day = read_thai_date(f"{typed} 2567").value  # any leap year: 29 February is a day of the year, too
        except ThaiDateError:
            form.fault("month_day", "อ่านวันไม่ได้ เขียนเช่น 1 ตุลาคม", "Cannot read the day; write for example 1 ตุลาคม")
        else:
            choice["month_day"] = f"{day.month:02}-{day.day:02}"
    form.body |= {
        "words": form.value("words"),
        "choice": choice,
        "reason": form.value("reason"),
        "same_words_everywhere": bool(form.value("everywhere")),
    }
    given = form.read(CycleConfirm)
    if given is None:
        return None
    await runner.write(request.user, lambda uow: service_cycle_confirmations.confirm(uow, key, part, given))
    return "reading-confirmed"


async def _withdraw_cycle(request: ApiRequest, runner: Runner, key: str, form: ShortForm) -> str | None:
    part = _part(form)
    form.text("reason")
    given = form.read(ReadingWithdraw)
    if given is None:
        return None
    await runner.write(request.user, lambda uow: service_cycle_confirmations.withdraw(uow, key, part, given))
    return "reading-withdrawn"


_ACTS: dict[str, Callable[..., Any]] = {
    "confirm": _confirm,
    "withdraw": _withdraw,
    "confirm-cycle": _confirm_cycle,
    "withdraw-cycle": _withdraw_cycle,
}


def _day(form: ShortForm) -> date | None:
    """Return the day that somebody tries; None, with the fault noted, when it cannot be read."""
    words = form.value("start").strip()
    if not words:
        return None
    try:
        return read_thai_date(words).value
    except ThaiDateError as error:
        form.fault("start", error.message_th, error.message_en)
        return None


async def _show(
    request: ApiRequest,
    runner: Runner,
    key: str,
    form: ShortForm,
    *,
    status: int = 200,
    part: str | None = None,
    preview: Preview | None = None,
) -> Response[bytes]:
    day = _day(form)
    shown = await runner.read(request.user, lambda uow: service_reading_page.find(uow, key, day))
    offices = await offices_of(request, runner)
    return page(
        request,
        "retention/reading.html",
        status=status,
        part=part,
        shown=shown,
        office=offices.name(shown.activity.office_id),
        form=form,
        place=request.url.path,
        tried=None if preview is None else service_reading_page.tried(preview, day),
    )


router = Router("/activities", route_handlers=[reading_page, confirm_on_page])
