"""`ropa serve`."""

import argparse
import socket
import sys

from ropa.cli.output import UsageError, complain, say
from ropa.cli.running import opened, refuse_other_kind
from ropa.keys import read_keys
from ropa.settings import require_address

#: What requests that are still running get after a stop; then their process is ended.
GRACE_SECONDS = 20


def add_serve(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=1, help="server processes; SQLite takes one")
    parser.add_argument(
        "--grace",
        type=int,
        default=GRACE_SECONDS,
        metavar="SECONDS",
        help=f"for running requests after a stop (default {GRACE_SECONDS})",
    )


def run_serve(arguments: argparse.Namespace) -> int:
    """Serve until stopped.

    Raises: UsageError for more than one process on SQLite, and for an address that cannot be had.
    """
    from granian.constants import Interfaces
    from granian.server import Server

    with opened(arguments) as context:
        # Here, not only in the server's processes: they would end one by one without a word to whoever started them.
        require_address(context.settings)
        read_keys(context.settings)
        refuse_other_kind(context)
        if context.database.dialect == "sqlite" and arguments.workers != 1:
            raise UsageError(
                "SQLite ใช้ได้กับเซิร์ฟเวอร์เดียว (--workers 1) / SQLite takes one server process; use PostgreSQL for more"
            )
    if min(arguments.workers, arguments.grace) < 1:
        raise UsageError("--workers และ --grace ต้องเป็น 1 ขึ้นไป / --workers and --grace must be at least 1")
    _refuse_taken(arguments.host, arguments.port)
    host = f"[{arguments.host}]" if ":" in arguments.host else arguments.host
    address = f"http://{host}:{arguments.port}"
    say(f"เปิดที่ {address}  API: {address}/api/v1/  (Ctrl+C หยุด / stops)")
    sys.stdout.flush()
    complain("ลงชื่อเข้าใช้ด้วยโทเคน / sign in with a token:  ropa token create --role dpo --office 0")
    Server(
        "ropa.app:create_app",
        address=arguments.host,
        port=arguments.port,
        interface=Interfaces.ASGI,
        workers=arguments.workers,
        workers_kill_timeout=arguments.grace,
        factory=True,
        # Access logs hold query strings, and those may hold what people searched for.
        log_access=False,
    ).serve()
    return 0


def _refuse_taken(host: str, port: int) -> None:
    """Raise UsageError when nobody can listen there; the server itself would only say so in its log."""
    if not 0 < port < 1 << 16:
        raise UsageError(f"--port {port}: ต้องเป็น 1 ถึง 65535 / must be 1 to 65535")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            # As the server does: a port whose last connections are only just closing is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise UsageError(f"--host {host} --port {port}: เปิดไม่ได้ / cannot listen: {error.strerror}") from None
