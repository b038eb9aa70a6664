"""Says in Thai and English how the words of a cycle are understood. Pure."""

from ropa.retention.rules_shown import period_words
from schemas.retention import Anchor, Cycle, RuleStatus
from schemas.thai_dates import MONTHS

_DAYS = (
    ("วันจันทร์", "Monday"),
    ("วันอังคาร", "Tuesday"),
    ("วันพุธ", "Wednesday"),
    ("วันพฤหัสบดี", "Thursday"),
    ("วันศุกร์", "Friday"),
    ("วันเสาร์", "Saturday"),
    ("วันอาทิตย์", "Sunday"),
)


def describe_cycle(cycle: Cycle) -> tuple[str, str]:
    """Return how a cycle was understood, in Thai and in English, with what is unconfirmed."""
    open_th = "; ".join(each.message_th for each in cycle.unconfirmed)
    open_en = "; ".join(each.message_en for each in cycle.unconfirmed)
    if cycle.every is None:
        return open_th, open_en
    thai, english = _sentence(cycle, cycle.every)
    if cycle.status is RuleStatus.NEEDS_CONFIRMATION:
        return f"{thai} [ยังไม่ยืนยัน: {open_th}]", f"{english} [unconfirmed: {open_en}]"
    return thai, english


def _sentence(cycle: Cycle, every: str) -> tuple[str, str]:
    thai, english = period_words(every)
    thai = f"ทุก {thai}" if cycle.times == 1 else f"{cycle.times} ครั้งใน {thai}"
    english = f"every {english}" if cycle.times == 1 else f"{cycle.times} times in {english}"
    on = _anchor(cycle)
    if on is not None:
        thai, english = f"{thai} {on[0]}", f"{english}, {on[1]}"
    if cycle.window_days:
        thai, english = (
            f"{thai} ภายใน {cycle.window_days} วันหลังจากนั้น",
            f"{english}, within {cycle.window_days} days after",
        )
    return thai, english


def _anchor(cycle: Cycle) -> tuple[str, str] | None:
    if cycle.anchor is Anchor.WEEKDAY and cycle.weekday is not None:
        thai, english = _DAYS[cycle.weekday - 1]
        return thai, f"on {english}"
    if cycle.anchor is Anchor.MONTH_DAY and cycle.month_day is not None:
        month, day = map(int, cycle.month_day.split("-"))
        return f"วันที่ {day} {MONTHS[month - 1]}", f"on {cycle.month_day}"
    if cycle.anchor is Anchor.NONE:
        return None
    return f"ณ {cycle.anchor.th}", f"at the {cycle.anchor.en}"
