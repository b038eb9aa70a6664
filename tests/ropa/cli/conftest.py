"""A register that the commands find by its setting."""

from collections.abc import Iterator

import pytest

from ropa.cli import main
from ropa.db.unit_of_work import Database
from ropa.samples import filled_forms
from tests.support.world import open_register


@pytest.fixture
def register(database_url: str, now, tmp_path_factory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """An empty register that the commands find by its settings, with a folder of its own for files."""
    monkeypatch.setenv("ROPA_DATABASE_URL", database_url)
    monkeypatch.setenv("ROPA_FILES_URL", f"file://{tmp_path_factory.mktemp('files')}")
    database = open_register(database_url, now)
    yield database
    database.close()


@pytest.fixture
def filled(register: Database, capsys: pytest.CaptureFixture[str]) -> Database:
    """A register with both filled forms."""
    assert main(["import", *map(str, filled_forms())]) == 0
    capsys.readouterr()
    return register
