"""The repository's own files, as the house tests read them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("ropa", "schemas", "exports", "diagrams")
WRITTEN_BY_US = (*PACKAGES, "tests", "benchmarks", "tools")


@cache
def committed_files() -> tuple[Path, ...]:
    """Return every file that git keeps or would keep: what is ignored (var/, .venv/) is not ours to judge."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return tuple(path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file())


def python_files(*folders: str) -> Iterator[Path]:
    for path in committed_files():
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in (folders or WRITTEN_BY_US):
            yield path


@cache
def text_of(path: Path) -> str:
    """Return a file's text, or nothing for a binary file."""
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        return ""


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(text_of(path), filename=str(path))


def named(path: Path, line: int | None = None) -> str:
    """Return how a message names a place in the repository."""
    return f"{path.relative_to(ROOT)}{'' if line is None else f':{line}'}"
