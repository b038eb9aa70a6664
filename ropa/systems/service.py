"""Use cases of systems: the list over all records, and one system with what it exchanges."""

import re
from collections.abc import Sequence

from ropa.activities import service_systems
from ropa.activities.service_exchanges import Exchanges
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import NotFound, invalid
from ropa.offices import service as offices
from ropa.systems import rules_boxes
from ropa.systems.rules_arrows import Arrow
from ropa.systems.rules_boxes import Boxes, Said
from ropa.systems.rules_mirrors import mirror_of
from ropa.systems.service_map import Known, arrows_around, said_on
from schemas.exchange_map import MapRecord
from schemas.system_keys import HIDDEN, KEY_PATTERN
from schemas.system_lines import Ends
from schemas.systems import Mirror, SystemDetail, SystemExchange, SystemFilter, SystemPage
from schemas.thai_text import sort_key
from schemas.vocabulary import ExchangeMode

MAX_LIMIT = 200
#: Records that a system's own page names, and that one of its exchanges does.
MOST_RECORDS = 50
_RECORDS_OF_EXCHANGE = 5
#: Exchanges of one system that are shown; those that most lines tell.
MOST_EXCHANGES = 500
_KEY = re.compile(KEY_PATTERN)


def page(uow: UnitOfWork, wanted: SystemFilter, cursor: str | None, limit: int) -> SystemPage:
    """Return one page of the systems that the reader's records list, in the Thai order of names.

    Raises: Forbidden; Invalid for an office that is not there and for a cursor that this list did not give out.
    """
    if wanted.office is not None and offices.office_name(uow, wanted.office) is None:
        raise invalid("/office", "ไม่มีหน่วยงานนี้", "There is no such office")
    if cursor is not None and not (_KEY.fullmatch(cursor) and service_systems.is_listed(uow, cursor)):
        raise invalid("/cursor", "ตัวชี้หน้าถัดไปไม่ถูกต้อง", "This is no cursor of this list")
    keys = service_systems.keys_after(uow, wanted, cursor, limit + 1)
    found = service_systems.items(uow, keys[:limit])
    return SystemPage(
        items=[found[key] for key in keys[:limit] if key in found],
        next_cursor=keys[limit - 1] if len(keys) > limit else None,
        needs_reindex=service_systems.needs_reindex(uow),
    )


def detail(uow: UnitOfWork, key: str) -> SystemDetail:
    """Return one system that the reader's records list, with its exchanges.

    Raises: Forbidden; NotFound, also where only records list it that the reader may not read.
    """
    item = service_systems.items(uow, [key]).get(key) if _KEY.fullmatch(key) else None
    if item is None:
        raise NotFound
    exchanges = Exchanges(uow)
    known = Known(uow, exchanges)
    around, _ = arrows_around(exchanges, known, key)
    arrows = rules_boxes.strongest([arrow for arrow in around if key in arrow.ends], MOST_EXCHANGES)
    said = said_on(exchanges, arrows)
    telling = _telling(exchanges, arrows)
    keepers = {end for arrow in arrows for end in arrow.ends if known.boxes.keeps_records(end)}

    def _mirror(arrow: Arrow) -> Mirror | None:
        return mirror_of(arrow, key, arrows, keepers, differs=said[id(arrow)].differs())

    lines = [_exchange(key, arrow, known.boxes, said[id(arrow)], telling, _mirror(arrow)) for arrow in arrows]
    records, total = service_systems.records(uow, key, MOST_RECORDS)
    return SystemDetail(
        system=item,
        exchanges=sorted(lines, key=_place),
        records=records,
        records_total=total,
        processors=service_systems.processors(uow, key),
    )


def _place(line: SystemExchange) -> tuple[int, bool, str, str, str]:
    way = 2 if line.sends is None else int(not line.sends)
    return way, line.partner is None, sort_key(line.partner or ""), line.partner_key, str(line.mode or "")


def _telling(exchanges: Exchanges, arrows: Sequence[Arrow]) -> dict[Ends, list[MapRecord]]:
    found: dict[Ends, list[MapRecord]] = {}
    systems = {ends[0] for arrow in arrows for told in arrow.by.values() for ends in told if arrow.seen}
    if systems:
        wanted = {ends for arrow in arrows for told in arrow.by.values() for ends in told}
        for ends, record in exchanges.tellers(systems, ()):
            if ends in wanted and len(found.setdefault(ends, [])) < _RECORDS_OF_EXCHANGE:
                found[ends].append(record)
    return found


def _exchange(
    key: str, arrow: Arrow, boxes: Boxes, said: Said, telling: dict[Ends, list[MapRecord]], mirror: Mirror | None
) -> SystemExchange:
    sends = arrow.ends[0] == key
    partner = arrow.ends[1] if sends else arrow.ends[0]
    records = {
        record.activity_id: record for told in arrow.by.values() for ends in told for record in telling.get(ends, ())
    }
    first = sorted(records.values(), key=lambda record: record.ref)[:_RECORDS_OF_EXCHANGE]
    return SystemExchange(
        partner_key=partner,
        partner=boxes.name(partner),
        partner_owner=boxes.owner(partner),
        partner_is_registered=boxes.is_listed(partner),
        partner_is_outside=partner != HIDDEN and not boxes.keeps_records(partner),
        partner_has_page=boxes.is_readable(partner),
        sends=sends if arrow.is_directed else None,
        mode=ExchangeMode.of(arrow.mode) if arrow.mode is not None else None,
        items=tuple(said.items),
        kinds=rules_boxes.in_order(said.kinds),
        is_special=said.is_special,
        is_abroad=boxes.crosses(arrow),
        told_by=arrow.lines,
        hidden=arrow.lines - arrow.seen,
        mirror=mirror,
        records=tuple(first),
    )
