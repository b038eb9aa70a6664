"""Processes of downloads that a test waits for."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from ropa.downloads import api_children
from ropa.downloads.service_kinds import KINDS
from tests.support.download_child import kinds

CHILD = "tests.support.download_child"


@dataclass
class Sayings:
    """Where a maker of a test says its process and its folder."""

    path: Path

    def heard(self) -> "Maker":
        """Wait for the maker to begin, and be ready for the next one."""
        until(self.path.exists)
        pid, helper, folder = self.path.read_text().split(" ", 2)
        self.path.unlink()
        return Maker(int(pid), int(helper), Path(folder))


@dataclass
class Maker:
    """A process that makes a download, a program that it started, and its folder."""

    pid: int
    helper: int
    folder: Path

    def is_gone(self) -> bool:
        """Tell whether nothing of it is left."""
        return is_gone(self.pid) and is_gone(self.helper) and not self.folder.exists()


def until(happened: Callable[[], object], seconds: float = 20.0) -> None:
    """Wait until something has happened; two busy cores may take long to start a process."""
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        # Ended and not yet waited for is gone, too.
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (ProcessLookupError, FileNotFoundError):  # also when it went between the two questions
        return True


@pytest.fixture
def sayings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sayings:
    """The slow, deaf and broken kinds are known, also to the processes of downloads."""
    for name, kind in kinds().items():
        monkeypatch.setitem(KINDS, name, kind)
    monkeypatch.setattr(api_children, "CHILD", CHILD)
    return Sayings(tmp_path / "says")
