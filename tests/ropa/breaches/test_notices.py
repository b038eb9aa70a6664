"""Notices to the Office: prefilled, refused for what is wrong, frozen with their files once they were sent."""

from datetime import timedelta

import pytest
from msgspec import structs
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ropa.breaches import service, service_excuse, service_notices, service_notices_sent
from ropa.errors import Conflict, Forbidden, Invalid, PreconditionFailed, RopaError
from ropa.files import Kept
from schemas.access import Role
from schemas.breach import BreachInput, RiskLevel
from schemas.breach_details import BreachDetails, BreachType, CountKind, Measures
from schemas.breach_notice import (
    BreachNoticeKind,
    ExcuseInput,
    FilingChannel,
    NoticeDraft,
    NoticeInput,
    NoticeReceipt,
    NoticeSent,
    PendingItem,
    SubjectsTold,
)
from tests.support.actors import PHETCHABURI, PRACHUAP, person, somebody

DPO = person("เจ้าหน้าที่คุ้มครองข้อมูล", Role.DPO)
INITIAL, SUPPLEMENTARY, FINAL = BreachNoticeKind
PRINTED = service_notices_sent.Printed(pdf=Kept("a" * 64, 10), docx=Kept("b" * 64, 20))
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DETAILS = BreachDetails(
    breach_types=[BreachType.CONFIDENTIALITY],
    controller_address="เลขที่ 1",
    controller_contact="0 2000 0000",
    subject_count=12,
    subject_count_kind=CountKind.EXACT,
    likely_consequences="อาจถูกแอบอ้าง",
    measures_taken=Measures(technology="ปิดระบบ"),
    dpo_name="เจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล",
    dpo_contact="dpo@agency.example",
    advice_to_subjects="เปลี่ยนรหัสผ่าน",
)


class Desk:
    """One breach and what is done with it, each act in a unit of work of its own."""

    def __init__(self, register, now, **more):
        self.register, self.aware_at = register, now
        given = {
            "office_id": PHETCHABURI,
            "title": "ระบบถูกเข้าถึง",
            "aware_at": now,
            "detected_at": now - HOUR,
            "occurred_from": now - DAY,
            "aware_by": "หัวหน้ากลุ่ม",
            "aware_how": "บันทึกการเข้าระบบ",
            "details": DETAILS,
        } | more
        self.id = self.do(now, service.report, BreachInput(**given), with_id=False).id
        if given["aware_at"]:
            self.level(RiskLevel.RISK)

    def do(self, at, use, *given, actor=DPO, with_id=True):
        with self.register.write(actor, at) as uow:
            return use(uow, *((self.id,) if with_id else ()), *given)

    def breach(self, at=None):
        with self.register.read(DPO, at or self.aware_at) as uow:
            return service.read(uow, self.id)

    def level(self, level):
        with self.register.write(DPO, self.aware_at) as uow:
            service.change(uow, self.id, None, level=level)

    def draft(self, kind=INITIAL, at=None):
        return self.do(at or self.aware_at, service_notices.draft, NoticeInput(kind=kind))

    def ready(self, kind=INITIAL, at=None, **more):
        """Draft a notice that may be sent."""
        made = self.draft(kind, at)
        said = {"signatory": "หัวหน้าส่วนราชการ", "signatory_position": "ผู้อำนวยการ", "signed_at": self.aware_at}
        content = structs.replace(made.office, **(said | more))
        return self.do(
            at or self.aware_at, service_notices.save, made.number, made.version, NoticeDraft(office=content)
        )

    def send(self, notice, sent_at, now=None, **more):
        given = NoticeSent(sent_at=sent_at, channel=FilingChannel.E_SERVICE, sent_by="ผู้แจ้ง", **more)
        at = now or sent_at
        return self.do(at, service_notices_sent.sent, notice.number, notice.version, given, PRINTED)

    def refused(self, notice, sent_at, now=None, **more):
        with pytest.raises(Invalid) as error:
            self.send(notice, sent_at, now, **more)
        return [problem.pointer for problem in error.value.problems]


@pytest.fixture
def desk(register, now):
    return Desk(register, now)


LATE = {"late_reason": "ระบบล่มทั้งหน่วยงาน", "late_evidence": "บันทึกเหตุขัดข้อง"}


def test_a_draft_is_filled_with_what_is_known_and_names_what_is_not(desk):
    made = desk.draft()

    assert made.office.breach_nature == "ระบบถูกเข้าถึง"
    assert (made.office.subject_count, made.office.subject_count_kind) == (12, CountKind.EXACT)
    assert made.office.aware_at == desk.aware_at
    assert made.office.risk_level is RiskLevel.RISK
    blocking = [gap.key for gap in made.gaps if gap.blocks]
    assert blocking == ["signatory", "signatory_position", "signed_at"]
    unknown = {gap.key for gap in made.gaps if not gap.blocks}
    assert {"record_count", "has_minors", "factors"} <= unknown
    assert len(made.office.pending_items) == len(unknown)


@pytest.mark.case("F.1", 10)
def test_a_notice_is_not_sent_before_awareness_nor_in_the_future_nor_with_a_required_field_missing(desk):
    made = desk.ready(signatory=None)
    at = desk.aware_at + HOUR

    assert desk.refused(made, desk.aware_at - timedelta(seconds=1), at) == ["/sent_at", "/content/signatory"]
    assert desk.refused(made, at + timedelta(seconds=1), at) == ["/sent_at", "/content/signatory"]
    assert desk.refused(made, at.replace(tzinfo=None), at)[0] == "/sent_at"
    assert desk.refused(made, at.replace(year=at.year + 543), at)[0] == "/sent_at"
    assert desk.breach().notified_at is None


def test_what_was_sent_is_frozen_and_stops_the_clock(desk):
    at = desk.aware_at + 72 * HOUR
    made = desk.send(desk.ready(), at, receipt_ref="สคส 1/2569", receipt_at=at)

    assert (made.is_draft, made.is_late, made.receipt_ref, made.pdf_sha256) == (False, False, "สคส 1/2569", "a" * 64)
    breach = desk.breach(at + DAY)
    assert (breach.notified_at, breach.late, str(breach.state)) == (at, False, "notified")
    with pytest.raises(Conflict):
        desk.do(at, service_notices.save, 1, made.version, NoticeDraft(office=made.office))
    with pytest.raises(Conflict):
        desk.send(made, at)
    for statement in (
        "UPDATE breach_notices SET content = 'x'",
        "UPDATE breach_notices SET sent_at = created_at",
        "UPDATE breach_notices SET released_at = NULL",
        "DELETE FROM breach_notices",
    ):
        with pytest.raises((RopaError, DBAPIError)), desk.register.write(DPO, at) as uow:
            uow.connection.execute(text(statement))
    assert desk.do(at, service_notices.read, 1) == made
    told = desk.do(at, service_notices_sent.receipt, 1, NoticeReceipt(receipt_ref="สคส 2/2569", receipt_at=at))
    assert told.receipt_ref == "สคส 2/2569"


def test_there_is_one_first_notice_one_open_draft_and_nothing_that_follows_what_was_not_sent(desk):
    with pytest.raises(Conflict):
        desk.draft(SUPPLEMENTARY)
    made = desk.ready()
    with pytest.raises(Conflict):
        desk.draft()
    desk.send(made, desk.aware_at + HOUR)
    with pytest.raises(Conflict):
        desk.draft()
    assert desk.draft(SUPPLEMENTARY, desk.aware_at + 2 * HOUR).number == 2


@pytest.mark.case("F.1", 16)
def test_a_supplementary_notice_on_day_20_is_on_time_and_shows_what_is_new(desk):
    pending = [PendingItem(words="จำนวนรายการ", expected_at=desk.aware_at + 5 * DAY)]
    desk.send(desk.ready(pending_items=pending), desk.aware_at + HOUR)
    # The promised day stands on the desk and among the duties until the next notice, whatever the 72 hours do.
    assert desk.breach(desk.aware_at + HOUR).promised_for == pending[0].expected_at
    at = desk.aware_at + 20 * DAY
    with desk.register.write(DPO, at) as uow:
        known = structs.replace(DETAILS, subject_count=15, record_count=40, record_count_kind=CountKind.EXACT)
        service.change(uow, desk.id, None, details=known)

    made = desk.ready(SUPPLEMENTARY, at)

    assert {"subject_count", "record_count", "record_count_kind"} <= set(made.changed)
    assert "breach_nature" not in made.changed
    sent = desk.send(made, at)
    assert not sent.is_late
    assert desk.breach(at).notified_at == desk.aware_at + HOUR


@pytest.mark.case("F.1", 17)
@pytest.mark.parametrize(("days", "beyond"), [(10, False), (16, True)])
def test_late_needs_reason_and_evidence_and_past_15_days_it_can_still_be_sent(desk, days, beyond):
    at = desk.aware_at + days * DAY
    made = desk.ready(at=at)
    assert desk.refused(made, at) == ["/content/late_reason", "/content/late_evidence"]

    content = structs.replace(made.office, **LATE)
    made = desk.do(at, service_notices.save, 1, made.version, NoticeDraft(office=content))
    sent = desk.send(made, at)

    assert (sent.is_late, sent.beyond_15d) == (True, beyond)
    breach = desk.breach(at)
    assert (str(breach.state), breach.late_reason_at) == ("notified_late", at)
    answer = ExcuseInput(is_excused=True, reference="สคส 9/2569", answered_on=at.date())
    desk.do(at + DAY, service_excuse.answer, structs.replace(answer, is_excused=False))
    assert desk.breach(at).excused_at is None
    assert desk.do(at + 2 * DAY, service_excuse.answer, answer).number == 2
    assert desk.breach(at).excused_at is not None


@pytest.mark.case("F.1", 8)
def test_a_notice_at_the_deadline_is_on_time_and_a_second_later_is_late(desk):
    made = desk.ready()
    at = desk.aware_at + 72 * HOUR
    assert desk.refused(made, at + timedelta(seconds=1)) == ["/content/late_reason", "/content/late_evidence"]
    assert not desk.send(made, at).is_late


def test_awareness_or_level_that_changed_after_the_draft_is_seen_before_it_is_sent(desk):
    made = desk.ready()
    at = desk.aware_at + 2 * HOUR
    with desk.register.write(DPO, at) as uow:
        service.change(uow, desk.id, None, aware_at=desk.aware_at - HOUR, level=RiskLevel.HIGH)

    assert desk.refused(made, at) == ["/content/aware_at", "/content/risk_level"]
    again = desk.do(at, service_notices.save, 1, made.version, NoticeDraft(office=made.office))
    assert again.office.aware_at == desk.aware_at - HOUR
    # High risk asks for what data subjects were told.
    assert desk.refused(again, at) == ["/content/subjects_notified"]
    said = structs.replace(again.office, subjects_notified=SubjectsTold.PLANNED)
    again = desk.do(at, service_notices.save, 1, again.version, NoticeDraft(office=said))
    assert desk.send(again, at).sent_at == at


def test_a_final_notice_promises_nothing_and_a_partial_one_must_say_what_follows(desk):
    at = desk.aware_at + HOUR
    first = desk.ready(pending_items=[])
    assert desk.refused(first, at) == ["/content/pending_items"]
    said = structs.replace(first.office, pending_items=[PendingItem(words="จำนวนรายการ")])
    desk.send(desk.do(at, service_notices.save, 1, first.version, NoticeDraft(office=said)), at)
    last = desk.ready(FINAL, at)
    assert desk.refused(last, at) == ["/content/pending_items"]


def test_an_old_version_another_office_and_a_suspicion_are_refused(desk, register, now):
    made = desk.ready()
    with pytest.raises(PreconditionFailed):
        desk.do(now, service_notices.save, 1, made.version - 1, NoticeDraft(office=made.office))
    auditor = somebody(Role.AUDITOR)
    with pytest.raises(Forbidden):
        desk.do(now, service_notices.draft, NoticeInput(), actor=auditor)
    with pytest.raises(Exception, match="Not found"):
        desk.do(now, service_notices.read, 1, actor=somebody(Role.DPO, PRACHUAP))
    suspected = Desk(register, now, aware_at=None, suspected_at=now)
    with pytest.raises(Conflict):
        suspected.send(suspected.ready(), now + HOUR)
