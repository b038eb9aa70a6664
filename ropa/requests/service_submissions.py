"""A request that a system sends twice makes one: by the key that a client gives, or by its words.

The pages have keys of their own (`ropa.web.form_keys`). A client of the API sends `Idempotency-Key`; the same key with
the same body gives what was made, for a day. Without one, the same body from the same sender within ten minutes is
taken for the same request. Bodies hold people's numbers, so what is kept of them is a keyed hash, for two days. It is
made with the secret key, so that `ropa people rekey` changes nothing; after a change of the secret key itself the same
`Idempotency-Key` is refused for its day rather than made a second request.
"""

import hashlib
from datetime import timedelta

import msgspec

from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import invalid
from ropa.keys import Keys
from ropa.requests import service_intake, store
from schemas.requests import RequestInput, SubjectRequest

KEYS_COUNT_FOR = timedelta(hours=24)
WORDS_COUNT_FOR = timedelta(minutes=10)
KEPT = timedelta(days=2)
_KIND = "request_body"


def receive_once(uow: UnitOfWork, keys: Keys, given: RequestInput, key: str | None) -> tuple[SubjectRequest, bool]:
    """Return the request of an intake, and whether this call made it.

    Raises: as `service.receive`; NotFound for who may not read what they sent any more; Invalid when the key came with
    another body before; Conflict when the same request is being saved by another call at this moment, which has made it
    by the next try.
    """
    body = keys.mark(f"{_KIND}:{msgspec.json.encode(given, order='deterministic').decode()}")
    sent = msgspec.json.encode([uow.actor.id, key, None if key else body])
    # Without a secret, there is none in it: a change of keys between two tries must not make a second request.
    sender = hashlib.sha256(sent).hexdigest()
    before = store.submission(uow, sender)
    if before is not None and before.sent_at > uow.now - (KEYS_COUNT_FOR if key else WORDS_COUNT_FOR):
        if before.body_hash != body:
            raise invalid(
                "",
                "Idempotency-Key นี้ใช้กับข้อมูลอื่นไปแล้ว",
                "This Idempotency-Key came with another body before",
            )
        return service_intake.again(uow, before.request_id), False
    made = service_intake.receive(uow, keys, given)
    store.add_submission(uow, sender, body, made.id, before)
    return made, True


def forget_old(uow: UnitOfWork) -> int:
    """Delete what was kept to know a request again; return how many."""
    return store.forget_submissions(uow, uow.now - KEPT)
