"""Use case of the map of all systems of an office or of the register."""

from collections.abc import Collection, Sequence

from ropa.activities import service_systems
from ropa.activities.service_exchanges import Exchanges
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid, invalid
from ropa.offices import service as offices
from ropa.systems import rules_boxes
from ropa.systems.rules_arrows import Arrow, arrows_of
from ropa.systems.rules_boxes import Boxes, Said
from ropa.systems.rules_names import Registry
from schemas.exchange_map import MAX_DEPTH, MAX_WORDS, ExchangeMap, MapQuery, MapSystem
from schemas.findings import Problem
from schemas.reading import CONTROL
from schemas.thai_text import searchable

#: Arrows and boxes of one map; a larger one says how many it leaves out.
MAX_ARROWS = 6_000
MAX_BOXES = 3_000
#: Systems by which a query is narrowed; for more of them all lines are read.
_NARROW = 150
#: Records that a box names; on a map of many boxes a system's own page does.
_RECORDS = 5
_BOXES_WITH_RECORDS = 200


class Known:
    """The systems of the register, and what one reader may know of them."""

    def __init__(self, uow: UnitOfWork, exchanges: Exchanges) -> None:
        partners = exchanges.partners()
        self.registry = Registry(exchanges.systems(), partners)
        # Who may read everything knows every name.
        everything = {key: (each.name, each.owner) for key, each in self.registry.systems.items()}
        readable = everything if exchanges.reads_all else exchanges.readable()
        named = partners if exchanges.reads_all else exchanges.named()
        names = {each.id: each.name for each in offices.list_offices(uow)}
        self.boxes = Boxes(self.registry, readable=readable, named=named, cloud=exchanges.abroad(), offices=names)


def exchange_map(uow: UnitOfWork, query: MapQuery) -> ExchangeMap:
    """Return the map that a reader of records sees.

    Raises: Forbidden; Invalid for an office, a system, words or a depth that there cannot be, with every fault.
    """
    item = query.item if query.item is not None and searchable(query.item) else None
    scope, problems = _checked(uow, query)
    exchanges = Exchanges(uow, office=query.office, item=item if not problems else None)
    known = Known(uow, exchanges)
    boxes = known.boxes
    if query.system is not None and query.system not in boxes.known:
        problems.append(_fault("/system", "ไม่มีระบบหรือคู่แลกเปลี่ยนนี้", "There is no such system or partner"))
    if problems:
        raise Invalid(problems)
    arrows, cut = arrows_around(exchanges, known, query.system if query.depth == 1 else None)
    if query.office is not None or item is not None:
        arrows = [arrow for arrow in arrows if arrow.chosen]
    if query.system is not None:
        arrows = rules_boxes.reached(arrows, query.system, query.flow, query.depth)
    if query.only_abroad:
        arrows = [arrow for arrow in arrows if boxes.crosses(arrow)]
    kept = rules_boxes.strongest(arrows, MAX_ARROWS)
    said = said_on(exchanges, kept)
    at_arrows = boxes.of(kept, *([query.system] if query.system is not None else ()))
    alone = _without_arrows(exchanges, query, item, at_arrows, boxes)
    room = max(0, MAX_BOXES - len(at_arrows))
    return ExchangeMap(
        systems=drawn(exchanges, boxes, [*at_arrows, *alone[:room]], rules_boxes.special_ends(kept, said)),
        lines=rules_boxes.lines_of(kept, said, boxes, counts_chosen=item is not None),
        scope_th=scope,
        filters_th=rules_boxes.filters_of(query, exchanges.kind, boxes, reads_all=exchanges.reads_all),
        focus=query.system,
        opened=query.opened,
        left_out=len(arrows) - len(kept) + cut,
        left_out_systems=max(0, len(alone) - room),
        needs_reindex=service_systems.needs_reindex(uow),
    )


def _fault(pointer: str, thai: str, english: str) -> Problem:
    return invalid(pointer, thai, english).problems[0]


def _checked(uow: UnitOfWork, query: MapQuery) -> tuple[str, list[Problem]]:
    """Return the Thai name of the part of the register that was asked for, and what is wrong with the question."""
    scope, problems = "ทั้งทะเบียน", []
    if query.office is not None:
        name = offices.office_name(uow, query.office)
        scope = name or ""
        if name is None:
            problems.append(_fault("/office", "ไม่มีหน่วยงานนี้", "There is no such office"))
    if query.item is not None and (len(query.item) > MAX_WORDS or CONTROL.search(query.item)):
        problems.append(
            _fault("/item", f"ใส่ข้อมูลที่ค้นได้ไม่เกิน {MAX_WORDS} ตัวอักษร", f"At most {MAX_WORDS} characters of plain text")
        )
    if not 1 <= query.depth <= MAX_DEPTH:
        problems.append(_fault("/depth", f"ตามได้ 1 ถึง {MAX_DEPTH} ทอด", f"1 to {MAX_DEPTH} arrows far"))
    return scope, problems


def arrows_around(exchanges: Exchanges, known: Known, system: str | None) -> tuple[list[Arrow], int]:
    """Return all arrows, and how many lines did not fit; with a box only what may touch it."""
    registry = known.registry
    systems: set[str] = set()
    partners: set[str] = set()
    if system is not None:
        if system in registry.systems:
            systems = {system}
            bodies = {told.body for told in exchanges.told(systems)[0]}
            partners = registry.meaning({system}) | (bodies | {registry.systems[system].owner_key} - {""})
        else:
            systems = {key for key, each in registry.systems.items() if each.owner_key == system}
            partners = {system}
    told, cut = exchanges.told(systems, partners)
    arrows = arrows_of(told, registry, known.boxes.known)
    known.boxes.see(arrows)
    return arrows, cut


def said_on(exchanges: Exchanges, arrows: Sequence[Arrow]) -> dict[int, Said]:
    """Return what the reader's records say on each arrow."""
    systems = {ends[0] for arrow in arrows for told in arrow.by.values() for ends in told if arrow.seen}
    if not systems:
        return rules_boxes.said_on(arrows, ())
    return rules_boxes.said_on(arrows, exchanges.words(systems if len(systems) <= _NARROW else ()))


def _without_arrows(
    exchanges: Exchanges, query: MapQuery, item: str | None, drawn_keys: Collection[str], boxes: Boxes
) -> list[str]:
    """Return the systems of the register or of the office that exchange nothing; none where something else is asked."""
    if query.system is not None or item is not None or query.only_abroad:
        return []
    return boxes.of((), *exchanges.listed().difference(drawn_keys))


def drawn(exchanges: Exchanges, boxes: Boxes, keys: Sequence[str], special: Collection[str]) -> tuple[MapSystem, ...]:
    """Return the boxes with what the reader may know of each."""
    systems = [key for key in keys if boxes.is_listed(key)]
    partners = [key for key in keys if not boxes.is_listed(key)]
    return boxes.drawn(
        keys,
        special=special,
        listings=exchanges.listings(systems),
        namings=exchanges.namings(partners),
        records=exchanges.records(systems, partners, _RECORDS) if len(keys) <= _BOXES_WITH_RECORDS else {},
    )
