"""The days of a run: when visits open, when they are due, what an end says of them. Pure; days are of Bangkok."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from msgspec import Struct

from ropa.procedures import rules_engine, rules_plan
from ropa.procedures.rules_engine import Visit
from ropa.procedures.rules_graph import Graph
from ropa.working_days import rules as calendar_rules
from ropa.working_days.rules import Calendar
from schemas.findings import Problem
from schemas.procedure import BranchAnswer, JoinRule, ProcedureStep
from schemas.round_register import RegisterCount
from schemas.rounds import LateCause, StepEnd, StepState


class Opening(Struct, frozen=True):
    """The days of a visit that nothing holds up."""

    visit: Visit
    opens_on: date
    due_on: date | None
    is_provisional: bool


class Course(Struct, frozen=True):
    """What the days of a run are counted by."""

    steps: Sequence[ProcedureStep]
    graph: Graph
    starts_on: date
    table: Calendar
    """Of the run's office; its pauses are holidays."""

    def step(self, number: int) -> ProcedureStep:
        """Return a step by its number."""
        return next(step for step in self.steps if step.number == number)


def opening(course: Course, visit: Visit, came_on: date) -> Opening:
    """Return the days of a visit whose turn came on a day: it opens on a working day, not before its month is over."""
    step = course.step(visit.step)
    asked = came_on
    if step.starts_month is not None:
        asked = max(asked, rules_plan.month_is_over(course.starts_on, step.starts_month))
    first = rules_plan.first_day(asked, course.table)
    last = rules_plan.due(first.day, step.working_days, course.table)
    is_provisional = first.is_provisional or (last is not None and last.is_provisional)
    return Opening(visit, first.day, None if last is None else last.day, is_provisional)


def openings(
    course: Course,
    visits: Sequence[Visit],
    waiting: Iterable[Visit],
    came_on: date,
    ended: Mapping[int, date] | None = None,
) -> list[Opening]:
    """Return the days of those waiting visits that no other branch holds up. `visits` are all of the run.

    `ended`: when visits ended, by `born`. Where branches join, the latest of them counts, in whatever order the ends
    were entered.
    """
    among = {(each.step, each.visit) for each in waiting}
    return [
        opening(course, each, _turn(course, visits, each, came_on, ended or {}))
        for each in rules_engine.ready(course.steps, course.graph, visits)
        if (each.step, each.visit) in among
    ]


def _turn(course: Course, visits: Sequence[Visit], visit: Visit, came_on: date, ended: Mapping[int, date]) -> date:
    if course.step(visit.step).join is not JoinRule.ALL or len(course.graph.forward_into(visit.step)) <= 1:
        return came_on
    before = (each for each in visits if visit.step in course.graph.forward_from(each.step))
    return max([came_on, *(ended[each.born] for each in before if each.born in ended)])


def end_problems(
    course: Course, visit: Visit, opens_on: date, due_on: date | None, given: StepEnd, today: date
) -> list[Problem]:
    """Return what is wrong with the end of a step: its day, its answer, a delay without a cause."""
    found = []
    done_on = given.done_on or today
    if done_on > today:
        found.append(_problem("/done_on", "วันที่เสร็จยังมาไม่ถึง", "The day is still to come"))
    elif done_on < opens_on:
        found.append(_problem("/done_on", "วันที่เสร็จอยู่ก่อนวันที่ขั้นตอนเริ่ม", "The day is before the step began"))
    choices = rules_engine.answers(course.graph, visit.step)
    if choices and given.answer not in choices:
        found.append(_problem("/answer", "เลือกผลการตัดสินใจ", "Choose an answer"))
    elif not choices and given.answer is not None:
        found.append(_problem("/answer", "ขั้นตอนนี้ไม่มีการตัดสินใจ", "This step decides nothing"))
    if days_late(due_on, done_on, course.table) and given.cause is None:
        found.append(_problem("/cause", "เกินกำหนด โปรดเลือกสาเหตุ", "It is late: choose a cause"))
    return found + cause_problems(given.cause, given.note)


def cause_problems(cause: LateCause | None, note: str | None) -> list[Problem]:
    """Return what is wrong with a cause: another one than those of the list needs words."""
    if cause is not LateCause.OTHER or (note or "").strip():
        return []
    return [_problem("/note", "โปรดบันทึกสาเหตุ", "Say what the cause was")]


def register_problems(count: RegisterCount | None, given: StepEnd) -> list[Problem]:
    """Return what the register says against the end of a step by a person: records that are open, and no reason why.

    Who does not agree sends back and says nothing of the whole.
    """
    if count is None or count.is_complete or given.answer is BranchAnswer.NOT_AGREED or (given.note or "").strip():
        return []
    if count.month is not None:
        return [
            _problem("/note", "ยังไม่ได้ตรวจอายุการเก็บของเดือน โปรดระบุเหตุผล", "The month is not checked; say why it ends")
        ]
    thai = f"ทะเบียนยังเหลือ {count.open} จาก {count.total} รายการ โปรดระบุเหตุผลที่สิ้นสุดขั้นตอน"
    english = f"{count.open} of {count.total} records are open; say why the step ends"
    return [_problem("/note", thai, english)]


def _problem(pointer: str, thai: str, english: str) -> Problem:
    return Problem(pointer=pointer, message_th=thai, message_en=english)


def ended_state(answer: BranchAnswer | None) -> StepState:
    """Return how a visit stands after its end."""
    return StepState.RETURNED if answer is BranchAnswer.NOT_AGREED else StepState.DONE


def days_taken(opens_on: date, done_on: date, table: Calendar) -> int:
    """Return the working days that a step took, as its standard is counted: from the day after it began."""
    return calendar_rules.between(opens_on, done_on, table)


def days_late(due_on: date | None, until: date, table: Calendar) -> int:
    """Return the working days past the due date, up to and with `until`; 0 when there is no due date."""
    return 0 if due_on is None or until <= due_on else calendar_rules.between(due_on, until, table)
