"""What becomes of a batch of the exchange log: stored once, whole or not at all, and nothing of it is ever changed."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ropa.disclosures import service_sources
from ropa.errors import Conflict, Invalid, NotFound
from schemas.access import Role
from tests.support.actors import PHETCHABURI, PRACHUAP, person, somebody
from tests.support.exchange_lines import OTHER, PERSON, add_source, line, lines, send
from tests.support.world import DPO


@pytest.fixture
def log(register, now):
    with register.write(DPO, now) as uow:
        add_source(uow)
    return register


def stored(database):
    with database.engine.connect() as connection:
        return connection.execute(text("SELECT * FROM exchange_lines ORDER BY number")).mappings().all()


def test_a_batch_is_stored_once_however_often_it_is_sent(log, now):
    for is_repeated in (False, True):
        with log.write(DPO, now) as uow:
            answer = send(uow, lines(5, now))
        assert (answer.lines, answer.stored, answer.is_repeated) == (5, 5, is_repeated)
    assert len(stored(log)) == 5


def test_a_batch_key_stands_for_one_batch(log, now):
    with log.write(DPO, now) as uow:
        send(uow, lines(2, now))
    with pytest.raises(Conflict), log.write(DPO, now) as uow:
        send(uow, lines(3, now))


def test_a_line_that_stands_already_is_not_stored_twice(log, now):
    with log.write(DPO, now) as uow:
        send(uow, lines(5, now)[:4])
    with log.write(DPO, now) as uow:
        answer = send(uow, lines(5, now), key="2")
    assert (answer.lines, answer.stored) == (5, 1)
    assert [row["number"] for row in stored(log)] == [1, 2, 3, 4, 5]


def test_the_same_number_with_other_content_is_named_and_overwrites_nothing(log, now):
    with log.write(DPO, now) as uow:
        send(uow, lines(2, now))
    before = stored(log)
    changed = [line(2, now, agency="AG-99", person=OTHER), line(3, now)]
    with pytest.raises(Invalid) as caught, log.write(DPO, now) as uow:
        send(uow, changed, key="2")
    (problem,) = caught.value.problems
    assert problem.pointer == "/lines/2/number"
    assert "agency, person" in problem.message_en
    assert "มีอยู่แล้ว" in problem.message_th
    assert stored(log) == before


def test_no_number_of_a_person_and_no_token_lies_in_the_database_or_the_trail(log, now):
    with log.write(DPO, now) as uow:
        send(uow, [line(1, now, token="very-secret-token")])
    with log.engine.connect() as connection:
        tables = ("exchange_lines", "exchange_terms", "exchange_batches", "audit_events")
        found = [str(row) for table in tables for row in connection.execute(text(f"SELECT * FROM {table}"))]  # noqa: S608 - constants
    assert not any(PERSON in row or "very-secret-token" in row for row in found)
    (row,) = stored(log)
    assert len(bytes(row["person"])) == 16
    assert row["tail"] == int(PERSON[-3:])


def test_lines_cannot_be_changed_replaced_or_deleted(log, now):
    with log.write(DPO, now) as uow:
        send(uow, lines(2, now))
    copied = "SELECT source_id, number, 0, batch_id, agency_id, service_id, provider_id, status_id, ip_id, token_id"
    statements = [
        "UPDATE exchange_lines SET at = 0",
        "DELETE FROM exchange_lines",
        "UPDATE exchange_terms SET text = 'x'",
        "UPDATE exchange_sources SET code = 'x'",
        f"INSERT OR REPLACE INTO exchange_lines {copied}, person, tail FROM exchange_lines"
        if log.dialect == "sqlite"
        else "TRUNCATE exchange_lines",
    ]
    before = stored(log)
    for statement in statements:
        with pytest.raises(DBAPIError), log.engine.begin() as connection:
            connection.execute(text(statement))
    assert stored(log) == before


def test_whole_days_go_when_their_time_is_over_and_the_trail_says_so(log, now):
    old = now - timedelta(days=200)
    with log.write(DPO, old) as uow:
        send(uow, lines(3, old))
    with log.write(person("dpo", Role.DPO), now) as uow:
        send(uow, [line(9, now)], key="2")
        assert not service_sources.waits(uow)
        service_sources.keep(uow, "portal", keeping(90))
        assert service_sources.waits(uow)
        assert service_sources.drop_old(uow) == 3
        assert not service_sources.waits(uow)
    assert [row["number"] for row in stored(log)] == [9]
    with log.engine.connect() as connection:
        actions = connection.scalars(text("SELECT action FROM audit_events ORDER BY id")).all()
    assert actions[-2:] == ["exchange_log.keeping_changed", "exchange_log.dropped"]
    with pytest.raises(Invalid, match="90 days"), log.write(DPO, now) as uow:
        send(uow, lines(3, old), key="3")


def keeping(days):
    from schemas.exchange_log import ExchangeKeeping

    return ExchangeKeeping(keep_days=days, reason="ลดระยะเวลาเก็บ")


def test_a_system_sends_for_its_own_office_only(log, now):
    with log.write(somebody(Role.SERVICE, PRACHUAP), now) as uow, pytest.raises(NotFound):
        send(uow, lines(1, now))
    with log.write(somebody(Role.SERVICE, PHETCHABURI), now) as uow:
        assert send(uow, lines(1, now)).stored == 1
