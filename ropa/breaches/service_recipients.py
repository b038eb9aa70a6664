"""Use cases of the delivery register: who is told of a breach, added from lists, shown masked.

Names and addresses are encrypted at rest. Legal source: PDPA s.37(1), (4).
"""

import itertools
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import msgspec

from ropa.audit.service import record
from ropa.breaches import rules_recipients as rules
from ropa.breaches import service, store_letters, store_notices
from ropa.breaches.rules import in_bangkok
from ropa.breaches.service_notices_shown import handled, read_shown, require_live, row_of
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, NotFound
from ropa.keys import Keys
from schemas.breach import BreachRecord
from schemas.breach_letters import (
    Recipient,
    RecipientContact,
    RecipientCount,
    RecipientPage,
    RecipientsTaken,
    RecipientState,
    RecipientWay,
)
from schemas.breach_notice import BreachNotice, NoticeAudience

MAX_LIMIT = 500
_TOGETHER = 500
_CONTACT = msgspec.json.Decoder(RecipientContact)


def sealed_for(recipient_id: str) -> str:
    """Return what a contact is bound to when it is encrypted."""
    return f"breach-recipient:{recipient_id}"


def hash_of(keys: Keys, contact: RecipientContact) -> str:
    """Return the keyed hash of a recipient."""
    return keys.hash_id(rules.known_as(contact), "breach-recipient")


def opened(keys: Keys, recipient_id: str, sealed: bytes | None) -> RecipientContact | None:
    """Return a contact; None when it was deleted, or sealed with keys that are not these."""
    content = None if sealed is None else keys.unseal(bytes(sealed), sealed_for(recipient_id))
    return None if content is None else _CONTACT.decode(content)


def notice_of(uow: UnitOfWork, breach_id: str, number: int, *, handle: bool = False) -> tuple[BreachRecord, Any]:
    """Return a breach and its notice to data subjects.

    Raises: NotFound; Forbidden (`handle`: who may not work on it).
    """
    breach = handled(uow, breach_id) if handle else service.read(uow, breach_id)
    row = row_of(store_notices.of_breach(uow, breach_id), number)
    if row.audience != str(NoticeAudience.SUBJECTS):
        raise NotFound
    return breach, row


def add(
    uow: UnitOfWork, keys: Keys, breach_id: str, number: int, given: Iterable[RecipientContact], *, anew: bool = False
) -> RecipientsTaken:
    """Return what a list added. Who stands there already is not added twice. `anew`: a draft's list is replaced.

    Raises: NotFound, Forbidden; Conflict when the breach is closed, or a list that was given out would be replaced.
    """
    breach, row = notice_of(uow, breach_id, number, handle=True)
    require_live(breach)
    if anew:
        if row.released_at is not None:
            raise Conflict("ส่งออกแล้ว แทนที่รายชื่อไม่ได้ เพิ่มรายชื่อได้", "It was given out; the list can only grow")
        store_letters.clear(uow, row.id)
    is_simulated = breach.is_drill and row.released_at is not None
    said = {"state": store_letters.SIMULATED, "sent_at": uow.now} if is_simulated else {}
    place = store_letters.last_place(uow, row.id)
    tally = {RecipientWay.EMAIL: 0, RecipientWay.LETTER: 0}
    repeated = 0
    source = iter(given)
    while batch := list(itertools.islice(source, _TOGETHER)):
        wanted: dict[str, RecipientContact] = {}
        for contact in batch:
            wanted.setdefault(hash_of(keys, contact), contact)
        there = store_letters.known(uow, row.id, wanted)
        rows = []
        for contact_hash, contact in wanted.items():
            if contact_hash in there:
                continue
            place += 1
            tally[rules.way_of(contact)] += 1
            rows.append(row_for(keys, row.id, place, contact, uow.now) | said)
        repeated += len(batch) - len(rows)
        store_letters.add(uow, rows)
    taken = RecipientsTaken(
        added=sum(tally.values()),
        by_email=tally[RecipientWay.EMAIL],
        by_letter=tally[RecipientWay.LETTER],
        repeated=repeated,
    )
    told = {"number": number, **msgspec.structs.asdict(taken)}
    record(uow, "breach.recipients_added", f"breach:{breach_id}", told)
    return taken


def row_for(keys: Keys, notice_id: str, place: int, contact: RecipientContact, now: datetime) -> dict[str, Any]:
    """Return a row of the delivery register that waits, its contact encrypted."""
    key = new_id(now)
    return {
        "id": key,
        "notice_id": notice_id,
        "place": place,
        "way": str(rules.way_of(contact)),
        "state": store_letters.WAITING,
        "contact": keys.seal(msgspec.json.encode(contact), sealed_for(key)),
        "contact_hash": hash_of(keys, contact),
        "has_address": bool(contact.address),
        "added_at": now,
        "due_at": now,
        "tries": 0,
        "sent_at": None,
    }


def page(uow: UnitOfWork, keys: Keys, breach_id: str, number: int, cursor: int = 0, limit: int = 100) -> RecipientPage:
    """Return one page of the delivery register, contacts masked. Raises: NotFound."""
    _, row = notice_of(uow, breach_id, number)
    rows = store_letters.page(uow, row.id, cursor, limit + 1)
    return RecipientPage(
        items=[shown(keys, each) for each in rows[:limit]],
        counts=_counts(uow, row.id),
        next_cursor=rows[limit - 1].place if len(rows) > limit else None,
    )


def _counts(uow: UnitOfWork, notice_id: str) -> list[RecipientCount]:
    return [
        RecipientCount(way=RecipientWay.of(way), state=RecipientState.of(state), number=number)
        for way, state, number in store_letters.counts(uow, notice_id)
    ]


def register(uow: UnitOfWork, keys: Keys, breach_id: str, number: int) -> tuple[BreachNotice, Iterator[Recipient]]:
    """Return the notice and its whole delivery register for the Excel file, contacts masked; some hundred in memory.

    Raises: NotFound.
    """
    breach, row = notice_of(uow, breach_id, number)
    return read_shown(uow, breach, number), (shown(keys, each) for each in store_letters.each(uow, row.id))


def shown(keys: Keys, row: Any) -> Recipient:
    """Return a row as pages show it."""
    way = RecipientWay.of(row.way)
    contact = opened(keys, row.id, row.contact)
    return Recipient(
        id=row.id,
        place=row.place,
        way=way,
        state=RecipientState.of(row.state),
        contact=None if contact is None else rules.masked(contact, way),
        sent_at=in_bangkok(row.sent_at),
        returned_at=in_bangkok(row.returned_at),
        tries=row.tries,
        reason=row.reason,
        contact_hash=row.contact_hash,
    )
