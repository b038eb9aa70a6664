"""What a procedure lacks: loops without an exit, steps nobody reaches, standards that are none."""

import pytest

from ropa.procedures import rules_graph
from ropa.procedures.rules_findings import check
from schemas.findings import Severity
from schemas.procedure import ProcedureDocument, StepBranch
from schemas.work_flow import ChartShape
from tests.support.procedure_steps import SEED_BACK, decision, parallel_steps, seed_steps, step


def errors(*steps, **more) -> list[tuple[str, str]]:
    found = check(ProcedureDocument(title="งาน", steps=list(steps), **more))
    assert all(each.message_th and each.message_en for each in found)
    return [(each.code, each.pointer) for each in found if each.severity is Severity.ERROR]


def test_the_ministrys_own_procedure_has_no_error_and_adds_up_to_55_working_days():
    assert errors(*seed_steps(), stated_days=55) == []
    assert not [
        each
        for each in check(ProcedureDocument(title="งาน", steps=seed_steps(), stated_days=55))
        if each.code == "procedure.days.sum"
    ]


def test_the_refusals_of_the_ministrys_procedure_are_the_arrows_that_go_back():
    assert rules_graph.graph(seed_steps()).back == frozenset(SEED_BACK.items())


def test_a_refusal_that_leads_to_one_of_two_parallel_branches_is_the_arrow_that_goes_back():
    steps = [step(1, 1, [2, 3]), step(2, 1, [4]), step(3, 1, [4]), decision(4, 5, 3), step(5, 1, [])]
    made = rules_graph.graph(steps)
    assert made.back == frozenset({(4, 3)})
    assert made.forward_into(4) == [2, 3]


def test_a_step_that_only_a_refusal_reaches_goes_back_itself():
    steps = [decision(1, 2, 3), step(2, 1, []), step(3, 1, [1])]
    assert rules_graph.graph(steps).back == frozenset({(3, 1)})


def test_a_stated_sum_that_is_not_the_sum_of_the_steps_is_told():
    found = check(ProcedureDocument(title="งาน", steps=seed_steps(), stated_days=54))
    assert [each.message_th for each in found if each.code == "procedure.days.sum"] == [
        "มาตรฐานรวมระบุ 54 วันทำการ แต่ผลรวมของขั้นตอนคือ 55"
    ]


def test_parallel_branches_that_join_are_no_error():
    assert errors(*parallel_steps()) == []


@pytest.mark.parametrize("days", [0, -3, 251])
def test_a_standard_of_no_days_or_of_a_year_is_an_error_at_its_step(days: int):
    assert errors(step(1, days), step(2, 1, [])) == [("procedure.step.days", "/steps/0/working_days")]


def test_a_decision_with_one_branch_is_an_error():
    one = step(1, shape=ChartShape.DECISION, leads_to=[2])
    assert errors(one, step(2, 1, [])) == [("procedure.decision.one_branch", "/steps/0/next")]


def test_a_decision_that_can_only_be_agreed_to_is_an_error():
    both = decision(1, 2, 1)
    assert both.next is not None
    both.next[1].answer = both.next[0].answer
    assert ("procedure.decision.answers", "/steps/0/next") in errors(both, step(2, 1, []))


def test_a_loop_without_an_exit_is_an_error_at_each_of_its_steps():
    assert errors(step(1), step(2, 1, [3]), step(3, 1, [2])) == [
        ("procedure.step.endless", f"/steps/{place}") for place in range(3)
    ]


def test_parallel_arrows_that_go_back_without_a_decision_never_end():
    assert ("procedure.step.endless", "/steps/1") in errors(step(1), step(2, 1, [1, 3]), step(3, 1, []))


def test_branches_side_by_side_of_which_one_never_ends_are_an_error_although_the_other_ends():
    steps = [step(1, 1, [2, 5]), step(2, 1, [3]), decision(3, 2, 1), step(5, 1, [])]
    assert ("procedure.step.endless", "/steps/2") in errors(*steps)


def test_a_step_to_which_nothing_leads_is_an_error():
    assert errors(step(1, 1, [3]), step(2), step(3, 1, [])) == [("procedure.step.unreachable", "/steps/1")]


def test_an_arrow_to_nowhere_and_to_a_step_that_is_not_there_are_errors_at_the_arrow():
    first = decision(1, 2, 9)
    first.next = [*(first.next or []), StepBranch(to=None)]
    found = errors(first, step(2, 1, []))
    assert ("procedure.branch.unknown", "/steps/0/next/1/to") in found
    assert ("procedure.branch.nowhere", "/steps/0/next/2/to") in found


def test_a_number_that_two_steps_have_is_told_at_both():
    assert errors(step(1), step(1, 1, [])) == [
        ("procedure.step.number_twice", "/steps/0/number"),
        ("procedure.step.number_twice", "/steps/1/number"),
    ]


def test_a_form_that_the_chapter_of_forms_lacks_is_told():
    assert errors(step(1, 1, [], forms=[2]), forms=["แบบที่ 1"]) == [("procedure.step.form", "/steps/0/forms")]


def test_a_procedure_of_500_steps_in_a_row_is_walked_without_running_out_of_depth():
    many = [*(step(number) for number in range(1, 500)), step(500, 1, [])]
    assert errors(*many) == []
