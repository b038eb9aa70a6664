"""A procedure's chart: the same steps as its table, its arrows back and side by side, and "?" where nobody knows."""

import re

import pytest

from diagrams.outputs import deliver
from diagrams.work_flow_of_procedure import procedure_sheet, procedure_work_flow
from ropa.procedures import rules_graph
from ropa.procedures.library import library
from schemas.procedure import ProcedureDocument, ProcedureKind, ProcedureStep, StepBranch
from schemas.work_flow import ChartShape
from tests.support.charts import arrows_of, groups, svg_of, text_of
from tests.support.pictures import TITLE_BLOCK, boxes, parsed
from tests.support.procedure_steps import SEED_BACK, decision, parallel_steps, seed_steps, step


def drawn(document: ProcedureDocument):
    return parsed(deliver(procedure_sheet(document), title_block=TITLE_BLOCK, kind="svg"))


def of(*steps: ProcedureStep, **more: object) -> ProcedureDocument:
    return ProcedureDocument(title="งาน", steps=list(steps), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("key", list(library()))
def test_the_chart_has_the_steps_of_the_table_no_more_and_no_less(key: str):
    document = library()[key]
    root = drawn(document)
    shown = {int(each.get("data-step", "0")): str(each.get("class")) for each in boxes(root).values()}
    assert shown == {each.number: each.shape.value for each in document.steps}
    for own in document.steps:
        box = next(each for each in boxes(root).values() if each.get("data-step") == str(own.number))
        assert own.title.replace(" ", "") in text_of(box).replace(" ", "")
    durations = [text_of(each) for each in groups(root, "duration")]
    assert [each.split()[0] for each in durations if "ไม่นับ" not in each] == [
        str(each.working_days) for each in document.steps if each.working_days is not None
    ]


@pytest.mark.parametrize("key", list(library()))
def test_the_chart_has_the_arrows_by_which_a_round_goes(key: str):
    steps = library()[key].steps
    wanted = sorted((f"n{arrow.start}", f"n{arrow.end}") for arrow in rules_graph.graph(steps).arrows)
    assert sorted(arrows_of(drawn(library()[key]))) == wanted


def test_a_refusal_goes_back_and_is_told_to_be_our_own_reading():
    flow = procedure_work_flow(library()["agency_assessment"])
    for each in flow.steps:
        if each.number in SEED_BACK:
            assert [(branch.to, branch.label) for branch in each.next or []] == [
                (each.number + 1, "เห็นชอบ"),
                (SEED_BACK[each.number], "ไม่เห็นชอบ"),
            ]
    assert flow.notes[-1].endswith("อ่านเอาเอง: 4 → 3, 5 → 3, 10 → 8, 14 → 12")
    assert flow.total_th == "55 วันทำการ"


def test_a_refusal_whose_way_nobody_knows_is_drawn_as_a_question():
    steps = seed_steps()
    for each in steps:
        if each.number in SEED_BACK:
            each.next = [(each.next or [])[0], StepBranch(answer=(each.next or [])[1].answer)]
    root = svg_of(procedure_work_flow(of(*steps)))
    assert [arrow for arrow in arrows_of(root) if arrow[1] == "unsaid"] == [
        (f"n{each}", "unsaid") for each in SEED_BACK
    ]
    assert [text_of(label) for label in groups(root, "label")].count("ไม่เห็นชอบ") == len(SEED_BACK)


def test_a_step_that_is_not_there_is_named_with_a_question():
    assert "ขั้นตอน 9 ?" in text_of(drawn(of(step(1, 1, [9]), step(2, 1, []))))


def test_branches_side_by_side_leave_one_step_and_meet_in_another():
    assert sorted(arrows_of(drawn(of(*parallel_steps())))) == [
        *[("n1", "n2"), ("n1", "n3"), ("n2", "n4"), ("n3", "n4"), ("n4", "n5"), ("n5", "end")]
    ]


def test_an_arrow_that_nobody_wrote_goes_to_the_step_below_though_its_number_is_another():
    flow = procedure_work_flow(of(step(3), step(1), step(2)))
    assert [(each.number, [branch.to for branch in each.next or []]) for each in flow.steps] == [
        (3, [1]),
        (1, [2]),
        (2, []),
    ]


def test_a_decision_without_branches_shows_that_they_are_missing():
    root = drawn(of(decision(1, 2, 1), step(2, shape=ChartShape.DECISION), step(3, 1, [])))
    assert ("n2", "unsaid") in arrows_of(root)


def test_a_manual_that_says_no_standard_lacks_it_and_a_clock_of_the_law_does_not():
    lacking = procedure_work_flow(of(step(1), step(2, None, [])))
    assert [each.duration_th for each in lacking.steps] == ["1 วันทำการ", None]
    assert lacking.total_th is None
    clocked = procedure_work_flow(of(step(1), step(2, None, []), kind=ProcedureKind.BREACH))
    assert [each.duration_th for each in clocked.steps] == ["1 วันทำการ", "ไม่นับเป็นวันทำการ"]
    assert clocked.total_th == "1 วันทำการ"
    assert "ไม่มีขั้นตอน 2 " in clocked.notes[-1]


def test_a_procedure_that_is_still_empty_has_a_chart():
    assert "ยังไม่มีขั้นตอน" in text_of(drawn(ProcedureDocument()))


def test_in_one_column_every_step_stands_below_the_one_before():
    document = library()["agency_assessment"]
    svg = deliver(procedure_sheet(document, one_column=True), title_block=TITLE_BLOCK, kind="inline").decode()
    places = [
        (float(top), float(left))
        for left, top in re.findall(r'data-step="\d+"><title>[^<]*</title><rect x="([\d.]+)" y="([\d.]+)"', svg)
    ]
    assert len(places) >= 10
    assert places == sorted(places)
    assert len({left for _, left in places}) == 1
    assert svg.count("ผู้รับผิดชอบ</text>") == 1
