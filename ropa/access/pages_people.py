"""Pages of people and rights: who may do what at my offices, giving a right, ending one.

A national ID is typed, read and forgotten: no page, address or log shows one that was saved.
"""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from ropa.access import service_grants, service_identities, service_requests
from ropa.access.rules import Permission, offices_for, offices_giving
from ropa.access.service_people import no_national_id
from ropa.buffers import service as buffers
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Forbidden, Invalid, invalid
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.offices import office_id_of, offices_of
from ropa.web.pages import go, link, page
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from ropa.web.short_forms import ShortForm, fresh, sent
from schemas.access import GrantInput, GrantPage, GrantTerms, PersonGrant, Role
from schemas.grant_marks import GrantMark
from schemas.national_ids import has_check_digit, read_national_id

LIMIT = 50
PATH = "/people/new"
OfficeText = Annotated[str | None, QueryParameter(name="office", max_length=20)]
Name = Annotated[str | None, QueryParameter(name="name", max_length=100)]
Mark = Annotated[str | None, QueryParameter(name="mark", max_length=20)]
Cursor = Annotated[str | None, QueryParameter(name="cursor", max_length=50)]


class Shown(Struct, frozen=True):
    """A grant with what a page says beside it."""

    grant: PersonGrant
    office: str
    giver: str | None
    may_end: bool


@get("/", opt=page_for(Permission.READ_GRANTS))
async def list_page(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    office: OfficeText = None,
    name: Name = None,
    mark: Mark = None,
    cursor: Cursor = None,
) -> Response[bytes]:
    """The grants that count today at the reader's offices, all or those that stand out."""
    office_id = office_id_of(office) if office else None
    if office and office_id is None:
        raise invalid("/office", "ไม่มีหน่วยงานนี้", "There is no such office")
    only = next((each for each in GrantMark if each == mark), None)

    def work(uow: UnitOfWork) -> tuple[GrantPage, dict[str, str], int]:
        found = service_grants.list_grants(
            uow, cursor or None, LIMIT, office=office_id, name=(name or "").strip(), mark=only
        )
        givers = service_identities.names(uow, {grant.granted_by for grant in found.items})
        return found, givers, len(service_requests.waiting(uow))

    found, givers, waiting = await runner.read(request.user, work)
    offices = await offices_of(request, runner)
    actor = request.user
    manages = offices_for(actor, Permission.MANAGE_GRANTS)
    rows = [
        Shown(
            grant,
            offices.name(grant.office_id),
            givers.get(grant.granted_by),
            offices.covers(manages, grant.office_id)
            and offices.covers(offices_giving(actor, grant.role, is_acting=grant.is_acting), grant.office_id),
        )
        for grant in found.items
    ]
    return page(
        request,
        "access/people.html",
        part="rows" if cursor else None,
        rows=rows,
        office=office_id,
        name=name or "",
        mark=only,
        marks=tuple(GrantMark),
        waiting=waiting,
        manages=bool(manages),
        more=link("/people", office=office_id, name=name, mark=only, cursor=found.next_cursor)
        if found.next_cursor
        else None,
        office_choices=offices.choices(offices_for(actor, Permission.READ_GRANTS), office_id),
    )


@get("/new", opt=page_for(Permission.MANAGE_GRANTS))
async def form_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """The form to give a right."""
    held = sorted(offices_for(request.user, Permission.MANAGE_GRANTS))
    proposed = str(held[0]) if len(held) == 1 and held[0] else ""
    return await _show(request, runner, fresh(request, office_id=proposed))


@post("/new", opt=page_for(Permission.MANAGE_GRANTS), status_code=200)
async def give(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Give the right. The same right again moves its last day and makes no second one."""
    form, keys = sent(request), keys_of(request)
    given = _read(form)
    if given is None:
        return await _show(request, runner, form, status=422)
    number, terms = given.national_id, _terms(given)

    def work(uow: UnitOfWork) -> None:
        service_grants.give_by_number(uow, keys, number, terms)
        # A session that ended while this form was typed kept it, with the number in it.
        buffers.discard(uow, PATH)

    try:
        await runner.write(request.user, work)
    except Invalid as error:
        form.take(error.problems)
        return await _show(request, runner, form, status=422)
    except Forbidden as error:
        form.fault("role", error.message_th, error.message_en)
        return await _show(request, runner, form, status=403)
    digits = read_national_id(number)
    return go("/people", said="granted" if digits and has_check_digit(digits) else "granted-check")


def _read(form: ShortForm) -> GrantInput | None:
    form.text("national_id", required=("กรอกเลขประจำตัวประชาชน", "Give the national ID"))
    if form.value("national_id").strip() and read_national_id(form.value("national_id")) is None:
        form.take(no_national_id().problems)
    form.text("role", required=("เลือกบทบาท", "Choose a role"))
    office_id = office_id_of(form.value("office_id"))
    if office_id is None:
        form.fault("office_id", "เลือกหน่วยงาน", "Choose an office")
    else:
        form.body["office_id"] = office_id
    form.day("valid_from", ahead=True)
    form.day("valid_through", ahead=True)
    form.text("reason")
    form.body["is_acting"] = form.value("is_acting") == "yes"
    return form.read(GrantInput)


def _terms(given: GrantInput) -> GrantTerms:
    return GrantTerms(**{name: getattr(given, name) for name in GrantTerms.__struct_fields__})


async def _show(request: ApiRequest, runner: Runner, form: ShortForm, *, status: int = 200) -> Response[bytes]:
    actor = request.user
    offices = await offices_of(request, runner)
    roles = [role for role in Role if offices_giving(actor, role)]
    return page(
        request,
        "access/give.html",
        status=status,
        form=form,
        roles=roles,
        place=PATH,
        office_choices=offices.choices(
            offices_for(actor, Permission.MANAGE_GRANTS), office_id_of(form.value("office_id"))
        ),
    )


@get("/{grant_id:uuid}/end", opt=page_for(Permission.MANAGE_GRANTS))
async def end_page(request: ApiRequest, runner: NamedDependency[Runner], grant_id: FromPath[UUID]) -> Response[bytes]:
    """Ask whether the right shall end."""
    found = await runner.read(request.user, lambda uow: service_grants.read_grant(uow, str(grant_id)))
    offices = await offices_of(request, runner)
    return page(request, "access/end.html", grant=found, office=offices.name(found.office_id))


@post("/{grant_id:uuid}/end", opt=page_for(Permission.MANAGE_GRANTS), status_code=200)
async def end(request: ApiRequest, runner: NamedDependency[Runner], grant_id: FromPath[UUID]) -> Response[bytes]:
    """End the right at once."""
    await runner.write(request.user, lambda uow: service_grants.end_grant(uow, str(grant_id)))
    return go("/people", said="grant-ended")


router = Router("/people", route_handlers=[list_page, form_page, give, end_page, end])
