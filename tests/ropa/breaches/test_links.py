"""Links by which a processor reports: shown once, ended at once, one suspicion for one report."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from ropa.breaches import service, service_links
from ropa.db.unit_of_work import Database
from ropa.errors import Forbidden, Invalid, NotFound, TooManyRequests
from ropa.keys import Keys
from schemas.access import Actor, Channel, Role
from schemas.breach import BreachPhase, BreachRecord, BreachSource
from schemas.breach_reports import BreachLinkMade, LinkInput, ProcessorReport
from tests.ropa.breaches.test_reporting import DPO, HOUR, reported
from tests.support.actors import PHETCHABURI, PRACHUAP, somebody

KEYS = Keys(b"s" * 32, b"i" * 32, b"f" * 32)
NOBODY = Actor(id="nobody", name="", channel=Channel.WEB)


def link(register: Database, now: datetime, days: int = 30) -> BreachLinkMade:
    with register.write(somebody(Role.REVIEWER, PHETCHABURI), now) as uow:
        return service_links.make(uow, LinkInput(office_id=PHETCHABURI, processor_name="บริษัทรับจ้าง ก", days=days))


def told(
    register: Database, now: datetime, token: str, breach_id: str | None = None, knew_at: datetime | None = None
) -> BreachRecord:
    given = ProcessorReport(knew_at=knew_at or now - 40 * HOUR, what="เซิร์ฟเวอร์ถูกเข้ารหัส", contact="02 000 0000")
    with register.write(NOBODY, now) as uow:
        return service_links.report(uow, KEYS, token, given, breach_id)


def test_a_token_is_shown_once_and_only_its_hash_is_kept(register, now):
    made = link(register, now)

    with register.engine.connect() as connection:
        stored = str(connection.execute(text("SELECT * FROM breach_links")).all())
        trail = str([bytes(row[0]) for row in connection.execute(text("SELECT details FROM audit_events"))])
    assert len(made.token) == 43
    assert made.path == f"/report/{made.token}"
    assert made.token not in stored + trail
    with register.read(DPO, now) as uow:
        assert [(each.id, each.is_open, each.uses) for each in service_links.links(uow).items] == [(made.id, True, 0)]


@pytest.mark.case("F.1", 12)
def test_a_processors_report_is_a_suspicion_since_it_was_received(register, now):
    made = told(register, now, link(register, now - HOUR).token)

    assert (made.phase, made.source, made.aware_at) == (BreachPhase.SUSPECTED, BreachSource.PROCESSOR, None)
    assert (made.received_at, made.processor_told_at, made.suspected_at) == (now, now, now)
    assert (made.warning_due_at, made.notify_office_due_at) == (now + 72 * HOUR, None)
    assert made.details.processor_knew_at == now - 40 * HOUR
    assert (made.details.processor_what, made.details.processor_contact) == ("เซิร์ฟเวอร์ถูกเข้ารหัส", "02 000 0000")
    with register.read(somebody(Role.DPO, PHETCHABURI), now) as uow:
        assert [each.id for each in service.running_clocks(uow)] == [made.id]


def test_a_report_sent_twice_makes_one_breach(register, now):
    token = link(register, now).token
    breach_id = reported(register, now, aware_at=now).id.replace("-7", "-8", 1)

    first = told(register, now, token, breach_id)
    again = told(register, now + HOUR, token, breach_id, knew_at=now - 40 * HOUR)

    assert first.id == again.id
    with register.read(DPO, now) as uow:
        assert service_links.links(uow).items[0].uses == 1


def test_a_link_that_ended_expired_or_never_was_is_not_there(register, now):
    ended, short = link(register, now), link(register, now, days=1)
    told(register, now + 23 * HOUR, short.token)
    with register.write(somebody(Role.REVIEWER, PHETCHABURI), now) as uow:
        service_links.revoke(uow, ended.id)
        assert not service_links.revoke(uow, ended.id).is_open
    for token, when in ((ended.token, now), (short.token, now + 24 * HOUR), ("x" * 43, now), ("x" * 5_000, now)):
        with pytest.raises(NotFound):
            told(register, when, token)


def test_links_are_made_and_ended_by_those_who_handle_breaches_of_the_office(register, now):
    made = link(register, now)
    given = LinkInput(office_id=PHETCHABURI, processor_name="ก")
    for actor in (somebody(Role.RECORDER, PHETCHABURI), somebody(Role.DPO, PRACHUAP)):
        with pytest.raises(Forbidden), register.write(actor, now) as uow:
            service_links.make(uow, given)
    with pytest.raises(NotFound), register.write(somebody(Role.DPO, PRACHUAP), now) as uow:
        service_links.revoke(uow, made.id)
    with register.read(somebody(Role.DPO, PRACHUAP), now) as uow:
        assert service_links.links(uow).items == []


@pytest.mark.parametrize("ahead", [timedelta(seconds=1), timedelta(days=365 * 543)])
def test_a_processor_cannot_have_known_later_than_now(register, now, ahead):
    token = link(register, now).token
    with pytest.raises(Invalid) as error:
        told(register, now, token, knew_at=now + ahead)
    assert [each.pointer for each in error.value.problems] == ["/knew_at"]


def test_a_token_that_got_about_makes_no_flood(register, now):
    token = link(register, now).token
    for _ in range(20):
        told(register, now, token)
    with pytest.raises(TooManyRequests) as error:
        told(register, now, token)
    assert 0 < error.value.seconds <= 3600
    told(register, now + HOUR, token)
