"""Runs every benchmark and prints the ratios: `python -m benchmarks [--quick] [--only PART]`."""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.ratio import Measure


@contextmanager
def _databases() -> Iterator[dict[str, str]]:
    """Give one empty database of each kind. PostgreSQL runs with fsync, as in production."""
    from tests.support.cluster import Cluster

    with tempfile.TemporaryDirectory(prefix="ropa-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        cluster = Cluster(folder, durable=True)
        cluster.start()
        try:
            with cluster.connect() as connection:
                connection.execute("CREATE DATABASE bench")
            yield {"sqlite": f"sqlite:///{folder}/bench.db", "postgresql": cluster.url("bench", "postgres")}
        finally:
            cluster.stop()


def _served(*, quick: bool) -> list[Measure]:
    from benchmarks import searching, serving

    found = []
    with _databases() as urls:
        for kind, url in urls.items():
            found += serving.measure(url, kind, quick=quick)
            if not quick:  # among 10,000 texts a plain scan is fast enough, and the ratio says nothing
                found += searching.measure(url, kind)
    return found


def _starting(*, quick: bool) -> list[Measure]:
    from benchmarks import starting

    del quick
    return starting.measure()


def _register(*, quick: bool) -> list[Measure]:
    from benchmarks import register_export

    return register_export.measure(quick=quick)


def _drawing(*, quick: bool) -> list[Measure]:
    from benchmarks import drawing

    return drawing.measure(quick=quick)


def _retention(*, quick: bool) -> list[Measure]:
    from benchmarks import retention

    return retention.measure(quick=quick)


def _signing_in(*, quick: bool) -> list[Measure]:
    from benchmarks import signing_in

    return signing_in.measure(quick=quick)


def _trail(*, quick: bool) -> list[Measure]:
    from benchmarks import trail

    with _databases() as urls:
        return [one for kind, url in urls.items() for one in trail.measure(url, kind, quick=quick)]


def _exchange_log(*, quick: bool) -> list[Measure]:
    from benchmarks import exchange_log

    with _databases() as urls:
        return [one for kind, url in urls.items() for one in exchange_log.measure(url, kind, quick=quick)]


def _checking(*, quick: bool) -> list[Measure]:
    from benchmarks import checking

    return checking.measure(quick=quick)


def _pages(*, quick: bool) -> list[Measure]:
    from benchmarks import pages

    with _databases() as urls:
        return [one for kind, url in urls.items() for one in pages.measure(url, kind, quick=quick)]


PARTS: dict[str, Callable[..., list[Measure]]] = {
    "starting": _starting,
    "served": _served,
    "pages": _pages,
    "register": _register,
    "drawing": _drawing,
    "checking": _checking,
    "retention": _retention,
    "signing-in": _signing_in,
    "trail": _trail,
    "exchange-log": _exchange_log,
}


def main() -> int:
    """Print each ratio with its bar; return 1 when one misses it."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer rows and rounds")
    parser.add_argument("--only", choices=PARTS, help="one part")
    arguments = parser.parse_args()
    missed = 0
    for name, part in PARTS.items():
        if arguments.only in {None, name}:
            for one in part(quick=arguments.quick):
                sign = "≥" if one.better == "at_least" else "≤"
                mark = "ok    " if one.met else "MISSED"
                missed += not one.met
                print(f"{mark} {one.value:8.3f}  ({sign} {one.target:g})  {one.name}\n{'':17}{one.note}", flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
