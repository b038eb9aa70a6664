"""An office says once who its controller is; offices below use it; two who change it do not fight."""

import threading

import msgspec
import pytest
from sqlalchemy import select, update

from ropa.access.rules import Permission, offices_for
from ropa.audit.tables import audit_events
from ropa.contact_details import service
from ropa.errors import Forbidden, Invalid, NotFound, PreconditionFailed
from ropa.offices.tables import offices
from schemas.access import Actor, Channel, Grant, Role
from schemas.beyond import Contact
from schemas.contact_details import ContactDetails, ContactDetailsInput
from tests.support.actors import ABOVE_PHETCHABURI, GROUP_IN_PHETCHABURI, PHETCHABURI, PRACHUAP, person

DPO = person("dpo", Role.DPO)
PARENT = "สำนักงานปลัดกระทรวงอุตสาหกรรม"
CONTROLLER = Contact(
    name="ส่วนกลาง", address="75/6 ถนนพระรามที่ 6", telephone="0 2430 6999", email="contact@example.go.th"
)
OFFICER = Contact(name="เจ้าหน้าที่คุ้มครองข้อมูล", telephone="๐ ๒๔๓๐ ๖๙๙๐", email="dpo@example.go.th, dpo2@example.go.th")


def say(register, now, office_id, version=0, actor=DPO, **details):
    with register.write(actor, now) as uow:
        return service.change(uow, office_id, ContactDetailsInput(version=version, **details))


def at(register, now, office_id, actor=DPO):
    with register.read(actor, now) as uow:
        return service.of_office(uow, office_id)


def test_what_the_ministry_says_counts_everywhere_below_until_an_office_says_otherwise(register, now):
    say(register, now, 0, parent_org_unit=PARENT, controller_contact=CONTROLLER, dpo_contact=OFFICER)
    own = Contact(name="DPO ของสำนักงาน")
    say(register, now, PHETCHABURI, dpo_contact=own)

    found = at(register, now, GROUP_IN_PHETCHABURI)
    assert (found.version, found.own) == (0, ContactDetails())
    assert found.effective == ContactDetails(parent_org_unit=PARENT, controller_contact=CONTROLLER, dpo_contact=own)
    assert {key: by.office_id for key, by in found.said_by.items()} == {
        "parent_org_unit": 0,
        "controller_contact": 0,
        "dpo_contact": PHETCHABURI,
    }
    assert at(register, now, PRACHUAP).effective.dpo_contact == OFFICER


def test_what_is_taken_back_comes_from_above_again(register, now):
    say(register, now, 0, dpo_contact=OFFICER)
    say(register, now, PHETCHABURI, dpo_contact=CONTROLLER)
    found = say(register, now, PHETCHABURI, version=1, dpo_contact=Contact(name="  ", email=""))
    assert found.own == ContactDetails()
    assert found.effective.dpo_contact == OFFICER
    with register.read(DPO, now) as uow:
        assert [each.office_id for each in service.listed(uow).items] == [0]


def test_of_two_who_change_the_same_version_the_second_is_told(register, now):
    say(register, now, PHETCHABURI, parent_org_unit="ก")
    for version in (0, 2):
        with pytest.raises(PreconditionFailed):
            say(register, now, PHETCHABURI, version=version, parent_org_unit="ข")
    assert say(register, now, PHETCHABURI, version=1, parent_org_unit="ค").version == 2
    assert at(register, now, PHETCHABURI).own.parent_org_unit == "ค"


def test_of_two_who_say_the_first_thing_in_the_same_moment_one_is_told(register, now):
    ready, results = threading.Barrier(2), []

    def work(words):
        ready.wait()
        try:
            results.append(say(register, now, PHETCHABURI, parent_org_unit=words).version)
        except PreconditionFailed:
            results.append("told")

    threads = [threading.Thread(target=work, args=(words,)) for words in ("ก", "ข")]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(map(str, results)) == ["1", "told"]


def test_saying_the_same_again_makes_no_version_and_no_entry_of_the_trail(register, now):
    say(register, now, PHETCHABURI, parent_org_unit=PARENT, dpo_contact=OFFICER)
    assert say(register, now, PHETCHABURI, version=1, parent_org_unit=f" {PARENT} ", dpo_contact=OFFICER).version == 1
    with register.read(DPO, now) as uow:
        query = select(audit_events.c.subject, audit_events.c.details)
        told = uow.connection.execute(query.where(audit_events.c.action == "contact_details.changed")).all()
    assert [(row.subject, msgspec.json.decode(row.details)) for row in told] == [
        (f"office:{PHETCHABURI}", {"fields": ["parent_org_unit", "dpo_contact"], "version": 1})
    ]


@pytest.mark.parametrize(
    ("details", "pointer"),
    [
        ({"dpo_contact": Contact(email="ไม่ใช่อีเมล")}, "/dpo_contact/email"),
        ({"dpo_contact": Contact(email="a@b.go.th; nobody")}, "/dpo_contact/email"),
        ({"controller_contact": Contact(telephone="โทรหาเรา")}, "/controller_contact/telephone"),
        ({"controller_contact": Contact(name="ก\x07ข")}, "/controller_contact/name"),
    ],
)
def test_what_is_no_contact_is_refused_with_its_field_and_nothing_is_saved(register, now, details, pointer):
    with pytest.raises(Invalid) as refused:
        say(register, now, PHETCHABURI, parent_org_unit=PARENT, **details)
    assert [each.pointer for each in refused.value.problems] == [pointer]
    assert all(each.message_th and each.message_en for each in refused.value.problems)
    assert at(register, now, PHETCHABURI).version == 0


@pytest.mark.parametrize("telephone", ["1111", "๐ ๒๔๓๐ ๖๙๙๙ ต่อ ๑๒", "+66 2 430 6999"])
def test_hotlines_thai_digits_and_extensions_are_numbers(register, now, telephone):
    assert say(register, now, PHETCHABURI, dpo_contact=Contact(telephone=telephone)).version == 1


@pytest.mark.parametrize("role", list(Role), ids=str)
@pytest.mark.parametrize("office_id", [PHETCHABURI, PRACHUAP])
def test_only_who_may_says_it_and_only_within_reach(register, now, role, office_id):
    actor = person("somebody", role, PHETCHABURI)
    may = role in {Role.DPO, Role.OFFICE_ADMIN, Role.SYSTEM_ADMIN} and office_id == PHETCHABURI
    assert at(register, now, office_id, actor).may_change is may
    if may:
        assert say(register, now, office_id, actor=actor, parent_org_unit=PARENT).version == 1
    else:
        with pytest.raises(Forbidden):
            say(register, now, office_id, actor=actor, parent_org_unit=PARENT)


def test_no_program_says_it():
    token = Actor(id="t", name="t", channel=Channel.TOKEN, grants=(Grant(role=Role.DPO, office_id=0),))
    assert offices_for(token, Permission.MANAGE_CONTACTS) == frozenset()


def test_an_office_that_is_not_there_or_has_ended_is_not_found_and_says_nothing_below(register, now):
    say(register, now, PHETCHABURI, parent_org_unit=PARENT)
    with register.write(DPO, now) as uow:
        uow.connection.execute(update(offices).where(offices.c.id == PHETCHABURI).values(ended_on=now.date()))
    for office_id in (PHETCHABURI, 999_999, 2**40):
        with pytest.raises(NotFound):
            at(register, now, office_id)
        with pytest.raises(NotFound):
            say(register, now, office_id, parent_org_unit=PARENT)
    assert at(register, now, GROUP_IN_PHETCHABURI).effective == ContactDetails()
    with register.read(DPO, now) as uow:
        assert service.listed(uow).items == []
    assert at(register, now, ABOVE_PHETCHABURI).said_by == {}
