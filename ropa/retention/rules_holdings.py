"""What may be said of a holding, and what may still be changed of it. Pure."""

from collections.abc import Iterator
from datetime import date, timedelta

import msgspec

from ropa.retention.rules import EARLIEST, LATEST, Due
from ropa.retention.rules_slots import slot_of
from schemas.destruction import HoldingState
from schemas.findings import Problem
from schemas.holding import DueState, HoldingInput
from schemas.reading import control_characters
from schemas.thai_dates import BE_OFFSET, BE_YEARS

#: The days of a holding, with the name under which people know each.
DAYS = {
    "started_on": ("วันที่เกิดเหตุเริ่มนับ", "the day of the start event"),
    "data_from": ("ข้อมูลตั้งแต่วันที่", "the first day of the data"),
    "data_through": ("ข้อมูลถึงวันที่", "the last day of the data"),
}
#: Until a list is handed to the committee, what stands on it may still be put right.
CHANGEABLE = frozenset({HoldingState.ACTIVE, HoldingState.LISTED})
_DAY = timedelta(days=1)


def problems_of(data: HoldingInput) -> Iterator[Problem]:
    """Yield every fault of a holding that can be told without the register, each naming its field."""
    yield from control_characters(msgspec.to_builtins(data))
    for name, (thai, english) in DAYS.items():
        day: date | None = getattr(data, name)
        if day is not None and not EARLIEST <= day <= LATEST:
            yield _not_a_day(name, thai, english, day)
    if data.data_from and data.data_through and data.data_from > data.data_through:
        yield Problem(
            pointer="/data_through",
            message_th="“ข้อมูลถึงวันที่” ต้องไม่อยู่ก่อน “ข้อมูลตั้งแต่วันที่”",
            message_en="The last day of the data lies before their first day",
        )


def _not_a_day(name: str, thai: str, english: str, day: date) -> Problem:
    hint_th, hint_en = f"ใช้ปี ค.ศ. {EARLIEST.year}-{LATEST.year}", f"use years {EARLIEST.year}-{LATEST.year}"
    if day.year in BE_YEARS:
        hint_th = f"{day.year} เป็นปี พ.ศ. ให้ใช้ปี ค.ศ. {day.year - BE_OFFSET}"
        hint_en = f"{day.year} is a Buddhist year; write the Gregorian one, {day.year - BE_OFFSET}"
    return Problem(pointer=f"/{name}", message_th=f"{thai}: {hint_th}", message_en=f"{english}: {hint_en}")


def no_such_rule(name: str) -> Problem:
    """Return what is said of a rule that the activity does not have."""
    return Problem(
        pointer="/rule",
        message_th=f"กิจกรรมนี้ไม่มีเกณฑ์ระยะเวลาชื่อ “{name}”",
        message_en=f"The activity has no retention rule named “{name}”",
    )


def extended(found: Due, through: date | None) -> Due:
    """Return the dates of a holding that a decision keeps through a day: the later ones.

    What has no date gets none by an extension: nobody knows when its rule ends.
    """
    if through is None or found.due_on is None or found.due_on > through:
        return found
    return Due(DueState.DATED, through, through + _DAY)


def same_facts(before: HoldingInput, after: HoldingInput) -> bool:
    """Tell whether two descriptions differ in the title at most: everything else is what a list decides about."""
    return _facts(before) == _facts(after)


def _facts(data: HoldingInput) -> HoldingInput:
    return msgspec.structs.replace(data, title="", rule=slot_of(data.rule))


def same(before: HoldingInput, after: HoldingInput) -> bool:
    """Tell whether two descriptions say the same."""
    return before.title == after.title and same_facts(before, after)
