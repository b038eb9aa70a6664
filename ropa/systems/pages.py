"""Pages of the register's systems: the list with its filters, and one system with what it exchanges with whom."""

from collections.abc import Iterator
from typing import Annotated

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from ropa.access.rules import Permission, offices_for
from ropa.errors import Invalid, RopaError, invalid
from ropa.systems import service
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.language import language_of, words_of
from ropa.web.offices import Offices, office_id_of, offices_of
from ropa.web.pages import link, page
from ropa.web.running import Runner
from schemas.exchange_map import MapFlow
from schemas.system_keys import HIDDEN
from schemas.systems import Mirror, SystemFilter
from schemas.vocabulary import Hosting

LIMIT = 50
#: A form sends an empty value for a filter that is not set, so each of them is text here.
Text = Annotated[str | None, QueryParameter(name="q", max_length=200)]
OfficeText = Annotated[str | None, QueryParameter(name="office", max_length=20)]
OwnerText = Annotated[str | None, QueryParameter(name="owner", max_length=300)]
HostingText = Annotated[str | None, QueryParameter(name="hosting", max_length=20)]
AbroadText = Annotated[str | None, QueryParameter(name="abroad", max_length=5)]
Cursor = Annotated[str | None, QueryParameter(name="cursor", max_length=40)]
#: How the page shows that two records do not agree.
TONES = {Mirror.BOTH: "good", Mirror.ONE_RECORD: "neutral", Mirror.ONLY_HERE: "neutral", Mirror.ONLY_THERE: "warn"}


class Chip(Struct, frozen=True):
    """One filter that is set: its name, its value (a term in the reader's language) and the list without it."""

    name: str
    words: str
    without: str


@get("/", opt=page_for(Permission.READ_ACTIVITIES))
async def systems_page(  # noqa: PLR0913, PLR0917 - one argument for each filter
    request: ApiRequest,
    runner: NamedDependency[Runner],
    q: Text = None,
    office: OfficeText = None,
    owner: OwnerText = None,
    hosting: HostingText = None,
    abroad: AbroadText = None,
    cursor: Cursor = None,
) -> Response[bytes]:
    """Systems that the reader's records list, by name; each filter is part of the address."""
    wanted = _filter(q, office, owner, hosting, abroad)
    found = await runner.read(request.user, lambda uow: service.page(uow, wanted, cursor or None, LIMIT))
    offices = await offices_of(request, runner)
    query = _query(wanted)
    return page(
        request,
        "systems/list.html",
        part="rows" if cursor else None,
        items=found.items,
        needs_reindex=found.needs_reindex,
        first=not cursor,
        more=link("/systems", **query, cursor=found.next_cursor) if found.next_cursor else None,
        wanted=wanted,
        chips=list(_chips(request, wanted, offices)),
        office_choices=offices.choices(offices_for(request.user, Permission.READ_ACTIVITIES), wanted.office),
        hostings=tuple(Hosting),
        map=link("/systems/map", office=wanted.office, abroad=query["abroad"]),
    )


@get("/{system_key:str}", opt=page_for(Permission.READ_ACTIVITIES))
async def system_page(
    request: ApiRequest, runner: NamedDependency[Runner], system_key: FromPath[str]
) -> Response[bytes]:
    """One system: its owner, with whom it exchanges what, whether the other side says so, and which records list it."""
    found = await runner.read(request.user, lambda uow: service.detail(uow, system_key))
    ways = [
        (sends, [line for line in found.exchanges if line.sends is sends])
        for sends in (True, False, None)
        if any(line.sends is sends for line in found.exchanges)
    ]
    return page(
        request,
        "systems/system.html",
        found=found,
        system=found.system,
        ways=ways,
        tones=TONES,
        hidden=HIDDEN,
        differing=[line for line in found.exchanges if line.mirror in {Mirror.DATA, Mirror.MODE, Mirror.DIRECTION}],
        map=link("/systems/map", system=found.system.key),
        leaving=link("/systems/map", system=found.system.key, flow=MapFlow.OUT, depth=3),
        all_records=link("/activities", system=found.system.name[:200]),
    )


def _filter(
    q: str | None, office: str | None, owner: str | None, hosting: str | None, abroad: str | None
) -> SystemFilter:
    """Return the filter; raises Invalid with every value that no choice of the page sends."""
    faults: list[RopaError] = []
    office_id = office_id_of(office) if office else None
    if office and office_id is None:
        faults.append(invalid("/office", "ไม่มีหน่วยงานนี้", "There is no such office"))
    if hosting and hosting not in set(map(str, Hosting)):
        faults.append(invalid("/hosting", "ไม่มีตัวเลือกนี้", "There is no such choice"))
    problems = [problem for fault in faults if isinstance(fault, Invalid) for problem in fault.problems]
    if problems:
        raise Invalid(problems)
    return SystemFilter(
        q=(q or "").strip() or None,
        office=office_id,
        owner=(owner or "").strip() or None,
        hosting=Hosting.of(hosting) if hosting else None,
        abroad=bool(abroad),
    )


def _query(wanted: SystemFilter) -> dict[str, object]:
    query = {name: getattr(wanted, name) for name in wanted.__struct_fields__}
    return query | {"abroad": "1" if wanted.abroad else None}


def _chips(request: ApiRequest, wanted: SystemFilter, offices: Offices) -> Iterator[Chip]:
    query = _query(wanted)
    for name, value in query.items():
        if value is None:
            continue
        words = str(value)
        if name == "office":
            words = offices.name(int(words))
        elif isinstance(value, Hosting):
            words = words_of(language_of(request), value)
        yield Chip(name, words, link("/systems", **(query | {name: None})))


router = Router("/systems", route_handlers=[systems_page, system_page])
