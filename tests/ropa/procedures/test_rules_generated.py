"""Runs of random procedures: each comes to an end, no step is lost or open twice, the agreed way is the plan's."""

from datetime import date
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from ropa.procedures import rules_engine, rules_graph, rules_plan, rules_runs
from ropa.procedures.rules_engine import ACTIVE
from ropa.procedures.rules_runs import Course
from ropa.working_days.rules import Calendar
from schemas.procedure import JoinRule
from tests.support.random_procedures import YES, Walk, is_approvable, procedures

MOST_ENDS = 2_000
BEGINS = date(2026, 10, 1)
TABLE = Calendar(frozenset({date(2026, 10, 13), date(2026, 10, 23)}), frozenset({2026, 2027}))


def alone(walk):
    """Tell that no step has two visits that are still to be done."""
    active = [each.step for each in walk.visits if each.state in ACTIVE]
    return len(active) == len(set(active))


def walked(steps, seed):
    """Walk to the end in an order and with answers by chance; return the walk."""
    random, walk = Random(seed), Walk(steps)  # noqa: S311 - an order of work, the same for a seed
    for _ in range(MOST_ENDS):
        opened = walk.opened()
        if not opened:
            break
        visit = random.choice(opened)
        walk.end(visit, walk.answer(visit, random))
        assert alone(walk), [(each.step, each.state) for each in walk.visits]
    return walk


@given(procedures(), st.integers(0, 2**32))
def test_a_run_comes_to_its_end_and_never_has_two_open_visits_of_a_step(steps, seed):
    assume(is_approvable(steps))
    walk = walked(steps, seed)
    assert len(walk.ended) < MOST_ENDS
    assert rules_engine.is_over(walk.visits), "the run is dead: something waits and nothing is open"


@given(procedures(), st.integers(0, 2**32))
def test_no_step_to_which_an_arrow_led_is_lost(steps, seed):
    assume(is_approvable(steps))
    walk = walked(steps, seed)
    known = {each.number: each for each in steps}
    ended_at: dict[int, list[int]] = {}
    for place, (visit, _) in enumerate(walk.ended):
        ended_at.setdefault(visit.step, []).append(place)
    for place, (visit, targets) in enumerate(walk.ended):
        for target in targets:
            is_joined_by_any = known[target].join is JoinRule.ANY and len(walk.graph.forward_into(target)) > 1
            done = ended_at.get(target, [])
            assert done if is_joined_by_any else any(each > place for each in done), (visit.step, target)


@given(procedures(goes_back=False))
def test_the_agreed_way_is_that_of_the_plan_on_the_days_of_the_plan(steps):
    assume(is_approvable(steps))
    graph = rules_graph.graph(steps)
    planned = rules_plan.plan(steps, graph, BEGINS, TABLE)
    course = Course(steps, graph, BEGINS, TABLE)
    visits = rules_engine.begin(steps)
    days = {}
    for opened in rules_runs.openings(course, visits, visits, BEGINS):
        days[opened.visit.step, opened.visit.visit] = opened
    walk = Walk(steps)
    while walk.opened():
        visit = min(walk.opened(), key=lambda each: (days[each.step, each.visit].due_on, each.born))
        done_on = days[visit.step, visit.visit].due_on
        assert done_on is not None
        before = {(each.step, each.visit) for each in walk.opened()}
        walk.end(visit, YES if rules_engine.answers(graph, visit.step) else None)
        for each in walk.opened():
            if (each.step, each.visit) not in before:
                days[each.step, each.visit] = rules_runs.opening(course, each, done_on)
    assert sorted(key[0] for key in days) == sorted(each.step for each in planned), "each step once"
    for plan in planned:
        begun = days[plan.step, 1]
        assert (begun.opens_on, begun.due_on) == (plan.opens_on, plan.due_on), (plan.step, steps)
