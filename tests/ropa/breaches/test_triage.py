"""Reports of the public: grouped, limited, told of once, decided by a person."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ropa.breaches import service, service_inbox_digest, service_public, service_timeline, service_triage
from ropa.db.unit_of_work import Database
from ropa.errors import Conflict, Forbidden, Invalid, NotFound, TooManyRequests
from schemas.access import Role
from schemas.breach import BreachPhase, BreachSource
from schemas.breach_reports import AcceptInput, MergeInput, PublicReport, RejectInput, ReportItem, ReportState
from tests.ropa.breaches.test_links import KEYS, NOBODY
from tests.ropa.breaches.test_reporting import HOUR, reported
from tests.support.actors import PHETCHABURI, PRACHUAP, person, somebody
from tests.support.staff import hire

DPO = person("dpo", Role.DPO)
DIGESTS = "notices WHERE path = '/breaches/triage'"


def send(
    register: Database, now: datetime, what: str = "พบรายชื่อบนเว็บ", address: str = "192.0.2.1", **more: object
) -> None:
    with register.write(NOBODY, now) as uow:
        service_public.receive(uow, KEYS, address, PublicReport(what=what, **more))  # type: ignore[arg-type]


def inbox(register: Database, now: datetime, state: ReportState | None = ReportState.WAITING) -> list[ReportItem]:
    with register.read(DPO, now) as uow:
        return service_triage.inbox(uow, KEYS, state=state).items


def count(register: Database, table: str) -> int:
    with register.engine.connect() as connection:
        return int(connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0)  # noqa: S608 - names from this file


def test_the_same_words_are_one_report_whose_warning_runs_from_the_first(register, now):
    send(register, now, contact="081 000 0000")
    send(register, now + HOUR, "  พบรายชื่อ\nบนเว็บ".replace("\n", ""), "192.0.2.2", contact="082 000 0000")
    send(register, now + 2 * HOUR, "เรื่องอื่น")

    newest, first = inbox(register, now + 3 * HOUR)
    assert (newest.what, newest.count) == ("เรื่องอื่น", 1)
    assert (first.count, first.received_at, first.last_received_at) == (2, now, now + HOUR)
    assert (first.warning_due_at, first.age_hours, first.remaining_seconds) == (now + 72 * HOUR, 3, 69 * 3600)
    assert first.contacts == ["081 000 0000", "082 000 0000"]
    assert count(register, "breaches") == 0


def test_contacts_are_sealed_addresses_are_nowhere_and_both_are_forgotten(register, now):
    send(register, now, contact="reporter@example.com", address="198.51.100.77")
    with register.engine.connect() as connection:
        tables = ("breach_reports", "public_rates", "audit_events")
        stored = str([connection.execute(text(f"SELECT * FROM {table}")).all() for table in tables])  # noqa: S608 - as above
    assert "example.com" not in stored
    assert "198.51" not in stored

    with register.write(DPO, now) as uow:
        service_triage.reject(uow, KEYS, inbox(register, now)[0].id, RejectInput(reason="ไม่ใช่ข้อมูลของหน่วยงาน"))
    with register.write(DPO, now + timedelta(days=91)) as uow:
        assert service_public.forget_old(uow) == 1
    [rejected] = inbox(register, now, ReportState.REJECTED)
    assert rejected.contacts == []


def test_contacts_of_a_report_that_nobody_decides_on_are_forgotten_after_a_year(register, now):
    send(register, now, contact="reporter@example.com")
    with register.write(DPO, now + timedelta(days=364)) as uow:
        assert service_public.forget_old(uow) == 0
    with register.write(DPO, now + timedelta(days=366)) as uow:
        assert service_public.forget_old(uow) == 1
    [waiting] = inbox(register, now)
    assert (waiting.contacts, waiting.what) == ([], "พบรายชื่อบนเว็บ")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE breach_reports SET what = 'nothing'",
        "UPDATE breach_reports SET received_at = last_received_at",
        "DELETE FROM breach_reports",
    ],
)
def test_what_the_public_reported_is_kept_as_it_came(register, now, statement):
    send(register, now)
    with pytest.raises(DBAPIError, match=r"kept|frozen"), register.engine.begin() as connection:
        connection.execute(text(statement))


def test_a_place_sends_some_reports_an_hour_and_others_go_on(register, now):
    for number in range(10):
        send(register, now, f"เรื่องที่ {number}")
    with pytest.raises(TooManyRequests) as error:
        send(register, now, "อีกเรื่อง")
    assert 0 < error.value.seconds <= 3600
    send(register, now, "จากที่อื่น", "192.0.2.2")
    send(register, now, "จากที่อื่น", "2001:db8::1")
    send(register, now + HOUR, "ชั่วโมงถัดไป")
    assert len(inbox(register, now)) == 12


@pytest.mark.only_on("sqlite")  # the counters are one statement on both; the tests of a place run on both
def test_ten_thousand_reports_in_an_hour_are_all_kept_start_no_clock_and_send_one_digest(register, now):
    with register.write(NOBODY, now) as uow:
        for number in range(2_000):
            given = PublicReport(what=f"เรื่องที่ {number % 50}")
            service_public.receive(uow, KEYS, f"10.{number // 200}.{number % 200}.1", given)
        # The other eight thousand, as the counter has them.
        uow.connection.execute(text("UPDATE public_rates SET count = count + 8000 WHERE who = '*'"))
    with pytest.raises(TooManyRequests):
        send(register, now, address="203.0.113.9")

    assert sum(each.count for each in inbox(register, now)) == 2_000
    assert (count(register, "breach_reports"), count(register, "breaches"), count(register, DIGESTS)) == (50, 0, 0)
    hire(register, now, 1, (Role.DPO, 0))
    for minutes in range(0, 300, 20):
        with register.write(DPO, now + timedelta(minutes=minutes)) as uow:
            service_inbox_digest.tell(uow)
    assert count(register, DIGESTS) == 1
    send(register, now + 3 * HOUR, "ใหม่")
    with register.write(DPO, now + 6 * HOUR) as uow:
        service_inbox_digest.tell(uow)
        service_inbox_digest.tell(uow)
    assert count(register, DIGESTS) == 2


@pytest.mark.case("F.1", 12)
def test_an_accepted_report_is_a_suspicion_since_its_receipt_or_a_breach_by_a_persons_word(register, now):
    for what in ("หนึ่ง", "สอง"):
        send(register, now - 10 * HOUR, what, when_words="เมื่อวาน")
    suspected, aware = inbox(register, now)
    with register.write(DPO, now) as uow:
        first = service_triage.accept(uow, suspected.id, AcceptInput(office_id=PHETCHABURI, title="เรื่องแรก"))
        second = service_triage.accept(
            uow, aware.id, AcceptInput(office_id=PHETCHABURI, title="เรื่องที่สอง", aware_at=now - HOUR)
        )

    assert (first.phase, first.source, first.suspected_at) == (
        BreachPhase.SUSPECTED,
        BreachSource.PUBLIC,
        now - 10 * HOUR,
    )
    assert (second.phase, second.received_at) == (BreachPhase.OPEN, now - 10 * HOUR)
    assert (second.notify_office_due_at, second.warning_due_at) == (now + 71 * HOUR, now + 62 * HOUR)
    kept = {each.id: each.decision for each in inbox(register, now, ReportState.ACCEPTED)}
    assert {each.breach_id for each in kept.values() if each} == {first.id, second.id}
    assert inbox(register, now) == []
    with pytest.raises(Conflict), register.write(DPO, now) as uow:
        service_triage.accept(uow, aware.id, AcceptInput(office_id=PHETCHABURI, title="อีกครั้ง"))


def test_a_merged_report_stands_in_the_timeline_and_brings_a_warning_forward(register, now):
    send(register, now - 5 * HOUR, "เห็นข้อมูลในกลุ่มสนทนา")
    made = reported(register, now, suspected_at=now)
    [item] = inbox(register, now)
    with register.write(DPO, now) as uow:
        merged = service_triage.merge(uow, KEYS, item.id, MergeInput(breach_id=made.id))
        found = service.read(uow, made.id)
        last = service_timeline.last(uow, made.id, 1)[0]

    assert merged.state is ReportState.MERGED
    assert (found.received_at, found.warning_due_at) == (now - 5 * HOUR, now + 67 * HOUR)
    assert (str(last.kind), last.note) == ("triaged", "เห็นข้อมูลในกลุ่มสนทนา")
    send(register, now, "เห็นข้อมูลในกลุ่มสนทนา")
    assert len(inbox(register, now)) == 1  # what was decided is past: the same words come anew


def test_decisions_are_for_those_who_decide_and_cannot_be_changed(register, now):
    send(register, now)
    send(register, now, "ของประจวบ", office_id=PRACHUAP)
    own, _ = sorted(inbox(register, now), key=lambda each: each.office_id or 0)
    for actor, error in (
        (person("reviewer", Role.REVIEWER), Forbidden),
        (somebody(Role.DPO), Forbidden),
        (person("there", Role.DPO, PRACHUAP), NotFound),
    ):
        with pytest.raises(error), register.write(actor, now) as uow:
            service_triage.reject(uow, KEYS, own.id, RejectInput(reason="ก"))
    with register.read(person("there", Role.DPO, PRACHUAP), now) as uow:
        assert [each.what for each in service_triage.inbox(uow, KEYS).items] == ["ของประจวบ"]
    with register.write(DPO, now) as uow:
        service_triage.reject(uow, KEYS, own.id, RejectInput(reason="ไม่ใช่ข้อมูลส่วนบุคคล"))
    with pytest.raises(DBAPIError), register.engine.begin() as connection:
        connection.execute(text("UPDATE breach_report_decisions SET reason = 'x'"))


def test_the_inbox_is_read_page_by_page(register, now):
    for number in range(5):
        send(register, now + timedelta(minutes=number), f"เรื่องที่ {number}")
    seen: list[str] = []
    cursor = None
    while True:
        with register.read(DPO, now) as uow:
            page = service_triage.inbox(uow, KEYS, cursor=cursor, limit=2)
        seen += [each.what for each in page.items]
        assert page.waiting == 5
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == [f"เรื่องที่ {number}" for number in reversed(range(5))]
    with pytest.raises(Invalid), register.read(DPO, now) as uow:
        service_triage.inbox(uow, KEYS, cursor="ไม่มี")
