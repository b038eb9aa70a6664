"""The breach desk: every open clock, the largest danger first; and the list of all breaches."""

from collections.abc import Sequence
from typing import Annotated, Any, TypeVar

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from msgspec import Struct

from ropa.access.rules import Permission, offices_for
from ropa.breaches import service, service_desk, service_triage
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import invalid
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.list_filters import chips, day_words, read_days, term_words
from ropa.web.offices import office_id_of, offices_of
from ropa.web.pages import go, in_language, link, moment_now, page
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from schemas.breach import BreachOrder, BreachPage, RiskLevel
from schemas.breach_desk import CLOCKS, Danger, DeskCounts, DeskFilter, DeskPage, DrillFilter
from schemas.breach_register import BreachFilter, NoticeStand
from schemas.vocabulary import Term

T = TypeVar("T", bound=Term)
LIMIT = 30
PATH = "/breaches"
# A form sends an empty value for a choice that is not made, so all are text here.
OfficeText = Annotated[str | None, QueryParameter(name="office", max_length=20)]
OrderText = Annotated[str | None, QueryParameter(name="order", max_length=20)]
DangerText = Annotated[str | None, QueryParameter(name="danger", max_length=20)]
LevelText = Annotated[str | None, QueryParameter(name="level", max_length=20)]
DrillText = Annotated[str | None, QueryParameter(name="drill", max_length=20)]
FromText = Annotated[str | None, QueryParameter(name="from", max_length=60)]
ThroughText = Annotated[str | None, QueryParameter(name="through", max_length=60)]
CountedText = Annotated[str | None, QueryParameter(name="counted", max_length=10)]
ToldText = Annotated[str | None, QueryParameter(name="told", max_length=10)]
NoticeText = Annotated[str | None, QueryParameter(name="notice", max_length=20)]
Cursor = Annotated[str | None, QueryParameter(name="cursor", max_length=200)]


class Tile(Struct, frozen=True):
    """How many breaches stand under a danger, and where they are listed."""

    danger: Danger
    number: int
    href: str


@get("/", opt=page_for(Permission.REPORT_BREACH))
async def desk_page(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    office: OfficeText = None,
    danger: DangerText = None,
    level: LevelText = None,
    drill: DrillText = None,
    cursor: Cursor = None,
) -> Response[bytes]:
    """All open clocks. Who may only report is led to the report."""
    held = offices_for(request.user, Permission.READ_BREACHES)
    if not held:
        # What was just said ("reported") must be said there.
        said = request.query_params.get("said")
        return go("/breaches/new", said=said if said in {"reported", "suspicion-reported"} else None)
    wanted = DeskFilter(
        office=_office(office),
        danger=_term(Danger, danger, "danger"),
        level=_term(RiskLevel, level, "level"),
        drill=_term(DrillFilter, drill, "drill") or DrillFilter.BOTH,
    )

    keys = keys_of(request)

    def work(uow: UnitOfWork) -> tuple[DeskPage, DeskCounts, int]:
        found = service_desk.rows(uow, wanted, cursor or None, LIMIT)
        counted = DeskFilter(office=wanted.office, drill=wanted.drill)
        return found, service_desk.counts(uow, counted), 0 if cursor else _waiting(uow, keys)

    found, counts, waiting = await runner.read(request.user, work)
    offices = await offices_of(request, runner)
    query = {"office": office, "danger": danger, "level": level, "drill": drill}
    return page(
        request,
        "breaches/desk.html",
        part="rows" if cursor else None,
        records=found.items,
        now=found.now,
        counts=counts,
        tiles=_tiles(counts, query),
        waiting_reports=waiting,
        query=query,
        drill=wanted.drill,
        dangers=CLOCKS,
        levels=tuple(RiskLevel),
        drills=tuple(DrillFilter),
        offices=offices,
        more=link(PATH, **query, cursor=found.next_cursor) if found.next_cursor else None,
        office_choices=offices.choices(held, wanted.office),
    )


def _waiting(uow: UnitOfWork, keys: Any) -> int:
    if not offices_for(uow.actor, Permission.HANDLE_BREACHES):
        return 0
    return service_triage.inbox(uow, keys, limit=1).waiting


def _tiles(counts: DeskCounts, query: dict[str, str | None]) -> Sequence[Tile]:
    return [
        Tile(
            each,
            counts.dangers.get(str(each), 0),
            link(PATH, **{**query, "danger": None if query["danger"] == each else each}),
        )
        for each in CLOCKS
    ]


@get("/all", opt=page_for(Permission.READ_BREACHES))
async def list_page(  # noqa: PLR0913, PLR0917 - one for each filter of the address
    request: ApiRequest,
    runner: NamedDependency[Runner],
    office: OfficeText = None,
    order: OrderText = None,
    first: FromText = None,
    last: ThroughText = None,
    counted: CountedText = None,
    notice: NoticeText = None,
    told: ToldText = None,
    cursor: Cursor = None,
) -> Response[bytes]:
    """All breaches that the reader may see, also closed ones and suspicions that came to nothing."""
    held = offices_for(request.user, Permission.READ_BREACHES)
    office_id = _office(office)
    wanted = _term(BreachOrder, order, "order") or BreachOrder.NEWEST
    days = read_days(request, first, last)
    asked = BreachFilter(
        office=office_id,
        known_from=days.first,
        known_through=days.last,
        is_counted=bool(counted),
        notice=_term(NoticeStand, notice, "notice"),
        is_told=bool(told),
    )
    found = BreachPage(items=[], next_cursor=None)
    if not days.faults:
        found = await runner.read(
            request.user, lambda uow: service.page(uow, order=wanted, wanted=asked, cursor=cursor or None, limit=LIMIT)
        )
    offices = await offices_of(request, runner)
    query = {"office": office, "order": order, **days.shown, "counted": counted, "notice": notice, "told": told}
    words = {
        "office": None if office_id is None else offices.name(office_id),
        **day_words(request, days),
        "counted": in_language(request, "ไม่รวมการฝึกซ้อมและที่ไม่ใช่เหตุ", "No drills, nothing dismissed")
        if asked.is_counted
        else None,
        "notice": term_words(request, asked.notice),
        "told": in_language(request, "แจ้งสำนักงานฯ แล้ว", "The Office was told") if asked.is_told else None,
    }
    return page(
        request,
        "breaches/list.html",
        status=422 if days.faults else 200,
        part="rows" if cursor else None,
        records=found.items,
        offices=offices,
        first=not cursor,
        more=link(f"{PATH}/all", **query, cursor=found.next_cursor) if found.next_cursor else None,
        days=days,
        chips=chips(f"{PATH}/all", query, words),
        asked=asked,
        notices=tuple(NoticeStand),
        now=moment_now(request),
        office=office_id,
        order=wanted,
        orders=tuple(BreachOrder),
        office_choices=offices.choices(held, office_id),
    )


def _office(text: str | None) -> int | None:
    office_id = office_id_of(text) if text else None
    if text and office_id is None:
        raise invalid("/office", "ไม่มีหน่วยงานนี้", "There is no such office")
    return office_id


def _term(kind: type[T], text: str | None, name: str) -> T | None:
    try:
        return kind.of(text) if text else None
    except KeyError:
        raise invalid(f"/{name}", "ไม่มีตัวเลือกนี้", "There is no such choice") from None


router = Router("/breaches", route_handlers=[desk_page, list_page])
