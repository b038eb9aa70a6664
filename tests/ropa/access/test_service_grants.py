"""Grants: who may give which role where, from when to when, and what the trail keeps of it."""

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from ropa.access import service_grants
from ropa.errors import Forbidden, Invalid, NotFound
from schemas.access import COMMAND_LINE, Actor, Channel, Grant, GrantTerms, Role
from schemas.national_ids import has_check_digit, read_national_id
from tests.support.actors import PHETCHABURI, PRACHUAP, somebody
from tests.support.web import keys_for, national_id


def give(register, now, actor, role, office, *, number=7, through=None):
    with register.write(actor, now) as uow:
        return service_grants.add_grant(uow, keys_for(register), national_id(number), role, office, through)


def listed(register, now, actor):
    with register.read(actor, now) as uow:
        return [(each.role, each.office_id) for each in service_grants.list_grants(uow).items]


def test_the_command_line_makes_the_first_administrator(register, now):
    made = give(register, now, COMMAND_LINE, Role.SYSTEM_ADMIN, 0)

    assert made.person_name is None, "the person has not signed in yet"
    assert listed(register, now, COMMAND_LINE) == [(Role.SYSTEM_ADMIN, 0)]


def test_the_number_itself_is_stored_nowhere_in_the_clear(register, now):
    give(register, now, COMMAND_LINE, Role.SYSTEM_ADMIN, 0)
    number = national_id(7)
    with register.read(COMMAND_LINE, now) as uow:
        for table in ("people", "grants", "audit_events"):
            for row in uow.connection.execute(text(f"SELECT * FROM {table}")):  # noqa: S608 - names from above
                assert number not in str(row)


def test_giving_the_same_right_twice_makes_one_and_moves_its_last_day(register, now):
    first = give(register, now, COMMAND_LINE, Role.RECORDER, PHETCHABURI)
    again = give(register, now, COMMAND_LINE, Role.RECORDER, PHETCHABURI, through=date(2027, 1, 31))

    assert again.id == first.id
    assert again.valid_through == date(2027, 1, 31)
    assert len(listed(register, now, COMMAND_LINE)) == 1


def test_the_head_of_an_office_gives_the_work_of_the_office_and_nothing_else(register, now):
    head = somebody(Role.OFFICE_ADMIN, PHETCHABURI)
    for role in (Role.RECORDER, Role.REVIEWER, Role.APPROVER):
        assert give(register, now, head, role, PHETCHABURI).role is role
    for role in (Role.DPO, Role.AUDITOR, Role.SYSTEM_ADMIN, Role.OFFICE_ADMIN):
        with pytest.raises(Forbidden):
            give(register, now, head, role, PHETCHABURI, through=now.date())
    for office in (PRACHUAP, 0):
        with pytest.raises(Forbidden):
            give(register, now, head, Role.RECORDER, office)


@pytest.mark.parametrize("role", [Role.RECORDER, Role.DPO, Role.AUDITOR, Role.APPROVER], ids=str)
def test_other_roles_give_nothing(register, now, role):
    with pytest.raises(Forbidden):
        give(register, now, somebody(role, 0), Role.RECORDER, PHETCHABURI)


def test_every_fault_is_told_at_once_and_nothing_is_saved(register, now):
    with pytest.raises(Invalid) as refused:
        give(register, now, COMMAND_LINE, Role.SERVICE, 999_999, through=now.date() - timedelta(days=1))

    assert [each.pointer for each in refused.value.problems] == ["/role", "/office_id", "/valid_through"]
    assert listed(register, now, COMMAND_LINE) == []


@pytest.mark.parametrize("number", ["", "123", "111111111111", "12345678901234", "abcdefghijklm", "1" * 5000])
def test_what_is_no_national_id_is_refused_and_not_repeated(register, now, number):
    with register.write(COMMAND_LINE, now) as uow, pytest.raises(Invalid) as refused:
        service_grants.add_grant(uow, keys_for(register), number, Role.DPO, 0)

    assert refused.value.problems[0].pointer == "/national_id"
    assert not number or number not in str(refused.value)


@pytest.mark.parametrize("written", ["1111111111119", "1-1111-11111-11-9", "1 1111 11111 11 9", "๑๑๑๑๑๑๑๑๑๑๑๑๙"])
def test_a_national_id_is_read_as_people_write_it(written):
    assert read_national_id(written) == "1111111111119"


@pytest.mark.parametrize("number", ["1000000000131", "1000000000050", "1111111111119"])
def test_a_right_check_digit_is_known(number):
    assert has_check_digit(number)


@pytest.mark.parametrize("number", ["1234567890123", "2345123456789", "3456234234243", "1003434134123"])
def test_the_numbers_of_the_ministrys_manual_are_taken_though_their_check_digit_is_wrong(register, now, number):
    assert not has_check_digit(number)
    with register.write(COMMAND_LINE, now) as uow:
        service_grants.add_grant(uow, keys_for(register), number, Role.RECORDER, PHETCHABURI)


def test_a_right_counts_through_its_last_day_in_bangkok(register, now):
    give(register, now, COMMAND_LINE, Role.RECORDER, PHETCHABURI, through=now.date())
    end_of_day = now.replace(hour=23, minute=59)

    assert listed(register, end_of_day, COMMAND_LINE) != []
    assert listed(register, end_of_day + timedelta(minutes=1), COMMAND_LINE) == []


def test_a_right_that_was_ended_counts_no_more_and_stays_in_the_trail(register, now):
    made = give(register, now, COMMAND_LINE, Role.RECORDER, PHETCHABURI)
    with register.write(somebody(Role.OFFICE_ADMIN, PHETCHABURI), now) as uow:
        assert service_grants.end_grant(uow, made.id).ended_at is not None

    assert listed(register, now, COMMAND_LINE) == []
    with register.read(COMMAND_LINE, now) as uow:
        told = uow.connection.execute(text("SELECT action FROM audit_events WHERE action LIKE 'grant.%'"))
        assert sorted(told.scalars()) == ["grant.ended", "grant.given"]
    with register.write(COMMAND_LINE, now) as uow, pytest.raises(NotFound):
        service_grants.end_grant(uow, made.id)


def test_a_right_of_another_office_cannot_be_seen_or_ended(register, now):
    made = give(register, now, COMMAND_LINE, Role.RECORDER, PHETCHABURI)
    elsewhere = somebody(Role.OFFICE_ADMIN, PRACHUAP)

    assert listed(register, now, elsewhere) == []
    with register.write(elsewhere, now) as uow, pytest.raises(NotFound):
        service_grants.end_grant(uow, made.id)


def test_the_head_of_an_office_cannot_end_a_right_that_only_the_administrator_gives(register, now):
    made = give(register, now, COMMAND_LINE, Role.DPO, PHETCHABURI)
    with register.write(somebody(Role.OFFICE_ADMIN, PHETCHABURI), now) as uow, pytest.raises(Forbidden):
        service_grants.end_grant(uow, made.id)


def terms(**changes: Any):
    given: dict[str, Any] = {"role": Role.APPROVER, "office_id": PHETCHABURI} | changes
    return GrantTerms(**given)


def give_terms(register, now, actor, wanted, number=7):
    with register.write(actor, now) as uow:
        return service_grants.give_by_number(uow, keys_for(register), national_id(number), wanted)


def test_a_right_counts_from_its_first_day_on(register, now):
    tomorrow = now.date() + timedelta(days=1)
    give_terms(register, now, COMMAND_LINE, terms(valid_from=tomorrow))

    assert listed(register, now, COMMAND_LINE) == []
    assert listed(register, now + timedelta(days=1), COMMAND_LINE) == [(Role.APPROVER, PHETCHABURI)]


def test_an_auditors_right_is_for_a_time(register, now):
    with pytest.raises(Invalid, match="needs a last day"):
        give(register, now, COMMAND_LINE, Role.AUDITOR, 0)


def test_the_head_appoints_a_deputy_for_a_time_who_appoints_nobody(register, now):
    head = somebody(Role.OFFICE_ADMIN, PHETCHABURI)
    week = now.date() + timedelta(days=7)
    made = give_terms(register, now, head, terms(role=Role.OFFICE_ADMIN, valid_through=week, is_acting=True))
    assert made.is_acting

    deputy = Actor(
        id="person:x",
        name="",
        channel=Channel.WEB,
        grants=(Grant(role=Role.OFFICE_ADMIN, office_id=PHETCHABURI, is_acting=True),),
    )
    assert give_terms(register, now, deputy, terms(role=Role.RECORDER), number=8).role is Role.RECORDER
    with pytest.raises(Forbidden):
        give_terms(register, now, deputy, terms(valid_through=week, is_acting=True), number=8)
    for faulty in (terms(is_acting=True), terms(is_acting=True, valid_through=week + timedelta(days=400))):
        with pytest.raises(Invalid, match="deputy needs a last day"):
            give_terms(register, now, head, faulty)
    with pytest.raises(Invalid, match="Only the head"):
        give_terms(register, now, head, terms(role=Role.RECORDER, is_acting=True, valid_through=week))


def test_nobody_gives_a_right_to_themselves(register, now):
    made = give(register, now, COMMAND_LINE, Role.OFFICE_ADMIN, PHETCHABURI)
    self_server = Actor(
        id=f"person:{made.person_id}",
        name="",
        channel=Channel.WEB,
        grants=(Grant(role=Role.OFFICE_ADMIN, office_id=PHETCHABURI),),
    )

    with pytest.raises(Forbidden, match="themselves"):
        give(register, now, self_server, Role.RECORDER, PHETCHABURI)
    assert give(register, now, self_server, Role.RECORDER, PHETCHABURI, number=9)


def test_a_name_that_no_database_could_hold_finds_nobody(register, now):
    with register.read(somebody(Role.SYSTEM_ADMIN), now) as uow:
        assert service_grants.list_grants(uow, name="ก\0").items == []


def test_the_same_right_given_by_two_at_once_is_one(register, now):
    give(register, now, COMMAND_LINE, Role.REVIEWER, PHETCHABURI)
    gate = threading.Barrier(4)

    def at_once():
        gate.wait()
        give(register, now, COMMAND_LINE, Role.RECORDER, PHETCHABURI)

    givers = [threading.Thread(target=at_once) for _ in range(4)]
    for each in givers:
        each.start()
    for each in givers:
        each.join()

    assert sorted(listed(register, now, COMMAND_LINE)) == [(Role.RECORDER, PHETCHABURI), (Role.REVIEWER, PHETCHABURI)]
