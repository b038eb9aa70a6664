"""The guides: short tasks of each role, in both languages, with what to press at each step.

One file a role (`ropa/web/guides/*.toml`) is read by the help pages, by `tools/guides.py`, which takes the pictures,
and by the test that takes every step on the real pages: a button that got another name fails there.
"""

import tomllib
from functools import cache, lru_cache
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


@lru_cache(maxsize=512)
def help_for(path: str) -> str:
    """Return the address of the help that fits a page; that of all guides where none does."""
    best, found = 0, "/help"
    for guide in guides().values():
        for task in guide.task:
            for about in task.about:
                if (path == about or path.startswith(f"{about}/")) and len(about) > best:
                    best, found = len(about), f"/help/{guide.role}/{task.key}"
    return found
