"""Reads the form's retention text into a rule. Pure.

A text is understood as a whole or not at all: words that no pattern covers make it `unparsed`, which is neither "no
expiry" nor "expired". What the words leave open is listed with the reading.
"""

import re

import msgspec

from ropa.retention.rules_laws import read_law
from ropa.retention.rules_words import (
    PERIOD,
    EventWords,
    doubt,
    read_event,
    read_lasting,
    read_period,
    squeezed,
)
from schemas.retention import (
    Alignment,
    Bound,
    Disposal,
    Doubt,
    Operator,
    RetentionKind,
    RetentionRule,
    RuleStatus,
)
from schemas.vocabulary import StartEvent

#: Version of this reader. A change of what any text means must raise it: stored readings are then made again.
RULES_VERSION = 3
_LONGEST = 500
_MOST_PARTS = 4
_BLANK = {"", "-", "–", "n/a", "na", "no", "ไม่มี", "ไม่ระบุ", "ตามความจำเป็น", "เท่าที่จำเป็น"}

_PERMANENT = re.compile(
    "(?:จัด)?(?:เก็บ)?(?:รักษา)?(?:ไว้)?(?:แบบ|อย่าง)?(?:ถาวร|ตลอดไป|ตลอดกาล|ไม่จำกัด(?:ระยะ)?เวลา|ไม่มีกำหนด(?:เวลา|ระยะเวลา)?|ไม่มีวันหมดอายุ)"
)
_AUTHORITY = "(?:ผู้มีอำนาจ(?:สั่งการ|อนุมัติ)?|ผู้บังคับบัญชา|หัวหน้าส่วนราชการ|ผู้บริหาร)"
_ORDER = re.compile(
    "(?:จนกว่า(?:จะ)?|จนถึง|จน|เมื่อ|หลัง(?:จาก)?)?"
    f"(?:(?:ต้อง)?(?:ได้)?(?:รับ|มี)คำสั่ง(?:ทำลาย|ให้ทำลาย)?(?:(?:จาก|ของ|โดย)?{_AUTHORITY})?"
    f"|คำสั่ง(?:จาก|ของ|โดย)?{_AUTHORITY})(?:ก่อน(?:จึง)?ทำลาย)?"
)
_COPIES = re.compile("(?:ข้อมูล|การ|ไฟล์|ชุด)?(?:backup|แบ็คอัพ|แบ็กอัป|สำรองข้อมูล|สำรอง|สำเนา(?:สำรอง)?):?(?P<rest>.+)")
_TRANSFER = re.compile("ส่งมอบ(?:ให้)?(?:แก่)?(?:สำนัก)?หอจดหมายเหตุ(?:แห่งชาติ)?(?P<rest>.*)")
_LIFETIME = re.compile("ตลอด(?:ชีวิต|ชีพ|อายุขัย)")
_AFTER = "(?:ภายหลัง(?:จาก)?|หลัง(?:จาก)?(?:ที่)?|นับ(?:ถัดจาก|ต่อจาก|ตั้งแต่|แต่|จาก)?|ตั้งแต่)(?:วันที่|วัน)?(?:มี)?"
_PERIOD_AFTER = re.compile(rf"(?P<period>{PERIOD}){_AFTER}(?P<event>.+)")
_AFTER_PERIOD = re.compile(
    rf"(?:ทำลาย|เก็บ(?:ไว้)?)?(?:ได้)?{_AFTER}(?P<event>.+?)(?:ไปแล้ว|แล้ว)?(?:ไป)?(?:ต่อ)?(?:อีก)?(?P<period>{PERIOD})"
)
_UNTIL = re.compile("(?:เก็บ(?:ไว้)?)?(?:จนกระทั่ง|จนกว่า(?:จะ)?|จนถึง|จน)(?:วันที่|วัน)?(?P<event>.+)")
_WHILE = re.compile(
    "ตลอด(?:อายุ|ระยะเวลา|ช่วงเวลา|เวลา)?(?:ของ)?(?:ที่)?(?:ยัง)?(?:เป็น|มี)?(?P<what>.+?)"
    rf"(?:(?:\+|บวก|และ|แล้ว)?(?:เก็บ)?(?:ต่อ)?(?:ไป)?(?:อีก)?(?P<period>{PERIOD}))?"
)
_WHICH = re.compile(
    "แล้วแต่(?:อย่างใด|เวลาใด|ระยะเวลาใด|กรณีใด|เหตุใด|เหตุการณ์ใด)(?:จะ)?(?:ถึง|เกิด(?:ขึ้น)?|ครบ)?"
    "(?:(?P<earlier>ก่อน|สั้นกว่า|เร็วกว่า)|(?P<later>หลัง|ทีหลัง|ภายหลัง|นานกว่า|ช้ากว่า))"
)
#: Events with which keeping begins: nothing is kept "until" one of them.
_BEGINNINGS = frozenset({StartEvent.COLLECTED, StartEvent.RECORD_CREATED, StartEvent.DOCUMENT_DATE})
_COPY_BREAK = re.compile(r"\s*[,;\n]\s*")
_JOIN = re.compile(r"\s*((?<!\d)/|/(?!\d)|หรือ|และ)\s*")


def read_retention(text: str | None, start_event: StartEvent | None = None) -> RetentionRule:
    """Return the rule that a retention text states; `start_event` is what the form answers beside it.

    Never raises: what is not understood is a rule of kind `unparsed`.
    Legal source: PDPA s.39(4); readings of law.md E.1 and E.3.
    """
    raw = text or ""
    blank = squeezed(raw) in _BLANK
    rule = None if blank or len(raw) > _LONGEST else _whole(raw, start_event)
    if rule is None:
        question = doubt("blank" if blank else "not_understood")
        return RetentionRule(
            raw_text=raw, kind=RetentionKind.UNPARSED, status=RuleStatus.UNPARSED, unconfirmed=[question]
        )
    rule.raw_text = raw
    return _with_status(rule)


def _with_status(rule: RetentionRule) -> RetentionRule:
    rule.unconfirmed = list(dict.fromkeys(rule.unconfirmed))
    rule.status = RuleStatus.NEEDS_CONFIRMATION if rule.unconfirmed else RuleStatus.UNDERSTOOD
    for part in (*rule.alternatives, *rule.copies):
        _with_status(part)
    return rule


def _whole(text: str, start_event: StartEvent | None) -> RetentionRule | None:
    """Return the rule of a text in which rules for copies may stand beside the rule for the data."""
    parts = [part for part in _COPY_BREAK.split(text.strip()) if part]
    rules = [_stated(part, start_event) for part in parts]
    if len(rules) <= 1:
        return rules[0] if rules else None
    read = [rule for rule in rules if rule is not None]
    main = [rule for rule in read if not rule.copies_only]
    if len(read) != len(rules) or len(main) != 1:
        # Two rules for the data themselves without a word between them: nobody can say which one counts.
        return None
    main[0].copies = [rule for rule in read if rule.copies_only]
    return main[0]


def _stated(text: str, start_event: StartEvent | None) -> RetentionRule | None:
    clause = _clause(text, start_event)
    return clause if clause is not None else _joined(text, start_event)


def _clause(text: str, start_event: StartEvent | None) -> RetentionRule | None:
    """Return the rule of one clause, or None when its words are not all understood."""
    words = squeezed(text)
    if _PERMANENT.fullmatch(words):
        return _rule(text, RetentionKind.PERMANENT, doubts=(doubt("permanent_ground"),))
    if words.find("คำสั่ง") >= 0 and _ORDER.fullmatch(words):
        return _rule(text, RetentionKind.UNTIL_ORDER, requires_order=True)
    if _LIFETIME.fullmatch(words):
        questions = (doubt("lifetime_of_whom"), doubt("permanent_ground"))
        return _rule(text, RetentionKind.WHILE_ACTIVE, event=StartEvent.OTHER, doubts=questions)
    copies = _COPIES.fullmatch(words)
    if copies:
        rule = _clause(copies["rest"], StartEvent.RECORD_CREATED)
        return rule and _changed(rule, text, copies_only=True, doubts=(doubt("copies_only"),))
    transfer = _TRANSFER.fullmatch(words)
    if transfer:
        rule = _transfer(transfer["rest"])
        return rule and _changed(rule, text, disposal=Disposal.TRANSFER, doubts=(doubt("transfer"),))
    return _timed(words, text, start_event) or _law(text, start_event)


def _transfer(rest: str) -> RetentionRule | None:
    after = re.fullmatch(rf"(?:เมื่อ|{_AFTER})(?P<event>.+)", rest)
    event = _ending(after)
    return _event_rule(rest, RetentionKind.UNTIL_EVENT, event) if event else _timed(rest, rest, None)


def _timed(words: str, text: str, start_event: StartEvent | None) -> RetentionRule | None:
    """Return the rule of a clause about a period, an event, or both."""
    period = read_period(words)
    if period is not None:
        kind = RetentionKind.FIXED if start_event is None else RetentionKind.FIXED_AFTER_EVENT
        missing = (doubt("start_event_missing"),) if start_event is None else ()
        rule = _rule(text, kind, event=start_event, doubts=(*missing, *period.doubts))
        return _changed(rule, text, period=period.iso, bound=period.bound, alignment=period.alignment)
    for pattern in (_PERIOD_AFTER, _AFTER_PERIOD):
        match = pattern.fullmatch(words)
        event = read_event(match["event"]) if match else None
        if match and event:
            return _event_rule(text, RetentionKind.EVENT_PLUS_PERIOD, event, match["period"])
    until = _UNTIL.fullmatch(words)
    event = _ending(until)
    if event is not None:
        return _event_rule(text, RetentionKind.UNTIL_EVENT, event)
    lasting = _WHILE.fullmatch(words)
    ended = read_lasting(lasting["what"]) if lasting else None
    if lasting and ended:
        kind = RetentionKind.EVENT_PLUS_PERIOD if lasting["period"] else RetentionKind.WHILE_ACTIVE
        return _event_rule(text, kind, ended, lasting["period"])
    return None


def _ending(match: re.Match[str] | None) -> EventWords | None:
    event = read_event(match["event"]) if match else None
    return None if event is None or event.event in _BEGINNINGS else event


def _event_rule(
    text: str, kind: RetentionKind, words: EventWords, period_words: str | None = None
) -> RetentionRule | None:
    doubts = list(words.doubts)
    rule = _rule(text, kind, event=words.event)
    if period_words:
        period = read_period(period_words)
        if period is None:
            return None
        rule.period, rule.bound, rule.alignment = period.iso, period.bound, period.alignment
        doubts += period.doubts
        if words.event is StartEvent.CONSENT_WITHDRAWN:
            doubts.append(doubt("erasure_after_withdrawal"))
    rule.unconfirmed = doubts
    return rule


def _law(text: str, start_event: StartEvent | None) -> RetentionRule | None:
    cited = read_law(text)
    if cited is None:
        return None
    head, refs = cited.head, [cited.law]
    if re.fullmatch("(?:จัด)?(?:เก็บ)?(?:รักษา)?(?:ไว้)?(?:ระยะเวลา)?(?:เป็นไป)?", head):
        rule = _rule(text, RetentionKind.LEGAL_REFERENCE, doubts=(doubt("law_without_period"),))
    elif re.fullmatch("(?:ให้)?(?:ดำเนินการ)?ทำลาย(?:ได้)?", head):
        rule = _rule(text, RetentionKind.LEGAL_REFERENCE, doubts=(doubt("procedure_only"), doubt("law_without_period")))
    else:
        timed = _timed(head, text, start_event)
        if timed is None:
            return None
        rule = _changed(timed, text, kind=RetentionKind.LEGAL_REFERENCE, doubts=(doubt("law_to_check"),))
    rule.legal_refs = refs
    return rule


def _joined(text: str, start_event: StartEvent | None) -> RetentionRule | None:
    """Return the rule of conditions that "/", หรือ or และ join; None when one is not understood or the joints differ."""
    head, which = _which(text)
    pieces = _JOIN.split(head)
    parts, joints = pieces[::2], set(pieces[1::2])
    if len(parts) > _MOST_PARTS or len(joints) != 1:  # one part has no joint
        return None
    rules = [_clause(part, start_event) for part in parts]
    understood = [rule for rule in rules if rule is not None]
    if len(understood) != len(rules):
        return None
    operator, doubts = _operator(joints.pop(), which, understood)
    if operator is None or any(rule.copies_only or rule.kind is RetentionKind.PERMANENT for rule in understood):
        return None
    for rule in understood:
        doubts += rule.unconfirmed
        if rule.kind is RetentionKind.FIXED:
            rule.kind = RetentionKind.FIXED_AFTER_EVENT
    requires_order = any(rule.requires_order for rule in understood)
    made = _rule(text, RetentionKind.MIXED, doubts=tuple(doubts), requires_order=requires_order)
    made.operator, made.alternatives = operator, understood
    # A period that must also wait for an order is a least, whatever the words for the period alone say.
    made.bound = Bound.MIN if requires_order and operator is Operator.AND else made.bound
    events = {rule.start_event for rule in understood if rule.kind is not RetentionKind.UNTIL_ORDER}
    made.start_event = events.pop() if len(events) == 1 else start_event
    return made


def _which(text: str) -> tuple[str, Operator | None]:
    place = text.find("แล้วแต่")
    match = _WHICH.fullmatch(squeezed(text[place:])) if place > 0 else None
    if match is None:
        return text, None
    return text[:place].strip(), Operator.OR_EARLIER if match["earlier"] else Operator.OR_LATER


def _operator(joint: str, which: Operator | None, rules: list[RetentionRule]) -> tuple[Operator | None, list[Doubt]]:
    """Return how conditions are joined and what that leaves open.

    A period "or" an order is read as both. As "whichever is earlier" one order would let records go before the least
    period of the Saraban Regulation, and ten years alone would destroy without any order (ข้อ 66-70, 89/5).
    """
    if joint == "และ":
        # Two periods that both count are one of them, and the words do not say why the other is written.
        several = sum(rule.period is not None for rule in rules) > 1
        return (Operator.AND, [doubt("two_periods")] if several else []) if which is None else (None, [])
    if any(rule.requires_order for rule in rules):
        return Operator.AND, [doubt("order_against_words" if which is Operator.OR_EARLIER else "slash_or")]
    if which is not None:
        return which, []
    if joint == "/":
        return Operator.AND, [doubt("slash_or")]
    if any(rule.start_event is StartEvent.CONSENT_WITHDRAWN for rule in rules):
        return Operator.OR_EARLIER, [doubt("consent_items_only")]
    return Operator.OR_EARLIER, [doubt("or_which")]


def _rule(
    text: str,
    kind: RetentionKind,
    *,
    event: StartEvent | None = None,
    doubts: tuple[Doubt, ...] = (),
    requires_order: bool = False,
) -> RetentionRule:
    return RetentionRule(
        raw_text=text.strip(),
        kind=kind,
        start_event=event,
        unconfirmed=list(doubts),
        requires_order=requires_order,
    )


def _changed(
    rule: RetentionRule,
    text: str,
    *,
    doubts: tuple[Doubt, ...] = (),
    **values: str | bool | Bound | Alignment | Disposal | RetentionKind,
) -> RetentionRule:
    return msgspec.structs.replace(rule, raw_text=text.strip(), unconfirmed=[*rule.unconfirmed, *doubts], **values)
