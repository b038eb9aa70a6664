"""Procedures and rounds in the search: by title, reference or an office's name, to whom they are, in a few queries."""

import pytest

from ropa.procedures import service, service_rounds
from ropa.search import service as search
from schemas.access import Role
from schemas.search import FoundKind
from tests.support.actors import PHETCHABURI, PRACHUAP, person
from tests.support.procedure_steps import step
from tests.support.procedures import WRITER, approved, changed, procedure_input
from tests.support.rounds import DPO, begin
from tests.support.statements import counted

STEPS = [step(1, 1), step(2, 1, [])]
OFFICER = person("เจ้าหน้าที่", Role.RECORDER, PHETCHABURI)
STRANGER = person("ต่างหน่วย", Role.RECORDER, PRACHUAP)


@pytest.fixture
def round_id(register, now):
    return begin(register, now, approved(register, now, title="คู่มือทบทวนทะเบียน", steps=STEPS), starts_on=now.date())


def find(register, now, actor, q, kind=None):
    with register.read(actor, now) as uow:
        groups = search.find(uow, q, kind).groups
    return {group.kind: group.items for group in groups}


def test_the_run_of_an_office_is_found_by_its_name_beside_the_round(register, now, round_id):
    found = find(register, now, DPO, "รอบทดสอบ เพชรบุรี")[FoundKind.ROUND]
    assert [(each.title, each.office_id, each.path) for each in found] == [
        ("รอบทดสอบ", PHETCHABURI, f"/rounds/{round_id}/offices/{PHETCHABURI}")
    ]
    whole = find(register, now, DPO, "รอบทดสอบ")[FoundKind.ROUND]
    assert [(each.office_id, each.path) for each in whole] == [(None, f"/rounds/{round_id}")]
    with register.read(DPO, now) as uow:
        ref = service_rounds.page(uow, None, None, None, 1).items[0].ref
    assert find(register, now, DPO, f"{ref} ประจวบ")[FoundKind.ROUND][0].office_id == PRACHUAP


def test_nobody_finds_the_run_of_an_office_that_is_not_theirs(register, now, round_id):
    assert FoundKind.ROUND in find(register, now, OFFICER, "รอบทดสอบ เพชรบุรี")
    assert FoundKind.ROUND not in find(register, now, OFFICER, "รอบทดสอบ ประจวบ")
    assert find(register, now, STRANGER, "รอบทดสอบ ประจวบ")[FoundKind.ROUND][0].path.endswith(f"/offices/{PRACHUAP}")
    with register.read(STRANGER, now) as uow:
        run = find(register, now, OFFICER, "รอบทดสอบ เพชรบุรี")[FoundKind.ROUND][0]
        assert search.named(uow, [(FoundKind.ROUND, run.key)]) == []
        assert [each.key for each in search.named(uow, [(FoundKind.ROUND, round_id)])] == [round_id]


def test_an_open_draft_is_found_by_who_works_on_it_and_others_find_what_is_in_force(register, now):
    stored = approved(register, now, title="คู่มือเดิม", steps=STEPS)
    with register.write(WRITER, now) as uow:
        service.replace(uow, stored.id, stored.version, changed(stored, title="คู่มือแก้ไขใหม่"))
        service.create(uow, procedure_input(title="คู่มือยังร่าง"))
    auditor = person("ผู้ตรวจสอบ", Role.AUDITOR)
    assert [each.title for each in find(register, now, WRITER, "แก้ไขใหม่")[FoundKind.PROCEDURE]] == ["คู่มือแก้ไขใหม่"]
    assert FoundKind.PROCEDURE not in find(register, now, auditor, "แก้ไขใหม่")
    assert [each.title for each in find(register, now, auditor, "มือเดิม")[FoundKind.PROCEDURE]] == ["คู่มือเดิม"]
    assert FoundKind.PROCEDURE not in find(register, now, STRANGER, "คู่มือ")


def test_ten_rounds_cost_no_more_queries_than_one(register, now, round_id):
    def queries():
        with register.read(DPO, now) as uow, counted(uow) as statements:
            search.find(uow, "ทดสอบ", FoundKind.ROUND)
            search.find(uow, "คู่มือ", FoundKind.PROCEDURE)
        return len(statements)

    one = queries()
    for number in range(9):
        begin(register, now, approved(register, now, title=f"คู่มือ {number}", steps=STEPS), starts_on=now.date())
    assert queries() == one
