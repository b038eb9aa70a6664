"""The log of s.27 paragraph 3 and requests of agencies: what they refuse, who decides, and what they lead to."""

from datetime import date, timedelta

import msgspec
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ropa.activities import service as activities
from ropa.activities import service_findings
from ropa.activities.rules_findings import findings_of
from ropa.disclosures import service, service_requests
from ropa.disclosures.rules_log import WORDS
from ropa.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from schemas.access import Role
from schemas.disclosures import (
    DisclosureCorrection,
    DisclosureInput,
    ExchangeCheck,
    ExchangeRequestInput,
    ExchangeRequestNew,
    ExchangeState,
    ExchangeStep,
    ExchangeStepInput,
    Often,
    Verdict,
)
from schemas.vocabulary import LawfulBasis
from tests.support.actors import PHETCHABURI, PRACHUAP, person, somebody
from tests.support.exchange_lines import add_source, line, lines, send
from tests.support.world import DPO, create

RECORDER = person("recorder", Role.RECORDER, PHETCHABURI)
OFFICER = person("dpo", Role.DPO, 0)
ENTRY = DisclosureInput(
    recipient="กรมตัวอย่าง",
    items=["ชื่อ", "ที่อยู่"],
    ground=LawfulBasis.PUBLIC_TASK,
    purpose="ตรวจสอบ",
    happened_from=date(2026, 11, 1),
    decided_by="อธิบดี",
)
ASKED = ExchangeRequestInput(
    agency="หน่วยงานผู้ขอ",
    agency_code="AG-01",
    contact="กองตัวอย่าง",
    purpose="ตรวจสอบสิทธิ",
    ground=LawfulBasis.PUBLIC_TASK,
    law="พ.ร.บ. ตัวอย่าง",
    items=["ชื่อ"],
    service="ทะเบียนโรงงาน",
    wanted_from=date(2026, 12, 1),
    wanted_to=date(2027, 11, 30),
    security="TLS",
)


@pytest.fixture
def record(register, now):
    return create(register, now, office_id=PHETCHABURI, recipients=["กรมตัวอย่าง"])


def test_consent_the_future_and_a_turned_period_are_refused_together(register, now, record):
    wrong = msgspec.structs.replace(
        ENTRY, ground=LawfulBasis.CONSENT, happened_from=date(2026, 12, 1), happened_to=date(2026, 11, 30)
    )
    with register.write(RECORDER, now) as uow, pytest.raises(Invalid) as caught:
        service.add(uow, record.id, wrong)
    assert {each.pointer for each in caught.value.problems} == {"/ground", "/happened_from", "/happened_to"}


def test_only_the_last_correction_stands_and_what_was_taken_back_does_not(register, now, record):
    with register.write(RECORDER, now) as uow:
        first = service.add(uow, record.id, ENTRY)
        other = msgspec.structs.replace(ENTRY, recipient="กรมอื่น", often=Often.MONTHLY)
        second = service.correct(uow, record.id, first.id, DisclosureCorrection(reason="ผิดกรม", entry=other))
        assert [line.entry.recipient for line in service.standing(uow, [record.id])[record.id]] == ["กรมอื่น"]
        with pytest.raises(Conflict):
            service.correct(uow, record.id, first.id, DisclosureCorrection(reason="อีกครั้ง", entry=other))
        service.correct(uow, record.id, second.id, DisclosureCorrection(reason="ไม่ได้เปิดเผย"))
        assert service.standing(uow, [record.id]) == {}
        assert [each.number for each in service.listed(uow, record.id).items] == [3, 2, 1]


def test_entries_are_kept_and_so_is_the_record_that_has_them(register, now, record):
    with register.write(RECORDER, now) as uow:
        service.add(uow, record.id, ENTRY)
    for statement in ("UPDATE disclosures SET number = 9", "DELETE FROM disclosures"):
        with pytest.raises(DBAPIError), register.engine.begin() as connection:
            connection.execute(text(statement))
    with register.write(DPO, now) as uow, pytest.raises(Conflict, match="on record"):
        activities.delete(uow, record.id, record.version)


def test_another_office_neither_sees_nor_writes_it(register, now, record):
    with register.write(somebody(Role.RECORDER, PRACHUAP), now) as uow:
        with pytest.raises(NotFound):
            service.add(uow, record.id, ENTRY)
        with pytest.raises(NotFound):
            service.listed(uow, record.id)
    with register.write(somebody(Role.AUDITOR, PHETCHABURI), now) as uow, pytest.raises(Forbidden):
        service.add(uow, record.id, ENTRY)


def test_an_approved_record_with_recipients_and_an_empty_log_is_hinted_at(register, now, record):
    with register.write(RECORDER, now) as uow:
        document = activities.document_of(activities.read(uow, record.id))
        around = service_findings.surroundings(uow, {"1": document}, {"1": record.id})
        assert around["1"].logs_disclosures is False
        found = findings_of(document, around["1"])
        assert [each.severity for each in found if each.code == "disclosure.log_missing"] == ["hint"]
        service.add(uow, record.id, ENTRY)
        around = service_findings.surroundings(uow, {"1": document}, {"1": record.id})
        assert around["1"].logs_disclosures is True


def step(uow, made, kind, **more):
    return service_requests.take(uow, made.id, made.version, ExchangeStepInput(step=kind, **more))


def check(verdict=Verdict.YES):
    return ExchangeCheck(has_right=Verdict.YES, fits_purpose=Verdict.YES, is_least=verdict, is_secure=Verdict.YES)


def test_a_request_is_approved_by_who_may_decide_after_a_check_without_faults(register, now):
    dates = {"valid_from": date(2026, 11, 1), "valid_to": date(2027, 11, 30)}
    with register.write(RECORDER, now) as uow:
        made = service_requests.receive(uow, ExchangeRequestNew(office_id=PHETCHABURI, asked=ASKED))
        with pytest.raises(Forbidden):
            step(uow, made, ExchangeStep.APPROVE, reason="ครบ", **dates)
        made = step(uow, made, ExchangeStep.CHECK, check=check(Verdict.NO))
    with register.write(OFFICER, now) as uow:
        with pytest.raises(Invalid, match="check found faults"):
            step(uow, made, ExchangeStep.APPROVE, reason="ครบ", **dates)
        made = step(uow, made, ExchangeStep.CHECK, check=check())
        with pytest.raises(PreconditionFailed):
            service_requests.take(uow, made.id, made.version - 1, ExchangeStepInput(step=ExchangeStep.APPROVE))
        with pytest.raises(Invalid, match="valid_to"):
            step(uow, made, ExchangeStep.APPROVE, reason="ครบ", valid_from=dates["valid_from"])
        with pytest.raises(Conflict):
            step(uow, made, ExchangeStep.CONNECT, client_id="c-1")
        made = step(uow, made, ExchangeStep.APPROVE, reason="ครบ", **dates)
        made = step(uow, made, ExchangeStep.CONNECT, client_id="c-1")
    assert (made.state, made.client_id) == (ExchangeState.CONNECTED, "c-1")
    with register.read(OFFICER, now + timedelta(days=400)) as uow:
        assert [each.is_expired for each in service_requests.page(uow, waiting=True).items] == [True]


def test_a_machine_decides_nothing(register, now):
    with register.write(somebody(Role.DPO, 0), now) as uow:
        made = service_requests.receive(uow, ExchangeRequestNew(office_id=PHETCHABURI, asked=ASKED))
        with pytest.raises(Forbidden):
            step(uow, made, ExchangeStep.REFUSE, reason="ไม่มีอำนาจ")


def test_a_batch_tells_of_agencies_without_an_approved_request(register, now):
    with register.write(OFFICER, now) as uow:
        add_source(uow)
        assert send(uow, lines(2, now)).unapproved_agencies == ["AG-01"]
        made = service_requests.receive(uow, ExchangeRequestNew(office_id=PHETCHABURI, asked=ASKED))
        made = step(uow, made, ExchangeStep.CHECK, check=check())
        dates = {"valid_from": date(2026, 11, 1), "valid_to": date(2027, 11, 30)}
        step(uow, made, ExchangeStep.APPROVE, reason="ครบ", **dates)
        assert send(uow, [line(9, now)], key="2").unapproved_agencies == []


def test_the_kinds_of_words_keep_their_numbers():
    # The database knows each kind by its place: an order that changes would mix them up.
    assert WORDS == ("agency", "status", "service", "provider", "ip", "token")
