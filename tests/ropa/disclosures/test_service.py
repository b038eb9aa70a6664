"""The log of s.27 paragraph 3 and requests of agencies: what they refuse, who decides, and what they lead to."""

from datetime import date, datetime, timedelta

import msgspec
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ropa.activities import service as activities
from ropa.activities import service_findings
from ropa.activities.rules_disclosures import LOGGED
from ropa.activities.rules_findings import findings_of
from ropa.clock import BANGKOK
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
    wanted_from=date(2026, 11, 1),
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


def test_a_log_with_entries_answers_the_field_of_section_39(register, now, record):
    def asked(uow) -> bool:
        found = service_findings.findings_by_id(uow, record.id)
        return LOGGED in {each.pointer for each in found}

    with register.write(RECORDER, now) as uow:
        assert asked(uow)
        made = service.add(uow, record.id, ENTRY)
        assert not asked(uow)
        service.correct(uow, record.id, made.id, DisclosureCorrection(reason="ไม่ได้เปิดเผย"))
        assert asked(uow)


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


DATES = {"valid_from": date(2026, 11, 1), "valid_to": date(2027, 11, 30)}


def approved(uow, office_id=PHETCHABURI, **dates):
    made = service_requests.receive(uow, ExchangeRequestNew(office_id=office_id, asked=ASKED))
    made = step(uow, made, ExchangeStep.CHECK, check=check())
    return step(uow, made, ExchangeStep.APPROVE, reason="ครบ", **{**DATES, **dates})


def test_no_approval_goes_beyond_what_was_asked(register, now):
    day = timedelta(days=1)
    with register.write(OFFICER, now) as uow, pytest.raises(Invalid) as caught:
        approved(uow, valid_from=ASKED.wanted_from - day, valid_to=ASKED.wanted_to + day)
    assert {each.pointer for each in caught.value.problems} == {"/valid_from", "/valid_to"}


def test_nothing_is_connected_or_resumed_outside_the_days_of_the_approval(register, now):
    with register.write(OFFICER, now) as uow:
        early = approved(uow, valid_from=date(2026, 12, 1))
        assert ExchangeStep.CONNECT not in service_requests.may(uow, early)
        with pytest.raises(Invalid, match="approved for"):
            step(uow, early, ExchangeStep.CONNECT, client_id="c-1")
        late = approved(uow, valid_to=date(2026, 11, 30))
        used = step(uow, approved(uow, valid_to=date(2026, 11, 30)), ExchangeStep.CONNECT, client_id="c-2")
        used = step(uow, used, ExchangeStep.SUSPEND, reason="ใช้ผิดปกติ")
    with register.write(OFFICER, now + timedelta(days=12)) as uow:
        assert step(uow, early, ExchangeStep.CONNECT, client_id="c-1").state is ExchangeState.CONNECTED
        assert ExchangeStep.RESUME not in service_requests.may(uow, used)
        for made, kind, more in (
            (late, ExchangeStep.CONNECT, {"client_id": "c-1"}),
            (used, ExchangeStep.RESUME, {"reason": "ปกติ"}),
            (used, ExchangeStep.ROTATE, {"client_id": "c-3", "reason": "ครบรอบ"}),
        ):
            with pytest.raises(Invalid, match="approved for"):
                step(uow, made, kind, **more)


def test_a_renewal_is_asked_checked_and_decided_anew_and_keeps_the_state(register, now):
    longer = msgspec.structs.replace(ASKED, wanted_from=date(2027, 12, 1), wanted_to=date(2028, 11, 30))
    dates = {"valid_from": date(2027, 12, 1), "valid_to": date(2028, 11, 30)}
    said = {"reason": "ต่ออายุตามหนังสือ", "asked": longer, "check": check(), **dates}
    with register.write(OFFICER, now) as uow:
        made = step(uow, approved(uow), ExchangeStep.CONNECT, client_id="c-1")
        for wrong, at in (
            ({"check": check(Verdict.NO)}, "/check"),
            ({"valid_to": date(2028, 12, 1)}, "/valid_to"),
            ({"asked": ASKED, **DATES}, "/valid_to"),
            ({"asked": msgspec.structs.replace(longer, agency_code="AG-02")}, "/asked/agency_code"),
        ):
            with pytest.raises(Invalid) as caught:
                step(uow, made, ExchangeStep.RENEW, **{**said, **wrong})
            assert [each.pointer for each in caught.value.problems] == [at]
        made = step(uow, made, ExchangeStep.RENEW, **said)
    assert (made.state, made.client_id, made.asked) == (ExchangeState.CONNECTED, "c-1", longer)
    assert (made.valid_from, made.valid_to) == (DATES["valid_from"], dates["valid_to"])
    with register.write(RECORDER, now + timedelta(days=400)) as uow:
        assert not service_requests.read(uow, made.id).is_expired
        assert ExchangeStep.RENEW not in service_requests.may(uow, made)


def test_a_client_id_is_replaced_by_another_with_a_reason_and_both_stay(register, now):
    with register.write(OFFICER, now) as uow:
        made = step(uow, approved(uow), ExchangeStep.CONNECT, client_id="c-1")
        with pytest.raises(Invalid, match="client_id"):
            step(uow, made, ExchangeStep.ROTATE, client_id="c-1", reason="ครบรอบ")
        made = step(uow, made, ExchangeStep.ROTATE, client_id="c-2", reason="ครบรอบ")
    assert (made.state, made.client_id) == (ExchangeState.CONNECTED, "c-2")
    assert [each.details.client_id for each in made.steps if each.details.client_id] == ["c-1", "c-2"]


def test_an_approval_by_an_office_above_counts(register, now):
    with register.write(OFFICER, now) as uow:
        add_source(uow)
        approved(uow, office_id=0)
        assert send(uow, lines(1, now)).unapproved_agencies == []


def test_lines_are_judged_on_their_own_day_by_an_approval_of_their_office(register, now):
    hour = timedelta(hours=1)
    with register.write(OFFICER, now) as uow:
        add_source(uow)
        approved(uow, office_id=PRACHUAP)
        assert send(uow, lines(1, now), key="another office").unapproved_agencies == ["AG-01"]
        made = approved(uow, valid_from=date(2026, 11, 10), valid_to=date(2026, 11, 20))
    made_at = {"before": datetime(2026, 11, 9, 23, 59, tzinfo=BANGKOK), "after": datetime(2026, 11, 21, tzinfo=BANGKOK)}
    with register.write(OFFICER, now + hour) as uow:
        made = step(uow, step(uow, made, ExchangeStep.CONNECT, client_id="c-1"), ExchangeStep.SUSPEND, reason="ก")
    with register.write(OFFICER, now + 3 * hour) as uow:
        step(uow, made, ExchangeStep.RESUME, reason="ข")
    made_at |= {"suspended": now + 2 * hour, "right": now + 4 * hour, "first": datetime(2026, 11, 10, tzinfo=BANGKOK)}
    with register.write(OFFICER, now + timedelta(days=5)) as uow:
        found = {
            name: send(uow, [line(number, at), line(number + 100, now)], key=name).unapproved_agencies != []
            for number, (name, at) in enumerate(made_at.items(), 10)
        }
    assert found == {"before": True, "after": True, "suspended": True, "right": False, "first": False}


def test_the_kinds_of_words_keep_their_numbers():
    # The database knows each kind by its place: an order that changes would mix them up.
    assert WORDS == ("agency", "status", "service", "provider", "ip", "token")
