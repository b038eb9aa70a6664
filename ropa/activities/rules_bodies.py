"""Who is who in a record: its own bodies, the systems that it lists, and outside bodies of its exchange lines. Pure."""

import re
from collections.abc import Iterator

from ropa.activities.rules_answers import squeezed
from schemas.document import ActivityDocument
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.vocabulary import Direction

_UNNAMED = "(ไม่ระบุชื่อ)"
_SYSTEM = squeezed("ระบบ")
_ALIAS = re.compile(r"\(([^()]*)\)")
#: Shortest alias in parentheses that names a system by itself.
_SHORTEST_ALIAS = 5
#: Most bodies that one message lists.
_LISTED = 10


def lines_of(document: ActivityDocument) -> Iterator[tuple[str, InformationSystem, int, ExchangeLine]]:
    """Yield (pointer, system, number of the line from 1, line) of every exchange line that is not denied."""
    for index, system in enumerate(document.systems):
        for number, line in enumerate(system.exchanges):
            if line.data_exchange_applied is not False:
                yield f"/systems/{index}/exchanges/{number}", system, number + 1, line


def direction_of(line: ExchangeLine) -> Direction | None:
    """Return the direction of a line; None where it is not known."""
    return line.data_exchange_type.direction if line.data_exchange_type is not None else None


def own_keys(document: ActivityDocument) -> frozenset[str]:
    """Return the keys of the names under which the record's own agency may stand."""
    header = document.form.header
    own = (header.agency_name, header.parent_org_unit, header.responsible_org_unit)
    return frozenset(filter(None, (squeezed(name) for name in own if name)))


def controller_key(document: ActivityDocument) -> str:
    """Return the key of the controller: the department, or the agency where no department is named; may be empty."""
    header = document.form.header
    return squeezed(header.parent_org_unit or header.agency_name or "")


def name_keys(system_name: str) -> tuple[str, ...]:
    """Return the keys that mean a system: its whole name, the name without parentheses, and an alias in them."""
    aliases = (squeezed(alias) for alias in _ALIAS.findall(system_name))
    keys = [
        squeezed(system_name),
        squeezed(system_name.partition("(")[0]),
        *(alias for alias in aliases if len(alias) >= _SHORTEST_ALIAS),
    ]
    return tuple(dict.fromkeys(filter(None, keys)))


def listed_systems(document: ActivityDocument) -> dict[str, InformationSystem]:
    """Return the record's systems by every key that means them; the first of two systems keeps a key."""
    found: dict[str, InformationSystem] = {}
    for system in document.systems:
        for key in name_keys(system.system_name):
            found.setdefault(key, system)
    return found


def is_system_name(key: str) -> bool:
    """Tell whether a key of a name is that of a system and of no body."""
    return key.startswith(_SYSTEM)


def other_bodies(document: ActivityDocument, direction: Direction) -> list[str]:
    """Return the outside bodies of all lines of one direction, each once.

    Left out are the agency itself and names of systems: a system is no body, it stands where its owner should.
    """
    left_out = own_keys(document) | {squeezed(system.system_name) for system in document.systems}
    found: dict[str, str] = {}
    for _, _, _, line in lines_of(document):
        if direction_of(line) is direction:
            name = line.external_org_unit or _UNNAMED
            key = squeezed(name)
            if key and key not in left_out and not is_system_name(key):
                found.setdefault(key, name)
    return list(found.values())


def listed(names: list[str]) -> str:
    """Return names in one text, the first ten of them."""
    more = len(names) - _LISTED
    return ", ".join(names[:_LISTED]) + (f" (+{more})" if more > 0 else "")
