"""The real server, over a socket: huge bodies, many writers, kill -9 in the middle."""

import random
import socket
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from ropa.activities import service_listing
from tests.support.server import PLAIN, Server
from tests.support.world import ACTIVITIES, DPO, activity_input, bearer, body_of, create, projections

PIECE = b" " * (1 << 16)
PIECES = 640  # 40 MB


@pytest.fixture
def server(register, database_url, tmp_path) -> Iterator[Server]:
    with Server(database_url, tmp_path / "server.log") as started:
        yield started


def push(server: Server, head: bytes, pieces: Iterator[bytes]) -> tuple[int, bytes]:
    """Return how many bytes the server let us send, and the first line of its answer."""
    sent = 0
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        start = f"POST {ACTIVITIES} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        connection.sendall(start.encode() + head + b"\r\n")
        try:
            for piece in pieces:
                connection.sendall(piece)
                sent += len(piece)
        except OSError:
            pass  # it answered and hung up
        return sent, connection.recv(65_536).partition(b"\r\n")[0]


@pytest.mark.only_on("sqlite")  # the body is refused before a database is asked
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads the memory of processes from /proc")
def test_40_megabytes_are_refused_early_and_cost_no_memory(register, server):
    token = b"Authorization: " + bearer(register)["Authorization"].encode() + b"\r\n"
    announced = b"Content-Length: %d\r\n" % (PIECES * len(PIECE))
    chunked = b"Transfer-Encoding: chunked\r\n"
    chunk = b"%x\r\n%b\r\n" % (len(PIECE), PIECE)
    before = server.peak_megabytes()

    assert push(server, token + announced, iter([PIECE] * PIECES))[1].startswith(b"HTTP/1.1 413")
    sent, answer = push(server, token + chunked, iter([chunk] * PIECES))
    assert answer.startswith(b"HTTP/1.1 413")
    assert sent < 30 << 20
    assert push(server, announced, iter([PIECE] * PIECES))[1].startswith(b"HTTP/1.1 401")
    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(lambda _: push(server, token + chunked, iter([chunk] * PIECES))[1], range(6)))
    assert all(each.startswith(b"HTTP/1.1 413") for each in answers)

    assert server.peak_megabytes() - before < 80
    assert httpx.get(f"{server.address}/readyz", verify=PLAIN).status_code == 200


def test_a_slow_client_stops_nobody(register, server):
    head = bearer(register)
    with socket.create_connection(("127.0.0.1", server.port)) as slow:
        slow.sendall(
            f"POST {ACTIVITIES} HTTP/1.1\r\nHost: x\r\nAuthorization: {head['Authorization']}\r\n"
            "Content-Length: 1000\r\n\r\n{".encode()
        )
        for _ in range(5):
            answer = httpx.get(server.address + ACTIVITIES, headers=head, verify=PLAIN)
            assert answer.status_code == 200
            assert answer.elapsed.total_seconds() < 5


def test_updates_over_sockets_all_count(register, server, now):
    url = f"{server.address}{ACTIVITIES}/{create(register, now, sub_process='0').id}"
    head = bearer(register)

    def work(number: int) -> None:
        chance = random.Random(number)  # noqa: S311 - no secret
        with httpx.Client(verify=PLAIN, headers=head, timeout=30) as client:
            for _ in range(5):
                while True:
                    seen = client.get(url)
                    document = seen.json()
                    header = document["form"]["header"]
                    header["sub_process"] = str(int(header["sub_process"]) + 1)
                    saved = client.put(url, json=document, headers={"If-Match": seen.headers["etag"]})
                    if saved.status_code == 200:
                        break
                    assert saved.status_code == 412
                    time.sleep(chance.random() / 20)

    with ThreadPoolExecutor(12) as threads:
        list(threads.map(work, range(12)))
    last = httpx.get(url, headers=head, verify=PLAIN).json()
    assert (last["form"]["header"]["sub_process"], last["version"]) == ("60", 61)


def test_a_killed_server_has_saved_whatever_it_answered(register, database_url, tmp_path, now):
    head = bearer(register)
    answered: list[tuple[str, str]] = []
    enough = threading.Event()

    def work(server: Server, number: int) -> None:
        with httpx.Client(verify=PLAIN, headers=head, timeout=10) as client:
            try:
                while True:
                    body = body_of(activity_input(main_process=f"งานของ {number}", systems=["ก"]))
                    made = client.post(server.address + ACTIVITIES, json=body)
                    assert made.status_code == 201, made.text
                    answered.append((made.json()["id"], made.json()["content_hash"]))
                    if len(answered) >= 12:
                        enough.set()
            except httpx.TransportError:
                return  # killed

    with Server(database_url, tmp_path / "server.log") as server:
        threads = [threading.Thread(target=work, args=(server, number)) for number in range(4)]
        for thread in threads:
            thread.start()
        assert enough.wait(60)
        server.kill()
        for thread in threads:
            thread.join()

    with register.read(DPO, now) as uow:
        if uow.dialect == "sqlite":
            assert uow.connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    with Server(database_url, tmp_path / "server.log") as again, httpx.Client(verify=PLAIN, headers=head) as client:
        for key, digest in answered:
            assert client.get(f"{again.address}{ACTIVITIES}/{key}").json()["content_hash"] == digest
    with register.write(DPO, now) as uow:
        kept = projections(uow)
        service_listing.reindex(uow)
        assert projections(uow) == kept
        assert len(answered) <= len(kept["revision_index"]) <= len(answered) + 4


@pytest.mark.only_on("sqlite")  # read before a database is asked
def test_a_thai_query_that_nobody_escaped_is_understood(register, server, now):
    create(register, now, sub_process="ชั่งน้ำหนัก")
    head = f"Host: x\r\nAuthorization: {bearer(register)['Authorization']}\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(f"GET {ACTIVITIES}?q=น้ำหนัก&limit=5 HTTP/1.1\r\n{head}".encode())
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))

    assert answer.startswith(b"HTTP/1.1 200")
    assert "ชั่งน้ำหนัก" in answer.decode()
