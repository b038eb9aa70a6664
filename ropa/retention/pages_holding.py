"""The page of one data set: what it is, what its dates follow from, and the form to change or remove it."""

from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct, structs

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.activities import service_listing
from ropa.buffers import service as buffers
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid, NotFound, PreconditionFailed
from ropa.retention import service
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.holding_form import CHOICES, TONES, rows_of, rule_choices, take, typed_of_holding
from ropa.web.offices import offices_of
from ropa.web.pages import go, page
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from ropa.web.short_forms import ShortForm, fresh, kept, sent
from schemas.destruction import HoldingState
from schemas.holding import Holding
from schemas.listing import ActivityItem


class Found(Struct, frozen=True):
    """What the page shows."""

    activity: ActivityItem
    holding: Holding
    rules: list[tuple[str, str]]
    writes: bool
    holds: bool
    kept: buffers.Buffer | None


@get("/{activity_id:uuid}/holdings/{holding_id:uuid}", opt=page_for(Permission.READ_RETENTION))
async def holding_page(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], holding_id: FromPath[UUID]
) -> Response[bytes]:
    """One data set with all its facts."""
    found = await _find(request, runner, str(activity_id), str(holding_id))
    values = {**typed_of_holding(found.holding), "version": str(found.holding.version)}
    form = fresh(request, **values) if found.kept is None else kept(request, found.kept.fields)
    return await _show(request, runner, found, form)


@post("/{activity_id:uuid}/holdings/{holding_id:uuid}", opt=page_for(Permission.WRITE_HOLDINGS), status_code=200)
async def change_holding(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], holding_id: FromPath[UUID]
) -> Response[bytes]:
    """Save what was changed, or remove what was entered by mistake."""
    form, key, own, path = sent(request), str(activity_id), str(holding_id), request.url.path
    version = form.whole("version")
    removes = form.value("act") == "delete"
    given = None if removes else take(form)

    def work(uow: UnitOfWork) -> None:
        if removes:
            service.delete_holding(uow, key, own, version)
        elif given is not None:
            present = service.read_holding(uow, key, own)
            said = structs.replace(given, source_key=present.source_key)
            service.replace_holding(uow, key, own, version, said)
        buffers.discard(uow, path)

    if removes or given is not None:
        try:
            await runner.write(request.user, work)
        except Invalid as error:
            form.take(error.problems)
        except (Conflict, PreconditionFailed) as error:
            form.fault("", error.message_th, error.message_en)
        else:
            return go(f"/activities/{key}/holdings", said="holding-removed" if removes else "saved")
    found = await _find(request, runner, key, own)
    if removes:
        again = fresh(request, **typed_of_holding(found.holding), version=str(found.holding.version))
        again.problems = form.problems
        form = again
    return await _show(request, runner, found, form, status=422)


async def _find(request: ApiRequest, runner: Runner, activity_id: str, holding_id: str) -> Found:
    keys, path = keys_of(request), request.url.path

    def work(uow: UnitOfWork) -> Found:
        holding = service.read_holding(uow, activity_id, holding_id)
        activity = service_listing.named(uow, [activity_id]).get(activity_id)
        if activity is None:
            raise NotFound
        return Found(
            activity,
            holding,
            service.rule_names(uow, activity_id),
            access.may(uow, Permission.WRITE_HOLDINGS, activity.office_id),
            access.may(uow, Permission.PLACE_HOLD, activity.office_id),
            buffers.find(uow, keys, path),
        )

    return await runner.read(request.user, work)


async def _show(
    request: ApiRequest, runner: Runner, found: Found, form: ShortForm, *, status: int = 200
) -> Response[bytes]:
    offices = await offices_of(request, runner)
    holding = found.holding
    return page(
        request,
        "retention/holding.html",
        status=status,
        found=found,
        item=holding,
        reason=holding.due_reason.partition(" / "),
        office=offices.name(found.activity.office_id),
        form=form,
        choices=CHOICES,
        rows=rows_of(form),
        rules=rule_choices(found.rules, form.value("rule")),
        rule_names=dict(found.rules),
        tones=TONES,
        changeable=service.is_changeable(holding),
        removable=holding.state is HoldingState.ACTIVE,
        place=request.url.path,
    )


router = Router("/activities", route_handlers=[holding_page, change_holding])
