"""The SVG: the same set as the table, every label inside its box, hostile texts inert, nothing from outside."""

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings

from diagrams.dfd import dfd_sheet
from diagrams.dfd_scene import dfd_scene
from diagrams.exchange import exchange_sheet
from diagrams.outputs import deliver
from diagrams.places import dfd_layout
from diagrams.wrapping import ELLIPSIS, clean
from schemas.activity import Form
from schemas.activity_data import Header
from schemas.document import ActivityDocument
from schemas.flow import NextStep, Step
from schemas.vocabulary import Mark, StepKind, StepMode
from tests.support.hostile import FITTING, UNENCODABLE
from tests.support.pictures import SVG, THAI_WORDS, TITLE_BLOCK, boxes, lines, parsed, sample, tooltip
from tests.support.random_documents import values

SAMPLES = ("contact_us", "industry_registration")
LABELS = [
    *THAI_WORDS,
    "".join(THAI_WORDS),
    "ดำเนินการตรวจสอบความถูกต้องครบถ้วนของคำขอและเอกสารประกอบ " * 5,
    "ญี่ปุ่นก่ำปู่น้ำทำลาย" * 15,
    "W" * 300,
    "x",
]
_SLACK = 0.5  # points: coordinates are rounded to tenths


def _svg(*steps: Step, **more: object) -> ET.Element:
    document = ActivityDocument(steps=list(steps), **more)  # type: ignore[arg-type]
    return parsed(deliver(dfd_sheet(document), title_block=TITLE_BLOCK, kind="svg"))


def _extent(document: ActivityDocument) -> dict[str, tuple[float, float, float, float]]:
    placed = dfd_layout(dfd_scene(document)).placed
    return {box.node.id: (box.left, box.top, box.right, box.bottom) for box in placed}


def _assert_labels_fit(document: ActivityDocument) -> None:
    root = parsed(deliver(dfd_sheet(document), title_block=TITLE_BLOCK, kind="svg"))
    extents = _extent(document)
    for node, group in boxes(root).items():
        left, top, right, bottom = extents[node]
        badges = {"เริ่ม", "สิ้นสุด", "สิ้นสุด ?", "มาจากขั้นใด ?"}  # stand on the border, outside of the label's room
        for line in (line for line in lines(group) if line.words not in badges):
            ink = line.ink()
            assert left - _SLACK <= ink[0] <= ink[2] <= right + _SLACK, (line, extents[node])
            assert top - _SLACK <= ink[1] <= ink[3] <= bottom + _SLACK, (line, extents[node])


@pytest.mark.parametrize("name", SAMPLES)
def test_no_label_of_a_sample_leaves_its_box(name):
    _assert_labels_fit(sample(name))


@pytest.mark.parametrize("kind", list(StepKind))
def test_no_label_leaves_its_box_whatever_the_shape(kind):
    steps = [
        Step(seq=seq, title=label, kind=kind, actor_org_unit=label, storage="เก็บ", it_systems=[label, "ระบบ ก"])
        for seq, label in enumerate(LABELS, 1)
    ]
    _assert_labels_fit(ActivityDocument(steps=steps))


@pytest.mark.parametrize("kind", [StepKind.PROCESS, StepKind.DECISION])
def test_no_hostile_label_leaves_its_box(kind):
    steps = [
        Step(seq=seq, title=text, kind=kind, disclosure=text, storage="เก็บ", it_systems=[text])
        for seq, text in enumerate(FITTING.values(), 1)
    ]
    _assert_labels_fit(ActivityDocument(steps=steps))


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(values(ActivityDocument))
def test_any_record_that_can_be_stored_can_be_drawn_and_its_labels_fit(document):
    _assert_labels_fit(document)
    assert parsed(deliver(exchange_sheet(document), title_block=TITLE_BLOCK, kind="svg")) is not None


def test_the_words_of_a_diamond_stay_between_its_slopes():
    document = sample("contact_us")
    placed = next(box for box in dfd_layout(dfd_scene(document)).placed if box.diamond)
    group = boxes(parsed(deliver(dfd_sheet(document), title_block=TITLE_BLOCK, kind="svg")))[placed.node.id]
    for line in (line for line in lines(group) if line.words in (*placed.lines, *placed.foot)):
        left, top, right, bottom = line.ink()
        for x, y in ((left, top), (right, top), (left, bottom), (right, bottom)):
            assert abs(x - placed.x) / (placed.width / 2) + abs(y - placed.y) / (placed.height / 2) <= 1.06


@pytest.mark.parametrize("name", SAMPLES)
def test_heads_legend_key_and_title_block_stay_on_the_page_and_in_their_columns(name):
    root = parsed(deliver(dfd_sheet(sample(name)), title_block=TITLE_BLOCK, kind="svg"))
    wide, tall = float(root.get("width", "0")), float(root.get("height", "0"))
    for line in lines(root):
        left, top, right, bottom = line.ink()
        assert 0 <= left <= right <= wide, line
        assert 0 <= top <= bottom <= tall, line
    for zone in [group for group in root.iter(f"{SVG}g") if group.get("class") == "zone"]:
        ground = zone.find(f"{SVG}rect")
        assert ground is not None
        start = float(ground.get("x", "0"))
        for line in lines(zone):
            left, _, right, _ = line.ink()
            assert start <= left <= right <= start + float(ground.get("width", "0"))


@pytest.mark.parametrize("name", SAMPLES)
def test_the_picture_shows_the_set_of_the_table(name):
    document = sample(name)
    root = parsed(deliver(dfd_sheet(document), title_block=TITLE_BLOCK, kind="svg"))
    groups = boxes(root)
    number = {node: int(group.get("data-step", "0")) for node, group in groups.items()}
    assert sorted(filter(None, number.values())) == [step.seq for step in document.steps]
    arrows = [group for group in root.iter(f"{SVG}g") if group.get("data-kind") == "stated"]
    drawn = [(number[str(each.get("data-from"))], number[str(each.get("data-to"))]) for each in arrows]
    assert drawn == [(step.seq, arrow.to) for step in document.steps for arrow in step.next or ()]
    for step in document.steps:
        group = next(group for node, group in groups.items() if number[node] == step.seq)
        shown = "".join(line.words for line in lines(group)).replace(" ", "")
        assert clean(step.title).replace(" ", "") in shown


@pytest.mark.parametrize("name", SAMPLES)
def test_arrows_begin_and_end_on_their_boxes(name):
    document = sample(name)
    root = parsed(deliver(dfd_sheet(document), title_block=TITLE_BLOCK, kind="svg"))
    extents = _extent(document)
    for group in [group for group in root.iter(f"{SVG}g") if group.get("class") == "flow"]:
        route = [tuple(map(float, pair.split())) for pair in group.findall(f"{SVG}path")[0].get("d", "")[1:].split("L")]
        for (x, y), node in ((route[0], group.get("data-from")), (route[-1], group.get("data-to"))):
            left, top, right, bottom = extents[str(node)]
            assert left - 9 <= x <= right + 9
            assert top - 9 <= y <= bottom + 9


@pytest.mark.parametrize("text", [*FITTING.values(), UNENCODABLE])
def test_a_hostile_text_stays_text(text):
    steps = (
        Step(seq=1, title=text or "-", kind=StepKind.DECISION, actor_org_unit=text, next=[NextStep(to=2, label=text)]),
        Step(
            seq=2, title="ข", kind=StepKind.EXTERNAL, collection=text, disclosure=text, storage=text, it_systems=[text]
        ),
    )
    root = _svg(*steps, form=Form(header=Header(main_process=text, sub_process=text)))
    names = {each.tag.removeprefix(SVG) for each in root.iter()}
    assert names <= {"svg", "title", "desc", "style", "g", "rect", "path", "circle", "text"}
    assert not [name for each in root.iter() for name in each.attrib if name.startswith("on") or "href" in name]
    assert root.findtext(f"{SVG}style", "").count("{") == 2
    box = next(group for group in boxes(root).values() if group.get("data-step") == "1")
    # A tooltip is cut: nobody reads 20,000 characters in one.
    assert clean(text[:2_000]) in tooltip(box)
    shown = "".join(line.words for line in lines(box)).replace(" ", "")
    start = clean(text).replace(" ", "")
    assert start[:40] in shown or ELLIPSIS in shown


def test_nothing_is_fetched_and_nothing_runs():
    svg = deliver(dfd_sheet(sample("contact_us")), title_block=TITLE_BLOCK, kind="svg").decode()
    addresses = re.findall(r"url\(([^)]{0,40})", svg)
    assert len(addresses) == 2
    assert all(address.startswith("data:font/ttf;base64,") for address in addresses)
    assert not re.search(r"<script|javascript:|<image|<use|<foreignObject|@import|https?://(?!www\.w3\.org)", svg)
    assert len(svg) < 150_000


def test_screen_readers_get_a_title_and_the_flow_in_words():
    root = parsed(deliver(dfd_sheet(sample("contact_us")), title_block=TITLE_BLOCK, kind="svg"))
    described = root.findtext(f"{SVG}desc") or ""
    assert root.get("role") == "img"
    assert (root.findtext(f"{SVG}title") or "").endswith("กระบวนการ : ติดต่อเรา")
    assert "→ 7 ตรวจสอบหน่วยงานที่เกี่ยวข้อง (เกี่ยวข้องกับหน่วยงานอื่น)" in described
    assert "ดำเนินการด้วยอิเล็กทรอนิกส์" in described


def test_the_legend_has_the_forms_words_and_unknown_only_where_it_is():
    words = {line.words for line in lines(_svg(Step(seq=1, title="ก", mode=StepMode.PAPER)))}
    assert {"หมายเหตุ", "หมายถึง ดำเนินการด้วยอิเล็กทรอนิกส์", "หมายถึง ดำเนินการด้วยเอกสาร"} <= words
    assert "หมายถึง ไม่ทราบ" not in words
    assert "หมายถึง ไม่ทราบ" in {line.words for line in lines(_svg(Step(seq=1, title="ก")))}


def test_electronic_paper_and_unknown_differ_without_colour():
    outlines = {}
    for mode in StepMode:
        box = boxes(_svg(Step(seq=1, title="ก", mode=mode)))["n1"]
        frames = [each.get("stroke-dasharray") for each in box.iter(f"{SVG}rect") if each.get("fill") == "none"]
        outlines[mode] = (frames[-1], "?" in {line.words for line in lines(box)})
    assert len(set(outlines.values())) == 3


def test_a_derived_arrow_is_dotted_and_explained():
    root = _svg(Step(seq=1, title="ก"), Step(seq=2, title="ข", next=[]))
    arrow = next(group for group in root.iter(f"{SVG}g") if group.get("data-kind") == "derived")
    assert arrow.findall(f"{SVG}path")[0].get("stroke-dasharray")
    assert "ลำดับถัดไปที่อนุมานจากเลขขั้นตอน (ตารางไม่ได้ระบุ)" in {line.words for line in lines(root)}


def test_the_trust_boundary_stands_only_where_something_is_outside():
    inside = Step(seq=1, title="ก", actor_org_unit="กอง")
    outside = Step(seq=2, title="ข", kind=StepKind.EXTERNAL)
    border = "ขอบเขตความเชื่อถือ (Trust boundary)"
    assert border not in {line.words for line in lines(_svg(inside))}
    assert border in {line.words for line in lines(_svg(inside, outside))}


def test_missing_facts_are_drawn_as_question_marks():
    marks = {f"/steps/0/{name}": Mark.DASH for name in ("collection", "use", "disclosure", "it_systems")}
    root = _svg(Step(seq=1, title="ก", storage="ตามเงื่อนไข"), marks=marks)
    zones = [group.get("data-title") for group in root.iter(f"{SVG}g") if group.get("class") == "zone"]
    assert zones == ["?", "แหล่งจัดเก็บข้อมูล (Data store)"]
    store = next(group for group in boxes(root).values() if group.get("class") == "store")
    assert [line.words for line in lines(store)] == ["?"]


def test_the_title_block_shows_the_date_in_the_buddhist_era():
    words = {
        line.words
        for line in lines(parsed(deliver(dfd_sheet(sample("contact_us")), title_block=TITLE_BLOCK, kind="svg")))
    }
    assert {"ROPA-2569-0001", "3", "อนุมัติแล้ว", "20 พ.ย. 2569", "0123456789abcdef…"} <= words


@pytest.mark.parametrize("render", [dfd_sheet, exchange_sheet])
@pytest.mark.parametrize("kind", ["svg", "png", "pdf", "dot"])
def test_the_same_input_gives_the_same_bytes(render, kind):
    document = sample("industry_registration")
    assert deliver(render(document), title_block=TITLE_BLOCK, kind=kind) == deliver(
        render(document), title_block=TITLE_BLOCK, kind=kind
    )
