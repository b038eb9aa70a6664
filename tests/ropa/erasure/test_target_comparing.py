"""Values that differ and that a database takes for the same; an approved row is never swapped for one like it."""

from decimal import Decimal

import pytest
import sqlalchemy as sa

from ropa.erasure.rules_keys import canonical
from ropa.erasure.rules_sqlite_text import affinity, read_collations
from ropa.erasure.target_catalogue import inspect
from ropa.erasure.target_run import execute
from ropa.erasure.target_statements import Statements
from ropa.errors import Invalid
from schemas.erasure import ChildTable, ColumnFill, Filter, Link, RunState
from tests.support.target_case import PERSON, person_binding
from tests.support.targets import SECRET, MemoryJournal, counted, kind_of, no_gate, planned, run


@pytest.mark.only_on("postgresql")  # SQLite's numbers have 64 bits
def test_a_stranger_with_a_key_of_31_digits_does_not_take_an_approved_row_s_place(target, empty_database_url):
    run(
        empty_database_url,
        "CREATE TABLE coded (code NUMERIC(31) PRIMARY KEY, name TEXT, applied DATE)",
        "INSERT INTO coded VALUES (1234567890123456789012345678901, 'x', '2017-01-01')",
    )
    binding = person_binding(kind_of(empty_database_url), table="coded", key=["code"])
    plan = planned(target, binding)
    run(empty_database_url, "UPDATE coded SET code = code + 1")
    assert execute(target, binding, plan, MemoryJournal(), no_gate, secret=SECRET).state is RunState.STOPPED
    assert counted(empty_database_url, "coded", "name = 'x'") == 1


def test_numbers_are_keys_with_all_their_digits():
    assert canonical([Decimal("1234567890123456789012345678901.50")]) == b"d33:1234567890123456789012345678901.5"
    assert canonical([Decimal("1.50")]) == canonical([Decimal("1.5")])
    assert canonical([Decimal("1E+3")]) == canonical([Decimal("1000.00")]) == b"d4:1000"
    assert canonical([Decimal("-0.0")]) == canonical([Decimal(0)]) == b"d1:0"


@pytest.mark.only_on("postgresql")  # SQLite says a column's collation in its table's text
@pytest.mark.parametrize("column", ["code", "kind", "applied"])
def test_a_collation_that_folds_is_refused_wherever_rows_are_found_by_it(target, empty_database_url, column):
    superuser = sa.make_url(empty_database_url).set(username="postgres").render_as_string(hide_password=False)
    columns = {"code": "TEXT UNIQUE NOT NULL", "kind": "TEXT", "applied": "TEXT"}
    columns[column] = columns[column].replace("TEXT", "TEXT COLLATE folding")
    run(
        empty_database_url,
        'CREATE COLLATION folding FROM "C"',
        f"CREATE TABLE coded ({', '.join(f'{name} {type_}' for name, type_ in columns.items())}, name TEXT)",
    )
    # No server of the tests has ICU, which alone has such collations.
    run(superuser, "UPDATE pg_collation SET collisdeterministic = false WHERE collname = 'folding'")
    binding = person_binding(
        kind_of(empty_database_url), table="coded", key=["code"], filters=[Filter(column="kind", value="out")]
    )
    with pytest.raises(Invalid) as refused:
        planned(target, binding)
    assert [each.message_en for each in refused.value.problems] == [
        (
            f"Column {column} of table public.coded is compared by text public.folding, which takes values that differ "
            "for the same: rows of others could be reached. Refused"
        )
    ]


@pytest.mark.only_on("sqlite")
def test_even_unrefused_a_link_reaches_the_children_of_exactly_the_approved_rows(target, empty_database_url):
    run(
        empty_database_url,
        "CREATE TABLE coded (code TEXT PRIMARY KEY, name TEXT, applied DATE)",
        "CREATE TABLE paper (id INTEGER PRIMARY KEY, code TEXT COLLATE NOCASE, words TEXT)",
        "INSERT INTO coded VALUES ('ab1', 'x', '2017-01-01'), ('AB1', 'x', '2024-01-01')",
        "INSERT INTO paper VALUES (1, 'ab1', 'x'), (2, 'AB1', 'x')",
    )
    link = [Link(column="code", parent_column="code")]
    child = ChildTable(table="paper", links=link, columns=[ColumnFill(column="words")])
    binding = person_binding(kind_of(empty_database_url), table="coded", key=["code"], children=[child])
    with target.reading() as connection:
        statements = Statements(binding, inspect(connection, binding))
        assert connection.execute(statements.count(1, [("ab1",)])).scalar_one() == 1
        assert connection.execute(statements.of_holding(1)).scalar_one() == 1


def test_the_collation_of_each_column_is_read_out_of_its_table():
    text = """CREATE TABLE t (a TEXT, "B c" VARCHAR(5) NOT NULL collate [NoCase] DEFAULT 'COLLATE x', c TEXT CHECK
        (c COLLATE NOCASE <> 'x'), -- COLLATE RTRIM,
        d TEXT COLLATE NOCASE COLLATE binary, "collate" TEXT, E TEXT COLLATE 'rtrim', UNIQUE (a COLLATE NOCASE))"""
    assert read_collations(text) == {"b c": "NOCASE", "d": "BINARY", "e": "RTRIM"}


@pytest.mark.parametrize(
    ("declared", "found"),
    [
        ("VARCHAR(5)", "TEXT"),
        ("CHARINT", "INTEGER"),
        ("FLOATING POINT", "INTEGER"),
        ("UUID", "NUMERIC"),
        ("STRING", "NUMERIC"),
        ("DOUBLE", "REAL"),
        ("blob", "NONE"),
        ("", "NONE"),
        ("ANY", "NUMERIC"),
    ],
)
def test_sqlite_s_affinity_is_that_of_its_own_rule(target, empty_database_url, declared, found):
    assert affinity(declared, strict=False) == found
    assert affinity("ANY", strict=True) == "NONE"


@pytest.mark.only_on("postgresql")  # SQLite has no materialised views
def test_a_materialised_view_over_a_view_is_told_as_a_copy(target, empty_database_url):
    run(
        empty_database_url,
        *PERSON,
        "CREATE VIEW seen AS SELECT * FROM person",
        "CREATE VIEW again AS SELECT * FROM seen",
        "CREATE MATERIALIZED VIEW kept AS SELECT * FROM again",
        "CREATE MATERIALIZED VIEW more AS SELECT * FROM kept",
    )
    told = [note.message_en for note in planned(target, person_binding(kind_of(empty_database_url))).notes]
    copies = [each for each in told if "has a copy" in each]
    assert [each.split(" has")[0] for each in copies] == [
        "materialised view public.kept",
        "materialised view public.more",
    ]


@pytest.mark.only_on("sqlite")
def test_a_schema_s_own_calls_of_the_program_s_functions_are_refused(target, empty_database_url):
    run(empty_database_url, *PERSON, "CREATE VIEW seen AS SELECT name REGEXP 'x' FROM person")
    with pytest.raises(sa.exc.OperationalError, match="unsafe use of REGEXP"), target.reading() as connection:
        connection.exec_driver_sql("SELECT * FROM seen")
