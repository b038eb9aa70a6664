"""The migrations make what the code declares on both databases, keep the triggers, and can go back."""

import subprocess
import sys

import pytest
import sqlalchemy
from alembic import op
from sqlalchemy import text

from ropa.db import check, migrate
from ropa.db.unit_of_work import Database
from tests.support.world import DPO


def test_there_is_one_newest_migration():
    assert check.heads() == [migrate.newest()]


def test_migrations_go_up_down_and_up_and_make_what_the_code_declares(empty_database_url):
    assert list(check.faults(empty_database_url)) == []


@pytest.mark.pg_without_trgm
def test_migrations_without_trigrams_make_the_same(empty_database_url):
    assert list(check.faults(empty_database_url)) == []


def faults_after(database: Database, now, *statements: str) -> list[str]:
    with database.write(DPO, now) as uow:
        for statement in statements:
            uow.connection.execute(text(statement))
    with database.engine.connect() as connection:
        return check.differences(connection)


def test_a_forgotten_column_and_a_lost_index_are_found(database, now):
    found = faults_after(
        database, now, "ALTER TABLE counters ADD COLUMN extra INTEGER", "DROP INDEX ix_activities_office_id"
    )
    assert len(found) == 2
    assert "extra" in "".join(found)
    assert "ix_activities_office_id" in "".join(found)


def test_a_lost_trigger_is_found(database, now):
    drop = {
        "sqlite": "DROP TRIGGER audit_events_no_replace",
        "postgresql": "DROP TRIGGER audit_events_no_truncate ON audit_events",
    }[database.dialect]
    assert faults_after(database, now, drop) == [f"{database.dialect}: trigger {drop.split()[2]} is missing"]


def test_a_migration_that_fails_at_its_end_leaves_nothing(empty_database_url, monkeypatch):
    make = op.create_table

    def make_all_but_the_trail(name, *columns, **options):
        if name == "audit_events":
            raise OSError(name)
        return make(name, *columns, **options)

    monkeypatch.setattr(op, "create_table", make_all_but_the_trail)
    with pytest.raises(OSError, match="audit_events"):
        migrate.upgrade(empty_database_url)
    monkeypatch.undo()

    database = Database(empty_database_url)
    assert sqlalchemy.inspect(database.engine).get_table_names() == []
    database.close()
    assert list(check.faults(empty_database_url)) == []


def test_the_command_is_quiet_when_all_is_right_and_says_what_is_not():
    done = subprocess.run([sys.executable, "-m", "ropa.db.check"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_upgrading_again_changes_nothing(database_url, now):
    migrate.upgrade(database_url)
    database = Database(database_url)
    with database.read(DPO, now) as uow:
        assert migrate.present(uow) == migrate.newest()
    database.close()
