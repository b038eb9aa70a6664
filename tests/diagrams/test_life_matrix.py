"""The life-cycle matrix: its cells are the roles of the form, what is missing shows, no label leaves its place."""

import re
import subprocess
import xml.etree.ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings

from diagrams.life_matrix import life_matrix_sheet
from diagrams.life_matrix_drawing import STAGE, left_of
from diagrams.life_matrix_facts import STAGES, Column, life_matrix
from diagrams.outputs import deliver
from diagrams.programs import executable
from schemas.activity import Form
from schemas.activity_data import DataCategory, Header
from schemas.activity_roles import Roles
from schemas.document import ActivityDocument
from schemas.flow import Step
from schemas.vocabulary import Mark
from tests.support.hostile import FITTING
from tests.support.pictures import SVG, THAI_WORDS, TITLE_BLOCK, lines, parsed, sample, tooltip
from tests.support.random_documents import values

SAMPLES = ("contact_us", "industry_registration", "ropa_register")
#: The letter of whoever is named at a stage, as the hints of the form say what that person does.
LETTERS = {
    "create": ("role_creator", "ท"),
    "collect": ("role_collector", "ท"),
    "classify": ("role_classifier", "ก"),
    "store": ("role_storer", "ท"),
    "use": ("role_user", "ท"),
    "publish": ("role_disclosure_approver", "อ"),
    "inspect": ("role_inspector", "ต"),
    "update": ("role_reviewer", "ก"),
    "terminate": ("role_destruction_approver", "อ"),
    "access": ("role_access_administrator", "ก"),
}
_SLACK = 0.5


def _svg(document: ActivityDocument) -> ET.Element:
    return parsed(deliver(life_matrix_sheet(document), title_block=TITLE_BLOCK, kind="svg"))


def _record(roles: Roles, **more: object) -> ActivityDocument:
    return ActivityDocument(form=Form(roles=roles, header=Header(responsible_org_unit="กอง ก")), **more)  # type: ignore[arg-type]


def _groups(root: ET.Element, name: str) -> list[ET.Element]:
    return [each for each in root.iter(f"{SVG}g") if each.get("class") == name]


def _named(root: ET.Element) -> dict[str, dict[str, str]]:
    """Return the letters drawn at each stage, by name of the row."""
    rows = {str(each.get("data-node")): tooltip(each).partition(";")[0] for each in _groups(root, "person")}
    found: dict[str, dict[str, str]] = {}
    for cell in _groups(root, "cell"):
        if cell.get("data-person") in rows:
            name = rows[str(cell.get("data-person"))]
            found.setdefault(str(cell.get("data-stage")), {})[name] = "".join(
                line.words for line in lines(cell) if line.words in set("ทอตกข")
            )
    return found


@pytest.mark.parametrize("name", SAMPLES)
def test_the_cells_of_a_sample_are_the_roles_of_its_form(name):
    document = sample(name)
    drawn = _named(_svg(document))
    for stage, (field, letter) in LETTERS.items():
        shown = [person for person, letters in drawn.get(stage, {}).items() if letter in letters]
        assert sorted(shown) == sorted(getattr(document.form.roles, field) or [])
    may_access = [person for person, letters in drawn["use"].items() if "ข" in letters]
    assert sorted(may_access) == sorted(document.form.data_category.authorised_accessors or [])


def test_the_stages_stand_in_the_order_of_the_datas_life_each_once():
    assert [stage.key for stage in STAGES] == list(LETTERS)
    assert {stage.field for stage in STAGES} == {name for name in Roles.__struct_fields__ if name.startswith("role_")}


def test_a_stage_that_nobody_answered_is_not_one_that_the_record_says_has_nobody():
    marks = {"/form/roles/role_collector": Mark.NONE, "/form/roles/role_storer": Mark.DASH}
    document = _record(
        Roles(role_collector=[], role_creator=["กอง ข"], role_user=[" "], role_reviewer=["-"]), marks=marks
    )
    columns = life_matrix(document).columns
    assert {key for key, column in columns.items() if column is Column.NAMED} == {"create"}
    assert {key for key, column in columns.items() if column is Column.NONE} == {"collect", "store", "update"}
    words = {
        cell.get("data-stage"): [line.words for line in lines(cell)]
        for cell in _groups(_svg(document), "cell")
        if cell.get("data-person") == "none"
    }
    assert words["collect"] == ["ไม่มี", "ตามที่ระบุ"]
    assert words["store"] == words["update"] == ["-", "ตามที่ระบุ"]
    assert words["inspect"] == words["use"] == ["?", "ยังไม่ได้ระบุ"]
    assert "create" not in words


def test_two_spellings_of_one_name_are_one_row_and_steps_meet_them():
    roles = Roles(role_creator=["กอง ก.", "กองข"], role_inspector=["กองก"])
    steps = [Step(seq=2, title="ก", actor_org_unit="กอง ก"), Step(seq=5, title="ข", actor_org_unit="ระบบ ค")]
    people = life_matrix(_record(roles, steps=steps)).people
    assert [person.name for person in people] == ["กอง ก", "กองข"]
    assert people[0].tags == ["ส่วนงานเจ้าของกิจกรรม", "ขั้นตอนที่ 2"]


def test_the_units_own_answers_stand_in_its_row():
    root = _svg(_record(Roles(manages_create=True, manages_store=False)))
    shown = {
        cell.get("data-stage"): [line.words for line in lines(cell)]
        for cell in _groups(root, "cell")
        if cell.get("data-person") == "p1"
    }
    assert shown == {"create": ["YES"], "store": ["NO"], "use": ["?"]}


@pytest.mark.parametrize(
    ("roles", "said"),
    [
        (Roles(role_creator=["ก"], role_inspector=["ก"]), ["ทำและตรวจสอบ"]),
        (Roles(role_user=["ก"], role_destruction_approver=["ก"]), ["ทำและอนุมัติ"]),
        (Roles(role_disclosure_approver=["ก"], role_inspector=["ก"]), ["อนุมัติและตรวจสอบ"]),
        (Roles(role_classifier=["ก"], role_inspector=["ก"]), []),
        (Roles(role_creator=["ก"], role_inspector=["ข"]), []),
    ],
)
def test_duties_that_should_be_in_two_hands_are_told(roles, said):
    person = next(each for each in life_matrix(_record(roles)).people if each.name == "ก")
    assert person.conflicts == said
    told = [line.words for group in _groups(_svg(_record(roles)), "person") for line in lines(group)]
    assert [words for words in told if words.startswith(("ทำและ", "อนุมัติและ"))] == said


def _assert_labels_fit(document: ActivityDocument) -> None:
    root = _svg(document)
    for group in root.iter(f"{SVG}g"):
        ground = group.find(f"{SVG}rect")
        if group.get("class") not in {"person", "stage"} or ground is None:
            continue
        left, top = float(ground.get("x", "0")), float(ground.get("y", "0"))
        right, bottom = left + float(ground.get("width", "0")), top + float(ground.get("height", "0"))
        for line in lines(group):
            ink = line.ink()
            assert left - _SLACK <= ink[0] <= ink[2] <= right + _SLACK, line
            assert top - _SLACK <= ink[1] <= ink[3] <= bottom + _SLACK, line
    edges = {stage.key: (left_of(stage), left_of(stage) + STAGE) for stage in STAGES}
    for cell in _groups(root, "cell"):
        left, right = edges[str(cell.get("data-stage"))]
        assert all(left <= line.ink()[0] <= line.ink()[2] <= right for line in lines(cell)), tooltip(cell)
    wide, tall = float(root.get("width", "0")), float(root.get("height", "0"))
    for line in (line for part in root.findall(f"{SVG}text") for line in lines(part)):
        assert line.ink()[2] <= wide
        assert line.ink()[3] <= tall


@pytest.mark.parametrize("name", SAMPLES)
def test_no_label_of_a_sample_leaves_its_place(name):
    _assert_labels_fit(sample(name))


def test_forty_long_names_and_one_short_one_fit():
    long = ["".join(THAI_WORDS) * 6, "W" * 300, *(f"กองที่ {n} " + "ญี่ปุ่นก่ำปู่น้ำทำลาย" * n for n in range(1, 39))]
    document = _record(Roles(role_creator=long, role_inspector=long))
    _assert_labels_fit(document)
    assert len(_groups(_svg(document), "person")) == 41
    _assert_labels_fit(_record(Roles()))


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(values(Roles))
def test_any_roles_that_can_be_stored_can_be_drawn_and_their_labels_fit(roles):
    _assert_labels_fit(_record(roles))


def test_hostile_names_are_legible_text_and_nothing_else():
    hostile = list(FITTING.values())
    document = ActivityDocument(
        form=Form(
            roles=Roles(role_creator=hostile, role_storer=hostile[:9]),
            header=Header(main_process=FITTING["svg_script"], responsible_org_unit=FITTING["dot_record"]),
            data_category=DataCategory(authorised_accessors=hostile[-9:]),
        )
    )
    _assert_labels_fit(document)
    root = _svg(document)
    tags = {each.tag.removeprefix(SVG) for each in root.iter()}
    assert tags <= {"svg", "title", "desc", "style", "g", "rect", "path", "text", "circle"}
    shown = "".join(line.words for line in lines(root)).replace(" ", "")
    assert "</svg><script>alert(1)</script>" in shown
    assert deliver(life_matrix_sheet(document), title_block=TITLE_BLOCK, kind="pdf").startswith(b"%PDF-")
    assert deliver(life_matrix_sheet(document), title_block=TITLE_BLOCK, kind="png").startswith(b"\x89PNG")


def test_dot_has_the_same_people_stages_and_cells():
    document = sample("contact_us")
    source = deliver(life_matrix_sheet(document), title_block=TITLE_BLOCK, kind="dot")
    done = subprocess.run([executable(), "-Tsvg"], input=source, capture_output=True, check=True)
    names = set(re.findall(r'class="node">\s*<title>(\w+)</title>', done.stdout.decode()))
    root = _svg(document)
    assert names == {str(each.get("data-node")) for each in root.iter(f"{SVG}g") if each.get("data-node")}
    cells = {(each.get("data-person"), each.get("data-stage")) for each in _groups(root, "cell")}
    edges = set(re.findall(r"<title>(p\d+)&#45;&gt;(\w+)</title>", done.stdout.decode()))
    assert edges == {cell for cell in cells if cell[0] != "none"}


@pytest.mark.parametrize("kind", ["svg", "png", "pdf", "dot", "inline"])
def test_the_same_record_gives_the_same_bytes_and_an_empty_one_is_drawn_too(kind):
    drawn = [deliver(life_matrix_sheet(sample("contact_us")), title_block=TITLE_BLOCK, kind=kind) for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert deliver(life_matrix_sheet(ActivityDocument()), title_block=TITLE_BLOCK, kind=kind)


def test_a_reader_of_the_screen_hears_every_cell_and_what_is_missing():
    told = life_matrix_sheet(sample("contact_us")).description
    assert "DPO ของหน่วยงาน" in told
    assert "ผู้อนุมัติการเผยแพร่" in told
    assert "รวบรวม (collect): ไม่มี" in told
    assert "สร้าง (create): ยังไม่ได้ระบุ (?)" in life_matrix_sheet(ActivityDocument()).description
