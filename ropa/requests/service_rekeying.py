"""After a change of keys: all that requests hold of a person is sealed and hashed anew, or nothing is.

Legal source: PDPA s.37(1).
"""

from typing import Any

import msgspec

from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Unavailable
from ropa.keys import Keys
from ropa.requests import service_asks, service_letters_shown, service_person, service_reasons
from ropa.requests import store_rekeying as store
from schemas.requests import RequestPerson

_AT_A_TIME = 200
_PERSON = msgspec.json.Decoder(RequestPerson)


def reseal(uow: UnitOfWork, old: Keys, new: Keys, version: int) -> int:
    """Make persons, letters, words to the requester and sealed reasons anew; return of how many.

    Raises: Unavailable when one was not sealed with the old keys, Conflict for a version that was used already: nothing
    is changed then.
    """
    persons, letters = _persons(uow, old, new, version), _letters(uow, old, new, version)
    asks = _asks(uow, old, new, version)
    reasons = service_reasons.rekey(uow, old, new, version)
    told = {"persons": persons, "letters": letters, "asks": asks, "reasons": reasons, "key_version": version}
    record(uow, "requests.rekeyed", "requests", told)
    return persons + letters + asks + reasons


def _anew(old: Keys, new: Keys, sealed: bytes, bound_to: str) -> tuple[bytes, bytes]:
    """Return the plain content and what it is sealed as with the new key."""
    content = old.unseal(sealed, bound_to)
    if content is None:
        raise Unavailable(
            "กุญแจเดิมที่ให้มาไม่ตรงกับข้อมูลคำขอใช้สิทธิ ไม่มีการเปลี่ยนแปลง",
            "The old keys are not those of the requests of data subjects; nothing was changed",
        )
    return content, new.seal(content, bound_to)


def _persons(uow: UnitOfWork, old: Keys, new: Keys, version: int) -> int:
    count, after = 0, ""
    while rows := store.sealed_requests(uow, after, _AT_A_TIME):
        for row in rows:
            content, sealed = _anew(old, new, row.sealed, service_person.bound_to(row.id))
            values = {
                "sealed": sealed,
                "person_hash": service_person.hash_of(new, _PERSON.decode(content)),
                "key_version": version,
            }
            store.reseal_request(uow, row.id, values)
        count, after = count + len(rows), rows[-1].id
    return count


def _letters(uow: UnitOfWork, old: Keys, new: Keys, version: int) -> int:
    count, after = 0, ("", 0)
    while rows := store.sealed_letters(uow, after, _AT_A_TIME):
        for row in rows:
            if row.key_version == version:
                # What was sent is frozen but for another number of its key.
                raise Conflict(
                    f"เลขรุ่นกุญแจ {version} ใช้ไปแล้ว โปรดใช้เลขอื่น",
                    f"The key version {version} was used already; give another number",
                )
            values: dict[str, Any] = {"key_version": version}
            for name in ("content", "pdf"):
                if (sealed := getattr(row, name)) is not None:
                    bound = service_letters_shown.bound_to(row.request_id, row.number, name)
                    values[name] = _anew(old, new, sealed, bound)[1]
            store.reseal_letter(uow, row.request_id, row.number, values)
        count, after = count + len(rows), (rows[-1].request_id, rows[-1].number)
    return count


def _asks(uow: UnitOfWork, old: Keys, new: Keys, version: int) -> int:
    count, after = 0, ("", 0)
    while rows := store.sealed_asks(uow, after, _AT_A_TIME):
        for row in rows:
            sealed = _anew(old, new, row.sealed, service_asks.bound_to(row.request_id, row.number))[1]
            store.reseal_ask(uow, row.request_id, row.number, {"sealed": sealed, "key_version": version})
        count, after = count + len(rows), (rows[-1].request_id, rows[-1].number)
    return count
