"""The page of the data sets kept under one activity, with a form to enter another."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.activities import service_listing
from ropa.buffers import service as buffers
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid, NotFound
from ropa.retention import service, service_readings
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.holding_form import CHOICES, TONES, rows_of, rule_choices, take
from ropa.web.offices import offices_of
from ropa.web.pages import go, link, page
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from ropa.web.short_forms import ShortForm, fresh, kept, sent
from schemas.holding import HoldingPage
from schemas.listing import ActivityItem
from schemas.retention import RetentionReading

LIMIT = 50
Cursor = Annotated[str | None, QueryParameter(name="cursor", max_length=50)]


class Found(Struct, frozen=True):
    """What the page shows."""

    activity: ActivityItem
    holdings: HoldingPage
    reading: RetentionReading
    rules: list[tuple[str, str]]
    writes: bool
    kept: buffers.Buffer | None


@get("/{activity_id:uuid}/holdings", opt=page_for(Permission.READ_RETENTION))
async def holdings_page(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], cursor: Cursor = None
) -> Response[bytes]:
    """The data sets with their dates and how these were computed."""
    found = await _find(request, runner, str(activity_id), cursor or None)
    form = fresh(request) if found.kept is None else kept(request, found.kept.fields)
    return await _show(request, runner, found, form)


@post("/{activity_id:uuid}/holdings", opt=page_for(Permission.WRITE_HOLDINGS), status_code=200)
async def add_holding(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """Enter a data set; twice the same form enters one."""
    form, key, path = sent(request), str(activity_id), request.url.path
    given = take(form)
    if given is not None:
        data, holding_id = given, form.id(request)

        def work(uow: UnitOfWork) -> None:
            service.create_holding(uow, key, data, holding_id)
            buffers.discard(uow, path)

        try:
            try:
                await runner.write(request.user, work)
            except Conflict:
                # The same form came twice in the same moment: the other one has made it by now.
                await runner.write(request.user, work)
        except Invalid as error:
            form.take(error.problems)
        else:
            return go(path, said="saved")
    return await _show(request, runner, await _find(request, runner, key, None), form, status=422)


async def _find(request: ApiRequest, runner: Runner, activity_id: str, cursor: str | None) -> Found:
    keys, path = keys_of(request), request.url.path

    def work(uow: UnitOfWork) -> Found:
        holdings = service.list_holdings(uow, activity_id, cursor, LIMIT)
        activity = service_listing.named(uow, [activity_id]).get(activity_id)
        if activity is None:
            raise NotFound
        return Found(
            activity,
            holdings,
            service_readings.reading(uow, activity_id),
            service.rule_names(uow, activity_id),
            access.may(uow, Permission.WRITE_HOLDINGS, activity.office_id),
            buffers.find(uow, keys, path),
        )

    return await runner.read(request.user, work)


async def _show(
    request: ApiRequest, runner: Runner, found: Found, form: ShortForm, *, status: int = 200
) -> Response[bytes]:
    offices = await offices_of(request, runner)
    cursor = found.holdings.next_cursor
    return page(
        request,
        "retention/holdings.html",
        status=status,
        found=found,
        holdings=found.holdings.items,
        reasons={each.id: each.due_reason.partition(" / ") for each in found.holdings.items},
        office=offices.name(found.activity.office_id),
        form=form,
        choices=CHOICES,
        rows=rows_of(form),
        rules=rule_choices(found.rules, form.value("rule")),
        rule_names=dict(found.rules),
        tones=TONES,
        place=request.url.path,
        more=link(request.url.path, cursor=cursor) if cursor else None,
    )


router = Router("/activities", route_handlers=[holdings_page, add_holding])
