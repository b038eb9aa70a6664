"""`ropa grant add`: the way to the first administrator."""

import io

import pytest
from sqlalchemy import text

from ropa.access import service_grants
from ropa.cli import main
from schemas.access import COMMAND_LINE, Role
from tests.support.web import national_id

NUMBER = national_id(9)


@pytest.fixture
def typed(monkeypatch):
    """Return a function that puts text on standard input."""
    return lambda words: monkeypatch.setattr("sys.stdin", io.StringIO(words))


def grants(register, now):
    with register.read(COMMAND_LINE, now) as uow:
        return [(each.role, each.office_id, each.valid_through) for each in service_grants.list_grants(uow).items]


def add(*more):
    return main(["grant", "add", "--role", "system_admin", "--office", "0", *more])


def test_the_first_administrator_comes_from_the_command_line(register, now, typed, capsys):
    typed(f"{NUMBER}\n")

    assert add() == 0
    assert "granted: system_admin office 0" in capsys.readouterr().out
    assert grants(register, now) == [(Role.SYSTEM_ADMIN, 0, None)]


def test_the_number_is_printed_nowhere_and_stored_nowhere_in_the_clear(register, now, typed, capsys):
    typed(NUMBER)
    add()
    said = capsys.readouterr()

    assert NUMBER not in said.out + said.err
    with register.read(COMMAND_LINE, now) as uow:
        for table in ("people", "grants", "audit_events"):
            assert NUMBER not in str(uow.connection.execute(text(f"SELECT * FROM {table}")).all())  # noqa: S608 - names from above


@pytest.mark.parametrize("last_day", ["30/9/2590", "30 ก.ย. 2590", "2047-09-30", "๓๐ กันยายน พ.ศ. ๒๕๙๐"])
def test_the_last_day_is_thai_or_iso(register, now, typed, last_day):
    typed(NUMBER)

    assert add("--until", last_day) == 0
    assert [each[2].isoformat() for each in grants(register, now)] == ["2047-09-30"]


@pytest.mark.parametrize("last_day", ["31/2/2590", "2590-09-30", "30/9/90", "soon", ""])
def test_a_day_that_is_none_or_can_be_read_in_two_ways_is_bad_usage(register, now, typed, last_day):
    typed(NUMBER)

    assert add("--until", last_day) == 2
    assert grants(register, now) == []


@pytest.mark.parametrize(("words", "code"), [("", 2), ("\n", 2), ("12345", 1), ("x" * 10_000, 1), ("\x00", 1)])
def test_what_is_no_number_gives_no_right(register, now, typed, capsys, words, code):
    typed(words)

    assert add() == code
    assert grants(register, now) == []


def test_an_unknown_office_or_a_past_day_is_a_problem(register, now, typed, capsys):
    typed(NUMBER)
    assert main(["grant", "add", "--role", "recorder", "--office", "99999"]) == 1
    typed(NUMBER)
    assert add("--until", "1/1/2560") == 1
    assert main(["grant", "add", "--role", "service", "--office", "0"]) == 2
    assert grants(register, now) == []
