"""Others go on writing while a run is under way: the run ends, and every row that they were told is saved is there."""

import threading

import sqlalchemy as sa

from ropa.erasure.target_run import execute
from schemas.erasure import EraseMethod, RunState
from tests.support.targets import (
    BESIDE,
    SECRET,
    MemoryJournal,
    counted,
    hashes,
    no_gate,
    office_binding,
    opened,
    planned,
)


def test_writers_beside_a_run_lose_nothing(target, office_url):
    binding = office_binding(office_url, EraseMethod.OVERWRITE_RANDOM)
    plan = planned(target, binding, batch_size=2)
    theirs = {"applicant": f"{BESIDE['applicant']} OR id > 1000", "document": f"{BESIDE['document']} OR id > 1000"}
    before = hashes(office_url, without=BESIDE | theirs)
    saved: list[int] = []
    begun, over = threading.Event(), threading.Event()

    def write() -> None:
        with opened(office_url) as engine:
            for number in range(1001, 2000):
                with engine.begin() as connection:
                    for statement in (
                        f"INSERT INTO applicant VALUES ({number}, 'x', 'ใหม่', '2018-01-01')",  # noqa: S608 - own
                        f"INSERT INTO document VALUES ({number}, {number}, 'ใหม่')",  # noqa: S608 - own
                        "UPDATE applicant SET cid = cid WHERE id <= 20",
                    ):
                        connection.execute(sa.text(statement))
                saved.append(number)
                begun.set()
                if over.wait(0.005):
                    return

    writer = threading.Thread(target=write)
    writer.start()
    begun.wait(5)
    try:
        outcome = execute(target, binding, plan, MemoryJournal(), no_gate, secret=SECRET)
    finally:
        over.set()
        writer.join()
    assert (outcome.state, outcome.problems, outcome.deleted) == (RunState.DONE, [], [20, 14, 40])
    assert (
        counted(office_url, "applicant", "id > 1000") == counted(office_url, "document", "id > 1000") == len(saved) > 1
    )
    assert hashes(office_url, without=theirs) == before
