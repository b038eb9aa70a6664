"""Searching the exchange log: newest first, page after page, nothing of other offices, and people by their hash."""

import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import text

from ropa.disclosures import service_log
from ropa.errors import Forbidden, Invalid
from schemas.access import Role
from schemas.exchange_log import ExchangeFilter, ExchangeSearch
from tests.support.actors import PHETCHABURI, PRACHUAP, person, somebody
from tests.support.exchange_lines import KEYS, OTHER, PERSON, add_source, line, send
from tests.support.world import DPO


@pytest.fixture
def log(register, now):
    """Two systems of two offices; forty lines each, of two agencies, some in the same moment."""
    with register.write(DPO, now) as uow:
        for code, office in (("portal", PHETCHABURI), ("factory", PRACHUAP)):
            add_source(uow, code, office)
            rows = [
                line(
                    number,
                    now - timedelta(minutes=number // 4),
                    agency=f"AG-{number % 2}",
                    status="500" if number % 10 == 0 else "200",
                    person=OTHER if number % 8 == 0 else PERSON,
                )
                for number in range(1, 41)
            ]
            send(uow, rows, source=code)
    return register


def walk(database, now, wanted, limit=7, actor=DPO):
    found, cursor, steps = [], None, 0
    with database.write(actor, now) as uow:
        while True:
            page = service_log.search(uow, wanted, cursor, limit)
            found += page.items
            steps += 1
            cursor = page.next_cursor
            if cursor is None:
                return found, steps


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        ({}, range(1, 41)),
        ({"agency": "AG-1"}, range(1, 41, 2)),
        ({"status": "500"}, range(10, 41, 10)),
        ({"agency": "AG-0", "status": "500", "ip": "10.0.0.1"}, range(10, 41, 10)),
        ({"service": "ไม่มี"}, ()),
    ],
)
def test_pages_give_every_line_once_newest_first(log, now, monkeypatch, wanted, numbers):
    monkeypatch.setattr(service_log, "MOST_LOOKED_AT", 0)
    monkeypatch.setattr("ropa.disclosures.store_search.LEAST_LOOKED_AT", 3)
    found, _ = walk(log, now, ExchangeFilter(**wanted))
    assert sorted((each.source, each.number) for each in found) == [
        (source, number) for source in ("factory", "portal") for number in numbers
    ]
    assert [each.at for each in found] == sorted((each.at for each in found), reverse=True)


def test_a_step_looks_at_so_many_lines_and_tells_how_far_it_got(log, now, monkeypatch):
    monkeypatch.setattr(service_log, "MOST_LOOKED_AT", 0)
    monkeypatch.setattr("ropa.disclosures.store_search.LEAST_LOOKED_AT", 3)
    with log.write(DPO, now) as uow:
        page = service_log.search(uow, ExchangeFilter(status="500"), None, 7)
    assert page.items == []
    assert page.next_cursor is not None
    assert page.searched_to is not None


def test_lines_of_one_moment_more_than_a_step_looks_at_do_not_stop_the_search(register, now, monkeypatch):
    monkeypatch.setattr(service_log, "MOST_LOOKED_AT", 0)
    monkeypatch.setattr("ropa.disclosures.store_search.LEAST_LOOKED_AT", 3)
    with register.write(DPO, now) as uow:
        add_source(uow)
        send(uow, [line(number, "2026-11-01", status=str(number)) for number in range(1, 20)])
    found, steps = walk(register, now, ExchangeFilter(status="1"))
    assert [each.number for each in found] == [1]
    assert steps < 5


def test_a_person_is_found_by_hash_and_the_trail_tells_of_it_without_the_number(log, now):
    wanted = service_log.filter_of(KEYS, ExchangeSearch(person=f"{OTHER[0]}-{OTHER[1:5]} {OTHER[5:]}"))
    found, _ = walk(log, now, wanted)
    assert {each.number for each in found} == {8, 16, 24, 32, 40}
    assert {each.person_tail for each in found} == {OTHER[-3:]}
    with log.engine.connect() as connection:
        query = "SELECT details FROM audit_events WHERE action = 'exchange_log.person_searched'"
        details = [bytes(each) for each in connection.scalars(text(query))]
    assert len(details) == 1
    assert OTHER.encode() not in details[0]
    assert (wanted.person_hash or "").encode() not in details[0]


def test_a_person_s_number_or_a_token_typed_in_a_wrong_field_is_refused_and_goes_nowhere(log, now):
    wrong = ExchangeFilter(agency=PERSON, status="eyJhbGciOi.secret", activity_id=PERSON, source=PERSON)
    for use in (service_log.search, service_log.count, service_log.excerpt):
        with pytest.raises(Invalid) as caught, log.write(DPO, now) as uow:
            use(uow, wrong)
        assert {each.pointer for each in caught.value.problems} == {"/agency", "/status", "/activity_id", "/source"}
        assert PERSON not in str(caught.value)
    with log.write(DPO, now) as uow:
        service_log.excerpt(uow, ExchangeFilter(agency="AG-1", service="ทะเบียนโรงงาน?tok=abc"))
    with log.engine.connect() as connection:
        details = str(connection.execute(text("SELECT details FROM audit_events")).all())
    assert "tok=" not in details
    assert PERSON not in details


def test_nobody_finds_lines_of_offices_without_the_right(log, now):
    found, _ = walk(log, now, ExchangeFilter(), actor=somebody(Role.AUDITOR, PRACHUAP))
    assert {each.source for each in found} == {"factory"}
    with pytest.raises(Forbidden):
        walk(log, now, ExchangeFilter(), actor=somebody(Role.RECORDER, PRACHUAP))


def test_an_excerpt_is_every_line_with_its_hash(log, now):
    wanted = ExchangeFilter(source="portal", since=now - timedelta(minutes=2), until=now)
    with log.write(person("dpo", Role.DPO), now) as uow:
        made = service_log.excerpt(uow, wanted)
        assert service_log.count(uow, wanted).count == made.count
    assert [each.number for each in made.lines] == [8, 9, 10, 11, 4, 5, 6, 7]
    assert made.sha256 == hashlib.sha256(service_log.ndjson(made.lines)).hexdigest()


def test_an_excerpt_of_everything_is_refused(log, now, monkeypatch):
    with log.write(DPO, now) as uow, pytest.raises(Invalid, match="31"):
        service_log.excerpt(uow, ExchangeFilter())
    monkeypatch.setattr(service_log, "MOST_EXCERPT", 10)
    with log.write(DPO, now) as uow, pytest.raises(Invalid, match="narrow"):
        service_log.excerpt(uow, ExchangeFilter(agency="AG-1"))


@pytest.mark.parametrize("cursor", ["x", "1.2", "1.2.3.4", "๑.๒.๓", "9" * 40 + ".1.1", "1.-1.1"])
def test_a_cursor_that_is_none_is_refused(log, now, cursor):
    with log.read(DPO, now) as uow, pytest.raises(Invalid):
        service_log.search(uow, ExchangeFilter(), cursor)
