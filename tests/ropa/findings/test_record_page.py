"""A record's page shows what the last check found, the rest of the register looked at, and checks nothing itself."""

from datetime import timedelta

import msgspec
import pytest
from msgspec.structs import replace

from ropa.activities import rules_finding_keys, service, service_life, service_sections
from ropa.activities.rules_finding_codes import CODES
from ropa.findings import service as findings
from ropa.findings import service_shown
from schemas.access import Role
from schemas.document import ActivityUpdate
from schemas.findings import Finding
from schemas.life import LifeStep, StepInput
from schemas.vocabulary import Direction
from tests.ropa.activities.test_service_findings import OURS, THEIRS, exchanging
from tests.support.actors import PRACHUAP
from tests.support.review_rounds import carry, people_of, record
from tests.support.web import browser
from tests.support.world import DPO, approve, create, update_of

UNKNOWN = "ระบบ กลาง"


@pytest.fixture
def ours(register, now):
    with register.write(DPO, now) as uow:
        return service.create(uow, exchanging(OURS, Direction.SEND, UNKNOWN))


def findings_in(bodies):
    return [msgspec.json.decode(each, type=Finding) for each in bodies or ()]


def said(register, now, stored):
    """Return the Thai words of the findings that depend on the rest of the register."""
    with register.read(DPO, now) as uow:
        check = service_shown.check_of(uow, service.read(uow, stored.id))
        found = findings_in(service_shown.found_by(uow, check))
    return [each.message_th for each in found if each.code == "exchange.counterpart_unknown"]


def test_what_only_the_register_knows_stands_on_the_page_as_in_the_worklist(register, now, ours):
    (words,) = said(register, now, ours)
    with browser(register, (Role.DPO, 0)) as client:
        assert words in client.get(f"/activities/{ours.id}").text
        assert words in client.get(f"/activities/{ours.id}/findings").text


def test_a_check_that_finds_something_else_in_the_same_text_changes_the_page(register, now, ours):
    (words,) = said(register, now, ours)
    with browser(register, (Role.DPO, 0)) as client:
        assert words in client.get(f"/activities/{ours.id}").text
        other = exchanging(THEIRS, Direction.RECEIVE, OURS, system=UNKNOWN, office_id=PRACHUAP)
        with register.write(DPO, now) as uow:
            service.create(uow, other)
        with register.write(DPO, now + timedelta(days=1)) as uow:
            findings.write(uow, findings.prepare(uow))
        assert words not in client.get(f"/activities/{ours.id}").text


def test_no_rule_runs_for_a_reader_and_a_second_one_reads_no_finding(register, now, ours, monkeypatch):
    read = []
    real = service_shown.found_by
    monkeypatch.setattr(service_sections, "findings_about", lambda _document: pytest.fail("rules were applied"))

    def counted(*asked):
        read.append(1)
        return real(*asked)

    monkeypatch.setattr(service_shown, "found_by", counted)
    with browser(register, (Role.DPO, 0)) as client:
        first, again = (client.get(f"/activities/{ours.id}") for _ in range(2))
    assert first.text.count("finding") == again.text.count("finding") > 0
    assert len(read) == 1


def test_a_revision_that_is_past_shows_what_its_own_text_says(register, now):
    made = create(register, now, sub_process="รุ่นแรก", recipients=[])
    with register.write(DPO, now) as uow:
        approve(uow, made.id)
        before = service.read(uow, made.id)
        data = exchanging(OURS, Direction.SEND, UNKNOWN)
        service.replace(uow, made.id, before.version, update_of(data))
        approve(uow, made.id)
        (lacks, *_) = service_sections.findings_about(service.document_of(before))
    with browser(register, (Role.DPO, 0)) as client:
        assert lacks.message_th in client.get(f"/activities/{made.id}?revision=1").text


def test_what_other_rules_found_is_not_shown(register, now, ours, monkeypatch):
    monkeypatch.setattr(service_shown, "rules_version", lambda: "ones that came since")
    (lacks, *_) = service_sections.findings_about(service.document_of(ours))
    assert said(register, now, ours) == []
    with browser(register, (Role.DPO, 0)) as client:
        assert lacks.message_th in client.get(f"/activities/{ours.id}").text


def test_an_approved_revision_and_a_draft_of_the_same_text_have_each_their_own_findings(register, now):
    made = create(register, now, recipients=["หน่วยงานที่รับข้อมูล"])
    with register.write(DPO, now) as uow:
        approve(uow, made.id)
        findings.check_again(uow, [made.id])
        approved = service.read(uow, made.id)
        said = service.document_of(approved)
        names = said.__struct_fields__
        data = ActivityUpdate(**{each: getattr(said, each) for each in names}, office_id=approved.office_id)
        draft = service.replace(uow, made.id, approved.version, data)
        assert (draft.revision, draft.content_hash) == (2, approved.content_hash)
        codes = [
            {each.code for each in findings_in(service_shown.found_by(uow, service_shown.check_of(uow, stored)))}
            for stored in (approved, draft)
        ]
    assert ["disclosure.log_missing" in each for each in codes] == [True, False]


def test_a_superseded_or_retired_revision_shows_no_other_ones_findings(register, now):
    key = record(register, now)
    with register.write(people_of()[LifeStep.SUBMIT], now) as uow:
        before = service.read(uow, key)
        said = service.document_of(before)
        data = {each: getattr(said, each) for each in said.__struct_fields__}
        service.replace(uow, key, before.version, ActivityUpdate(**data, office_id=before.office_id))
    carry(register, now, key)
    with register.read(DPO, now) as uow:
        first, newest = service.read_revision(uow, key, 1), service.read(uow, key)
        assert (first.content_hash, newest.revision) == (newest.content_hash, 2)
        assert service_shown.check_of(uow, first).mark is None
        assert service_shown.check_of(uow, newest).mark is not None
    with register.write(people_of()[LifeStep.APPROVE], now) as uow:
        service_life.take_step(uow, key, LifeStep.RETIRE, StepInput(note="เลิกทำ"))
    with register.read(DPO, now) as uow:
        assert service_shown.check_of(uow, service.read(uow, key)).mark is None


def test_other_words_of_either_language_are_other_rules(monkeypatch):
    code, row = next(iter(CODES.items()))
    rules_finding_keys.rules_version.cache_clear()
    before = rules_finding_keys.rules_version()
    for name in ("message_en", "suggestion", "suggestion_en"):
        rules_finding_keys.rules_version.cache_clear()
        monkeypatch.setitem(CODES, code, replace(row, **{name: "เขียนใหม่ / reworded"}))
        assert rules_finding_keys.rules_version() != before, name
    monkeypatch.undo()
    rules_finding_keys.rules_version.cache_clear()
    assert rules_finding_keys.rules_version() == before
