"""kill -9 at any point of the monthly check: nothing is half done, and the next run completes it."""

import json
import subprocess
import sys

import pytest


@pytest.mark.timeout(1_800)
@pytest.mark.parametrize(
    ("points", "seed"), [pytest.param(2, 8, id="a-few"), pytest.param(110, 1, id="many", marks=pytest.mark.campaign)]
)
def test_a_killed_check_leaves_nothing_half_done_and_the_next_one_completes_it(database_url, points, seed):
    ran = subprocess.run(
        [sys.executable, "-m", "tests.support.killed_checks", database_url, str(points), str(seed)],
        capture_output=True,
        text=True,
        timeout=1_800,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-3_000:]
    assert json.loads(ran.stdout)["killed"] == points
