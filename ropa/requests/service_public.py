"""Requests by the public form: taken without an account, each with its clock, a receipt and a secret code.

The sender's network address is not kept: a keyed hash limits how often one place sends. Whoever has the receipt is told
where the request stands, and nothing of who asked.
"""

import base64
import hmac
from collections.abc import Sequence
from datetime import datetime

import msgspec

from ropa import clock
from ropa.access import service_rates
from ropa.access.rules_rates import Limit
from ropa.db.ids import id_of_words, new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid, NotFound, invalid
from ropa.keys import Keys
from ropa.requests import rules, rules_form, service, service_asks, service_check, service_rows, store, store_arrivals
from ropa.requests.rules_receipt import code_of, hash_of, read_code, read_ref
from schemas.access import Actor, Channel
from schemas.findings import Problem
from schemas.request_clock import Ask
from schemas.request_public import PublicAsk, PublicReceipt, PublicStatus, RightDue
from schemas.requests import RequestChannel, RequestInput, Right, SubjectRequest, Tongue

FORM = "subject-request"
STATUS = "subject-request-status"
#: From one place some requests an hour, for a house or an office behind one address; from everybody ten thousand, so
#: that a flood fills neither disk nor inbox.
LIMITS: Sequence[Limit] = (
    Limit(seconds=3600, each=10, all=10_000),
    Limit(seconds=24 * 3600, each=40, all=30_000),
)
#: Tries that failed; a code has 80 bits, so these only spare the machine.
TRIES: Sequence[Limit] = (Limit(seconds=3600, each=20, all=20_000),)
#: Letters of all wishes together. A sealed request holds at most some 20 KB.
MOST_WORDS = 4_000
_SENDER = Actor(id="public-form", name="ผู้ยื่นผ่านแบบฟอร์มสาธารณะ", channel=Channel.WEB)


def receive(
    uow: UnitOfWork, keys: Keys, address: str | None, given: RequestInput, form_id: str | None = None
) -> PublicReceipt:
    """Return the receipt of a new request.

    `form_id` is the one that the form was given: the same words sent twice are one request with one receipt, other
    words of the same form (Back, changed, sent) another.
    Raises: Invalid with every fault; TooManyRequests; and then nothing was saved.
    """
    uow.actor = _SENDER  # nobody is signed in, and the sender's address goes into no trail
    base = new_id(uow.now) if form_id is None else form_id
    request_id = id_of_words(base, keys.mark(f"{FORM}:{msgspec.json.encode(given).hex()}"))
    before = store.find(uow, request_id)
    if before is not None:
        return _receipt(keys, service_rows.read_stored(uow, request_id))
    problems = service_check.unknown_office(uow, given.office_id)
    if problems:
        raise Invalid(problems)
    if sum(len(each.wish or "") for each in given.rights) > MOST_WORDS:
        raise invalid(
            "/rights",
            f"รายละเอียดรวมกันต้องไม่เกิน {MOST_WORDS:,} ตัวอักษร ส่งเอกสารเพิ่มเติมได้เมื่อเจ้าหน้าที่ติดต่อกลับ",
            f"The details may have {MOST_WORDS:,} letters together; more can be sent when an officer has answered",
        )
    service_rates.spend(uow, keys, FORM, address, LIMITS)
    taken = msgspec.structs.replace(
        given, channel=RequestChannel.PUBLIC_FORM, received_at=None, identity=None, activity_ids=[], owner_id=None
    )
    code_hash = hash_of(request_id, _code(keys, request_id))
    made = service.make(uow, keys, taken, request_id=request_id, submission_id=request_id, code_hash=code_hash)
    store_arrivals.add(uow, request_id)
    return _receipt(keys, made)


def _code(keys: Keys, request_id: str) -> str:
    """Return the code of a request: the same for a form that was sent twice, and unknown without the register's key."""
    return code_of(base64.urlsafe_b64decode(keys.mark(f"subject-request-code:{request_id}") + "="))


def _receipt(keys: Keys, made: SubjectRequest) -> PublicReceipt:
    return PublicReceipt(
        ref=made.ref,
        code=_code(keys, made.id),
        office_id=made.office_id,
        received_at=made.received_at,
        rights=_rights(made),
    )


def _rights(found: SubjectRequest) -> list[RightDue]:
    return [
        RightDue(right=each.right, due_on=each.due_on, is_decided=each.outcome is not None) for each in found.rights
    ]


def status(uow: UnitOfWork, keys: Keys, ref: str, code: str) -> PublicStatus:
    """Return where a request stands, to whoever has its receipt. Reading leaves no trace and no clock moves.

    Raises: NotFound for a reference and a code that do not belong together: which of the two is wrong is not told.
    """
    read, number = read_code(code), read_ref(ref)
    row = None if number is None else store_arrivals.by_ref(uow, number)
    stored = "" if row is None or row.code_hash is None else str(row.code_hash)
    made = hash_of("" if row is None else row.id, read or "")
    if row is None or read is None or not hmac.compare_digest(made, stored):
        raise NotFound
    found = service_rows.read_stored(uow, row.id)
    return PublicStatus(
        ref=found.ref,
        office_id=found.office_id,
        received_at=found.received_at,
        state=found.state,
        rights=_rights(found),
        is_paused=found.is_paused,
        asks=[_ask(each) for each in service_asks.waiting(uow, keys, row.id)],
        answered_on=None if found.answered_at is None else clock.bangkok(found.answered_at).date(),
    )


def _ask(found: Ask) -> PublicAsk:
    return PublicAsk(kind=found.kind, words=found.words, due_on=found.due_on, is_provisional=found.is_provisional)


def faults(given: RequestInput, now: datetime) -> list[Problem]:
    """Return what the rules of an intake find in a form that is not complete yet: all faults are seen at once."""
    today = clock.bangkok(now).date()
    return rules.intake_faults(given, now, today, today)


def law_words(right: Right, language: Tongue) -> str:
    """Return where a right stands in the Act, in words."""
    return rules_form.law(right, language)


def count_failed_try(uow: UnitOfWork, keys: Keys, address: str | None) -> None:
    """Count a try that failed. Raises: TooManyRequests when there were too many."""
    service_rates.spend(uow, keys, STATUS, address, TRIES)
