"""A register with breaches, brought to the schema of the desk: nothing is lost, and nobody is reminded anew."""

from datetime import UTC, datetime, timedelta

from alembic import command
from sqlalchemy import select, text

from ropa.breaches.tables import breaches
from ropa.breaches.tables_reminders import breach_reminders
from ropa.db.migrate import configuration, upgrade
from ropa.db.unit_of_work import Database
from ropa.jobs import passes
from tests.support.web import keys_for

AWARE = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
LAST_RUN = AWARE + timedelta(hours=30)


def test_breaches_of_an_earlier_version_go_on_where_its_job_ended(empty_database_url):
    command.upgrade(configuration(empty_database_url), "0026_erasure")
    old = Database(empty_database_url)
    with old.write(passes.WORKER, AWARE) as uow:
        run = uow.connection.execute
        run(text("INSERT INTO offices (id, name, is_placeholder, sort_key) VALUES (1, 'x', false, 'x')"))
        run(
            text(
                "INSERT INTO breaches"
                " (id, ref, office_id, version, title, aware_at, created_at, created_by, updated_at)"
                " VALUES ('b', 'BREACH-2569-0001', 1, 1, 'x', :at, :at, 'x', :at)"
            ).bindparams(at=AWARE if old.dialect == "postgresql" else AWARE.replace(tzinfo=None))
        )
        done = LAST_RUN if old.dialect == "postgresql" else LAST_RUN.replace(tzinfo=None)
        run(text("INSERT INTO job_leases (name, done_at) VALUES ('breaches', :at)").bindparams(at=done))
    old.close()

    upgrade(empty_database_url)

    new = Database(empty_database_url)
    list(passes.tick(new, keys_for(new), LAST_RUN + timedelta(hours=19)))
    with new.read(passes.WORKER, LAST_RUN) as uow:
        kept = uow.connection.execute(select(breaches)).one()
        rows = uow.connection.execute(select(breach_reminders).order_by(breach_reminders.c.due_at)).all()
    new.close()
    assert (kept.aware_at, kept.reported_at, kept.phase) == (AWARE, AWARE, "open")
    assert [(row.stage, row.not_needed, row.due_at) for row in rows] == [
        ("office:before", "before_update", LAST_RUN),
        ("office:48", None, AWARE + timedelta(hours=48)),
    ]
