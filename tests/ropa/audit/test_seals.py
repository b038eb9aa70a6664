"""Seals: every change of a sealed trail is found and named, and writers never wait for one."""

import contextlib
import re
import threading
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from ropa.audit import rules_seals, service_seals
from ropa.audit.service import record
from ropa.db.unit_of_work import Database
from schemas.access import Role
from tests.support.actors import somebody
from tests.support.web import keys_for

TABLES = ("audit_events", "audit_seals")
WRITER = somebody(Role.DPO)
COPY = (
    "INSERT INTO audit_events (id, at, channel, actor_id, action, subject, details, address, request_id) "
    "SELECT {id}, at, channel, actor_id, action, subject, details, address, request_id FROM kept"
)


def write(database, now, count=1):
    for _ in range(count):
        with database.write(WRITER, now) as uow:
            record(uow, "test.done", "test:1", {"number": 1})


def seal(database, now):
    with database.read(WRITER, now) as uow:
        through = service_seals.settled_through(uow)
    with database.write(WRITER, now) as uow:
        return service_seals.seal(uow, keys_for(database), through)


def verify(database, now, head=None):
    with database.read(WRITER, now) as uow:
        return service_seals.verify(uow, keys_for(database), head)


def tamper(database, *statements):
    """Change what the triggers guard, as somebody does who owns the database."""
    triggers: Sequence[Any] = ()
    with database.engine.connect() as connection:
        if database.dialect == "sqlite":
            triggers = connection.execute(
                text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit%'")
            ).all()
            for name, _ in triggers:
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            for table in TABLES:
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        for statement in statements:
            connection.execute(text(statement))
        if database.dialect == "sqlite":
            for _, sql in triggers:
                connection.execute(text(sql.replace(":", r"\:")))
        else:
            for table in TABLES:
                connection.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))
        connection.commit()


@pytest.fixture
def sealed(register, now):
    """A register with two seals over eleven entries."""
    write(register, now, 5)
    assert len(seal(register, now)) == 1
    write(register, now, 5)
    assert len(seal(register, now)) == 1
    return register


def test_a_whole_trail_is_found_whole(sealed, now):
    found = verify(sealed, now)

    assert found.broken is None
    assert (found.seals, found.sealed_entries, found.unsealed_entries) == (2, 11, 0)
    assert found.head.startswith("2:")
    assert found.key_checked


def test_entries_after_the_last_seal_are_a_number_and_no_fault(sealed, now):
    write(sealed, now, 3)

    found = verify(sealed, now)
    assert found.broken is None
    assert found.unsealed_entries == 3


def test_sealing_again_without_new_entries_makes_nothing(sealed, now):
    assert seal(sealed, now) == []


def test_each_seal_is_bounded(register, now, monkeypatch):
    monkeypatch.setattr(service_seals, "MOST_IN_SEAL", 4)
    write(register, now, 10)

    assert [len(each.digests) // 16 for each in seal(register, now)] == [4, 4, 3]
    assert verify(register, now).broken is None


def test_an_id_that_was_taken_by_a_change_that_failed_is_no_fault(register, now):
    write(register, now)
    with contextlib.suppress(ZeroDivisionError), register.write(WRITER, now) as uow:
        record(uow, "test.failed", "test:1")
        raise ZeroDivisionError
    write(register, now)
    seal(register, now)

    assert verify(register, now).broken is None


BREAKS = {
    "a byte of an entry changed": (("UPDATE audit_events SET action = 'test.donf' WHERE id = 4",), "entry_changed", 4),
    "an entry's moment changed": (("UPDATE audit_events SET at = '2020-01-01' WHERE id = 4",), "entry_changed", 4),
    "an entry deleted": (("DELETE FROM audit_events WHERE id = 7",), "entry_missing", 7),
    "an entry replaced": (
        (
            "CREATE TEMP TABLE kept AS SELECT * FROM audit_events WHERE id = 1",
            "DELETE FROM audit_events WHERE id = 9",
            COPY.format(id=9),
        ),
        "entry_changed",
        9,
    ),
    "two entries swapped": (
        (
            "UPDATE audit_events SET id = 1000 WHERE id = 1",
            "UPDATE audit_events SET id = 1 WHERE id = 2",
            "UPDATE audit_events SET id = 2 WHERE id = 1000",
        ),
        "entry_changed",
        1,
    ),
    "an entry put before the first": (
        ("CREATE TEMP TABLE kept AS SELECT * FROM audit_events WHERE id = 3", COPY.format(id=-5)),
        "entry_added",
        -5,
    ),
    "the first seal removed": (("DELETE FROM audit_seals WHERE number = 1",), "seal_missing", None),
    "a seal's range moved": (("UPDATE audit_seals SET last_id = 5 WHERE number = 1",), "seal_changed", None),
    "a seal made by somebody else": (("UPDATE audit_seals SET mark = 'x' WHERE number = 2",), "seal_changed", None),
}


@pytest.mark.parametrize("name", BREAKS)
def test_what_somebody_changed_is_found_and_named(sealed, now, name):
    statements, kind, event = BREAKS[name]
    tamper(sealed, *statements)

    found = verify(sealed, now)
    assert (found.broken.kind, found.broken.event_id) == (kind, event)
    assert found.message_th
    assert found.message_en


@pytest.mark.only_on("postgresql")
def test_an_entry_put_into_a_gap_is_found(register, now):
    with contextlib.suppress(ZeroDivisionError), register.write(WRITER, now) as uow:
        record(uow, "test.failed", "test:1")
        raise ZeroDivisionError
    write(register, now)
    (made,) = seal(register, now)
    assert made.missing == [(2, 2)]
    tamper(register, "CREATE TEMP TABLE kept AS SELECT * FROM audit_events WHERE id = 1", COPY.format(id=2))

    assert (verify(register, now).broken.kind, verify(register, now).broken.event_id) == ("entry_added", 2)


def test_seals_made_anew_with_another_key_are_found(sealed, now):
    tamper(sealed, "UPDATE audit_events SET action = 'x' WHERE id = 2", "DELETE FROM audit_seals")
    other = keys_for(sealed).__class__(secret=b"x" * 32, id=b"x" * 32, field=b"x" * 32)
    with sealed.read(WRITER, now) as uow:
        through = service_seals.settled_through(uow)
    with sealed.write(WRITER, now) as uow:
        service_seals.seal(uow, other, through)

    assert verify(sealed, now).broken.kind == "seal_changed"


def test_a_cut_end_is_found_by_the_head_that_was_published(sealed, now):
    head = rules_seals.read_head(verify(sealed, now).head)
    tamper(sealed, "DELETE FROM audit_seals WHERE number = 2", "DELETE FROM audit_events WHERE id > 6")

    assert verify(sealed, now).broken is None, "without the published head nobody can know"
    assert verify(sealed, now, head).broken.kind == "head_missing"
    assert verify(sealed, now, (1, "0" * 64)).broken.kind == "head_changed"


def test_missing_guards_are_found(sealed, now):
    drop = {
        "sqlite": "DROP TRIGGER audit_events_no_update",
        "postgresql": "DROP TRIGGER audit_events_no_change ON audit_events",
    }
    with sealed.engine.connect() as connection:
        connection.execute(text(drop[sealed.dialect]))
        connection.commit()

    assert verify(sealed, now).broken.kind == "guard_missing"


@pytest.mark.only_on("sqlite")
def test_a_table_made_anew_is_found_though_every_entry_is_as_it_was(sealed, now):
    with sealed.engine.connect() as connection:
        for statement in (
            "CREATE TABLE anew AS SELECT * FROM audit_events",
            "DROP TABLE audit_events",
            "ALTER TABLE anew RENAME TO audit_events",
        ):
            connection.execute(text(statement))
        connection.commit()

    assert verify(sealed, now).broken.kind == "guard_missing"


@pytest.mark.parametrize("text_", ["", "1", "1:abc", "x:" + "0" * 64, "-1:" + "0" * 64])
def test_what_is_no_head_is_refused(text_):
    with pytest.raises(ValueError, match="^" + re.escape(text_)):
        rules_seals.read_head(text_)


@pytest.mark.only_on("postgresql")
def test_an_entry_that_is_saved_late_is_never_left_out(register, now):
    slow = Database(register.url)
    with slow.write(WRITER, now) as uow:
        record(uow, "test.slow", "test:1")
        write(register, now, 3)
        with register.read(WRITER, now) as reading:
            assert service_seals.settled_through(reading) == 0, "somebody has taken an id and may still save it"
    slow.close()
    seal(register, now)

    assert verify(register, now).broken is None
    assert verify(register, now).sealed_entries == 5


def test_writers_and_the_sealer_at_once_leave_a_whole_trail(register, now):
    faults = []

    def keep_writing():
        try:
            write(register, now + timedelta(seconds=1), 10)
        except Exception as error:  # noqa: BLE001 - told by the test
            faults.append(error)

    writers = [threading.Thread(target=keep_writing) for _ in range(6)]
    for each in writers:
        each.start()
    while any(each.is_alive() for each in writers):
        seal(register, now)
    seal(register, now)

    assert faults == []
    found = verify(register, now)
    assert found.broken is None
    assert (found.sealed_entries, found.unsealed_entries) == (61, 0)
