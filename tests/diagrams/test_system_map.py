"""The exchange map of the register: everything once, nothing on anything else, folded where it is large."""

import subprocess
import time
import xml.etree.ElementTree as ET
from itertools import pairwise

import msgspec
import pytest

from diagrams.outputs import deliver
from diagrams.programs import executable
from diagrams.system_map import system_map_sheet
from diagrams.system_map_folding import MOST_BOXES, arrow_numbers, owner_key
from schemas.exchange_map import ExchangeMap, MapLine, MapSystem
from schemas.vocabulary import Direction, ExchangeMode
from tests.support.hostile import FITTING, UNENCODABLE
from tests.support.picture_checks import _crosses, _frame, _points, faults
from tests.support.pictures import SVG, TITLE_BLOCK, boxes, lines, parsed, sample, tooltip
from tests.support.system_maps import key_of, map_of, random_map

LARGE = random_map(500, owners=40, outside=60, lines=900, abroad=3, seed=5)


def drawn(found: ExchangeMap, *, every_box: bool = False) -> ET.Element:
    sheet = system_map_sheet(found, every_box=every_box)
    return parsed(deliver(sheet, title_block=TITLE_BLOCK, kind="bare"))


def arrows(root: ET.Element) -> list[ET.Element]:
    return [each for each in root.iter(f"{SVG}g") if each.get("class") == "flow"]


def ends(arrow: ET.Element) -> tuple[str | None, str | None]:
    return arrow.get("data-from"), arrow.get("data-to")


def keys(root: ET.Element) -> dict[str | None, str]:
    """Return the key of each box by its id."""
    return {node: group.get("data-key", "") for node, group in boxes(root).items()}


def route(arrow: ET.Element) -> list[tuple[float, float]]:
    (path, *_) = arrow.findall(f"{SVG}path")
    return _points(path.get("d", ""))[0]


def route_faults(root: ET.Element) -> list[str]:
    """Return what is wrong with right-angled arrows: slanted, through a box, or on one another."""
    frames = {node: frame.area for node, group in boxes(root).items() if (frame := _frame(group)) is not None}
    pieces, said = [], []
    for number, arrow in enumerate(arrows(root)):
        for (ax, ay), (bx, by) in pairwise(route(arrow)):
            piece = (min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
            said += ["slanted"] if min(piece[2] - piece[0], piece[3] - piece[1]) > 0.15 else []
            through = [node for node, frame in frames.items() if node not in ends(arrow) and _crosses(piece, frame)]
            said += [f"through {node}" for node in through]
            pieces.append((number, piece))
    for place, (one, a) in enumerate(pieces):
        for other, b in pieces[place + 1 :]:
            across, down = (min(a[at + 2], b[at + 2]) - max(a[at], b[at]) for at in (0, 1))
            if one != other and ((across > 4 and -2.5 < down <= 0.2) or (down > 4 and -2.5 < across <= 0.2)):
                said += [f"{one} and {other} run on one another"] if _parallel(a, b) else []
    return said


def _parallel(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return (one[3] - one[1] < 0.2) == (other[3] - other[1] < 0.2)


def of_names(*names: str) -> ExchangeMap:
    """Return a map whose every word is one of the names: of systems, owners, data, scope."""
    systems = tuple(
        MapSystem(key=f"{at:016x}", name=name, owner=name, is_registered=at % 3 > 0, is_abroad=at % 7 == 0)
        for at, name in enumerate(names)
    )
    lines = tuple(
        MapLine(
            source=one.key,
            target=other.key,
            mode=ExchangeMode.ONLINE,
            direction=Direction.SEND,
            items=(one.name or "",),
        )
        for one, other in pairwise(systems)
    )
    return ExchangeMap(systems=systems, lines=lines, scope_th=names[0], filters_th=(names[-1],))


def graphviz_reads(dot: str) -> int:
    """Return how many boxes graphviz finds in our DOT."""
    done = subprocess.run([executable(), "-Kdot", "-Tjson0"], input=dot.encode(), capture_output=True, check=True)
    return sum("_gvid" in each and "nodes" not in each for each in msgspec.json.decode(done.stdout).get("objects", []))


def test_the_samples_show_each_system_and_each_line_once():
    found = map_of([sample("contact_us"), sample("industry_registration")])
    root = drawn(found)
    assert sum(each.is_registered for each in found.systems) == 14
    named = keys(root)
    assert sorted(named.values()) == sorted(each.key for each in found.systems)
    drawn_lines = sorted((named[one], named[other]) for one, other in map(ends, arrows(root)))
    assert drawn_lines == sorted((line.source, line.target) for line in found.lines)
    titles = {each.get("data-title") for each in root.iter(f"{SVG}g") if each.get("class") == "cluster"}
    assert titles >= {each.owner for each in found.systems if each.owner}


@pytest.mark.parametrize("seed", range(4))
def test_fourteen_systems_cover_nothing_and_arrows_keep_apart(seed: int):
    found = random_map(14, owners=2 + seed, outside=2 * seed, lines=18 + 8 * seed, abroad=seed % 3, seed=seed)
    root = drawn(found)
    assert faults(root) == []
    assert route_faults(root) == []


def test_the_samples_are_clean_and_forty_boxes_too():
    for found in (
        map_of([sample("contact_us"), sample("industry_registration")]),
        random_map(30, owners=6, outside=10, lines=60, seed=4),
    ):
        root = drawn(found)
        assert faults(root) + route_faults(root) == []


def test_signs_say_direction_mode_mirror_special_data_and_the_border():
    inside = [MapSystem(key=f"{at:016x}", name=f"ระบบ {at}", owner="กอง", is_registered=True) for at in range(2)]
    abroad = MapSystem(key="a" * 16, name="ผู้รับ", owner=None, is_registered=False, is_abroad=True)
    line = MapLine(source=inside[0].key, target=inside[1].key, mode=None, items=("ก",), is_special=True)
    far = MapLine(
        source=inside[0].key, target=abroad.key, mode=ExchangeMode.OFFLINE, direction=Direction.SEND, is_abroad=True
    )
    mirrored = msgspec.structs.replace(line, direction=Direction.SEND, is_mirrored=True, hidden=3)
    root = drawn(ExchangeMap(systems=(*inside, abroad), lines=(line, far, mirrored), scope_th="ทั้งทะเบียน"))
    unsure, gone, twice = arrows(root)
    assert len(unsure.findall(f"{SVG}circle")) == 2
    assert {path.get("stroke-dasharray") for path in unsure.findall(f"{SVG}path")} >= {"1.5 4"}
    assert "7 4" in {path.get("stroke-dasharray") for path in gone.findall(f"{SVG}path")}
    assert len(gone.findall(f"{SVG}circle")) == 1  # the globe
    assert len(twice.findall(f"{SVG}path")) == len(unsure.findall(f"{SVG}path")) + 2  # head and double tick
    assert "ม.26" in tooltip(unsure)
    assert "ไม่ระบุทิศทาง" in tooltip(unsure)
    assert "ม.28" in tooltip(gone)
    assert "3 รายการอยู่ในบันทึกที่ท่านไม่มีสิทธิอ่าน" in tooltip(twice)
    words = "".join(root.itertext())
    assert "ขอบเขตราชอาณาจักร" in words
    assert "ข้อมูล ?" in words  # the line abroad does not say what it carries


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_words_of_an_arrow_from_abroad_leave_the_sign_of_the_border_free(seed: int):
    root = drawn(random_map(60, owners=8, outside=6, lines=70, seed=seed))
    globes = [
        (float(sign.get("cx", "0")), float(sign.get("cy", "0")))
        for arrow in arrows(root)
        for sign in arrow.iter(f"{SVG}circle")
        if sign.get("r") == "7.4"
    ]
    assert globes
    for line in lines(root):
        left, top, right, bottom = line.ink()
        assert not [(x, y) for x, y in globes if left - 7 < x < right + 7 and top - 7 < y < bottom + 7], line.words


def test_a_large_map_folds_owners_and_says_how_much_it_holds():
    root = drawn(LARGE)
    held = [each for each in boxes(root).values() if each.get("class") in {"owner", "rest"}]
    assert len(boxes(root)) <= MOST_BOXES
    assert all("ระบบ" in tooltip(each) or "แห่ง" in tooltip(each) for each in held)
    numbers = arrow_numbers(LARGE)
    assert len(numbers) == len(LARGE.lines)
    assert {int(each.get("data-line", "-1")) for each in arrows(root)} == {each for each in numbers if each is not None}
    assert faults(root) == []


def test_an_opened_owner_shows_its_systems_and_a_focus_its_neighbours():
    owner = "กอง/สำนักงานตัวอย่างที่ 7"
    own = {each.key for each in LARGE.systems if each.owner == owner}
    for opened in (owner, owner_key(owner)):
        assert own <= set(keys(drawn(msgspec.structs.replace(LARGE, opened=(opened,)))).values())
    hub = LARGE.systems[0].key
    lines = tuple(line for line in LARGE.lines if hub in {line.source, line.target})
    near = {end for line in lines for end in (line.source, line.target)}
    around = msgspec.structs.replace(
        LARGE, lines=lines, systems=tuple(each for each in LARGE.systems if each.key in near), focus=hub
    )
    root = drawn(around)
    (middle,) = (node for node, key in keys(root).items() if key == hub)
    assert all(middle in ends(arrow) for arrow in arrows(root))
    assert faults(root) + route_faults(root) == []


def test_only_what_was_not_asked_about_is_faint():
    alone = MapSystem(key="f" * 16, name="ระบบเดียวของเจ้าของ", owner="หน่วยงานที่มีระบบเดียว", is_registered=True)
    found = msgspec.structs.replace(LARGE, systems=(*LARGE.systems, alone))

    def faint(of: ExchangeMap) -> int:
        return sum(each.get("stroke-opacity") == "0.2" for each in drawn(of).iter(f"{SVG}path"))

    assert faint(found) == 0
    opened = msgspec.structs.replace(found, opened=("กอง/สำนักงานตัวอย่างที่ 7",))
    assert 0 < faint(opened) < len(arrows(drawn(opened)))


def test_every_box_of_five_hundred_is_drawn_within_two_seconds_and_the_folded_map_sooner():
    start = time.perf_counter()
    root = drawn(LARGE, every_box=True)
    assert time.perf_counter() - start < 2
    assert sorted(keys(root).values()) == sorted(each.key for each in LARGE.systems)
    assert len(arrows(root)) == len(LARGE.lines)
    start = time.perf_counter()
    assert len(deliver(system_map_sheet(LARGE), title_block=TITLE_BLOCK, kind="inline")) < 600_000
    assert time.perf_counter() - start < 1


def test_the_same_map_is_the_same_picture():
    for found in (random_map(20, owners=5, outside=6, lines=40), LARGE):
        once, again = (deliver(system_map_sheet(found), title_block=TITLE_BLOCK, kind="svg") for _ in range(2))
        assert once == again


def test_hostile_words_stay_words_in_their_boxes():
    names = [*FITTING.values(), UNENCODABLE]
    for at in range(0, len(names), 10):
        found = of_names(*names[at : at + 10])
        sheet = system_map_sheet(found)
        content = deliver(sheet, title_block=TITLE_BLOCK, kind="bare")
        root = parsed(content)
        assert {each.tag.removeprefix(SVG) for each in root.iter()} <= {
            "svg", "title", "desc", "g", "rect", "path", "text", "circle"
        }  # fmt: skip
        assert b"<script" not in content
        assert faults(root) == []
        assert graphviz_reads(sheet.dot()) == len(boxes(root)) + ("key" in sheet.dot())


def test_a_name_that_is_not_there_and_an_empty_map_are_said():
    unknown = MapSystem(key=key_of(None, None), name=None, owner=None, is_registered=False)
    root = drawn(ExchangeMap(systems=(unknown,), lines=(), scope_th="ทั้งทะเบียน"))
    assert tooltip(boxes(root)["b0"]).startswith("?")
    words = "".join(drawn(ExchangeMap(systems=(), lines=(), scope_th="ทั้งทะเบียน")).itertext())
    assert "ไม่มีระบบที่ตรงกับเงื่อนไข" in words
