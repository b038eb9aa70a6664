"""Runs `ropa destroy run` in processes that kill themselves at a chosen point, as `kill -9` would.

    python -m tests.support.killed_destroyer

Each line of standard input is `{"list": REF, "now": …, "kill_at": N, "environment": {…}}`; each line of the answer is
`{"code": exit code or -9, "points": points passed}`. A point is a statement sent to either database, its return, or a
commit about to be made. Forked from a process that has imported everything: 200 kills then take minutes, not an hour.
"""

import json
import os
import signal
import sys
from importlib import import_module
from typing import Any

from sqlalchemy import Engine, event

from ropa.cli import main
from ropa.wiring import wire


class Points:
    """Counts points and kills its process at one of them."""

    def __init__(self, kill_at: int) -> None:
        self._kill_at, self.passed = kill_at, 0
        for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
            event.listen(Engine, name, self._pass)

    def _pass(self, *_: Any) -> None:
        self.passed += 1
        if self.passed == self._kill_at:
            os.kill(os.getpid(), signal.SIGKILL)


def _child(said: dict[str, Any], answer: int) -> None:
    os.environ.update(said["environment"])
    points = Points(said["kill_at"])
    code = main(["destroy", "run", said["list"], "--now", said["now"]])
    os.write(answer, json.dumps({"code": code, "points": points.passed}).encode())
    os._exit(0)


def serve() -> None:
    """Fork a child for each line."""
    import_module("ropa.cli.destroying")  # here once, for all children
    wire()
    for line in sys.stdin:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            # What the command prints is no answer.
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            _child(json.loads(line), writing)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            told = pipe.read()
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status)
        sys.stdout.write((json.dumps({"code": -9, "points": 0}) if killed else told.decode()) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
