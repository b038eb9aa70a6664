"""Every expression of law.md E.1 and E.3 with the reading and the dates that it must give, and F.2's arithmetic.

The tests walk these rows, and `python -m tests.support.retention_words > docs/retention-words.md` prints them with how
many hold at present.
"""

import sys
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from ropa.retention.rules import due
from ropa.retention.rules_calendar import align, survey_window
from ropa.retention.rules_cycles import read_cycle
from ropa.retention.rules_cycles_shown import describe_cycle
from ropa.retention.rules_reading import read_retention
from ropa.retention.rules_shown import describe
from schemas.periods import last_day
from schemas.retention import Alignment, Bound, Cycle, Disposal, RetentionRule
from schemas.thai_dates import format_thai_date
from schemas.vocabulary import StartEvent

E = StartEvent
#: The day that every row counts from, 19 November B.E. 2559: form 003's own case (F.2 32).
DAY = date(2016, 11, 19)
SAMPLES = "10 ปี/ได้รับคำสั่งจากผู้มีอำนาจ"
_MISSING = "start_event_missing"


class Row(NamedTuple):
    """One expression: what it must be read as, and the last day kept from `DAY`, or why there is none."""

    words: str
    reading: str
    """As `short` writes it."""
    end: str
    """The last day kept (ISO), or the state without a date."""
    asks: str = ""
    """Codes of what is unconfirmed, joined by spaces."""
    stated: StartEvent | None = E.COLLECTED
    """The start event that the form answers beside the words."""
    event: StartEvent | None = None
    """The event that `DAY` is the day of; None: the one that the rule counts from."""


def short(rule: RetentionRule) -> str:
    """Return a rule in few words: kind, bound, period, event, alignment, order, joined conditions, law, copies."""
    parts = [str(rule.kind)]
    if rule.operator is not None:
        inner = " | ".join(short(part) for part in rule.alternatives)
        parts.append(f"{rule.operator} [{inner}]")
    if rule.period is not None or rule.alternatives:
        parts += [] if rule.bound is Bound.EXACT else [str(rule.bound)]
    parts += [rule.period] if rule.period else []
    parts += [f"from {rule.start_event}"] if rule.start_event and not rule.alternatives else []
    parts += [] if rule.alignment is Alignment.NONE else [f"to {rule.alignment}"]
    parts += ["order"] if rule.requires_order and rule.alternatives else []
    parts += ["transfer"] if rule.disposal is Disposal.TRANSFER else []
    parts += [f"law {len(rule.legal_refs)}"] if rule.legal_refs else []
    parts += ["copies only"] if rule.copies_only else []
    parts += [f"copies ({short(each)})" for each in rule.copies]
    return " ".join(parts)


def _fixed(words: str, period: str, end: str, bound: str = "") -> list[Row]:
    """Return the rows of a bare period: with the form's start event it has a date, without it asks for one."""
    least = f"{bound} " if bound else ""
    return [
        Row(words, f"fixed_after_event {least}{period} from collected", end),
        Row(words, f"fixed {least}{period}", "no_start_event", _MISSING, None),
    ]


PERIODS: tuple[Row, ...] = (
    Row(
        SAMPLES,
        "mixed and [fixed_after_event P10Y from collected | until_order] min order",
        "2026-11-19",
        "slash_or",
    ),
    Row(
        SAMPLES,
        "mixed and [fixed_after_event P10Y | until_order] min order",
        "no_start_event",
        f"slash_or {_MISSING}",
        None,
    ),
    *(row for years in (1, 2, 3, 5, 7, 10, 20) for row in _fixed(f"{years} ปี", f"P{years}Y", f"{2016 + years}-11-19")),
    *(
        row
        for words in ("สิบปี", "๑๐ ปี", "10ปี", "10 (สิบ) ปี", "สิบ (๑๐) ปี", "เก็บรักษาไว้เป็นเวลา 10 ปี")
        for row in _fixed(words, "P10Y", "2026-11-19")
    ),
    *_fixed("๑๐ ปีขึ้นไป", "P10Y", "2026-11-19", "min"),
    *_fixed("ไม่น้อยกว่า 10 ปี", "P10Y", "2026-11-19", "min"),
    *_fixed("อย่างน้อย 1 ปี", "P1Y", "2017-11-19", "min"),
    *_fixed("ไม่เกิน 365 วัน", "P365D", "2017-11-19", "max"),
    *_fixed("ไม่เกิน 2 ปี", "P2Y", "2018-11-19", "max"),
    *_fixed("30 วัน", "P30D", "2016-12-19"),
    *_fixed("6 เดือน", "P6M", "2017-05-19"),
    *_fixed("1 ปี 6 เดือน", "P1Y6M", "2018-05-19"),
    *_fixed("24 ชั่วโมง", "PT24H", "2016-11-20"),
    *_fixed("36 ชั่วโมง", "PT36H", "2016-11-21"),
    Row("90 วัน", "fixed_after_event P90D from collected", "2017-02-17", "maybe_minimum"),
    Row("ไม่น้อยกว่า 90 วัน", "fixed_after_event min P90D from collected", "2017-02-17"),
    Row("10 ปีงบประมาณ", "fixed_after_event P10Y from collected to fiscal_year_end", "2027-09-30"),
    Row("10 ปีปฏิทิน", "fixed_after_event P10Y from collected to calendar_year_end", "2026-12-31"),
)
WITHOUT_END: tuple[Row, ...] = (
    *(
        Row(words, "permanent", "permanent", "permanent_ground")
        for words in ("ถาวร", "ตลอดไป", "ไม่มีกำหนด", "ไม่จำกัดระยะเวลา")
    ),
    Row("ตลอดชีวิต", "while_active from other", "2016-11-19", "lifetime_of_whom permanent_ground", event=E.OTHER),
    Row("ตลอดระยะเวลาที่เป็นสมาชิก", "while_active from membership_end", "2016-11-19"),
    Row("ตลอดอายุสัญญา", "while_active from contract_end", "2016-11-19"),
    Row("จนกว่าจะมีการเปลี่ยนแปลง", "until_event from superseded", "2016-11-19"),
    Row("จนกว่าจะมีคำสั่งจากผู้มีอำนาจ", "until_order", "awaits_order"),
)
EVENTS: tuple[Row, ...] = (
    Row("5 ปี หลังสิ้นสุดสัญญา", "event_plus_period P5Y from contract_end", "2021-11-19"),
    Row("10 ปี หลังสิ้นสุดสัญญาจ้าง", "event_plus_period P10Y from employment_end", "2026-11-19", "contract_of_hire"),
    Row("3 ปี หลังยกเลิกสมาชิก", "event_plus_period P3Y from membership_end", "2019-11-19"),
    Row("10 ปี หลังคดีสิ้นสุด", "event_plus_period P10Y from case_closed", "2026-11-19"),
    Row("5 ปี หลังหมดอายุใบอนุญาต", "event_plus_period P5Y from licence_end", "2021-11-19"),
    Row("ตลอดอายุกรมธรรม์ + 10 ปี", "event_plus_period P10Y from contract_end", "2026-11-19"),
    Row("ตลอดระยะเวลาจ้าง + 2 ปี", "event_plus_period P2Y from employment_end", "2018-11-19"),
    Row("ตลอดอายุสัญญา + 5 ปี", "event_plus_period P5Y from contract_end", "2021-11-19"),
    Row(
        "1 ปี หลังถอนความยินยอม", "event_plus_period P1Y from consent_withdrawn", "2017-11-19", "erasure_after_withdrawal"
    ),
    Row("10 ปี หลังผู้ป่วยครบ 18 ปี", "event_plus_period P10Y from majority", "2026-11-19", "majority"),
    Row("ทำลายหลังจากสิ้นสุดโครงการแล้ว 5 ปี", "event_plus_period P5Y from project_end", "2021-11-19"),
    Row("5 ปี หลัง สตง. ตรวจสอบแล้ว", "event_plus_period P5Y from audit_done", "2021-11-19"),
    Row("10 ปี นับจากสิ้นปีงบประมาณ", "event_plus_period P10Y from fiscal_year_end", "2027-09-30"),
    Row("5 ปี หลังสิ้นสุดสัญญา", "event_plus_period P5Y from contract_end", "other_event", event=E.COLLECTED),
    Row(
        "1 ปี หรือจนถอนความยินยอม",
        "mixed or_earlier [fixed_after_event P1Y from collected | until_event from consent_withdrawn]",
        "2017-11-19",
        "consent_items_only",
        event=E.COLLECTED,
    ),
    Row(
        "5 ปี หรือ 10 ปี แล้วแต่ระยะเวลาใดนานกว่า",
        "mixed or_later [fixed_after_event P5Y from collected | fixed_after_event P10Y from collected]",
        "2026-11-19",
    ),
    Row(
        "10 ปี และต้องได้รับคำสั่งจากผู้มีอำนาจก่อนทำลาย",
        "mixed and [fixed_after_event P10Y from collected | until_order] min order",
        "2026-11-19",
    ),
    Row(
        "10 ปี หรือจนกว่าจะมีคำสั่งจากผู้มีอำนาจ แล้วแต่อย่างใดถึงก่อน",
        "mixed and [fixed_after_event P10Y from collected | until_order] min order",
        "2026-11-19",
        "order_against_words",
    ),
    Row(
        "ไม่น้อยกว่า 5 ปี และไม่เกิน 10 ปี",
        "mixed and [fixed_after_event min P5Y from collected | fixed_after_event max P10Y from collected]",
        "2026-11-19",
        "two_periods",
    ),
)
LAWS: tuple[Row, ...] = (
    Row("5 ปี ตามกฎหมายภาษี", "legal_reference P5Y from collected law 1", "2021-11-19", "law_to_check"),
    Row("10 ปี ตาม พ.ร.บ.บัญชี", "legal_reference P10Y from collected law 1", "2026-11-19", "law_to_check"),
    Row("ตามระเบียบงานสารบรรณ", "legal_reference law 1", "no_period", "law_without_period"),
    Row(
        "ส่งมอบหอจดหมายเหตุหลังจากสิ้นสุดโครงการ",
        "until_event from project_end transfer",
        "2016-11-19",
        "transfer",
    ),
    Row("ทำลายได้ตามระเบียบฯ ข้อ 66-70", "legal_reference law 1", "no_period", "procedure_only law_without_period"),
    Row("backup 30 วัน", "fixed_after_event P30D from record_created copies only", "copies_only", "copies_only"),
    Row(
        "10 ปี, backup 30 วัน",
        "fixed_after_event P10Y from collected copies (fixed_after_event P30D from record_created copies only)",
        "2026-11-19",
    ),
)
UNREAD: tuple[Row, ...] = (
    *(Row(words, "unparsed", "unparsed", "blank") for words in ("ตามความจำเป็น", "เท่าที่จำเป็น", "N/A", "-", "")),
    *(
        Row(words, "unparsed", "unparsed", "not_understood")
        for words in (
            "ประมาณ 10 ปี",
            "10 ปี หรืออาจจะนานกว่านั้น",
            "10 (ห้า) ปี",
            "ไม่ถาวร",
            "5 ปี, 10 ปี",
            "5-10 ปี",
            "10 ปี แต่ไม่ใช่ข้อมูลสุขภาพ",
            "ten years",
            "10 ปี ตามระเบียบ เมื่อสิ้นสุดสัญญา",
            "5 ปี ตาม พ.ร.บ.การบัญชี หลังปิดบัญชี",
            "5 ปี ตามระเบียบฯ เว้นแต่เวชระเบียนสิบปี",
            "5 ปี ตามระเบียบ และต้องได้รับอนุมัติก่อนทำลาย",
        )
    ),
)
GROUPS: tuple[tuple[str, tuple[Row, ...]], ...] = (
    ("ระยะเวลา / Periods", PERIODS),
    ("ไม่มีวันสิ้นสุดในตัว / Without an end of their own", WITHOUT_END),
    ("นับจากเหตุ / From an event", EVENTS),
    ("อ้างกฎหมาย ส่งมอบ สำเนา / Laws, transfers, copies", LAWS),
    ("ไม่ระบุ หรืออ่านไม่ได้ / Not stated, or not understood", UNREAD),
)


class CycleRow(NamedTuple):
    """One cycle text: ISO period, how often in it, anchor, days after it, and what is asked."""

    words: str
    every: str | None
    times: int = 1
    anchor: str = "none"
    window: int = 0
    asks: str = ""


CYCLES: tuple[CycleRow, ...] = (
    *(CycleRow(words, "P1Y", asks="anchor_missing") for words in ("ปีละ 1 ครั้ง", "ปีละครั้ง", "ทุกปี")),
    CycleRow("ทุกเดือน", "P1M"),
    CycleRow("ทุกสัปดาห์", "P1W"),
    CycleRow("ทุกไตรมาส", "P3M"),
    CycleRow("ทุก 6 เดือน", "P6M"),
    CycleRow("เดือนละ 2 ครั้ง", "P1M", 2),
    *(CycleRow(words, "P1Y", 1, "calendar_year_end", 0, "year_end") for words in ("วันสิ้นปี", "สิ้นปี")),
    *(CycleRow(words, "P1Y", 1, "fiscal_year_end") for words in ("วันสิ้นปีงบประมาณ", "สิ้นปีงบประมาณ", "30 ก.ย.")),
    CycleRow("ภายใน 60 วันหลังสิ้นปีปฏิทิน", "P1Y", 1, "calendar_year_end", 60),
    *(CycleRow(words, None, asks="blank") for words in ("-", "N/A")),
    CycleRow("ตามความเหมาะสม", None, asks="not_understood"),
)


class Case(NamedTuple):
    """One case of arithmetic (law.md F.2): its number, what is computed, and both days."""

    number: str
    what: str
    expected: date
    got: date


def _period(number: str, period: str, start: str, expected: str) -> Case:
    got = last_day(period, date.fromisoformat(start))
    return Case(number, f"{period} จาก {start}", date.fromisoformat(expected), got)


def _survey(year: int, expected: str) -> Case:
    closes = survey_window(date(year, 12, 31))[1]
    return Case("31", f"สำรวจหลัง {year}-12-31 ถึง", date.fromisoformat(expected), closes)


def _aligned(number: str, day: str, alignment: Alignment, expected: str) -> Case:
    got = align(date.fromisoformat(day), alignment)
    return Case(number, f"{day} เลื่อนไป{alignment.th}", date.fromisoformat(expected), got)


_TEN = last_day("P10Y", date(2016, 3, 5)).isoformat()
CASES: tuple[Case, ...] = (
    _period("25", "P30D", "2026-01-31", "2026-03-02"),
    _period("26", "P30D", "2028-01-31", "2028-03-01"),
    _period("27", "P30D", "2026-11-19", "2026-12-19"),
    _period("28", "P30D", "2027-12-30", "2028-01-29"),
    _period("29", "P90D", "2026-11-19", "2027-02-17"),
    _survey(2026, "2027-03-01"),
    _survey(2027, "2028-02-29"),
    _survey(2028, "2029-03-01"),
    _period("32", "P10Y", "2016-11-19", "2026-11-19"),
    _period("33", "P10Y", "2024-02-29", "2034-02-28"),
    _period("34", "P4Y", "2024-02-29", "2028-02-29"),
    _period("35", "P1Y", "2023-02-28", "2024-02-29"),
    _period("36", "P5Y", "2027-02-28", "2032-02-29"),
    _period("37", "P1M", "2026-01-31", "2026-02-28"),
    _period("37", "P1M", "2028-01-31", "2028-02-29"),
    _aligned("38", "2026-09-30", Alignment.FISCAL_YEAR_END, "2026-09-30"),
    _aligned("38", "2026-10-01", Alignment.FISCAL_YEAR_END, "2027-09-30"),
    _aligned("39", "2026-09-30", Alignment.CALENDAR_YEAR_END, "2026-12-31"),
    _aligned("39", "2026-10-01", Alignment.CALENDAR_YEAR_END, "2026-12-31"),
    _aligned("40", _TEN, Alignment.CALENDAR_YEAR_END, "2026-12-31"),
    _aligned("40", _TEN, Alignment.FISCAL_YEAR_END, "2026-09-30"),
)


def read(row: Row) -> tuple[RetentionRule, str]:
    """Return how a row is read at present, and its end as `Row.end` writes it."""
    rule = read_retention(row.words, row.stated)
    found = due(rule, row.event, DAY)
    return rule, found.last_day_kept.isoformat() if found.last_day_kept else str(found.state)


def holds(row: Row) -> bool:
    """Tell whether a row is read as it must be, with its words kept."""
    rule, end = read(row)
    asks = " ".join(each.code for each in rule.unconfirmed)
    return (short(rule), end, asks, rule.raw_text) == (row.reading, row.end, row.asks, row.words)


def cycle_holds(row: CycleRow) -> bool:
    """Tell whether a cycle is read as it must be, with its words kept."""
    cycle: Cycle = read_cycle(row.words)
    asks = " ".join(each.code for each in cycle.unconfirmed)
    told = (cycle.every, cycle.times, str(cycle.anchor), cycle.window_days, asks, cycle.raw_text)
    return told == (row.every, row.times, row.anchor, row.window, row.asks, row.words)


_HEAD = """# ข้อความระยะเวลาจัดเก็บที่ระบบอ่านได้ / Retention words and how they are read

สร้างจากตารางเดียวกับที่การทดสอบใช้ ด้วย `python -m tests.support.retention_words > docs/retention-words.md` ห้ามแก้ด้วยมือ

- ข้อความเดิมเก็บไว้ทุกตัวอักษร ระบบแสดงว่าเข้าใจอย่างไรและข้อใดยังไม่แน่ DPO ยืนยันหรือเลือกอ่านอย่างอื่นพร้อมเหตุผลได้ที่
  `/activities/…/retention` การยืนยันใช้ได้จนกว่าข้อความ เหตุเริ่มนับในแบบ หรือชื่อ ขอบเขต รายการ และเหตุที่เก็บของเกณฑ์จะเปลี่ยน
  และยกเลิกได้พร้อมเหตุผล สิ่งที่การเลือกตัดออกจากข้อความ (ถาวร คำสั่ง เงื่อนไข การส่งมอบ สิ้นปี) ต้องยอมรับทีละข้อ
- ชื่อกฎหมายที่ต่อท้ายต้องเป็นชื่อล้วน มีเงื่อนไขหรือข้อยกเว้นต่อท้ายคืออ่านไม่ได้ ไม่ใช่นับจากวันเก็บรวบรวม
- สิ่งที่อ่านไม่ได้ไม่ใช่ "ถาวร" และไม่ใช่ "หมดอายุ": ไม่มีวันครบกำหนด และอยู่ในรายการที่ต้องทำ
- ทุกแถวนับจาก 19 พ.ย. 2559 เว้นแต่เขียนไว้เป็นอย่างอื่น วันแรกไม่นับ เก็บถึงสิ้นวันสุดท้าย เสนอทำลายได้ในวันถัดไป (ปพพ. 193/3, 193/5)
- รายการข้อมูล สำเนา และข้อมูลสำรองมีเกณฑ์ของตนเองได้ในช่อง "ระยะเวลาจัดเก็บเฉพาะส่วน"

Every row is read when this page is made; a row that is read otherwise than it must be has no ✓ and fails the tests.
"""


def markdown() -> Iterator[str]:
    """Yield the lines of the page."""
    yield from _HEAD.splitlines()
    rows = [row for _, group in GROUPS for row in group]
    passed = sum(map(holds, rows)), sum(map(cycle_holds, CYCLES)), sum(each.expected == each.got for each in CASES)
    yield ""
    yield "| ตาราง / table | ผ่าน / pass | ทั้งหมด / of |"
    yield "|---|---|---|"
    totals = zip(("ระยะเวลา / periods", "รอบ / cycles", "การนับ / arithmetic"), passed, strict=True)
    for (name, good), total in zip(totals, (len(rows), len(CYCLES), len(CASES)), strict=True):
        yield f"| {name} | {good} | {total} |"
    for title, group in GROUPS:
        yield from ("", f"## {title} ({sum(map(holds, group))}/{len(group)})", "")
        yield "| ข้อความ | เหตุเริ่มนับในแบบ | ระบบเข้าใจว่า | เก็บถึง | เสนอทำลายได้ | |"
        yield "|---|---|---|---|---|---|"
        yield from map(_line, group)
    yield from ("", f"## รอบ / Cycles ({passed[1]}/{len(CYCLES)})", "")
    yield from ("| ข้อความ | ระบบเข้าใจว่า | |", "|---|---|---|")
    for row in CYCLES:
        mark = "✓" if cycle_holds(row) else "✗"
        yield f"| {_shown(row.words)} | {describe_cycle(read_cycle(row.words))[0]} | {mark} |"
    yield from (
        "",
        f"## การนับ / Arithmetic ({passed[2]}/{len(CASES)})",
        "",
        "| กรณี F.2 | นับ | วัน | |",
        "|---|---|---|---|",
    )
    for case in CASES:
        yield f"| {case.number} | {case.what} | {case.got} | {'✓' if case.expected == case.got else '✗'} |"


def _shown(words: str) -> str:
    return words.replace("|", "\\|") or "(ว่าง / blank)"


def _line(row: Row) -> str:
    rule, end = read(row)
    found = due(rule, row.event, DAY)
    stated = row.stated.th if row.stated else "–"
    last = format_thai_date(found.last_day_kept) if found.last_day_kept else found.state.th
    first = format_thai_date(found.due_on) if found.due_on else "–"
    event = f" (ชุดข้อมูลนับจาก{row.event.th})" if row.event else ""
    mark = "✓" if holds(row) else f"✗ {end}"
    return f"| {_shown(row.words)} | {stated} | {describe(rule)[0]} | {last}{event} | {first} | {mark} |"


if __name__ == "__main__":
    sys.stdout.write("\n".join(markdown()) + "\n")
