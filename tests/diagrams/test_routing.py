"""graphviz as a child process: it is ended in time, and its failures are told."""

import sys
import time
from itertools import pairwise

import pytest

from diagrams.deadline import Deadline
from diagrams.dfd_scene import dfd_scene
from diagrams.errors import DiagramTimedOut, DiagramTooLarge, DiagramToolFailed
from diagrams.kinds import RECORD_DIAGRAMS
from diagrams.lanes import Lanes
from diagrams.outputs import deliver
from diagrams.places import dfd_layout
from diagrams.routing import Router, routing_source
from schemas.document import ActivityDocument
from schemas.flow import Step
from tests.support.drawing_programs import forget, use
from tests.support.lifelike_records import lifelike
from tests.support.picture_checks import route_faults
from tests.support.pictures import TITLE_BLOCK, parsed, sample

SLANTED = """
import json, re, sys
source = sys.stdin.read()
open("{asked}", "a").write("x")
places = re.findall(r'(n[0-9]+)\\[pos="([^,]+),([^"]+)"', source)
(_, ax, ay), (_, bx, by) = [(name, float(x), float(y)) for name, x, y in places[:2]]
bend = "" if by > ay else f" 0,0 0,0 {{ax + 30}},{{ay + 9}}"
route = f"e,{{ax + 50}},{{ay}} {{ax}},{{ay}}" + bend
print(json.dumps({{"objects": [{{"name": n, "pos": f"{{x}},{{y}}"}} for n, x, y in places],
                  "edges": [{{"id": "e0", "pos": route}}]}}))
"""
SCENE = dfd_scene(ActivityDocument(steps=[Step(seq=1, title="ก"), Step(seq=2, title="ข</svg>")]))
PLACED = dfd_layout(SCENE).placed
#: The pictures whose arrows graphviz routes.
ROUTED = [key for key, kind in RECORD_DIAGRAMS.items() if isinstance(kind.sheet(ActivityDocument()), Lanes)]


def _router(code: str) -> Router:
    return Router(PLACED, SCENE.flows, command=[sys.executable, "-c", code])


def test_a_child_that_hangs_is_ended():
    router = _router("import time; time.sleep(60)")
    started = time.monotonic()
    with pytest.raises(DiagramTimedOut):
        router.routes(Deadline(0.3))
    assert time.monotonic() - started < 10
    assert router._child is not None
    assert router._child.returncode is not None


@pytest.mark.parametrize(
    "code", ["import sys; sys.exit(3)", "print('not json')", "print('{}')", 'print(\'{"objects": [], "edges": []}\')']
)
def test_a_child_that_fails_or_babbles_is_told(code):
    with pytest.raises(DiagramToolFailed):
        _router(code).routes(Deadline(10))


def test_a_program_that_is_not_there_is_told():
    with pytest.raises(DiagramToolFailed, match="could not be started"):
        Router(PLACED, SCENE.flows, command=["/nowhere/dot"])


def test_no_text_of_a_record_reaches_the_router():
    source = routing_source(PLACED, SCENE.flows)
    assert source.isascii()
    assert "svg" not in source


def test_a_picture_without_arrows_needs_no_child():
    assert Router(PLACED, []).routes(Deadline(10)) == []


def test_routes_are_right_angled_and_as_many_as_the_arrows(graphviz):
    routes = Router(PLACED, SCENE.flows).routes(Deadline(10))
    assert len(routes) == len(SCENE.flows)
    for route in routes:
        for (ax, ay), (bx, by) in pairwise(route):
            assert abs(ax - bx) < 0.1 or abs(ay - by) < 0.1


@pytest.mark.parametrize("kind", ROUTED)
@pytest.mark.parametrize("seed", [7, 18, 24])  # dot breaks off, the other slants, unless boxes stand on whole points
def test_arrows_join_their_boxes_at_right_angles_and_run_through_none(graphviz, kind, seed):
    drawn = deliver(RECORD_DIAGRAMS[kind].sheet(lifelike(seed)), title_block=TITLE_BLOCK, kind="bare")
    assert route_faults(parsed(drawn)) == []


@pytest.mark.parametrize("name", ["contact_us", "industry_registration"])
def test_the_samples_have_clean_routes_whichever_graphviz_draws(graphviz, name):
    for kind in ROUTED:
        drawn = parsed(deliver(RECORD_DIAGRAMS[kind].sheet(sample(name)), title_block=TITLE_BLOCK, kind="bare"))
        assert route_faults(drawn) == []


def test_slanted_routes_are_drawn_again_upside_down(monkeypatch, tmp_path):
    asked = tmp_path / "asked"
    # Slanted as long as the second box stands below the first, which it does until the picture is turned.
    program = tmp_path / "graphviz-pure"
    program.write_text(f"#!{sys.executable}\n" + SLANTED.format(asked=str(asked)))
    program.chmod(0o755)
    use(monkeypatch, str(program))
    routes = Router(PLACED, SCENE.flows).routes(Deadline(10))
    forget()
    assert asked.read_text() == "xx"
    assert [y for _, y in routes[0]] == pytest.approx([PLACED[0].y] * 2, abs=0.5)


def test_more_arrows_than_a_picture_can_hold_are_refused_in_words():
    with pytest.raises(DiagramTooLarge, match=r"1,501 arrows, at most 1,500"):
        Router(PLACED, [SCENE.flows[0]] * 1_501)
