"""The page of a run's evidence: the files of each step, attaching more, taking one out of a step that is open."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa.access.rules import Permission
from ropa.attachments import service_files
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid
from ropa.procedures import service_rounds_shown, service_step_files
from ropa.procedures.pages_uploads import MOST_AT_ONCE, Upload, saved, uploads_of
from ropa.settings import Settings
from ropa.web.authentication import TAKES_FILE, page_for
from ropa.web.bodies import ApiRequest
from ropa.web.offices import offices_of
from ropa.web.pages import go, page
from ropa.web.running import Runner
from ropa.web.short_forms import ShortForm, fresh, sent
from ropa.web.uploads import body_limit, no_file
from schemas.step_files import StepFileInput

PATH = "/rounds"
_TAKES_FILE = {TAKES_FILE: True}
_KEY = 36
Step = Annotated[str | None, QueryParameter(name="step", max_length=_KEY, description="The step chosen in the form")]


@get("/{round_id:uuid}/offices/{office_id:int}/files", opt=page_for(Permission.READ_ROUNDS))
async def evidence_page(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    round_id: FromPath[UUID],
    office_id: FromPath[int],
    step: Step = None,
) -> Response[bytes]:
    """Every file of the run by its step, and a form for whoever may add one."""
    return await _show(request, runner, (str(round_id), office_id), fresh(request, step=step or ""))


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
    whole, run = await runner.read(
        request.user,
        lambda uow: (
            service_rounds_shown.head(uow, key),
            service_rounds_shown.run_shown(uow, key, office_id),
        ),
    )
    return page(
        request,
        "procedures/run_files.html",
        status=status,
        item=whole,
        run=run,
        place=f"{PATH}/{key}/offices/{office_id}",
        form=form,
        refused=refused,
        offices=await offices_of(request, runner),
        offered=service_files.OFFERED,
        most_mb=request.app.state.settings.max_file_mb,
        most_at_once=MOST_AT_ONCE,
    )


@post(
    "/{round_id:uuid}/offices/{office_id:int}/files",
    opt=page_for(Permission.WORK_ROUNDS, **_TAKES_FILE),
    status_code=200,
)
async def change_evidence_page(
    request: ApiRequest, runner: NamedDependency[Runner], round_id: FromPath[UUID], office_id: FromPath[int]
) -> Response[bytes]:
    """Attach files to a step, or take one out of a step that is open."""
    form, place = sent(request), (str(round_id), office_id)
    step_id, file_id = form.value("step")[:_KEY], form.value("remove")[:_KEY]
    uploads: list[Upload] = []
    said = None
    if not file_id:
        uploads = await uploads_of(request, runner, form)
        said = _said(form, uploads)
        if said is None:
            return await _show(request, runner, place, form, status=422)

    def work(uow: UnitOfWork) -> None:
        if said is None:
            service_step_files.remove(uow, step_id, file_id)
        else:
            for each in uploads:
                service_step_files.add(uow, step_id, said, each.file)

    try:
        await runner.write(request.user, work)
    except Invalid as error:
        form.take(error.problems)
        return await _show(request, runner, place, form, status=422)
    except Conflict as error:
        words = error.message_en if form.language == "en" else error.message_th
        return await _show(request, runner, place, form, status=409, refused=words)
    await saved(request, runner, uploads)
    return go(f"{PATH}/{round_id}/offices/{office_id}/files", said="evidence-removed" if file_id else "file-added")


def _said(form: ShortForm, uploads: list[Upload]) -> StepFileInput | None:
    if not form.value("step"):
        form.fault("step", "เลือกขั้นตอน", "Choose the step")
    if not uploads and not form.error("file"):
        form.take(no_file().problems)
    form.text("note")
    return form.read(StepFileInput)


def router_of(settings: Settings) -> Router:
    """Return the pages; the largest form follows the settings."""
    return Router(
        PATH, route_handlers=[evidence_page, change_evidence_page], request_max_body_size=body_limit(settings)
    )
