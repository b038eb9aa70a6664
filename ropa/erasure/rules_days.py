"""The days of a binding beside those of its data set: a wider range destroys what nobody listed. Pure.

Legal source: PDPA s.37(3) (what is past its period is erased, nothing else).
"""

from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct

from schemas.erasure import Binding
from schemas.findings import Problem
from schemas.thai_dates import format_thai_date

#: Periods may end with a year. How much later than day for day the last row's period can end is not known here.
_A_YEAR = timedelta(days=366)


class HoldingDays(Struct, frozen=True):
    """The days of a data set: of its data, of the event from which it is kept, and through which it is kept."""

    data_from: date | None
    data_through: date | None
    started_on: date | None
    last_day_kept: date | None


def day_faults(binding: Binding, holding: HoldingDays, today: date) -> Iterator[Problem]:
    """Yield why a binding's days do not fit its data set; a binding without a date column has none.

    `today`: in Bangkok.
    """
    if binding.date_column is None:
        return
    if holding.data_from is None or holding.data_through is None:
        yield _problem(
            "date_column",
            "ชุดข้อมูลยังไม่ได้ระบุว่ามีข้อมูลตั้งแต่วันใดถึงวันใด ระบุที่หน้าของชุดข้อมูลก่อน แล้วจึงผูกหรือทดลองใหม่",
            "The data set does not say from and through which day its data are: state both on its page first",
        )
        return
    if binding.date_from is None or binding.date_from < holding.data_from:
        shown = format_thai_date(holding.data_from)
        yield _problem(
            "date_from",
            f"ช่วงวันที่กว้างกว่าชุดข้อมูล: ข้อมูลเริ่ม {shown} วันแรกที่ผูกต้องไม่ก่อนวันนั้น",
            f"The range is wider than the data set: its data begin on {holding.data_from}; begin there or later",
        )
    if binding.date_through is None or binding.date_through > holding.data_through:
        shown = format_thai_date(holding.data_through)
        yield _problem(
            "date_through",
            f"ช่วงวันที่กว้างกว่าชุดข้อมูล: ข้อมูลถึง {shown} วันสุดท้ายที่ผูกต้องไม่หลังวันนั้น",
            f"The range is wider than the data set, whose data end on {holding.data_through}: give that day or an "
            "earlier one",
        )
    elif not _is_over(binding.date_through, holding, today):
        shown = format_thai_date(binding.date_through)
        yield _problem(
            "date_through",
            f"ระยะเวลาจัดเก็บของข้อมูลถึง {shown} ยังไม่สิ้นสุด เพราะวันเริ่มนับของชุดข้อมูลอยู่ก่อนวันนั้น "
            "แก้วันเริ่มนับเป็นวันสุดท้ายของข้อมูล หรือแยกชุดข้อมูล",
            f"Data of {binding.date_through} are still to be kept: the data set's period began before that day. "
            "Let it begin on the last day of the data, or divide the data set",
        )


def _is_over(day: date, holding: HoldingDays, today: date) -> bool:
    """Tell whether a day's data are kept no longer, or no longer than the data set: that one is asked by its list."""
    if holding.started_on is None or holding.last_day_kept is None or day <= holding.started_on:
        return True
    return holding.last_day_kept + (day - holding.started_on) + _A_YEAR < today


def span_words(first: date | None, last: date | None) -> str:
    """Return the days of a binding in Thai, in the Buddhist Era; empty where it has none."""
    if last is None:
        return ""
    begin = f"ตั้งแต่ {format_thai_date(first)} " if first else ""
    return f"{begin}ถึง {format_thai_date(last)} (พ.ศ.)"


def _problem(name: str, thai: str, english: str) -> Problem:
    return Problem(pointer=f"/binding/{name}", message_th=thai, message_en=english)
