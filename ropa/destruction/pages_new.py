"""The page on which a destruction list is made: an office and a year, what it would take, then the list."""

from litestar import Response, Router, get, post
from litestar.di import NamedDependency

from ropa import clock
from ropa.access.rules import Permission, offices_for
from ropa.db.unit_of_work import UnitOfWork
from ropa.destruction import service_board, service_lists
from ropa.errors import Conflict, Forbidden, Invalid
from ropa.retention.service_preview import Preview
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.offices import office_id_of, offices_of
from ropa.web.pages import go, page
from ropa.web.running import Runner
from ropa.web.short_forms import ShortForm, fresh, sent
from schemas.destruction_lists import DestructionList
from schemas.destruction_steps import ListInput
from schemas.thai_dates import BE_OFFSET

#: Years that can be chosen: data of older ones are on the list of any of these.
_YEARS = 4


@get("/new", opt=page_for(Permission.LIST_DESTRUCTION))
async def new_list_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """The empty form: the reader's own office, the year that ended."""
    held = sorted(offices_for(request.user, Permission.LIST_DESTRUCTION))
    year = clock.bangkok(fresh(request).now).year - 1
    office = request.query_params.get("office", "") or (str(held[0]) if len(held) == 1 and held[0] else "")
    return await _show(request, runner, fresh(request, office_id=office[:9], year=str(year)))


@post("/new", opt=page_for(Permission.LIST_DESTRUCTION), status_code=200)
async def make_list(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Show what the list would take, or make it."""
    form = sent(request)
    office_id = office_id_of(form.value("office_id"))
    if office_id is None:
        form.fault("office_id", "เลือกหน่วยงาน", "Choose the office")
        return await _show(request, runner, form, status=422)
    form.body["office_id"] = office_id
    form.body["year"] = int(form.value("year")) if form.value("year").isdecimal() else 0
    form.text("title")
    given = form.read(ListInput)
    if given is None:
        return await _show(request, runner, form, status=422)
    data = given
    try:
        if form.value("do") == "make":
            made: DestructionList = await runner.write(request.user, lambda uow: service_lists.create(uow, data))
            return go(f"/destruction/{made.ref}", said="list-made")

        def work(uow: UnitOfWork) -> Preview:
            return service_board.preview(uow, data.office_id, data.year)

        preview = await runner.read(request.user, work)
    except Invalid as error:
        form.take(error.problems)
    except (Conflict, Forbidden) as error:
        form.fault("", error.message_th, error.message_en)
    else:
        return await _show(request, runner, form, preview=preview)
    return await _show(request, runner, form, status=422)


async def _show(
    request: ApiRequest, runner: Runner, form: ShortForm, *, status: int = 200, preview: Preview | None = None
) -> Response[bytes]:
    offices = await offices_of(request, runner)
    this_year = clock.bangkok(form.now).year
    return page(
        request,
        "destruction/new.html",
        status=status,
        form=form,
        preview=preview,
        years=[(year, year + BE_OFFSET) for year in range(this_year, this_year - _YEARS, -1)],
        office_choices=offices.choices(
            offices_for(request.user, Permission.LIST_DESTRUCTION), office_id_of(form.value("office_id"))
        ),
        place="/destruction/new",
    )


router = Router("/destruction", route_handlers=[new_list_page, make_list])
