"""Pages of the run of one office: its steps, the end of an open one, one handed on, and why one was late."""

from collections.abc import Callable
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ropa.access.rules import Permission, offices_for
from ropa.attachments import service_files
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid, PreconditionFailed
from ropa.procedures import (
    pages_jumps,
    service_causes,
    service_hand_choices,
    service_provisional,
    service_rounds_shown,
    service_step_files,
    service_steps,
)
from ropa.procedures.pages_uploads import MOST_AT_ONCE, Upload, saved, uploads_of
from ropa.procedures.service_hand_choices import HandChoices
from ropa.settings import Settings
from ropa.web.authentication import TAKES_FILE, page_for
from ropa.web.bodies import ApiRequest
from ropa.web.offices import office_id_of, offices_of
from ropa.web.pages import go, page
from ropa.web.running import Runner
from ropa.web.short_forms import ShortForm, fresh, sent
from ropa.web.uploads import body_limit
from schemas.round_record import RoundEvents, RoundItem, RunShown
from schemas.rounds import LateCause, StepCause, StepEnd, StepHanding

PATH = "/rounds"
_TAKES_FILE = {TAKES_FILE: True}


@get("/{round_id:uuid}/offices/{office_id:int}", opt=page_for(Permission.READ_ROUNDS))
async def run_page(
    request: ApiRequest, runner: NamedDependency[Runner], round_id: FromPath[UUID], office_id: FromPath[int]
) -> Response[bytes]:
    """Every visit of a step with its days, and what the reader can do now."""
    return await _show(request, runner, (str(round_id), office_id), fresh(request))


async def _show(
    request: ApiRequest,
    runner: Runner,
    place: tuple[str, int],
    form: ShortForm,
    *,
    status: int = 200,
    refused: str | None = None,
) -> Response[bytes]:
    key, office_id = place

    def work(uow: UnitOfWork) -> tuple[RoundItem, RunShown, RoundEvents, list[int], HandChoices]:
        whole, run = service_rounds_shown.head(uow, key), service_rounds_shown.run_shown(uow, key, office_id)
        days = (step.due_on for step in run.steps if step.is_provisional)
        years = service_provisional.years(uow, whole.starts_on, days)
        told = service_rounds_shown.events(uow, key, office_id)
        return whole, run, told, years, service_hand_choices.choices(uow, run)

    whole, run, told, provisional, hand = await runner.read(request.user, work)
    offices = await offices_of(request, runner)
    held = offices_for(request.user, Permission.WORK_ROUNDS) | offices_for(request.user, Permission.RUN_ROUNDS)
    return page(
        request,
        "procedures/run.html",
        status=status,
        item=whole,
        run=run,
        events=told.items[:50],
        provisional=provisional,
        place=f"{PATH}/{key}/offices/{office_id}",
        form=form,
        jumps=pages_jumps.of_step(
            form,
            {step.id for step in run.steps if step.may_end},
            {step.id for step in run.steps if step.may_explain},
        ),
        causes=tuple(LateCause),
        refused=refused,
        offices=offices,
        office_choices=offices.choices(held, None),
        hand=hand,
        offered=service_files.OFFERED,
        most_mb=request.app.state.settings.max_file_mb,
        most_at_once=MOST_AT_ONCE,
    )


@post("/{round_id:uuid}/offices/{office_id:int}", opt=page_for(Permission.WORK_ROUNDS, **_TAKES_FILE), status_code=200)
async def step_page(
    request: ApiRequest, runner: NamedDependency[Runner], round_id: FromPath[UUID], office_id: FromPath[int]
) -> Response[bytes]:
    """End an open step with its evidence, hand it on, or say why it was late; what is wrong is said at its field."""
    form, place = sent(request), (str(round_id), office_id)
    form.body = {"version": form.whole("version") or 1}
    step_id, act = form.value("step"), form.value("do")
    uploads: list[Upload] = [] if act else await uploads_of(request, runner, form)
    given = _READ[act](form) if act in _READ else None
    if act not in _READ:
        form.fault("", "ไม่ทราบว่าจะทำสิ่งใดกับขั้นตอนนี้", "It is not known what is to be done with the step")
    elif len(step_id) != len(str(round_id)):
        form.fault("", "ไม่พบขั้นตอนนี้ในรอบ", "This step is not in the round")
        given = None
    if given is None:
        return await _show(request, runner, place, form, status=422)
    done, files = given, [each.file for each in uploads]

    def work(uow: UnitOfWork) -> bool:
        if isinstance(done, StepHanding):
            key = service_steps.hand(uow, step_id, done)
        elif isinstance(done, StepCause):
            key = service_causes.say(uow, step_id, done)
        else:
            key = service_step_files.end(uow, step_id, done, files)
        return service_rounds_shown.sees(uow, key)

    try:
        is_seen = await runner.write(request.user, work)
    except Invalid as error:
        form.take(error.problems)
        return await _show(request, runner, place, form, status=422)
    except (Conflict, PreconditionFailed) as error:
        words = error.message_en if form.language == "en" else error.message_th
        return await _show(request, runner, place, form, status=409, refused=words)
    await saved(request, runner, uploads)
    # Who hands their only step back sees nothing of the round any more.
    return go(f"{PATH}/{round_id}/offices/{office_id}" if is_seen else PATH, said="saved")


def _ending(form: ShortForm) -> StepEnd | None:
    form.day("done_on")
    form.text("note")
    for name in ("answer", "cause"):
        if form.value(name):
            form.body[name] = form.value(name)
    return form.read(StepEnd)


def _handing(form: ShortForm) -> StepHanding | None:
    form.day("due_on", ahead=True)
    form.text("reason", required=("ระบุเหตุผล", "Say why"))
    office_id = office_id_of(form.value("office_id"))
    if office_id is not None:
        form.body["office_id"] = office_id
    if form.value("person_id"):
        form.body["person_id"] = form.value("person_id")
    return form.read(StepHanding)


def _explaining(form: ShortForm) -> StepCause | None:
    form.text("cause", required=("เลือกสาเหตุ", "Choose a cause"))
    form.text("note")
    return form.read(StepCause)


#: By what a form does; the one that says nothing ends its step.
_READ: dict[str, Callable[[ShortForm], StepEnd | StepHanding | StepCause | None]] = {
    "": _ending,
    "hand": _handing,
    "cause": _explaining,
}


def router_of(settings: Settings) -> Router:
    """Return the pages; the largest form follows the settings."""
    return Router(PATH, route_handlers=[run_page, step_page], request_max_body_size=body_limit(settings))
