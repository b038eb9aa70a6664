"""Pages of one's own rights: what I may do, and asking for a right that I lack."""

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from msgspec import Struct

from ropa.access import service_me, service_requests
from ropa.access.rules import Permission
from ropa.buffers import service as buffers
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.offices import office_id_of, offices_of
from ropa.web.pages import go, page
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from ropa.web.short_forms import ShortForm, fresh, kept, sent
from schemas.access import AccessRequest, PersonGrant, Role

PATH = "/rights"


class Mine(Struct, frozen=True):
    """What a person holds and has asked for."""

    grants: list[PersonGrant]
    asked: list[AccessRequest]


@get(PATH, opt=page_for(Permission.ENTER))
async def rights_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """My rights, my requests that wait, and the form to ask."""
    keys = keys_of(request)
    typed = await runner.read(request.user, lambda uow: buffers.find(uow, keys, PATH))
    form = kept(request, typed.fields) if typed else fresh(request)
    return await _show(request, runner, form)


@post(PATH, opt=page_for(Permission.ENTER), status_code=200)
async def ask(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Ask those who may give the right."""
    form = sent(request)
    office_id = office_id_of(form.value("office_id"))
    if office_id is None:
        form.fault("office_id", "เลือกหน่วยงาน", "Choose an office")
    if form.value("role") not in {str(role) for role in service_requests.ASKED_FOR}:
        form.fault("role", "เลือกบทบาท", "Choose a role")
    if not form.value("reason").strip():
        form.fault("reason", "โปรดระบุเหตุผล", "Say why")
    if form.problems or office_id is None:
        return await _show(request, runner, form, status=422)
    role, reason, asked_office = Role.of(form.value("role")), form.value("reason"), office_id

    def work(uow: UnitOfWork) -> None:
        service_requests.ask(uow, role, asked_office, reason)
        buffers.discard(uow, PATH)

    try:
        await runner.write(request.user, work)
    except Invalid as error:
        form.take(error.problems)
        return await _show(request, runner, form, status=422)
    except Conflict as error:
        form.fault("reason", error.message_th, error.message_en)
        return await _show(request, runner, form, status=409)
    return go(PATH, said="asked")


async def _show(request: ApiRequest, runner: Runner, form: ShortForm, *, status: int = 200) -> Response[bytes]:
    mine = await runner.read(request.user, lambda uow: Mine(service_me.own_grants(uow), service_requests.mine(uow)))
    offices = await offices_of(request, runner)
    return page(
        request,
        "access/rights.html",
        status=status,
        form=form,
        mine=mine,
        offices=offices,
        roles=service_requests.ASKED_FOR,
        office_choices=offices.choices(frozenset({0}), office_id_of(form.value("office_id"))),
    )


router = Router("/", route_handlers=[rights_page, ask])
