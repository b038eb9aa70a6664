"""How a run goes through its steps: in a row, back, side by side."""

from msgspec.structs import replace

from ropa.procedures import rules_engine, rules_graph
from ropa.procedures.rules_engine import Visit
from schemas.procedure import BranchAnswer, JoinRule, ProcedureStep
from schemas.rounds import StepState
from tests.support.procedure_steps import decision, parallel_steps, seed_steps, step

YES, NO = BranchAnswer.AGREED, BranchAnswer.NOT_AGREED


class Walk:
    """A run by hand: every visit that may begin is open at once."""

    def __init__(self, steps: list[ProcedureStep]) -> None:
        self.steps, self.graph = steps, rules_graph.graph(steps)
        self.visits = rules_engine.begin(steps)
        self._open()

    def _open(self) -> None:
        for each in rules_engine.ready(self.steps, self.graph, self.visits):
            self.visits[self.visits.index(each)] = replace(each, state=StepState.OPEN)

    def end(self, number: int, answer: BranchAnswer | None = None) -> None:
        at = next(n for n, each in enumerate(self.visits) if each.step == number and each.state is StepState.OPEN)
        ended = replace(self.visits[at], state=StepState.RETURNED if answer is NO else StepState.DONE)
        self.visits[at] = ended
        self.visits += rules_engine.after_end(self.steps, self.graph, self.visits, ended, answer)
        self._open()

    @property
    def open(self) -> list[tuple[int, int]]:
        return [(each.step, each.visit) for each in self.visits if each.state is StepState.OPEN]

    @property
    def waiting(self) -> list[int]:
        return [each.step for each in self.visits if each.state is StepState.WAITING]


def test_the_ministrys_procedure_goes_through_all_its_steps_once():
    walk = Walk(seed_steps())
    for number in range(1, 17):
        assert walk.open == [(number, 1)]
        walk.end(number, YES if rules_engine.answers(walk.graph, number) else None)
    assert rules_engine.is_over(walk.visits)
    assert len(walk.visits) == 16


def test_what_is_not_agreed_goes_back_and_is_done_again():
    walk = Walk(seed_steps())
    for number in (1, 2, 3):
        walk.end(number)
    walk.end(4, NO)
    assert walk.open == [(3, 2)]
    walk.end(3)
    assert walk.open == [(4, 2)]
    walk.end(4, YES)
    walk.end(5, NO)
    assert walk.open == [(3, 3)]
    assert [each.state for each in walk.visits if each.step == 4] == [StepState.RETURNED, StepState.DONE]


def test_parallel_branches_begin_together_and_the_join_waits_for_both():
    walk = Walk(parallel_steps())
    walk.end(1)
    assert walk.open == [(2, 1), (3, 1)]
    walk.end(2)
    assert (walk.open, walk.waiting) == ([(3, 1)], [4])
    walk.end(3)
    assert (walk.open, walk.waiting) == ([(4, 1)], [])
    walk.end(4)
    walk.end(5)
    assert rules_engine.is_over(walk.visits)


def test_a_join_by_any_begins_with_the_first_branch_and_not_again_with_the_second():
    walk = Walk(parallel_steps(JoinRule.ANY))
    walk.end(1)
    walk.end(2)
    assert walk.open == [(3, 1), (4, 1)]
    walk.end(4)
    walk.end(3)
    assert walk.open == [(5, 1)]
    walk.end(5)
    assert rules_engine.is_over(walk.visits)


def test_a_join_by_any_is_not_done_again_when_a_longer_branch_arrives_after_it():
    steps = [step(1, 1, [2, 3]), step(2, 1, [5]), step(3, 1, [4]), step(4, 1, [5])]
    walk = Walk([*steps, step(5, 1, join=JoinRule.ANY), step(6, 1, [])])
    for number in (1, 2, 5, 3, 4, 6):
        walk.end(number)
    assert rules_engine.is_over(walk.visits)
    assert sorted(each.step for each in walk.visits) == [1, 2, 3, 4, 5, 6]


def test_a_join_by_any_is_done_again_after_what_follows_it_was_not_agreed():
    steps = [step(1, 1, [2, 3]), step(2, 1, [4]), step(3, 1, [4]), step(4, 1, join=JoinRule.ANY)]
    walk = Walk([*steps, decision(5, 6, 1), step(6, 1, [])])
    for number in (1, 2, 3, 4):
        walk.end(number)
    walk.end(5, NO)
    walk.end(1)
    walk.end(2)
    assert (4, 2) in walk.open


def test_two_branches_that_are_not_agreed_go_back_to_one_visit_of_a_step():
    walk = Walk([step(1, 1, [2, 3]), decision(2, 4, 1), decision(3, 4, 1), step(4, 1, [])])
    walk.end(1)
    walk.end(2, NO)
    walk.end(3, NO)
    assert walk.open == [(1, 2)]
    walk.end(1)
    assert walk.open == [(2, 2), (3, 2)]


def test_a_join_that_was_left_out_by_a_decision_is_not_waited_for():
    steps = [step(1, 1, [2, 3]), step(2, 1, []), step(3, 1, [4]), step(4, 1, [])]
    walk = Walk(steps)
    walk.end(1)
    walk.end(3)
    assert walk.open == [(2, 1), (4, 1)]


def test_no_step_is_open_twice_when_two_branches_lead_into_it_one_after_the_other():
    walk = Walk([step(1, 1, [2, 3]), step(2, 1, [4]), step(3, 1, [4]), step(4, 1, [])])
    walk.end(1)
    walk.end(3)
    walk.end(2)
    assert walk.open == [(4, 1)]


def test_a_run_of_no_steps_is_over_before_it_begins():
    assert rules_engine.begin([]) == []
    assert rules_engine.is_over([])
    assert Visit(1, 1, 1, StepState.WAITING) == rules_engine.begin([step(1)])[0]
