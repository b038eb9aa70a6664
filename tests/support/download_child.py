"""The process that makes downloads, with kinds that a test can stop, kill and wait for.

As `ropa.download_child`, which it is but for these kinds: `python -m tests.support.download_child`.
"""

import os
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from ropa import download_child
from ropa.access.rules import Permission
from ropa.db.unit_of_work import Database, UnitOfWork
from ropa.downloads.service_kinds import KINDS, Cancelled, Kind, MadeFile, Maker, Progress
from schemas.access import Actor

SLOW, DEAF, BROKEN = "slow.txt", "deaf.txt", "broken.txt"


def _began(query: dict[str, Any], out: Path) -> None:
    out.write_text("half of it")
    out.with_name("beside").write_text("more")
    waiting = Path(query["says"]).with_suffix(".part")
    # A program of the maker, as one that sets pages; and where libraries put things aside.
    helper = subprocess.Popen(["/bin/sleep", "60"])
    waiting.write_text(f"{os.getpid()} {helper.pid} {tempfile.gettempdir()}")
    waiting.replace(query["says"])


def _slow(
    _: Database, __: Actor, query: dict[str, Any], out: Path, progress: Progress, cancelled: Cancelled
) -> MadeFile:
    del cancelled
    _began(query, out)
    for number in range(10_000):
        progress(number, 10_000)
        time.sleep(0.01)
    return MadeFile("slow.txt", "text/plain")


def _deaf(_: Database, __: Actor, query: dict[str, Any], out: Path, *___: object) -> MadeFile:
    _began(query, out)
    time.sleep(60)
    return MadeFile("deaf.txt", "text/plain")


def _broken(_: Database, __: Actor, query: dict[str, Any], *___: object) -> MadeFile:
    raise KeyError(query["says"])


def _as_asked(_: UnitOfWork, query: dict[str, Any]) -> dict[str, Any]:
    return query


def kinds() -> dict[str, Kind]:
    """Return the kinds of tests. Each says its process and its folder in the file `says` once it has begun."""
    makers: dict[str, Maker] = {SLOW: _slow, DEAF: _deaf, BROKEN: _broken}
    return {
        name: Kind(title=(name, name), permission=Permission.EXPORT_REGISTER, make=make, check=_as_asked)
        for name, make in makers.items()
    }


if __name__ == "__main__":
    KINDS.update(kinds())
    download_child.GRACE_SECONDS = 0.3
    download_child.LOOK_SECONDS = 0.1
    download_child.main()
