"""HTTP to one server, kept open between calls, and never longer than asked: connecting, sending, reading, a retry.

Libraries limit each read, so a server that sends a byte now and then holds a thread for hours. Here every wait has
what is left of the whole. Redirects are not followed: a token goes to the server of the settings and nowhere else.
"""

import http.client
import io
import socket
import ssl
import time
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

#: Connections kept for the next call; as many as ask at once.
_KEPT = 4
#: Before a refused connection is tried once more.
_PAUSE_SECONDS = 0.2
_CHUNK = 64 * 1024


class Deadline:
    """A moment on the monotonic clock, after which nothing is waited for."""

    def __init__(self, seconds: float) -> None:
        self.at = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that are left. Raises: TimeoutError when there are none."""
        left = self.at - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


class Answer(Struct, frozen=True):
    """What a server answered."""

    status: int
    headers: dict[str, str]
    """By name in lower case."""
    content: bytes


class AnswerTooLargeError(Exception):
    """The answer is larger than it can rightly be."""


class _TimedReader(io.RawIOBase):
    """Reads a socket; each read waits at most until the deadline."""

    def __init__(self, lent: socket.socket, deadline: Deadline) -> None:
        self._lent, self._deadline = lent, deadline
        # Its own file object keeps the socket open until the answer is read, though the connection says it is closed.
        self._raw = lent.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._lent.settimeout(self._deadline.left())
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()

    def makefile(self, _mode: str) -> io.BufferedReader:
        """Return what `http.client` reads an answer from."""
        return io.BufferedReader(self, _CHUNK)


class _Connection(http.client.HTTPConnection):
    """A connection whose answers are read with a deadline."""

    deadline: Deadline

    def __init__(self, host: str, port: int) -> None:
        super().__init__(host, port)
        self.response_class = self._read_in_time  # type: ignore[assignment]  # called like the class

    def _read_in_time(self, sock: socket.socket, **options: Any) -> http.client.HTTPResponse:
        return http.client.HTTPResponse(_TimedReader(sock, self.deadline), **options)  # type: ignore[arg-type]


class HttpServer:
    """One server. Any number of threads may ask it at once."""

    def __init__(self, address: str) -> None:
        """`address` is any http or https address of it; only scheme, host and port count.

        Raises: ValueError for another scheme, or without a host.
        """
        parts = urlsplit(address)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError(address)
        self._secure = ssl.create_default_context() if parts.scheme == "https" else None
        self._host, self._port = parts.hostname, parts.port or (443 if self._secure else 80)
        self.origin = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        self._idle: list[_Connection] = []

    def ask(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str], deadline: Deadline, most: int
    ) -> Answer:
        """Return the answer, of at most `most` bytes. One that finds no connection is tried once more.

        Raises: OSError (TimeoutError among them), http.client.HTTPException, AnswerTooLargeError.
        """
        kept = self._take()
        try:
            return self._once(kept or self._connect(deadline), method, path, body, headers, deadline, most)
        except (ConnectionError, http.client.RemoteDisconnected):
            self.close()
            if kept is None:  # a connection that was kept may just have been too old; else the server is away
                time.sleep(min(_PAUSE_SECONDS, deadline.left()))
            return self._once(self._connect(deadline), method, path, body, headers, deadline, most)

    def close(self) -> None:
        """Close what is kept open."""
        while (kept := self._take()) is not None:
            kept.close()

    def _take(self) -> _Connection | None:
        try:
            return self._idle.pop()
        except IndexError:
            return None

    def _connect(self, deadline: Deadline) -> _Connection:
        connection = _Connection(self._host, self._port)
        opened = self._open(self._host, self._port, deadline)
        try:
            opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._secure is not None:
                opened.settimeout(deadline.left())
                opened = self._secure.wrap_socket(opened, server_hostname=self._host)
        except BaseException:
            opened.close()
            raise
        connection.sock = opened
        return connection

    def _open(self, host: str, port: int, deadline: Deadline) -> socket.socket:
        """Return a connection to the server. Who must not reach every address overrides this (notices: webhooks)."""
        return socket.create_connection((host, port), deadline.left())

    def _once(
        self,
        connection: _Connection,
        method: str,
        path: str,
        body: bytes | None,
        headers: dict[str, str],
        deadline: Deadline,
        most: int,
    ) -> Answer:
        whole = False
        connection.deadline = deadline
        try:
            connection.sock.settimeout(deadline.left())
            connection.request(method, path, body, headers)
            with connection.getresponse() as response:
                content = response.read(most + 1)
                if len(content) > most:
                    raise AnswerTooLargeError
                if response.length:
                    raise http.client.IncompleteRead(content, response.length)
                found = {name.lower(): value for name, value in response.headers.items()}
                whole = not response.will_close
            return Answer(response.status, found, content)
        finally:
            if whole and len(self._idle) < _KEPT:
                self._idle.append(connection)
            else:
                with suppress(OSError):
                    connection.close()
