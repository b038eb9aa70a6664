"""Pages of breaches: the list with running clocks, and one breach."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa.access.rules import Permission, offices_for
from ropa.activities import service_listing
from ropa.breaches import service
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import invalid
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.offices import office_id_of, offices_of
from ropa.web.pages import go, link, moment_now, page
from ropa.web.running import Runner
from schemas.breach import BreachOrder, BreachRecord
from schemas.listing import ActivityItem

LIMIT = 30
OfficeText = Annotated[str | None, QueryParameter(name="office", max_length=20)]
OrderText = Annotated[str | None, QueryParameter(name="order", max_length=20)]
Cursor = Annotated[str | None, QueryParameter(name="cursor", max_length=40)]


@get("/", opt=page_for(Permission.REPORT_BREACH))
async def list_page(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    office: OfficeText = None,
    order: OrderText = None,
    cursor: Cursor = None,
) -> Response[bytes]:
    """Most urgent first. Who may only report is led to the report."""
    held = offices_for(request.user, Permission.READ_BREACHES)
    if not held:
        # What was just said ("reported") must be said there.
        return go("/breaches/new", said="reported" if request.query_params.get("said") == "reported" else None)
    office_id = office_id_of(office) if office else None
    if office and office_id is None:
        raise invalid("/office", "ไม่มีหน่วยงานนี้", "There is no such office")
    wanted = _order(order)
    found = await runner.read(
        request.user,
        lambda uow: service.page(uow, order=wanted, office=office_id, cursor=cursor or None, limit=LIMIT),
    )
    offices = await offices_of(request, runner)
    query = {"office": office_id, "order": None if wanted is BreachOrder.URGENT else wanted}
    return page(
        request,
        "breaches/list.html",
        part="rows" if cursor else None,
        records=found.items,
        offices=offices,
        first=not cursor,
        more=link("/breaches", **query, cursor=found.next_cursor) if found.next_cursor else None,
        now=moment_now(request),
        office=office_id,
        order=wanted,
        orders=tuple(BreachOrder),
        office_choices=offices.choices(held, office_id),
    )


def _order(text: str | None) -> BreachOrder:
    try:
        return BreachOrder.of(text or BreachOrder.URGENT.value)
    except KeyError:
        raise invalid("/order", "ไม่มีตัวเลือกนี้", "There is no such choice") from None


@get("/{breach_id:uuid}", opt=page_for(Permission.READ_BREACHES))
async def breach_page(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID]
) -> Response[bytes]:
    """What is known of a breach, and until when the Office must be told."""

    def work(uow: UnitOfWork) -> tuple[BreachRecord, Sequence[ActivityItem], int]:
        record = service.read(uow, str(breach_id))
        known = service_listing.named(uow, record.activity_ids)
        seen = [known[each] for each in record.activity_ids if each in known]
        return record, seen, len(record.activity_ids) - len(seen)

    record, activities, hidden = await runner.read(request.user, work)
    offices = await offices_of(request, runner)
    return page(
        request,
        "breaches/breach.html",
        record=record,
        office=offices.name(record.office_id),
        activities=activities,
        hidden_activities=hidden,
        now=moment_now(request),
    )


router = Router("/breaches", route_handlers=[list_page, breach_page])
