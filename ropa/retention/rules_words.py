"""The words of retention texts: numbers, periods, events, and the questions that words leave open. Pure.

Patterns match text without spaces, since Thai puts them anywhere ("10ปี", "10 ปี", "10 (สิบ) ปี").
"""

import re
from typing import NamedTuple

from schemas.retention import Alignment, Bound, Doubt
from schemas.thai_text import searchable
from schemas.vocabulary import StartEvent

_UNITS = {word: value for value, word in enumerate(["หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า"], 1)}
_UNIT = "|".join(_UNITS)
#: "ยี่" counts tens only, and "เอ็ด" only what stands behind ten or a hundred: alone they are no numbers.
_LAST = rf"(?:{_UNIT}|(?<=สิบ)เอ็ด|(?<=ร้อย)เอ็ด)"
_WORD = rf"(?:(?:{_UNIT})?ร้อย)?(?:(?:{_UNIT}|ยี่)?สิบ)?{_LAST}?"
_NUMBER_WORD = re.compile(rf"(?:({_UNIT})?(ร้อย))?(?:({_UNIT}|ยี่)?(สิบ))?({_LAST})?")
#: 10, สิบ, 10(สิบ) or สิบ(10). An empty number cannot match: the look-ahead asks for one character of it.
_NUMBER = rf"(?=[\dก-๙])(?:\d{{1,3}}|{_WORD})(?:\((?:\d{{1,3}}|{_WORD})\))?"
_PERIOD_UNITS = {"ปี": "Y", "เดือน": "M", "สัปดาห์": "W", "วัน": "D"}

_AT_LEAST = "ไม่น้อยกว่า|อย่างน้อย|ไม่ต่ำกว่า|ขั้นต่ำ"
_AT_MOST = "ไม่เกินกว่า|ไม่เกิน|อย่างมาก|สูงสุด"
_KEPT = r"(?:(?:ระยะเวลา)?(?:ใน)?(?:การ)?(?:จัด)?เก็บ(?:รักษา)?(?:ข้อมูล|เอกสาร)?(?:ไว้)?|เป็น(?:ระยะ)?เวลา|ระยะเวลา|กำหนด)*:?"
#: A period as it stands in a longer sentence. Named groups would collide, so its parts are read again by `Period`.
PERIOD = (
    rf"{_KEPT}(?:{_AT_LEAST}|{_AT_MOST})?(?:ครึ่งปี|{_NUMBER}(?:ปีงบประมาณ|ปีปฏิทิน|ปี|เดือน|สัปดาห์|วัน|ชั่วโมง))"
    rf"(?:{_NUMBER}(?:เดือน|วัน))?(?:ขึ้นไป|เป็นอย่างน้อย|เป็นอย่างต่ำ|เป็นอย่างมาก)?"
)
_PERIOD = re.compile(
    rf"{_KEPT}(?P<before>{_AT_LEAST}|{_AT_MOST})?"
    rf"(?:(?P<half>ครึ่งปี)|(?P<number>{_NUMBER})(?P<unit>ปีงบประมาณ|ปีปฏิทิน|ปี|เดือน|สัปดาห์|วัน|ชั่วโมง))"
    rf"(?:(?P<rest>{_NUMBER})(?P<rest_unit>เดือน|วัน))?(?P<after>ขึ้นไป|เป็นอย่างน้อย|เป็นอย่างต่ำ|เป็นอย่างมาก)?"
)


class Period(NamedTuple):
    """A period that was read."""

    iso: str
    bound: Bound
    alignment: Alignment
    doubts: tuple[Doubt, ...] = ()


class EventWords(NamedTuple):
    """An event that was read."""

    event: StartEvent
    doubts: tuple[Doubt, ...] = ()


def squeezed(text: str) -> str:
    """Return the search key of a text without any space."""
    return searchable(text).replace(" ", "")


def doubt(code: str) -> Doubt:
    """Return the open question of a code."""
    return Doubt(code=code, message_th=_DOUBTS[code][0], message_en=_DOUBTS[code][1])


def read_number(words: str) -> int | None:
    """Return the number of digits, Thai words, or both; None when they differ, are nothing, or are zero."""
    parts = [part for part in re.split(r"[()]", words) if part]
    values = {int(part) if part.isdigit() else _value(part) for part in parts}
    value = values.pop() if len(values) == 1 else None
    return value or None


def _value(word: str) -> int:
    match = _NUMBER_WORD.fullmatch(word)
    if match is None:
        return 0
    units = {**_UNITS, "ยี่": 2, "เอ็ด": 1}
    hundreds = units.get(match[1], 1) * 100 if match[2] else 0
    tens = units.get(match[3], 1) * 10 if match[4] else 0
    return hundreds + tens + units.get(match[5], 0)


def read_period(words: str) -> Period | None:
    """Return the period that squeezed words name, with its bound; None when they are not exactly a period."""
    match = _PERIOD.fullmatch(words)
    if match is None:
        return None
    bounds = {_bound(match["before"]), _bound(match["after"])} - {None}
    if len(bounds) > 1:
        return None
    bound = bounds.pop() if bounds else None
    if match["half"]:
        return Period("P6M", bound or Bound.EXACT, Alignment.NONE)
    number, unit = read_number(match["number"]), match["unit"]
    alignment = {"ปีงบประมาณ": Alignment.FISCAL_YEAR_END, "ปีปฏิทิน": Alignment.CALENDAR_YEAR_END}.get(unit)
    iso = f"PT{number}H" if unit == "ชั่วโมง" else f"P{number}{_PERIOD_UNITS['ปี' if alignment else unit]}"
    if match["rest"]:
        rest = read_number(match["rest"])
        if rest is None or not unit.startswith("ปี") or alignment is not None:
            return None
        iso += f"{rest}{_PERIOD_UNITS[match['rest_unit']]}"
    if number is None:
        return None
    doubts = (doubt("maybe_minimum"),) if iso == "P90D" and bound is None else ()
    return Period(iso, bound or Bound.EXACT, alignment or Alignment.NONE, doubts)


def _bound(words: str | None) -> Bound | None:
    if words is None:
        return None
    at_most = re.fullmatch(rf"{_AT_MOST}|เป็นอย่างมาก", words)
    return Bound.MAX if at_most else Bound.MIN


_END = "(?:การ)?(?:สิ้นสุดลง|สิ้นสุด|หมดอายุ|ครบกำหนด|ครบอายุ|สิ้นอายุ|สิ้น|จบ|ยกเลิก|เลิก|ปิด|พ้นจากการเป็น|พ้นจาก|พ้นสภาพ|พ้น|ถึงที่สุด)"
_DONE = "(?:แล้ว(?:เสร็จ)?|เสร็จ(?:สิ้น)?(?:แล้ว)?)?"
_LASTING: tuple[tuple[str, StartEvent, tuple[str, ...]], ...] = (
    ("สัญญาจ้าง(?:งาน)?", StartEvent.EMPLOYMENT_END, ("contract_of_hire",)),
    (
        "(?:การ|ระยะเวลา)?จ้าง(?:งาน)?|(?:การเป็น|ความเป็น)?(?:พนักงาน|ลูกจ้าง|ข้าราชการ|บุคลากร)",
        StartEvent.EMPLOYMENT_END,
        (),
    ),
    ("สัญญา|ข้อตกลง|กรมธรรม์", StartEvent.CONTRACT_END, ()),
    ("(?:การเป็น|ความเป็น|สถานะ|สถานภาพ)?สมาชิก(?:ภาพ)?", StartEvent.MEMBERSHIP_END, ()),
    ("ใบอนุญาต", StartEvent.LICENCE_END, ()),
    ("คดี(?:ความ)?|เรื่อง(?:ร้องเรียน)?", StartEvent.CASE_CLOSED, ()),
    ("โครงการ", StartEvent.PROJECT_END, ()),
)
_POINTS: tuple[tuple[str, StartEvent, tuple[str, ...]], ...] = (
    ("(?:เจ้าของข้อมูล(?:ส่วนบุคคล)?)?(?:จะ|การ|มีการ|ได้)?(?:เพิก)?ถอนความยินยอม", StartEvent.CONSENT_WITHDRAWN, ()),
    ("(?:มี|การ|มีการ)?(?:การ)?(?:เปลี่ยนแปลง|แก้ไขเปลี่ยนแปลง)(?:ข้อมูล)?|มีฉบับใหม่", StartEvent.SUPERSEDED, ()),
    ("(?:สตง\\.?|สำนักงานการตรวจเงินแผ่นดิน)?(?:ได้)?(?:การ)?ตรวจสอบ", StartEvent.AUDIT_DONE, ()),
    ("(?:การ)?ลาออก|(?:การ)?เกษียณ(?:อายุ)?(?:ราชการ)?|พ้นสภาพ|พ้นจากราชการ", StartEvent.EMPLOYMENT_END, ()),
    ("(?:วัน)?สิ้นปีงบประมาณ", StartEvent.FISCAL_YEAR_END, ()),
    ("(?:วัน)?สิ้นปีปฏิทิน", StartEvent.CALENDAR_YEAR_END, ()),
    ("(?:วัน)?สิ้นปี", StartEvent.CALENDAR_YEAR_END, ("year_end",)),
    (
        "(?:การ)?(?:ใช้งาน|ใช้บริการ|เข้าใช้งาน|เข้าสู่ระบบ|ติดต่อ)(?:ครั้ง)?(?:สุดท้าย|ล่าสุด)",
        StartEvent.LAST_ACTIVITY,
        (),
    ),
    ("(?:การ|ที่)?(?:เก็บรวบรวม|ได้รับ)(?:ข้อมูล)?", StartEvent.COLLECTED, ()),
    ("(?:การ|ที่)?(?:สร้าง|บันทึก|จัดทำ)(?:ข้อมูล|เอกสาร)?", StartEvent.RECORD_CREATED, ()),
    ("(?:ที่)?(?:ใน|ของ|ลงใน)?เอกสาร(?:ลงวันที่)?|ที่เอกสารลงวันที่", StartEvent.DOCUMENT_DATE, ()),
    (
        r"(?:ผู้ป่วย|เด็ก|ผู้เยาว์|นักเรียน|เจ้าของข้อมูล|บุคคล)?(?:มี)?(?:อายุ)?ครบ(?:อายุ)?\d{1,2}ปี(?:บริบูรณ์)?",
        StartEvent.MAJORITY,
        ("majority",),
    ),
)
_EVENTS = tuple(
    (re.compile(f"(?:{pattern}){_DONE}"), event, codes)
    for pattern, event, codes in (
        *((f"{_END}(?:{noun})|(?:{noun}){_END}", event, codes) for noun, event, codes in _LASTING),
        *_POINTS,
    )
)
_LASTING_NOUNS = tuple((re.compile(noun), event, codes) for noun, event, codes in _LASTING)


def read_event(words: str) -> EventWords | None:
    """Return the event that squeezed words name; None when they name none that is known."""
    return _first(_EVENTS, words)


def read_lasting(words: str) -> EventWords | None:
    """Return the event that ends what squeezed words name: a contract, membership, licence, case, project, job."""
    return _first(_LASTING_NOUNS, words)


def _first(table: tuple[tuple[re.Pattern[str], StartEvent, tuple[str, ...]], ...], words: str) -> EventWords | None:
    for pattern, event, codes in table:
        if pattern.fullmatch(words):
            return EventWords(event, tuple(doubt(code) for code in codes))
    return None


_DOUBTS: dict[str, tuple[str, str]] = {
    "slash_or": (
        "เครื่องหมาย “/” หรือคำว่า “หรือ” อาจหมายถึงอย่างใดถึงก่อน ระบบอ่านว่าต้องครบทั้งสองเงื่อนไข",
        "“/” or “หรือ” may mean whichever is earlier; it is read as: both conditions must be met",
    ),
    "order_against_words": (
        "ข้อความเขียนว่าอย่างใดถึงก่อน ระบบอ่านต่างจากข้อความว่าต้องครบทั้งระยะเวลาและคำสั่ง เพราะระเบียบงานสารบรรณ ข้อ 66-70, 89/5",
        "read against the words “whichever is earlier”: period and order are both needed (Saraban ข้อ 66-70, 89/5)",
    ),
    "two_periods": (
        "มีสองระยะเวลาเชื่อมด้วย “และ” ระบบอ่านว่าต้องครบทุกระยะเวลา โปรดยืนยันว่าใช้ระยะเวลาใด",
        "two periods are joined by “และ”; it is read as: all must have passed; confirm which one counts",
    ),
    "or_which": (
        "ไม่ได้ระบุว่าเงื่อนไขใดมีผลก่อน ระบบอ่านว่าอย่างใดถึงก่อน",
        "which condition wins is not written; it is read as whichever is earlier",
    ),
    "start_event_missing": (
        "ไม่ได้ระบุเหตุเริ่มนับระยะเวลา จึงยังคำนวณวันไม่ได้",
        "the start event is not stated, so no date can be computed",
    ),
    "maybe_minimum": (
        "90 วัน มักหมายถึงไม่น้อยกว่า 90 วันสำหรับข้อมูลจราจรคอมพิวเตอร์",
        "90 days is usually a minimum for computer traffic logs",
    ),
    "permanent_ground": (
        "การเก็บถาวรต้องมีเหตุตามกฎหมาย (มาตรา 37(3))",
        "permanent keeping needs a legal ground (s.37(3))",
    ),
    "lifetime_of_whom": (
        "“ตลอดชีวิต” อ่านว่าตลอดชีวิตของเจ้าของข้อมูล",
        "“for life” is read as the life of the data subject",
    ),
    "consent_items_only": (
        "การถอนความยินยอมมีผลเฉพาะรายการที่ใช้ฐานความยินยอม",
        "withdrawal reaches only the items that rest on consent",
    ),
    "erasure_after_withdrawal": (
        "เมื่อถอนความยินยอมแล้ว เจ้าของข้อมูลขอให้ลบได้ (มาตรา 33(2)) ต้องมีเหตุที่เก็บต่อ",
        "after withdrawal erasure can be asked (s.33(2)); keeping on needs a ground",
    ),
    "majority": (
        "อายุบรรลุนิติภาวะตามกฎหมายไทยคือ 20 ปี โปรดยืนยันอายุที่ใช้",
        "Thai majority is 20; confirm the age that counts",
    ),
    "contract_of_hire": (
        "“สัญญาจ้าง” อ่านว่าสัญญาจ้างแรงงาน อาจหมายถึงสัญญาจ้างทำของ",
        "“สัญญาจ้าง” is read as employment; it may be a contract for work",
    ),
    "year_end": (
        "“สิ้นปี” อ่านว่าสิ้นปีปฏิทิน (31 ธ.ค.) แต่คำอธิบายในแบบฟอร์มยกตัวอย่างสิ้นปีงบประมาณ (30 ก.ย.)",
        "“year end” is read as 31 December; the form's hint speaks of the fiscal year (30 September)",
    ),
    "law_without_period": (
        "อ้างกฎหมายหรือระเบียบโดยไม่ระบุระยะเวลา โปรดระบุจำนวนปี",
        "a law is cited without a period; write the number of years",
    ),
    "law_to_check": ("โปรดยืนยันว่ากฎหมายที่อ้างกำหนดระยะเวลานี้", "confirm that the cited law sets this period"),
    "procedure_only": (
        "ข้อความอ้างวิธีการทำลาย ไม่ใช่ระยะเวลาจัดเก็บ",
        "the words cite the way of destroying, not a period",
    ),
    "transfer": ("เป็นการส่งมอบหอจดหมายเหตุ ไม่ใช่การทำลาย", "this is a transfer to the archives, not destruction"),
    "copies_only": (
        "ข้อความกล่าวถึงเฉพาะข้อมูลสำรอง ไม่ได้กล่าวถึงข้อมูลหลัก",
        "the words speak of backup copies only, not of the data themselves",
    ),
    "two_rules": (
        "มีเกณฑ์ชื่อเดียวกันมากกว่าหนึ่งข้อ ไม่รู้ว่าใช้ข้อใด ตั้งชื่อให้ต่างกัน",
        "two rules have one name, and nobody can say which one counts: give them different names",
    ),
    "blank": ("ไม่ได้ระบุระยะเวลา (มาตรา 39(4))", "no period is given (s.39(4))"),
    "not_understood": (
        "ระบบอ่านข้อความนี้ไม่ได้ โปรดเขียนเช่น “10 ปี หลังสิ้นสุดสัญญา”",
        "these words were not understood; write for example “10 ปี หลังสิ้นสุดสัญญา”",
    ),
    "anchor_missing": ("ไม่ได้ระบุวันหรือเดือนของรอบ", "the day or month of the cycle is not stated"),
}
