"""The whole product as people meet it: the server, the portal's simulator, samples and the people of the portal."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ropa import clock
from ropa.activities import service_listing
from ropa.db.unit_of_work import Database
from ropa.keys import Keys, read_keys
from ropa.samples import sample_files
from ropa.settings import Environment, Settings
from ropa.wiring import wire
from schemas.access import COMMAND_LINE
from schemas.listing import ActivityFilter
from tests.support.server import ROOT, Command, Server, own_environment

#: Made up. The server and what prepares its database must know the same ones.
SECRETS = {f"ROPA_{name}_KEY": f"{name.lower()} " * 12 for name in ("SECRET", "ID", "FIELD")}
#: Pages for people without an account.
PUBLIC = {"ROPA_PUBLIC_REQUESTS": "1", "ROPA_PUBLIC_REGISTER": "1"}


@dataclass(frozen=True)
class Site:
    """A running register. `database` is the same one, for what a test lays ready or looks up."""

    address: str
    portal: str
    database: Database
    samples: tuple[str, ...]
    """Ids of the sample records, in the order of their files; drafts of the central office."""

    @property
    def keys(self) -> Keys:
        """The keys of the running register, for what a test seals for it."""
        settings: dict[str, Any] = {name.removeprefix("ROPA_").lower(): words for name, words in SECRETS.items()}
        return read_keys(Settings(env=Environment.TEST, **settings))


@contextmanager
def running_site(database_url: str, folder: Path, *, demo: bool = False) -> Iterator[Site]:
    """Give the product running on a migrated database; `folder` takes what its processes write.

    `demo`: a small demonstration in the place of the samples.
    """
    files = {"ROPA_FILES_URL": f"file://{folder / 'files'}"}
    settings = {"ROPA_DATABASE_URL": database_url, **SECRETS, **files}
    fill = [["import", *map(str, sample_files())], ["grant", "samples"]]
    if demo:
        settings["ROPA_DEMO"] = "1"
        fill = [["demo", "load", "--provinces", "2"]]
    for words in (["db", "upgrade"], *fill):
        _run(words, settings)
    simulator = Command(folder / "simulator.log", ["sso-simulator"], SECRETS)
    server = Server(database_url, folder / "server.log", settings={**SECRETS, **files, **PUBLIC})
    for process in (simulator, server):
        process.settings |= {
            "ROPA_DEMO": "1" if demo else "0",
            "ROPA_BASE_URL": server.address,
            "ROPA_SSO_PORTAL_URL": f"{simulator.address}/",
            "ROPA_SSO_WSDL_URL": f"{simulator.address}/DiwAppChk/DiwAppChk?wsdl",
            "ROPA_SSO_CLIENT_ID": "ROPA-DEVELOPMENT",
            "ROPA_SSO_ALLOWED_ORIGINS": simulator.address,
            "ROPA_SSO_ALLOW_HTTP": "1",
        }
    database = Database(database_url)
    try:
        with simulator, server:
            yield Site(server.address, simulator.address, database, _samples(database))
    finally:
        database.close()


def _samples(database: Database) -> tuple[str, ...]:
    wire()
    with database.read(COMMAND_LINE, clock.now()) as uow:
        newest_first = service_listing.page(uow, ActivityFilter(), None, len(sample_files())).items
    return tuple(item.id for item in reversed(newest_first))


def _run(words: list[str], settings: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ropa", *words],
        cwd=ROOT,
        env={**own_environment(), "ROPA_ENV": "test", **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"ropa {' '.join(words)}:\n{done.stdout}{done.stderr}")
