"""Whether what is said of copies, backups and their next checks can be true. Pure.

Legal source: PDPC notification on erasure B.E. 2567: within 90 days of the receipt, copies and backups included; what
cannot be erased by then is kept from use by measures until it can.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from msgspec import Struct

from schemas.evidence import CopyFate
from schemas.findings import Problem
from schemas.holding import CopyKind, HoldingCopy
from schemas.request_decisions import ErasureWay, Limb
from schemas.request_effects import EffectCopy
from schemas.request_terms import Right, RightOutcome

PDPC = "ประกาศ PDPC การลบหรือทำลาย 2567"
#: What is blocked is looked at within so many days: as long as the law gives for the erasure itself.
MOST_DAYS_TO_CHECK = 90


class Asked(Struct, frozen=True):
    """The right that an effect carries out, and the days that it is judged by (all in Bangkok)."""

    right: Right
    outcome: RightOutcome | None
    received_on: date
    limit_on: date
    today: date
    limb: Limb | None = None
    """The case of its section by which the decision that stands granted it."""
    way: ErasureWay | None = None
    """How the data leave by that decision."""


def day_faults(pointer: str, day: date, asked: Asked) -> Iterator[Problem]:
    """Yield what is wrong with the day on which something was done."""
    if day > asked.today:
        yield problem(pointer, "วันที่อยู่ในอนาคต", "The day lies in the future")
    elif day < asked.received_on:
        yield problem(pointer, "วันที่ดำเนินการต้องไม่ก่อนวันรับคำขอ", "The day is not before the receipt of the request")


def copies_faults(
    given: Sequence[EffectCopy], copies: Sequence[HoldingCopy], done_on: date, asked: Asked
) -> Iterator[Problem]:
    """Yield what is wrong with what is said of copies and backups: every one that the register knows is answered."""
    counts = Counter(each.copy for each in given if each.copy is not None)
    for number, each in enumerate(given):
        at = f"/copies/{number}"
        known = None
        if each.copy is None:
            if not each.words.strip():
                yield problem(f"{at}/words", "ระบุว่าเป็นสำเนาใด", "Say which copy it is")
        elif each.copy >= len(copies):
            yield problem(f"{at}/copy", "ทะเบียนไม่มีสำเนาลำดับนี้", "The data set has no such copy")
        elif counts[each.copy] > 1:
            yield problem(f"{at}/copy", "ระบุสำเนานี้ซ้ำ", "This copy is named twice")
        else:
            known = copies[each.copy]
        yield from _copy(each, known, done_on, asked, at)
    for number, copy in enumerate(copies):
        if number not in counts:
            yield problem(
                "/copies",
                f"ยังไม่ได้ระบุผลของ{copy.kind.th}ลำดับที่ {number + 1}",
                f"Say what became of copy {number + 1} ({copy.kind.en})",
                PDPC,
            )


def _copy(given: EffectCopy, known: HoldingCopy | None, done_on: date, asked: Asked, at: str) -> Iterator[Problem]:
    if given.fate is CopyFate.TOLD and known is not None and known.kind is not CopyKind.RECIPIENT:
        yield problem(f"{at}/fate", "ใช้ได้เฉพาะข้อมูลที่อยู่กับผู้รับ", "Only for what a recipient has")
    if given.fate is not CopyFate.BLOCKED and given.on is None:
        yield problem(f"{at}/on", "ต้องระบุวันที่", "Give the day")
    if given.fate in {CopyFate.ERASED, CopyFate.TOLD} and given.on is not None:
        yield from day_faults(f"{at}/on", given.on, asked)
    if given.fate is CopyFate.EXPIRES and given.on is not None:
        yield from _expiring(given.on, known, done_on, asked, at)
    if given.fate is CopyFate.BLOCKED:
        yield from blocked_faults(given.measures, given.reason, at)
    if given.fate in {CopyFate.BLOCKED, CopyFate.TOLD}:
        yield from next_check_faults(given.next_check_on, asked.today, f"{at}/next_check_on")


def blocked_faults(measures: str, reason: str, at: str = "") -> Iterator[Problem]:
    """Yield what is missing of something that is blocked until it can be erased."""
    for name, said, th, en in (
        ("measures", measures, "มาตรการปิดกั้นไม่ให้เข้าถึง ใช้ หรือเปิดเผย", "the measures that keep it from use"),
        ("reason", reason, "เหตุผลที่ยังลบไม่ได้", "why it cannot be erased now"),
    ):
        if not said.strip():
            yield problem(f"{at}/{name}", f"ต้องระบุ{th}", f"Say {en}", PDPC)


def _expiring(on: date, known: HoldingCopy | None, done_on: date, asked: Asked, at: str) -> Iterator[Problem]:
    if on <= asked.today:
        yield problem(f"{at}/on", "วันที่หมดรอบต้องหลังวันนี้ ถ้าลบแล้วให้ระบุว่าทำลายแล้ว", "That day has come: then it is erased")
    cycle = None if known is None else known.erasable_within_days
    if on > asked.limit_on or (cycle is not None and done_on + timedelta(days=cycle) > asked.limit_on):
        yield problem(
            f"{at}/fate",
            "จะยังไม่ลบภายในวันสุดท้ายตามกฎหมาย ต้องปิดกั้นและระบุมาตรการ เหตุผล และวันตรวจครั้งถัดไป",
            f"Not erased by {asked.limit_on}: it must be blocked, with measures, reason and next check",
            PDPC,
        )


def next_check_faults(day: date | None, today: date, at: str) -> Iterator[Problem]:
    """Yield what is wrong with the day of a next check."""
    if day is None:
        yield problem(at, "ต้องระบุวันตรวจครั้งถัดไป", "Give the day of the next check", PDPC)
    elif not today < day <= today + timedelta(days=MOST_DAYS_TO_CHECK):
        yield problem(
            at,
            f"วันตรวจครั้งถัดไปต้องหลังวันนี้และไม่เกิน {MOST_DAYS_TO_CHECK} วัน",
            f"The next check is after today and within {MOST_DAYS_TO_CHECK} days",
            PDPC,
        )


def problem(pointer: str, th: str, en: str, law: str | None = None) -> Problem:
    """Return a problem at a place."""
    return Problem(pointer=pointer, message_th=th, message_en=en, law=law)
