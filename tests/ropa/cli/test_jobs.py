"""`ropa tick` and `ropa worker` as commands."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

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
