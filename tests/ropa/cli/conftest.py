"""A register that the commands find by its setting."""

from collections.abc import Iterator

import pytest

from ropa.cli import main
from ropa.db.unit_of_work import Database
from ropa.samples import filled_forms
from tests.support.world import open_register


@pytest.fixture
def register(database_url: str, now, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """An empty register that the commands find by its setting."""
    monkeypatch.setenv("ROPA_DATABASE_URL", database_url)
    database = open_register(database_url, now)
    yield database
    database.close()


@pytest.fixture
def filled(register: Database, capsys: pytest.CaptureFixture[str]) -> Database:
    """A register with both filled forms."""
    assert main(["import", *map(str, filled_forms())]) == 0
    capsys.readouterr()
    return register
