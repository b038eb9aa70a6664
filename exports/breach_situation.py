"""The situation of a breach as one A4 page: for whoever has to decide now, and for the file of the incident.

It is one page whatever was written: texts are cut with a mark and lists say how many more there are.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from exports.pdf_text import printed, visible
from exports.pdf_typesetting import typeset
from exports.safe_text import one_line
from exports.text_fit import line_count, text_width
from schemas.breach import BreachState, RiskLevel
from schemas.breach_duties import DutyState
from schemas.breach_situation import SituationDuty, SituationEvent, SituationFacts, SituationTask
from schemas.breach_work import TaskState
from schemas.thai_dates import format_thai_date

TEMPLATE = "breach_situation.typ"
CUT = " …(ตัด)"
MOST_DECISIONS, MOST_KNOWN, MOST_DUTIES, MOST_TASKS, MOST_EVENTS = 5, 9, 8, 6, 7
_BANGKOK = ZoneInfo("Asia/Bangkok")
_HOUR = timedelta(hours=1)
#: Points of text in the columns, at the size that the page begins with.
_SIZE = 9.6
_WHOLE, _FACT, _SUBJECT, _DUTY, _TASK, _OWNER, _EVENT = 480.0, 400.0, 330.0, 265.0, 250.0, 90.0, 400.0
#: Our estimate of a line is careful, but words that are kept whole may leave its end empty.
_CARE = 0.92
_RED = frozenset({DutyState.OVERDUE, DutyState.LATE_BEYOND_15D, TaskState.OVERDUE})
_AMBER = frozenset({DutyState.WAITING, DutyState.DUE_SOON})
_GREEN = frozenset({DutyState.DONE, TaskState.DONE})
_WAITING = frozenset({BreachState.OPEN, BreachState.DUE_SOON})
_LATE = frozenset({BreachState.OVERDUE, BreachState.LATE_BEYOND_15D})


def situation_pdf(facts: SituationFacts) -> bytes:
    """Return the page; the same facts give the same bytes.

    Raises: PdfError.
    """
    given = {
        "title": f"รายงานสถานการณ์ {facts.ref}",
        "heading": "รายงานสถานการณ์เหตุละเมิดข้อมูลส่วนบุคคล",
        "author": visible(one_line(facts.office, longest=120)),
        "ref": _fit(facts.ref, 130, 1),
        "subject": _fit(facts.title, _SUBJECT, 2),
        "office": _fit(f"{facts.office} · {facts.phase.th}", _SUBJECT, 1),
        "printed": [f"ณ {_moment(facts.printed_at)} น.", _fit(f"พิมพ์โดย {facts.printed_by}", 150, 1)],
        "stamp": "ฝึกซ้อม / DRILL" if facts.is_drill else "",
        "clocks": _clocks(facts),
        "parts": _parts(facts),
        "foot": _fit(_foot(facts), 560, 1),
    }
    return typeset(given, facts.printed_at.astimezone(_BANGKOK).date(), template=TEMPLATE)


def _fit(text: str, width: float, lines: int) -> str:
    """Return the text as one paragraph of so many lines, with a mark where it was cut, fit for `say`."""
    words = visible(" ".join(text.split()))
    room = width * _CARE

    def stands(part: str) -> bool:
        # One line needs no guess of where it breaks.
        return text_width(part, _SIZE) <= room if lines == 1 else line_count(part, room, _SIZE) <= lines

    if stands(words):
        return printed(words)
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if stands(words[:middle] + CUT) else (low, middle - 1)
    return printed(one_line(words[:low], longest=low + 1).rstrip() + CUT)


def _moment(moment: datetime | None) -> str:
    if moment is None:
        return "-"
    there = moment.astimezone(_BANGKOK)
    return f"{format_thai_date(there.date())} {there:%H:%M}"


def _clocks(facts: SituationFacts) -> list[dict[str, str]]:
    if facts.aware_at is None:
        first = _clock("เริ่มสงสัย", _moment(facts.suspected_at), "ยังไม่ยืนยันว่าเป็นเหตุละเมิด", "amber")
        second = _clock("เตือนให้ตรวจสอบภายใน", _moment(facts.due_at), _left(facts), _tone(facts))
        third = _clock("กำหนดตามกฎหมาย", "ยังไม่เริ่มนับ", "นับจากเวลาที่ทราบเหตุ", "plain")
    else:
        first = _clock("ทราบเหตุ", _moment(facts.aware_at), "", "plain")
        second = _clock("ครบ 72 ชั่วโมง", _moment(facts.due_at), _left(facts), _tone(facts))
        third = _clock("ครบ 15 วัน", _moment(facts.limit_at), "ขอบเขตการแจ้งล่าช้า", "plain")
    return [first, second, third, _level(facts)]


def _clock(label: str, value: str, note: str, tone: str) -> dict[str, str]:
    return {"label": label, "value": printed(value), "note": printed(note), "tone": tone}


def _level(facts: SituationFacts) -> dict[str, str]:
    if facts.level is None:
        return _clock("ระดับความเสี่ยง", "ยังไม่ประเมิน", facts.state.th, "amber")
    tone = {RiskLevel.HIGH: "red", RiskLevel.RISK: "amber", RiskLevel.NONE: "green"}[facts.level]
    return _clock("ระดับความเสี่ยง", facts.level.th, facts.state.th, tone)


def _left(facts: SituationFacts) -> str:
    if facts.notified_at is not None:
        return f"แจ้งสำนักงานแล้ว {_moment(facts.notified_at)}"
    if facts.state in {BreachState.NOT_REQUIRED, BreachState.EXCUSED, BreachState.DISMISSED}:
        return facts.state.th
    span = timedelta(seconds=abs(facts.remaining_seconds))
    hours, minutes = span // _HOUR, span % _HOUR // timedelta(minutes=1)
    words = f"{hours:,} ชม. {minutes} นาที"
    return f"เหลือ {words}" if facts.remaining_seconds >= 0 else f"เกินมา {words}"


def _tone(facts: SituationFacts) -> str:
    if facts.state in _LATE or (facts.state is BreachState.SUSPECTED and facts.remaining_seconds < 0):
        return "red"
    if facts.state in _WAITING or facts.state is BreachState.SUSPECTED:
        return "amber"
    return "red" if facts.state is BreachState.NOTIFIED_LATE else "green"


def _parts(facts: SituationFacts) -> list[dict[str, Any]]:
    return [
        _decisions(facts.decisions),
        _known(facts),
        _duties(facts.duties),
        _tasks(facts),
        _events(facts.events),
    ]


def _more(total: int, most: int) -> str:
    return f"และอีก {total - most:,} รายการในระบบ" if total > most else ""


def _decisions(decisions: Sequence[str]) -> dict[str, Any]:
    items = [_fit(each, _WHOLE, 2) for each in decisions[:MOST_DECISIONS]]
    return {
        "kind": "list",
        "title": "สิ่งที่ต้องตัดสินใจหรือดำเนินการ",
        "strong": bool(items),
        "items": items or ["ไม่มี"],
        "more": _more(len(decisions), MOST_DECISIONS),
    }


def _known(facts: SituationFacts) -> dict[str, Any]:
    reason = [("เหตุผลของระดับความเสี่ยง", facts.level_reason)] if facts.level_reason else []
    rows = [(label, words) for label, words in [*facts.known, *reason] if words.strip()]
    return {
        "kind": "facts",
        "title": "ข้อเท็จจริงที่ทราบ",
        "rows": [[_fit(label, 100, 2), _fit(words, _FACT, 2)] for label, words in rows[:MOST_KNOWN]]
        or [["-", "ยังไม่มีข้อมูล"]],
        "more": _more(len(rows), MOST_KNOWN),
    }


def _duties(duties: Sequence[SituationDuty]) -> dict[str, Any]:
    rows = [
        {"cells": [_fit(each.words, _DUTY, 2), printed(each.state.th), _until(each)], "tone": _shade(each.state)}
        for each in duties[:MOST_DUTIES]
    ]
    return _table("หน้าที่ตามกฎหมาย", ["หน้าที่", "สถานะ", "กำหนด / ดำเนินการเมื่อ"], [3, 1.1, 1.4], rows, 1) | {
        "more": _more(len(duties), MOST_DUTIES)
    }


def _until(duty: SituationDuty) -> str:
    if duty.done_at is not None:
        return printed(f"เมื่อ {_moment(duty.done_at)}")
    if duty.due_at is not None:
        return printed(f"ภายใน {_moment(duty.due_at)}")
    return printed("ไม่ชักช้า" if duty.age_hours is None else f"ไม่ชักช้า ผ่านมา {duty.age_hours:,} ชม.")


def _tasks(facts: SituationFacts) -> dict[str, Any]:
    rows = [_task(each) for each in facts.tasks[:MOST_TASKS]]
    title = f"งาน (ยังไม่เสร็จ {facts.tasks_open:,} จาก {facts.tasks_total:,})"
    return _table(title, ["งาน", "ผู้รับผิดชอบ", "สถานะ", "กำหนด"], [3, 1.2, 1, 1.2], rows, 2) | {
        "more": _more(len(facts.tasks), MOST_TASKS)
    }


def _task(task: SituationTask) -> dict[str, Any]:
    cells = [
        _fit(task.title, _TASK, 1),
        _fit(task.owner or "-", _OWNER, 1),
        printed(task.state.th),
        _moment(task.due_at),
    ]
    return {"cells": cells, "tone": _shade(task.state)}


def _events(events: Sequence[SituationEvent]) -> dict[str, Any]:
    rows = [
        {
            "cells": [_moment(each.at), _fit(f"{each.kind}: {each.words}" if each.words else each.kind, _EVENT, 1)],
            "tone": "plain",
        }
        for each in events[:MOST_EVENTS]
    ]
    return _table("เหตุการณ์ล่าสุด (ใหม่ก่อน)", ["เวลา", "เหตุการณ์"], [0, 1], rows, -1) | {"more": ""}


def _table(
    title: str, labels: list[str], widths: list[float], rows: list[dict[str, Any]], toned: int
) -> dict[str, Any]:
    empty = {"cells": ["ไม่มี", *[""] * (len(labels) - 1)], "tone": "plain"}
    return {
        "kind": "table",
        "title": title,
        "labels": labels,
        "widths": widths,
        "rows": rows or [empty],
        "toned": toned,
    }


def _shade(state: DutyState | TaskState) -> str:
    if state in _RED:
        return "red"
    if state in _AMBER:
        return "amber"
    return "green" if state in _GREEN else "plain"


def _foot(facts: SituationFacts) -> str:
    drill = "การฝึกซ้อม ไม่ใช่เหตุจริง · " if facts.is_drill else ""
    law = "พ.ร.บ.คุ้มครองข้อมูลส่วนบุคคล พ.ศ. 2562 มาตรา 37(4)"
    return f"{drill}{facts.ref} · เวลาประเทศไทย ปี พ.ศ. · ใช้ภายในหน่วยงาน · {law}"
