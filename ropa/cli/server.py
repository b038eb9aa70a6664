"""`ropa serve`."""

import argparse
import sys

from ropa.cli.running import UsageError, opened
from ropa.settings import read_settings

SHUTDOWN_SECONDS = 20


def add_serve(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=1, help="server processes; SQLite takes one")


def run_serve(arguments: argparse.Namespace) -> int:
    """Serve until stopped.

    Raises: UsageError for more than one process on SQLite.
    """
    from granian.constants import Interfaces
    from granian.server import Server

    settings = read_settings()
    if settings.database_url.startswith("sqlite") and arguments.workers != 1:
        raise UsageError(
            "SQLite ใช้ได้กับเซิร์ฟเวอร์เดียว (--workers 1) / SQLite takes one server process; use PostgreSQL for more"
        )
    with opened(settings):
        pass
    address = f"http://{arguments.host}:{arguments.port}"
    print(f"เปิดที่ {address}  API: {address}/api/v1/  (Ctrl+C หยุด / stops)", flush=True)
    print(
        "ลงชื่อเข้าใช้ด้วยโทเคน / sign in with a token:  ropa token create --role dpo --office 0",
        file=sys.stderr,
        flush=True,
    )
    Server(
        "ropa.app:create_app",
        address=arguments.host,
        port=arguments.port,
        interface=Interfaces.ASGI,
        workers=arguments.workers,
        workers_kill_timeout=SHUTDOWN_SECONDS,
        factory=True,
        # Access logs hold query strings, and those may hold what people searched for.
        log_access=False,
    ).serve()
    return 0
