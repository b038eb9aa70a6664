"""The test databases themselves: clean, migrated, apart from each other, and with the rights a ministry would give."""

import subprocess
import sys

import pytest
import sqlalchemy
from sqlalchemy.exc import ProgrammingError

from tests.support.cluster import remove_run_folder
from tests.support.databases import Databases

EXTENSION = sqlalchemy.text("SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'")


def _tables(url: str) -> list[str]:
    engine = sqlalchemy.create_engine(url)
    try:
        return sorted(sqlalchemy.inspect(engine).get_table_names())
    finally:
        engine.dispose()


def _ask(url: str, *statements: str) -> object:
    engine = sqlalchemy.create_engine(url)
    try:
        with engine.begin() as connection:
            answer = [connection.execute(sqlalchemy.text(each)) for each in statements][-1]
            return answer.scalar() if answer.returns_rows else None
    finally:
        engine.dispose()


def test_a_database_is_migrated(database_url):
    assert "alembic_version" in _tables(database_url)


def test_an_opened_database_is_the_clean_one(database, database_url):
    assert database.url == database_url


def test_an_empty_database_has_no_table(empty_database_url):
    assert _tables(empty_database_url) == []


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_databases_do_not_see_each_other(databases: Databases, kind):
    first, second = databases.make(kind), databases.make(kind)
    try:
        _ask(first, "CREATE TABLE only_here (id integer)")
        assert "only_here" in _tables(first)
        assert "only_here" not in _tables(second)
    finally:
        databases.drop(first)
        databases.drop(second)


@pytest.mark.only_on("postgresql")
def test_trigrams_of_thai_words_are_found(database_url):
    assert _ask(database_url, "SELECT cardinality(show_trgm('ทดสอบ')) > 0") is True


@pytest.mark.only_on("postgresql")
def test_nobody_works_as_superuser(database_url):
    assert _ask(database_url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False


@pytest.mark.pg_without_trgm
def test_a_database_without_trigrams_cannot_get_them(database_url):
    assert _ask(database_url, str(EXTENSION)) == 0
    with pytest.raises(ProgrammingError, match="permission denied"):
        _ask(database_url, "CREATE EXTENSION pg_trgm")


def test_a_folder_whose_server_was_killed_is_removed(tmp_path):
    gone = subprocess.Popen([sys.executable, "-c", "pass"])
    gone.wait()
    data = tmp_path / "run" / "postgresql" / "data"
    data.mkdir(parents=True)
    (data / "postmaster.pid").write_text(f"{gone.pid}\n{data}\n")

    remove_run_folder(tmp_path / "run")

    assert not (tmp_path / "run").exists()
