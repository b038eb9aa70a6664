"""graphviz as a child process: which program it is, and how it is kept within its time and its memory.

The graphviz package writes the DOT that people get (`dot_text`); it does not run the program, because its runner knows
neither a time limit nor a memory limit, and blocks while it could draw.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from diagrams.errors import DiagramTimedOut, DiagramToolFailed

ROUTING = ("-Kneato", "-n2", "-Tjson0")
#: Right-angled routing is known to eat memory on unlucky input; past this the child fails instead of the machine.
MEMORY = 2 * 1024**3
#: The child of a server that was killed ends by itself: seconds of the processor.
_PROCESSOR_SECONDS = 60
_PROOF = b'digraph{graph[splines=ortho]node[shape=box,fixedsize=true,label=""]a[pos="0,0"]b[pos="200,-100"]a->b}'
_PROOF_SECONDS = 2.0
_PLACE = re.compile(r'"pos": *"([^"]+)"')
_SAME = 0.1


def installed() -> list[str]:
    """Return the paths of graphviz on this machine: `dot` first, then the program from the Python index."""
    beside = shutil.which("graphviz-pure", path=str(Path(sys.executable).parent))
    return [path for path in (shutil.which("dot"), beside or shutil.which("graphviz-pure")) if path is not None]


@lru_cache(maxsize=1)
def executable() -> str:
    """Return the path of the graphviz that draws in this process: the first installed one that works.

    Asked once per process. The last one is not tried (5 ms for `dot`): what it cannot do, its first picture says.
    Raises: DiagramToolFailed when none is installed.
    """
    found = installed()
    if not found:
        raise DiagramToolFailed("ไม่พบโปรแกรม graphviz / graphviz is not installed (package graphviz-pure)")
    return next((path for path in found[:-1] if works(path)), found[-1])


@lru_cache(maxsize=1)
def spare() -> str | None:
    """Return the graphviz that draws what the first one fails at: the index's, when it is not the first itself.

    Debian 12's `dot` (2.42) breaks off at one in forty pictures: `maze.c: Assertion np->cells[1] failed`.
    """
    last = installed()[-1]
    return last if last != executable() else None


def works(path: str) -> bool:
    """Return whether this graphviz leaves boxes where they are told to stand and joins them by right angles.

    One without its plugin list (`dot -c` never ran) does not, nor one from before right-angled routes (2.28).
    """
    try:
        words = answer(start([path, *ROUTING], _PROOF), _PROOF_SECONDS).decode(errors="replace")
        first, second, route = _PLACE.findall(words)
        (ax, ay), (bx, by) = _points(first)[0], _points(second)[0]
        knots = _points(route.partition(" ")[2])
    except (DiagramTimedOut, DiagramToolFailed, ValueError):
        return False
    stays = abs(bx - ax - 200) < _SAME and abs(by - ay + 100) < _SAME
    return stays and all(min(abs(a - c), abs(b - d)) < _SAME for (a, b), (c, d) in pairwise(knots))


def start(command: list[str], source: bytes) -> subprocess.Popen[bytes]:
    """Return the program at work on `source`, without a shell, its memory and its processor time limited.

    Raises: DiagramToolFailed.
    """
    with tempfile.TemporaryFile() as stdin:
        stdin.write(source)
        stdin.seek(0)
        try:
            child = subprocess.Popen(command, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        except OSError as error:
            said = error.strerror
            raise DiagramToolFailed(f"เรียก graphviz ไม่ได้ / graphviz could not be started: {said}") from None
    _limit(child.pid)
    return child


def answer(child: subprocess.Popen[bytes], time_limit: float, *, stated: float | None = None) -> bytes:
    """Return what the program wrote; it has ended then, one way or the other. `time_limit` in seconds.

    `stated` is the limit that people are told, where earlier tries took a part of it.

    Raises: DiagramTimedOut, DiagramToolFailed.
    """
    with child:
        try:
            written, complaint = child.communicate(timeout=time_limit)
        except subprocess.TimeoutExpired:
            told = f"{time_limit if stated is None else stated:g}"
            raise DiagramTimedOut(f"วาดแผนภาพไม่เสร็จใน {told} วินาที / graphviz did not finish in {told} s") from None
        finally:
            child.kill()
    if child.returncode != 0:
        said = complaint.decode(errors="replace").strip()[:300]
        raise DiagramToolFailed(f"graphviz วาดไม่ได้ / graphviz failed ({child.returncode}): {said}")
    return written


def _limit(pid: int) -> None:
    if sys.platform == "linux":
        import contextlib
        import resource

        with contextlib.suppress(OSError):  # it may have finished already
            resource.prlimit(pid, resource.RLIMIT_AS, (MEMORY, MEMORY))
            resource.prlimit(pid, resource.RLIMIT_CPU, (_PROCESSOR_SECONDS, _PROCESSOR_SECONDS))


def _points(words: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, _, y in (word.partition(",") for word in words.split())]
