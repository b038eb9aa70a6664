"""Which graphviz draws: `dot` first, where it works; what it fails at, the program from the index draws."""

import os
import sys
import time

import pytest

from diagrams import programs
from diagrams.deadline import Deadline
from diagrams.dfd_scene import dfd_scene
from diagrams.errors import DiagramTimedOut, DiagramToolFailed
from diagrams.places import dfd_layout
from diagrams.routing import Router
from schemas.document import ActivityDocument
from schemas.flow import Step
from tests.support.drawing_programs import forget, use

OURS = next(path for path in programs.installed() if "graphviz-pure" in path)
SCENE = dfd_scene(ActivityDocument(steps=[Step(seq=1, title="ก"), Step(seq=2, title="ข")]))
PLACED = dfd_layout(SCENE).placed


@pytest.fixture(autouse=True)
def _as_before():
    yield
    forget()


@pytest.fixture
def stand_in(tmp_path):
    """Return a maker of programs that answer as told instead of drawing."""

    def made(name: str, body: str) -> str:
        path = tmp_path / name
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)
        return str(path)

    return made


def test_dot_is_the_first_choice_where_it_is_installed(monkeypatch, stand_in, tmp_path):
    dot = stand_in("dot", f'exec "{OURS}" "$@"')
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    forget()
    assert programs.installed()[0] == dot
    assert programs.installed()[-1] == OURS
    assert programs.executable() == dot
    assert programs.spare() == OURS


@pytest.mark.parametrize(
    "body",
    [
        'echo "There is no layout engine support for \\"neato\\"" >&2; exit 1',
        "exit 0",
        "echo '{}'",
        # Without right-angled routes, as before 2.28.
        """echo '{"o": [{"pos": "27,118"}, {"pos": "227,18"}], "e": [{"pos": "e,227,18 27,118 90,90 99,6 227,9"}]}'""",
        # Puts boxes where it likes.
        """echo '{"o": [{"pos": "27,118"}, {"pos": "27,18"}], "e": [{"pos": "e,27,36 27,118 27,90 27,60 27,40"}]}'""",
    ],
)
def test_a_dot_that_does_not_work_is_passed_over(monkeypatch, stand_in, body):
    use(monkeypatch, stand_in("dot", body), OURS)
    assert programs.executable() == OURS
    assert programs.spare() is None
    assert len(Router(PLACED, SCENE.flows).routes(Deadline(10))) == len(SCENE.flows)


def test_a_dot_that_hangs_is_passed_over(monkeypatch, stand_in):
    monkeypatch.setattr(programs, "_PROOF_SECONDS", 0.2)
    use(monkeypatch, stand_in("dot", "exec sleep 60"), OURS)
    assert programs.executable() == OURS


def test_the_choice_is_made_once(monkeypatch, stand_in, tmp_path):
    use(monkeypatch, stand_in("dot", f'echo x >> {tmp_path}/asked; exec "{OURS}" "$@"'), OURS)
    for _ in range(3):
        programs.executable()
    assert (tmp_path / "asked").read_text() == "x\n"


def test_what_dot_breaks_off_at_is_drawn_by_the_other(monkeypatch, stand_in, tmp_path):
    # Right the first time, when it is tried, and never again.
    once = f'if [ -e {tmp_path}/tried ]; then echo "Assertion failed" >&2; kill -ABRT $$; fi; touch {tmp_path}/tried'
    dot = stand_in("dot", f'{once}; exec "{OURS}" "$@"')
    use(monkeypatch, dot, OURS)
    assert programs.executable() == dot
    with pytest.raises(DiagramToolFailed, match="Assertion failed"):
        Router(PLACED, SCENE.flows, command=[dot, *programs.ROUTING]).routes(Deadline(10))
    use(monkeypatch, OURS)
    expected = Router(PLACED, SCENE.flows).routes(Deadline(10))
    (tmp_path / "tried").unlink()
    use(monkeypatch, dot, OURS)
    assert Router(PLACED, SCENE.flows).routes(Deadline(10)) == expected


def test_none_at_all_is_told(monkeypatch):
    use(monkeypatch)
    with pytest.raises(DiagramToolFailed, match="graphviz is not installed"):
        programs.executable()


def test_the_only_one_is_not_tried_first(monkeypatch):
    use(monkeypatch, "/nowhere/graphviz-pure")
    assert programs.executable() == "/nowhere/graphviz-pure"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems cannot limit a process that runs already")
def test_a_child_may_not_eat_the_machine(monkeypatch):
    monkeypatch.setattr(programs, "MEMORY", 256 * 1024**2)
    greedy = "import time; time.sleep(0.1); held = bytearray(512 * 1024**2); print(len(held))"
    with pytest.raises(DiagramToolFailed, match="MemoryError"):
        programs.answer(programs.start([sys.executable, "-c", greedy], b""), 10)


def test_no_child_outlives_its_time(tmp_path):
    child = programs.start([sys.executable, "-c", "while True: pass"], b"")
    began = time.monotonic()
    with pytest.raises(DiagramTimedOut):
        programs.answer(child, 0.2)
    assert child.returncode is not None
    assert time.monotonic() - began < 5
