"""What a breach obliges to and where each duty stands. Pure: the same columns give desk, reminders and closing.

Legal source: PDPA s.37(4), s.40(2); PDPC breach notification B.E. 2565 ข้อ 5 and ข้อ 12; law.md F.1.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from ropa.breaches.rules import BANGKOK, SOON, in_bangkok, late_report_limit_at, notify_office_due_at, warning_due_at
from ropa.breaches.rules_clock import hours, was_late
from schemas.breach import BreachPhase, RiskLevel, WasLate
from schemas.breach_duties import OPEN_STATES, Duty, DutyCode, DutyFacts, DutyState
from schemas.english_dates import english_moment
from schemas.thai_dates import format_thai_date

LAW = "PDPA s.37(4)"
NOTIFICATION = "PDPC breach notification B.E.2565"
_OFFICE_TO_BE_TOLD = (RiskLevel.RISK, RiskLevel.HIGH, None)


def duties(facts: DutyFacts, now: datetime) -> list[Duty]:
    """Return the duties of a breach at `now`, in the order in which they arise.

    A breach without a decided level must be told to the Office: not knowing is no reason to wait.
    """
    if facts.phase is BreachPhase.DISMISSED:
        return []
    return [*_before_awareness(facts, now), *_after_awareness(facts, now)]


def is_stopped(facts: DutyFacts) -> bool:
    """Tell whether "no risk", with evidence, stops the duty to tell the Office. Without evidence it stays open."""
    return facts.level is RiskLevel.NONE and facts.has_evidence


def judged(facts: DutyFacts, now: datetime) -> WasLate:
    """Return whether the Office was told late, or is late to be told, and where only the Office may say."""
    if facts.aware_at is None or facts.phase is BreachPhase.DISMISSED:
        return WasLate.NO
    due, told = notify_office_due_at(facts.aware_at), facts.notified_at
    # The Office excuses the liability, not the fact: late stays late, the excuse stands beside it.
    late = told > due if told is not None else now > due and not is_stopped(facts)
    return was_late(due, late=late, notified_at=told, stopped_at=facts.stopped_at, reopened_at=facts.reopened_at)


def open_codes(facts: DutyFacts, now: datetime) -> list[DutyCode]:
    """Return the codes of the duties that are open at `now`."""
    return [duty.code for duty in duties(facts, now) if duty.is_open]


def may_close(found: list[Duty]) -> bool:
    """Tell whether no open duty of the law stands against closing."""
    return not any(duty.blocks_closing for duty in found)


def _before_awareness(facts: DutyFacts, now: datetime) -> Iterator[Duty]:
    if facts.aware_at is None and facts.warning_from is not None:
        due = warning_due_at(facts.warning_from)
        yield _duty(
            DutyCode.CONFIRM,
            _running(due, now),
            law=f"{NOTIFICATION} ข้อ 5",
            due_at=due,
            since=facts.warning_from,
            age_hours=hours(facts.warning_from, now),
            notes=(
                "นาฬิกาเตือนของหน่วยงาน ไม่ใช่กำหนดเวลาตามกฎหมาย กำหนด 72 ชั่วโมงเริ่มเมื่อยืนยันเหตุ",
                "A warning of the house, no deadline of the law: the 72 hours begin when it is confirmed.",
            ),
        )
    if facts.has_processor:
        told = facts.processor_told_at
        yield _duty(
            DutyCode.PROCESSOR,
            DutyState.WAITING if told is None else DutyState.DONE,
            law="PDPA s.40(2)",
            done_at=told,
            blocks=False,
        )


def _after_awareness(facts: DutyFacts, now: datetime) -> Iterator[Duty]:
    if facts.aware_at is None:
        return
    yield _assess(facts, now, facts.aware_at)
    yield _office(facts, now, facts.aware_at)
    if facts.notified_at is not None and facts.notified_at > notify_office_due_at(facts.aware_at):
        yield _late_reason(facts)
    if facts.level is RiskLevel.HIGH or facts.subjects_notified_at is not None:
        yield _subjects(facts, now, facts.aware_at)
    if facts.promises or facts.promises_kept:
        yield _supplementary(facts, now)
    if facts.level is RiskLevel.NONE:
        yield _duty(
            DutyCode.EVIDENCE,
            DutyState.DONE if facts.has_evidence else DutyState.WAITING,
            law=f"{NOTIFICATION} ข้อ 5(3)",
            done_at=facts.level_at if facts.has_evidence else None,
            since=facts.level_at,
        )
    if facts.level is not None and facts.facts_changed:
        yield _duty(DutyCode.REASSESS, DutyState.WAITING, law=f"{NOTIFICATION} ข้อ 12", since=facts.level_at)


def _assess(facts: DutyFacts, now: datetime, aware_at: datetime) -> Duty:
    return _duty(
        DutyCode.ASSESS,
        DutyState.WAITING if facts.level is None else DutyState.DONE,
        law=f"{NOTIFICATION} ข้อ 12",
        done_at=facts.level_at,
        since=aware_at,
        aware_hours=hours(aware_at, now),
    )


def _office(facts: DutyFacts, now: datetime, aware_at: datetime) -> Duty:
    due, limit = notify_office_due_at(aware_at), late_report_limit_at(aware_at)
    told, notes = facts.notified_at, _office_notes(facts, now, aware_at)
    if told is not None and told <= due:
        found = DutyState.DONE
    elif facts.excused_at is not None:
        found = DutyState.EXCUSED
    elif told is not None:
        found = DutyState.DONE_LATE
    elif is_stopped(facts):
        found = DutyState.NOT_REQUIRED
    else:
        found = DutyState.LATE_BEYOND_15D if now > limit else _running(due, now)
    end = told or (facts.excused_at if found is DutyState.EXCUSED else None)
    return _duty(
        DutyCode.OFFICE,
        found,
        law=LAW,
        due_at=due,
        limit_at=limit,
        done_at=end,
        since=aware_at,
        age_hours=hours(aware_at, end or now),
        aware_hours=hours(aware_at, now),
        reopened_at=facts.reopened_at,
        notes=notes,
    )


def _office_notes(facts: DutyFacts, now: datetime, aware_at: datetime) -> tuple[str, str] | None:
    if judged(facts, now) is WasLate.OFFICE_JUDGES:
        return WasLate.OFFICE_JUDGES.th, WasLate.OFFICE_JUDGES.en
    if facts.level is RiskLevel.NONE and not facts.has_evidence:
        return (
            "ยังไม่มีหลักฐานว่าไม่มีความเสี่ยง หน้าที่แจ้งจึงยังคงอยู่",
            "There is no evidence of no risk, so the duty stands.",
        )
    limit = late_report_limit_at(aware_at)
    if (facts.notified_at or now) > limit and facts.level in _OFFICE_TO_BE_TOLD and facts.excused_at is None:
        return (
            "พ้น 15 วันนับแต่ทราบเหตุแล้ว ยังแจ้งได้และต้องแจ้ง พร้อมเหตุผลและหลักฐาน",
            "15 days from awareness have passed. It can still be sent and must be, with reason and evidence.",
        )
    return None


def _late_reason(facts: DutyFacts) -> Duty:
    given = facts.late_reason_at
    is_needed = given is None and facts.excused_at is None
    found = DutyState.WAITING if is_needed else DutyState.DONE if given is not None else DutyState.EXCUSED
    return _duty(DutyCode.LATE_REASON, found, law=NOTIFICATION, done_at=given, since=facts.notified_at)


def _subjects(facts: DutyFacts, now: datetime, aware_at: datetime) -> Duty:
    """Return the duty to tell the data subjects: without delay, no hour is set, so nothing here is ever late."""
    is_owed = facts.level is RiskLevel.HIGH
    first, since = facts.subjects_notified_at, facts.level_at if is_owed else None
    # One who was told does not tell the others.
    told = None if is_owed and facts.subjects_left else first
    notes = ("โดยไม่ชักช้า ไม่มีกำหนดเป็นชั่วโมง", "Without delay; the law sets no number of hours.")
    return _duty(
        DutyCode.SUBJECTS,
        DutyState.WAITING if told is None else DutyState.DONE,
        law=LAW,
        done_at=told,
        since=since,
        age_hours=None if since is None else hours(since, told or now),
        aware_hours=hours(aware_at, told or now),
        notes=notes if first is None or told is not None else _some_told(first.astimezone(BANGKOK)),
    )


def _some_told(first: datetime) -> tuple[str, str]:
    at_th, at_en = (
        f"{format_thai_date(first.date())} {first:%H:%M} น.",
        english_moment(first),
    )
    return (
        f"แจ้งรายแรกเมื่อ {at_th} ยังมีผู้ที่ไม่ได้รับ ต้องแจ้งจนครบ หรือประกาศสาธารณะตามข้อ 11",
        f"The first was told on {at_en}; others were not reached: tell each, or the public (ข้อ 11).",
    )


def _supplementary(facts: DutyFacts, now: datetime) -> Duty:
    """Return the promise of a notice. It has the day that the notice names; the 72 hours have nothing to do with it."""
    found = _running(facts.promised_for, now) if facts.promises else DutyState.DONE
    return _duty(DutyCode.SUPPLEMENTARY, found, law=NOTIFICATION, due_at=facts.promised_for)


def _running(due: datetime | None, now: datetime) -> DutyState:
    if due is None:
        return DutyState.WAITING
    if now > due:
        return DutyState.OVERDUE
    return DutyState.DUE_SOON if due - now <= SOON else DutyState.WAITING


def _duty(code: DutyCode, found: DutyState, *, law: str, **more: Any) -> Duty:
    """Return a duty; `blocks` and `notes` (Thai, English) beside the fields of the same names."""
    is_open = found in OPEN_STATES
    blocks, notes = more.pop("blocks", True), more.pop("notes", None) or (None, None)
    for name in ("due_at", "limit_at", "done_at", "since", "reopened_at"):
        more[name] = in_bangkok(more.get(name))
    return Duty(
        code=code,
        state=found,
        is_open=is_open,
        blocks_closing=is_open and blocks,
        law=law,
        words_th=code.th,
        words_en=code.en,
        note_th=notes[0],
        note_en=notes[1],
        **more,
    )
