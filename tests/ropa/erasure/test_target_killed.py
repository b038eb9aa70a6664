"""kill -9 at random moments of a run: the next run goes on, and in the end exactly the approved rows are gone."""

import os
import random
import select
import signal
from pathlib import Path

import pytest

from ropa.erasure.target import Target
from ropa.erasure.target_run import execute
from ropa.erasure.target_verify import verify
from schemas.erasure import Binding, EraseMethod, JournalEntry, Plan, RunState
from tests.support.targets import BESIDE, SECRET, FileJournal, hashes, kind_of, no_gate, office_binding, planned

DONE = b"!"


def run_in_a_process(url: str, binding: Binding, plan: Plan, journal: Path, *, steps: int, wait: float) -> bool:
    """Run the plan in a process of its own, kill -9 it `wait` seconds after its `steps`-th sign of life, and return
    whether it had come to its end before.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:  # pragma: no cover - ends without a word
        os.close(reader)
        _work(url, binding, plan, journal, writer)
    os.close(writer)
    ended = False
    for _ in range(steps):
        sign = os.read(reader, 1)
        if sign in {b"", DONE}:
            ended = sign == DONE
            break
    if not ended:
        # Whatever comes meanwhile stays in the pipe; only the end is looked for.
        select.select([], [], [], wait)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    ended = ended or DONE in os.read(reader, 100_000)
    os.close(reader)
    return ended


def _work(url: str, binding: Binding, plan: Plan, journal: Path, writer: int) -> None:
    code = 1
    try:
        signs = _Signing(journal, writer)
        with Target(url, binding.dialect) as target:
            outcome = execute(target, binding, plan, signs, lambda: signs.sign(b"g"), secret=SECRET)
        signs.sign(DONE if outcome.state is RunState.DONE else b"x")
        code = 0
    finally:
        # Not sys.exit: the connections and hooks of the process that was forked are not this one's to close.
        os._exit(code)


class _Signing(FileJournal):
    def __init__(self, path: Path, writer: int) -> None:
        super().__init__(path)
        self._writer = writer

    def sign(self, what: bytes) -> None:
        os.write(self._writer, what)

    def write(self, entry: JournalEntry) -> None:
        self.sign(b"b")
        super().write(entry)
        self.sign(b"a")


def survive(url: str, folder: Path, method: EraseMethod, seed: int, *, batch_size: int, kills: int | None) -> int:
    """Kill a run again and again until it is done (or `kills` times), finish it, check everything, and return how
    often it was killed.
    """
    chance = random.Random(seed)  # noqa: S311 - the same moments in each run
    binding = office_binding(url, method)
    before = hashes(url, without=BESIDE)
    journal = folder / "journal"
    with Target(url, kind_of(url)) as target:
        plan = planned(target, binding, batch_size=batch_size)
        target.forget()
        killed = 0
        while kills is None or killed < kills:
            steps, wait = chance.randrange(1, 14), chance.choice((0, 0, 0.001, 0.003, 0.01)) * chance.random()
            if run_in_a_process(url, binding, plan, journal, steps=steps, wait=wait):
                break
            killed += 1
        outcome = execute(target, binding, plan, FileJournal(journal), no_gate, secret=SECRET)
        assert (outcome.state, outcome.problems) == (RunState.DONE, [])
        assert (outcome.missing, outcome.unapproved, outcome.children_changed) == (0, 0, 0)
        assert outcome.batches_done == len(plan.batches)
        with target.reading() as connection:
            assert verify(connection, binding, plan, secret=SECRET).clean
    assert hashes(url) == before
    return killed


def test_a_run_that_is_killed_is_completed(office_url, tmp_path):
    assert survive(office_url, tmp_path, EraseMethod.OVERWRITE_ZERO, 1, batch_size=7, kills=3) == 3


@pytest.mark.campaign
@pytest.mark.parametrize("method", [EraseMethod.OVERWRITE_ZERO, EraseMethod.OVERWRITE_RANDOM])
@pytest.mark.parametrize("seed", range(4))
def test_a_run_survives_many_kills(office_url, tmp_path, method, seed, record_property):
    killed = survive(office_url, tmp_path, method, seed, batch_size=1, kills=None)
    record_property("kills", killed)
    print(f"\n{kind_of(office_url).value}: killed {killed} times")  # noqa: T201 - the campaign's own count
    assert killed >= 13  # 8 of these make at least 104 for each database
