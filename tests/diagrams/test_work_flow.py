"""The work-flow chart: the manual's steps, branches and days; no label leaves its shape, no arrow runs through one."""

import re
import subprocess
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diagrams.outputs import deliver
from diagrams.programs import executable
from diagrams.work_flow import work_flow_sheet
from diagrams.work_flow_boxes import Box
from diagrams.work_flow_facts import chart_of
from diagrams.work_flow_of_record import record_work_flow, record_work_flow_sheet
from diagrams.work_flow_places import Layout, layout_of
from ropa.samples import procedure, procedure_files
from schemas.document import ActivityDocument
from schemas.flow import Step
from schemas.vocabulary import Mark, StepKind
from schemas.work_flow import ChartBranch, ChartShape, ChartStep, WorkFlow, work_flow_faults
from tests.support.hostile import FITTING
from tests.support.pictures import SVG, THAI_WORDS, TITLE_BLOCK, Area, boxes, lines, parsed, sample, tooltip

#: Section 5 of the manual: working days of its sixteen steps.
DAYS = (1, 1, 10, 5, 1, 1, 1, 10, 1, 5, 1, 10, 1, 5, 1, 1)
DECISIONS = (4, 5, 10, 14)
A, D, T = ChartShape.ACTIVITY, ChartShape.DECISION, ChartShape.TERMINAL
_SLACK = 0.5


def _flow(*steps: ChartStep, **more: object) -> WorkFlow:
    return WorkFlow(title="ทดสอบ", steps=list(steps), **more)  # type: ignore[arg-type]


def _step(number: int, *onward: tuple[int | None, str | None], shape: ChartShape = A, title: str = "ทำ") -> ChartStep:
    branches = [ChartBranch(to=to, label=label) for to, label in onward] or None
    return ChartStep(number=number, title=title, shape=shape, next=branches, responsible=["กอง"])


#: Two ways back to one step, a way ahead, a step to itself, a number that is not there, an end in the middle.
LOOPS = _flow(
    _step(1, shape=T),
    _step(2),
    _step(3, (4, "เห็นชอบ"), (2, "ไม่เห็นชอบ"), shape=D),
    _step(4, (5, "เห็นชอบ"), (2, "ไม่เห็นชอบ"), (8, "ยุติเรื่อง"), shape=D),
    _step(5, (6, "ถูกต้อง"), shape=D, title="".join(THAI_WORDS) * 3),
    _step(6, (7, None), (8, None), (99, None), (6, None)),
    ChartStep(number=7, title="จบ", next=[]),
    _step(8),
)


def _svg(flow: WorkFlow) -> ET.Element:
    return parsed(deliver(work_flow_sheet(flow), title_block=TITLE_BLOCK, kind="svg"))


def _groups(root: ET.Element, name: str) -> list[ET.Element]:
    return [each for each in root.iter(f"{SVG}g") if each.get("class") == name]


def _arrows(root: ET.Element) -> list[tuple[str, str]]:
    return [(str(each.get("data-from")), str(each.get("data-to"))) for each in _groups(root, "flow")]


def _text(part: ET.Element) -> str:
    return " ".join(line.words for line in lines(part))


# --- the manual of the seed -----------------------------------------------------------------------------------------


def test_the_manuals_procedure_has_its_sixteen_steps_and_its_fifty_five_days():
    root = _svg(procedure("agency_assessment"))
    shapes = {int(group.get("data-step", "0")): str(group.get("class")) for group in boxes(root).values()}
    assert sorted(shapes) == list(range(1, 17))
    assert tuple(number for number, shape in sorted(shapes.items()) if shape == "decision") == DECISIONS
    assert [number for number, shape in sorted(shapes.items()) if shape == "terminal"] == [1, 16]
    days = {str(cell.get("data-of")): _text(cell) for cell in _groups(root, "duration")}
    assert [days[f"n{number}"] for number in range(1, 17)] == [f"{count} วันทำการ" for count in DAYS]
    assert sum(DAYS) == 55
    assert [_text(part) for part in _groups(root, "total")] == ["55 วันทำการ"]


def test_each_decision_of_the_manual_goes_on_when_agreed_and_where_it_returns_to_is_not_invented():
    root = _svg(procedure("agency_assessment"))
    onward = {(f"n{number}", f"n{number + 1}") for number in range(1, 16)}
    assert set(_arrows(root)) == onward | {(f"n{number}", "unsaid") for number in DECISIONS}
    assert len(_arrows(root)) == 19
    assert [_text(label) for label in _groups(root, "label")].count("เห็นชอบ") == len(DECISIONS)
    assert [_text(label) for label in _groups(root, "label")].count("ไม่เห็นชอบ") == len(DECISIONS)


def test_the_manuals_words_are_whole_and_who_acts_is_said_where_section_6_says_it():
    steps = procedure("agency_assessment").steps
    words = " ".join([step.title for step in steps] + procedure("agency_assessment").notes)
    # The scan splits ำ from its letter, and writes marks behind a space.
    assert not re.search(
        "[\u0e01-\u0e2e] [\u0e31\u0e33-\u0e3a\u0e47-\u0e4e]|\u0e4d\u0e32|[\u0e01-\u0e2e] \u0e32", words
    )
    assert "ค่า" not in words or "ค า" not in words
    assert steps[2].title == "ประสานหน่วยงานเพื่อจัดทำร่างตัวชี้วัด"
    assert steps[0].responsible == ["สำนักงาน ก.พ.ร."]
    assert [step.number for step in steps if not step.responsible] == [11, 15]


def test_the_procedures_of_the_product_are_none_of_its_records_and_have_no_fault():
    assert [file.name for file in procedure_files()] == ["agency_assessment.json"]
    assert all(work_flow_faults(procedure(file.stem)) == [] for file in procedure_files())


def test_a_long_procedure_goes_on_in_a_second_column_and_fits_a4():
    layout = layout_of(chart_of(procedure("agency_assessment")))
    assert [len(panel.rows) for panel in layout.panels] == [8, 8]
    root = _svg(procedure("agency_assessment"))
    assert "ต่อที่ขั้นตอน 9" in _text(root)
    assert "ต่อจากขั้นตอน 8" in _text(root)
    pdf = deliver(work_flow_sheet(procedure("agency_assessment")), title_block=TITLE_BLOCK, kind="pdf")
    (box,) = re.findall(rb"/MediaBox ?\[([\d. ]+)\]", pdf)
    assert sorted(round(float(side)) for side in box.split()[2:]) == [595, 842]


# --- what leads where -----------------------------------------------------------------------------------------------


def test_loops_ways_ahead_and_what_is_missing_are_all_drawn():
    root = _svg(LOOPS)
    assert sorted(_arrows(root)) == sorted(
        [
            *[("n1", "n2"), ("n2", "n3"), ("n3", "n4"), ("n3", "n2"), ("n4", "n5"), ("n4", "n2"), ("n4", "n8")],
            *[("n5", "n6"), ("n5", "unsaid"), ("n6", "n7"), ("n6", "n8"), ("n6", "ghost"), ("n6", "n6")],
            *[("n7", "end"), ("n8", "end_unsaid")],
        ]
    )
    kinds = {(each.get("data-from"), each.get("data-to")): each.get("data-kind") for each in _groups(root, "flow")}
    assert kinds["n1", "n2"] == kinds["n2", "n3"] == "derived"
    assert kinds["n3", "n2"] == "stated"
    assert "ขั้นตอน 99 ?" in _text(root)
    assert "สิ้นสุด ?" in _text(root)


def test_a_way_back_runs_on_the_left_and_a_way_ahead_on_the_right():
    for line in layout_of(chart_of(LOOPS)).lines:
        edge = line.way.edge
        if edge.target is None or edge.target == edge.source + 1:
            continue
        middle = line.points[0][0], line.points[1][0]
        assert (middle[1] < middle[0]) == (edge.target <= edge.source)


def test_a_decision_without_branches_or_with_one_shows_that_one_is_missing():
    root = _svg(_flow(_step(1, shape=D), _step(2, (3, None), (1, "ไม่"), shape=D), _step(3, shape=T)))
    assert ("n1", "unsaid") in _arrows(root)
    assert [_text(label) for label in _groups(root, "label")] == ["?", "ไม่"]


def test_a_step_that_nothing_leads_to_says_so():
    root = _svg(_flow(_step(1, (3, None)), _step(2, (3, None)), ChartStep(number=3, title="จบ", next=[])))
    assert _text(root).count("มาจากขั้นใด ?") == 1


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
    root = _svg(_flow(*steps, total_th=said))
    assert [_text(part) for part in _groups(root, "total")] == [shown]
    assert [_text(cell) for cell in _groups(root, "duration")] == [each or "?" for each in durations]


def test_a_total_that_is_not_the_sum_is_told():
    steps = [ChartStep(number=1, title="ก", duration_th="5 วันทำการ")]
    assert any("ไม่ตรงกับ" in note for note in chart_of(_flow(*steps, total_th="6 วันทำการ")).notes)
    assert chart_of(_flow(*steps, total_th="5 วันทำการ")).notes == []


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
    assert {pair for pair in _arrows(root) if pair[1].startswith("n")} == stated
    assert _groups(root, "duration") == []


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


# --- every label in its place ---------------------------------------------------------------------------------------


def _assert_well_drawn(flow: WorkFlow) -> Layout:
    layout = layout_of(chart_of(flow))
    root = _svg(flow)
    groups = boxes(root)
    shapes = [row.box for panel in layout.panels for row in panel.rows]
    for box in shapes:
        for line in lines(groups[f"n{box.place + 1}"]):
            left, top, right, bottom = line.ink()
            assert box.top - _SLACK <= top <= bottom <= box.bottom + _SLACK, line
            reach = min(box.half(top), box.half(bottom)) + _SLACK
            assert box.x - reach <= left <= right <= box.x + reach, (line, box)
    for name in ("units", "duration", "total", "label", "flow"):
        for group in _groups(root, name):
            _assert_inside_its_ground(group)
    assert all(line.ink()[2] <= layout.width for part in root.findall(f"{SVG}text") for line in lines(part))
    _assert_apart([_ground(group) for name in ("label", "flow") for group in _groups(root, name)], shapes)
    for arrow in layout.lines:
        _assert_clear_of_shapes(arrow.points, layout, {arrow.way.edge.source, arrow.way.edge.target})
    return layout


def _ground(group: ET.Element) -> Area | None:
    """Return what words or a tag stand on."""
    ground = group.find(f"{SVG}rect")
    if ground is None:
        return None
    left, top = float(ground.get("x", "0")), float(ground.get("y", "0"))
    return left, top, left + float(ground.get("width", "0")), top + float(ground.get("height", "0"))


def _assert_apart(grounds: list[Area | None], shapes: list[Box]) -> None:
    """Fail when words or a tag of one arrow cover those of another, or a shape."""
    areas = [ground for ground in grounds if ground is not None]
    around = [(box.x - box.width / 2, box.top, box.x + box.width / 2, box.bottom) for box in shapes]
    for place, (left, top, right, bottom) in enumerate(areas):
        for a, b, c, d in areas[place + 1 :] + around:
            apart = right < a + _SLACK or left > c - _SLACK or bottom < b + _SLACK or top > d - _SLACK
            assert apart, ((left, top, right, bottom), (a, b, c, d))


def _assert_inside_its_ground(group: ET.Element) -> None:
    ground = _ground(group)
    if ground is None:
        return
    left, top, right, bottom = ground
    for line in lines(group):
        ink = line.ink()
        assert left - _SLACK <= ink[0] <= ink[2] <= right + _SLACK, line
        assert top - _SLACK <= ink[1] <= ink[3] <= bottom + _SLACK, line


def _assert_clear_of_shapes(points: list[tuple[float, float]], layout: Layout, ends: set[int | None]) -> None:
    """Fail when an arrow runs through a box that is none of its ends, or out of its column."""
    for panel in layout.panels:
        for box in (row.box for row in panel.rows if row.box.place not in ends):
            for (ax, ay), (bx, by) in pairwise(points):
                beside = max(ax, bx) < box.x - box.width / 2 or min(ax, bx) > box.x + box.width / 2
                assert beside or max(ay, by) < box.top or min(ay, by) > box.bottom
    own = next(panel for panel in layout.panels if panel.left <= points[0][0] <= panel.left + panel.width)
    assert all(own.left < x < own.units_left for x, _ in points)


@pytest.mark.parametrize("flow", [procedure("agency_assessment"), LOOPS, _flow()])
def test_no_label_leaves_its_shape_and_no_arrow_runs_through_one(flow):
    _assert_well_drawn(flow)


@pytest.mark.parametrize("shape", list(ChartShape))
def test_long_thai_words_stay_between_the_slopes(shape):
    titles = ["".join(THAI_WORDS), "ดำเนินการตรวจสอบความถูกต้องครบถ้วนของคำขอ " * 5, "W" * 300, "x", *THAI_WORDS]
    branches = [ChartBranch(to=1, label="".join(THAI_WORDS) * 4), ChartBranch(to=3, label="ไม่เห็นชอบ" * 9)]
    _assert_well_drawn(
        _flow(
            *(
                ChartStep(
                    number=number, title=title, shape=shape, next=branches, responsible=titles, duration_th=title[:400]
                )
                for number, title in enumerate(titles, 1)
            ),
            total_th="ห้าสิบห้าวันทำการ ไม่รวมวันหยุดราชการ" * 3,
        )
    )


_BRANCHES = st.lists(
    st.builds(
        ChartBranch,
        to=st.none() | st.integers(1, 24),
        label=st.none() | st.sampled_from(["ใช่", "ไม่เห็นชอบ", "ปู่ญี่ปุ่น" * 9]),
    ),
    max_size=4,
)  # fmt: skip
_STEPS = st.lists(
    st.builds(
        ChartStep,
        number=st.integers(1, 24),
        title=st.sampled_from(["ทำ", "น้ำ ดำเนินการ ทำลาย ก่ำ", "ตรวจสอบความถูกต้องครบถ้วนของคำขอ" * 4, "ญี่ปุ่น" * 60, ""]),
        shape=st.sampled_from(list(ChartShape)),
        responsible=st.lists(st.sampled_from(["กอง ก", "คณะกรรมการกำกับฯ", "ปู่" * 50]), max_size=6),
        duration_th=st.none() | st.just("5 วันทำการ"),
        next=st.none() | _BRANCHES,
    ),
    max_size=24,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(_STEPS)
def test_any_procedure_is_drawn_with_its_labels_and_arrows_in_their_places(steps):
    _assert_well_drawn(_flow(*steps))


@pytest.mark.campaign
@settings(max_examples=1_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(_STEPS)
def test_a_thousand_procedures_are_drawn_with_their_labels_and_arrows_in_their_places(steps):
    _assert_well_drawn(_flow(*steps))


def test_hostile_words_are_legible_text_and_nothing_else():
    hostile = list(FITTING.values())
    flow = WorkFlow(
        title=FITTING["svg_script"],
        subtitle=FITTING["typst_eval"],
        steps=[
            ChartStep(
                number=number, title=text, shape=list(ChartShape)[number % 3], responsible=[text],
                duration_th=text[:500],
                next=[ChartBranch(to=number + 1, label=text[:500]), ChartBranch(label=text[:500])],
            )
            for number, text in enumerate(hostile, 1)
        ],
        total_th=FITTING["dot_record"],
        notes=hostile[:5],
    )  # fmt: skip
    _assert_well_drawn(flow)
    root = _svg(flow)
    assert {each.tag.removeprefix(SVG) for each in root.iter()} <= {
        "svg",
        "title",
        "desc",
        "style",
        "g",
        "rect",
        "path",
        "text",
    }
    assert "</svg><script>alert(1)</script>" in _text(root).replace(" ", "")
    assert deliver(work_flow_sheet(flow), title_block=TITLE_BLOCK, kind="pdf").startswith(b"%PDF-")
    assert _drawn_dot(flow).count('class="edge"') == len(_arrows(root))


def _drawn_dot(flow: WorkFlow) -> str:
    source = deliver(work_flow_sheet(flow), title_block=TITLE_BLOCK, kind="dot")
    return subprocess.run([executable(), "-Tsvg"], input=source, capture_output=True, check=True).stdout.decode()


def test_dot_has_the_same_steps_and_arrows():
    drawn = _drawn_dot(procedure("agency_assessment"))
    assert set(re.findall(r'class="node">\s*<title>(n\d+)</title>', drawn)) == {f"n{place}" for place in range(1, 17)}
    assert drawn.count('class="edge"') == 19


@pytest.mark.parametrize("kind", ["svg", "png", "pdf", "dot", "inline"])
def test_the_same_procedure_gives_the_same_bytes_and_an_empty_one_is_drawn_too(kind):
    drawn = [deliver(work_flow_sheet(LOOPS), title_block=TITLE_BLOCK, kind=kind) for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert deliver(work_flow_sheet(_flow()), title_block=TITLE_BLOCK, kind=kind)


def test_a_reader_of_the_screen_hears_who_how_long_and_where_to():
    told = work_flow_sheet(procedure("agency_assessment")).description
    assert "3. ประสานหน่วยงานเพื่อจัดทำร่างตัวชี้วัด | ผู้รับผิดชอบ: ก.พบ., หน่วยงานในสังกัด | ระยะเวลา: 10 วันทำการ" in told
    assert "→ ? (ไม่ได้ระบุว่าไปขั้นตอนใด) (ไม่เห็นชอบ)" in told
    assert "รวม 55 วันทำการ" in told
    assert tooltip(boxes(_svg(LOOPS))["n2"]).startswith("2. ทำ | ผู้รับผิดชอบ: กอง")
