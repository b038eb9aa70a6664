"""What a person's choice makes of a reading, and what is said against it. Pure.

A choice never becomes something unlawful silently: what the words or the law do not say is a warning that must be
accepted by its code, and it is told in the trail.
"""

from typing import NamedTuple

import msgspec

from ropa.retention.rules_changes import differing
from ropa.retention.rules_warnings import dated, warnings_of
from schemas.findings import Problem
from schemas.readings import ConfirmationWarning, CycleChoice, ReadingChoice
from schemas.retention import (
    Anchor,
    Bound,
    Cycle,
    Operator,
    RetentionKind,
    RetentionRule,
    RuleStatus,
)
from schemas.thai_dates import ThaiDateError, read_thai_date
from schemas.vocabulary import StartEvent

_CHOSEN_KINDS = frozenset({RetentionKind.PERMANENT, RetentionKind.FIXED})
_NEEDS_GROUND = ("การเก็บถาวรต้องระบุเหตุตามกฎหมาย (มาตรา 37(3))", "Permanent keeping needs a ground (s.37(3))")


class Chosen(NamedTuple):
    """What a choice makes of a reading."""

    rule: RetentionRule
    changes: list[str]
    warnings: list[ConfirmationWarning]


def choose(read: RetentionRule, choice: ReadingChoice, stated: StartEvent | None) -> Chosen | list[Problem]:
    """Return the rule that a choice makes of a reading, or every fault of the choice.

    `stated` is the start event that the form answers beside the words.
    Legal source: PDPA ss.37(3) and 39(4); Saraban Regulation ข้อ 57, 66-70, 89/5.
    """
    problems = list(_faults(read, choice))
    if problems:
        return problems
    rule = _settled(_made(read, choice))
    return Chosen(rule, sorted(differing(read, rule)), list(warnings_of(read, rule, choice, stated)))


def _fault(field: str, thai: str, english: str) -> Problem:
    return Problem(pointer=f"/choice/{field}", message_th=thai, message_en=english)


def _faults(read: RetentionRule, choice: ReadingChoice) -> list[Problem]:
    found = []
    unread = read.kind is RetentionKind.UNPARSED
    # "-" and "as needed" are no period (s.39(4)): one that is only confirmed would stand nowhere in the record.
    if unread and any(doubt.code == "blank" for doubt in read.unconfirmed):
        return [_fault("period", "แบบฟอร์มยังไม่มีระยะเวลา กรอกในบันทึกก่อน", "The form has no period yet: write it")]
    if unread and choice.period is None and choice.kind is not RetentionKind.PERMANENT:
        found.append(
            _fault(
                "period",
                "ระบบอ่านข้อความนี้ไม่ได้ ระบุระยะเวลา หรือเลือกว่าเก็บถาวร",
                "These words were not understood: give the period, or say that they mean permanent",
            )
        )
    if choice.kind is not None and choice.kind not in _CHOSEN_KINDS:
        found.append(_fault("kind", "เลือกได้เฉพาะเก็บถาวร หรือระยะเวลาแน่นอน", "Only permanent or fixed can be chosen"))
    if choice.kind is RetentionKind.PERMANENT and not (choice.ground or "").strip():
        found.append(_fault("ground", *_NEEDS_GROUND))
    if read.kind is RetentionKind.PERMANENT and choice.kind is None and not (choice.ground or read.legal_refs):
        found.append(_fault("ground", *_NEEDS_GROUND))
    if choice.operator is not None and not read.alternatives:
        found.append(_fault("operator", "ข้อความนี้มีเงื่อนไขเดียว", "These words have one condition only"))
    if choice.period is not None and len(dated(read)) > 1:
        found.append(
            _fault(
                "period",
                "ข้อความมีหลายระยะเวลา แก้ที่ข้อความในแบบฟอร์ม",
                "The words have several periods: change them in the form",
            )
        )
    if choice.period is not None and not any(char in "123456789" for char in choice.period):
        found.append(_fault("period", "ระยะเวลาเป็นศูนย์ไม่ได้", "A period cannot be zero"))
    return found


def _made(read: RetentionRule, choice: ReadingChoice) -> RetentionRule:
    rule = msgspec.json.decode(msgspec.json.encode(read), type=RetentionRule)
    if choice.kind is RetentionKind.PERMANENT:
        return RetentionRule(
            raw_text=read.raw_text, kind=RetentionKind.PERMANENT, legal_refs=_refs(read, choice), copies=rule.copies
        )
    if rule.kind is RetentionKind.UNPARSED or choice.kind is RetentionKind.FIXED:
        rule = _fixed(rule, choice.period)
    if choice.operator is not None:
        rule.operator = choice.operator
    # "Whichever is earlier" beside an order lets records go without it; "later" still waits for it.
    if choice.requires_order is False or (choice.operator is Operator.OR_EARLIER and not choice.requires_order):
        rule = _without_order(rule)
    elif choice.requires_order:
        rule.requires_order = True
    for part in (rule, *rule.alternatives):
        _change(part, choice)
    rule.legal_refs = _refs(rule, choice)
    if choice.disposal is not None:
        rule.disposal = choice.disposal
    return rule


def _fixed(read: RetentionRule, period: str | None) -> RetentionRule:
    """Return a fixed period that keeps all else that was read; the words' own period where none is chosen."""
    said = next(iter(dated(read)), RetentionRule(raw_text=read.raw_text, kind=RetentionKind.FIXED))
    return RetentionRule(
        raw_text=read.raw_text,
        kind=RetentionKind.FIXED,
        period=period or said.period,
        bound=said.bound,
        start_event=said.start_event,
        alignment=said.alignment,
        disposal=read.disposal,
        copies_only=read.copies_only,
        requires_order=read.requires_order,
        copies=read.copies,
        legal_refs=read.legal_refs,
    )


def _settled(rule: RetentionRule) -> RetentionRule:
    """Return a rule, in place, about which nothing is open any more."""
    rule.status, rule.unconfirmed = RuleStatus.CONFIRMED, []
    for part in (*rule.alternatives, *rule.copies):
        _settled(part)
    return rule


def _refs(rule: RetentionRule, choice: ReadingChoice) -> list[str]:
    ground = (choice.ground or "").strip()
    return [*rule.legal_refs, *([ground] if ground and ground not in rule.legal_refs else [])]


def _without_order(rule: RetentionRule) -> RetentionRule:
    """Return the rule less the order that it waits for; what is left of one condition stands alone."""
    left = [part for part in rule.alternatives if part.kind is not RetentionKind.UNTIL_ORDER]
    if len(left) == len(rule.alternatives) or not left:
        rule.requires_order = rule.kind is RetentionKind.UNTIL_ORDER
        return rule
    if len(left) == 1:
        return msgspec.structs.replace(left[0], raw_text=rule.raw_text, copies=rule.copies)
    rule.alternatives, rule.requires_order, rule.bound = left, False, Bound.EXACT
    return rule


def _change(part: RetentionRule, choice: ReadingChoice) -> None:
    """Take a choice into one condition, in place."""
    if part.period is not None and choice.period is not None:
        part.period = choice.period
    if choice.bound is not None and (part.period is not None or part.alternatives):
        part.bound = choice.bound
    if choice.alignment is not None and part.period is not None:
        part.alignment = choice.alignment
    counts = part.period is not None or part.alternatives or part.kind is RetentionKind.WHILE_ACTIVE
    if choice.start_event is not None and counts:
        part.start_event = choice.start_event
    if part.kind is RetentionKind.FIXED and part.start_event is not None:
        part.kind = RetentionKind.FIXED_AFTER_EVENT


class ChosenCycle(NamedTuple):
    """What a choice makes of a cycle."""

    cycle: Cycle
    changes: list[str]


def choose_cycle(read: Cycle, choice: CycleChoice) -> ChosenCycle | list[Problem]:
    """Return the cycle that a choice makes of a reading, or every fault of the choice."""
    made = msgspec.structs.replace(read, status=RuleStatus.UNDERSTOOD, unconfirmed=[])
    for name in choice.__struct_fields__:
        value = getattr(choice, name)
        if value is not None:
            setattr(made, name, value)
    if choice.anchor is not None:
        made.month_day = made.month_day if made.anchor is Anchor.MONTH_DAY else None
        made.weekday = made.weekday if made.anchor is Anchor.WEEKDAY else None
    problems = []
    if not read.raw_text.strip():
        problems.append(_fault("every", "แบบฟอร์มยังไม่มีรอบ กรอกในบันทึกก่อน", "The form has no cycle yet: write it"))
    elif made.every is None:
        problems.append(_fault("every", "ระบุรอบ", "Say how often"))
    if made.anchor is Anchor.MONTH_DAY and not _is_day(made.month_day):
        problems.append(_fault("month_day", "ระบุวันและเดือนที่มีจริง เช่น 10-01", "Give a day that exists, like 10-01"))
    if made.anchor is Anchor.WEEKDAY and made.weekday is None:
        problems.append(_fault("weekday", "ระบุวันในสัปดาห์", "Give the day of the week"))
    if problems:
        return problems
    names = ("every", "times", "anchor", "month_day", "weekday", "window_days")
    return ChosenCycle(made, [name for name in names if getattr(read, name) != getattr(made, name)])


def _is_day(month_day: str | None) -> bool:
    month, _, day = (month_day or "").partition("-")
    try:
        read_thai_date(f"{day}/{month}/2567")  # any leap year: 29 February is a day, too
    except ThaiDateError:
        return False
    return True
