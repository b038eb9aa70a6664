"""The real server in processes of its own: `with Server(url, output) as it: httpx.get(it.address + "/healthz")`."""

import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

ROOT = Path(__file__).parents[2]
#: Settings of the tests themselves, which the program would refuse as unknown.
OF_THE_TESTS = {"ROPA_CAMPAIGN", "ROPA_PICTURES"}
#: Seconds that a started process has to answer. On a machine with other work a start takes a multiple of its 2 s.
LONGEST_START = 60
#: For `httpx.get(..., verify=PLAIN)` without TLS; by itself each call reads all root certificates first, for 40 ms.
PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class Command:
    """A command of `ropa` that listens on a free port of this machine, in processes of its own."""

    def __init__(self, output: Path, words: Sequence[str], settings: Mapping[str, str]) -> None:
        """`output` is the file of what it writes; `settings` may grow until it starts."""
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._output = output
        self._words = words
        self.settings = {**settings}
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        command = [sys.executable, "-c", "import sys; from ropa.cli import main; sys.exit(main())"]
        with self._output.open("ab") as output:
            self._process = subprocess.Popen(
                [*command, self._words[0], "--port", str(self.port), *self._words[1:]],
                cwd=ROOT,
                env={**own_environment(), "ROPA_ENV": "test", **self.settings},
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # so that all its processes can be killed at once
            )
        ended = self._wait()
        if ended is None:
            return self
        self.kill()
        raise RuntimeError(f"{ended}\n{self._output.read_text()}")

    def _wait(self) -> str | None:
        """Wait until it answers; return why it never will, at once where its process has ended."""
        assert self._process is not None
        until = time.monotonic() + LONGEST_START
        while time.monotonic() < until:
            try:
                httpx.get(f"{self.address}/healthz", verify=PLAIN)
            except httpx.TransportError:
                code = self._process.poll()
                if code is not None:
                    return f"ended with {code} before it answered"
                time.sleep(0.05)
            else:
                return None
        return f"did not answer within {LONGEST_START} s"

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process is not None
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        """End every process of the server at once (kill -9)."""
        assert self._process is not None
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def peak_megabytes(self) -> int:
        """Return the most memory that any process of the server has had."""
        assert self._process is not None
        group = str(self._process.pid)
        peaks = [0]
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    fields = (entry / "stat").read_text().rpartition(")")[2].split()
                    status = (entry / "status").read_text()
                except OSError:
                    continue  # ended in between
                if fields[2] == group:
                    peaks += [int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmHWM")]
        return max(peaks)


class Server(Command):
    """`ropa serve`."""

    def __init__(
        self, database_url: str, output: Path, *options: str, settings: Mapping[str, str] | None = None
    ) -> None:
        """`options` are further ones of `ropa serve`."""
        super().__init__(output, ["serve", *options], {"ROPA_DATABASE_URL": database_url, **(settings or {})})


def own_environment() -> dict[str, str]:
    """Return this process's environment as the program takes it."""
    return {name: value for name, value in os.environ.items() if name not in OF_THE_TESTS}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
