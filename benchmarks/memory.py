"""The most memory that this process ever held."""

import resource
import sys
from pathlib import Path

_MEGABYTE = 1024


def peak_megabytes() -> float:
    """Return the peak of this process alone, in MiB.

    Linux hands the parent's `ru_maxrss` down to a child, so the child of a large one would seem large: VmHWM does not.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / _MEGABYTE
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / _MEGABYTE / (_MEGABYTE if sys.platform == "darwin" else 1)
