"""Offices merge, end and split while a round runs: no step is lost, new doers are told, the progress counts right."""

from datetime import date, timedelta

import pytest

from ropa.notices.service import inbox
from ropa.offices import service as offices
from ropa.procedures import service_handover, service_rounds_shown, service_steps
from ropa.reminders import service_dates
from schemas.access import Role
from schemas.procedure import StepDoer
from schemas.reminders import ConfirmInput
from schemas.round_moves import HandOver
from schemas.rounds import StepHanding
from tests.ropa.reorganisations.conftest import Ministry
from tests.support.actors import ABOVE_PHETCHABURI, GROUP_IN_PHETCHABURI, PHETCHABURI, PRACHUAP, person
from tests.support.procedure_steps import step
from tests.support.procedures import approved
from tests.support.review_rounds import begin_shipped, carry, draft, end_open, record, run_of, run_row, standing
from tests.support.rounds import DPO, begin, finish, visits
from tests.support.staff import hire, key

FRIDAY, DAY, YEAR = date(2026, 11, 20), timedelta(days=1), timedelta(days=365)
TODAY = "2026-11-20"
STEPS = [step(1, 3, doer=StepDoer.OFFICE), step(2, 2, doer=StepDoer.OFFICE), step(3, 1, [], doer=StepDoer.OFFICE)]


def told(register, now, who):
    with register.read(DPO, now) as uow:
        return [each.title_th for each in inbox(uow, key(who)).items]


@pytest.fixture
def merged(register, now):
    """A round of two offices of which the first is merged into the second; both have a recorder."""
    there = hire(register, now, 1, (Role.RECORDER, PRACHUAP))
    round_id = begin(register, now, approved(register, now, steps=STEPS), starts_on=FRIDAY)
    finish(register, now, round_id, 1, office=PRACHUAP)
    Ministry(register, now).do(f"merge,{PHETCHABURI},{PRACHUAP},,{TODAY},")
    return round_id, there


def test_the_successor_goes_on_with_both_runs(register, now, merged):
    round_id, there = merged
    assert [(row.step, row.state, row.office_id) for row in visits(register, now, round_id)] == [(1, "open", PRACHUAP)]
    assert [(row.step, row.state) for row in visits(register, now, round_id, PRACHUAP)] == [(1, "done"), (2, "open")]
    assert "ท่านรับช่วงขั้นตอนของรอบงาน 1 ขั้นตอน" in told(register, now, there)
    with register.read(DPO, now) as uow:
        item = service_rounds_shown.shown(uow, round_id).item
        events = service_rounds_shown.events(uow, round_id, PHETCHABURI).items
    assert (item.offices, item.done) == (2, 0)
    assert [(each.step, each.details["from"], each.details["office_id"]) for each in events[:2]] == [
        (1, PHETCHABURI, PRACHUAP),
        (None, PHETCHABURI, PRACHUAP),
    ]


def test_the_successors_people_end_what_came_to_them_and_what_follows(register, now, merged):
    round_id, there = merged
    for number in (1, 2, 3):
        finish(register, now, round_id, number, actor=there)
    for number in (2, 3):
        finish(register, now, round_id, number, actor=there, office=PRACHUAP)
    with register.read(DPO, now) as uow:
        item = service_rounds_shown.shown(uow, round_id).item
    assert (str(item.state), item.offices, item.done) == ("done", 2, 2)
    assert [row.office_id for row in visits(register, now, round_id)] == [PRACHUAP] * 3


def test_whoever_runs_rounds_at_the_successor_runs_what_came_to_it(register, now, merged):
    round_id, there = merged
    head = person("หัวหน้าหน่วยรับช่วง", Role.APPROVER, PRACHUAP)
    beside = person("หัวหน้าหน่วยอื่น", Role.APPROVER, ABOVE_PHETCHABURI + 10)
    with register.read(head, now) as uow:
        assert service_rounds_shown.run_shown(uow, round_id, PHETCHABURI).steps[0].may_end
        given = HandOver(from_person_id=key(there), to_person_id=key(there) + "x", reason="ลา")
        assert [each.run_office_id for each in service_handover.preview(uow, given).lines] == [PHETCHABURI, PRACHUAP]
    with register.read(beside, now) as uow:
        assert service_handover.people(uow).holding == []
    row = visits(register, now, round_id)[0]
    with register.write(head, now) as uow:
        later = date(2026, 12, 14)
        service_steps.hand(uow, row.id, StepHanding(version=row.version, due_on=later, reason="รับช่วงต่อ"))
    finish(register, now, round_id, 1, actor=head)


def test_a_step_that_was_handed_elsewhere_leads_back_to_the_successor(register, now):
    round_id = begin(register, now, approved(register, now, steps=STEPS), offices=(PHETCHABURI,), starts_on=FRIDAY)
    row = visits(register, now, round_id)[0]
    with register.write(DPO, now) as uow:
        service_steps.hand(uow, row.id, StepHanding(version=1, office_id=GROUP_IN_PHETCHABURI, reason="ข้อมูลอยู่ที่นั่น"))
    Ministry(register, now).do(f"merge,{PHETCHABURI},{PRACHUAP},,{TODAY},")
    finish(register, now, round_id, 1)
    assert [row.office_id for row in visits(register, now, round_id)] == [GROUP_IN_PHETCHABURI, PRACHUAP]


def test_an_office_that_ends_twice_over_goes_on_with_the_last(register, now, merged):
    round_id, _ = merged
    Ministry(register, now).do(f"merge,{PRACHUAP},{GROUP_IN_PHETCHABURI},,{TODAY},")
    for office in (PHETCHABURI, PRACHUAP):
        assert visits(register, now, round_id, office)[-1].office_id == GROUP_IN_PHETCHABURI
    finish(register, now, round_id, 1)
    assert visits(register, now, round_id)[-1].office_id == GROUP_IN_PHETCHABURI


def test_a_step_that_waits_moves_too_and_is_opened_for_the_successor(register, now):
    round_id = begin(register, now, approved(register, now, steps=STEPS), starts_on=FRIDAY + 10 * DAY)
    assert visits(register, now, round_id)[0].state == "waiting"
    Ministry(register, now).do(f"merge,{PHETCHABURI},{PRACHUAP},,{TODAY},")
    assert (visits(register, now, round_id)[0].state, visits(register, now, round_id)[0].office_id) == (
        "waiting",
        PRACHUAP,
    )


def test_records_of_a_merged_office_are_counted_where_the_round_began(register, now):
    first = record(register, now - YEAR)
    record(register, now - YEAR, PRACHUAP)
    round_id = begin_shipped(register, now, starts_on=FRIDAY)
    for office in (PHETCHABURI, PRACHUAP):
        end_open(register, now, round_id, office)
    later = now + timedelta(hours=3)
    Ministry(register, later).do(f"merge,{PHETCHABURI},{PRACHUAP},,{TODAY},")
    assert [standing(register, later, round_id, office)[-1] for office in (PHETCHABURI, PRACHUAP)] == [
        (2, "open", (0, 1)),
        (2, "open", (0, 1)),
    ]

    recorder = hire(register, now, 3, (Role.RECORDER, PRACHUAP))
    with register.write(recorder, later) as uow:
        service_dates.confirm(uow, first, ConfirmInput(revision=1))
    assert run_of(register, later, round_id).steps[1].by_register
    assert standing(register, later, round_id, PRACHUAP)[-1] == (2, "open", (0, 1))
    assert run_row(register, later, round_id).office_id == PHETCHABURI


def test_a_split_office_goes_on_with_its_rest_and_no_record_is_lost(register, now):
    kept = draft(register, now - YEAR, title="งานทะเบียน")
    carry(register, now - YEAR, kept)
    record(register, now - YEAR, title="งานอื่น")
    round_id = begin_shipped(register, now, offices=(PHETCHABURI,), starts_on=FRIDAY)
    end_open(register, now, round_id)
    later = now + timedelta(hours=3)
    Ministry(register, later).do(
        f"แยก,{PHETCHABURI},กลุ่มทะเบียน,2,20 พ.ย. 2569,กระบวนการ: งานทะเบียน",
        f"แยก,{PHETCHABURI},กลุ่มอื่น,2,20 พ.ย. 2569,ที่เหลือ",
    )
    row = visits(register, later, round_id)[-1]
    with register.read(DPO, later) as uow:
        assert offices.office_name(uow, row.office_id) == "กลุ่มอื่น"
    assert standing(register, later, round_id)[-1] == (2, "open", (0, 2))
