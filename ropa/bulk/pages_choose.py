"""Choosing records in the register's list: what was ticked, or all that the list's filter finds, goes into a run."""

from litestar import Response, post
from litestar.di import NamedDependency

from ropa.access.rules import Permission
from ropa.bulk import service
from ropa.errors import Invalid
from ropa.web.authentication import page_for, typed_into
from ropa.web.bodies import ApiRequest
from ropa.web.forms import first, typed_of
from ropa.web.offices import office_id_of
from ropa.web.pages import go, in_language, link, page
from ropa.web.running import Runner
from schemas.bulk import MOST_RECORDS, BulkInput, BulkKind
from schemas.downloads_register import RegisterQuery
from schemas.reading import Unreadable, read_value

_FILTERS = tuple(name for name in RegisterQuery.__struct_fields__ if name != "as_of")
_EXPORT = "export"


@post("/activities", opt=page_for(Permission.READ_ACTIVITIES), status_code=200)
async def choose_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Keep what was chosen and go where it is said what is to be done with it. Nothing changes."""
    typed = typed_of(typed_into(request))
    do, query = first(typed, "do"), _query(request)
    everything = first(typed, "all") == "yes"
    if everything and do == _EXPORT:
        return go(link("/downloads/new", **query))
    try:
        said = BulkInput(query=read_value(query, RegisterQuery)) if everything else _picked(typed.get("pick", []))
        run = await runner.write(request.user, lambda uow: service.choose(uow, said))
    except Unreadable as error:
        return _refused(request, query, Invalid(error.problems))
    except Invalid as error:
        return _refused(request, query, error)
    if do == _EXPORT:
        return go(link("/downloads/new", chosen=run.id))
    kind = do if do in {str(each) for each in BulkKind} else None
    return go(link(f"/bulk/{run.id}", kind=kind))


def _picked(ids: list[str]) -> BulkInput:
    return BulkInput(activity_ids=[each[:36] for each in ids[: MOST_RECORDS + 1]])


def _query(request: ApiRequest) -> dict[str, object]:
    """Return the filter of the list's address, as the API takes it."""
    given: dict[str, object] = {name: request.query_params.get(name, "").strip() for name in _FILTERS}
    query = {name: value for name, value in given.items() if value}
    office = office_id_of(str(query.get("office", "")))
    if office is not None:
        query["office"] = office
    if "in_use" in query:
        query["in_use"] = query["in_use"] in {"1", "true", "True"}
    return query


def _refused(request: ApiRequest, query: dict[str, object], error: Invalid) -> Response[bytes]:
    return page(
        request,
        "bulk/refused.html",
        status=422,
        faults=[(None, in_language(request, each.message_th, each.message_en)) for each in error.problems[:20]],
        back=link("/activities", **query),
        most=MOST_RECORDS,
    )
