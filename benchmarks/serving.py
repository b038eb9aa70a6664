"""The JSON API against the same routes with bytes from memory: read one, a page of 50, a saved write."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from statistics import median

from msgspec.json import encode

from benchmarks.fill import fill, prepare, sample
from benchmarks.load import Load, get, load, put
from benchmarks.ratio import Measure

CONNECTIONS = 32
WRITERS = 16
ROWS = 100_000


@contextmanager
def serving(url: str) -> Iterator[int]:
    """Start the server of `benchmarks.served` on a database and give its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    env = {**os.environ, "ROPA_DATABASE_URL": url, "ROPA_ENV": "test"}
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.served", str(port)], env=env)
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(port: int) -> None:
    for _ in range(200):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    message = "the server did not start"
    raise RuntimeError(message)


def _compare(first: Callable[[], Load], second: Callable[[], Load], rounds: int) -> tuple[float, Load, Load]:
    """Return the median ratio of interleaved rounds (first over second), and the last loads."""
    ratios = []
    one = two = first()
    for _ in range(rounds):
        one, two = first(), second()
        for arm in (one, two):
            if arm.refused:
                message = f"{arm.refused} requests were refused"
                raise RuntimeError(message)
        ratios.append(one.per_second / two.per_second)
    return median(ratios), one, two


def measure(url: str, kind: str, *, quick: bool) -> list[Measure]:
    """Return the ratios on one database, which must be empty."""
    token, ids = prepare(url)
    fill(url, ROWS // 10 if quick else ROWS)
    seconds, rounds = (0.7, 3) if quick else (1.5, 5)
    with serving(url) as port:
        return [
            _read_one(port, token, ids, kind, seconds, rounds),
            *_pages(port, token, kind, seconds, rounds),
            *_writes(port, token, ids, kind, seconds, rounds),
        ]


def _said(one: Load, two: Load) -> str:
    return (
        f"{one.per_second:,.0f}/s against {two.per_second:,.0f}/s; "
        f"99 of 100 within {one.p99_ms:.0f} ms against {two.p99_ms:.0f} ms"
    )


def _read_one(port: int, token: str, ids: list[str], kind: str, seconds: float, rounds: int) -> Measure:
    def arm(path: str) -> Load:
        return load(port, [partial(get, f"{path}/{ids[i]}", token) for i in range(CONNECTIONS)], seconds)

    value, one, two = _compare(lambda: arm("/api/v1/activities"), lambda: arm("/memory/record"), rounds)
    target = 0.28 if kind == "sqlite" else 0.10
    return Measure(
        name=f"{kind}: read one record / the same route from memory",
        value=value,
        target=target,
        better="at_least",
        note=_said(one, two),
    )


def _cursor_at(place: int) -> str:
    from ropa.activities.service_listing import cursor_of

    return cursor_of(place)


def _pages(port: int, token: str, kind: str, seconds: float, rounds: int) -> list[Measure]:
    def arm(path: str, cursor: str = "") -> Load:
        request = get(f"{path}?limit=50{cursor}", token)
        return load(port, [lambda: request] * CONNECTIONS, seconds)

    value, one, two = _compare(lambda: arm("/api/v1/activities"), lambda: arm("/memory/page"), rounds)
    deep = f"&cursor={_cursor_at(2_000)}"
    depth, low, high = _compare(lambda: arm("/api/v1/activities", deep), lambda: arm("/api/v1/activities"), rounds)
    return [
        Measure(
            name=f"{kind}: a page of 50 / the same route from memory",
            value=value,
            target=0.14 if kind == "sqlite" else 0.09,
            better="at_least",
            note=_said(one, two),
        ),
        Measure(
            name=f"{kind}: the last pages / the first page",
            value=depth,
            target=0.85,
            better="at_least",
            note=_said(low, high),
        ),
    ]


def _writes(port: int, token: str, ids: list[str], kind: str, seconds: float, rounds: int) -> list[Measure]:
    data = sample()
    body = encode(data)
    data.form.header.sub_process = "\0"
    before, after = encode(data).split(b'"\\u0000"')
    versions = dict.fromkeys(ids, 1)

    def save(i: int) -> bytes:
        # Each connection saves its own record, so each If-Match is the present one; the name changes with each save,
        # so nothing that is projected or searched can be left as it was.
        number = versions[ids[i]]
        changed = before + f'"ระบบย่อย {i}-{number}"'.encode() + after
        request = put(f"/api/v1/activities/{ids[i]}", token, number, changed)
        versions[ids[i]] += 1
        return request

    def real() -> Load:
        return load(port, [partial(save, i) for i in range(WRITERS)], seconds)

    def validated() -> Load:
        request = put(f"/memory/record/{ids[0]}", token, 1, body)
        return load(port, [lambda: request] * WRITERS, seconds)

    value, one, two = _compare(real, validated, rounds)
    return [
        Measure(
            name=f"{kind}: a saved write / the same body only validated",
            value=value,
            target=0.10 if kind == "sqlite" else 0.05,
            better="at_least",
            note=_said(one, two) + f"; {WRITERS} writers, synchronous=FULL, trail and projections written",
        )
    ]
