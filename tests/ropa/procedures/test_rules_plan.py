"""Due dates by working days, against a count of their own."""

from datetime import date, timedelta

import pytest

from ropa.procedures import rules_graph, rules_plan
from ropa.procedures.rules_plan import Pause
from ropa.working_days.rules import Calendar
from schemas.procedure import JoinRule
from tests.support.procedure_steps import decision, parallel_steps, seed_steps, step

#: Of 2026, as an example: 13 October, 23 October, 7, 10 and 31 December.
HOLIDAYS = frozenset(
    {date(2026, 10, 13), date(2026, 10, 23), date(2026, 12, 7), date(2026, 12, 10), date(2026, 12, 31)}
)
TABLE = Calendar(HOLIDAYS, frozenset({2026}))


def counted(first: date, days: int, off: frozenset[date] = HOLIDAYS) -> date:
    """Return the last of some working days after a day, counted one by one."""
    day = first
    while days:
        day += timedelta(days=1)
        days -= day.isoweekday() <= 5 and day not in off
    return day


def test_the_plan_of_the_ministrys_procedure_is_55_working_days():
    steps = seed_steps()
    made = rules_plan.plan(steps, rules_graph.graph(steps), date(2026, 10, 1), TABLE)
    assert len(made) == 16
    assert made[-1].due_on == counted(date(2026, 10, 1), 55)
    assert not any(each.is_provisional for each in made)


def test_a_plan_that_runs_into_a_year_without_a_table_is_provisional_from_there():
    steps = seed_steps()
    made = rules_plan.plan(steps, rules_graph.graph(steps), date(2026, 12, 1), TABLE)
    assert [each.is_provisional for each in made] == [each.due_on.year > 2026 for each in made]
    assert made[-1].is_provisional


def test_branches_side_by_side_join_when_the_last_is_due_or_the_first():
    both, one = ([*parallel_steps(join)] for join in (JoinRule.ALL, JoinRule.ANY))
    starts_on = date(2026, 11, 2)
    ends = [rules_plan.plan(each, rules_graph.graph(each), starts_on, TABLE)[3].opens_on for each in (both, one)]
    assert ends == [counted(starts_on, 6), counted(starts_on, 3)]


def test_a_step_of_a_month_waits_until_so_many_months_are_over():
    steps = [step(1), step(2, 10, [], starts_month=6)]
    made = rules_plan.plan(steps, rules_graph.graph(steps), date(2026, 1, 5), TABLE)
    assert made[1].opens_on == date(2026, 7, 6)  # 5 July is a Sunday
    assert made[1].due_on == counted(date(2026, 7, 6), 10)


@pytest.mark.parametrize(
    ("starts_on", "months", "expected"),
    [
        (date(2026, 10, 1), 6, date(2027, 4, 1)),
        (date(2026, 8, 31), 6, date(2027, 3, 1)),
        (date(2027, 8, 31), 6, date(2028, 3, 1)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
    ],
)
def test_months_of_a_round_end_as_the_civil_code_counts_them(starts_on: date, months: int, expected: date):
    assert rules_plan.month_is_over(starts_on, months) == expected


def test_days_of_a_pause_are_no_working_days():
    pause = Pause(date(2026, 11, 4), date(2026, 11, 9))  # Wednesday to Sunday: three working days
    table = rules_plan.without_pauses(TABLE, [pause], date(2026, 11, 30))
    due = rules_plan.due(date(2026, 11, 2), 5, table)
    assert due is not None
    assert due.day == counted(date(2026, 11, 2), 8)


def test_a_pause_that_lasts_moves_the_due_date_with_each_day():
    pause = Pause(date(2026, 11, 3), None)
    dues = [
        rules_plan.due(date(2026, 11, 2), 1, rules_plan.without_pauses(TABLE, [pause], today))
        for today in (date(2026, 11, 3), date(2026, 11, 6))
    ]
    assert [each.day for each in dues if each] == [date(2026, 11, 4), date(2026, 11, 9)]


def test_a_step_without_a_standard_is_never_due():
    assert rules_plan.due(date(2026, 11, 2), None, TABLE) is None


def test_a_step_that_only_a_refusal_reaches_is_not_in_the_plan_and_holds_nothing_up():
    steps = [decision(1, 3, 2), step(2, 20), step(3, 1, [])]
    planned = rules_plan.plan(steps, rules_graph.graph(steps), date(2026, 11, 2), TABLE)
    assert [each.step for each in planned] == [1, 3]
    assert planned[1].opens_on == planned[0].due_on
