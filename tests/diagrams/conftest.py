"""The graphviz programs of this machine, each in its turn: what is drawn must not depend on which one draws."""

import os

import pytest

from diagrams import programs
from tests.support.drawing_programs import PROGRAMS, forget, use


@pytest.fixture(params=PROGRAMS)
def graphviz(request, monkeypatch):
    """Return the path of one program, with which the rest of the test draws."""
    found = {("graphviz-pure" if "graphviz-pure" in path else "dot"): path for path in programs.installed()}
    if request.param not in found:
        assert os.environ.get("CI") != "true", f"{request.param} is needed in CI"
        pytest.skip(f"{request.param} is not installed here; CI draws with both")
    # `dot` breaks off at some pictures and is helped out then, so it never stands alone.
    use(monkeypatch, *dict.fromkeys((found[request.param], found["graphviz-pure"])))
    yield found[request.param]
    monkeypatch.undo()
    forget()
