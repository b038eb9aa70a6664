"""Steps of people who left: shown as without a doer, told of once, and given to others in one go."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from ropa.access import service_grants
from ropa.access.tables import grants
from ropa.errors import Conflict, Forbidden, Invalid
from ropa.notices.service import inbox
from ropa.procedures import (
    service_handover,
    service_people,
    service_round_due,
    service_rounds,
    service_rounds_shown,
    service_steps,
)
from schemas.access import GrantTerms, Role
from schemas.procedure import StepDoer
from schemas.round_moves import HandOver
from schemas.rounds import RoundInput, StepHanding
from tests.support.actors import GROUP_IN_PHETCHABURI, PHETCHABURI, PRACHUAP, person
from tests.support.procedure_steps import step
from tests.support.procedures import approved
from tests.support.rounds import DPO, begin, finish, visits
from tests.support.staff import hire, key
from tests.support.statements import counted

FRIDAY, DAY = date(2026, 11, 20), timedelta(days=1)
STEPS = [step(1, 3, doer=StepDoer.OFFICE), step(2, 2, [], doer=StepDoer.OFFICE_HEAD)]
ADMIN = person("ผู้ดูแล", Role.SYSTEM_ADMIN)


def told(register, now, who):
    with register.read(DPO, now) as uow:
        return [each.title_th for each in inbox(uow, key(who)).items]


def look(register, now):
    with register.write(DPO, now) as uow:
        return service_round_due.look(uow)


def fire(register, now, who, office=PHETCHABURI):
    with register.write(ADMIN, now) as uow:
        for found in uow.connection.scalars(
            select(grants.c.id).where(grants.c.person_id == key(who), grants.c.office_id == office)
        ).all():
            service_grants.end_grant(uow, found)


def begun_by(register, now, actor, offices=(PHETCHABURI,)):
    made = approved(register, now, steps=STEPS)
    with register.write(actor, now) as uow:
        given = RoundInput(title="รอบทดสอบ", starts_on=FRIDAY, office_ids=list(offices))
        return service_rounds.start(uow, made.id, given)


def give(register, now, round_id, who, office=PHETCHABURI):
    row = visits(register, now, round_id, office)[0]
    with register.write(DPO, now) as uow:
        service_steps.hand(uow, row.id, StepHanding(version=row.version, person_id=key(who), reason="มอบให้"))


def shown(register, now, round_id):
    with register.read(DPO, now) as uow:
        run = service_rounds_shown.run_shown(uow, round_id, PHETCHABURI)
        line = service_rounds_shown.shown(uow, round_id).runs[0]
    return [each.has_doer for each in run.steps], line.without_doer


def test_a_step_whose_doers_right_ended_has_no_doer_and_its_runner_is_told_once(register, now):
    officer = hire(register, now, 1, (Role.DPO, 0))
    doer = hire(register, now, 2, (Role.RECORDER, PHETCHABURI))
    round_id = begun_by(register, now, officer)
    give(register, now, round_id, doer)
    assert shown(register, now, round_id) == ([True], [])
    fire(register, now, doer)
    assert shown(register, now, round_id) == ([False], [1])
    look(register, now + DAY)
    look(register, now + 2 * DAY)
    assert told(register, now + 2 * DAY, officer).count("รอบทดสอบ: 1 ขั้นตอนไม่มีผู้ทำ") == 1
    assert "รอบทดสอบ: 1 ขั้นตอนไม่มีผู้ทำ" not in told(register, now + 2 * DAY, doer)
    other = hire(register, now, 3, (Role.RECORDER, PHETCHABURI))
    give(register, now, round_id, other)
    assert shown(register, now, round_id) == ([True], [])


def test_a_step_whose_role_nobody_holds_any_more_has_no_doer(register, now):
    officer = hire(register, now, 1, (Role.DPO, 0))
    doer = hire(register, now, 2, (Role.RECORDER, PHETCHABURI))
    round_id = begun_by(register, now, officer)
    assert shown(register, now, round_id) == ([True], [])
    fire(register, now, doer)
    assert shown(register, now, round_id) == ([False], [1])


def test_a_deputys_right_that_runs_out_leaves_the_step_without_a_doer(register, now):
    officer = hire(register, now, 1, (Role.DPO, 0))
    head = hire(register, now, 2, (Role.REVIEWER, PHETCHABURI))
    with register.write(ADMIN, now) as uow:
        terms = GrantTerms(
            role=Role.APPROVER, office_id=PHETCHABURI, is_acting=True, valid_through=FRIDAY + DAY, reason="ลาพัก"
        )
        service_grants.give(uow, key(head), terms)
    round_id = begun_by(register, now, officer)
    finish(register, now, round_id, 1)
    assert shown(register, now, round_id) == ([True, True], [])
    later = now + 3 * DAY
    assert shown(register, later, round_id) == ([True, False], [2])
    look(register, later)
    assert "รอบทดสอบ: 1 ขั้นตอนไม่มีผู้ทำ" in told(register, later, officer)


def test_who_looked_after_the_round_and_left_is_told_no_more(register, now):
    first = hire(register, now, 1, (Role.DPO, 0))
    round_id = begun_by(register, now, first)
    second = hire(register, now, 4, (Role.DPO, 0))
    fire(register, now, first, 0)
    look(register, now)
    assert told(register, now, first) == []
    assert told(register, now, second) == ["รอบทดสอบ: 1 ขั้นตอนไม่มีผู้ทำ"]
    assert shown(register, now, round_id) == ([False], [1])


@pytest.fixture
def leaving(register, now):
    """Somebody with steps at three offices, a colleague with rights at two, and the round."""
    leaves = hire(register, now, 1, *((Role.RECORDER, each) for each in (PHETCHABURI, GROUP_IN_PHETCHABURI, PRACHUAP)))
    stays = hire(register, now, 2, (Role.REVIEWER, PHETCHABURI))
    round_id = begun_by(register, now, DPO, (PHETCHABURI, GROUP_IN_PHETCHABURI, PRACHUAP))
    give(register, now, round_id, leaves)
    return round_id, leaves, stays


def test_all_steps_of_somebody_are_given_to_another_where_they_have_a_right(register, now, leaving):
    round_id, leaves, stays = leaving
    given = HandOver(from_person_id=key(leaves), to_person_id=key(stays), reason="ย้ายไปหน่วยอื่น")
    with register.read(DPO, now) as uow:
        choices = service_handover.people(uow)
        seen = service_handover.preview(uow, given)
    assert [(each.id, each.steps) for each in choices.holding] == [(key(leaves), 3)]
    assert [(each.office_id, each.fits) for each in seen.lines] == [
        (PHETCHABURI, True),
        (GROUP_IN_PHETCHABURI, True),
        (PRACHUAP, False),
    ]
    with register.write(DPO, now) as uow:
        given.seen = seen.hash
        service_handover.hand_over(uow, given)
    people = [
        visits(register, now, round_id, each)[0].person_id for each in (PHETCHABURI, GROUP_IN_PHETCHABURI, PRACHUAP)
    ]
    assert people == [key(stays), key(stays), None]
    assert told(register, now, stays) == ["ท่านได้รับมอบขั้นตอนของรอบงาน 2 ขั้นตอน"]
    finish(register, now, round_id, 1, actor=stays)
    with register.write(DPO, now) as uow, pytest.raises(Conflict):
        service_handover.hand_over(uow, given)


def test_steps_that_nobody_does_are_given_in_one_go(register, now, leaving):
    round_id, leaves, _ = leaving
    for office in (PHETCHABURI, GROUP_IN_PHETCHABURI, PRACHUAP):
        fire(register, now, leaves, office)
    new = hire(register, now, 5, (Role.REVIEWER, PHETCHABURI), (Role.REVIEWER, PRACHUAP))
    with register.write(DPO, now) as uow:
        assert service_handover.people(uow).without_doer == 3
        service_handover.hand_over(uow, HandOver(to_person_id=key(new), reason="รับช่วง"))
        assert service_handover.people(uow).without_doer == 0
    finish(register, now, round_id, 1, actor=new, office=PRACHUAP)


def test_only_in_rounds_that_one_runs_and_with_a_reason(register, now, leaving):
    _, leaves, stays = leaving
    given = HandOver(from_person_id=key(leaves), to_person_id=key(stays), reason="ย้าย")
    with register.read(person("ผู้บันทึก", Role.RECORDER, PHETCHABURI), now) as uow, pytest.raises(Forbidden):
        service_handover.preview(uow, given)
    with register.read(person("หัวหน้า", Role.APPROVER, PRACHUAP), now) as uow:
        assert [each.office_id for each in service_handover.preview(uow, given).lines] == [PRACHUAP]
    for wrong, pointer in (
        (HandOver(from_person_id=key(leaves), to_person_id=key(leaves), reason="ก"), "/to_person_id"),
        (HandOver(from_person_id=key(leaves), to_person_id=key(stays), reason=" "), "/reason"),
    ):
        with register.read(DPO, now) as uow, pytest.raises(Invalid) as refused:
            service_handover.preview(uow, wrong)
        assert [each.pointer for each in refused.value.problems] == [pointer]


def test_doers_are_found_by_as_many_queries_for_many_steps_as_for_one(register, now):
    round_id = begin(register, now, approved(register, now, steps=STEPS), starts_on=FRIDAY)
    rows = [row for office in (PHETCHABURI, PRACHUAP) for row in visits(register, now, round_id, office)]

    def asked(some):
        with register.read(DPO, now) as uow, counted(uow) as sent:
            service_people.doers(uow, some)
        return len(sent)

    assert asked(rows) == asked(rows[:1])
