"""What every test may ask for: a clean database on each kind of server, and a fixed moment."""

import os
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import cast

import pytest
from hypothesis import settings

from ropa.db.unit_of_work import Database
from tests.support.cluster import make_run_folder, remove_run_folder
from tests.support.databases import KINDS, WITHOUT_TRGM, Databases, Kind, worker_name
from tests.support.quick_engines import share_statements

# Before anything reads the settings: tests are neither development (no var/) nor production (no real secrets).
os.environ["ROPA_ENV"] = "test"

# Images of containers like to switch bytecode off. Each process that a test starts would compile the whole product.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# A test gives the same answer twice; campaigns look for new cases. Two busy cores make any deadline a coin toss.
settings.register_profile("test", deadline=None, derandomize=True)
settings.register_profile("campaign", deadline=None, max_examples=2000)
settings.load_profile("campaign" if os.environ.get("ROPA_CAMPAIGN") else "test")

RUN_FOLDER = pytest.StashKey[Path]()
# A working Friday in Bangkok; a test that needs another moment says which.
NOW = datetime.fromisoformat("2026-11-20T09:00:00+07:00")


def pytest_configure(config: pytest.Config) -> None:
    share_statements()
    handed_down = getattr(config, "workerinput", None)
    config.stash[RUN_FOLDER] = Path(handed_down["run_folder"]) if handed_down else make_run_folder()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    """Tell each xdist worker which folder the run shares."""
    node.workerinput["run_folder"] = str(node.config.stash[RUN_FOLDER])  # type: ignore[attr-defined]


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput") and RUN_FOLDER in config.stash:
        remove_run_folder(config.stash[RUN_FOLDER])


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    for fixture in ("database_url", "empty_database_url"):
        if fixture in metafunc.fixturenames:
            metafunc.parametrize(fixture, _kinds(metafunc.definition), indirect=True)


def _kinds(test: pytest.Item) -> tuple[Kind, ...]:
    if test.get_closest_marker("pg_without_trgm"):
        return (WITHOUT_TRGM,)
    only = test.get_closest_marker("only_on")
    return cast("tuple[Kind, ...]", only.args) if only else KINDS


@pytest.fixture
def now() -> datetime:
    """Friday 2026-11-20, 09:00 in Bangkok."""
    return NOW


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest) -> Iterator[Databases]:
    """Makes databases: `url = databases.make("sqlite")`, and `databases.drop(url)` when done."""
    from ropa.db.migrate import upgrade

    made = Databases(request.config.stash[RUN_FOLDER], worker_name(), upgrade, _load_offices)
    yield made
    made.close()


def _load_offices(url: str) -> None:
    from tests.support.world import open_register

    open_register(url, NOW).close()


@pytest.fixture
def database_url(request: pytest.FixtureRequest, databases: Databases) -> Iterator[str]:
    """The address of a clean database at the newest schema; the test runs once on each kind of server.

    For a test that asks for `register`, too, the ministry's offices are in it already.
    """
    url = databases.make(request.param, state="loaded" if "register" in request.fixturenames else "migrated")
    yield url
    databases.drop(url)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The clean database of `database_url`, opened: `with database.write(actor, now) as uow: ...`."""
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def empty_database_url(request: pytest.FixtureRequest, databases: Databases) -> Iterator[str]:
    """The address of a database without any table, for tests of the migrations themselves."""
    url = databases.make(request.param, state="empty")
    yield url
    databases.drop(url)
