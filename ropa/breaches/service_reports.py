"""A report that comes twice makes one breach: by the key that a client gives, or by its words.

The pages have keys of their own (`ropa.web.form_keys`). A client of the API sends `Idempotency-Key`; the same key with
the same body gives what was made, for a day. Without one, the same body from the same sender within ten minutes is
taken for the same report: a second press or a retry, not a second breach.
"""

import hashlib
from datetime import timedelta

import msgspec

from ropa.breaches import service, store_outside
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import invalid
from schemas.breach import BreachInput, BreachRecord

KEYS_COUNT_FOR = timedelta(hours=24)
WORDS_COUNT_FOR = timedelta(minutes=10)
KEPT = timedelta(days=2)


def report_once(uow: UnitOfWork, given: BreachInput, key: str | None) -> tuple[BreachRecord, bool]:
    """Return the breach of a report, and whether this call made it.

    Raises: as `service.report`; Invalid when the key came with another body before; Conflict when the same report is
    being saved by another call at this moment, which has made it by the next try.
    """
    body = _hash(msgspec.json.encode(given, order="deterministic"))
    sender = _hash(msgspec.json.encode([uow.actor.id, key, None if key else body]))
    before = store_outside.submission(uow, sender)
    if before is not None and before.sent_at > uow.now - (KEYS_COUNT_FOR if key else WORDS_COUNT_FOR):
        if before.body_hash != body:
            raise invalid(
                "",
                "Idempotency-Key นี้ใช้กับข้อมูลอื่นไปแล้ว",
                "This Idempotency-Key came with another body before",
            )
        return service.read_stored(uow, before.breach_id), False
    made = service.report(uow, given)
    store_outside.add_submission(uow, sender, body, made.id, before)
    return made, True


def forget_old(uow: UnitOfWork) -> int:
    """Delete what was kept to know a report again; return how many."""
    return store_outside.forget_submissions(uow, uow.now - KEPT)


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
