"""How many days the agency has for a right, by the day of receipt, and on which day they end. Pure.

Every day is a day in Bangkok. The first day is not counted (Civil and Commercial Code s.193/3 paragraph 2), and the
last one is never moved by a holiday: the period binds the agency itself (Administrative Procedure Act s.64).
Legal source: PDPA ss.19, 30-36; PDPC notification on erasure B.E. 2567; law.md A.7, B.8, C.5, F.2 cases 25 to 30.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from schemas.findings import Problem
from schemas.request_limits import LimitInput, LimitRow, LimitStatus
from schemas.request_terms import LAW_OF, Right

BANGKOK = ZoneInfo("Asia/Bangkok")
#: The rights of data subjects bind from this day on (1 June B.E. 2565).
IN_FORCE_ON = date(2022, 6, 1)
#: The notification on erasure binds from this day on (11 November B.E. 2567).
ERASURE_ON = date(2024, 11, 11)
_DAYS, _ERASURE_DAYS = 30, 90
#: No notification is set that far ahead; a year of the Buddhist Era is.
_FAR = timedelta(days=3_653)
_SOURCE = "ค่าเริ่มต้นของระบบ: พ.ร.บ. กำหนด 30 วันไว้โดยตรงเฉพาะมาตรา 30 สิทธิอื่นใช้ 30 วันตามแนวปฏิบัติ รอเจ้าหน้าที่คุ้มครองข้อมูลยืนยัน"
_ERASURE_SOURCE = "ค่าเริ่มต้นของระบบ: ประกาศคณะกรรมการคุ้มครองข้อมูลส่วนบุคคล พ.ศ. 2567 ลบภายใน 90 วัน รวมสำเนาและข้อมูลสำรอง"

_ERASURE_LAW = "มาตรา 33 และประกาศคณะกรรมการคุ้มครองข้อมูลส่วนบุคคล พ.ศ. 2567 (รวมสำเนาและข้อมูลสำรอง)"
#: Only s.30 has days of its own in the Act.
_PRACTICE = ("", " (30 วันตามแนวปฏิบัติ)")


def received_on(moment: datetime) -> date:
    """Return the day in Bangkok on which something came: 17:30 UTC belongs to the next one."""
    return moment.astimezone(BANGKOK).date()


def due_on(first: date, days: int) -> date:
    """Return the last day of a period of days that began on `first`, which is not counted. Never moved."""
    return first + timedelta(days=days)


def shipped() -> list[LimitRow]:
    """Return the limits that the register comes with."""
    rows = [
        _shipped(right, IN_FORCE_ON, _DAYS, f"มาตรา {_section(right)}{_PRACTICE[right is not Right.ACCESS]}", _SOURCE)
        for right in Right
        if right is not Right.ERASURE
    ]
    return [*rows, _shipped(Right.ERASURE, ERASURE_ON, _ERASURE_DAYS, _ERASURE_LAW, _ERASURE_SOURCE)]


def _section(right: Right) -> str:
    return LAW_OF[right].rpartition(".")[2]


def _shipped(right: Right, effective_on: date, days: int, law: str, source: str) -> LimitRow:
    return LimitRow(
        right=right,
        number=0,
        effective_on=effective_on,
        days=days,
        law=law,
        source=source,
        status=LimitStatus.SHIPPED,
        set_at=None,
        set_by_name=None,
    )


def in_force(rows: Iterable[LimitRow], right: Right, day: date) -> LimitRow:
    """Return the limit of a right for what came on a day: the last one that was effective then.

    Of two for the same effective date the later one counts. What came before the first one falls under the first.
    """
    found = sorted((row for row in rows if row.right is right), key=_order)
    return next((row for row in reversed(found) if row.effective_on <= day), found[0])


def _order(row: LimitRow) -> tuple[date, int]:
    return row.effective_on, row.number


def standing(rows: Iterable[LimitRow]) -> list[LimitRow]:
    """Return the rows that count, by right and effective date: the last one of each date."""
    last: dict[tuple[Right, date], LimitRow] = {}
    for row in sorted(rows, key=_order):
        last[row.right, row.effective_on] = row
    places = {right: place for place, right in enumerate(Right)}
    return sorted(last.values(), key=lambda row: (places[row.right], row.effective_on))


def faults(given: LimitInput, rows: Sequence[LimitRow], today: date) -> Iterator[Problem]:
    """Yield what stands against a limit that somebody sets.

    Requests that came under a limit keep it, so only a later day may get another number of days. The number that
    stands already may be confirmed with its source on the very day from which it stands.
    """
    if given.effective_on > today + _FAR:
        th, en = "วันที่ไกลเกินไป ให้ระบุปี ค.ศ.", "Too far ahead; give the Gregorian year"
        yield Problem(pointer="/effective_on", message_th=th, message_en=en)
    same = [row for row in standing(rows) if row.right is given.right and row.effective_on == given.effective_on]
    if given.effective_on <= today and not (same and same[0].days == given.days):
        yield Problem(
            pointer="/effective_on",
            message_th="จำนวนวันใหม่ต้องมีผลตั้งแต่วันพรุ่งนี้เป็นต้นไป คำขอที่รับไว้แล้วใช้กำหนดเดิม",
            message_en="Another number of days begins tomorrow at the earliest; what was received keeps its limit",
            law=LAW_OF[given.right],
        )
    yield from _length_faults(given)


def most(right: Right) -> int:
    """Return the most days that anybody may set for a right.

    Section 30 says 30 days itself: only an extension on a ground of law gives more. Of the others the Act gives no
    number, and the longest that any law is known to give is the 90 days of erasure.
    """
    return _DAYS if right is Right.ACCESS else _ERASURE_DAYS


def _length_faults(given: LimitInput) -> Iterator[Problem]:
    law = LAW_OF[given.right]
    shipped_days = next(row.days for row in shipped() if row.right is given.right)
    if given.days > most(given.right):
        yield Problem(
            pointer="/days",
            message_th=f"สิทธินี้ตั้งได้ไม่เกิน {most(given.right)} วัน ถ้ากฎหมายให้ขยาย ให้ยืนยันเป็นเหตุขยายเวลา",
            message_en=f"At most {most(given.right)} days; what the law lets extend is a ground of extension",
            law=law,
        )
    elif given.days > shipped_days and not given.longer_is_read:
        yield Problem(
            pointer="/longer_is_read",
            message_th=f"นานกว่า {shipped_days} วันตามกฎหมายหรือแนวปฏิบัติ ต้องยืนยันว่าได้อ่านกฎหมายที่ให้นานกว่าแล้ว",
            message_en=f"More than the {shipped_days} days of law or practice: confirm that such a law was read",
            law=law,
        )
