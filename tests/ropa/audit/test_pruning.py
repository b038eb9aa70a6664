"""The trail's own retention: whole sealed segments leave with a copy, and the check knows that they left by us."""

import io
from datetime import timedelta

import pytest

from ropa.audit import service_copies, service_pruning
from ropa.audit.service import record
from ropa.errors import Conflict, Invalid
from tests.ropa.audit.test_seals import WRITER, seal, tamper, verify, write
from tests.support.web import keys_for


@pytest.fixture
def aged(register, now):
    """Three segments: of 200 and 150 days ago, and of today."""
    for days, count in ((200, 3), (150, 3), (0, 3)):
        write(register, now - timedelta(days=days), count)
        seal(register, now - timedelta(days=days))
    return register


def prune(database, now, days=100):
    keys = keys_for(database)
    out = io.BytesIO()
    with database.read(WRITER, now) as uow:
        seals = service_pruning.segments(uow, keys, (now - timedelta(days=days)).date())
        service_copies.write_seals(uow, iter(seals), out)
    with database.write(WRITER, now) as uow:
        count = service_pruning.prune(uow, keys, seals, "0" * 64)
    return count, out.getvalue().splitlines()


def test_old_segments_leave_and_the_rest_is_found_whole(aged, now):
    count, copy = prune(aged, now)

    # The offices were loaded before the first seal.
    assert count == 7
    found = verify(aged, now)
    assert found.broken is None
    assert (found.seals, found.sealed_entries) == (3, 3)
    assert service_copies.verify_copy(copy, keys_for(aged), None).broken is None


def test_a_second_round_takes_what_has_grown_old_since(aged, now):
    prune(aged, now, days=180)
    seal(aged, now)
    count, copy = prune(aged, now)

    assert count == 3
    assert verify(aged, now).broken is None
    checked = service_copies.verify_copy(copy, keys_for(aged), None)
    assert (checked.broken, checked.seals) == (None, 1)


def test_what_somebody_else_removed_is_not_taken_for_pruned(aged, now):
    tamper(aged, "DELETE FROM audit_events WHERE id <= 4")
    with aged.write(WRITER, now) as uow:
        record(uow, service_pruning.ACTION, "trail", {"through": 1, "copy": "0" * 64, "mark": "forged"})

    assert verify(aged, now).broken.kind == "entry_missing"


def test_an_entry_put_where_old_ones_left_is_found(aged, now):
    tamper(aged, "CREATE TEMP TABLE kept AS SELECT * FROM audit_events WHERE id = 1")
    prune(aged, now)
    tamper(
        aged,
        "INSERT INTO audit_events (id, at, channel, actor_id, action, subject, details) "
        "SELECT 2, at, channel, actor_id, action, subject, details FROM audit_events WHERE id = 9",
    )

    assert (verify(aged, now).broken.kind, verify(aged, now).broken.event_id) == ("entry_added", 2)


def test_nothing_younger_than_ninety_days_leaves(aged, now):
    with aged.read(WRITER, now) as uow, pytest.raises(Invalid, match="90 days"):
        service_pruning.segments(uow, keys_for(aged), (now - timedelta(days=89)).date())


def test_with_nothing_old_enough_nothing_happens(register, now):
    write(register, now)
    seal(register, now)
    with pytest.raises(Conflict):
        prune(register, now)
    assert verify(register, now).broken is None


def test_the_guard_stands_again_afterwards(aged, now):
    prune(aged, now)

    assert verify(aged, now).broken is None, "a missing guard would be told"
