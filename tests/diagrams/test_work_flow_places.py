"""The work-flow chart as it is drawn: no label leaves its shape, no arrow runs through one, hostile words are text."""

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
from diagrams.work_flow_places import Layout, layout_of
from ropa.samples import procedure
from schemas.work_flow import ChartBranch, ChartShape, ChartStep, WorkFlow
from tests.support.charts import LOOPS, arrows_of, flow_of, groups, svg_of, text_of
from tests.support.hostile import FITTING
from tests.support.pictures import SVG, THAI_WORDS, TITLE_BLOCK, Area, boxes, lines, tooltip

_SLACK = 0.5


def _assert_well_drawn(flow: WorkFlow) -> Layout:
    layout = layout_of(chart_of(flow))
    root = svg_of(flow)
    drawn = boxes(root)
    shapes = [row.box for panel in layout.panels for row in panel.rows]
    for box in shapes:
        for line in lines(drawn[f"n{box.place + 1}"]):
            left, top, right, bottom = line.ink()
            assert box.top - _SLACK <= top <= bottom <= box.bottom + _SLACK, line
            reach = min(box.half(top), box.half(bottom)) + _SLACK
            assert box.x - reach <= left <= right <= box.x + reach, (line, box)
    for name in ("units", "duration", "total", "label", "flow"):
        for group in groups(root, name):
            _assert_inside_its_ground(group)
    assert all(line.ink()[2] <= layout.width for part in root.findall(f"{SVG}text") for line in lines(part))
    _assert_apart([_ground(group) for name in ("label", "flow") for group in groups(root, name)], shapes)
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


@pytest.mark.parametrize("flow", [procedure("agency_assessment"), LOOPS, flow_of()])
def test_no_label_leaves_its_shape_and_no_arrow_runs_through_one(flow):
    _assert_well_drawn(flow)


@pytest.mark.parametrize("shape", list(ChartShape))
def test_long_thai_words_stay_between_the_slopes(shape):
    titles = ["".join(THAI_WORDS), "ดำเนินการตรวจสอบความถูกต้องครบถ้วนของคำขอ " * 5, "W" * 300, "x", *THAI_WORDS]
    branches = [ChartBranch(to=1, label="".join(THAI_WORDS) * 4), ChartBranch(to=3, label="ไม่เห็นชอบ" * 9)]
    _assert_well_drawn(
        flow_of(
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
    _assert_well_drawn(flow_of(*steps))


@pytest.mark.campaign
@settings(max_examples=1_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(_STEPS)
def test_a_thousand_procedures_are_drawn_with_their_labels_and_arrows_in_their_places(steps):
    _assert_well_drawn(flow_of(*steps))


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
    root = svg_of(flow)
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
    assert "</svg><script>alert(1)</script>" in text_of(root).replace(" ", "")
    assert deliver(work_flow_sheet(flow), title_block=TITLE_BLOCK, kind="pdf").startswith(b"%PDF-")
    assert _drawn_dot(flow).count('class="edge"') == len(arrows_of(root))


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
    assert deliver(work_flow_sheet(flow_of()), title_block=TITLE_BLOCK, kind=kind)


def test_a_reader_of_the_screen_hears_who_how_long_and_where_to():
    told = work_flow_sheet(procedure("agency_assessment")).description
    assert "3. ประสานหน่วยงานเพื่อจัดทำร่างตัวชี้วัด | ผู้รับผิดชอบ: ก.พบ., หน่วยงานในสังกัด | ระยะเวลา: 10 วันทำการ" in told
    assert "→ ? (ไม่ได้ระบุว่าไปขั้นตอนใด) (ไม่เห็นชอบ)" in told
    assert "รวม 55 วันทำการ" in told
    assert tooltip(boxes(svg_of(LOOPS))["n2"]).startswith("2. ทำ | ผู้รับผิดชอบ: กอง")
