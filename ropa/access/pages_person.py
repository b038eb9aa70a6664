"""Pages of one person for an administrator: rights, suspension, the national ID; and of requests for a right."""

from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from ropa.access import service_grants, service_identities, service_requests
from ropa.access.rules import Permission, offices_for
from ropa.access.rules_people import is_suspended
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.offices import offices_of
from ropa.web.pages import go, page
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from ropa.web.short_forms import ShortForm, fresh, sent
from schemas.access import PersonGrant, PersonShown


class Person(Struct, frozen=True):
    """A person with those rights that lie in the reader's offices."""

    shown: PersonShown
    grants: list[PersonGrant]
    givers: dict[str, str]


@get("/{person_id:uuid}", opt=page_for(Permission.READ_GRANTS))
async def person_page(
    request: ApiRequest, runner: NamedDependency[Runner], person_id: FromPath[UUID]
) -> Response[bytes]:
    """Rights, last sign-in, and the masked number."""
    return await _show(request, runner, str(person_id), fresh(request))


@post("/{person_id:uuid}", opt=page_for(Permission.UNMASK_IDS), status_code=200)
async def unmask(request: ApiRequest, runner: NamedDependency[Runner], person_id: FromPath[UUID]) -> Response[bytes]:
    """Show the whole number once, on this page and in no address; the trail keeps that it was shown, and why."""
    form, keys = sent(request), keys_of(request)
    reason = form.value("reason")
    try:
        number = await runner.write(
            request.user, lambda uow: service_identities.unmask(uow, keys, str(person_id), reason)
        )
    except Invalid as error:
        form.take(error.problems)
        return await _show(request, runner, str(person_id), form, status=422)
    return await _show(request, runner, str(person_id), fresh(request), number=number)


@post("/{person_id:uuid}/activate", opt=page_for(Permission.MANAGE_GRANTS))
async def activate(request: ApiRequest, runner: NamedDependency[Runner], person_id: FromPath[UUID]) -> Response[bytes]:
    """Let a suspended person in again."""
    await runner.write(request.user, lambda uow: service_identities.activate(uow, str(person_id)))
    return go(f"/people/{person_id}", said="activated")


async def _show(
    request: ApiRequest, runner: Runner, person_id: str, form: ShortForm, *, status: int = 200, number: str = ""
) -> Response[bytes]:
    keys = keys_of(request)

    def work(uow: UnitOfWork) -> Person:
        shown = service_identities.show(uow, keys, person_id)
        grants = service_grants.grants_of(uow, person_id)
        return Person(shown, grants, service_identities.names(uow, {each.granted_by for each in grants}))

    found = await runner.read(request.user, work)
    return page(
        request,
        "access/person.html",
        status=status,
        person=found.shown,
        grants=found.grants,
        givers=found.givers,
        offices=await offices_of(request, runner),
        suspended=is_suspended(found.shown.seen_at, runner.now()),
        manages=bool(offices_for(request.user, Permission.MANAGE_GRANTS)),
        may_unmask=bool(offices_for(request.user, Permission.UNMASK_IDS)),
        number=number,
        form=form,
    )


@get("/requests", opt=page_for(Permission.MANAGE_GRANTS))
async def requests_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Requests that wait for this administrator."""
    return await _requests(request, runner, "", fresh(request))


@post("/requests/{request_id:uuid}/accept", opt=page_for(Permission.MANAGE_GRANTS))
async def accept(request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]) -> Response[bytes]:
    """Give the right that was asked for."""
    await runner.write(request.user, lambda uow: service_requests.accept(uow, str(request_id)))
    return go("/people/requests", said="granted")


@post("/requests/{request_id:uuid}/refuse", opt=page_for(Permission.MANAGE_GRANTS), status_code=200)
async def refuse(request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]) -> Response[bytes]:
    """Refuse with an answer."""
    form = sent(request)
    answer = form.value("answer")
    try:
        await runner.write(request.user, lambda uow: service_requests.refuse(uow, str(request_id), answer))
    except Invalid as error:
        form.take(error.problems)
        return await _requests(request, runner, str(request_id), form, status=422)
    return go("/people/requests", said="answered")


async def _requests(
    request: ApiRequest, runner: Runner, refused: str, form: ShortForm, *, status: int = 200
) -> Response[bytes]:
    waiting = await runner.read(request.user, service_requests.waiting)
    offices = await offices_of(request, runner)
    return page(
        request, "access/requests.html", status=status, waiting=waiting, offices=offices, refused=refused, form=form
    )


router = Router("/people", route_handlers=[requests_page, accept, refuse, person_page, unmask, activate])
