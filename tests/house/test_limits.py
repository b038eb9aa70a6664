"""Files and functions small enough to be read in one sitting (docs/architecture.md, Layout)."""

import ast
import warnings
from pathlib import Path

from tests.support.source_tree import named, python_files, text_of, tree_of

FILE_SOFT, FILE_HARD, FUNCTION_HARD = 250, 400, 60


class LongFileWarning(UserWarning):
    """A file past the soft limit: not refused, but shown with every run."""


def _lines(path: Path) -> int:
    return text_of(path).count("\n")


def test_no_file_is_longer_than_the_hard_limit():
    long = [f"{named(path)} has {_lines(path)} lines" for path in python_files() if _lines(path) > FILE_HARD]
    assert not long, f"over {FILE_HARD} lines; make two files (or two folders):\n" + "\n".join(long)


def test_files_past_the_soft_limit_are_shown():
    long = [f"{named(path)} ({_lines(path)})" for path in python_files() if FILE_SOFT < _lines(path) <= FILE_HARD]
    with warnings.catch_warnings():
        warnings.simplefilter("always", LongFileWarning)
        if long:
            warnings.warn(f"over {FILE_SOFT} lines: " + ", ".join(long), LongFileWarning, stacklevel=1)


def test_no_function_is_longer_than_the_limit():
    long = [
        f"{named(path, node.lineno)} {node.name} has {length} lines"
        for path in python_files()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_HARD
    ]
    assert not long, f"over {FUNCTION_HARD} lines; name its parts and call them:\n" + "\n".join(long)
