"""The page of who looks after one record."""

from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ropa.access.rules import Permission
from ropa.activities import service_stewards_named
from ropa.bulk import service_single
from ropa.errors import Invalid
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.pages import go, page
from ropa.web.running import Runner
from ropa.web.short_forms import ShortForm, fresh, sent


@get("/activities/{activity_id:uuid}/steward", opt=page_for(Permission.READ_ACTIVITIES))
async def steward_page(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """Who looks after the record, who did, and the form that names somebody."""
    return await _steward(request, runner, str(activity_id), fresh(request))


@post("/activities/{activity_id:uuid}/steward", opt=page_for(Permission.READ_DRAFTS), status_code=200)
async def name_steward(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """Name them, or show what is wrong."""
    form, key = sent(request), str(activity_id)
    person_id = form.value("person_id").strip()[:36] or None
    try:
        await runner.write(request.user, lambda uow: service_single.assign(uow, key, person_id))
    except Invalid as error:
        form.take(error.problems)
        return await _steward(request, runner, key, form, status=422)
    return go(f"/activities/{key}/steward", said="steward-named")


async def _steward(
    request: ApiRequest, runner: Runner, activity_id: str, form: ShortForm, *, status: int = 200
) -> Response[bytes]:
    found = await runner.read(request.user, lambda uow: service_stewards_named.shown(uow, activity_id))
    return page(
        request,
        "bulk/steward.html",
        status=status,
        found=found.record,
        people=found.people,
        form=form,
        path_of_form=request.url.path,
        chosen=form.value("person_id") or (found.record.steward.person_id if found.record.steward else ""),
    )


router = Router("/", route_handlers=[steward_page, name_steward])
