"""A scanner of malware for tests: a real socket that speaks clamd's protocol, or behaves badly."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

#: The EICAR test string in pieces: a scanner on a developer's machine would take this file away.
_PIECES = ("X5O!P%@AP[4", "\\PZX54(P^)7CC)7}$", "EICAR-STANDARD-", "ANTIVIRUS-TEST-", "FILE!$H+H*")
EICAR = "".join(_PIECES).encode()


class FakeClamd:
    """Answers `answer` to each file, or what malware calls for; keeps what it was sent."""

    def __init__(self, line: socket.socket, address: str) -> None:
        self.address = address
        self.answer: bytes | None = None
        """None: as clamd would."""
        self.takes: int | None = None
        """Bytes of a file after which it answers and hangs up; None: all of them."""
        self.silent = False
        self.seen: list[bytes] = []
        self._line = line

    def serve(self) -> None:
        while True:
            try:
                client, _ = self._line.accept()
            except OSError:
                return
            with client:
                client.settimeout(5)
                with suppress(OSError):
                    self._one(client)

    def _one(self, client: socket.socket) -> None:
        assert _exactly(client, 10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!L", _exactly(client, 4))[0]:
            content += _exactly(client, size)
            if self.takes is not None and len(content) >= self.takes:
                break
        self.seen.append(content)
        if self.silent:
            client.recv(1)  # until the other side gives up
            return
        found = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
        client.sendall(found if self.answer is None else self.answer)


def _exactly(client: socket.socket, count: int) -> bytes:
    found = b""
    while len(found) < count:
        piece = client.recv(count - len(found))
        if not piece:
            raise ConnectionError
        found += piece
    return found


@contextmanager
def fake_clamd(path: Path | None = None) -> Iterator[FakeClamd]:
    """Give a server on this machine; on a socket in the file system when `path` is given."""
    if path is None:
        line = socket.create_server(("127.0.0.1", 0))
        address = f"clamd://127.0.0.1:{line.getsockname()[1]}"
    else:
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.bind(str(path))
        line.listen()
        address = f"clamd://{path}"
    made = FakeClamd(line, address)
    thread = threading.Thread(target=made.serve, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        line.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
        line.close()
        thread.join(2)
