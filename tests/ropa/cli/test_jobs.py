"""`ropa tick` and `ropa worker` as commands."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from ropa.cli import main
from ropa.guided import service_demo_mark
from schemas.access import COMMAND_LINE
from tests.support.server import ROOT


@pytest.fixture
def environment(database_url):
    return {**os.environ, "ROPA_ENV": "test", "ROPA_DATABASE_URL": database_url}


def ropa(environment, *words):
    return subprocess.run(
        [sys.executable, "-m", "ropa", *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.only_on("sqlite")
def test_tick_says_what_it_did_and_again_does_nothing(environment):
    first = ropa(environment, "tick", "--json")
    assert first.returncode == 0, first.stderr
    assert [each["job"] for each in json.loads(first.stdout)["jobs"]] == ["forget", "retention", "seal"]

    again = ropa(environment, "tick")
    assert again.returncode == 0
    assert "nothing is due" in again.stdout


@pytest.mark.only_on("sqlite")
def test_the_worker_makes_passes_until_it_is_told_to_stop(environment, tmp_path):
    output = tmp_path / "worker.log"
    with output.open("wb") as out:
        worker = subprocess.Popen(
            [sys.executable, "-m", "ropa", "worker", "--every", "1"], cwd=ROOT, env=environment, stdout=out, stderr=out
        )
    try:
        for _ in range(300):
            if b"retention:" in output.read_bytes():
                break
            time.sleep(0.05)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(20) == 0, output.read_text()
    finally:
        worker.kill()
        worker.wait()
    assert "retention:" in output.read_text()


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("command", [["tick"], ["worker", "--every", "1"]])
@pytest.mark.parametrize(("demo", "marked", "said"), [("0", True, "set ROPA_DEMO=1"), ("1", False, "ropa demo load")])
def test_a_demonstration_and_a_register_are_never_taken_for_each_other(
    register, now, monkeypatch, capsys, command, demo, marked, said
):
    if marked:
        with register.write(COMMAND_LINE, now) as uow:
            service_demo_mark.require(uow, may_mark=True)
    monkeypatch.setenv("ROPA_DEMO", demo)
    assert main(command) == 2
    assert said in capsys.readouterr().err


@pytest.mark.only_on("sqlite")
def test_a_demonstration_destroys_nothing_in_other_databases(register, now, monkeypatch, capsys):
    with register.write(COMMAND_LINE, now) as uow:
        service_demo_mark.require(uow, may_mark=True)
    assert main(["destroy", "run", "DL-2569-0001"]) == 2
    assert "touches no other database" in capsys.readouterr().err
