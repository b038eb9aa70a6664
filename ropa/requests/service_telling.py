"""Keeps the people of a request out of every word of it that stays in clear: one check for all such words.

It looks at who asked by itself and shows nobody anything of it, so no trail is written.
Legal source: PDPA s.37(3); s.39(7); F.4 78.
"""

from collections.abc import Callable, Mapping
from itertools import chain

import msgspec

from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid
from ropa.keys import Keys
from ropa.requests import rules_telling, rules_text, service_sealed, store
from schemas.findings import Problem
from schemas.requests import RequestPerson

#: The keys of the register, which most services of a request are not handed: `ropa.wiring` joins those that the process
#: was started with, and what reads them from its settings.
KEYS: list[Keys] = []
KEYS_READ: list[Callable[[], Keys]] = []
#: Codes, not words.
_NO_WORDS = frozenset({"activity_id", "activity_ids", "holding_id", "executor_id"})


def problems(uow: UnitOfWork, request_id: str, **texts: str | None) -> list[Problem]:
    """Return a fault for each text that has control characters or tells who asked; the names are those of the fields.

    Raises: Conflict when who asked was sealed with another key: then nobody can tell, and nothing is written.
    """
    found = rules_text.problems(**texts)
    return found + rules_telling.problems(teller(uow, request_id), {f"/{name}": said for name, said in texts.items()})


def refuse(uow: UnitOfWork, request_id: str, **texts: str | None) -> None:
    """Return when none of the texts has control characters or tells who asked.

    Raises: Invalid with every fault; Conflict as `problems`.
    """
    if found := problems(uow, request_id, **texts):
        raise Invalid(found)


def told_in(uow: UnitOfWork, request_id: str, given: msgspec.Struct) -> list[Problem]:
    """Return a fault for each text of a sent body, however deep, that tells who asked.

    Raises: Conflict as `problems`.
    """
    return rules_telling.problems(teller(uow, request_id), dict(_texts(msgspec.to_builtins(given), "")))


def teller(uow: UnitOfWork, request_id: str) -> Callable[[str], bool]:
    """Return what tells whether words name the people of a request; of one that was forgotten, anybody's numbers.

    Raises: Conflict when who asked was sealed with another key.
    """
    return rules_telling.telling(_person(uow, request_id))


def _person(uow: UnitOfWork, request_id: str) -> RequestPerson | None:
    sealed = store.sealed(uow, request_id)
    if sealed is None:
        return None
    for keys in chain(KEYS, (read() for read in KEYS_READ)):
        person = service_sealed.unseal(keys, request_id, sealed)
        if person is not None:
            return person
    raise Conflict("ข้อมูลผู้ยื่นคำขอเข้ารหัสด้วยกุญแจอื่น", "Who made this request was sealed with another key")


def _texts(value: object, pointer: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    if isinstance(value, str):
        found[pointer] = value
    elif isinstance(value, list):
        for index, part in enumerate(value):
            found |= _texts(part, f"{pointer}/{index}")
    elif isinstance(value, dict):
        for key, part in value.items():
            # With a position: somebody of the agency, named for what they did, who may have a requester's family name.
            if key not in _NO_WORDS and (key != "name" or "position" not in value):
                found |= _texts(part, f"{pointer}/{key}")
    return found
