"""Due dates of steps by working days, and the plan of a whole run. Pure; every day is a day in Bangkok.

The standard of a step counts from the day after it begins (seed 004, chapter 8: "นับจากวันที่เริ่มดำเนินการในแต่ละขั้นตอน").
Days on which the run was paused are no working days. Never used for the law's own periods (law.md C.6).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from msgspec import Struct

from ropa.procedures.rules_graph import Graph
from ropa.working_days import rules as calendar_rules
from ropa.working_days.rules import Calendar
from schemas.procedure import BranchAnswer, JoinRule, ProcedureStep
from schemas.working_days import WorkingDay

_DECEMBER = 12


class Pause(Struct, frozen=True):
    """Days on which a run stood still."""

    first: date
    until: date | None
    """Exclusive; None while it lasts."""


class Planned(Struct, frozen=True):
    """The plan of a step: when it begins and is due, if every decision is agreed to."""

    step: int
    opens_on: date
    due_on: date
    is_provisional: bool


def without_pauses(table: Calendar, pauses: Iterable[Pause], today: date) -> Calendar:
    """Return the calendar of a run: the days of its pauses, one that lasts up to and with today, are holidays."""
    off = set(table.holidays)
    for pause in pauses:
        until = pause.until or max(today, pause.first) + timedelta(days=1)
        off |= {pause.first + timedelta(days=each) for each in range((until - pause.first).days)}
    return Calendar(frozenset(off), table.confirmed)


def due(opens_on: date, working_days: int | None, table: Calendar) -> WorkingDay | None:
    """Return the last day of a step that begins on a day; None when it has no standard."""
    return None if working_days is None else calendar_rules.after(opens_on, working_days, table)


def first_day(asked: date, table: Calendar) -> WorkingDay:
    """Return the working day on which a step begins that comes up on a day."""
    return calendar_rules.next_working_day(asked, table)


def month_is_over(starts_on: date, months: int) -> date:
    """Return the first day after so many months of a round: of one from 31 August, six months end with 28 February.

    Legal source: Civil and Commercial Code s.193/5 for the last day of a month that lacks the day.
    """
    place = starts_on.month - 1 + months
    year, month = starts_on.year + place // _DECEMBER, place % _DECEMBER + 1
    following = date(year + month // _DECEMBER, month % _DECEMBER + 1, 1)
    last = (following - timedelta(days=1)).day
    return following if starts_on.day > last else date(year, month, starts_on.day)


def plan(steps: Sequence[ProcedureStep], made: Graph, starts_on: date, table: Calendar) -> list[Planned]:
    """Return the plan of a run, each step once, by the way on which every decision is agreed to.

    A step where branches join begins when the last of them is due, or the first (`JoinRule.ANY`); it waits, too, for a
    decision whose refusal would lead to it: nobody knows before that it does not. A step without a standard takes no
    day. Steps that only a refusal reaches are not in it.
    """
    known = {step.number: step for step in steps}
    opens: dict[int, list[date]] = {steps[0].number: [starts_on]} if steps else {}
    found: dict[int, Planned] = {}
    for number in _in_order(made):
        if number not in opens:
            continue
        step = known[number]
        asked = min(opens[number]) if step.join is JoinRule.ANY else max(opens[number] + _held_up(made, found, number))
        if step.starts_month is not None:
            asked = max(asked, month_is_over(starts_on, step.starts_month))
        first = first_day(asked, table)
        last = calendar_rules.after(first.day, step.working_days or 0, table)
        found[number] = Planned(number, first.day, last.day, first.is_provisional or last.is_provisional)
        for arrow in made.following(number):
            if (number, arrow.end) not in made.back and arrow.answer is not BranchAnswer.NOT_AGREED:
                opens.setdefault(arrow.end, []).append(last.day)
    return [found[step.number] for step in steps if step.number in found]


def _held_up(made: Graph, found: Mapping[int, Planned], step: int) -> list[date]:
    """Return the last days of the steps from which an arrow might still lead to one where branches join."""
    if len(made.forward_into(step)) <= 1:
        return []
    return [each.due_on for number, each in found.items() if step in made.forward_from(number)]


def _in_order(made: Graph) -> list[int]:
    """Return the steps so that each comes after all that lead to it without going back."""
    left = {step: len(made.forward_into(step)) for step in made.order}
    free = [step for step in made.order if left[step] == 0]
    found = []
    while free:
        step = free.pop(0)
        found.append(step)
        for arrow in made.following(step):
            if (step, arrow.end) not in made.back:
                left[arrow.end] -= 1
                if left[arrow.end] == 0:
                    free.append(arrow.end)
    return found
