"""What the step table says and what the picture shows are one set: nothing is left out, nothing is made up.

Read once from the scene and once from the drawn SVG, as a reader has it: box, arrow, and the key of letters below.
"""

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from msgspec import Struct

from diagrams.dfd import dfd_sheet
from diagrams.dfd_scene import dfd_scene
from diagrams.facts import data_of
from diagrams.ink import SPECIAL
from diagrams.outputs import deliver
from diagrams.sizes import cell_words
from diagrams.wrapping import clean
from schemas.document import ActivityDocument
from schemas.flow import Step
from tests.support.pictures import SVG, TITLE_BLOCK, boxes, lines, parsed, sample
from tests.support.random_documents import values
from tests.support.random_flows import flow_records

SAMPLES = ("contact_us", "industry_registration", "ropa_register")
_TOKENS = {"", "-", "NO", "ไม่มี", "N/A"}
_CALLED = {"collection": "รวบรวม", "use": "ใช้"}
_LETTER = re.compile(r"\[([^\[\]]{1,40})\]")
_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


class Box(Struct):
    """A box as it is read: its words, and what its arrows to stores and outside bodies say, by their ends' words."""

    words: str
    stores: dict[str, str]
    bodies: dict[str, str]
    next: Counter[int | None]


class Picture(Struct):
    """A picture as it is read: steps in order of their boxes, and the key."""

    steps: list[tuple[int, Box]]
    keys: dict[str, str]

    def says(self, words: str, data: str) -> bool:
        """Return whether words name the data, themselves or by a letter of the key."""
        wanted = _squeezed(data)
        letters = [letter for found in _LETTER.findall(words) for letter in found.split(",")]
        return wanted in words or any(wanted in self.keys.get(letter.strip(), "") for letter in letters)


def from_scene(document: ActivityDocument) -> Picture:
    """Read the facts before they are placed."""
    scene = dfd_scene(document)
    by_id = {node.id: node for node in scene.nodes}
    steps = []
    for node in (node for node in scene.nodes if node.mode is not None):
        box = Box(words=_squeezed(" ".join([node.text or "?", cell_words(node), *node.foot])), stores={}, bodies={},
                  next=Counter())  # fmt: skip
        for flow in (flow for flow in scene.flows if flow.source == node.id):
            end = by_id[flow.target]
            said = _squeezed(f"{flow.label or ''} [{flow.key or ''}]")
            _arrow(box, end.shape.value, _squeezed(end.text or "?"), end.number, said, flow.kind.value)
        steps.append((node.number or 0, box))
    return Picture(steps=steps, keys={letter: _squeezed(words) for letter, words in scene.keys})


def from_svg(document: ActivityDocument) -> Picture:
    """Read the drawing: only texts and the ends of arrows."""
    root = parsed(deliver(dfd_sheet(document), title_block=TITLE_BLOCK, kind="inline"))
    groups = boxes(root)
    texts = {
        node: _squeezed("".join(line.words for line in lines(group) if line.words != SPECIAL))
        for node, group in groups.items()
    }
    labels: dict[tuple[str, str], str] = {}
    for label in _groups(root, "label"):
        ends = str(label.get("data-from")), str(label.get("data-to"))
        labels[ends] = labels.get(ends, "") + _squeezed("".join(line.words for line in lines(label)))
    found = {
        node: Box(words=texts[node], stores={}, bodies={}, next=Counter())
        for node, group in groups.items()
        if group.get("data-step") and group.get("class") != "ghost"
    }
    for flow in _groups(root, "flow"):
        source, target = str(flow.get("data-from")), str(flow.get("data-to"))
        if source in found:
            end = groups[target]
            number = int(end.get("data-step", "0")) or None
            said = labels.get((source, target), "")
            _arrow(found[source], str(end.get("class")), texts[target], number, said, str(flow.get("data-kind")))
    keys = {
        str(key.get("data-letter")): _squeezed("".join(line.words for line in lines(key)[1:]))
        for key in _groups(root, "key")
    }
    return Picture(steps=[(int(groups[node].get("data-step", "0")), box) for node, box in found.items()], keys=keys)


def _arrow(box: Box, shape: str, name: str, number: int | None, said: str, kind: str) -> None:
    if shape == "store":
        box.stores[name] = box.stores.get(name, "") + said
    elif shape in {"body", "unit"}:
        box.bodies[name] = box.bodies.get(name, "") + said
    elif kind == "stated":
        box.next[number] += 1


def _groups(root: ET.Element, name: str) -> list[ET.Element]:
    return [each for each in root.iter(f"{SVG}g") if each.get("class") == name]


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", clean(text))


def _said(cell: str | None) -> str | None:
    return cell if cell is not None and clean(cell) not in _TOKENS else None


def assert_same_set(document: ActivityDocument, read: Callable[[ActivityDocument], Picture]) -> None:
    """Fail where a cell of the table is not in the picture, or the picture says what no cell does."""
    picture = read(document)
    table = sorted(enumerate(document.steps), key=lambda pair: (pair[1].seq, pair[0]))
    assert [number for number, _ in picture.steps] == [step.seq for _, step in table]
    for (index, step), (_, box) in zip(table, picture.steps, strict=True):
        pointer = f"/steps/{index}"
        assert (_squeezed(step.title) or "?") in box.words
        for name, called in _CALLED.items():
            cell = _said(getattr(step, name))
            data = data_of(cell)
            assert data is None or (called in box.words and picture.says(box.words, data.words)), (name, cell)
        _assert_kept(step, box, picture)
        _assert_disclosed(step, box)
        if read is from_scene:
            _assert_lacks(document, step, pointer)
        assert box.next == Counter(arrow.to for arrow in step.next or ())


def _assert_kept(step: Step, box: Box, picture: Picture) -> None:
    """Every system stands in the box or at the end of its arrow; a place that is stored in says which data."""
    systems = [re.sub(r"^\s*\d+\s*[.)]\s*", "", name) for name in step.it_systems or ()]
    for name in (_squeezed(name) for name in systems if _said(name)):
        assert name in box.words or any(name in store for store in box.stores), name
    stored = data_of(_said(step.storage))
    assert bool(box.stores) == (stored is not None)
    if stored is not None:
        assert all(picture.says(said, stored.words) for said in box.stores.values()), step.storage


def _assert_disclosed(step: Step, box: Box) -> None:
    """The bodies are those of the cell, and the arrows say which data, or that nobody knows."""
    cell = _said(step.disclosure)
    assert bool(box.bodies) == (cell is not None)
    assert all(said not in {"", "[]"} for said in box.bodies.values())
    if cell is not None:
        # A body abroad has its country below its name, and a name may come without the remark behind it.
        named = _squeezed(cell)
        for name in box.bodies:
            start = name.split("(")[0].split("?")[0].split("ประเทศ:")[0]
            assert start[:40] in named, (name, named)


def _assert_lacks(document: ActivityDocument, step: Step, pointer: str) -> None:
    """A blank cell is missing, a token is not."""
    place = int(pointer.rsplit("/", 1)[1])
    order = sorted(range(len(document.steps)), key=lambda index: (document.steps[index].seq, index)).index(place)
    node = [node for node in dfd_scene(document).nodes if node.mode is not None][order]
    words = {"collection": "เก็บรวบรวม", "use": "ใช้", "disclosure": "เปิดเผย", "storage": "จัดเก็บ", "it_systems": "ระบบ"}
    for name, called in words.items():
        value = getattr(step, name)
        blank = not clean(value) if isinstance(value, str) else value is None
        assert (called in node.missing) == (blank and f"{pointer}/{name}" not in document.marks), name


@pytest.mark.parametrize("read", [from_scene, from_svg])
@pytest.mark.parametrize("name", SAMPLES)
def test_a_samples_picture_says_what_its_table_says(name, read):
    assert_same_set(sample(name), read)


@settings(max_examples=12, suppress_health_check=_SLOW)
@given(flow_records())
def test_a_records_picture_says_what_its_table_says(document):
    assert_same_set(document, from_scene)
    assert_same_set(document, from_svg)


@pytest.mark.campaign
@settings(max_examples=120, suppress_health_check=_SLOW)
@given(flow_records() | values(ActivityDocument))
def test_two_hundred_records_pictures_say_what_their_tables_say(document):
    assert_same_set(document, from_scene)
    assert_same_set(document, from_svg)


def test_the_comparison_finds_a_cell_that_the_picture_lacks():
    told = ActivityDocument(steps=[Step(seq=1, title="ก", use="ใช้อีเมล")])
    silent = ActivityDocument(steps=[Step(seq=1, title="ก")])
    with pytest.raises(AssertionError):
        assert_same_set(told, lambda _: from_scene(silent))
