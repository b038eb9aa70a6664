"""Page on which all open steps of somebody who left, or those that nobody does, are given to somebody else."""

from litestar import Response, Router, get, post
from litestar.di import NamedDependency

from ropa.access.rules import Permission
from ropa.errors import Conflict, Invalid, PreconditionFailed
from ropa.procedures import service_handover
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.offices import offices_of
from ropa.web.pages import go, page
from ropa.web.running import Runner
from ropa.web.short_forms import ShortForm, fresh, sent
from schemas.round_moves import HandOver, HandPreview

PATH = "/rounds"
#: In the place of a person: the steps that nobody does.
NOBODY = "nobody"


@get("/hand-over", opt=page_for(Permission.RUN_ROUNDS))
async def hand_over_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """From whom, and to whom."""
    return await _show(request, runner, fresh(request))


async def _show(
    request: ApiRequest,
    runner: Runner,
    form: ShortForm,
    *,
    status: int = 200,
    preview: HandPreview | None = None,
    refused: str | None = None,
) -> Response[bytes]:
    return page(
        request,
        "procedures/hand_over.html",
        status=status,
        people=await runner.read(request.user, service_handover.people),
        form=form,
        preview=preview,
        refused=refused,
        nobody=NOBODY,
        offices=await offices_of(request, runner),
    )


@post("/hand-over", opt=page_for(Permission.RUN_ROUNDS), status_code=200)
async def give_over_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Show which steps would be given; done when it is sent again with what was seen."""
    form = sent(request)
    form.text("from_person_id", required=("เลือกว่าจะรับขั้นตอนของใคร", "Choose whose steps are given"))
    form.text("to_person_id", required=("เลือกผู้รับ", "Choose who takes them"))
    form.text("reason", required=("ระบุเหตุผล", "Say why"))
    if form.body.get("from_person_id") == NOBODY:
        del form.body["from_person_id"]
    if form.value("seen"):
        form.body["seen"] = form.value("seen")
    given = form.read(HandOver)
    if given is None:
        return await _show(request, runner, form, status=422)
    asked = given
    try:
        if form.value("do") == "give":
            await runner.write(request.user, lambda uow: service_handover.hand_over(uow, asked))
            return go(PATH, said="saved")
        asked.seen = None
        found = await runner.read(request.user, lambda uow: service_handover.preview(uow, asked))
    except Invalid as error:
        form.take(error.problems)
        return await _show(request, runner, form, status=422)
    except (Conflict, PreconditionFailed) as error:
        words = error.message_en if form.language == "en" else error.message_th
        return await _show(request, runner, form, status=409, refused=words)
    return await _show(request, runner, form, preview=found)


router = Router(PATH, route_handlers=[hand_over_page, give_over_page])
