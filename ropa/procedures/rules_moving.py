"""Last days moved by hand: what is wrong with a move, and the day that it leads to. Pure; days are of Bangkok."""

from collections.abc import Collection
from datetime import date, timedelta

from ropa.working_days import rules as calendar_rules
from ropa.working_days.rules import Calendar
from schemas.findings import Problem
from schemas.reading import control_characters
from schemas.round_moves import RoundMove
from schemas.rounds import StepHanding

#: A last day is not set further away: holidays are not known then.
MOST_AHEAD = timedelta(days=400)
_DAY = timedelta(days=1)
_TOO_FAR = ("กำหนดใหม่ห่างจากวันนี้เกิน 400 วัน โปรดตรวจปี พ.ศ.", "The day is more than 400 days away; check the year")


def _is_near(day: date, today: date) -> bool:
    """Tell whether a last day that a person sets is near enough: a year of the other era is 543 away."""
    return today - MOST_AHEAD <= day <= today + MOST_AHEAD


def problems(given: RoundMove, offices: Collection[int], today: date) -> list[Problem]:
    """Return what is wrong with a move of last days in a round of some offices."""
    found = []
    if (given.working_days is None) == (given.due_on is None):
        found.append(
            _problem("/working_days", "ระบุจำนวนวันทำการ หรือกำหนดใหม่ อย่างใดอย่างหนึ่ง", "Give working days or a day")
        )
    elif given.working_days == 0:
        found.append(_problem("/working_days", "จำนวนวันต้องไม่เป็นศูนย์", "The number of days is zero"))
    if given.due_on is not None and not _is_near(given.due_on, today):
        found.append(_problem("/due_on", *_TOO_FAR))
    for place, office_id in enumerate(given.office_ids or ()):
        if office_id not in offices:
            found.append(_problem(f"/office_ids/{place}", "หน่วยงานนี้ไม่อยู่ในรอบ", "This office is not in the round"))
    if given.office_ids == []:
        found.append(_problem("/office_ids", "เลือกหน่วยงาน", "Choose an office"))
    return found


def handing_problems(given: StepHanding, opens_on: date, today: date) -> list[Problem]:
    """Return what is wrong with the words and the day with which a step is handed on."""
    found = list(control_characters(given.reason, "/reason"))
    if given.due_on is not None and given.due_on < opens_on:
        thai, english = "กำหนดใหม่อยู่ก่อนวันที่ขั้นตอนเริ่ม", "The day is before the step began"
        found.append(_problem("/due_on", thai, english))
    elif given.due_on is not None and not _is_near(given.due_on, today):
        found.append(_problem("/due_on", *_TOO_FAR))
    return found


def _problem(pointer: str, thai: str, english: str) -> Problem:
    return Problem(pointer=pointer, message_th=thai, message_en=english)


def is_provisional(due_on: date, table: Calendar) -> bool:
    """Tell whether a last day that a person set lies in a year whose holidays nobody has confirmed.

    It stands whatever holidays come before it, so that no other year on the way counts.
    """
    return due_on.year not in table.confirmed


def new_day(due_on: date, given: RoundMove, table: Calendar) -> tuple[date, bool]:
    """Return the last day after a move, and whether the year in which it lies has no confirmed table of holidays."""
    if given.due_on is not None:
        return given.due_on, is_provisional(given.due_on, table)
    days = given.working_days or 0
    if days >= 0:
        day = calendar_rules.after(due_on, days, table).day
        return day, is_provisional(day, table)
    day, left = due_on, -days
    while left > 0:
        day -= _DAY
        left -= calendar_rules.is_working(day, table)
    return day, is_provisional(day, table)
