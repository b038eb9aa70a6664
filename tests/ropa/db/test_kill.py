"""A writing process is killed (kill -9) in the middle: what it acknowledged is there, what it had begun is not."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import select, text

from ropa.activities import service_listing, store
from ropa.activities.tables import activities, revisions
from ropa.db.unit_of_work import Database
from schemas.document import content_hash
from tests.support.world import DPO, create, projections

ROOT = Path(__file__).parents[3]


def written_until_killed(url: str, seed: int, *, writes: int, delay_ms: float) -> list[str]:
    """Return the acknowledged writes of a child that was killed `delay_ms` after its last one that was read."""
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.support.killed_writer", url, str(seed)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert child.stdout is not None
    with child:
        lines = [child.stdout.readline() for _ in range(writes)]
        time.sleep(delay_ms / 1000)
        child.kill()
        lines += child.stdout.readlines()
    # The last line may be cut; a cut line was never read by anybody.
    return [line.strip() for line in lines if line.endswith("\n")]


def wait_for_the_end_of_its_work(database: Database, now) -> None:
    """PostgreSQL's own process may still be finishing a COMMIT whose client is dead."""
    if database.dialect == "sqlite":
        return
    busy = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND pid <> pg_backend_pid() AND state <> 'idle'"
    )
    for _ in range(200):
        with database.read(DPO, now) as uow:
            if not uow.connection.scalar(busy):
                return
        time.sleep(0.02)


def check_whole(database: Database, now, acknowledged: list[str]) -> None:
    wait_for_the_end_of_its_work(database, now)
    last = {line.split()[1]: line.split() for line in acknowledged}
    with database.read(DPO, now) as uow:
        if uow.dialect == "sqlite":
            assert uow.connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            assert uow.connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
            uow.connection.execute(text("INSERT INTO revision_search(revision_search) VALUES ('integrity-check')"))
        kept = {row.id: row.version for row in uow.connection.execute(select(activities.c.id, activities.c.version))}
        stored = {each[0].id: each[0] for each in store.live_revisions(uow)}
        trail = uow.connection.scalar(text("SELECT count(*) FROM audit_events WHERE action LIKE 'activity.%'"))
        documents = uow.connection.execute(select(revisions.c.document, revisions.c.content_hash)).all()
        before = projections(uow)

    for what, key, version, digest in last.values():
        # One write more than was acknowledged may have been saved: it was killed before it could say so.
        if what == "deleted":
            assert key not in kept
        elif key in kept:
            assert kept[key] - int(version) in (0, 1)
            assert kept[key] > int(version) or stored[key].content_hash == digest
        else:
            assert trail == len(acknowledged) + 1  # deleted by that one further write
    assert trail in (len(acknowledged), len(acknowledged) + 1)
    assert set(kept) == set(stored)
    assert all(content_hash(document) == digest for document, digest in documents)
    with database.write(DPO, now) as uow:
        service_listing.reindex(uow)
        assert projections(uow) == before


@pytest.mark.parametrize("seed", [1, 2])
def test_a_killed_writer_leaves_whole_records_and_everything_it_acknowledged(database_url, register, now, seed):
    chance = random.Random(seed)  # noqa: S311 - the same moments in each run
    acknowledged = written_until_killed(database_url, seed, writes=10 * seed, delay_ms=chance.random() * 8)

    assert len(acknowledged) >= 10 * seed
    check_whole(register, now, acknowledged)
    create(register, now)  # and the register goes on working


@pytest.mark.campaign
def test_a_writer_killed_at_hundreds_of_moments(databases, now, tmp_path):
    from tests.support.world import open_register

    for kind in ("sqlite", "postgresql"):
        for seed in range(100, 250):
            url = databases.make(kind)
            register = open_register(url, now)
            chance = random.Random(seed)  # noqa: S311 - the same moments in each run
            acknowledged = written_until_killed(
                url, seed, writes=1 + chance.randrange(30), delay_ms=chance.random() * 10
            )
            check_whole(register, now, acknowledged)
            register.close()
            databases.drop(url)
