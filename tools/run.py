"""`make run`: a register for a developer's machine. Starts the portal's simulator, the server and the worker together.

Everything lies under var/ of the working folder. Ctrl+C, TERM or a closed terminal ends all of them; when one ends by
itself, so do the others. Settings (ROPA_...) that are already in the environment are kept. `make run DEMO=1` runs the
demonstration instead (docs/demo.md).
"""

import argparse
import ctypes
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parents[1]
ROPA = [sys.executable, "-m", "ropa"]
#: Longer than the server gives to requests that still run (`ropa serve --grace`).
GRACE_SECONDS = 25
TICK_SECONDS = 0.1
PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux's prctl

READY = """
เปิดแล้ว / running:  {address}
  เข้าใช้: เปิด {address}/sign-in แล้วเลือกบุคคลตัวอย่างในระบบ SSO จำลอง ({portal})
  Sign in: open {address}/sign-in and choose one of the sample people on the simulated portal
  API: .venv/bin/ropa token create --role dpo --office 0   (ROPA_ENV=development)
  Ctrl+C หยุดทั้งหมด / stops everything
"""


class EndedError(Exception):
    """One of the processes ended by itself; the text says which and how."""


class Processes:
    """Processes that live and end together. Each has a session of its own, so a signal reaches them only from here."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._asked_to_stop = False

    def __enter__(self) -> Self:
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, self._stop)
        return self

    def __exit__(self, *_: object) -> None:
        """End them all: politely, then, after a while or when asked once more, at once."""
        self._asked_to_stop = False
        for process in self._running.values():
            process.terminate()
        until = time.monotonic() + GRACE_SECONDS
        while any(each.poll() is None for each in self._running.values()):
            if self._asked_to_stop or time.monotonic() > until:
                break
            time.sleep(TICK_SECONDS)
        for process in self._running.values():
            _kill_group(process)

    def start(self, *words: str) -> None:
        """Start a command of `ropa`."""
        self._running[" ".join(words[:1])] = subprocess.Popen(
            [*ROPA, *words],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 - this process has no threads
        )

    def all_run(self) -> bool:
        """Return false when asked to stop.

        Raises: EndedError when one of them has ended.
        """
        time.sleep(TICK_SECONDS)
        if self._asked_to_stop:
            return False
        for name, process in self._running.items():
            if process.poll() is not None:
                raise EndedError(
                    f"ropa {name} หยุดเอง (รหัส {process.returncode}) จึงหยุดทั้งหมด"
                    f" / ended by itself (exit code {process.returncode}); everything is stopped"
                )
        return True

    def _stop(self, *_: object) -> None:
        self._asked_to_stop = True


def _end_with_parent() -> None:
    # When this process is killed outright it can end nobody any more; Linux then does it.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return  # the usual case: it has ended, and left nobody behind
    process.wait()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=2):  # noqa: S310 - our own address
            return True
    except (urllib.error.URLError, OSError):
        return False


def _environment(address: str, portal: str) -> dict[str, str]:
    made = {
        "ROPA_ENV": "development",
        "ROPA_BASE_URL": address,
        "ROPA_SSO_PORTAL_URL": f"{portal}/",
        "ROPA_SSO_WSDL_URL": f"{portal}/DiwAppChk/DiwAppChk?wsdl",
        "ROPA_SSO_CLIENT_ID": "ROPA-DEVELOPMENT",
        "ROPA_SSO_ALLOWED_ORIGINS": portal,
        "ROPA_SSO_ALLOW_HTTP": "1",
    }
    if os.environ.get("DEMO") == "1":
        # A database of its own: the demonstration never meets a register that somebody works in.
        made |= {"ROPA_DEMO": "1", "ROPA_DATABASE_URL": "sqlite:///var/demo/register.db"}
    return made | os.environ


def _prepare(environment: dict[str, str]) -> int:
    """Bring the database to the newest schema, with samples in an empty register; return the first exit code not 0."""
    samples = sorted(str(file) for file in (ROOT / "ropa/samples").glob("*.json"))
    fill = [["import", "--if-empty", *samples], ["grant", "samples"]]
    if environment.get("ROPA_DEMO") == "1":
        fill = [["demo", "load", "--if-needed"]]
    for words in (["db", "upgrade"], *fill):
        if code := subprocess.run([*ROPA, *words], env=environment, check=False).returncode:
            return code
    return 0


def main() -> int:
    """Run until stopped; exit 1 when a process ended by itself."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8000, help="of the register (default 8000)")
    parser.add_argument("--sso-port", type=int, default=8090, help="of the simulated portal (default 8090)")
    options = parser.parse_args()
    address, portal = (f"http://127.0.0.1:{port}" for port in (options.port, options.sso_port))
    environment = _environment(address, portal)
    if code := _prepare(environment):
        return code
    with Processes(environment) as processes:
        processes.start("sso-simulator", "--port", str(options.sso_port))
        processes.start("serve", "--port", str(options.port), "--grace", "5")
        processes.start("worker")
        try:
            while processes.all_run() and not _answers(address):
                pass
            if processes.all_run():
                print(READY.format(address=address, portal=portal), flush=True)
            while processes.all_run():
                pass
        except EndedError as told:
            print(f"make run: {told}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
