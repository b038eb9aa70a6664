"""A register whose commands find it by its settings, with a list of a data set in a target of the same kind."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from ropa.cli import main
from ropa.db.unit_of_work import Database
from tests.support.databases import Databases
from tests.support.erasures import VARIABLE, Erasure, TargetBase
from tests.support.world import open_register

NOW = "2026-11-20T09:00:00+07:00"


@pytest.fixture
def register(database_url: str, now, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A register that the commands find by its settings."""
    monkeypatch.setenv("ROPA_DATABASE_URL", database_url)
    for name in ("SECRET", "ID", "FIELD"):
        monkeypatch.setenv(f"ROPA_{name}_KEY", f"{name} of the tests, at least 32 letters long")
    database = open_register(database_url, now)
    yield database
    database.close()


@pytest.fixture
def target(register: Database, databases: Databases) -> Iterator[TargetBase]:
    """An office's own database, on the same kind of server as the register."""
    url = databases.make(register.dialect, state="empty")
    yield TargetBase(url)
    databases.drop(url)


@pytest.fixture
def erasure(register: Database, target: TargetBase, now, monkeypatch: pytest.MonkeyPatch) -> Erasure:
    """A list before the head, whose one data set is bound; its address is in the environment."""
    made = Erasure(register, now, target)
    made.bind()
    made.make(made.holding_id)
    made.to_head()
    monkeypatch.setenv(VARIABLE, target.url)
    return made


class Command:
    """Runs `ropa destroy run` in this process: exit code, and what it said."""

    def __init__(self, capsys: pytest.CaptureFixture[str], ref: str) -> None:
        self._capsys, self._ref = capsys, ref
        self.out = self.err = ""

    def __call__(self, *more: str, now: str = NOW) -> int:
        code = main(["destroy", "run", self._ref, *more, "--now", now])
        self.out, self.err = self._capsys.readouterr()
        return code

    def json(self, *more: str) -> Any:
        self("--json", *more)
        return json.loads(self.out)


@pytest.fixture
def command(erasure: Erasure, capsys: pytest.CaptureFixture[str]) -> Command:
    """`ropa destroy run` of the list."""
    capsys.readouterr()
    return Command(capsys, erasure.read().ref)
