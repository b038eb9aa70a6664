"""The trail: an entry for each write in the same transaction, and nobody changes one."""

import msgspec
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from ropa.access.service import create_token
from ropa.activities import service
from ropa.errors import PreconditionFailed
from schemas.access import Role
from tests.support.actors import PHETCHABURI, somebody
from tests.support.world import DPO, activity_input, update_of

ENTRIES = text("SELECT channel, actor_id, action, subject, details FROM audit_events ORDER BY id")


def entries(register, now):
    with register.read(DPO, now) as uow:
        return uow.connection.execute(ENTRIES).all()


def test_each_write_leaves_who_did_what_to_what(register, now):
    recorder = somebody(Role.RECORDER, PHETCHABURI)
    with register.write(recorder, now) as uow:
        made = service.create(uow, activity_input())
    with register.write(recorder, now) as uow:
        saved = service.replace(uow, made.id, 1, update_of(activity_input(main_process="ใหม่")))
    with register.write(recorder, now) as uow:
        service.delete(uow, made.id, 2)
    with register.write(DPO, now) as uow:
        token = create_token(uow, Role.AUDITOR, 0, 5)

    found = entries(register, now)
    assert [(row.action, row.subject, row.actor_id) for row in found] == [
        ("offices.loaded", "offices", "system_admin@0"),
        ("activity.created", f"activity:{made.id}", "recorder@4"),
        ("activity.saved", f"activity:{made.id}", "recorder@4"),
        ("activity.draft_deleted", f"activity:{made.id}", "recorder@4"),
        ("token.created", f"token:{token.id}", "dpo@0"),
    ]
    assert {row.channel for row in found} == {"token"}
    said = msgspec.json.decode(found[2].details)
    assert said == {
        "ref": made.ref,
        "revision": 1,
        "version": 2,
        "hash": saved.content_hash,
        "hash_before": made.content_hash,
    }
    assert token.secret not in repr(found)


def test_a_write_that_failed_leaves_no_entry(register, now):
    with register.write(DPO, now) as uow:
        made = service.create(uow, activity_input())
    before = entries(register, now)
    with pytest.raises(PreconditionFailed), register.write(DPO, now) as uow:
        service.replace(uow, made.id, 5, update_of(activity_input()))

    assert entries(register, now) == before


ROW = """INTO audit_events (id, at, channel, actor_id, action, subject, details)
    VALUES (1, CURRENT_TIMESTAMP, 'x', 'x', 'x', 'x', '')"""
EVERYWHERE = (
    "UPDATE audit_events SET action = 'x'",
    "UPDATE audit_events SET id = id + 100",
    "DELETE FROM audit_events",
    "DELETE FROM audit_events WHERE id = 1",
    f"INSERT {ROW} ON CONFLICT (id) DO UPDATE SET action = 'x'",
)
CHANGES = {
    "sqlite": (*EVERYWHERE, f"INSERT OR REPLACE {ROW}", f"REPLACE {ROW}", f"INSERT OR IGNORE {ROW}"),
    "postgresql": (*EVERYWHERE, "TRUNCATE audit_events"),
}


def test_no_statement_changes_or_removes_an_entry(register, now):
    before = entries(register, now)
    assert before
    for statement in CHANGES[register.dialect]:
        with (
            register.engine.connect() as connection,
            pytest.raises(DatabaseError, match="audit_events is insert only"),
        ):
            connection.execute(text(statement))
    assert entries(register, now) == before
