"""The page that moves one record to another office, and the one that downloads the register of a past day."""

from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission, offices_for
from ropa.activities import service as activities
from ropa.activities import service_as_of
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid
from ropa.reorganisations import service_moves
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.offices import office_id_of, offices_of
from ropa.web.pages import go, link, page
from ropa.web.running import Runner
from ropa.web.short_forms import ShortForm, fresh, sent
from schemas.listing import StoredRevision
from schemas.reorganisation import MoveInput


@get("/activities/{activity_id:uuid}/move", opt=page_for(Permission.MOVE_ACTIVITIES))
async def move_page(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """Choose the office and say why."""
    return await _show(request, runner, str(activity_id), fresh(request))


@post("/activities/{activity_id:uuid}/move", opt=page_for(Permission.MOVE_ACTIVITIES), status_code=200)
async def move(request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]) -> Response[bytes]:
    """Move it."""
    form, key = sent(request), str(activity_id)
    office = office_id_of(form.value("office_id"))
    if office is None:
        form.fault("office_id", "เลือกหน่วยงานใหม่", "Choose the new office")
    else:
        form.body["office_id"] = office
    form.text("reason", required=("กรอกเหตุผล", "Say why"))
    given = form.read(MoveInput)
    if given is not None:
        data = given
        try:
            await runner.write(request.user, lambda uow: service_moves.move(uow, key, data))
        except Invalid as error:
            form.take(error.problems)
        else:
            return go(f"/activities/{key}", said="saved")
    return await _show(request, runner, key, form, status=422)


async def _show(
    request: ApiRequest, runner: Runner, activity_id: str, form: ShortForm, *, status: int = 200
) -> Response[bytes]:
    def work(uow: UnitOfWork) -> StoredRevision:
        stored = activities.read(uow, activity_id)
        access.require(uow, Permission.MOVE_ACTIVITIES, stored.office_id)
        return stored

    stored = await runner.read(request.user, work)
    offices = await offices_of(request, runner)
    return page(
        request,
        "reorganisations/move.html",
        status=status,
        record=stored,
        office=offices.name(stored.office_id),
        office_choices=offices.choices(
            offices_for(request.user, Permission.MOVE_ACTIVITIES), office_id_of(form.value("office_id"))
        ),
        form=form,
        place=request.url.path,
    )


@get("/activities/as-of", opt=page_for(Permission.EXPORT_REGISTER))
async def as_of_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Choose a day and an office."""
    return await _as_of(request, runner, fresh(request))


@post("/activities/as-of", opt=page_for(Permission.EXPORT_REGISTER), status_code=200)
async def as_of(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Send the browser on to the workbook of the day."""
    form = sent(request)
    form.day("day")
    day = form.body.get("day")
    if day is None and not form.problems:
        form.fault("day", "กรอกวันที่", "Give the day")
    if day is not None:
        try:
            service_as_of.read_day(day, runner.now())
        except Invalid as error:
            form.fault("day", error.problems[0].message_th, error.problems[0].message_en)
    if form.problems:
        return await _as_of(request, runner, form, status=422)
    return go(link("/api/v1/register.xlsx", as_of=day, office=office_id_of(form.value("office_id"))))


async def _as_of(request: ApiRequest, runner: Runner, form: ShortForm, *, status: int = 200) -> Response[bytes]:
    offices = await offices_of(request, runner)
    return page(
        request,
        "reorganisations/as_of.html",
        status=status,
        form=form,
        today=clock.bangkok(runner.now()).date(),
        office_choices=offices.choices(
            offices_for(request.user, Permission.EXPORT_REGISTER), office_id_of(form.value("office_id"))
        ),
        place=request.url.path,
    )


router = Router("/", route_handlers=[move_page, move, as_of_page, as_of])
