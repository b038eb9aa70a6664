"""The server on a register in which everything is there: `with full_site(url, folder) as site: site.cookies("dpo")`."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ropa.access.break_glass import hash_of
from tests.support.full_register import Full, fill
from tests.support.server import OF_THE_TESTS, Server
from tests.support.world import files_folder, open_register


@dataclass(frozen=True)
class FullSite:
    """A running register, and what is in it."""

    address: str
    full: Full

    def cookies(self, persona: str, language: str = "th") -> Any:
        """Return what a browser of this person keeps, as Playwright takes it; `stranger` is nobody."""
        said = {"ropa_language": language}
        if persona != "stranger":
            said["ropa_session"] = self.full.sessions[persona]
        host = urlsplit(self.address).hostname
        common = {"domain": host, "path": "/", "expires": -1, "httpOnly": True, "secure": False, "sameSite": "Lax"}
        return {"cookies": [{"name": name, "value": value, **common} for name, value in said.items()], "origins": []}


@contextmanager
def full_site(database_url: str, folder: Path, *, at: datetime | None = None) -> Iterator[FullSite]:
    """Give the server on a migrated database, filled; `folder` takes what it writes. No portal stands beside it.

    `at`: the server's clock, too, stands at this moment for ever.
    """
    now = at or datetime.now(UTC)
    database = open_register(database_url, now)
    # A service that reads the settings in this process would refuse those of the tests themselves.
    kept = {name: os.environ.pop(name) for name in OF_THE_TESTS if name in os.environ}
    try:
        full = fill(database, now)
    finally:
        os.environ.update(kept)
        database.close()
    settings = {
        "ROPA_FILES_URL": f"file://{files_folder()}",
        "ROPA_PUBLIC_REPORTS": "1",
        "ROPA_PUBLIC_REQUESTS": "1",
        "ROPA_PUBLIC_REGISTER": "1",
        "ROPA_BREAK_GLASS_HASH": hash_of("สี่คำ ที่ ไม่มีใคร เดา"),
    }
    server = Server(database_url, folder / "server.log", settings=settings)
    server.settings["ROPA_BASE_URL"] = server.address
    if at is not None:
        more = [str(Path(__file__).parent / "fixed_clock"), *filter(None, [os.environ.get("PYTHONPATH")])]
        server.settings |= {"PYTHONPATH": os.pathsep.join(more), "TESTS_NOW": at.isoformat()}
    with server:
        yield FullSite(server.address, full)
