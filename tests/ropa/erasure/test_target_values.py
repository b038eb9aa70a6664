"""What is written over values of every type, and what of the old values is left in a SQLite file."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from ropa.erasure.rules_keys import masked
from ropa.erasure.target_run import execute
from ropa.erasure.target_tidy import tidy
from schemas.erasure import BatchPhase, ColumnFill, EraseMethod, JournalEntry, RunState
from tests.support.target_case import person_binding
from tests.support.targets import SECRET, MemoryJournal, kind_of, no_gate, office_binding, opened, planned, run

# Type, a value, what zeros are (as text).
TYPES = {
    "postgresql": [
        ("text", "'ข้อมูล'", "000000"),
        ("varchar(13)", "'1234567890123'", "0000000000000"),
        ("char(5)", "'ab'", "00"),
        ("smallint", "7", "0"),
        ("integer", "2147483647", "0"),
        ("bigint", "9223372036854775807", "0"),
        ("numeric(8,2)", "999999.99", "0.00"),
        ("numeric", "1.5", "0"),
        ("real", "1.5", "0"),
        ("double precision", "1.5", "0"),
        ("boolean", "true", "false"),
        ("date", "'2001-02-03'", "1970-01-01"),
        ("timestamp", "'2001-02-03 04:05'", "1970-01-01 00:00:00"),
        ("timestamptz", "'2001-02-03 04:05Z'", "1970-01-01 07:00:00+07"),
        ("time", "'04:05'", "00:00:00"),
        ("bytea", r"'\x0102'", r"\x0000"),
        ("json", "'{\"a\": 1}'", "0"),
        ("jsonb", "'{\"a\": 1}'", "0"),
        ("uuid", "'0d0c7bb0-37a5-4b43-8d1c-2b0b7c8a8a01'", "00000000-0000-0000-0000-000000000000"),
    ],
    "sqlite": [
        ("TEXT", "'ข้อมูล'", "000000"),
        ("VARCHAR(13)", "'1234567890123'", "0000000000000"),
        ("INTEGER", "9223372036854775807", "0"),
        ("NUMERIC(8,2)", "1.5", "0"),
        ("REAL", "1.5", "0.0"),
        ("BOOLEAN", "1", "0"),
        ("DATE", "'2001-02-03'", "1970-01-01"),
        ("DATETIME", "'2001-02-03 04:05'", "1970-01-01 00:00:00"),
        ("TIME", "'04:05'", "00:00:00"),
        ("BLOB", "x'0102'", "0000"),
        ("JSON", "'{\"a\": 1}'", "0"),
        ("", "x'01'", "00"),
        ("INTEGER", "'a text in it'", "0"),
        ("TEXT", "x'0304'", "0000"),
    ],
}


@pytest.mark.parametrize("method", [EraseMethod.OVERWRITE_ZERO, EraseMethod.OVERWRITE_RANDOM])
def test_values_of_every_type_are_overwritten_and_null_stays_null(target, empty_database_url, method):
    kind = kind_of(empty_database_url)
    types = TYPES[kind.value]
    names = [f"c{number}" for number in range(len(types))]
    declared = ", ".join(f"{name} {each[0]}" for name, each in zip(names, types, strict=True))
    values = ", ".join(value for _, value, _ in types)
    rows = [(1, values), (2, values), (3, ", ".join("NULL" for _ in types))]
    run(
        empty_database_url,
        f"CREATE TABLE typed (id INTEGER PRIMARY KEY, applied DATE, {declared})",
        *(f"INSERT INTO typed VALUES ({number}, '2017-01-01', {row})" for number, row in rows),  # noqa: S608 - own
    )
    binding = person_binding(kind, table="typed", columns=[ColumnFill(column=name) for name in names], method=method)
    shown = "CASE typeof({0}) WHEN 'blob' THEN hex({0}) ELSE CAST({0} AS text) END"
    shown = shown if kind.value == "sqlite" else "CAST({0} AS text)"
    texts = ", ".join(shown.format(name) for name in names)
    seen: list[list[object]] = []

    class Looking(MemoryJournal):
        def write(self, entry: JournalEntry) -> None:
            super().write(entry)
            if entry.phase is BatchPhase.OVERWRITTEN:
                with opened(empty_database_url) as engine, engine.connect() as connection:
                    if kind.value == "postgresql":
                        connection.exec_driver_sql("SET timezone = 'Asia/Bangkok'")
                    query = sa.text(f"SELECT {texts} FROM typed ORDER BY id")  # noqa: S608 - own names
                    seen.extend(list(row) for row in connection.execute(query))

    outcome = execute(target, binding, planned(target, binding), Looking(), no_gate, secret=SECRET)
    assert (outcome.state, outcome.problems) == (RunState.DONE, [])
    assert seen[2] == [None] * len(names)
    if method is EraseMethod.OVERWRITE_ZERO:
        assert seen[0] == seen[1] == [zero for *_, zero in types]
    else:
        same = [each[0] for each, one, other in zip(types, *seen[:2], strict=True) if one == other]
        # Two random truth values, small numbers or single bytes may be the same by chance.
        assert set(same) <= {"boolean", "BOOLEAN", "smallint", "", "char(5)", "bytea", "BLOB", "TEXT"}
        told = [each for each, one in zip(types, seen[0], strict=True) if one == each[1].strip("'")]
        assert {each[0] for each in told} <= {"boolean", "BOOLEAN", "char(5)", "smallint"}


@pytest.mark.only_on("sqlite")  # PostgreSQL keeps old versions of rows; the certificate says so
@pytest.mark.parametrize("mode", ["delete", "wal"])
def test_nothing_of_the_old_values_is_left_in_the_file(target, office_url, mode):
    run(office_url, f"PRAGMA journal_mode={mode}")
    file = Path(sa.make_url(office_url).database or "")
    # A row's name is followed by its date: "ผู้สมัคร 2" and "2016" would be found as "ผู้สมัคร 22".
    wanted = [f"ผู้สมัคร {number}2017".encode() for number in range(21, 41)]
    assert all(each in _bytes(file) for each in wanted)
    binding = office_binding(office_url)
    assert execute(target, binding, planned(target, binding), MemoryJournal(), no_gate, secret=SECRET).problems == []
    assert {note.code for note in tidy(target, binding)} >= {"file_vacuumed"}
    target.close()
    left = _bytes(file)
    assert [each for each in wanted if each in left] == []
    assert "ผู้สมัคร 202016".encode() in left


def _bytes(file: Path) -> bytes:
    return b"".join(each.read_bytes() for each in sorted(file.parent.glob(f"{file.name}*")))


def test_a_masked_key_shows_its_ends_and_its_length():
    assert masked(("1234567890123",)) == "1•••••••••••3 (13)"
    assert masked((12,)) == "•• (2)"
    assert masked(("ก" * 500, 4567)) == f"ก{'•' * 12}ก (500) + 4••7 (4)"
