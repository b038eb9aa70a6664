"""Reasons of decisions that hold personal data: sealed beside the decision, opened for a reason in the trail (F.4 78).

They leave with the requester's own data; the decision and its words for everybody stay.
"""

import msgspec

from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, NotFound, Unavailable
from ropa.keys import Keys
from ropa.requests import service_events, service_rows, service_telling, store_decisions
from schemas.masking import Masker
from schemas.request_decisions import DecisionInput, ReasonsOpening, SealedReasons
from schemas.request_terms import RequestEventKind

_MASKER = Masker(())


def sealed_of(keys: Keys, decision_id: str, given: DecisionInput) -> bytes | None:
    """Return what is sealed of a decision; None when nothing is."""
    parts = [each.reason_sealed or None for each in given.refused]
    hidden = SealedReasons(reason=given.reason_sealed or None, parts=parts)
    if hidden.reason is None and not any(parts):
        return None
    return keys.seal(msgspec.json.encode(hidden), _bound(decision_id))


def read(uow: UnitOfWork, keys: Keys, request_id: str, number: int, given: ReasonsOpening) -> SealedReasons:
    """Return the reasons of a decision that hold personal data; that they were opened stands in the trail.

    Raises: NotFound, Forbidden; Conflict when there are none or they were forgotten; Invalid for control characters;
    Unavailable when they were sealed with other keys.
    """
    service_rows.read(uow, request_id, Permission.SEE_REQUESTERS)
    service_telling.refuse(uow, request_id, why=given.why)
    row = next((each for each in store_decisions.decisions(uow, request_id) if each.number == number), None)
    if row is None:
        raise NotFound
    if row.sealed is None:
        raise Conflict("ไม่มีเหตุผลที่ปิดผนึก หรือลบแล้วตามกำหนด", "There are no sealed reasons, or they were forgotten")
    why = _MASKER.text(given.why.strip())
    record(uow, "request.reason_read", f"request:{request_id}", {"decision": number, "why": why})
    service_events.add(uow, request_id, RequestEventKind.PERSON_READ, why, {"decision": number})
    return _opened(keys, row)


def opened(uow: UnitOfWork, keys: Keys, request_id: str) -> dict[int, SealedReasons]:
    """Return the sealed reasons of a request by the number of their decision, for letters; no trail is written here.

    Says nothing about rights: whoever shows them to people asks `SEE_REQUESTERS` and writes the trail.
    Raises: Unavailable when some were sealed with other keys.
    """
    return {row.number: _opened(keys, row) for row in store_decisions.sealed(uow, request_id)}


def forget(uow: UnitOfWork, request_id: str) -> int:
    """Take the sealed reasons of a request away; return of how many decisions. The caller writes the trail."""
    return store_decisions.forget_sealed(uow, request_id)


def rekey(uow: UnitOfWork, old: Keys, new: Keys, key_version: int) -> int:
    """Seal every sealed reason anew and return how many there were. The caller writes the trail.

    Raises: Conflict when one does not open with the old keys; then nothing may be saved.
    """
    rows = store_decisions.sealed(uow)
    for row in rows:
        content = old.unseal(row.sealed, _bound(row.id))
        if content is None:
            raise Conflict("เปิดเหตุผลที่ปิดผนึกด้วยกุญแจเดิมไม่ได้", "A sealed reason does not open with the old keys")
        store_decisions.seal(uow, row.id, new.seal(content, _bound(row.id)), key_version)
    return len(rows)


def _bound(decision_id: str) -> str:
    return f"request-decision:{decision_id}"


def _opened(keys: Keys, row: store_decisions.AnyRow) -> SealedReasons:
    content = keys.unseal(row.sealed, _bound(row.id))
    if content is None:
        raise Unavailable("เปิดเหตุผลที่ปิดผนึกไม่ได้ กุญแจไม่ตรง", "The sealed reasons do not open with these keys")
    return msgspec.json.decode(content, type=SealedReasons)
