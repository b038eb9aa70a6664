"""What the connection and the role may do: nothing but what the binding names."""

import traceback

import pytest
import sqlalchemy as sa

from ropa.erasure.rules_limits import limits
from ropa.erasure.target import Target
from ropa.erasure.target_catalogue import inspect
from ropa.erasure.target_errors import told
from ropa.erasure.target_roles import advise
from ropa.erasure.target_run import execute
from ropa.erasure.target_statements import Statements
from ropa.erasure.target_tidy import tidy
from ropa.errors import Invalid, Unavailable
from schemas.erasure import RunState, TargetDialect
from tests.support.targets import (
    SECRET,
    MemoryJournal,
    hashes,
    no_gate,
    office_binding,
    planned,
    run,
)


@pytest.mark.only_on("sqlite")  # on PostgreSQL the role's rights do this
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE other SET note = 'x'",
        "DELETE FROM other",
        "INSERT INTO applicant VALUES (999, 'x', 'x', 'x')",
        "UPDATE applicant SET applied = '2017-01-01'",
        "UPDATE applicant SET id = id + 1000",
        "CREATE TABLE mine (id INTEGER)",
        "DROP TABLE applicant",
        "ALTER TABLE applicant ADD COLUMN x TEXT",
        "CREATE TRIGGER t AFTER DELETE ON applicant BEGIN DELETE FROM other; END",
        "ATTACH DATABASE ':memory:' AS elsewhere",
        "PRAGMA foreign_keys = OFF",
        "PRAGMA secure_delete = OFF",
        "PRAGMA schema_version = 7",
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = ''",
        "REINDEX",
        "VACUUM",
    ],
)
def test_the_connection_refuses_every_other_change(target, office_url, statement):
    binding = office_binding(office_url)
    before = hashes(office_url)
    with target.reading() as connection:
        statements = Statements(binding, inspect(connection, binding))
    with pytest.raises(sa.exc.DBAPIError), target.writing(statements.writes()) as connection:
        connection.exec_driver_sql(statement)
    with pytest.raises(sa.exc.DBAPIError), target.reading() as connection:
        connection.exec_driver_sql(statement)
    assert hashes(office_url) == before
    with target.writing(statements.writes()) as connection:
        assert connection.exec_driver_sql("UPDATE applicant SET name = '0' WHERE id = 21").rowcount == 1


def as_role(url: str, role: str) -> str:
    return sa.make_url(url).set(username=role).render_as_string(hide_password=False)


@pytest.fixture
def role(office_url):
    """A role without any right, for as long as the test."""
    name = 'Least "of" them'
    quoted = '"' + name.replace('"', '""') + '"'
    superuser = as_role(office_url, "postgres")
    run(superuser, f"CREATE ROLE {quoted} LOGIN")
    yield name
    run(superuser, f"DROP OWNED BY {quoted}", f"DROP ROLE {quoted}")


@pytest.mark.only_on("postgresql")  # SQLite has no roles
def test_the_advised_role_can_do_the_work_and_nothing_else(office_url, role):
    binding = office_binding(office_url)
    advice = advise(binding, role)
    run(as_role(office_url, "postgres"), *(each for each in advice.statements if not each.startswith("CREATE ROLE")))
    with Target(as_role(office_url, role), TargetDialect.POSTGRESQL) as least:
        with least.reading() as connection:
            assert [note.code for note in inspect(connection, binding).role_notes] == []
        plan = planned(least, binding)
        outcome = execute(least, binding, plan, MemoryJournal(), no_gate, secret=SECRET)
        assert (outcome.state, outcome.deleted) == (RunState.DONE, [20, 14, 40])
        notes = tidy(least, binding)
        assert {note.code for note in notes} == {"vacuum_needed"}
        assert "vacuum_needed" in {limit.code for limit in limits(binding, notes) if limit.follow_up}
        with pytest.raises(sa.exc.ProgrammingError), least.outside() as connection:
            connection.exec_driver_sql("SELECT * FROM public.other")


def test_nothing_is_overwritten_that_cannot_be_deleted(target, office_url):
    run(office_url, "CREATE TABLE claim (id INTEGER PRIMARY KEY, applicant_id INTEGER REFERENCES applicant (id))")
    binding = office_binding(office_url)
    plan = planned(target, binding)
    assert plan.faults == []
    run(office_url, "INSERT INTO claim VALUES (1, 30)")
    before = hashes(office_url, without={"applicant": "id < 28", "document": "id > 0", "page": "id > 0"})
    outcome = execute(target, binding, plan, MemoryJournal(), no_gate, secret=SECRET)
    assert (outcome.state, outcome.batches_done, outcome.overwritten[0]) == (RunState.STOPPED, 1, 7)
    assert "breaks a rule of a table" in outcome.problems[0].message_en
    assert "30" not in str(outcome.problems)
    assert hashes(office_url, without={"applicant": "id < 28", "document": "id > 0", "page": "id > 0"}) == before
    run(office_url, "DELETE FROM claim")


@pytest.mark.only_on("postgresql")  # SQLite has no roles
def test_rights_that_lack_refuse_and_rights_beyond_are_told(office_url, role):
    binding = office_binding(office_url)
    superuser = as_role(office_url, "postgres")
    run(superuser, f'GRANT SELECT ON applicant, document, page TO "{role.replace(chr(34), chr(34) * 2)}"')
    with Target(as_role(office_url, role), TargetDialect.POSTGRESQL) as poor, pytest.raises(Invalid) as refused:
        planned(poor, binding)
    lacking = [each.message_en for each in refused.value.problems]
    assert "The role lacks DELETE on table public.page" in lacking
    assert "The role lacks UPDATE (cid) on table public.applicant" in lacking
    with Target(superuser, TargetDialect.POSTGRESQL) as mighty, mighty.reading() as connection:
        notes = {note.code: note.message_en for note in inspect(connection, binding).role_notes}
    assert {"superuser", "attributes", "writes_elsewhere", "owner"} <= notes.keys()
    assert "public.other" in notes["writes_elsewhere"]


def test_other_databases_are_refused_without_repeating_the_address(tmp_path):
    for url in ("mysql+pymysql://u:secret@h/d", "oracle://u:secret@h/d", "nonsense secret"):
        with pytest.raises(Invalid) as refused:
            Target(url, TargetDialect.POSTGRESQL)
        assert "secret" not in str(refused.value)
    with pytest.raises(Invalid, match="The address is of sqlite"):
        Target(f"sqlite:///{tmp_path}/x", TargetDialect.POSTGRESQL)
    with pytest.raises(Unavailable):
        Target(f"sqlite:///{tmp_path}/absent.sqlite", TargetDialect.SQLITE)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:p@ss:w0rdSECRET@h/db",
        "postgresql://u:p@h:SECRET/db",
        "postgresql://u:SECRET@127.0.0.1:1/db?SECRET=1",
        "postgresql://u:p@SECRET.invalid:1/db",
        "postgresql+SECRET://u:p@127.0.0.1:1/db?plugin=SECRET",
        "SECRET://u:p@h/db",
        "sqlite:///{file}?timeout=SECRET",
        "sqlite:///{file}?check_same_thread=SECRET",
        "sqlite:///" + "SECRET" * 500,
    ],
)
def test_no_text_of_an_address_is_ever_told(tmp_path, url):
    file = tmp_path / "file.sqlite"
    file.write_bytes(b"")
    kind = TargetDialect.SQLITE if url.startswith("sqlite") else TargetDialect.POSTGRESQL
    with (
        pytest.raises((Invalid, Unavailable, sa.exc.DBAPIError)) as refused,
        Target(url.format(file=file), kind, name="HR") as opened,
        opened.reading() as connection,
    ):
        connection.exec_driver_sql("SELECT 1")
    said = "".join(traceback.format_exception(refused.value))
    assert "SECRET" not in said.replace(url, "")
    if isinstance(refused.value, Invalid) and not url.startswith("SECRET"):
        assert "ROPA_TARGET_HR_URL" in said
    assert told(refused.value).message_en


def test_tidying_up_changes_no_row(target, office_url):
    binding = office_binding(office_url)
    before = hashes(office_url)
    codes = {note.code for note in tidy(target, binding)}
    assert codes == ({"file_vacuumed", "no_wal"} if office_url.startswith("sqlite") else {"vacuumed"})
    assert hashes(office_url) == before
    reached = {limit.code for limit in limits(binding)}
    assert {"backups", "replicas", "exports", "storage"} <= reached
    assert ("wal" in reached) == office_url.startswith("postgresql")
