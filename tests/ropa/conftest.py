"""A register with the ministry's offices, and a client of the whole application on it."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from ropa.db.unit_of_work import Database
from tests.support.world import client_of, open_register


@pytest.fixture
def register(database_url: str, now: datetime) -> Iterator[Database]:
    """A migrated database that has the offices and nothing else."""
    database = open_register(database_url, now)
    yield database
    database.close()


@pytest.fixture
def client(register: Database) -> Iterator[TestClient[Litestar]]:
    """The whole application on `register`."""
    with client_of(register) as made:
        yield made
