"""Which process holds a run: its name, and whether it is gone, so that a killed run is taken up at once."""

import os
import socket
from pathlib import Path

_STARTED = 19  # field 22 of /proc/PID/stat, counted behind the name


def me() -> str:
    """Return the name of this process: machine, process number, and when it started, parted by lines."""
    return "\n".join((_machine(), str(os.getpid()), _started(os.getpid()) or ""))


def is_gone(holder: str) -> bool:
    """Tell whether a process is certainly no more; False also when it cannot be known, as on another machine."""
    machine, _, rest = holder.partition("\n")
    number, _, started = rest.partition("\n")
    if machine != _machine() or not number.isdigit():
        return False
    pid = int(number)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False  # somebody else's process: alive
    # Numbers are given again: another start is another process. A killed one that nobody waited for is gone, too.
    now = _started(pid)
    return now is not None and bool(started) and now != started


def _machine() -> str:
    # Two containers of one name count their processes apart, and so does a machine after its next start.
    try:
        space = str(Path("/proc/self/ns/pid").readlink())
        space += " " + Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        space = ""
    return f"{socket.gethostname()} {space}".strip()


def _started(pid: int) -> str | None:
    """Return when a process started, in the kernel's ticks; "" for one that is dead and unburied; None: unknown."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text("utf-8", errors="replace")
    except OSError:
        return None
    fields = text.rpartition(")")[2].split()
    return "" if fields[0] in {"Z", "X"} else fields[_STARTED]
