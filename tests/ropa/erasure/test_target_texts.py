"""What is read out of the statements in SQLite's catalogue; whatever is not understood counts as dangerous."""

import pytest

from ropa.erasure.rules_checks import passes
from ropa.erasure.rules_sqlite_text import read_checks, read_trigger
from schemas.erasure import Fill
from schemas.erasure_catalogue import CheckInfo, ColumnInfo, ColumnKind


@pytest.mark.parametrize(
    ("statement", "events", "columns"),
    [
        ("CREATE TRIGGER t AFTER DELETE ON x BEGIN SELECT 1; END", ["DELETE"], []),
        (
            'create trigger if not exists main.t\nbefore update of a, "b c" on x begin select 1; end',
            ["UPDATE"],
            ["a", "b c"],
        ),
        ("CREATE TRIGGER [AFTER INSERT] DELETE ON x BEGIN SELECT 1; END", ["DELETE"], []),
        (
            'CREATE /* AFTER INSERT */ TRIGGER "TRIGGER" -- INSERT\n INSTEAD OF INSERT ON x BEGIN SELECT 1; END',
            ["INSERT"],
            [],
        ),
        ("CREATE TEMP TRIGGER ทริก AFTER UPDATE ON x BEGIN SELECT 1; END", ["UPDATE"], []),
        ("CREATE TRIGGER 'it''s' AFTER INSERT ON x BEGIN DELETE FROM y; END", ["INSERT"], []),
        ("", [], []),
        ("CREATE TRIGGER", [], []),
        ("CREATE TRIGGER t AFTER SOMETHING ON x", [], []),
    ],
)
def test_when_a_trigger_fires(statement, events, columns):
    assert read_trigger(statement)[:2] == (events, columns)


def test_names_in_a_trigger_are_found_however_they_are_quoted():
    text = 'CREATE TRIGGER t AFTER INSERT ON x BEGIN DELETE FROM "A b"; UPDATE [c]; DELETE FROM `d`, ตาราง; END'
    assert {"a b", "c", "d", "ตาราง"} <= read_trigger(text).names


def test_every_check_is_found_with_its_columns():
    text = """CREATE TABLE t (a TEXT CHECK (length(a) = 2) DEFAULT 'CHECK (z)', "check" TEXT,
        CONSTRAINT c CHECK ((b > 0) AND "d e" IS NOT NULL) -- CHECK (n)
    )"""
    assert [sorted(check.names - {"length"}) for check in read_checks(text)] == [
        ["a"],
        ["and", "b", "d e", "is", "not", "null"],
    ]


@pytest.mark.parametrize(
    ("text", "fill", "passing"),
    [
        ("CHECK ((length((name)::text) = 13))", None, True),
        ("length ( name ) <= 100 AND name <> ''", None, True),
        ("name IS NOT NULL", None, True),
        ("name IS NOT NULL", Fill.NULL, False),
        ("length(name) = 13", Fill.CONSTANT, False),
        ("length(name) = 13 OR name IN ('a')", None, False),
        ("name ~ '^[1-9]'", None, False),
        ("length(name) = 13 AND is_thai(name)", None, False),
    ],
)
def test_checks_that_are_known_to_pass(text, fill, passing):
    column = ColumnInfo(name="name", type="TEXT", kind=ColumnKind.TEXT, nullable=True)
    check = CheckInfo(name="c", columns=["name"], text=text)
    assert passes(check, column, fill, keeps_length=True) is passing
