"""The work-flow chart: the steps, branches and days of the manual, what leads where, and what nobody said."""

import re

import pytest

from diagrams.outputs import deliver
from diagrams.work_flow import work_flow_sheet
from diagrams.work_flow_facts import chart_of
from diagrams.work_flow_of_record import record_work_flow, record_work_flow_sheet
from diagrams.work_flow_places import layout_of
from ropa.samples import procedure, procedure_files
from schemas.document import ActivityDocument
from schemas.flow import Step
from schemas.vocabulary import Mark, StepKind
from schemas.work_flow import ChartStep, work_flow_faults
from tests.support.charts import LOOPS, D, T, arrows_of, flow_of, groups, step_of, svg_of, text_of
from tests.support.pictures import TITLE_BLOCK, boxes, parsed, sample

#: Section 5 of the manual: working days of its sixteen steps.
DAYS = (1, 1, 10, 5, 1, 1, 1, 10, 1, 5, 1, 10, 1, 5, 1, 1)
DECISIONS = (4, 5, 10, 14)
# --- the manual of the seed -----------------------------------------------------------------------------------------


def test_the_manuals_procedure_has_its_sixteen_steps_and_its_fifty_five_days():
    root = svg_of(procedure("agency_assessment"))
    shapes = {int(group.get("data-step", "0")): str(group.get("class")) for group in boxes(root).values()}
    assert sorted(shapes) == list(range(1, 17))
    assert tuple(number for number, shape in sorted(shapes.items()) if shape == "decision") == DECISIONS
    assert [number for number, shape in sorted(shapes.items()) if shape == "terminal"] == [1, 16]
    days = {str(cell.get("data-of")): text_of(cell) for cell in groups(root, "duration")}
    assert [days[f"n{number}"] for number in range(1, 17)] == [f"{count} วันทำการ" for count in DAYS]
    assert sum(DAYS) == 55
    assert [text_of(part) for part in groups(root, "total")] == ["55 วันทำการ"]


def test_each_decision_of_the_manual_goes_on_when_agreed_and_where_it_returns_to_is_not_invented():
    root = svg_of(procedure("agency_assessment"))
    onward = {(f"n{number}", f"n{number + 1}") for number in range(1, 16)}
    assert set(arrows_of(root)) == onward | {(f"n{number}", "unsaid") for number in DECISIONS}
    assert len(arrows_of(root)) == 19
    assert [text_of(label) for label in groups(root, "label")].count("เห็นชอบ") == len(DECISIONS)
    assert [text_of(label) for label in groups(root, "label")].count("ไม่เห็นชอบ") == len(DECISIONS)


def test_the_manuals_words_are_whole_and_who_acts_is_said_where_section_6_says_it():
    steps = procedure("agency_assessment").steps
    words = " ".join([step.title for step in steps] + procedure("agency_assessment").notes)
    # The scan splits ำ from its letter, and writes marks behind a space.
    assert not re.search(
        "[\u0e01-\u0e2e] [\u0e31\u0e33-\u0e3a\u0e47-\u0e4e]|\u0e4d\u0e32|[\u0e01-\u0e2e] \u0e32", words
    )
    assert steps[2].title == "ประสานหน่วยงานเพื่อจัดทำร่างตัวชี้วัด"
    assert steps[0].responsible == ["สำนักงาน ก.พ.ร."]
    assert [step.number for step in steps if not step.responsible] == [11, 15]


def test_the_procedures_of_the_product_are_none_of_its_records_and_have_no_fault():
    assert [file.name for file in procedure_files()] == ["agency_assessment.json"]
    assert all(work_flow_faults(procedure(file.stem)) == [] for file in procedure_files())


def test_a_long_procedure_goes_on_in_a_second_column_and_fits_a4():
    layout = layout_of(chart_of(procedure("agency_assessment")))
    assert [len(panel.rows) for panel in layout.panels] == [8, 8]
    root = svg_of(procedure("agency_assessment"))
    assert "ต่อที่ขั้นตอน 9" in text_of(root)
    assert "ต่อจากขั้นตอน 8" in text_of(root)
    pdf = deliver(work_flow_sheet(procedure("agency_assessment")), title_block=TITLE_BLOCK, kind="pdf")
    (box,) = re.findall(rb"/MediaBox ?\[([\d. ]+)\]", pdf)
    assert sorted(round(float(side)) for side in box.split()[2:]) == [595, 842]


# --- what leads where -----------------------------------------------------------------------------------------------


def test_loops_ways_ahead_and_what_is_missing_are_all_drawn():
    root = svg_of(LOOPS)
    assert sorted(arrows_of(root)) == sorted(
        [
            *[("n1", "n2"), ("n2", "n3"), ("n3", "n4"), ("n3", "n2"), ("n4", "n5"), ("n4", "n2"), ("n4", "n8")],
            *[("n5", "n6"), ("n5", "unsaid"), ("n6", "n7"), ("n6", "n8"), ("n6", "ghost"), ("n6", "n6")],
            *[("n7", "end"), ("n8", "end_unsaid")],
        ]
    )
    kinds = {(each.get("data-from"), each.get("data-to")): each.get("data-kind") for each in groups(root, "flow")}
    assert kinds["n1", "n2"] == kinds["n2", "n3"] == "derived"
    assert kinds["n3", "n2"] == "stated"
    assert "ขั้นตอน 99 ?" in text_of(root)
    assert "สิ้นสุด ?" in text_of(root)


def test_a_way_back_runs_on_the_left_and_a_way_ahead_on_the_right():
    for line in layout_of(chart_of(LOOPS)).lines:
        edge = line.way.edge
        if edge.target is None or edge.target == edge.source + 1:
            continue
        middle = line.points[0][0], line.points[1][0]
        assert (middle[1] < middle[0]) == (edge.target <= edge.source)


def test_a_decision_without_branches_or_with_one_shows_that_one_is_missing():
    root = svg_of(flow_of(step_of(1, shape=D), step_of(2, (3, None), (1, "ไม่"), shape=D), step_of(3, shape=T)))
    assert ("n1", "unsaid") in arrows_of(root)
    assert [text_of(label) for label in groups(root, "label")] == ["?", "ไม่"]


def test_a_step_that_nothing_leads_to_says_so():
    root = svg_of(flow_of(step_of(1, (3, None)), step_of(2, (3, None)), ChartStep(number=3, title="จบ", next=[])))
    assert text_of(root).count("มาจากขั้นใด ?") == 1


@pytest.mark.parametrize(
    ("said", "durations", "shown"),
    [
        ("3 วันทำการ", ["1 วันทำการ", None], "3 วันทำการ"),
        (None, ["1 วันทำการ", "๒ วันทำการ"], "3 วันทำการ"),
        (None, ["1 วันทำการ", None], "?"),
        (None, ["1 วันทำการ", "1 เดือน"], "?"),
    ],
)
def test_the_total_is_what_was_said_or_the_sum_or_unknown(said, durations, shown):
    steps = [ChartStep(number=place, title="ก", duration_th=each) for place, each in enumerate(durations, 1)]
    root = svg_of(flow_of(*steps, total_th=said))
    assert [text_of(part) for part in groups(root, "total")] == [shown]
    assert [text_of(cell) for cell in groups(root, "duration")] == [each or "?" for each in durations]


def test_a_total_that_is_not_the_sum_is_told():
    steps = [ChartStep(number=1, title="ก", duration_th="5 วันทำการ")]
    assert any("ไม่ตรงกับ" in note for note in chart_of(flow_of(*steps, total_th="6 วันทำการ")).notes)
    assert chart_of(flow_of(*steps, total_th="5 วันทำการ")).notes == []


# --- a record's own steps -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["contact_us", "industry_registration", "ropa_register"])
def test_a_records_steps_are_the_steps_of_its_chart(name):
    document = sample(name)
    root = parsed(deliver(record_work_flow_sheet(document), title_block=TITLE_BLOCK, kind="svg"))
    assert sorted(int(group.get("data-step", "0")) for group in boxes(root).values()) == sorted(
        step.seq for step in document.steps
    )
    order = {step.seq: f"n{place}" for place, step in enumerate(sorted(document.steps, key=lambda step: step.seq), 1)}
    stated = {(order[step.seq], order[arrow.to]) for step in document.steps for arrow in step.next or ()}
    assert {pair for pair in arrows_of(root) if pair[1].startswith("n")} == stated
    assert groups(root, "duration") == []


def test_who_takes_a_step_of_a_record_is_the_tables_word():
    steps = [
        Step(seq=1, title="ก", kind=StepKind.EXTERNAL),
        Step(seq=2, title="ข"),
        Step(seq=3, title="ค"),
        Step(seq=4, title="ง", kind=StepKind.END, actor_org_unit="กอง"),
    ]
    flow = record_work_flow(ActivityDocument(steps=steps, marks={"/steps/1/actor_org_unit": Mark.DASH}))
    assert [step.responsible for step in flow.steps] == [["บุคคลภายนอก"], ["-"], [], ["กอง"]]
    assert flow.steps[3].shape is T
