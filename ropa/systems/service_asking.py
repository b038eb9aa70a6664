"""What an address asks of the exchange map, read with every fault at once: the API and the page ask alike."""

import re
from collections.abc import Iterable, Mapping

from ropa.errors import Invalid, invalid
from schemas.exchange_map import MAX_DEPTH, MAX_WORDS, MapFlow, MapQuery
from schemas.findings import Problem

#: Owners that may be open at once; their keys stand in the address.
MOST_OPENED = 40
_KEY, _OWNER = re.compile(r"[0-9a-f]{16}"), re.compile(r"o[0-9a-f]{15}|\*")
#: What stands in an address, in the order in which it stands there.
NAMES = ("office", "system", "flow", "depth", "item", "abroad", "open")


def query_of(said: Mapping[str, str | None]) -> MapQuery:
    """Return the question; `said` has the words of the address by `NAMES`, missing ones and "" mean "not asked".

    `open` is a list of owners' keys (`diagrams.system_map_folding.owner_key`) with commas between.
    Raises: Invalid with every fault.
    """
    faults: list[Problem] = []

    def fault(name: str, thai: str, english: str) -> None:
        faults.extend(invalid(f"/{name}", thai, english).problems)

    asked = {name: (said.get(name) or "").strip() for name in NAMES}
    office, system, item = asked["office"], asked["system"], asked["item"]
    if office and not (office.isascii() and office.isdecimal() and len(office) < 10):  # noqa: PLR2004 - 32 bits
        fault("office", "ไม่มีหน่วยงานนี้", "There is no such office")
    if system and not _KEY.fullmatch(system):
        fault("system", "ไม่มีระบบหรือคู่แลกเปลี่ยนนี้", "There is no such system or partner")
    flows = {str(each): each for each in MapFlow}
    if asked["flow"] and asked["flow"] not in flows:
        fault("flow", "ทิศทางต้องเป็น in, out หรือ both", "The direction is in, out or both")
    depth = asked["depth"] or "1"
    if depth not in {str(number) for number in range(1, MAX_DEPTH + 1)}:
        fault("depth", f"ตามได้ 1 ถึง {MAX_DEPTH} ทอด", f"1 to {MAX_DEPTH} arrows far")
    if len(item) > MAX_WORDS:
        fault("item", f"ใส่ข้อมูลที่ค้นได้ไม่เกิน {MAX_WORDS} ตัวอักษร", f"At most {MAX_WORDS} characters of plain text")
    opened = [key for key in asked["open"].split(",") if key]
    if len(opened) > MOST_OPENED or not all(_OWNER.fullmatch(key) for key in opened):
        fault("open", "ไม่มีหน่วยงานเจ้าของระบบนี้", "There is no such owner")
    if asked["abroad"] not in {"", "0", "1", "true", "false"}:
        fault("abroad", "ต้องเป็น 0 หรือ 1", "0 or 1")
    if faults:
        raise Invalid(faults)
    return MapQuery(
        office=int(office) if office else None,
        system=system or None,
        flow=flows.get(asked["flow"], MapFlow.BOTH),
        depth=int(depth),
        item=item or None,
        only_abroad=asked["abroad"] in {"1", "true"},
        opened=tuple(sorted(set(opened))),
    )


def address_of(query: MapQuery, **other: object) -> dict[str, object]:
    """Return the same question as the words of an address; `other` replaces some of them, None leaves one out."""
    words: dict[str, object] = {
        "office": query.office,
        "system": query.system,
        "flow": query.flow if query.system and query.flow is not MapFlow.BOTH else None,
        "depth": query.depth if query.system and query.depth > 1 else None,
        "item": query.item,
        "abroad": "1" if query.only_abroad else None,
        "open": joined(query.opened),
    }
    return words | other


def joined(opened: Iterable[str]) -> str | None:
    """Return owners' keys as they stand in an address."""
    return ",".join(sorted(set(opened))) or None
