"""The ministry's offices: all rows of its table below one root, and the reach that follows from the tree."""

import pytest
from sqlalchemy import text

from ropa.offices import service
from ropa.offices.rules import closure, read_offices
from schemas.access import Role
from tests.support.actors import PHETCHABURI, PRACHUAP, somebody
from tests.support.world import DPO

HEAD = "office_id,office_name,org_id,province_id,office_parent_id"


def test_the_whole_table_stands_below_office_0_with_two_placeholders(register, now):
    with register.read(DPO, now) as uow:
        listed = service.list_offices(uow)
    by_id = {office.id: office for office in listed}

    assert len(listed) == len(by_id) == 391 + 1 + 2
    assert {office.id for office in listed if office.is_placeholder} == {219, 220}
    assert [office.id for office in listed if office.parent_id is None] == [0]
    assert len([office for office in listed if office.parent_id == 0]) == 26 + 2
    assert listed[0].id == 0
    assert all(office.name.strip() for office in listed)


def test_the_closure_is_what_walking_up_the_parents_gives(register, now):
    with register.read(DPO, now) as uow:
        parents = {office.id: office.parent_id for office in service.list_offices(uow)}
        kept = set(
            map(tuple, uow.connection.execute(text("SELECT ancestor_id, descendant_id, depth FROM office_closure")))
        )

    walked = set()
    for office in parents:
        above: int | None = office
        depth = 0
        while above is not None:
            walked.add((above, office, depth))
            above, depth = parents[above], depth + 1
    assert kept == walked
    assert {pair[1] for pair in kept if pair[0] == 0} == set(parents)


def test_loading_again_changes_nothing(register, now):
    with register.write(somebody(Role.SYSTEM_ADMIN), now) as uow:
        assert service.load_offices(uow) == 0
        assert uow.connection.scalar(text("SELECT count(*) FROM audit_events")) == 1


def test_loading_mends_a_table_that_lost_an_office(register, now):
    with register.write(somebody(Role.SYSTEM_ADMIN), now) as uow:
        uow.connection.execute(text("DELETE FROM office_closure"))
        uow.connection.execute(text("DELETE FROM offices WHERE id = :id"), {"id": PRACHUAP + 1})
        assert service.load_offices(uow) == 1
        assert uow.connection.scalar(text("SELECT count(*) FROM office_closure WHERE ancestor_id = 0")) == 394


def test_an_office_has_a_name_or_does_not_exist(register, now):
    with register.read(DPO, now) as uow:
        assert service.office_name(uow, 0) == "ทั้งกระทรวง"
        assert service.office_name(uow, PHETCHABURI)
        assert service.office_name(uow, 999_999) is None


def test_a_missing_parent_becomes_a_placeholder_and_parents_come_first():
    offices = read_offices([HEAD, "7,ลูก,1,1,6", "6,แม่,1,1,5", "8,ราก,,,"])

    assert [office.id for office in offices] == [0, 5, 8, 6, 7]
    assert [office.is_placeholder for office in offices] == [False, True, False, False, False]
    assert (0, 7, 3) in set(closure(offices))


def test_a_cycle_is_refused_by_its_members():
    with pytest.raises(ValueError, match=r"\[6, 7\]"):
        read_offices([HEAD, "7,ก,1,1,6", "6,ข,1,1,7"])


def test_a_row_that_is_no_office_is_refused_by_its_line():
    with pytest.raises(ValueError, match="line 3"):
        read_offices([HEAD, "7,ก,1,1,0", "x,ข,1,1,7"])
