"""Reads the form's cycle texts (review, destruction, monitoring) into cycles. Pure. Readings of law.md E.1 and E.3."""

import re

from ropa.retention.rules_words import doubt, read_number, squeezed
from schemas.retention import Anchor, Cycle, Doubt, RuleStatus
from schemas.thai_dates import ThaiDateError, read_thai_date

#: Version of this reader. A change of what any text means must raise it.
CYCLES_VERSION = 2
_LONGEST = 200
_BLANK = {"", "-", "–", "n/a", "na", "no", "ไม่มี", "ไม่ระบุ", "ตามความจำเป็น", "เท่าที่จำเป็น"}
_EVERY = {
    "วัน": "P1D",
    "สัปดาห์": "P1W",
    "อาทิตย์": "P1W",
    "เดือน": "P1M",
    "ไตรมาส": "P3M",
    "ครึ่งปี": "P6M",
    "ปี": "P1Y",
}
_LETTER = {"วัน": "D", "สัปดาห์": "W", "เดือน": "M", "ปี": "Y"}
#: How often at most in a day, a week, a month and a year: what is more is a slip of the hand.
_MOST_TIMES = {"D": 24, "W": 7, "M": 31, "Y": 366}
_LONGEST_WINDOW = 365
_UNIT = "|".join(_EVERY)
_WEEKDAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")

_SIMPLE = re.compile(rf"(?:เป็นประจำ)?ทุก(?:ๆ)?(?P<unit>{_UNIT})")
_TIMES = re.compile(rf"(?P<unit>{_UNIT})ละ(?P<times>[\dก-๙]+?)?ครั้ง")
_EACH = re.compile(
    r"(?:ทุก(?:ๆ)?)?(?P<number>[\dก-๙]+?)(?P<unit>ปี|เดือน|สัปดาห์|วัน)(?:ละ|ต่อ)?(?:(?P<times>[\dก-๙]+?)?ครั้ง)?"
)
_FISCAL = re.compile("(?:ทุก)?(?:ณ)?(?:วัน)?สิ้นปีงบประมาณ|ปลายปีงบประมาณ")
_YEAR = re.compile("(?:ทุก)?(?:ณ)?(?:วัน)?สิ้นปี(?P<said>ปฏิทิน)?")
_WINDOW = re.compile(r"ภายใน(?P<days>\d{1,3})วัน(?:หลัง(?:จาก)?|นับ(?:แต่|จาก)?|ภายหลัง)(?:วัน)?สิ้นปี(?P<which>ปฏิทิน|งบประมาณ)?")
_WEEKDAY = re.compile(f"ทุก(?:ๆ)?(?:วัน)?({'|'.join(_WEEKDAYS)})")


def read_cycle(text: str | None) -> Cycle:
    """Return the cycle that a text states; `every` is None and the status `unparsed` when it is not understood."""
    raw = text or ""
    words = squeezed(raw)
    found = _year_end(raw, words) or _weekly(raw, words) or _repeated(raw, words) or _day_of_year(raw)
    if words in _BLANK or len(raw) > _LONGEST or found is None:
        question = doubt("blank" if words in _BLANK else "not_understood")
        return Cycle(raw_text=raw, every=None, status=RuleStatus.UNPARSED, unconfirmed=[question])
    found.status = RuleStatus.NEEDS_CONFIRMATION if found.unconfirmed else RuleStatus.UNDERSTOOD
    return found


def _year_end(raw: str, words: str) -> Cycle | None:
    window = _WINDOW.fullmatch(words)
    year = _YEAR.fullmatch(words)
    if window:
        fiscal, said, days = window["which"] == "งบประมาณ", window["which"], int(window["days"])
    elif _FISCAL.fullmatch(words):
        fiscal, said, days = True, "งบประมาณ", 0
    elif year:
        fiscal, said, days = False, year["said"], 0
    else:
        return None
    if days > _LONGEST_WINDOW:  # it would end after the next year's end
        return None
    anchor = Anchor.FISCAL_YEAR_END if fiscal else Anchor.CALENDAR_YEAR_END
    doubts: list[Doubt] = [] if said else [doubt("year_end")]
    return Cycle(raw_text=raw, every="P1Y", anchor=anchor, window_days=days, unconfirmed=doubts)


def _weekly(raw: str, words: str) -> Cycle | None:
    match = _WEEKDAY.fullmatch(words)
    if match is None or words in {"ทุกอาทิตย์", "ทุกๆอาทิตย์"}:  # here the word means "week"
        return None
    day = _WEEKDAYS.index(match[1]) + 1
    return Cycle(raw_text=raw, every="P1W", anchor=Anchor.WEEKDAY, weekday=day)


def _repeated(raw: str, words: str) -> Cycle | None:
    simple, times, each = (pattern.fullmatch(words) for pattern in (_SIMPLE, _TIMES, _EACH))
    if simple:
        every, count = _EVERY[simple["unit"]], 1
    elif times:
        every, count = _EVERY[times["unit"]], _count(times["times"])
    elif each:
        number = read_number(each["number"])
        every, count = f"P{number or 0}{_LETTER[each['unit']]}", _count(each["times"])
    else:
        return None
    if not 0 < count <= int(every[1:-1]) * _MOST_TIMES[every[-1]]:
        return None
    # A month or a week is soon over; for a year it matters when, and the text does not say.
    doubts = [doubt("anchor_missing")] if every.endswith("Y") else []
    return Cycle(raw_text=raw, every=every, times=count, unconfirmed=doubts)


def _count(words: str | None) -> int:
    return 1 if words is None else read_number(words) or 0


def _day_of_year(raw: str) -> Cycle | None:
    """Return the cycle of a day and month without a year, such as 30 ก.ย. ("วันที่" and "ทุกวันที่" may stand before)."""
    text = re.sub(r"^\s*(?:ทุก(?:ปี)?\s*)?(?:วันที่)?\s*|\s*(?:ของ)?ทุกปี\s*$", "", raw)
    try:
        # Any leap year: 29 February is a day of the year too.
        day = read_thai_date(f"{text} 2567").value
    except ThaiDateError:
        return None
    if (day.month, day.day) == (9, 30):
        return Cycle(raw_text=raw, every="P1Y", anchor=Anchor.FISCAL_YEAR_END)
    if (day.month, day.day) == (12, 31):
        return Cycle(raw_text=raw, every="P1Y", anchor=Anchor.CALENDAR_YEAR_END)
    return Cycle(raw_text=raw, every="P1Y", anchor=Anchor.MONTH_DAY, month_day=f"{day.month:02}-{day.day:02}")
