"""Use cases of what became of recipients: send again, turn into a letter, posted, returned, told in another way."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from ropa.audit.service import record
from ropa.breaches import store_letters
from ropa.breaches.service_letters import first_told, moment_of
from ropa.breaches.service_notices_shown import require_live
from ropa.breaches.service_recipients import notice_of
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid, invalid
from schemas.breach_letters import RecipientAct, RecipientChange, RecipientsChanged, RecipientState, RecipientWay
from schemas.reading import control_characters


def change(uow: UnitOfWork, breach_id: str, number: int, given: RecipientChange) -> RecipientsChanged:
    """Return how many recipients an act changed.

    Raises: NotFound, Forbidden; Conflict before it was given out and once the breach is closed; Invalid.
    """
    breach, row = notice_of(uow, breach_id, number, handle=True)
    require_live(breach)
    if row.released_at is None:
        raise Conflict("ต้องส่งออกก่อน", "It has to be given out first")
    at = moment_of(uow, breach, given.happened_at, "/happened_at")
    if given.reason is not None and (problems := list(control_characters({"reason": given.reason}))):
        raise Invalid(problems)
    if not given.ids and given.state is None:
        raise invalid("/ids", "ระบุผู้รับ หรือสถานะ", "Name recipients, or a state")
    if given.act is RecipientAct.REACHED and not (given.reason or "").strip():
        raise invalid("/reason", "ระบุว่าแจ้งด้วยวิธีใด", "Say in which way they were told")
    ways, states, values, has_address = _ACTS[given.act](uow, at, given)
    if breach.is_drill and given.act is not RecipientAct.RETURNED:
        values |= {"state": store_letters.SIMULATED, "sent_at": uow.now}
    asked = store_letters.count_where(uow, row.id, way=_code(given.way), state=_code(given.state), ids=given.ids)
    changed = store_letters.change_states(
        uow,
        row.id,
        values,
        ways=[each for each in ways if given.way is None or each == given.way],
        states=[each for each in states if given.state is None or each == given.state],
        ids=given.ids or None,
        has_address=has_address,
    )
    told = {"number": number, "act": str(given.act), "recipients": changed}
    record(uow, "breach.recipients_changed", f"breach:{breach_id}", told)
    if changed and given.act in _TELLING:
        first_told(uow, row.id, breach_id, at, _TELLING[given.act])
    return RecipientsChanged(changed=changed, left=asked - changed)


def _code(term: RecipientWay | RecipientState | None) -> str | None:
    return None if term is None else str(term)


Act = tuple[tuple[str, ...], tuple[str, ...], dict[str, Any], bool]


def _retry(uow: UnitOfWork, _at: datetime, _given: RecipientChange) -> Act:
    values = {"state": store_letters.WAITING, "due_at": uow.now, "tries": 0, "reason": None, "returned_at": None}
    return (store_letters.EMAIL, store_letters.LETTER), (store_letters.FAILED, store_letters.RETURNED), values, False


def _to_letter(uow: UnitOfWork, _at: datetime, _given: RecipientChange) -> Act:
    values = {"way": store_letters.LETTER, "state": store_letters.WAITING, "due_at": uow.now, "holder": None}
    states = (store_letters.WAITING, store_letters.FAILED, store_letters.RETURNED)
    return (store_letters.EMAIL,), states, values, True


def _posted(_uow: UnitOfWork, at: datetime, _given: RecipientChange) -> Act:
    values = {"state": store_letters.SENT, "sent_at": at, "reason": None}
    return (store_letters.LETTER,), (store_letters.WAITING,), values, False


def _returned(_uow: UnitOfWork, at: datetime, given: RecipientChange) -> Act:
    values = {"state": store_letters.RETURNED, "returned_at": at, "reason": given.reason}
    states = (store_letters.SENT, store_letters.SIMULATED)
    return (store_letters.EMAIL, store_letters.LETTER), states, values, False


def _reached(_uow: UnitOfWork, at: datetime, given: RecipientChange) -> Act:
    values = {"state": store_letters.SENT, "sent_at": at, "reason": given.reason, "holder": None}
    states = (store_letters.WAITING, store_letters.FAILED, store_letters.RETURNED)
    return (store_letters.EMAIL, store_letters.LETTER), states, values, False


_TELLING = {RecipientAct.POSTED: RecipientWay.LETTER, RecipientAct.REACHED: RecipientAct.REACHED}
_ACTS: dict[RecipientAct, Callable[[UnitOfWork, datetime, RecipientChange], Act]] = {
    RecipientAct.RETRY: _retry,
    RecipientAct.TO_LETTER: _to_letter,
    RecipientAct.POSTED: _posted,
    RecipientAct.RETURNED: _returned,
    RecipientAct.REACHED: _reached,
}
