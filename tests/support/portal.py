"""The portal of a test: the simulator in a thread, an application that asks it, and servers that answer nonsense."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from litestar import Litestar
from litestar.testing import TestClient

from ropa.db.unit_of_work import Database
from ropa.portal_simulator.personas import BY_USERNAME
from ropa.portal_simulator.server import Simulator
from ropa.portal_simulator.tokens import Flaw, Mint
from ropa.portal_simulator.wsdl import Shape
from ropa.settings import Environment, Settings
from tests.support.quick_apps import quick_app

CLIENT_ID = "the register"
KEY = "the key that the portal signs with"


@contextmanager
def simulator(shape: Shape | None = None, client_id: str = CLIENT_ID) -> Iterator[Simulator]:
    """Give a running portal on a free port."""
    made = Simulator(
        ("127.0.0.1", 0), Mint(client_id, KEY), "http://register.invalid", lambda: datetime.now(UTC), shape
    )
    with made.running():
        yield made


def token_of(portal: Simulator, flaw: Flaw = Flaw.NONE, username: str = "recorder.npt") -> str:
    """Return a fresh token of one of the portal's people."""
    return portal.mint.token(BY_USERNAME[username], datetime.now(UTC), flaw)


@contextmanager
def register_at(database: Database, wsdl_url: str, **settings: Any) -> Iterator[TestClient[Litestar]]:
    """Give a browser before an application that asks the portal of `wsdl_url`. Redirects are not followed."""
    made = Settings(
        env=Environment.TEST,
        database_url=database.url,
        base_url="https://register.example",
        sso_wsdl_url=wsdl_url,
        sso_client_id=settings.pop("sso_client_id", CLIENT_ID),
        sso_allowed_origins="https://portal.example, http://other.example:8080/",
        **settings,
    )
    with TestClient(quick_app(made, database), raise_server_exceptions=False) as client:
        client.follow_redirects = False
        client.headers["Accept"] = "text/html"
        yield client


@contextmanager
def answering(content: bytes, status: int = 200, **headers: str) -> Iterator[str]:
    """Give the address of a server that answers everything with the same bytes."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", "0")))
            self.send_response(status)
            for name, value in {"Content-Type": "text/xml", "Content-Length": str(len(content)), **headers}.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET  # noqa: N815 - http.server calls it so

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@contextmanager
def trickling() -> Iterator[str]:
    """Give the address of a server that sends a byte of its answer now and then, and never the last."""
    stopping = threading.Event()
    listening = socket.create_server(("127.0.0.1", 0))
    listening.settimeout(0.05)

    def talk(caller: socket.socket) -> None:
        with caller:
            while not stopping.wait(0.05):
                try:
                    caller.sendall(b"H")
                except OSError:
                    return

    def serve() -> None:
        talks = []
        while not stopping.is_set():
            try:
                caller, _ = listening.accept()
            except TimeoutError:
                continue
            talks.append(threading.Thread(target=talk, args=(caller,), daemon=True))
            talks[-1].start()
        for each in talks:
            each.join()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    with listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        stopping.set()
        thread.join()


def free_address() -> str:
    """Return the address of a server that is not there."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return f"http://127.0.0.1:{probe.getsockname()[1]}"
