"""Use case of the trail's own retention: whole sealed segments leave with a copy, their seals stay.

The seals of what left still chain; that it left by us, and not by somebody's hand, an entry with a mark says.
Legal source: Computer Crime Act s.26 (traffic data at least 90 days); PDPA s.37(3) (no longer than needed).
"""

import hmac
from datetime import date, timedelta

import msgspec

from ropa import clock
from ropa.audit import store
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, invalid
from ropa.keys import Keys
from schemas.audit import Seal

ACTION = "trail.pruned"
#: The law asks for 90 days of traffic data; nothing younger leaves.
SHORTEST = timedelta(days=90)


def segments(uow: UnitOfWork, keys: Keys, before: date) -> list[Seal]:
    """Return the seals whose entries are all older than a day of Bangkok and are still there, oldest first.

    Raises: Invalid for a day less than 90 days ago.
    """
    if clock.bangkok(uow.now).date() - before < SHORTEST:
        raise invalid(
            "/before",
            f"ต้องเก็บบันทึกเหตุการณ์อย่างน้อย {SHORTEST.days} วัน",
            f"Entries are kept for at least {SHORTEST.days} days (Computer Crime Act s.26)",
        )
    gone = pruned_through(uow, keys)
    found = []
    for seal in store.seals(uow):
        if clock.bangkok(seal.sealed_at).date() >= before:
            break
        if seal.number > gone:
            found.append(seal)
    return found


def prune(uow: UnitOfWork, keys: Keys, seals: list[Seal], copy_hash: str) -> int:
    """Remove the entries of the segments and return how many; the seals stay, and an entry tells of it.

    Raises: Conflict when there is nothing to remove; Unavailable where the database's role may not.
    """
    if not seals:
        raise Conflict("ไม่มีส่วนที่ผนึกแล้วซึ่งเก่าพอ", "No sealed segment is old enough")
    through = seals[-1].number
    count = store.remove_entries(uow, seals[0].first_id, seals[-1].last_id)
    told = {"through": through, "entries": count, "copy": copy_hash, "mark": _mark(keys, through, copy_hash)}
    record(uow, ACTION, "trail", told)
    return count


def pruned_through(uow: UnitOfWork, keys: Keys) -> int:
    """Return the number of the last seal whose entries left by us; 0 when none did.

    An entry without our mark counts for nothing: anybody who can write to the table could have put it there.
    """
    for details in store.details_of(uow, ACTION, "trail"):
        told = msgspec.json.decode(details)
        mark = _mark(keys, told.get("through", 0), str(told.get("copy", "")))
        if hmac.compare_digest(mark, str(told.get("mark", ""))):
            return int(told["through"])
    return 0


def _mark(keys: Keys, through: int, copy_hash: str) -> str:
    return keys.mark(f"audit-pruned:{through}:{copy_hash}")
