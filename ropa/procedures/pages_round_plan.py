"""Page of a round planned anew by hand: which last days move, for which offices, seen before it is done."""

import re
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ropa.access.rules import Permission
from ropa.errors import Conflict, Forbidden, Invalid, PreconditionFailed
from ropa.procedures import service_moving, service_rounds_shown
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.offices import office_id_of, offices_of
from ropa.web.pages import go, page
from ropa.web.running import Runner
from ropa.web.short_forms import ShortForm, fresh, sent
from schemas.round_moves import MovePreview, RoundMove
from schemas.thai_text import arabic_digits

PATH = "/rounds"
_DAYS = re.compile(r"[+-]?\d{1,4}", re.ASCII)


@get("/{round_id:uuid}/plan", opt=page_for(Permission.RUN_ROUNDS))
async def round_plan_page(
    request: ApiRequest, runner: NamedDependency[Runner], round_id: FromPath[UUID]
) -> Response[bytes]:
    """By how many working days or to which day, for all offices or some."""
    return await _show(request, runner, str(round_id), fresh(request))


async def _show(
    request: ApiRequest,
    runner: Runner,
    key: str,
    form: ShortForm,
    *,
    status: int = 200,
    preview: MovePreview | None = None,
    refused: str | None = None,
) -> Response[bytes]:
    found = await runner.read(request.user, lambda uow: service_rounds_shown.shown(uow, key))
    if not found.may_run:
        raise Forbidden
    return page(
        request,
        "procedures/round_plan.html",
        status=status,
        item=found.item,
        runs=[run for run in found.runs if run.open_steps],
        steps=sorted({step for run in found.runs for step in run.open_steps}),
        picked={office_id_of(each) for each in form.values("office_ids")},
        form=form,
        preview=preview,
        refused=refused,
        place=f"{PATH}/{key}",
        offices=await offices_of(request, runner),
    )


@post("/{round_id:uuid}/plan", opt=page_for(Permission.RUN_ROUNDS), status_code=200)
async def move_round_page(
    request: ApiRequest, runner: NamedDependency[Runner], round_id: FromPath[UUID]
) -> Response[bytes]:
    """Show what a move would change; done when it is sent again with what was seen."""
    form, key = sent(request), str(round_id)
    given = _asked(form)
    if given is None:
        return await _show(request, runner, key, form, status=422)
    asked = given
    try:
        if form.value("do") == "move":
            version = form.whole("version")
            await runner.write(request.user, lambda uow: service_moving.move(uow, key, version, asked))
            return go(f"{PATH}/{key}", said="saved")
        asked.seen = None
        found = await runner.read(request.user, lambda uow: service_moving.preview(uow, key, asked))
    except Invalid as error:
        form.take(error.problems)
        return await _show(request, runner, key, form, status=422)
    except (Conflict, PreconditionFailed) as error:
        words = error.message_en if form.language == "en" else error.message_th
        return await _show(request, runner, key, form, status=409, refused=words)
    return await _show(request, runner, key, form, preview=found)


def _asked(form: ShortForm) -> RoundMove | None:
    form.day("due_on", ahead=True)
    form.text("reason", required=("ระบุเหตุผล", "Say why"))
    words = form.value("working_days").strip()
    if words:
        found = _DAYS.fullmatch(arabic_digits(words).replace("−", "-"))
        if found is None:
            form.fault("working_days", "กรอกจำนวนวันเป็นตัวเลข เช่น 5 หรือ -3", "Give a number of days, such as 5 or -3")
        else:
            form.body["working_days"] = int(found[0])
    if form.value("step").isdecimal():
        form.body["step"] = int(form.value("step")[:4])
    if form.value("which") == "some":
        form.body["office_ids"] = [
            each for words in form.values("office_ids") if (each := office_id_of(words)) is not None
        ]
    if form.value("seen"):
        form.body["seen"] = form.value("seen")
    return form.read(RoundMove)


router = Router(PATH, route_handlers=[round_plan_page, move_round_page])
