"""The real server in processes of its own: `with Server(url) as server: httpx.get(server.address + "/healthz")`."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

ROOT = Path(__file__).parents[2]


class Server:
    """`ropa serve` on a free port of this machine."""

    def __init__(self, database_url: str, output: Path, *options: str) -> None:
        """`output` is the file of what it writes; `options` are further ones of `ropa serve`."""
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._output = output
        self._options = options
        self._environment = {**os.environ, "ROPA_ENV": "test", "ROPA_DATABASE_URL": database_url}
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        command = [sys.executable, "-c", "import sys; from ropa.cli import main; sys.exit(main())"]
        with self._output.open("ab") as output:
            self._process = subprocess.Popen(
                [*command, "serve", "--port", str(self.port), *self._options],
                cwd=ROOT,
                env=self._environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # so that all its processes can be killed at once
            )
        for _ in range(300):
            try:
                httpx.get(f"{self.address}/healthz")
            except httpx.TransportError:
                time.sleep(0.05)
            else:
                return self
        self.kill()
        raise RuntimeError(self._output.read_text())

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


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
