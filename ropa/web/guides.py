"""The guides: short tasks of each role, in both languages, with what to press at each step.

One file a role (`ropa/web/guides/*.toml`) is read by the help pages, by `tools/guides.py`, which takes the pictures,
and by the test that takes every step on the real pages: a button that got another name fails there.
"""

import tomllib
from functools import cache
from importlib.resources import files

import msgspec
from msgspec import Struct


class Step(Struct, frozen=True, forbid_unknown_fields=True):
    """One step. `do` are acts: `open ADDRESS`, `press KIND NAME`, `see KIND NAME`; names as the Thai page has them."""

    th: str
    en: str
    do: tuple[str, ...]
    picture: bool = False


class Task(Struct, frozen=True, forbid_unknown_fields=True):
    """One task. `about`: addresses at and below which the help link leads here; the longest one counts."""

    key: str
    th: str
    en: str
    about: tuple[str, ...]
    step: tuple[Step, ...]


class Guide(Struct, frozen=True, forbid_unknown_fields=True):
    """What one role does. `persona` is who takes the steps on the pages of a demonstration."""

    role: str
    th: str
    en: str
    persona: str
    task: tuple[Task, ...]


@cache
def guides() -> dict[str, Guide]:
    """Return the guides by role, in the order of the work."""
    folder = files("ropa.web").joinpath("guides")
    texts = sorted((entry.name, entry.read_text("utf-8")) for entry in folder.iterdir() if entry.name.endswith(".toml"))
    made = [msgspec.convert(tomllib.loads(text), Guide) for _, text in texts]
    return {each.role: each for each in made}


def task_of(role: str, key: str) -> tuple[Guide, Task] | None:
    """Return a task and its guide."""
    guide = guides().get(role)
    return next(((guide, each) for each in guide.task if each.key == key), None) if guide else None


def picture_of(role: str, task: str, number: int) -> str:
    """Return the name of a step's picture below static/; steps count from 1."""
    return f"guides/{role}-{task}-{number}.webp"


def help_for(path: str) -> str:
    """Return the address of the help that fits a page best; that of all guides where none does."""
    known, at = _help_by_place(), path
    while at and at not in known:
        at = at.rpartition("/")[0]
    return known.get(at, "/help")


@cache
def _help_by_place() -> dict[str, str]:
    """Return the address of the help by what it is about; of two that are about the same, the first."""
    known: dict[str, str] = {}
    for guide in guides().values():
        for task in guide.task:
            for about in task.about:
                known.setdefault(about, f"/help/{guide.role}/{task.key}")
    return known
