"""One pass over what time drives, on the register's clock."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from ropa.access.tables import sessions
from ropa.audit.tables import audit_events
from ropa.jobs import passes, service
from ropa.jobs.rules import Every, is_due
from ropa.retention import service_check
from schemas.access import Role
from tests.support.web import keys_for, start

RETENTION = next(job for job in service.JOBS if job.name == "retention")


def names(done):
    return [(each.job, bool(each.error)) for each in done if each.job != "seal"]


def test_a_pass_does_what_is_due_and_the_next_one_nothing(register, now):
    assert names(passes.tick(register, keys_for(register), now)) == [("forget", False), ("retention", False)]
    assert names(passes.tick(register, keys_for(register), now)) == []


def test_the_monthly_check_runs_again_on_the_next_day_of_bangkok(register, now):
    list(passes.tick(register, keys_for(register), now))
    just_before = now.replace(hour=23, minute=59)

    assert ("retention", False) not in names(passes.tick(register, keys_for(register), just_before))
    assert ("retention", False) in names(passes.tick(register, keys_for(register), just_before + timedelta(minutes=1)))


def test_two_workers_do_a_job_once(register, now):
    with register.write(passes.WORKER, now) as uow:
        assert service.take(uow, RETENTION, "another")

    assert names(passes.tick(register, keys_for(register), now)) == [("forget", False)]


def test_the_job_of_a_worker_that_died_is_taken_over(register, now):
    with register.write(passes.WORKER, now) as uow:
        service.take(uow, RETENTION, "dead")

    assert ("retention", False) in names(passes.tick(register, keys_for(register), now + service.LEASE))


def test_a_job_that_fails_leaves_a_trace_and_is_tried_again(register, now, monkeypatch):
    def broken(*_):
        raise OSError("no")

    with monkeypatch.context() as patched:
        patched.setattr(service_check, "check", broken)
        assert names(passes.tick(register, keys_for(register), now)) == [("forget", False), ("retention", True)]
    with register.read(passes.WORKER, now) as uow:
        assert "retention.check_failed" in uow.connection.scalars(select(audit_events.c.action)).all()

    assert names(passes.tick(register, keys_for(register), now)) == [("retention", False)]


def test_sessions_that_ended_long_ago_are_forgotten(register, now):
    start(register, (Role.DPO, 0), now=now, minutes=60)
    list(passes.tick(register, keys_for(register), now + timedelta(hours=2)))
    with register.read(passes.WORKER, now) as uow:
        assert uow.connection.execute(select(sessions)).all()

    list(passes.tick(register, keys_for(register), now + timedelta(hours=26)))
    with register.read(passes.WORKER, now) as uow:
        assert not uow.connection.execute(select(sessions)).all()


@pytest.mark.parametrize(("hours", "due"), [(0.5, False), (1, True), (30, True)])
def test_an_hourly_job_is_due_after_an_hour(now, hours, due):
    assert is_due(Every.HOUR, now, now + timedelta(hours=hours)) is due


@pytest.mark.only_on("sqlite")
def test_a_database_that_is_away_is_an_error_and_no_pass(register, now):
    with register.write(passes.WORKER, now) as uow:
        uow.connection.execute(text("ALTER TABLE job_leases RENAME TO gone"))

    with pytest.raises(Exception, match="job_leases"):
        list(passes.tick(register, keys_for(register), now))


def test_a_pass_seals_what_was_written_since_its_own_entries_included(register, now):
    first = list(passes.tick(register, keys_for(register), now))

    assert [each.job for each in first][-1] == "seal"
    assert first[-1].told.startswith("1:")
    assert list(passes.tick(register, keys_for(register), now)) == []
