"""Mail to a real server: what is in it, and that each notice goes out once, whoever is killed meanwhile."""

import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select, update

from ropa.access.tables import people
from ropa.audit.tables import audit_events
from ropa.db.unit_of_work import Database
from ropa.jobs.deliveries import Deliverer
from ropa.jobs.passes import WORKER, tick
from ropa.keys import read_keys
from ropa.notices import service, service_digest
from ropa.notices.rules import MOST_TRIES
from ropa.notices.service_delivery import LEASE
from ropa.notices.smtp import SmtpServer
from ropa.notices.tables import notice_outbox
from ropa.settings import Environment, Settings
from schemas.notices import NoticeChannel, NoticeKind
from tests.support.mail_server import ROOT, MailServer
from tests.support.notices import add_people, notice_for
from tests.support.server import own_environment
from tests.support.web import keys_for
from tests.support.world import DPO

SENDER, BASE = "ropa@ministry.example", "https://ropa.ministry.example"


@pytest.fixture
def mail(tmp_path):
    with MailServer(tmp_path) as server:
        yield server


def carriers(mail):
    return {NoticeChannel.EMAIL: SmtpServer(mail.url, SENDER, BASE)}


def post(register, now, *notices):
    with register.write(DPO, now) as uow:
        service.post(uow, list(notices))


def deliver(register, now, mail):
    return Deliverer(register, keys_for(register), WORKER, now).run(carriers(mail))


def outbox(register, now):
    with register.read(DPO, now) as uow:
        return uow.connection.execute(select(notice_outbox).order_by(notice_outbox.c.id)).all()


def move(register, now, person_id, email):
    with register.write(DPO, now) as uow:
        uow.connection.execute(update(people).where(people.c.id == person_id).values(email=email))


def test_a_mail_has_both_languages_plain_and_html_and_is_sent_once(register, now, mail):
    (one,) = add_people(register, now, 1)
    post(register, now, notice_for(one, body_th="<b>ด่วน</b>\nบรรทัดสอง"))

    assert deliver(register, now, mail) == "sent 1"
    assert deliver(register, now, mail) == ""

    (message,) = mail.messages()
    (row,) = outbox(register, now)
    assert message["Message-ID"] == f"<{row.id}@ministry.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Subject"] == "[ROPA] ถึงกำหนดทบทวน / Review is due"
    assert message["To"] == "เจ้าหน้าที่ 1 <officer.1@ministry.example>"
    assert message["List-Unsubscribe"] is None
    plain, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert "<b>ด่วน</b>" in plain
    assert "Within 30 days" in plain
    assert f"{BASE}/activities" in plain
    assert "&lt;b&gt;ด่วน&lt;/b&gt;<br>" in html
    assert "<b>" not in html
    assert (row.state, row.tries, row.reason) == ("sent", 1, None)


@pytest.mark.only_on("sqlite")
def test_no_text_makes_a_header_or_a_second_recipient(register, now, mail):
    one, two, three = add_people(register, now, 3)
    bad = "มีเรื่อง\r\nBcc: everybody@evil.example\r\n\r\nข้อความ"
    with register.write(DPO, now) as uow:
        uow.connection.execute(update(people).where(people.c.id == one).values(display_name=bad))
    move(register, now, two, "a@b.example, everybody@evil.example")
    move(register, now, three, "a@b.example\r\nRCPT TO:<everybody@evil.example>")
    post(register, now, *(notice_for(each, title_th=bad, title_en=bad) for each in (one, two, three)))

    deliver(register, now, mail)

    (message,) = mail.messages()
    assert message["Bcc"] is None
    assert mail.recipients() == ["officer.1@ministry.example"]
    assert "\n" not in message["Subject"]
    assert sorted((row.state, row.reason) for row in outbox(register, now)) == [
        ("failed", "bad-address"),
        ("failed", "bad-address"),
        ("sent", None),
    ]


def test_a_mailbox_that_is_not_there_is_tried_once_and_seen(register, now, mail):
    (one,) = add_people(register, now, 1)
    move(register, now, one, "refused@ministry.example")
    post(register, now, notice_for(one))

    assert deliver(register, now, mail) == "failed 1"

    assert [(row.state, row.tries, row.reason) for row in outbox(register, now)] == [("failed", 1, "recipient-550")]
    with register.read(DPO, now) as uow:
        details = uow.connection.scalar(select(audit_events.c.details).where(audit_events.c.action == "notice.failed"))
    assert b"recipient-550" in details
    assert b"@" not in details


def test_a_mailbox_that_is_busy_is_tried_ever_more_rarely_and_given_up(register, now, mail):
    (one,) = add_people(register, now, 1)
    move(register, now, one, "later@ministry.example")
    post(register, now, notice_for(one, kind=NoticeKind.BREACH_CLOCK, is_urgent=True))
    at, pauses = now, []
    for _ in range(MOST_TRIES):
        deliver(register, at, mail)
        (row,) = outbox(register, at)
        pauses.append(row.due_at - at)
        assert deliver(register, at, mail) == ""
        at = row.due_at

    (row,) = outbox(register, at)
    assert (row.state, row.tries, row.reason) == ("failed", MOST_TRIES, "recipient-451")
    assert pauses[0] >= timedelta(seconds=30)
    assert all(later > earlier / 1.01 for earlier, later in pairwise(pauses[:8]))
    assert deliver(register, at + timedelta(days=30), mail) == ""


def test_a_server_that_is_away_costs_one_letter_one_try(register, now, tmp_path):
    post(register, now, *(notice_for(each) for each in add_people(register, now, 3)))
    with MailServer(tmp_path) as gone:
        pass

    assert deliver(register, now, gone) == "waiting 1"

    assert sorted((row.tries, row.reason) for row in outbox(register, now) if row.tries) == [(1, "no-connection")]
    assert {row.holder for row in outbox(register, now)} == {None}
    with MailServer(tmp_path) as back:
        assert deliver(register, now + timedelta(minutes=2), back) == "sent 3"


@pytest.mark.case("F.1", 23)
def test_a_server_that_is_away_for_the_72_hours_loses_no_letter_and_doubles_none(register, now, tmp_path):
    with MailServer(tmp_path) as gone:
        pass
    people_ids = add_people(register, now, 2)
    at = now
    for hour in range(0, 74, 2):
        at = now + timedelta(hours=hour)
        post(register, at, *(notice_for(each, f"breach:{hour}", is_urgent=True) for each in people_ids))
        assert deliver(register, at, gone) == "waiting 1"
    assert {row.state for row in outbox(register, now)} == {"waiting"}
    with MailServer(tmp_path) as back:
        assert deliver(register, at + timedelta(minutes=2), back) == "sent 74"
        assert deliver(register, at + timedelta(minutes=9), back) == ""
        assert len({each["Message-ID"] for each in back.messages()}) == len(back.messages()) == 74


def test_nothing_goes_out_in_quiet_hours_but_a_breach_does(register, now, mail):
    (one,) = add_people(register, now, 1)
    evening = now.replace(hour=19, minute=59)
    post(register, evening, notice_for(one), notice_for(one, "breach:1", is_urgent=True))
    # The worker was away at 19:59.
    night = now.replace(hour=23)

    assert deliver(register, night, mail) == "sent 1"
    assert deliver(register, night + timedelta(hours=7, minutes=59), mail) == ""
    assert deliver(register, night + timedelta(hours=8), mail) == "sent 1"


def test_two_workers_send_each_letter_once(database_url, register, now, mail):
    ids = add_people(register, now, 60)
    post(register, now, *(notice_for(each) for each in ids))

    def work():
        own = Database(database_url)
        Deliverer(own, keys_for(register), WORKER, now).run(carriers(mail))
        own.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert len(mail.messages()) == len({each["Message-ID"] for each in mail.messages()}) == 60
    assert {row.state for row in outbox(register, now)} == {"sent"}


def test_killed_between_accepted_and_noted_one_mail_comes_twice_with_the_same_id(database_url, register, mail):
    at = datetime.now(UTC)
    ids = add_people(register, at, 3)
    move(register, at, ids[1], "slow@ministry.example")
    # Urgent: the killed process lives by the real clock, which may be in quiet hours.
    post(register, at, *(notice_for(each, is_urgent=True) for each in ids))
    with register.write(DPO, at) as uow:
        assert [service.mark_all_read(uow, each) for each in ids] == [1, 1, 1]  # so that no digest is made as well
    settings = {"ROPA_DATABASE_URL": database_url, "ROPA_SMTP_URL": mail.url, "ROPA_MAIL_FROM": SENDER}
    process = subprocess.Popen(
        [sys.executable, "-c", "import sys; from ropa.cli import main; sys.exit(main())", "tick"],
        cwd=ROOT,
        env={**own_environment(), "ROPA_ENV": "test", **settings},
        stdout=subprocess.DEVNULL,
    )
    over = time.monotonic() + 60
    while "slow@ministry.example" not in mail.recipients() and time.monotonic() < over:
        time.sleep(0.05)
    process.kill()
    process.wait()
    before = mail.recipients()
    assert before[-1] == "slow@ministry.example"

    # Its lease still runs: nobody takes what it held.
    assert deliver(register, datetime.now(UTC), mail) == ""
    move(register, at, ids[1], "officer.2@ministry.example")
    deliver(register, datetime.now(UTC) + LEASE, mail)

    sent = [each["Message-ID"] for each in mail.messages()]
    assert len(sent) == 4
    assert len(set(sent)) == 3
    assert {row.state for row in outbox(register, at)} == {"sent"}


def test_a_digest_lists_what_is_unread_once_a_week_and_can_be_ended(register, now, mail):
    one, two = add_people(register, now, 2)
    post(register, now, *(notice_for(one, f"review:{number}", title_th=f"เรื่องที่ {number}") for number in range(25)))
    post(register, now, notice_for(two))
    with register.write(DPO, now) as uow:
        service.mark_all_read(uow, two)
    monday = (now + timedelta(days=3)).replace(hour=8)
    with register.write(DPO, monday) as uow:
        assert service_digest.make(uow) == 1
        assert service_digest.make(uow) == 0
        assert service.unread(uow, one) == 25
    with register.write(DPO, monday + timedelta(days=7)) as uow:
        assert service_digest.make(uow) == 1

    deliver(register, monday, mail)

    (digest,) = [each for each in mail.messages() if "Weekly digest" in each["Subject"]]
    plain = digest.get_body(("plain",)).get_content()
    assert "ยังไม่ได้อ่าน 25 เรื่อง" in plain
    assert "- เรื่องที่ 24" in plain
    assert plain.count("- เรื่องที่") == 20
    assert digest["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert digest["List-Unsubscribe"].startswith(f"<{BASE}/notices/unsubscribe/{one}.")


def test_a_pass_makes_the_digest_and_sends_it(register, now, mail):
    (one,) = add_people(register, now, 1)
    post(register, now, notice_for(one))
    keys = read_keys(Settings(env=Environment.TEST))
    done = {each.job: each.told for each in tick(register, keys, now, carriers(mail)) if each.job != "seal"}

    assert done["digest"] == "digests 1"
    assert done["deliver"] == "sent 2"
    assert "deliver" not in {each.job for each in tick(register, keys, now, carriers(mail))}
    # Six weeks without a worker: the newest week's digest comes, the others do not.
    later = now + timedelta(weeks=6)
    assert "digest" in {each.job for each in tick(register, keys, later, carriers(mail))}
    assert "digest" not in {each.job for each in tick(register, keys, later, carriers(mail))}


def test_what_waits_for_a_way_that_was_never_set_up_ends_after_a_week(register, now):
    (one,) = add_people(register, now, 1)
    post(register, now, notice_for(one))

    told = [Deliverer(register, keys_for(register), WORKER, now + timedelta(days=each)).run({}) for each in (6, 8, 9)]

    assert told == ["", "dropped 1", ""]


def test_a_worker_that_was_away_for_a_month_sends_what_waited(register, now, mail):
    (one,) = add_people(register, now, 1)
    post(register, now, notice_for(one))

    assert deliver(register, now + timedelta(days=30), mail) == "sent 1"
