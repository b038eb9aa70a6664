"""The simulated portal as a server of its own: page, WSDL and SOAP service. Binds loopback only."""

import ipaddress
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from ropa.portal_simulator import wsdl
from ropa.portal_simulator.page import MODES, page
from ropa.portal_simulator.personas import BY_USERNAME
from ropa.portal_simulator.tokens import MESSAGES, Flaw, Mint, Reply
from ropa.portal_simulator.wsdl import Shape

ENCODING = "utf-8"
_XML = "text/xml; charset=utf-8"
_HTML = "text/html; charset=utf-8"
_MAX_BODY = 64 * 1024
_LONGEST_DELAY = 600.0


class Simulator(ThreadingHTTPServer):
    """One portal. `mode` and `seconds` may be changed while it runs."""

    daemon_threads = True
    # A developer's machine keeps a port of a stopped server for a minute otherwise.
    allow_reuse_address = True

    def __init__(
        self,
        address: tuple[str, int],
        mint: Mint,
        register: str,
        now: Callable[[], datetime],
        shape: Shape | None = None,
    ) -> None:
        """`register` is the address of the register that people are sent to. Raises: ValueError unless loopback."""
        if not _is_loopback(address[0]):
            raise ValueError(address[0])
        self.mint, self.register, self.now, self.shape = mint, register.rstrip("/"), now, shape or Shape()
        self.mode, self.seconds = "normal", 10.0
        self.asked = 0
        """Questions so far."""
        self.stopping = threading.Event()
        super().__init__(address, _Handler)

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"http://{self.server_address[0]!s}:{self.server_address[1]}"

    @property
    def wsdl_url(self) -> str:
        """Where the WSDL is."""
        return f"{self.origin}{wsdl.PATH}?wsdl"

    def switch(self, mode: str, seconds: float) -> None:
        """Change how the service behaves. Raises: ValueError."""
        if mode not in MODES or not 0 <= seconds <= _LONGEST_DELAY:
            raise ValueError(mode)
        self.mode, self.seconds = mode, seconds

    @contextmanager
    def running(self) -> Iterator["Simulator"]:
        """Serve in a thread until the block ends."""
        thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.stopping.set()
            self.shutdown()
            thread.join()
            self.server_close()


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class _Handler(BaseHTTPRequestHandler):
    server: Simulator
    protocol_version = "HTTP/1.1"
    # Headers and body in one packet: two would wait for each other's acknowledgement (40 ms).
    wbufsize = -1
    disable_nagle_algorithm = True
    server_version = "ropa-portal-simulator"
    sys_version = ""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        flaw = _flaw(parts.query)
        if self.path.lower() == f"{wsdl.PATH}?wsdl".lower():
            self._answer(_XML, wsdl.wsdl(self.server.shape, self.server.origin))
        elif self.path == f"{wsdl.PATH}?xsd=1":
            self._answer(_XML, wsdl.schema(self.server.shape))
        elif parts.path == "/" and flaw is not None:
            server = self.server
            self._answer(_HTML, page(server.mint, server.register, server.now(), flaw, server.mode, server.seconds))
        elif parts.path.startswith("/token/") and flaw is not None and parts.path[7:] in BY_USERNAME:
            token = self.server.mint.token(BY_USERNAME[parts.path[7:]], self.server.now(), flaw)
            self._answer("text/plain", token)
        else:
            self._answer("text/plain", "not found", HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > _MAX_BODY:
            self.close_connection = True
            self._answer("text/plain", "too large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return
        body = self.rfile.read(int(length))
        path = urlsplit(self.path).path
        if path == wsdl.PATH:
            self._soap(body)
        elif path == "/switch":
            self._switch(body)
        else:
            self._answer("text/plain", "not found", HTTPStatus.NOT_FOUND)

    def _soap(self, body: bytes) -> None:
        server = self.server
        server.asked += 1
        if server.mode == "slow":
            server.stopping.wait(server.seconds)
        if server.mode == "dead":
            self.close_connection = True
            return
        try:
            client_id, token = wsdl.read_question(server.shape, body)
        except ValueError:
            self._answer(_XML, wsdl.fault("Cannot find dispatch method"), HTTPStatus.INTERNAL_SERVER_ERROR)
            return
        if server.mode == "fault":
            self._answer(_XML, wsdl.fault("java.lang.NullPointerException"), HTTPStatus.INTERNAL_SERVER_ERROR)
            return
        reply = server.mint.judge(client_id, token, server.now())
        if server.mode == "client":
            reply = Reply("", "", status=False, message=MESSAGES[4])
        self._answer(_XML, wsdl.answer(server.shape, reply))

    def _switch(self, body: bytes) -> None:
        said = parse_qs(body.decode("latin-1"))
        try:
            self.server.switch(said["mode"][0], float(said.get("seconds", ["10"])[0]))
        except (ValueError, KeyError):
            self._answer("text/plain", "bad switch", HTTPStatus.BAD_REQUEST)
            return
        self.send_response(HTTPStatus.SEE_OTHER)
        self.send_header("Location", "/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _answer(self, kind: str, text: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        content = text.encode(ENCODING)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        # A kept copy of the page would hold tokens that were used.
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing: a request line may hold what should not be in a log."""


def _flaw(query: str) -> Flaw | None:
    try:
        return Flaw(parse_qs(query).get("token", [Flaw.NONE])[0])
    except ValueError:
        return None
