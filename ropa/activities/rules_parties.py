"""The bodies and systems that a record names, as rows by which other records are held against it. Pure.

They stand in the table of recipients under kinds of their own, with keys that have no spaces (the paper breaks Thai
words anywhere): the controller, the systems, and the other side of each exchange line with direction and mode.
"""

from typing import Final

from ropa.activities.rules_answers import squeezed
from ropa.activities.rules_bodies import controller_key, direction_of, is_system_name, lines_of, name_keys
from schemas.document import ActivityDocument
from schemas.vocabulary import Direction, ExchangeMode

CONTROLLER: Final = "controller"
SYSTEM: Final = "system"
KEY_LENGTH: Final = 300


def party_key(name: str) -> str:
    """Return the key of a body's or a system's name, short enough for its column."""
    return squeezed(name)[:KEY_LENGTH]


def kind_of(direction: Direction, mode: ExchangeMode | None) -> str:
    """Return the kind of an exchange line's row, for example `send_online`; `send` where the mode is not known."""
    return f"{direction.value}_{mode.value}" if mode is not None else direction.value


#: Every kind that an exchange line can have.
LINE_KINDS: Final = frozenset(kind_of(direction, mode) for direction in Direction for mode in (*ExchangeMode, None))


def opposite(kind: str, direction: Direction) -> bool:
    """Tell whether a line of this kind is the other side of a line of this direction."""
    return not kind.startswith(direction.value)


def parties(document: ActivityDocument) -> list[tuple[str, str, str]]:
    """Return (kind, name, key) of everything by which other records may be held against this one, each once."""
    header = document.form.header
    controller = controller_key(document)
    found: dict[tuple[str, str], str] = {}
    if controller:
        found[CONTROLLER, controller[:KEY_LENGTH]] = header.parent_org_unit or header.agency_name or ""
    for system in document.systems:
        for key in name_keys(system.system_name):
            found.setdefault((SYSTEM, key[:KEY_LENGTH]), system.system_name)
    for _, _, _, line in lines_of(document):
        direction, key = direction_of(line), party_key(line.external_org_unit or "")
        if direction is None or not key or is_system_name(key) or line.data_exchange_type is None:
            continue
        kind = kind_of(direction, line.data_exchange_type.mode)
        found.setdefault((kind, key), line.external_org_unit or "")
    return [(kind, name, key) for (kind, key), name in found.items()]


class Asked:
    """What one record asks of the register, by key. Counterparts that are systems, and bodies with the controller."""

    __slots__ = ("bodies", "controller", "systems")

    def __init__(self, document: ActivityDocument) -> None:
        self.controller = controller_key(document)[:KEY_LENGTH]
        self.systems: set[str] = set()
        self.bodies: set[str] = set()
        for _, _, _, line in lines_of(document):
            key = party_key(line.external_org_unit or "")
            if is_system_name(key):
                self.systems.add(key)
            elif key and key != self.controller:
                self.bodies.add(key)
