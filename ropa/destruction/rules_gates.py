"""What stops a data set on its way to destruction, whatever people decided. Pure.

Legal source: PDPA s.34 and s.37(3); Saraban Regulation B.E. 2526 ข้อ 66, ข้อ 89/5 (no. 4, B.E. 2564); law.md F.4 57-60,
72, 73.
"""

from collections.abc import Iterator
from datetime import date

from schemas.destruction_facts import HoldingFacts, facts_hash
from schemas.destruction_lists import DestructionItem, Refused
from schemas.findings import Problem
from schemas.holding import Carrier
from schemas.periods import last_day
from schemas.retention import RuleStatus
from schemas.thai_dates import format_thai_date
from schemas.vocabulary import Applies

#: Electronic documents are kept without limit; the head may order the destruction of those older than this (ข้อ 89/5).
ELECTRONIC_KEPT = "P10Y"
_UNSURE = {RuleStatus.NEEDS_CONFIRMATION, RuleStatus.UNPARSED}
_SARABAN_ELECTRONIC = "ระเบียบสำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ ข้อ 89/5 (ฉบับที่ 4 พ.ศ. 2564)"


def refused(seq: int, code: str, thai: str, english: str, law: str | None = None, path: str | None = None) -> Refused:
    """Return why an item cannot go on, with its number in the words and in the pointer."""
    problem = Problem(
        pointer=f"/items/{seq}",
        message_th=f"รายการที่ {seq}: {thai}",
        message_en=f"Item {seq}: {english}",
        law=law,
    )
    return Refused(seq=seq, code=code, problem=problem, path=path)


def held(seq: int, activity_id: str) -> Refused:
    """Return the refusal of an item that is held."""
    return refused(
        seq,
        "held",
        "ถูกระงับการทำลาย (คดี ข้อพิพาท การตรวจสอบ หรือการระงับการใช้ตามมาตรา 34)",
        "held (dispute, audit, or a restriction under s.34)",
        "PDPA มาตรา 34",
        f"/retention/holds?activity={activity_id}",
    )


def gates(item: DestructionItem, facts: HoldingFacts | None, today: date) -> Iterator[Refused]:
    """Yield what stops an item from every step towards destruction today."""
    seq, activity = item.seq, item.listed.activity_id
    if facts is None or facts.list_id != item.list_id:
        yield refused(seq, "gone", "ชุดข้อมูลไม่ได้อยู่ในบัญชีนี้แล้ว", "the data set no longer stands on this list")
        return
    if facts.held:
        yield held(seq, activity)
    yield from _dates(item, facts, today)
    if facts_hash(facts) != item.listed_hash:
        yield refused(
            seq,
            "changed",
            "ชุดข้อมูลถูกแก้ไขหลังจากขึ้นบัญชี ให้ถอนออกแล้วเสนอใหม่ (ถ้ายังเป็นฉบับร่าง ให้กด “ปรับให้ตรงกับปัจจุบัน”)",
            "the data set was changed after it was listed; take it off and list it anew "
            "(a draft can be brought up to date)",
            path=f"/activities/{activity}/holdings/{item.holding_id}",
        )


def _dates(item: DestructionItem, facts: HoldingFacts, today: date) -> Iterator[Refused]:
    seq, path = item.seq, f"/activities/{item.listed.activity_id}/retention"
    if facts.due_on is None:
        yield refused(
            seq,
            "undated",
            f"ไม่มีวันครบกำหนดแล้ว ({facts.due_state.th})",
            f"has no due date any more ({facts.due_state.en})",
            "PDPA มาตรา 37(3)",
            path,
        )
    elif facts.due_on > today:
        old, new = format_thai_date(item.listed.due_on), format_thai_date(facts.due_on)
        yield refused(
            seq,
            "not_due",
            f"วันครบกำหนดเลื่อนจาก {old} เป็น {new} ซึ่งยังไม่ถึง",
            f"its date moved from {item.listed.due_on} to {facts.due_on}, which has not come",
            "PDPA มาตรา 37(3)",
            path,
        )


def deciding_gates(item: DestructionItem, facts: HoldingFacts, today: date) -> Iterator[Refused]:
    """Yield what stops the head from deciding to destroy an item, beside `gates`."""
    seq = item.seq
    if facts.reading in _UNSURE:
        yield refused(
            seq,
            "unconfirmed",
            "ข้อความระยะเวลาจัดเก็บยังไม่มีผู้ยืนยัน ให้ DPO ยืนยันก่อน",
            "nobody confirmed how the retention words are read; the DPO must do so first",
            "PDPA มาตรา 37(3)",
            f"/activities/{item.listed.activity_id}/retention",
        )
    if is_young_electronic(facts, today):
        yield refused(
            seq,
            "young_electronic",
            "หนังสืออิเล็กทรอนิกส์อายุไม่เกิน 10 ปี ทำลายไม่ได้ (หากเป็นกระดาษหรือไม่ใช่หนังสือราชการ ให้ระบุในชุดข้อมูล)",
            "an electronic document of no more than 10 years may not be destroyed (if it is paper, or no official "
            "document, say so in the data set)",
            _SARABAN_ELECTRONIC,
            f"/activities/{item.listed.activity_id}/holdings/{item.holding_id}",
        )


def is_young_electronic(facts: HoldingFacts, today: date) -> bool:
    """Tell whether a data set may be an electronic official document of no more than 10 years.

    `unclear` is treated as yes, and what nobody said to be paper as electronic: destroying cannot be taken back. The
    youngest day known of it counts.
    """
    if facts.saraban is Applies.NO or facts.carrier is Carrier.PAPER:
        return False
    known = [day for day in (facts.started_on, facts.data_through) if day is not None]
    return not known or today <= last_day(ELECTRONIC_KEPT, max(known))
