"""What was sent stays sent: races with the worker, statements beside the program, addresses that came later."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ropa.breaches import service, service_letters, service_mailing, service_notices_sent, service_timeline
from ropa.jobs.passes import WORKER
from ropa.keys import Keys
from schemas.breach_letters import RecipientAct, RecipientContact, RecipientState
from schemas.breach_notice import BreachNoticeKind, NoticeReceipt
from schemas.breach_work import BreachEventKind
from schemas.notices import Outcome
from tests.ropa.breaches.test_letters import KEYS, Letters
from tests.ropa.breaches.test_notices import DAY, DPO, HOUR, Desk


@pytest.fixture
def letters(register, now):
    made = Letters(register, now)
    made.add()
    made.release()
    return made


def test_a_mail_that_went_out_stays_sent_when_the_breach_cannot_be_saved(letters, monkeypatch):
    """Somebody else saves the breach while the first mail goes out; the next pass says when the first was told."""
    at = letters.aware_at + 2 * HOUR
    told = service_mailing.first_told

    def lost(uow, notice_id, breach_id, moment):
        told(uow, notice_id, breach_id, moment)
        service.change(uow, breach_id, 1)  # a version that somebody else saved over

    monkeypatch.setattr(service_mailing, "first_told", lost)
    letters.mail(at)
    assert letters.states() == [("email", "sent"), ("email", "sent"), ("letter", "waiting")]
    assert letters.breach(at).subjects_notified_at is None
    monkeypatch.undo()
    letters.mail(at + DAY)
    assert len(letters.post.sent) == 2
    assert letters.breach(at + DAY).subjects_notified_at - at < timedelta(minutes=1)


@pytest.mark.only_on("postgresql")
def test_the_first_mail_is_noted_after_somebody_else_saved_the_breach(letters, register):
    at = letters.aware_at + 2 * HOUR
    with register.engine.connect() as other:
        other.execute(text("UPDATE breaches SET version = version + 1"))
        saved = threading.Timer(0.3, other.commit)
        saved.start()
        with register.write(WORKER, at) as uow:
            service_mailing.first_told(uow, letters.made.id, letters.id, at)
        saved.join()
    assert letters.breach(at).subjects_notified_at == at


def test_a_mail_in_flight_does_not_become_a_letter(letters, register):
    at = letters.aware_at + 2 * HOUR
    with register.write(WORKER, at) as uow:
        mails = service_mailing.claim(uow, KEYS, "worker", 20)
    changed = letters.change(RecipientAct.TO_LETTER, at, state=RecipientState.WAITING)
    assert (changed.changed, changed.left) == (0, 3)
    with register.write(WORKER, at) as uow:
        for mail in mails:
            service_mailing.note(uow, mail, "worker", Outcome(), 0.5)
    assert letters.states() == [("email", "sent"), ("email", "sent"), ("letter", "waiting")]


def test_a_mail_whose_worker_died_becomes_a_letter_once_its_lease_ended(letters, register):
    at = letters.aware_at + 2 * HOUR
    with register.write(WORKER, at) as uow:
        service_mailing.claim(uow, KEYS, "killed", 20)
    late = at + service_mailing.LEASE
    assert letters.change(RecipientAct.TO_LETTER, late, state=RecipientState.WAITING).changed == 1


def test_contacts_that_came_after_the_first_purge_go_as_well(letters, register):
    at = letters.aware_at + 2 * HOUR

    def close(moment):
        with register.write(DPO, moment) as uow:
            service.change(uow, letters.id, None, phase="closed", closed_at=moment)

    def purge(moment):
        with register.write(WORKER, moment) as uow:
            return service_letters.purge(uow)

    close(at)
    assert purge(at + 181 * DAY) == 3
    with register.write(DPO, at + 182 * DAY) as uow:
        service.change(uow, letters.id, None, phase="open", closed_at=None)
    letters.add([RecipientContact(name="ผู้รับ สี่", email="four@mail.example")])
    close(at + 183 * DAY)
    assert purge(at + 364 * DAY) == 1
    assert purge(at + 365 * DAY) == 0
    assert [each.contact for each in letters.page().items] == [None] * 4


FORBIDDEN = (
    "UPDATE breach_recipients SET sent_at = NULL, state = 'waiting' WHERE sent_at IS NOT NULL",
    "UPDATE breach_recipients SET contact_hash = '0' WHERE place = 1",
    "UPDATE breach_recipients SET contact_hash = '0', contact = NULL WHERE place = 1",
    "UPDATE breach_recipients SET id = 'x' WHERE place = 1",
    "UPDATE breach_recipients SET place = 9 WHERE place = 1",
    "UPDATE breach_recipients SET notice_id = id WHERE place = 1",
    "UPDATE breach_recipients SET added_at = sent_at WHERE sent_at IS NOT NULL",
)
#: What SQLite would do by removing the row in the way, without asking the triggers on DELETE.
REPLACING = (
    "UPDATE OR REPLACE breach_recipients SET place = 1 WHERE place = 2",
    (
        "UPDATE OR REPLACE breach_recipients SET contact = x'00', "
        "contact_hash = (SELECT contact_hash FROM breach_recipients WHERE place = 1) WHERE place = 2"
    ),
    "UPDATE OR REPLACE breach_notices SET number = 1 WHERE released_at IS NULL",
    (
        "UPDATE OR REPLACE breach_notices SET id = (SELECT id FROM breach_notices WHERE number = 1) "
        "WHERE released_at IS NULL"
    ),
    "UPDATE OR REPLACE breach_notices SET kind = 'initial' WHERE released_at IS NULL",
)


@pytest.fixture
def kept(letters):
    """One list of which a mail went out; a first notice that was sent, and the draft of a second one."""
    letters.send(letters.ready(), letters.aware_at + HOUR)
    letters.mail(letters.aware_at + 2 * HOUR)
    letters.draft(BreachNoticeKind.SUPPLEMENTARY, letters.aware_at + 4 * HOUR)
    return letters


def test_the_delivery_register_and_sent_notices_are_changed_by_no_statement(kept, register):
    replacing = REPLACING if register.engine.dialect.name == "sqlite" else ()
    for statement in (*FORBIDDEN, *replacing):
        with register.engine.connect() as connection, pytest.raises(DBAPIError, match=r"frozen|evidence"):
            connection.execute(text(statement))


def test_new_keys_still_seal_the_delivery_register_anew(kept, register):
    with register.write(DPO, kept.aware_at + DAY) as uow:
        assert service_mailing.reseal(uow, KEYS, Keys(b"t" * 32, b"j" * 32, b"g" * 32)) == 3


def test_a_corrected_receipt_keeps_the_first_number_in_timeline_and_trail(register, now):
    desk = Desk(register, now)
    desk.send(desk.ready(), now + HOUR)
    for place, ref in enumerate(("สคส 1/2569", "สคส 11/2569"), start=2):
        given = NoticeReceipt(receipt_ref=ref, receipt_at=now + place * HOUR)
        desk.do(now + 4 * HOUR, service_notices_sent.receipt, 1, given)
    with register.read(DPO, now + 4 * HOUR) as uow:
        events = service_timeline.read(uow, desk.id).items
        trail = uow.connection.execute(
            text("SELECT details FROM audit_events WHERE action = 'breach.notice_receipt'")
        ).scalars()
        trails = [bytes(each).decode() for each in trail]
    first, second = (each.details for each in events if each.kind is BreachEventKind.NOTICE_RECEIPT)
    assert (first["receipt_ref"], "receipt_ref_before" in first) == ("สคส 1/2569", False)
    assert second["receipt_ref"] == "สคส 11/2569"
    assert second["receipt_ref_before"] == "สคส 1/2569"
    assert second["receipt_at_before"].startswith("2026-11-20T04:00")
    assert "สคส 1/2569" in trails[0]
    assert "สคส 1/2569" in trails[1]
