"""The rows of findings follow the documents: saves, steps of life, deletions, new rules."""

from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import func, select

from ropa.activities import rules_finding_keys, service, service_findings, service_life
from ropa.activities.rules_finding_codes import CODES
from ropa.activities.rules_finding_keys import key_of
from ropa.findings import service as findings
from ropa.findings import service_worklist as worklist
from ropa.findings.tables import finding_checks, finding_record_days
from ropa.findings.tables import findings as rows
from schemas.findings import Severity
from schemas.life import LifeStep, StepInput
from schemas.worklist import WorkFilter
from tests.ropa.activities.test_life import whole
from tests.support.actors import PHETCHABURI
from tests.support.lives import OFFICER, RECORDER, carry
from tests.support.world import DPO, activity_input, create, update_of


def found(register, now, actor=OFFICER, **wanted):
    with register.read(actor, now) as uow:
        return worklist.page(uow, WorkFilter(**wanted), None, 200).items


def save(register, now, stored, **said):
    with register.write(RECORDER, now) as uow:
        fresh = service.read(uow, stored.id)
        return service.replace(uow, stored.id, fresh.version, update_of(activity_input(**said)))


def test_a_save_writes_what_the_rules_find(register, now, faulty):
    with register.read(OFFICER, now) as uow:
        expected = service_findings.findings_by_id(uow, faulty.id)
        check = uow.connection.execute(select(finding_checks)).one()

    listed = found(register, now)
    assert [(each.code, each.pointer, each.message_th) for each in listed] == [
        (each.code, each.pointer, each.message_th) for each in expected
    ]
    assert {(each.ref, each.title, each.office_id) for each in listed} == {(faulty.ref, "งานทดสอบ", PHETCHABURI)}
    assert check.errors == sum(each.severity is Severity.ERROR for each in expected)
    assert check.warnings == sum(each.severity is Severity.WARNING for each in expected)
    assert 0 < check.completeness < 50


def test_the_next_save_replaces_them(register, now, faulty):
    before = {each.key for each in found(register, now)}
    save(register, now, faulty, systems=[], items=["ชื่อ"], sub_process="ใหม่")

    after = {each.key for each in found(register, now)}
    assert after < before
    assert not any(each.code.startswith("hosting") for each in found(register, now))


def test_who_wrote_last_owns_them_and_a_machine_does_not(register, now, faulty):
    assert {(each.owner_name, each.assigned) for each in found(register, now)} == {(RECORDER.name, False)}
    with register.write(DPO, now) as uow:
        fresh = service.read(uow, faulty.id)
        service.replace(uow, faulty.id, fresh.version, update_of(activity_input(items=["อีเมล"])))

    assert {each.owner_name for each in found(register, now)} == {RECORDER.name}
    create(register, now, office_id=PHETCHABURI)
    assert {each.owner_name for each in found(register, now)} == {RECORDER.name, None}


def test_a_deleted_record_leaves_nothing(register, now, faulty):
    with register.write(RECORDER, now) as uow:
        service.delete(uow, faulty.id, faulty.version)

    with register.read(OFFICER, now) as uow:
        for table in (rows, finding_checks, finding_record_days):
            assert uow.connection.scalar(select(func.count()).select_from(table)) == 0


def test_a_retired_record_is_no_work(register, now, whole_record):
    carry(register, now, whole_record.id)
    with register.write(OFFICER, now) as uow:
        service_life.take_step(uow, whole_record.id, LifeStep.RETIRE, StepInput(note="เลิกงาน"))

    assert found(register, now) == []
    with register.read(OFFICER, now) as uow:
        assert uow.connection.execute(select(finding_record_days.c.counts)).scalars().all() == [False]


def test_the_findings_of_a_superseded_revision_go(register, now, whole_record):
    carry(register, now, whole_record.id)
    with register.write(RECORDER, now) as uow:
        stored = service.read(uow, whole_record.id)
        changed = whole()
        changed.form.header.sub_process = "อีกชื่อ"
        service.replace(uow, whole_record.id, stored.version, update_of(changed))
    with register.read(OFFICER, now) as uow:
        assert uow.connection.scalar(select(func.count()).select_from(finding_checks)) == 2
    carry(register, now, whole_record.id)

    with register.read(OFFICER, now) as uow:
        assert uow.connection.scalar(select(func.count()).select_from(finding_checks)) == 1


def test_new_rules_check_old_records_in_batches(register, now, monkeypatch):
    for number in range(5):
        create(register, now, sub_process=str(number))
    with register.read(OFFICER, now) as uow:
        assert not findings.waits(uow)
    monkeypatch.setattr(findings, "rules_version", lambda: "another")
    monkeypatch.setattr(findings, "BATCH", 2)
    written = []
    while True:
        with register.read(OFFICER, now) as uow:
            if not findings.waits(uow):
                break
            batch = findings.prepare(uow)
        with register.write(OFFICER, now) as uow:
            written.append(findings.write(uow, batch))

    assert written == [2, 2, 1]


def test_each_record_is_looked_at_once_a_day_for_what_others_say_of_it(register, now):
    create(register, now)
    later = now + timedelta(days=1)
    with register.read(OFFICER, later) as uow:
        assert findings.waits(uow)
        batch = findings.prepare(uow)
    with register.write(OFFICER, later) as uow:
        assert findings.write(uow, batch) == 1
    with register.read(OFFICER, later) as uow:
        assert not findings.waits(uow)


def test_what_was_saved_meanwhile_is_not_overwritten(register, now, faulty):
    with register.read(OFFICER, now + timedelta(days=1)) as uow:
        batch = findings.prepare(uow)
    save(register, now, faulty, items=["ชื่อ", "อีเมล"])
    with register.write(OFFICER, now + timedelta(days=1)) as uow:
        assert findings.write(uow, batch) == 0


@pytest.mark.only_on("sqlite")
def test_a_key_names_the_text_and_not_the_words_of_the_program(register, now, faulty, monkeypatch):
    with register.read(OFFICER, now) as uow:
        stored = service.read(uow, faulty.id)
        document, each = service.document_of(stored), service_findings.findings(uow, stored)[0]
    before = key_of(document, each)
    code = CODES[each.code]
    monkeypatch.setitem(CODES, each.code, msgspec.structs.replace(code, message_th="ใหม่ {label_th}"))
    rules_finding_keys._pattern.cache_clear()
    reworded = msgspec.structs.replace(each, message_th="ใหม่ ป้าย")
    try:
        assert key_of(document, reworded) == before
    finally:
        rules_finding_keys._pattern.cache_clear()
    assert key_of(service.document_of(stored), msgspec.structs.replace(each, pointer="/form/header")) != before
