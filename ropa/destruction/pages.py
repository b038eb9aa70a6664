"""The page of the destruction lists: what waits for its reader first, then all lists that the reader may see."""

from typing import Annotated

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from ropa.access.rules import Permission, offices_for
from ropa.db.unit_of_work import UnitOfWork
from ropa.destruction import service_board, service_lists, service_pending
from ropa.destruction.service_board import Waiting
from ropa.errors import invalid
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.offices import office_id_of, offices_of
from ropa.web.pages import link, page
from ropa.web.running import Runner
from schemas.destruction import ListState
from schemas.destruction_lists import ListPage

LIMIT = 30
PATH = "/destruction"
# A form sends an empty value for a choice that is not made, so all are text here.
OfficeText = Annotated[str | None, QueryParameter(name="office", max_length=20)]
StateText = Annotated[str | None, QueryParameter(name="state", max_length=20)]
Cursor = Annotated[str | None, QueryParameter(name="cursor", max_length=50)]


@get("/", opt=page_for(Permission.READ_RETENTION))
async def lists_page(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    office: OfficeText = None,
    standing: StateText = None,
    cursor: Cursor = None,
) -> Response[bytes]:
    """What waits for the reader, then the lists, newest first."""
    office_id = office_id_of(office) if office else None
    if office and office_id is None:
        raise invalid("/office", "ไม่มีหน่วยงานนี้", "There is no such office")
    try:
        states = (ListState.of(standing),) if standing else ()
    except KeyError:
        raise invalid("/state", "ไม่มีสถานะนี้", "There is no such state") from None

    def work(uow: UnitOfWork) -> tuple[ListPage, list[Waiting], int]:
        found = service_lists.page(uow, cursor or None, LIMIT, office=office_id, states=states)
        if cursor:
            return found, [], 0
        pending = service_pending.list_pending(uow, None, LIMIT).items
        return found, service_board.waiting(uow), sum(each.overdue for each in pending)

    found, waiting, overdue = await runner.read(request.user, work)
    offices = await offices_of(request, runner)
    query = {"office": office_id, "state": standing or None}
    return page(
        request,
        "destruction/lists.html",
        part="rows" if cursor else None,
        items=found.items,
        waiting=waiting,
        overdue=overdue,
        offices=offices,
        states=tuple(ListState),
        query=query,
        may_list=bool(offices_for(request.user, Permission.LIST_DESTRUCTION)),
        more=link(PATH, **query, cursor=found.next_cursor) if found.next_cursor else None,
        office_choices=offices.choices(offices_for(request.user, Permission.READ_RETENTION), office_id),
    )


router = Router("/destruction", route_handlers=[lists_page])
