"""`kill -9` at any statement of a run: the next one completes it, exactly once, and nothing else changes."""

import json
import os
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from ropa.audit.tables import audit_events
from ropa.cli import main
from ropa.destruction import service_certificates
from ropa.erasure.tables import erasure_batches, erasure_journal, erasure_outcomes, erasure_runs
from schemas.erasure import JournalEntry
from tests.ropa.erasure.runs.conftest import NOW
from tests.support.databases import Databases, Kind
from tests.support.erasures import VARIABLE, Erasure, TargetBase
from tests.support.world import open_register

KEYS = {f"ROPA_{name}_KEY": f"{name} of the tests, at least 32 letters long" for name in ("SECRET", "ID", "FIELD")}


class Destroyer:
    """Starts runs that die at a point."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(self, ref: str, environment: dict[str, str], kill_at: int) -> tuple[int, int]:
        """Return the exit code (-9: killed) and how many points were passed."""
        assert self._process.stdin
        assert self._process.stdout
        said = {"list": ref, "now": NOW, "kill_at": kill_at, "environment": environment}
        self._process.stdin.write(json.dumps(said) + "\n")
        self._process.stdin.flush()
        told = json.loads(self._process.stdout.readline())
        return told["code"], told["points"]


def _surroundings() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "ROPA_CAMPAIGN"}


@pytest.fixture(scope="module")
def destroyer() -> Iterator[Destroyer]:
    command = [sys.executable, "-m", "tests.support.killed_destroyer"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=_surroundings())
    yield Destroyer(process)
    process.communicate(timeout=20)


class Case:
    """A list that was ordered; its register and its target."""

    def __init__(
        self, databases: Databases, kinds: tuple[Kind, Kind], now: Any, monkeypatch: Any, **sizes: int
    ) -> None:
        register, target = kinds
        self.urls = databases.make(register), databases.make(target, state="empty")
        self.environment = {"ROPA_DATABASE_URL": self.urls[0], VARIABLE: self.urls[1], "ROPA_ENV": "test", **KEYS}
        monkeypatch.delenv("ROPA_CAMPAIGN", raising=False)  # no setting of the program
        for name, value in self.environment.items():
            monkeypatch.setenv(name, value)
        self.database = open_register(self.urls[0], now)
        self.target = TargetBase(self.urls[1], old=sizes["old"])
        self.erasure = Erasure(self.database, now, self.target)
        self.erasure.bind(batch_size=sizes["batch"])
        self.ref = self.erasure.make(self.erasure.holding_id).ref
        self.erasure.to_head()
        assert main(["destroy", "run", self.ref, "--dry-run", "--now", NOW]) == 0
        self.erasure.to_decided()
        self.erasure.order()
        self.kept = self.target.kept()

    def check(self) -> None:
        """The data are gone, nothing else is, and the evidence is there exactly once."""
        assert self.target.rows() == self.kept
        with self.database.read(self.erasure.officer, self.erasure.now) as uow:
            [certificate] = service_certificates.list_certificates(uow).items
            run = service_certificates.facts(uow, certificate.id).run
            assert len(uow.connection.execute(select(erasure_outcomes)).all()) == 1
            told = uow.connection.scalars(select(audit_events.c.action)).all()
            assert told.count("destruction.recorded") == 1
            ends = uow.connection.scalars(select(erasure_runs.c.end_code)).all()
            assert ends.count("done") == 1
            assert set(ends) <= {"done", "killed", "stopped"}
            journal = uow.connection.execute(select(erasure_journal).order_by(erasure_journal.c.number)).all()
            batches = uow.connection.scalars(select(erasure_batches.c.seq)).all()
        assert [row.number for row in journal] == list(range(1, len(journal) + 1))
        order = ["started", "overwritten", "deleted", "done"]
        for batch in batches:
            steps = [row.step for row in journal if row.seq == batch]
            assert sorted(set(steps), key=order.index) == order
            assert [step for step in steps if step == "done"] == ["done"]
            assert steps == sorted(steps, key=order.index)
        deleted = [msgspec.json.decode(row.facts, type=JournalEntry).rows for row in journal if row.step == "deleted"]
        assert sum(rows[0] for rows in deleted) == self.target.old

        assert run is not None
        old = self.target.old
        assert [(each.approved, each.left) for each in run.tables] == [(old, 0), (2 * old, 0)]
        # What a killed run deleted before it could say so is told apart: nobody counted it.
        told_gone = [re.search(r"found gone on resume: (\d+)", each) for each in run.steps]
        gone = sum(int(each[1]) for each in told_gone if each)
        assert sum(each.deleted for each in run.tables) + gone == 3 * old
        unseen = sum(msgspec.json.decode(row.facts, type=JournalEntry).found_gone for row in journal)
        assert bool(gone) is bool(unseen)
        times = {"UPDATE": len(batches), "DELETE": len(batches) - unseen}
        assert {(each.what.partition(" ")[0], each.times) for each in run.statements} == {
            (verb, count) for verb, count in times.items() if count
        }

    def close(self, databases: Databases) -> None:
        self.database.close()
        for url in self.urls:
            databases.drop(url)


def _sizes(chance: random.Random) -> dict[str, int]:
    return {"old": chance.randint(3, 9), "batch": chance.randint(1, 4)}


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_run_killed_anywhere_is_completed_by_the_next(databases, destroyer, now, monkeypatch, kind):
    case = Case(databases, (kind, kind), now, monkeypatch, old=4, batch=2)
    codes = [destroyer.run(case.ref, case.environment, kill_at)[0] for kill_at in (60, 130, 170, 0)]
    assert codes == [-9, -9, -9, 0]
    case.check()
    case.close(databases)


@pytest.mark.campaign
@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
@pytest.mark.parametrize("register", ["sqlite", "postgresql"])
def test_a_run_survives_kill_nine_at_random_points(databases, destroyer, now, monkeypatch, register, target):
    chance = random.Random(f"{register} {target}")  # noqa: S311 - the same points in each run
    killed = cases = 0
    while killed < 75:
        case = Case(
            databases, (register, target), now, monkeypatch, old=chance.randint(3, 9), batch=chance.randint(1, 4)
        )
        while True:
            code, _ = destroyer.run(case.ref, case.environment, chance.randint(1, 320))
            assert code in {-9, 0}, (register, target, cases)
            if code == 0:
                break
            killed += 1
        case.check()
        assert main(["destroy", "run", case.ref, "--now", NOW]) == 0
        case.check()
        case.close(databases)
        cases += 1
    with Path(os.environ.get("KILLS_FILE", os.devnull)).open("a", encoding="utf-8") as out:
        out.write(f"register {register}, target {target}: {killed} kills in {cases} lists, all completed once\n")
