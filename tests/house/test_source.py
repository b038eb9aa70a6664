"""Rules of the house that a reader would otherwise have to remember (docs/architecture.md, Rules of the house).

Each message says what to write instead.
"""

import ast
import re
from pathlib import Path
from typing import TypeGuard

from tests.support.source_tree import PACKAGES, ROOT, committed_files, named, python_files, text_of, tree_of

COMMITS_HERE = ROOT / "ropa" / "db" / "unit_of_work.py"
CLOCK = ROOT / "ropa" / "clock.py"
READS_THE_CLOCK = {"now", "today", "utcnow", "fromtimestamp", "time"}


def _calls(path: Path) -> list[tuple[ast.Call, str, str]]:
    """Return the calls `owner.method(...)` of a file, with both names."""
    return [
        (node, ast.unparse(node.func.value), node.func.attr)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]


def test_commit_is_called_in_one_file():
    elsewhere = [
        named(path, call.lineno)
        for path in python_files(*PACKAGES)
        for call, _, method in _calls(path)
        if method == "commit" and path != COMMITS_HERE
    ]
    assert not elsewhere, "services flush, never commit; use `with unit_of_work()` in the door:\n" + "\n".join(
        elsewhere
    )
    assert any(method == "commit" for _, _, method in _calls(COMMITS_HERE))


def _reads_clock(call: ast.Call, owner: str, method: str) -> bool:
    last = owner.rsplit(".", maxsplit=1)[-1]
    if last in {"datetime", "date", "dt"} and method in READS_THE_CLOCK - {"fromtimestamp", "time"}:
        return True
    return owner == "time" and method == "time" and not call.args


def test_only_the_clock_module_reads_the_clock():
    elsewhere = [
        named(path, call.lineno)
        for path in python_files(*PACKAGES)
        for call, owner, method in _calls(path)
        if path != CLOCK and _reads_clock(call, owner, method)
    ]
    assert not elsewhere, "take `now` as an argument; a door gets it from ropa.clock:\n" + "\n".join(elsewhere)


def _dates_the_present(call: ast.Call, owner: str, method: str) -> bool:
    last = owner.rsplit(".", maxsplit=1)[-1].removesuffix("()")
    return method == "date" and not call.args and last == "now"


def _in_bangkok(path: Path, owner: str) -> bool:
    """Tell whether a file brings its variable `now` to Bangkok itself."""
    return owner == "now" and "now = clock.bangkok(" in text_of(path)


def test_the_date_of_the_present_is_that_of_bangkok():
    # From 0 to 7 o'clock in Bangkok it is still the day before in UTC.
    elsewhere = [
        named(path, call.lineno)
        for path in python_files(*PACKAGES, "tools", "tests")
        if "tests" not in path.parts or "support" in path.parts
        for call, owner, method in _calls(path)
        if _dates_the_present(call, owner, method) and not _in_bangkok(path, owner)
    ]
    assert not elsewhere, "write `clock.bangkok(now).date()`:\n" + "\n".join(elsewhere)


def test_only_doors_ask_the_clock():
    doors = re.compile(r"^ropa/(?:(?:cli|jobs|web|db)/|[^/]+\.py$|[^/]+/(?:api|pages)[^/]*(?:/|\.py$))")
    elsewhere = [
        named(path, node.lineno)
        for path in python_files(*PACKAGES)
        if not doors.match(path.relative_to(ROOT).as_posix())
        for node in ast.walk(tree_of(path))
        if _takes_now(node)
    ]
    assert not elsewhere, "take `now` as an argument (in a service: `uow.now`):\n" + "\n".join(elsewhere)


def _takes_now(node: ast.AST) -> TypeGuard[ast.Attribute | ast.ImportFrom]:
    if isinstance(node, ast.ImportFrom):
        return node.module == "ropa.clock" and any(each.name == "now" for each in node.names)
    return isinstance(node, ast.Attribute) and ast.unparse(node) == "clock.now"


def test_no_unfinished_note_is_left():
    note = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
    found = [
        named(path, number)
        for path in committed_files()
        if path.suffix in {".py", ".html", ".js", ".css", ".sql", ".toml", ".mako", ".typ"}
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if note.search(line)
    ]
    assert not found, "do it, or open an issue and say in a comment why it is not done:\n" + "\n".join(found)


def test_tests_are_never_skipped_without_a_reason():
    bare = [
        named(path, node.lineno)
        for path in python_files("tests")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute)
        and ast.unparse(node) in {"pytest.mark.skip", "pytest.mark.xfail", "pytest.mark.skipif"}
        and "reason=" not in _line(path, node)
    ]
    assert not bare, "say why with reason=...:\n" + "\n".join(bare)


def _line(path: Path, node: ast.expr) -> str:
    return "\n".join(text_of(path).splitlines()[node.lineno - 1 : (node.end_lineno or node.lineno) + 3])
