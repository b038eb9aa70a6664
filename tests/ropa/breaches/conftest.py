"""A register that has the ministry's offices."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from ropa.db.unit_of_work import Database
from ropa.offices.service import load_offices
from schemas.access import Role
from tests.support.actors import somebody


@pytest.fixture
def register(database_url: str, now: datetime) -> Iterator[Database]:
    """A migrated database that has the offices and nothing else."""
    database = Database(database_url, pool_size=2)
    with database.write(somebody(Role.SYSTEM_ADMIN), now) as uow:
        load_offices(uow)
    yield database
    database.close()
