"""Lists: what goes on them, what leaves them, and what becomes of their data sets."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from ropa.db.unit_of_work import Database
from ropa.destruction import service_direct, service_items, service_lists
from ropa.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from ropa.retention import service, service_check
from schemas.access import Role
from schemas.destruction import ItemOutcome, ListState
from schemas.destruction_steps import AddItems, ExtendHolding, ListInput, TransferHolding
from schemas.holding import Holding, HoldingInput
from schemas.vocabulary import Applies, StartEvent
from tests.ropa.destruction.conftest import told
from tests.support.actors import PHETCHABURI, PRACHUAP, person
from tests.support.destruction_road import Road
from tests.support.world import DPO


def run_check(road: Road) -> None:
    with road.database.write(DPO, road.now) as uow:
        service_check.check(uow)


def holding(road: Road, activity_id: str, holding_id: str) -> Holding:
    with road.database.read(DPO, road.now) as uow:
        return service.read_holding(uow, activity_id, holding_id)


def test_a_list_takes_what_is_listed_due_free_and_in_its_survey_and_nothing_twice(road: Road) -> None:
    activity = road.activity()
    old = [road.holding(activity), road.holding(activity, date(2015, 3, 1))]
    held = road.holding(activity)
    # Ended this year: an official document waits for the survey after 31 December, other data do not.
    road.holding(activity, date(2021, 6, 1))
    early = road.holding(activity, date(2021, 6, 2), saraban=Applies.NO)
    road.holding(activity, date(2024, 6, 2))
    run_check(road)
    road.hold(holding_id=held)
    made = road.make(year=2026)
    items = road.items()
    assert (made.state, made.size, made.ref) == (ListState.DRAFT, 3, "DL-2569-0001")
    assert sorted(each.holding_id for each in items) == sorted([*old, early])
    assert [each.seq for each in items] == [1, 2, 3]
    assert [each.listed.due_on for each in items] == sorted(each.listed.due_on for each in items)
    assert holding(road, activity, early).state == "listed"
    # A second list finds nothing left; naming them is refused by name and list.
    second = road.make(year=2026)
    assert (second.size, second.ref) == (0, "DL-2569-0002")
    with pytest.raises(Invalid) as error:
        road.make(old[0], held, "no-such", old[0])
    assert told(error)[:4] == ["/holding_ids/0", "/holding_ids/1", "/holding_ids/2", "/holding_ids/3"]
    assert "DL-2569-0001" in str(error.value)


def test_a_list_of_the_year_before_leaves_what_ended_later(road: Road) -> None:
    activity = road.activity()
    before, later = (
        road.holding(activity, date(2015, 3, 1)),
        road.holding(activity, date(2021, 2, 2), saraban=Applies.NO),
    )
    run_check(road)
    road.make(year=2025)
    assert [each.holding_id for each in road.items()] == [before]
    with road.database.write(road.secretary, road.now) as uow:
        service_items.add(uow, road.list_id, 1, AddItems(holding_ids=[later]))
    assert [(each.seq, each.holding_id) for each in road.items()] == [(1, before), (2, later)]


@pytest.mark.parametrize(("year", "part"), [(2569, "2026"), (2027, "ยังไม่เริ่ม")])
def test_a_year_that_is_buddhist_or_has_not_begun_is_refused(road: Road, year: int, part: str) -> None:
    with pytest.raises(Invalid, match=part):
        road.make(year=year)


def test_nothing_is_listed_that_is_not_due_or_belongs_to_another_office(road: Road) -> None:
    activity, elsewhere = road.activity(), road.activity(office_id=PRACHUAP)
    undated, young = road.holding(activity, None), road.holding(activity, date(2024, 1, 1))
    with pytest.raises(Invalid) as error:
        road.make(undated, young, road.holding(elsewhere))
    assert told(error) == [f"/holding_ids/{place}" for place in range(3)]


def test_who_may_not_see_the_office_does_not_learn_of_the_list_and_an_auditor_reads_only(
    road: Road, now: datetime
) -> None:
    road.make(road.holding(road.activity()))
    stranger = person("ผู้อื่น", Role.RECORDER, PRACHUAP)
    auditor = person("ผู้ตรวจ", Role.AUDITOR, PHETCHABURI)
    with road.database.write(stranger, now) as uow:
        with pytest.raises(NotFound):
            service_lists.read(uow, road.list_id)
        with pytest.raises(Forbidden):
            service_lists.create(uow, ListInput(office_id=PHETCHABURI, year=2025))
        assert service_lists.page(uow, None, 50).items == []
    with road.database.write(auditor, now) as uow:
        assert [each.size for each in service_lists.page(uow, None, 50, states=(ListState.DRAFT,)).items] == [1]
        with pytest.raises(Forbidden):
            service_items.add(uow, road.list_id, 1, AddItems())


def test_a_changed_data_set_stops_a_draft_until_it_is_brought_up_to_date(road: Road, now: datetime) -> None:
    activity = road.activity()
    one = road.holding(activity)
    road.make(one)
    data = HoldingInput(title="แฟ้มคำร้อง", start_event=StartEvent.COLLECTED, started_on=date(2010, 1, 5), volume="9 แฟ้ม")
    with road.database.write(DPO, now) as uow:
        service.replace_holding(uow, activity, one, holding(road, activity, one).version, data)
    assert road.refusals()[0] == (1, "changed")
    with pytest.raises(Invalid, match="ถูกแก้ไขหลังจากขึ้นบัญชี"):
        road.hand_in()
    with road.database.write(road.secretary, now) as uow:
        assert service_items.refresh(uow, road.list_id, road.read().version).moved == 1
    assert road.items()[0].listed.volume == "9 แฟ้ม"
    road.hand_in()


def test_items_leave_a_draft_without_a_trace_and_a_later_list_with_their_reason(road: Road) -> None:
    activity = road.activity()
    ids = [road.holding(activity) for _ in range(3)]
    road.make(*ids)
    road.remove([2])
    assert [each.seq for each in road.items()] == [1, 3]
    road.hand_in()
    road.remove([3])
    assert road.states() == ["committee_review", "removed"]
    assert [holding(road, activity, each).state for each in ids] == ["committee_review", "active", "active"]
    assert road.items()[1].outcome_reason == "เสนอผิดรายการ"
    # A number is never given twice, and what left may be listed again.
    with pytest.raises(Invalid):
        road.remove([2, 3])
    again = road.make(ids[1], ids[2])
    assert again.size == 2


def test_extended_items_are_kept_through_the_day_or_until_the_next_round_and_transferred_ones_are_gone(
    road: Road,
) -> None:
    activity = road.activity()
    ids = [road.holding(activity) for _ in range(4)]
    road.make(*ids)
    road.hand_in()
    road.extend([1], date(2030, 6, 30))
    road.extend([2])
    done = road.transfer([3])
    kept = [holding(road, activity, each) for each in ids]
    assert road.states() == ["extended", "kept", "transferred", "committee_review"]
    assert [each.due_on for each in kept] == [date(2030, 7, 1), date(2015, 1, 6), None, date(2015, 1, 6)]
    assert [each.due_state for each in kept] == ["dated", "dated", "disposed", "dated"]
    assert done.state is ListState.COMMITTEE
    with pytest.raises(Invalid):
        road.extend([4], date(2026, 11, 20))
    with pytest.raises(Invalid):
        road.transfer([3])
    assert road.transfer([4]).state is ListState.CLOSED
    with pytest.raises(Conflict):
        road.cancel()


def test_a_cancelled_list_gives_back_what_it_has_also_what_is_held(road: Road, entries: Callable[[], int]) -> None:
    activity = road.activity()
    ids = [road.holding(activity) for _ in range(3)]
    road.make(*ids)
    road.to_head()
    road.hold(holding_id=ids[0])
    done = road.cancel()
    assert done.state is ListState.CANCELLED
    assert {holding(road, activity, each).state for each in ids} == {"active"}
    assert {each.outcome for each in road.items()} == {ItemOutcome.REMOVED}
    before = entries()
    for again in (road.cancel, road.hand_in, lambda: road.remove([1])):
        with pytest.raises(Conflict):
            again()
    assert entries() == before


def test_of_two_secretaries_at_the_same_version_the_second_is_told_to_look_again(
    road: Road, register: Database, now: datetime
) -> None:
    activity = road.activity()
    road.make(road.holding(activity))
    more = [road.holding(activity), road.holding(activity)]
    with register.write(road.secretary, now) as uow:
        service_items.add(uow, road.list_id, 1, AddItems(holding_ids=[more[0]]))
    with register.write(road.secretary, now) as uow, pytest.raises(PreconditionFailed):
        service_items.add(uow, road.list_id, 1, AddItems(holding_ids=[more[1]]))
    assert road.read().size == 2


def test_a_data_set_on_no_list_is_kept_on_or_handed_over_by_a_decision_of_its_own(road: Road) -> None:
    activity = road.activity()
    kept, gone, held, listed = (road.holding(activity) for _ in range(4))
    road.make(listed)
    road.hold(holding_id=held)
    longer = ExtendHolding(through=date(2040, 12, 31), reason="มีคุณค่าทางประวัติศาสตร์")
    receipt = TransferHolding(receipt_no="จช 9/2569", received_on=date(2026, 11, 20), reason="ครบ 20 ปี")

    def act(step: Callable[..., Holding], holding_id: str, data: object, version: int | None = None) -> Holding:
        at = version or holding(road, activity, holding_id).version
        done: Holding = road.write(road.secretary, step, activity, holding_id, at, data)
        return done

    assert act(service_direct.extend, kept, longer).due_on == date(2041, 1, 1)
    assert act(service_direct.extend, held, longer).held
    handed = act(service_direct.transfer, gone, receipt)
    assert (handed.state, handed.due_on, handed.due_state) == ("transferred", None, "disposed")
    for step, which, data in (
        (service_direct.transfer, held, receipt),
        (service_direct.transfer, listed, receipt),
        (service_direct.extend, listed, longer),
        (service_direct.extend, gone, longer),
    ):
        with pytest.raises(Conflict):
            act(step, which, data)
    with pytest.raises(PreconditionFailed):
        act(service_direct.extend, kept, longer, version=77)
    with pytest.raises(Invalid):
        act(service_direct.extend, kept, ExtendHolding(through=date(2026, 11, 20), reason="ก"))
    auditor = person("ผู้ตรวจ", Role.AUDITOR, PHETCHABURI)
    with pytest.raises(Forbidden):
        road.write(auditor, service_direct.extend, activity, kept, 2, longer)
