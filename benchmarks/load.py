"""Loads a server on loopback with keep-alive connections that each wait for an answer before the next request."""

import asyncio
import time
from collections.abc import Callable, Sequence
from functools import partial
from statistics import quantiles

from msgspec import Struct

NextRequest = Callable[[], bytes]


class Load(Struct, frozen=True, kw_only=True):
    """What one arm did: answers per second, and the milliseconds that 99 of 100 answers kept."""

    per_second: float
    p99_ms: float
    refused: int


class _Client(asyncio.Protocol):
    def __init__(self, request: NextRequest, until: float) -> None:
        self.request, self.until = request, until
        self.latencies: list[float] = []
        self.refused = 0
        self.done = asyncio.get_running_loop().create_future()
        self._buffer = bytearray()
        self._missing = -1

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self._send()

    def _send(self) -> None:
        self._sent = time.perf_counter()
        self.transport.write(self.request())  # type: ignore[attr-defined]  # a stream transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if self._missing < 0:
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            head = bytes(self._buffer[:end]).lower()
            start = head.find(b"content-length:")
            length = int(head[start + 15 : head.find(b"\r\n", start) if b"\r\n" in head[start:] else None] or 0)
            self.refused += not head.startswith(b"http/1.1 2")
            self._missing = end + 4 + length
        if len(self._buffer) < self._missing:
            return
        now = time.perf_counter()
        self.latencies.append(now - self._sent)
        self._buffer.clear()
        self._missing = -1
        if now < self.until:
            self._send()
        else:
            self.transport.close()
            self.done.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionResetError("the server closed the connection"))


async def _run(port: int, requests: Sequence[NextRequest], seconds: float) -> Load:
    loop = asyncio.get_running_loop()
    started = time.perf_counter()
    clients = [
        (await loop.create_connection(partial(_Client, request, started + seconds), "127.0.0.1", port))[1]
        for request in requests
    ]
    await asyncio.gather(*(client.done for client in clients))
    spent = time.perf_counter() - started
    every = sorted(latency for client in clients for latency in client.latencies)
    return Load(
        per_second=len(every) / spent,
        p99_ms=quantiles(every, n=100)[98] * 1000,
        refused=sum(client.refused for client in clients),
    )


def load(port: int, requests: Sequence[NextRequest], seconds: float) -> Load:
    """Return what a server answered to one connection per entry of `requests`.

    Raises: ConnectionError when the server closes a connection.
    """
    return asyncio.run(_run(port, requests, seconds))


def get(path: str, token: str) -> bytes:
    """Return the bytes of a GET."""
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n".encode()


def put(path: str, token: str, version: int, body: bytes) -> bytes:
    """Return the bytes of a PUT with If-Match."""
    head = (
        f'PUT {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nIf-Match: "{version}"\r\n'
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
