"""The worklist: filters, pages, owners, and nobody sees what stands in another office."""

import pytest

from ropa.access.service_grants import add_grant
from ropa.errors import Conflict, Forbidden, Invalid, NotFound
from ropa.findings import service_accept
from ropa.findings import service_worklist as worklist
from schemas.access import COMMAND_LINE, Role
from schemas.findings import Severity
from schemas.worklist import AcceptInput, AssignInput, FindingState, WorkFilter
from tests.support.actors import GROUP_IN_PHETCHABURI, PHETCHABURI, PRACHUAP, person, somebody
from tests.support.lives import AUDITOR, OFFICER, RECORDER, REVIEWER
from tests.support.web import keys_for, national_id, start
from tests.support.world import create


def listed(register, now, actor=OFFICER, **wanted):
    with register.read(actor, now) as uow:
        return worklist.page(uow, WorkFilter(**wanted), None, 200).items


def test_filters_narrow_the_list(register, now, faulty):
    create(register, now, office_id=PRACHUAP)
    everything = listed(register, now)
    assert {each.office_id for each in everything} == {PHETCHABURI, PRACHUAP}
    assert everything[0].office_id == PRACHUAP
    for wanted, holds in (
        ({"office": PHETCHABURI}, lambda each: each.office_id == PHETCHABURI),
        ({"severity": Severity.ERROR}, lambda each: each.severity is Severity.ERROR),
        ({"code": "completeness.missing"}, lambda each: each.code == "completeness.missing"),
        ({"activity_id": faulty.id}, lambda each: each.activity_id == faulty.id),
    ):
        assert listed(register, now, **wanted) == [each for each in everything if holds(each)] != everything
    with register.read(OFFICER, now) as uow:
        counted = worklist.count(uow, WorkFilter(office=PHETCHABURI))
    assert sum(counted.values()) == sum(each.office_id == PHETCHABURI for each in everything)


def test_pages_follow_each_other_without_gap_or_repeat(register, now):
    for number in range(3):
        create(register, now, sub_process=str(number))
    whole = listed(register, now)
    got, cursor = [], None
    with register.read(OFFICER, now) as uow:
        while True:
            page = worklist.page(uow, WorkFilter(), cursor, 7)
            got += page.items
            cursor = page.next_cursor
            if cursor is None:
                break
        assert [each.key + each.activity_id for each in got] == [each.key + each.activity_id for each in whole]
        assert list(worklist.every(uow, WorkFilter(), batch=5)) == whole
        for wrong in ("x", "1_1", f"{whole[0].activity_id}_", f"{whole[0].activity_id}_1 "):
            with pytest.raises(Invalid):
                worklist.page(uow, WorkFilter(), wrong, 7)


@pytest.mark.parametrize("role", [Role.RECORDER, Role.REVIEWER, Role.APPROVER, Role.DPO, Role.AUDITOR], ids=str)
def test_each_role_sees_its_own_offices_only(register, now, faulty, role):
    assert listed(register, now, person("ก", role, PRACHUAP)) == []
    assert listed(register, now, person("ก", role, GROUP_IN_PHETCHABURI)) == []
    assert listed(register, now, person("ก", role, PHETCHABURI))
    assert listed(register, now, person("ก", role, PRACHUAP), office=PHETCHABURI) == []


def test_mine_is_what_i_wrote_or_was_given_or_nobody_else_has_at_my_office(register, now, faulty):
    create(register, now, office_id=PHETCHABURI)  # by a machine: nobody's
    colleague = person("เพื่อน", Role.RECORDER, PHETCHABURI)
    assert {each.owner_name for each in listed(register, now, RECORDER, mine=True)} == {RECORDER.name, None}
    assert {each.owner_name for each in listed(register, now, colleague, mine=True)} == {None}
    assert listed(register, now, AUDITOR, mine=True) == []
    with register.read(RECORDER, now) as uow:
        summary = worklist.summary(uow)
    errors_and_warnings = [each for each in listed(register, now, RECORDER) if each.severity is not Severity.HINT]
    assert summary.mine == len(errors_and_warnings) == summary.all.errors + summary.all.warnings


@pytest.fixture
def colleague(register, now) -> str:
    """The id of a person who has signed in and may write at Phetchaburi."""
    start(register, (Role.RECORDER, PHETCHABURI), number=7, now=now)
    with register.read(OFFICER, now) as uow:
        from ropa.access.service_grants import list_grants

        return next(each.person_id for each in list_grants(uow).items)


def assign(register, now, actor, activity_id, keys=(), person_id=None):
    with register.write(actor, now) as uow:
        data = AssignInput(activity_id=activity_id, keys=list(keys), person_id=person_id)
        return service_accept.assign(uow, data)


def test_a_reviewer_gives_findings_to_a_person_of_the_office(register, now, faulty, colleague):
    first = listed(register, now)[0]
    made = assign(register, now, REVIEWER, faulty.id, [first.key], colleague)
    assert (made.findings, made.owner_name) == (1, "เจ้าหน้าที่ ทดสอบ 7")

    shown = listed(register, now)
    assert [(each.owner_id, each.assigned) for each in shown if each.key == first.key] == [
        (f"person:{colleague}", True)
    ]
    assert {each.owner_name for each in shown if each.key != first.key} == {RECORDER.name}
    assert assign(register, now, OFFICER, faulty.id, [], colleague).findings == len(shown)
    assert listed(register, now, RECORDER, mine=True) == []
    assign(register, now, OFFICER, faulty.id)
    assert {each.owner_name for each in listed(register, now)} == {RECORDER.name}


def test_who_gives_out_work_and_to_whom_is_limited(register, now, faulty, colleague):
    for actor, error in (
        (RECORDER, Forbidden),
        (AUDITOR, Forbidden),
        (somebody(Role.DPO), Forbidden),
        (person("ก", Role.REVIEWER, PRACHUAP), NotFound),
    ):
        with pytest.raises(error):
            assign(register, now, actor, faulty.id, [], colleague)
    with register.write(COMMAND_LINE, now) as uow:
        other = add_grant(uow, keys_for(register), national_id(8), Role.RECORDER, PRACHUAP, None).person_id
    for wrong in (other, "nobody"):
        with pytest.raises(Invalid):
            assign(register, now, REVIEWER, faulty.id, [], wrong)
    with pytest.raises(Conflict):
        assign(register, now, REVIEWER, faulty.id, ["0" * 64], colleague)


def test_the_number_on_the_home_page_is_that_of_the_list(register, now, faulty, colleague):
    first, second, *_ = [each for each in listed(register, now) if each.severity is not Severity.HINT]
    other = create(register, now, office_id=PHETCHABURI)  # nobody's
    theirs = next(each for each in listed(register, now, activity_id=other.id) if each.severity is Severity.ERROR)
    assign(register, now, OFFICER, faulty.id, [first.key], colleague)
    assign(register, now, OFFICER, other.id, [theirs.key], colleague)
    with register.write(OFFICER, now) as uow:
        accepted = AcceptInput(key=second.key, reason="ก", valid_through=now.date())
        service_accept.accept(uow, faulty.id, accepted)

    with register.read(RECORDER, now) as uow:
        counted = worklist.count(uow, WorkFilter(mine=True, state=FindingState.OPEN))
        assert worklist.summary(uow).mine == counted[Severity.ERROR] + counted[Severity.WARNING] > 0
    with register.read(OFFICER, now) as uow:
        for wanted in (WorkFilter(state=FindingState.OPEN), WorkFilter(office=PRACHUAP, state=FindingState.OPEN)):
            listing = list(worklist.every(uow, wanted))
            counts = {each: sum(item.severity is each for item in listing) for each in Severity}
            assert worklist.count(uow, wanted) == counts
