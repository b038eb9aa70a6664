"""What a command writes: lines for a terminal, messages, progress, and files that are whole or not there."""

import errno
import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from schemas.findings import Problem

#: A terminal would obey these, and turn a line around: C0, DEL, C1 (xterm takes U+009B for ESC [), bidi overrides.
_OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
#: A terminal needs no more than ten lines a second.
_REDRAW_SECONDS = 0.1


class UsageError(Exception):
    """The command cannot be meant like this."""


def shown(text: str) -> str:
    """Return text of a record, a file or a name as one line that no terminal obeys."""
    return _OBEYED.sub(lambda found: " " if found.group() in "\t\r\n" else f"\\x{ord(found.group()):02x}", text)


def say(*lines: str) -> None:
    """Print result lines; stored text in them stays text."""
    for line in lines:
        print(shown(line))


def complain(first: str, *more: str) -> None:
    """Write a message to standard error."""
    # Its own lines are ours; within them nothing is obeyed.
    for number, line in enumerate([*first.split("\n"), *more]):
        sys.stderr.write(("ropa: " if number == 0 else "  ") + shown(line) + "\n")


def explain(problem: Problem) -> str:
    """Return a problem as one line: where, then what in Thai and English, then the law."""
    law = f" [{problem.law}]" if problem.law else ""
    return shown(f"{problem.pointer or '/'}: {problem.message_th} / {problem.message_en}{law}")


def is_full(error: BaseException) -> bool:
    """Tell whether an error says that there is no room left."""
    return isinstance(error, OSError) and error.errno in _FULL


@contextmanager
def written(path: Path) -> Iterator[Path]:
    """Give a path beside `path`; what is written there takes its place at the end, or vanishes when something fails.

    Raises: UsageError when `path` is a folder; OSError.
    """
    if path.is_dir():
        raise UsageError(f"{path} เป็นโฟลเดอร์ / is a folder")
    path.parent.mkdir(parents=True, exist_ok=True)
    # A short name: one of 80 Thai letters has 240 bytes and leaves no room for an ending.
    beside = path.with_name(f".ropa-{os.getpid()}.part")
    try:
        yield beside
        with beside.open("rb+") as made:
            # Without it a power cut after the renaming leaves an empty file where a good one was.
            os.fsync(made.fileno())
        beside.replace(path)
    finally:
        # A disk that fills leaves SQLite's journal beside its copy, too.
        for left in (beside, *(beside.with_name(beside.name + end) for end in ("-journal", "-wal", "-shm"))):
            left.unlink(missing_ok=True)


class Progress:
    """One line on standard error that follows long work; silent where nobody watches a terminal."""

    def __init__(self, what: str, *, wanted: bool = True) -> None:
        """`what` names the work; it stays silent too where it is not `wanted`."""
        self._what = what
        self._shown = wanted and sys.stderr.isatty()
        self._drawn_at: float | None = None
        self._line = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End the line."""
        if self._drawn_at is not None:
            sys.stderr.write(f"\r{self._line}\n")
            sys.stderr.flush()

    def done(self, count: int, total: int | None = None) -> None:
        """Show how much is done: `done(3, 10)` shows 3 of 10."""
        if not self._shown:
            return
        bar, of = "", ""
        if total:
            filled = min(20, 20 * count // total)
            bar, of = f" [{'#' * filled}{'.' * (20 - filled)}]", f"/{total:,}"
        self._line = f"{self._what}{bar} {count:,}{of}"
        present = time.monotonic()
        if self._drawn_at is None or present - self._drawn_at >= _REDRAW_SECONDS:
            self._drawn_at = present
            sys.stderr.write(f"\r{self._line}")
            sys.stderr.flush()
