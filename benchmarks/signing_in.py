"""The whole check of a token against a bare POST of the same SOAP envelope over the same kept connection."""

import re
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median
from typing import Any

from benchmarks.ratio import Measure
from ropa.access.portal_check import PortalCheck, confirmed
from ropa.access.portal_http import Deadline, HttpServer
from ropa.access.portal_token import read_token
from ropa.portal_simulator import wsdl
from ropa.portal_simulator.personas import PERSONAS
from ropa.portal_simulator.tokens import Mint
from ropa.portal_simulator.wsdl import Shape

CLIENT_ID = "ROPA-DEVELOPMENT"
#: What both the simulator and this process sign with.
KEY = "the key of a benchmark's portal"


def _milliseconds(first: Callable[[], object], second: Callable[[], object], times: int) -> tuple[float, float]:
    """Return the median of each. They take turns: a server that is asked without a pause need not be woken up."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(times):
        for work, into in zip((first, second), taken, strict=True):
            begin = time.perf_counter()
            work()
            into.append(time.perf_counter() - begin)
    return median(taken[0]) * 1000, median(taken[1]) * 1000


def measure(*, quick: bool) -> list[Measure]:
    """Return how many times a bare POST's time the check takes; the portal's simulator runs in its own process."""
    settings = {"ROPA_ENV": "development", "ROPA_SSO_JWT_KEY": KEY, "ROPA_SSO_CLIENT_ID": CLIENT_ID}
    command = [sys.executable, "-m", "ropa", "sso-simulator", "--port", "0"]
    with subprocess.Popen(command, env=settings, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        found = re.search(r"(http://[\d.]+:\d+)/ ", process.stdout.readline())
        assert found is not None
        try:
            return _measured(found.group(1), 200 if quick else 1000)
        finally:
            process.terminate()


def _measured(origin: str, times: int) -> list[Measure]:
    check = PortalCheck(f"{origin}{wsdl.PATH}?wsdl", CLIENT_ID)
    server = HttpServer(origin)
    token = Mint(CLIENT_ID, KEY).token(PERSONAS[0], datetime.now(UTC))
    sent = wsdl.question(Shape(), CLIENT_ID, token).encode()
    headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'}

    def bare() -> Any:
        return server.ask("POST", wsdl.PATH, sent, headers, Deadline(5), 65536)

    def whole() -> Any:
        return confirmed(read_token(token, datetime.now(UTC)), check.ask(token))

    assert b"1: Token is valid" in bare().content
    assert whole().username == PERSONAS[0].username
    rounds = [_milliseconds(whole, bare, times) for _ in range(5)]
    check.close()
    server.close()
    ours, theirs = rounds[-1]
    return [
        Measure(
            name="sign-in: the whole check of a token / a bare POST of the same envelope",
            value=median(each / other for each, other in rounds),
            target=1.8,
            better="at_most",
            note=f"{ours:.3f} ms against {theirs:.3f} ms, both on one kept connection to a simulator on this machine",
        )
    ]
