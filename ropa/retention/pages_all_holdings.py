"""The page of the data sets of all activities."""

from typing import Annotated

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from ropa.access.rules import Permission, offices_for
from ropa.activities import service_listing
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import invalid
from ropa.retention import service_all
from ropa.retention.service_all import HeldFilter
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.holding_form import TONES
from ropa.web.offices import office_id_of, offices_of
from ropa.web.pages import link, page
from ropa.web.running import Runner
from schemas.destruction import HoldingState
from schemas.holding_ways import DueShown, HeldPage
from schemas.listing import ActivityItem

PATH = "/holdings"
LIMIT = 40
OfficeText = Annotated[str | None, QueryParameter(name="office", max_length=20)]
Code = Annotated[str | None, QueryParameter(name="state", max_length=30)]
Due = Annotated[str | None, QueryParameter(name="due", max_length=20)]
Words = Annotated[str | None, QueryParameter(name="words", max_length=100)]
Month = Annotated[str | None, QueryParameter(name="month", max_length=10)]
Cursor = Annotated[str | None, QueryParameter(name="cursor", max_length=80)]


@get("/", opt=page_for(Permission.READ_RETENTION))
async def all_holdings_page(  # noqa: PLR0913, PLR0917 - one argument for each filter
    request: ApiRequest,
    runner: NamedDependency[Runner],
    office: OfficeText = None,
    standing: Code = None,
    due: Due = None,
    words: Words = None,
    month: Month = None,
    cursor: Cursor = None,
) -> Response[bytes]:
    """The data sets that the reader sees: by date where a date is asked for, else by activity."""
    office_id = office_id_of(office) if office else None
    if office and office_id is None:
        raise invalid("/office", "ไม่มีหน่วยงานนี้", "There is no such office")
    wanted = HeldFilter(
        office=office_id,
        state=next((each for each in HoldingState if str(each) == standing), None),
        due=next((each for each in DueShown if str(each) == due), None),
        words=(words or "").strip() or None,
        month=(month or "").strip() or None,
    )

    def work(uow: UnitOfWork) -> tuple[HeldPage, dict[str, ActivityItem]]:
        found = service_all.list_all(uow, wanted, cursor or None, LIMIT)
        return found, service_listing.named(uow, {each.holding.activity_id for each in found.items})

    found, activities = await runner.read(request.user, work)
    offices = await offices_of(request, runner)
    query = {
        "office": office_id,
        "state": str(wanted.state) if wanted.state else None,
        "due": str(wanted.due) if wanted.due else None,
        "words": wanted.words,
        "month": wanted.month,
    }
    return page(
        request,
        "retention/all_holdings.html",
        part="rows" if cursor else None,
        items=found.items,
        activities=activities,
        offices=offices,
        query=query,
        states=tuple(HoldingState),
        dues=tuple(DueShown),
        tones=TONES,
        more=link(PATH, **query, cursor=found.next_cursor) if found.next_cursor else None,
        office_choices=offices.choices(offices_for(request.user, Permission.READ_RETENTION), office_id),
        may_write=bool(offices_for(request.user, Permission.WRITE_HOLDINGS)),
    )


router = Router(PATH, route_handlers=[all_holdings_page])
