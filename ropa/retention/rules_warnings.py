"""What is said against a reading that a person chooses. Pure.

Legal source: PDPA s.37(3); Saraban Regulation B.E. 2526 ข้อ 57, 66-70 and 89/5.
"""

from collections.abc import Iterator
from datetime import date

from schemas.periods import last_day
from schemas.readings import ConfirmationWarning, ReadingChoice
from schemas.retention import Alignment, Bound, Disposal, Operator, RetentionKind, RetentionRule
from schemas.vocabulary import StartEvent

_ANY_DAY = date(2001, 1, 1)
#: Kinds that keep as long as something lasts, without a period.
_LASTING = frozenset({RetentionKind.UNTIL_EVENT, RetentionKind.WHILE_ACTIVE})


def dated(rule: RetentionRule) -> list[RetentionRule]:
    """Return the conditions of a rule that have a period."""
    return [part for part in rule.alternatives or [rule] if part.period is not None]


def warnings_of(
    read: RetentionRule, rule: RetentionRule, choice: ReadingChoice, stated: StartEvent | None
) -> list[ConfirmationWarning]:
    """Return what a chosen rule does that neither the words nor the law say. `stated`: the event the form answers."""
    permanent = RetentionKind.PERMANENT in {read.kind, rule.kind}
    found = []
    if read.requires_order and not rule.requires_order:
        found.append("order_removed")
    if _shorter(read, rule):
        found.append("shorter_than_the_words")
    if choice.period is not None and any(part.period != choice.period for part in dated(read)):
        found.append("other_period")
    if read.kind is RetentionKind.PERMANENT and rule.kind is not RetentionKind.PERMANENT:
        found.append("permanent_lost")
    if rule.kind is RetentionKind.PERMANENT and read.kind is not RetentionKind.PERMANENT:
        found.append("permanent_chosen")
    if read.disposal is Disposal.TRANSFER and rule.disposal is not Disposal.TRANSFER:
        found.append("transfer_lost")
    if not permanent:
        found += _lost_conditions(read, rule)
        found += ["other_event"] if _has_other_event(read, rule, choice, stated) else []
    return [warning(code) for code in found]


def _lost_conditions(read: RetentionRule, rule: RetentionRule) -> Iterator[str]:
    """Yield what of the words' conditions the chosen rule no longer has. An order has a warning of its own."""
    before, after = _conditions(read), _conditions(rule)
    if len(after) < len(before) or _count(after, _LASTING) < _count(before, _LASTING):
        yield "condition_lost"
    if rule.operator is Operator.OR_EARLIER and read.operator not in {None, Operator.OR_EARLIER}:
        yield "earlier_chosen"
    least_of_all = read.bound is Bound.MIN and rule.requires_order and bool(rule.alternatives)
    if (_has_least(dated(read)) and not _has_least(dated(rule))) or (least_of_all and rule.bound is not Bound.MIN):
        yield "no_least"
    moved = {part.alignment for part in dated(read)} - {Alignment.NONE}
    if moved - {part.alignment for part in dated(rule)}:
        yield "alignment_lost"


def _conditions(rule: RetentionRule) -> list[RetentionRule]:
    return [part for part in rule.alternatives or [rule] if part.kind is not RetentionKind.UNTIL_ORDER]


def _has_least(parts: list[RetentionRule]) -> bool:
    return any(part.bound is Bound.MIN for part in parts)


def _count(parts: list[RetentionRule], kinds: frozenset[RetentionKind]) -> int:
    return sum(part.kind in kinds for part in parts)


def _has_other_event(
    read: RetentionRule, rule: RetentionRule, choice: ReadingChoice, stated: StartEvent | None
) -> bool:
    """Tell whether a rule counts from other events than were read. The words' own come before what the form answers."""
    said = {part.start_event for part in _conditions(read)} - {None}
    chosen = {part.start_event for part in _conditions(rule)} - {None}
    if said:
        return chosen != said
    return stated is not None and choice.start_event is not None and choice.start_event is not stated


def _shorter(read: RetentionRule, rule: RetentionRule) -> bool:
    """Tell whether the chosen rule may end before the one that was read, both from one day."""
    one, other = (_days(each) for each in (read, rule))
    if one is None or other is None:
        return False
    return other < one


def _days(rule: RetentionRule) -> int | None:
    """Return after about how many days a rule's periods end, joined as the rule says; None without a period."""
    ends = [(last_day(part.period, _ANY_DAY) - _ANY_DAY).days for part in dated(rule) if part.period is not None]
    if not ends:
        return None
    return min(ends) if rule.operator is Operator.OR_EARLIER else max(ends)


def warning(code: str) -> ConfirmationWarning:
    """Return the warning of a code."""
    thai, english = _WARNINGS[code]
    return ConfirmationWarning(code=code, message_th=thai, message_en=english)


_WARNINGS = {
    "order_removed": (
        "ข้อความให้รอคำสั่งจากผู้มีอำนาจ แต่การอ่านที่เลือกไม่รอคำสั่ง ระเบียบงานสารบรรณ ข้อ 66-70 และ 89/5 ให้ทำลายได้เมื่อมีคำสั่ง",
        "The words wait for an order of the authority, the chosen reading does not (Saraban ข้อ 66-70, 89/5)",
    ),
    "shorter_than_the_words": (
        "การอ่านที่เลือกสิ้นสุดก่อนที่ข้อความเขียนไว้",
        "The chosen reading ends before what the words say",
    ),
    "other_period": (
        "ระยะเวลาที่เลือกไม่ตรงกับที่เขียนไว้ ควรแก้ข้อความในแบบฟอร์ม",
        "The chosen period is not the one that is written; better change the words in the form",
    ),
    "no_least": (
        "ข้อความเขียนว่า “ไม่น้อยกว่า” หรือมีเงื่อนไขที่ต้องครบ แต่การอ่านที่เลือกไม่เป็นขั้นต่ำ",
        "The words set a least and the chosen reading does not",
    ),
    "other_event": (
        "เหตุเริ่มนับที่เลือกไม่ตรงกับที่เขียนไว้ในข้อความหรือในแบบฟอร์ม",
        "The chosen start event is not the one that the words or the form state",
    ),
    "permanent_lost": (
        "ข้อความเขียนว่าเก็บถาวร แต่การอ่านที่เลือกมีวันครบกำหนดทำลาย",
        "The words say permanent, the chosen reading becomes due for destruction",
    ),
    "condition_lost": (
        "ข้อความมีเงื่อนไข (เช่น เก็บจนกว่า หรือ ตลอดอายุ) ที่การอ่านที่เลือกไม่รอ",
        "The words have a condition (keep until, or as long as) for which the chosen reading does not wait",
    ),
    "earlier_chosen": (
        "ข้อความให้ครบทุกเงื่อนไข แต่การอ่านที่เลือกสิ้นสุดเมื่อเงื่อนไขใดถึงก่อน",
        "By the words all conditions must be met, the chosen reading ends with the first",
    ),
    "alignment_lost": (
        "ข้อความนับเป็นปีงบประมาณหรือปีปฏิทิน แต่การอ่านที่เลือกไม่เลื่อนไปสิ้นปีนั้น",
        "The words count fiscal or calendar years, the chosen reading does not run to the end of that year",
    ),
    "transfer_lost": (
        "ข้อความให้ส่งมอบหอจดหมายเหตุ แต่การอ่านที่เลือกให้ทำลาย",
        "The words ask for a transfer to the archives, the chosen reading destroys",
    ),
    "permanent_chosen": (
        "ข้อความไม่ได้เขียนว่าเก็บถาวร การเก็บถาวรไม่มีวันครบกำหนดทำลาย",
        "The words do not say permanent; what is permanent is never due for destruction",
    ),
}
