"""`make run`: everything that a developer needs starts together and ends together."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.support.server import free_port, own_environment
from tools.run import ROOT

START_SECONDS = 60


class Run:
    """A started `make run` with a folder of its own."""

    def __init__(self, folder: Path, port: int | None = None) -> None:
        self.folder = folder
        self.port, self.sso_port = port or free_port(), free_port()
        self._output = folder / "output"
        environment = {name: value for name, value in own_environment().items() if not name.startswith("ROPA_")}
        with self._output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, ROOT / "tools/run.py", "--port", str(self.port), "--sso-port", str(self.sso_port)],
                cwd=folder,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def said(self) -> str:
        return self._output.read_text("utf-8")

    def wait_for(self, words: str) -> None:
        until = time.monotonic() + START_SECONDS
        while words not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < until, self.said()
            time.sleep(0.1)

    def alive(self) -> dict[int, str]:
        """Return who still works in its folder: process id and command."""
        found = {}
        for entry in Path("/proc").iterdir():
            try:
                if entry.name.isdigit() and (entry / "cwd").readlink() == self.folder:
                    found[int(entry.name)] = (entry / "cmdline").read_text().replace("\0", " ")
            except OSError:
                continue  # ended in between, or somebody else's
        return found


@contextmanager
def started(folder: Path, port: int | None = None) -> Iterator[Run]:
    run = Run(folder, port)
    try:
        yield run
    finally:
        for left in run.alive():
            os.kill(left, signal.SIGKILL)
        run.process.wait()


@pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="who is still alive is read from Linux's /proc")
def test_it_starts_the_register_and_the_portal_and_ends_them_without_orphans(tmp_path: Path):
    with started(tmp_path) as run:
        run.wait_for("running:")
        address = f"http://127.0.0.1:{run.port}"
        assert address in run.said()
        assert httpx.get(f"{address}/readyz").status_code == 200
        token = httpx.get(f"http://127.0.0.1:{run.sso_port}/token/recorder.npt").text
        came_in = httpx.post(
            f"{address}/sso/diw", data={"diwtoken": token}, headers={"Origin": f"http://127.0.0.1:{run.sso_port}"}
        )
        assert came_in.status_code == 303, came_in.text
        assert any("worker" in command for command in run.alive().values())

        run.process.send_signal(signal.SIGINT)
        assert run.process.wait(40) == 0
        assert run.alive() == {}
        assert "Traceback" not in run.said()


@pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="who is still alive is read from Linux's /proc")
def test_when_one_part_dies_it_says_which_and_ends_the_others(tmp_path: Path):
    with started(tmp_path) as run:
        run.wait_for("running:")
        (worker,) = (number for number, command in run.alive().items() if re.search(r"ropa worker\b", command))
        os.kill(worker, signal.SIGKILL)

        assert run.process.wait(40) == 1
        assert "ropa worker" in run.said()
        assert run.alive() == {}


@pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="who is still alive is read from Linux's /proc")
def test_a_taken_port_is_said_and_nothing_is_left(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken, started(tmp_path, taken.getsockname()[1]) as run:
        assert run.process.wait(START_SECONDS) == 1
        assert str(run.port) in run.said()
        assert run.alive() == {}
