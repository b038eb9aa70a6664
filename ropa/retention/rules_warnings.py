"""What is said against a reading that a person chooses. Pure.

Legal source: PDPA s.37(3); Saraban Regulation B.E. 2526 ข้อ 57, 66-70 and 89/5.
"""

from datetime import date

from schemas.periods import last_day
from schemas.readings import ConfirmationWarning, ReadingChoice
from schemas.retention import Bound, Operator, RetentionKind, RetentionRule
from schemas.vocabulary import StartEvent

_ANY_DAY = date(2001, 1, 1)


def dated(rule: RetentionRule) -> list[RetentionRule]:
    """Return the conditions of a rule that have a period."""
    return [part for part in rule.alternatives or [rule] if part.period is not None]


def warnings_of(
    read: RetentionRule, rule: RetentionRule, choice: ReadingChoice, stated: StartEvent | None
) -> list[ConfirmationWarning]:
    """Return what a chosen rule does that neither the words nor the law say. `stated`: the event the form answers."""
    found = []
    if read.requires_order and not rule.requires_order:
        found.append(warning("order_removed"))
    if _shorter(read, rule):
        found.append(warning("shorter_than_the_words"))
    if choice.period is not None and any(part.period != choice.period for part in dated(read)):
        found.append(warning("other_period"))
    if choice.bound is not None and choice.bound is not Bound.MIN and read.bound is Bound.MIN:
        found.append(warning("no_least"))
    said = stated or _said_event(read)
    if choice.start_event is not None and said is not None and choice.start_event is not said:
        found.append(warning("other_event"))
    if choice.kind is RetentionKind.PERMANENT and read.kind is not RetentionKind.PERMANENT:
        found.append(warning("permanent_chosen"))
    return found


def _said_event(read: RetentionRule) -> StartEvent | None:
    return next((part.start_event for part in dated(read) if part.start_event is not None), read.start_event)


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
        "เหตุเริ่มนับที่เลือกไม่ตรงกับที่เขียนไว้ในแบบฟอร์ม",
        "The chosen start event is not the one that the form states",
    ),
    "permanent_chosen": (
        "ข้อความไม่ได้เขียนว่าเก็บถาวร การเก็บถาวรไม่มีวันครบกำหนดทำลาย",
        "The words do not say permanent; what is permanent is never due for destruction",
    ),
}
