"""Telling data subjects: lists of recipients, mails that wait for their server, letters, public text, drills."""

import io
from datetime import timedelta
from types import SimpleNamespace

import openpyxl
import pytest
from msgspec import structs
from sqlalchemy import text

from ropa.breaches import (
    recipients_sheet,
    service,
    service_closing,
    service_desk,
    service_duties,
    service_letters,
    service_mailing,
    service_notices,
    service_prefill,
    service_recipient_acts,
    service_recipients,
    service_reminders,
)
from ropa.errors import Conflict, Forbidden, Invalid
from ropa.jobs.passes import WORKER
from ropa.jobs.subject_mails import SubjectMails
from ropa.keys import Keys
from ropa.notices.mail import compose
from schemas.access import Role
from schemas.breach import BreachPhase, RiskLevel
from schemas.breach_desk import Danger, DeskFilter
from schemas.breach_duties import DutyCode
from schemas.breach_letters import (
    Publication,
    RecipientAct,
    RecipientChange,
    RecipientContact,
    RecipientState,
    RecipientWay,
)
from schemas.breach_notice import BreachNoticeKind, NoticeAudience, NoticeDraft, NoticeInput, SubjectsTold
from schemas.breach_reminders import ReminderSeries
from schemas.notices import NoticeChannel, Outcome
from tests.ropa.breaches.test_notices import DAY, DPO, HOUR, Desk
from tests.support.actors import somebody
from tests.support.breach_times import assess

KEYS = Keys(b"s" * 32, b"i" * 32, b"f" * 32)
PEOPLE = [
    RecipientContact(name="ผู้รับ หนึ่ง", email="one@mail.example", address="1 ถนนตัวอย่าง 10300"),
    RecipientContact(name="ผู้รับ สอง", email="two@mail.example"),
    RecipientContact(name="ผู้รับ สาม", address="3 ถนนตัวอย่าง 10300"),
]


class Post:
    """A mail server: `away` says that it cannot be reached, `refuses` names mailboxes that it does not have."""

    def __init__(self):
        self.sent, self.away, self.refuses, self.dies = [], False, set(), False

    def send(self, letter, now):
        if self.dies:
            raise KeyboardInterrupt
        if self.away:
            return Outcome(reason="no-connection", is_away=True)
        if letter.to in self.refuses:
            return Outcome(reason="recipient-550", permanent=True)
        self.sent.append((letter.id, compose(letter, "dpo@agency.example", "https://x", now)))
        return Outcome()

    def close(self):
        pass


class Letters(Desk):
    def __init__(self, register, now, **more):
        super().__init__(register, now, **more)
        self.post = Post()
        self.made = self.do(now, service_notices.draft, NoticeInput(audience=NoticeAudience.SUBJECTS))

    def save(self, **said):
        content = structs.replace(self.made.subjects, **said)
        draft = NoticeDraft(subjects=content)
        self.made = self.do(self.aware_at, service_notices.save, 1, self.made.version, draft)

    def add(self, people=PEOPLE, **more):
        with self.register.write(DPO, self.aware_at) as uow:
            return service_recipients.add(uow, KEYS, self.id, 1, people, **more)

    def release(self):
        self.made = self.do(self.aware_at + HOUR, service_letters.release, 1, self.made.version)

    def mail(self, at):
        return SubjectMails(self.register, KEYS, WORKER, at).run({NoticeChannel.EMAIL: self.post})

    def change(self, act, at, **more):
        return self.do(at, service_recipient_acts.change, 1, RecipientChange(act=act, **more))

    def page(self):
        with self.register.read(DPO, self.aware_at) as uow:
            return service_recipients.page(uow, KEYS, self.id, 1)

    def stands(self, at):
        """What is owed to the data subjects: the duty is open, closing is hindered, the desk warns, a clock runs."""
        with self.register.read(DPO, at) as uow:
            found = {each.code: each.is_open for each in service_duties.of(uow, self.id).duties}
            against = {each.code for each in service_closing.view(uow, self.id).hindrances}
            desk = service_desk.rows(uow, DeskFilter(with_quiet=True)).items
            running = [
                each
                for each in service_reminders.clocks(uow)
                if each.series is ReminderSeries.SUBJECTS and each.stopped_at is None
            ]
        told = {DutyCode.SUBJECTS in each.open_duties for each in desk}
        signs = [found[DutyCode.SUBJECTS], "subjects" in against, told == {True}, bool(running)]
        assert len(set(signs)) == 1, signs
        assert (desk[0].danger is Danger.SUBJECTS) == signs[0]
        return signs[0], running

    def states(self):
        return [(str(each.way), str(each.state)) for each in self.page().items]


@pytest.fixture
def letters(register, now):
    return Letters(register, now)


def test_mails_go_out_once_and_wait_while_the_server_is_away(letters):
    assert letters.add().by_letter == 1
    at = letters.aware_at + HOUR
    letters.post.away = True
    letters.mail(at)
    assert letters.states() == [("email", "waiting"), ("email", "waiting"), ("letter", "waiting")]
    letters.release()

    letters.mail(at + HOUR)
    assert letters.breach().subjects_notified_at is None
    letters.post.away = False
    letters.post.refuses = {"two@mail.example"}
    letters.mail(at + 3 * DAY)
    letters.mail(at + 4 * DAY)

    assert letters.states() == [("email", "sent"), ("email", "failed"), ("letter", "waiting")]
    ((key, mail),) = letters.post.sent
    assert mail["Message-ID"] == f"<{key}@agency.example>"
    assert (mail["To"], mail["Subject"]) == ("ผู้รับ หนึ่ง <one@mail.example>", "แจ้งเหตุการละเมิดข้อมูลส่วนบุคคล")
    body = mail.get_body(("plain",)).get_content()
    assert all(words in body for words in ("ระบบถูกเข้าถึง", "dpo@agency.example", "อาจถูกแอบอ้าง", "ปิดระบบ", "เปลี่ยนรหัสผ่าน"))
    assert letters.breach(at + 4 * DAY).subjects_notified_at - (at + 3 * DAY) < timedelta(minutes=1)


def test_a_worker_that_is_killed_sends_no_other_mail_twice_and_the_same_message_id_again(letters, register):
    letters.add([PEOPLE[1]])
    letters.release()
    at = letters.aware_at + 2 * HOUR
    with register.write(WORKER, at) as uow:
        (mail,) = service_mailing.claim(uow, KEYS, "killed", 20)  # sent, and killed before it was noted
    letters.mail(at)
    assert letters.post.sent == []
    letters.mail(at + service_mailing.LEASE)
    assert [key for key, _ in letters.post.sent] == [mail.letter.id]


def test_a_mail_that_came_back_is_sent_again_or_becomes_a_letter(letters):
    letters.add()
    letters.release()
    at = letters.aware_at + 2 * HOUR
    letters.mail(at)
    page = letters.page()
    assert [each.contact for each in page.items] == ["ผ*** o***@m***", "ผ*** t***@m***", "ผ*** …10300"]
    at += DAY
    first = [page.items[0].id]
    letters.change(RecipientAct.RETURNED, at, ids=first, reason="ตู้จดหมายเต็ม")
    assert letters.change(RecipientAct.TO_LETTER, at, state=RecipientState.RETURNED).changed == 1
    with pytest.raises(Invalid):
        letters.change(
            RecipientAct.POSTED, at, way=RecipientWay.LETTER, state=RecipientState.WAITING, happened_at=at + HOUR
        )
    done = letters.change(RecipientAct.POSTED, at, way=RecipientWay.LETTER, state=RecipientState.WAITING)
    assert (done.changed, done.left) == (2, 0)
    assert letters.states() == [("letter", "sent"), ("email", "sent"), ("letter", "sent")]
    # Without an address no letter.
    letters.change(RecipientAct.RETURNED, at, ids=[page.items[1].id])
    assert letters.change(RecipientAct.TO_LETTER, at, ids=[page.items[1].id]).left == 1


@pytest.fixture
def owed(letters, now):
    """A high risk of which the Office was told, with a list that was given out."""
    times = SimpleNamespace(register=letters.register, now=now, office=SimpleNamespace(officer=DPO))
    assess(times, letters.id, "high", factors=b"[]")
    with letters.register.write(DPO, now + HOUR) as uow:
        service.change(uow, letters.id, None, level=RiskLevel.HIGH, notified_at=now + HOUR)
    letters.add()
    letters.release()
    return letters


@pytest.mark.case("F.1", 19)
def test_the_duty_to_tell_data_subjects_stands_until_each_was_told(owed):
    at = owed.aware_at + 2 * HOUR
    owed.post.refuses = {"two@mail.example"}
    owed.mail(at)
    first = owed.breach(at).subjects_notified_at
    assert owed.states() == [("email", "sent"), ("email", "failed"), ("letter", "waiting")]
    assert first is not None
    assert owed.stands(at)[0]
    assert prefilled(owed, at) is SubjectsTold.PARTLY
    owed.change(RecipientAct.POSTED, at + HOUR, state=RecipientState.WAITING)
    assert owed.stands(at + HOUR)[0]
    failed = [owed.page().items[1].id]
    with pytest.raises(Invalid) as error:
        owed.change(RecipientAct.REACHED, at + HOUR, ids=failed, reason=" ")
    assert [each.pointer for each in error.value.problems] == ["/reason"]
    owed.change(RecipientAct.REACHED, at + HOUR, ids=failed, reason="แจ้งทางโทรศัพท์")
    assert not owed.stands(at + HOUR)[0]
    assert owed.breach(at + HOUR).subjects_notified_at == first
    assert prefilled(owed, at + HOUR) is SubjectsTold.YES

    # A letter that comes back later is owed again from then on: what passed meanwhile was not late.
    owed.change(RecipientAct.RETURNED, at + 5 * DAY, way=RecipientWay.LETTER, state=RecipientState.SENT)
    is_owed, (clock,) = owed.stands(at + 6 * DAY)
    assert is_owed
    assert clock.begins_at == at + 5 * DAY


def prefilled(letters, at):
    """What a notice to the Office that is drafted now says of the data subjects."""
    with letters.register.read(DPO, at) as uow:
        found = service.read(uow, letters.id)
        return service_prefill.for_office(uow, found, BreachNoticeKind.SUPPLEMENTARY, None).subjects_notified


@pytest.mark.case("F.1", 19)
def test_telling_the_public_tells_those_whom_no_message_reached(owed):
    at = owed.aware_at + 2 * HOUR
    owed.mail(at)
    owed.change(RecipientAct.RETURNED, at, way=RecipientWay.EMAIL, state=RecipientState.SENT)
    assert owed.stands(at)[0]
    publish_again(owed, at + HOUR)
    assert not owed.stands(at + HOUR)[0]


def publish_again(owed, at):
    """Draft a second notice with the reason of the public text, and put it up."""
    made = owed.do(at, service_notices.draft, NoticeInput(audience=NoticeAudience.SUBJECTS))
    content = structs.replace(made.subjects, public_reason="ที่อยู่ใช้ไม่ได้")
    owed.do(at, service_notices.save, made.number, made.version, NoticeDraft(subjects=content))
    with owed.register.write(DPO, at) as uow:
        service_letters.published(uow, KEYS, owed.id, made.number, Publication(where="https://agency.example/news"))


def test_recipients_of_a_closed_breach_stay_as_they_are(letters):
    letters.add()
    letters.release()
    at = letters.aware_at + 2 * HOUR
    with letters.register.write(DPO, at) as uow:
        service.change(uow, letters.id, None, phase=BreachPhase.CLOSED, closed_at=at)
    for act in RecipientAct:
        with pytest.raises(Conflict):
            letters.change(act, at, ids=[letters.page().items[0].id], reason="ปิดแล้ว")


@pytest.mark.case("F.1", 20)
def test_of_a_drill_nothing_goes_out(register, now):
    drill = Letters(register, now, is_drill=True)
    drill.add()
    drill.release()
    drill.add([RecipientContact(name="ผู้รับ สี่", email="four@mail.example")])
    drill.mail(now + 2 * HOUR)
    assert drill.post.sent == []
    assert {state for _, state in drill.states()} == {"simulated"}
    drill.change(RecipientAct.RETURNED, now + 3 * HOUR, ids=[drill.page().items[0].id])
    drill.change(RecipientAct.RETRY, now + 3 * HOUR, state=RecipientState.RETURNED)
    assert drill.mail(now + 4 * HOUR) == ""
    assert drill.breach(now + DAY).subjects_notified_at is not None
    with register.read(DPO, now) as uow:
        assert "DRILL" in service_letters.public_text(uow, drill.id, 1).plain


def test_nothing_goes_out_without_the_four_items_and_the_public_is_told_only_with_a_reason(letters, register):
    letters.save(advice=" ")
    with pytest.raises(Invalid) as error:
        letters.release()
    assert [each.pointer for each in error.value.problems] == ["/content/advice"]
    letters.save(advice="เปลี่ยนรหัสผ่าน <script>alert(1)</script>")
    given = Publication(where="https://agency.example/news")
    at = letters.aware_at + HOUR

    def publish(uow, breach_id, number, said):
        return service_letters.published(uow, KEYS, breach_id, number, said)

    with pytest.raises(Invalid):
        letters.do(at, publish, 1, given)
    letters.save(public_reason="ไม่มีข้อมูลติดต่อของผู้ที่ได้รับผลกระทบ")
    with pytest.raises(Forbidden):
        letters.do(at, publish, 1, given, actor=somebody(Role.REVIEWER))
    assert str(letters.do(at, publish, 1, given).state) == "sent"
    assert letters.breach(at).subjects_notified_at == at
    with register.read(DPO, at) as uow:
        shown = service_letters.public_text(uow, letters.id, 1)
    assert "&lt;script&gt;" in shown.html
    assert "<script>" not in shown.html


def test_a_recipient_is_added_once_encrypted_and_a_list_that_was_given_out_only_grows(letters, register):
    letters.add()
    again = [PEOPLE[0], RecipientContact(name="คนละชื่อ", email="TWO@mail.example")]
    assert (letters.add(again).added, letters.add(again).repeated) == (0, 2)
    with register.engine.connect() as connection:
        stored = connection.execute(text("SELECT contact FROM breach_recipients")).scalars().all()
    assert not any(b"example" in bytes(each) or "ผู้รับ".encode() in bytes(each) for each in stored)
    assert letters.add([PEOPLE[2]], anew=True).added == 1
    letters.release()
    with pytest.raises(Conflict):
        letters.add(anew=True)


def test_names_and_addresses_go_some_time_after_the_closing_and_the_counts_stay(letters, register):
    letters.add()
    letters.release()
    at = letters.aware_at + 2 * HOUR
    letters.mail(at)
    with register.write(DPO, at) as uow:
        uow.connection.execute(text("UPDATE breaches SET phase = 'closed', closed_at = aware_at"))
    with register.write(WORKER, at + 179 * DAY) as uow:
        assert service_letters.purge(uow) == 0
    with register.write(WORKER, at + 181 * DAY) as uow:
        assert service_letters.purge(uow) == 3
    page = letters.page()
    assert [each.contact for each in page.items] == [None] * 3
    assert all(each.contact_hash for each in page.items)
    assert sum(each.number for each in page.counts) == 3


def csv_of(*lines):
    return io.BytesIO(("\ufeff" + "\n".join(lines)).encode())


def test_a_list_is_read_from_excel_and_csv_and_every_fault_names_line_and_column():
    book = openpyxl.Workbook()
    sheet = book.create_sheet(index=0)
    sheet.append(["รายชื่อผู้ได้รับผลกระทบ"])
    sheet.append(["ชื่อ-สกุล", "อีเมล", "ที่อยู่"])
    sheet.append(["ผู้รับ หนึ่ง", "one@mail.example", None])
    file, out = io.BytesIO(), io.BytesIO()
    book.save(file)
    file.seek(0)
    assert recipients_sheet.read_list(file, "list.xlsx", out).recipients == 1
    out.seek(0)
    assert list(recipients_sheet.contacts(out)) == [RecipientContact(name="ผู้รับ หนึ่ง", email="one@mail.example")]

    bad = csv_of("ชื่อ,อีเมล,ที่อยู่", "ผู้รับ,x@y@z,", ",a@b.example,", "ผู้รับ,,", '"=cmd()",c@d.example,')
    with pytest.raises(Invalid) as error:
        recipients_sheet.read_list(bad, "list.csv", io.BytesIO())
    assert [each.pointer for each in error.value.problems] == ["/file/2/email", "/file/3/name", "/file/4/email"]
    for wrong, name in (
        (csv_of("a,b"), "x.csv"),
        (csv_of(), "x.csv"),
        (csv_of("ชื่อ,อีเมล"), "x.csv"),
        (io.BytesIO("ชื่อ,อีเมล\nก,a@b.example".encode("cp874")), "x.csv"),
        (io.BytesIO(b"PK\x03\x04damaged"), "x.xlsx"),
    ):
        with pytest.raises(Invalid):
            recipients_sheet.read_list(wrong, name, io.BytesIO())
