"""graphviz as a child process: it is ended in time, and its failures are told."""

import sys
import time
from itertools import pairwise

import pytest

from diagrams.dfd_scene import dfd_scene
from diagrams.errors import DiagramTimedOut, DiagramToolFailed
from diagrams.places import dfd_layout
from diagrams.routing import Router, routing_source
from schemas.document import ActivityDocument
from schemas.flow import Step

SCENE = dfd_scene(ActivityDocument(steps=[Step(seq=1, title="ก"), Step(seq=2, title="ข</svg>")]))
PLACED = dfd_layout(SCENE).placed


def _router(code: str) -> Router:
    return Router(PLACED, SCENE.flows, command=[sys.executable, "-c", code])


def test_a_child_that_hangs_is_ended():
    router = _router("import time; time.sleep(60)")
    started = time.monotonic()
    with pytest.raises(DiagramTimedOut):
        router.routes(0.3)
    assert time.monotonic() - started < 10
    assert router._child is not None
    assert router._child.returncode is not None


@pytest.mark.parametrize(
    "code", ["import sys; sys.exit(3)", "print('not json')", "print('{}')", 'print(\'{"objects": [], "edges": []}\')']
)
def test_a_child_that_fails_or_babbles_is_told(code):
    with pytest.raises(DiagramToolFailed):
        _router(code).routes()


def test_a_program_that_is_not_there_is_told():
    with pytest.raises(DiagramToolFailed, match="could not be started"):
        Router(PLACED, SCENE.flows, command=["/nowhere/dot"])


def test_no_text_of_a_record_reaches_the_router():
    source = routing_source(PLACED, SCENE.flows)
    assert source.isascii()
    assert "svg" not in source


def test_a_picture_without_arrows_needs_no_child():
    assert Router(PLACED, []).routes() == []


def test_routes_are_right_angled_and_as_many_as_the_arrows():
    routes = Router(PLACED, SCENE.flows).routes()
    assert len(routes) == len(SCENE.flows)
    for route in routes:
        for (ax, ay), (bx, by) in pairwise(route):
            assert abs(ax - bx) < 0.1 or abs(ay - by) < 0.1
