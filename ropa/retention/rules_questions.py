"""What a person is asked about a reading: one question for each field of the choice, the doubts of the words first.

Pure. Every question offers what the register read as its first answer, so that a form sent as it stands confirms the
reading as it is.
"""

from msgspec import Struct

from ropa.retention.rules_shown import period_words
from schemas.retention import (
    Alignment,
    Anchor,
    Bound,
    Cycle,
    Disposal,
    Doubt,
    Operator,
    RetentionKind,
    RetentionRule,
)
from schemas.vocabulary import StartEvent, Term


class Answer(Struct, frozen=True, kw_only=True):
    """One answer that can be chosen. `value` '' leaves what was read."""

    value: str
    label_th: str
    label_en: str


class Question(Struct, frozen=True, kw_only=True):
    """One question. `answers` empty: a text is asked for. `doubts`: what in the words raises it."""

    field: str
    label_th: str
    label_en: str
    answers: tuple[Answer, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    hint_th: str = ""
    hint_en: str = ""


_LABELS = {
    "operator": ("เงื่อนไขที่เชื่อมกัน", "How the conditions are joined"),
    "requires_order": ("คำสั่งจากผู้มีอำนาจ", "An order of the authority"),
    "period": ("ระยะเวลา", "Period"),
    "bound": ("เป็นขั้นต่ำหรือขั้นสูง", "A least or a most"),
    "start_event": ("เริ่มนับจาก", "Counted from"),
    "alignment": ("เลื่อนวันสุดท้ายไปสิ้นปี", "Last day moved to a year end"),
    "disposal": ("เมื่อครบกำหนด", "When the period has ended"),
    "kind": ("ชนิดของระยะเวลา", "Kind"),
    "ground": ("เหตุหรือกฎหมายที่ให้เก็บ", "Ground for keeping"),
}
_HINTS = {
    "period": ("เช่น 10 ปี หรือ 1 ปี 6 เดือน เว้นว่างถ้าตามที่อ่านได้", "for example 10 ปี or 1 ปี 6 เดือน; empty: as it was read"),
    "ground": ("จำเป็นเมื่อเก็บถาวร (มาตรา 37(3))", "needed for permanent keeping (s.37(3))"),
}
#: Which question answers which doubt; a doubt that is not here is answered by confirming.
_ASKED_BY = {
    "slash_or": "operator",
    "order_against_words": "operator",
    "two_periods": "operator",
    "or_which": "operator",
    "consent_items_only": "operator",
    "start_event_missing": "start_event",
    "contract_of_hire": "start_event",
    "year_end": "start_event",
    "majority": "start_event",
    "maybe_minimum": "bound",
    "permanent_ground": "ground",
    "transfer": "disposal",
    "law_without_period": "period",
    "procedure_only": "period",
    "not_understood": "period",
}
_AS_READ = ("ตามที่ระบบอ่าน", "as it was read")


def questions_about(rule: RetentionRule) -> tuple[list[Question], list[Question], list[Doubt]]:
    """Return the questions that doubts raise, all others, and the doubts that confirming alone answers."""
    asked: dict[str, list[Doubt]] = {}
    plain = []
    for doubt in rule.unconfirmed:
        field = _ASKED_BY.get(doubt.code)
        if field is None or (field == "operator" and not rule.alternatives):
            plain.append(doubt)
        else:
            asked.setdefault(field, []).append(doubt)
    fields = [field for field in _LABELS if field != "operator" or rule.alternatives]
    first = [_question(field, rule, tuple(asked[field])) for field in fields if field in asked]
    others = [_question(field, rule, ()) for field in fields if field not in asked]
    return first, others, plain


def _question(field: str, rule: RetentionRule, doubts: tuple[Doubt, ...]) -> Question:
    thai, english = _LABELS[field]
    hint_th, hint_en = _HINTS.get(field, ("", ""))
    return Question(
        field=field,
        label_th=thai,
        label_en=english,
        answers=_answers(field, rule),
        doubts=doubts,
        hint_th=hint_th,
        hint_en=hint_en,
    )


def _answers(field: str, rule: RetentionRule) -> tuple[Answer, ...]:
    terms: dict[str, tuple[Term, ...]] = {
        "operator": tuple(Operator),
        "bound": tuple(Bound),
        "start_event": tuple(StartEvent),
        "alignment": tuple(Alignment),
        "disposal": tuple(Disposal),
        "kind": (RetentionKind.FIXED, RetentionKind.PERMANENT),
    }
    if field == "requires_order":
        needed = Answer(value="yes", label_th="ต้องรอคำสั่งก่อนทำลาย", label_en="an order is needed")
        free = Answer(value="no", label_th="ไม่ต้องรอคำสั่ง", label_en="no order is needed")
        read, other = (needed, free) if rule.requires_order else (free, needed)
        return _as_read(read.label_th, read.label_en), other
    if field not in terms:
        return ()
    said = _read(field, rule)
    first = _as_read(said.th, said.en) if isinstance(said, Term) else _as_read("", "")
    others = [each for each in terms[field] if each is not said]
    return (first, *(Answer(value=str(each), label_th=each.th, label_en=each.en) for each in others))


def _read(field: str, rule: RetentionRule) -> object:
    if field in {"bound", "alignment"}:
        dated = [part for part in rule.alternatives or [rule] if part.period is not None]
        return getattr(dated[0], field) if len(dated) == 1 else getattr(rule, field)
    return getattr(rule, field)


def _as_read(thai: str, english: str) -> Answer:
    return Answer(
        value="",
        label_th=f"{_AS_READ[0]}: {thai}" if thai else f"{_AS_READ[0]}: ไม่ได้ระบุ",
        label_en=f"{_AS_READ[1]}: {english}" if english else f"{_AS_READ[1]}: not stated",
    )


_EVERY = ("P1Y", "P6M", "P3M", "P1M", "P1W", "P1D")


def cycle_questions(cycle: Cycle) -> list[Question]:
    """Return the questions about a cycle: how often, and on which day."""
    read_th, read_en = period_words(cycle.every) if cycle.every else ("", "")
    often = [_as_read(f"ทุก {read_th}" if read_th else "", f"every {read_en}" if read_en else "")]
    for each in (period for period in _EVERY if period != cycle.every):
        thai, english = period_words(each)
        often.append(Answer(value=each, label_th=f"ทุก {thai}", label_en=f"every {english}"))
    anchors = [_as_read(cycle.anchor.th, cycle.anchor.en)]
    others = [each for each in Anchor if each not in {Anchor.WEEKDAY, cycle.anchor}]
    anchors += [Answer(value=str(each), label_th=each.th, label_en=each.en) for each in others]
    return [
        Question(
            field="anchor",
            label_th="ตรงกับวันใด",
            label_en="On which day",
            answers=tuple(anchors),
            doubts=tuple(cycle.unconfirmed),
        ),
        Question(
            field="month_day",
            label_th="วันและเดือน (เมื่อเลือกวันที่กำหนด)",
            label_en="Day and month (for a day of a month)",
            hint_th="เช่น 1 ตุลาคม",
            hint_en="for example 1 ตุลาคม",
        ),
        Question(field="every", label_th="รอบ", label_en="How often", answers=tuple(often)),
    ]
