"""What an entry of the log of s.27 paragraph 3 must say, and the steps of another agency's request. Pure.

Legal source: PDPA s.27 paragraph 3 and s.39(6); the disclosure measures of form 003 (check before, identity at, log at,
follow-up after the data went out).
"""

from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct

from schemas.disclosures import (
    CONSENTS,
    S27,
    DisclosureInput,
    ExchangeRequestInput,
    ExchangeState,
    ExchangeStep,
    ExchangeStepInput,
    Often,
    Verdict,
)
from schemas.findings import Problem

#: The register's first day: an earlier year is a slip of the keyboard.
EARLIEST = date(1950, 1, 1)
#: No exchange is approved for longer at once.
LONGEST = timedelta(days=5 * 366)
FOLLOW_UP_AFTER = timedelta(days=30)

S, T = ExchangeState, ExchangeStep


class Way(Struct, frozen=True, kw_only=True):
    """From which states a step goes, whereto (None: the state stays), what it needs, and whether it is a decision."""

    sources: frozenset[ExchangeState]
    target: ExchangeState | None
    needs: tuple[str, ...] = ()
    decides: bool = False


WAYS = {
    T.CORRECT: Way(sources=frozenset({S.RECEIVED, S.CHECKED}), target=S.RECEIVED, needs=("asked",)),
    T.CHECK: Way(sources=frozenset({S.RECEIVED, S.CHECKED}), target=S.CHECKED, needs=("check",)),
    T.APPROVE: Way(
        sources=frozenset({S.CHECKED}), target=S.APPROVED, needs=("reason", "valid_from", "valid_to"), decides=True
    ),
    T.REFUSE: Way(sources=frozenset({S.RECEIVED, S.CHECKED}), target=S.REFUSED, needs=("reason",), decides=True),
    T.CONNECT: Way(sources=frozenset({S.APPROVED}), target=S.CONNECTED, needs=("client_id",)),
    T.SUSPEND: Way(sources=frozenset({S.CONNECTED}), target=S.SUSPENDED, needs=("reason",), decides=True),
    T.RESUME: Way(sources=frozenset({S.SUSPENDED}), target=S.CONNECTED, needs=("reason",), decides=True),
    T.RENEW: Way(
        sources=frozenset({S.APPROVED, S.CONNECTED, S.SUSPENDED}),
        target=None,
        needs=("asked", "check", "reason", "valid_from", "valid_to"),
        decides=True,
    ),
    T.ROTATE: Way(sources=frozenset({S.CONNECTED, S.SUSPENDED}), target=None, needs=("client_id", "reason")),
    T.END: Way(
        sources=frozenset({S.APPROVED, S.CONNECTED, S.SUSPENDED}), target=S.ENDED, needs=("reason",), decides=True
    ),
    T.CONFIRM_DELETED: Way(sources=frozenset({S.ENDED}), target=S.CLOSED, needs=("reason",)),
    T.WITHDRAW: Way(sources=frozenset({S.RECEIVED, S.CHECKED}), target=S.WITHDRAWN, needs=("reason",)),
}
OVER = frozenset({S.CLOSED, S.REFUSED, S.WITHDRAWN})
#: Steps that may bring more than they need.
_MAY = {T.END: ("follow_up_on",), T.CONFIRM_DELETED: (), T.CONNECT: ("reason",)}
_FIELDS = ("reason", "asked", "check", "client_id", "valid_from", "valid_to", "follow_up_on")


#: What comes next first; corrections and the end last.
_USUAL = (
    T.APPROVE, T.CONNECT, T.CHECK, T.RESUME, T.CONFIRM_DELETED, T.RENEW, T.ROTATE, T.SUSPEND, T.END, T.REFUSE,
    T.CORRECT, T.WITHDRAW,
)  # fmt: skip


def brings(step: ExchangeStep) -> tuple[str, ...]:
    """Return the fields that a step needs or may bring."""
    way = WAYS.get(step)
    return () if way is None else (*way.needs, *_MAY.get(step, ()))


def steps_from(state: ExchangeState) -> list[ExchangeStep]:
    """Return the steps that a request in a state may take."""
    return [step for step in _USUAL if state in WAYS[step].sources]


def step_faults(given: ExchangeStepInput, today: date, *, failed: bool) -> Iterator[Problem]:
    """Yield what a step lacks, or brings along for nothing.

    `failed`: the last check found that something is not so.
    """
    way = WAYS.get(given.step)
    if way is None:
        yield _say("/step", "ขั้นตอนนี้บันทึกเองไม่ได้", "This step is not taken by hand")
        return
    allowed = brings(given.step)
    for name in _FIELDS:
        value = getattr(given, name)
        if name in way.needs and (value is None or (isinstance(value, str) and not value.strip())):
            yield _say(f"/{name}", "ต้องระบุ", "This is needed")
        elif value is not None and name not in allowed:
            yield _say(f"/{name}", "ไม่ใช้กับขั้นตอนนี้", "This does not belong to the step")
    yield from _date_faults(given, today)
    if given.step is T.APPROVE and failed:
        th = "ผลการตรวจสอบมีข้อที่ไม่ผ่าน จึงอนุมัติไม่ได้ ให้แก้ไขคำขอแล้วตรวจสอบใหม่ หรือไม่อนุมัติ"
        yield _say(
            "/step", th, "The check found faults, so this cannot be approved; correct and check again, or refuse"
        )
    if given.step is T.RENEW and has_failed(given):
        th = "ผลการตรวจสอบมีข้อที่ไม่ผ่าน จึงต่ออายุไม่ได้"
        yield _say("/check", th, "The check found faults, so this cannot be renewed")
    if given.asked is not None:
        yield from request_faults(given.asked, "/asked")


def _date_faults(given: ExchangeStepInput, today: date) -> Iterator[Problem]:
    first, last = given.valid_from, given.valid_to
    if first is not None and last is not None:
        if last < first:
            yield _say("/valid_to", "ต้องไม่ก่อนวันที่เริ่ม", "The end must not come before the beginning")
        elif last - first > LONGEST:
            yield _say("/valid_to", "อนุมัติครั้งละไม่เกิน 5 ปี", "No more than five years at once")
        if last < today:
            yield _say("/valid_to", "ต้องไม่เป็นวันที่ผ่านไปแล้ว", "The end has passed already")
    if given.follow_up_on is not None and given.follow_up_on < today:
        yield _say("/follow_up_on", "ต้องไม่เป็นวันที่ผ่านไปแล้ว", "This day has passed already")


def request_faults(asked: ExchangeRequestInput, at: str) -> Iterator[Problem]:
    """Yield what cannot be true of a request."""
    if asked.ground in CONSENTS:
        th = "ความยินยอมไม่ใช่ฐานของการขอข้อมูลจากหน่วยงาน ระบุฐานตามมาตรา 24 หรือ 26 ที่ไม่ต้องขอความยินยอม"
        yield _say(f"{at}/ground", th, "Consent is no ground here: name one of s.24 or s.26 that needs none", S27[0])
    if asked.wanted_to < asked.wanted_from:
        yield _say(f"{at}/wanted_to", "ต้องไม่ก่อนวันที่เริ่ม", "The end must not come before the beginning")
    if asked.wanted_from < EARLIEST:
        yield _say(f"{at}/wanted_from", "ปีไม่ถูกต้อง", "This year cannot be meant")


def entry_faults(entry: DisclosureInput, today: date, at: str = "") -> Iterator[Problem]:
    """Yield what cannot be true of an entry.

    Legal source: PDPA s.27 paragraph 3: what was used or disclosed with consent does not belong here.
    """
    if entry.ground in CONSENTS:
        th = "รายการนี้มีไว้สำหรับการใช้หรือเปิดเผยที่ไม่ต้องขอความยินยอม ระบุฐานอื่นตามมาตรา 24 หรือ 26"
        yield _say(f"{at}/ground", th, "This log is of use and disclosure without consent: name another ground", S27[0])
    if entry.happened_from > today and entry.often is Often.ONCE:
        yield _say(f"{at}/happened_from", "วันที่อยู่ในอนาคต", "This day lies in the future")
    if entry.happened_from < EARLIEST:
        yield _say(f"{at}/happened_from", "ปีไม่ถูกต้อง", "This year cannot be meant")
    if entry.happened_to is not None:
        if entry.happened_to < entry.happened_from:
            yield _say(f"{at}/happened_to", "ต้องไม่ก่อนวันที่เริ่ม", "The end must not come before the beginning")
        elif entry.often is Often.ONCE and entry.happened_to != entry.happened_from:
            yield _say(f"{at}/happened_to", "ครั้งเดียวไม่มีช่วงเวลา", "What happened once has no period")


def has_failed(given: ExchangeStepInput) -> bool:
    """Tell whether a check found that something is not so."""
    check = given.check
    if check is None:
        return False
    return Verdict.NO in {check.has_right, check.fits_purpose, check.is_least, check.is_secure}


def _say(pointer: str, message_th: str, message_en: str, law: str | None = None) -> Problem:
    return Problem(pointer=pointer, message_th=message_th, message_en=message_en, law=law)
