"""The page of the exchange map: filters in the address, the picture in a window, and the same facts as a table."""

from collections import Counter
from datetime import date
from typing import Annotated

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from msgspec import Struct

from diagrams.system_map import system_map_sheet
from diagrams.system_map_facts import OUTSIDE, BoxKind, MapBox
from diagrams.system_map_folding import arrow_numbers, is_folded, owner_key
from diagrams.system_map_legend import map_block
from ropa.access.rules import Permission, offices_for
from ropa.errors import Invalid, RopaError
from ropa.pictures import INLINE_SECONDS, delivered
from ropa.systems import service_map
from ropa.systems.service_asking import NAMES, address_of, joined, query_of
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.language import language_of, translate
from ropa.web.language import mark as _
from ropa.web.offices import offices_of
from ropa.web.packing import SIGN, Fragment
from ropa.web.pages import NO_FRAGMENTS, in_language, link, page
from ropa.web.running import Runner
from schemas.exchange_map import MAX_DEPTH, ExchangeMap, MapFlow, MapLine, MapQuery, MapSystem

HERE = "/systems/map"
ROWS = 50
#: Systems of the select box, the busiest; others are found in the list of systems, or by pressing a box.
_MOST_CHOICES, _MOST_KINDS = 150, 60
_FILES: tuple[tuple[str, str, dict[str, str]], ...] = (
    (_("ภาพ SVG (ข้อความเลือกได้)"), "svg", {}),
    (_("ภาพ PNG"), "png", {}),
    (_("PDF ขนาด A4"), "pdf", {"paper": "a4"}),
    (_("PDF ขนาด A3"), "pdf", {"paper": "a3"}),
    (_("SVG ทุกระบบทุกกล่อง (ไม่ย่อ)"), "svg", {"every": "true"}),
    (_("DOT (แก้ไขต่อใน Graphviz)"), "dot", {}),
)
OfficeText = Annotated[str | None, QueryParameter(name="office", max_length=20)]
SystemText = Annotated[str | None, QueryParameter(name="system", max_length=20)]
FlowText = Annotated[str | None, QueryParameter(name="flow", max_length=10)]
DepthText = Annotated[str | None, QueryParameter(name="depth", max_length=4)]
ItemText = Annotated[str | None, QueryParameter(name="item", max_length=400)]
AbroadText = Annotated[str | None, QueryParameter(name="abroad", max_length=5)]
OpenText = Annotated[str | None, QueryParameter(name="open", max_length=800)]
FromText = Annotated[int, QueryParameter(name="from", ge=0, le=1_000_000)]


class Row(Struct, frozen=True):
    """A line of the map in the table."""

    line: MapLine
    source: MapSystem
    target: MapSystem
    arrow: int | None
    """Number of its arrow in the picture."""


class Owner(Struct, frozen=True):
    """A cluster that can be opened or closed."""

    name: str | None
    systems: int
    path: str
    is_open: bool


@get("/map", opt=page_for(Permission.READ_ACTIVITIES))
async def system_map_page(  # noqa: PLR0913, PLR0917 - one argument for each filter
    request: ApiRequest,
    runner: NamedDependency[Runner],
    office: OfficeText = None,
    system: SystemText = None,
    flow: FlowText = None,
    depth: DepthText = None,
    item: ItemText = None,
    abroad: AbroadText = None,
    opened: OpenText = None,
    start: FromText = 0,
) -> Response[bytes]:
    """The map that the reader may see; what was asked wrongly is said, and the whole map stands there instead."""
    said = dict(zip(NAMES, (office, system, flow, depth, item, abroad, opened), strict=True))
    problems: list[str] = []
    try:
        query = query_of(said)
        found = await runner.read(request.user, lambda uow: service_map.exchange_map(uow, query))
    except Invalid as error:
        problems = [in_language(request, each.message_th, each.message_en) for each in error.problems]
        query = MapQuery()
        found = await runner.read(request.user, lambda uow: service_map.exchange_map(uow, query))
    svg, refusal = await runner.think(lambda: _picture(found, query))
    offices, language = await offices_of(request, runner), language_of(request)
    return page(
        request,
        "systems/map.html",
        status=422 if problems else 200,
        problems=problems,
        found=found,
        query=query,
        # What was refused may hold any character.
        typed="".join(each for each in item or "" if each.isprintable()),
        svg=f"{SIGN}map{SIGN}" if svg else "",
        fragments={"map": svg} if svg else NO_FRAGMENTS,
        refusal=in_language(request, *refusal) if refusal else None,
        rows=_rows(found, start),
        start=start,
        last=min(len(found.lines), start + ROWS),
        earlier=_again(query, **{"from": max(0, start - ROWS) or None}) if start else None,
        later=_again(query, **{"from": start + ROWS}) if start + ROWS < len(found.lines) else None,
        counts=_counts(found),
        focus=next((each for each in found.systems if each.key == found.focus), None),
        owners=_owners(found, query) if is_folded(found) else [],
        choices=_choices(found),
        kinds=[kind for kind, _n in Counter(k for each in found.lines for k in each.kinds).most_common(_MOST_KINDS)],
        office_choices=offices.choices(offices_for(request.user, Permission.READ_ACTIVITIES), query.office),
        flows=tuple(MapFlow),
        depths=range(1, MAX_DEPTH + 1),
        around=lambda key: _again(query, system=key, open=None),
        whole=_again(query, system=None, flow=None, depth=None),
        files=[
            (translate(language, words), link(f"/api/v1/systems/exchange-map.{end}", **address_of(query), **more))
            for words, end, more in _FILES
        ],
    )


def _again(query: MapQuery, **other: object) -> str:
    return link(HERE, **address_of(query, **other))


def _picture(found: ExchangeMap, query: MapQuery) -> tuple[Fragment | None, tuple[str, str] | None]:
    """Return the picture as inline SVG, and in both languages why there is none."""
    if not found.systems:
        return None, None

    def address(box: MapBox) -> str | None:
        if box.kind in {BoxKind.SYSTEM, BoxKind.BODY, BoxKind.OUTSIDE}:
            return None if box.is_focus else _again(query, system=box.key, open=None)
        if box.kind is BoxKind.OWNER:
            return _again(query, open=joined([*query.opened, box.key]))
        is_rest = box.kind is BoxKind.REST and box.owner is None
        return _again(query, open=joined([*query.opened, OUTSIDE])) if is_rest else None

    block = map_block(found.scope_th, systems=0, lines=0, dated=date.min, content_hash="")
    try:
        drawn = delivered(lambda: system_map_sheet(found, href=address), block, "inline", time_limit=INLINE_SECONDS)
    except RopaError as error:
        return None, (error.message_th, error.message_en)
    return Fragment(drawn.decode()), None


def _rows(found: ExchangeMap, start: int) -> list[Row]:
    systems = {each.key: each for each in found.systems}
    numbers = arrow_numbers(found)
    return [
        Row(line, systems[line.source], systems[line.target], numbers[start + at])
        for at, line in enumerate(found.lines[start : start + ROWS])
    ]


def _counts(found: ExchangeMap) -> dict[str, int]:
    return {
        "systems": sum(1 for each in found.systems if each.is_registered),
        "bodies": sum(1 for each in found.systems if each.is_body),
        "outside": sum(1 for each in found.systems if each.is_outside),
        "lines": len(found.lines),
        "abroad": sum(1 for each in found.lines if each.is_abroad),
        "special": sum(1 for each in found.lines if each.is_special),
        "mirrored": sum(1 for each in found.lines if each.is_mirrored and not each.data_differs),
        "differing": sum(1 for each in found.lines if each.data_differs),
        "hidden": sum(each.hidden for each in found.lines),
        "left_out": found.left_out,
        "left_out_systems": found.left_out_systems,
    }


def _owners(found: ExchangeMap, query: MapQuery) -> list[Owner]:
    """Return the owners of more than one system with what opens or closes each: open ones first, then the largest."""
    groups: dict[str, tuple[str | None, int]] = {}
    for each in found.systems:
        if each.is_registered and not each.is_abroad:
            name, count = groups.get(owner_key(each.owner), (each.owner, 0))
            groups[owner_key(each.owner)] = name, count + 1
    opened = set(query.opened)
    return [
        Owner(name, count, _again(query, open=joined(opened ^ {key})), key in opened)
        for key, (name, count) in sorted(
            groups.items(), key=lambda item: (item[0] not in opened, -item[1][1], item[1][0] or "")
        )
        if count > 1
    ]


def _choices(found: ExchangeMap) -> list[tuple[str | None, list[MapSystem]]]:
    """Return the systems to choose from, by owner; partners outside the register last."""
    groups: dict[str, tuple[str | None, list[MapSystem]]] = {}
    lines = Counter(end for each in found.lines for end in (each.source, each.target))
    busiest = sorted(found.systems, key=lambda each: (each.key != found.focus, -lines[each.key]))[:_MOST_CHOICES]
    for each in sorted(busiest, key=lambda each: (each.is_outside, each.owner or "", each.is_body, each.name or "")):
        if each.is_hidden:
            continue
        key = OUTSIDE if each.is_outside else owner_key(each.owner)
        groups.setdefault(key, (None if each.is_outside else each.owner, []))[1].append(each)
    return list(groups.values())


router = Router("/systems", route_handlers=[system_map_page])
