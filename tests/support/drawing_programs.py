"""Chooses the graphviz that a test draws with."""

import pytest

from diagrams import programs

#: How each is known in the name of a test; CI has both.
PROGRAMS = ("dot", "graphviz-pure")


def use(monkeypatch: pytest.MonkeyPatch, *paths: str) -> None:
    """Let the rest of the test find these programs, in this order, and no others; `forget` ends it."""
    monkeypatch.setattr(programs, "installed", lambda: list(paths))
    forget()


def forget() -> None:
    """Let the choice be made anew."""
    programs.executable.cache_clear()
    programs.spare.cache_clear()
