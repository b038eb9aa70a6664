"""`ropa --help` against an interpreter that does nothing."""

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from benchmarks.ratio import Measure

ROUNDS = 15


def _milliseconds(*command: str) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return (time.perf_counter() - started) * 1000


def measure() -> list[Measure]:
    """Return how many times the interpreter's own start `ropa --help` takes."""
    program = str(Path(sys.executable).with_name("ropa"))
    ours, bare = [], []
    for _ in range(ROUNDS):
        ours.append(_milliseconds(program, "--help"))
        bare.append(_milliseconds(sys.executable, "-c", "pass"))
    return [
        Measure(
            name="ropa --help / python -c pass",
            value=median(one / two for one, two in zip(ours, bare, strict=True)),
            target=4,
            better="at_most",
            note=f"{median(ours):.0f} ms against {median(bare):.0f} ms",
        )
    ]
