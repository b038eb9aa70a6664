"""The head's decision: by whom, in whose name, when, on what; and what stops an item whatever is decided."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from ropa.destruction import service_hooks
from ropa.destruction.service_committee import name_committee
from ropa.destruction.service_decisions import decide
from ropa.errors import Conflict, Forbidden, Invalid, PreconditionFailed
from ropa.retention.tables import holdings
from schemas.access import Role
from schemas.destruction import ListState, Opinion, Seat
from schemas.destruction_lists import DestructionList, Frozen
from schemas.destruction_steps import DecidedItems, DecisionInput, SeatInput
from schemas.findings import Problem
from schemas.holding import Carrier, HoldKind
from schemas.vocabulary import Applies
from tests.ropa.destruction.conftest import told
from tests.support.actors import ABOVE_PHETCHABURI, PHETCHABURI, person
from tests.support.destruction_road import POSITION, Road
from tests.support.staff import hire, key

LATER = date(2030, 12, 31)


def test_the_head_orders_item_by_item_as_advised_or_against_it_with_a_reason(road: Road) -> None:
    activity = road.activity()
    ids = [road.holding(activity) for _ in range(4)]
    road.make(*ids)
    road.hand_in()
    road.advise(Opinion.DESTROY, [1, 2])
    road.advise(Opinion.KEEP, [3], reason="ยังใช้อ้างอิง")
    road.advise(Opinion.EXTEND, [4], reason="รอตรวจสอบ", through=LATER)
    road.sign()
    road.conclude()
    against = DecidedItems(items=[2], decision=Opinion.EXTEND, reason="มีผู้ร้องขอดู", through=date(2028, 1, 31))
    done = road.decide(decided=[against])
    assert road.states() == ["archives_review", "extended", "kept", "extended"]
    assert [each.through for each in road.items()] == [None, date(2028, 1, 31), None, LATER]
    assert [each.decision for each in road.items()] == ["destroy", "extend", "keep", "extend"]
    decision = done.destruction_list.decisions[0]
    assert (decision.destroy, decision.keep, decision.extend) == (1, 1, 2)
    assert (decision.order_no, decision.signer_name, decision.decided_by) == ("99/2569", road.head.name, road.head.id)
    assert done.destruction_list.state is ListState.ARCHIVES
    assert road.told(road.secretary)
    with pytest.raises(Conflict):
        road.decide()


def test_a_list_of_which_all_is_kept_closes(road: Road) -> None:
    road.make(road.holding(road.activity()))
    road.hand_in()
    road.advise(Opinion.KEEP, reason="ยังใช้อ้างอิง")
    road.sign()
    road.conclude()
    assert road.decide().destruction_list.state is ListState.CLOSED


def test_nobody_decides_on_a_list_of_their_own_or_in_anothers_name_or_without_the_right(
    road: Road, now: datetime
) -> None:
    road.make(road.holding(road.activity()))
    road.to_head()
    two_hats = [(Role.APPROVER, PHETCHABURI)]
    for own, number in ((road.secretary, 1), (road.chair, 2)):
        both = hire(road.database, now, number, *two_hats)
        assert key(both) == key(own)
        with pytest.raises(Forbidden, match="กรรมการ"):
            road.decide(both)
    for other in (road.secretary, person("ดีพีโอ", Role.DPO), person("ผู้พิจารณา", Role.REVIEWER, PHETCHABURI)):
        with pytest.raises(Forbidden):
            road.decide(other)
    with pytest.raises(Invalid) as error:
        road.decide(signer_name="ผู้อื่น ทดสอบ")
    assert told(error) == ["/signer_name"]
    above = person("ผู้ตรวจราชการ ทดสอบ", Role.APPROVER, ABOVE_PHETCHABURI)
    assert road.decide(above, signer_name="นาย ผู้ตรวจราชการ  ทดสอบ").moved == 1


def test_who_sits_in_the_committee_by_name_alone_does_not_decide(road: Road) -> None:
    road.make(road.holding(road.activity()))
    seats = road.seats()
    seats.seats[2] = SeatInput(seat=Seat.MEMBER, name=f"นาย {road.head.name}", position="ผู้อำนวยการ")
    road.step(road.secretary, name_committee, seats)
    road.to_head()
    with pytest.raises(Forbidden, match="กรรมการ"):
        road.decide()
    assert road.states() == ["head_decision"]


@pytest.mark.parametrize("by_account", [True, False])
def test_a_member_who_signed_and_was_replaced_does_not_decide_either(
    road: Road, now: datetime, *, by_account: bool
) -> None:
    road.make(road.holding(road.activity()))
    before = road.seats()
    if not by_account:
        before.seats[2] = SeatInput(seat=Seat.MEMBER, name=road.head.name, position="ผู้อำนวยการ")
    road.step(road.secretary, name_committee, before)
    road.to_committee()
    road.sign()
    after = road.seats()
    if by_account:
        after.seats[1] = SeatInput(seat=Seat.MEMBER, name="คนใหม่ ทดสอบ", position="นักวิชาการ")
    road.step(road.secretary, name_committee, after)
    road.sign()
    road.conclude()
    decider = hire(road.database, now, 3, (Role.APPROVER, PHETCHABURI)) if by_account else road.head
    assert (key(decider) == key(road.member)) is by_account
    with pytest.raises(Forbidden, match="กรรมการ"):
        road.decide(decider)


def test_who_acts_for_the_head_names_the_order_to_act_and_it_stands_with_the_decision(road: Road) -> None:
    road.make(road.holding(road.activity()))
    road.to_head()
    for capacity in (f"รักษาราชการแทน{POSITION}", f"รักษาการ {POSITION}", "ผู้ได้รับมอบหมาย"):
        for position in (POSITION, "นักวิชาการ"):
            with pytest.raises(Invalid) as error:
                road.decide(signer_position=position, capacity=capacity)
            assert told(error) == ["/delegation_no"]
    road.decide(signer_position="นักวิชาการ", capacity=f"รักษาราชการแทน{POSITION}", delegation_no="12/2569")
    decision = road.read().decisions[0]
    assert (decision.capacity, decision.delegation_no) == (f"รักษาราชการแทน{POSITION}", "12/2569")


def test_an_order_is_neither_older_than_the_list_nor_of_a_day_to_come(road: Road, now: datetime) -> None:
    road.make(road.holding(road.activity()))
    road.to_head()
    for day in (now.date() - timedelta(days=1), now.date() + timedelta(days=1)):
        with pytest.raises(Invalid) as error:
            road.decide(ordered_on=day)
        assert told(error) == ["/ordered_on"]
    assert road.decide(ordered_on=now.date()).moved == 1


def test_each_item_is_signed_by_who_its_own_record_names(road: Road) -> None:
    records = [
        road.activity(),
        road.activity(["รองอธิบดี"]),
        road.activity(None),
        road.activity(approved=False),
        road.activity(["หัวหน้าส่วนราชการหรือผู้ที่ได้รับมอบหมาย"]),
    ]
    road.make(*(road.holding(each) for each in records))
    road.to_head()
    with pytest.raises(Invalid) as error:
        road.decide()
    assert sorted(told(error)) == ["/items/2", "/items/3", "/items/4", "/items/5"]
    assert "รองอธิบดี" in str(error.value)
    done = road.decide(leave_refused=True, capacity="หัวหน้าส่วนราชการ")
    assert {(each.seq, each.code) for each in done.stayed} == {
        (2, "other_signer"),
        (3, "no_approver"),
        (4, "no_approved_record"),
    }
    assert road.states() == ["archives_review", *["head_decision"] * 3, "archives_review"]
    with pytest.raises(Invalid):
        road.decide(items=[2], signer_position="ผู้อำนวยการ")
    assert road.decide(items=[2], signer_position="รองอธิบดี").moved == 1
    assert len(road.read().decisions) == 2


@pytest.mark.case("F.4", 57, 58, 60)
def test_what_is_held_stays_behind_at_every_step_until_the_last_hold_is_lifted(road: Road) -> None:
    activity = road.activity()
    ids = [road.holding(activity), road.holding(activity)]
    road.make(*ids)
    first = road.hold(HoldKind.LEGAL, holding_id=ids[0])
    second = road.hold(HoldKind.AUDIT, holding_id=ids[0])
    done = road.hand_in()
    assert [(each.seq, each.code) for each in done.stayed] == [(1, "held")]
    assert road.states() == ["listed", "committee_review"]
    road.lift(first)
    with pytest.raises(Invalid, match="ถูกระงับ"):
        road.hand_in()
    road.lift(second)
    assert road.states() == ["listed", "committee_review"]
    road.hand_in()
    road.advise()
    road.sign()
    third = road.hold(HoldKind.RESTRICTION, activity_id=activity)
    with pytest.raises(Invalid) as error:
        road.conclude()
    assert told(error) == ["/items/1", "/items/2"]
    road.lift(third)
    road.conclude()
    fourth = road.hold(HoldKind.LEGAL, holding_id=ids[1])
    assert road.decide().moved == 1
    assert road.read().held == 1
    assert road.send().moved == 1
    assert road.answer().moved == 1
    road.hold(HoldKind.RESTRICTION, holding_id=ids[0])
    assert road.states() == ["approved_to_destroy", "head_decision"]
    assert road.approved() == []
    with pytest.raises(Invalid):
        road.transfer([1])
    road.lift(fourth)
    # Taken up later, by an order of its own; nothing but the steps moves it.
    assert road.states() == ["approved_to_destroy", "head_decision"]
    road.decide(order_no="100/2569")
    road.send()
    road.answer()
    assert road.approved() == [2]


def test_a_moved_date_or_none_stops_an_item_with_both_dates(road: Road) -> None:
    road.make(road.holding(road.activity(), date(2015, 1, 5)))
    road.to_archives()

    def redate(**dates: object) -> None:
        """Leave the data set as a changed rule leaves it."""
        with road.database.write(road.secretary, road.now) as uow:
            uow.connection.execute(update(holdings).values(**dates))

    redate(due_on=date(2035, 1, 6), last_day_kept=date(2035, 1, 5))
    with pytest.raises(Invalid, match=r"เลื่อนจาก 6 ม.ค. 2563 เป็น 6 ม.ค. 2578"):
        road.send()
    redate(due_on=date(2026, 11, 20), last_day_kept=date(2026, 11, 19))
    road.send()
    road.answer()
    assert road.approved() == [1]
    redate(due_on=None, last_day_kept=None, due_state="unparsed")
    assert road.approved() == []
    assert road.refusals()[0] == (1, "undated")


def test_unconfirmed_words_and_young_electronic_documents_stop_the_head(road: Road) -> None:
    sure, unsure = road.activity(), road.activity(words="5 ปี/ได้รับคำสั่งจากผู้มีอำนาจ")
    electronic: dict[str, Any] = {"carrier": Carrier.ELECTRONIC}
    ten_years = date(2016, 11, 20)
    road.make(
        road.holding(unsure),
        road.holding(sure, ten_years, **electronic),
        road.holding(sure, ten_years, **electronic, saraban=Applies.UNCLEAR),
        road.holding(sure, ten_years, carrier=None),
        road.holding(sure, ten_years, **electronic, saraban=Applies.NO),
        road.holding(sure, ten_years - timedelta(days=1), **electronic),
        road.holding(sure, date(2010, 1, 5), data_through=date(2020, 1, 1), **electronic),
        road.holding(sure, ten_years, carrier=Carrier.PAPER),
    )
    road.to_head()
    with pytest.raises(Invalid) as error:
        road.decide()
    codes = sorted(code for _, code in road.refusals())
    assert codes == ["unconfirmed", *["young_electronic"] * 4]
    assert "89/5" in str([problem.law for problem in error.value.problems])
    assert len(told(error)) == 5
    assert road.decide(leave_refused=True).moved == 3


def test_what_others_freeze_stands_beside_the_decision_and_their_problems_refuse_it(
    road: Road, monkeypatch: pytest.MonkeyPatch
) -> None:
    activity = road.activity()
    road.make(road.holding(activity), road.holding(activity))
    road.to_head()
    asked: list[DestructionList] = []
    thawed: list[DestructionList] = []

    def frozen(_uow: object, found: DestructionList) -> Frozen:
        asked.append(found)
        if len(asked) == 1:
            return Frozen(problems=[Problem(pointer="/items/1", message_th="ไม่มีการซ้อม", message_en="no dry run")])
        return Frozen(items={found.items[0].id: "ab" * 32})

    monkeypatch.setattr(service_hooks, "FREEZES", [frozen])
    monkeypatch.setattr("ropa.destruction.service_decisions.FREEZES", [frozen])
    monkeypatch.setattr("ropa.destruction.service_lists.THAWED", [lambda _uow, found: thawed.append(found)])
    with pytest.raises(Invalid, match="no dry run"):
        road.decide()
    assert road.read().decisions == []
    road.decide()
    assert [each.seq for each in asked[1].items] == [1, 2]
    assert [each.frozen for each in road.items()] == ["ab" * 32, None]
    road.remove([2])
    road.cancel()
    assert [[each.seq for each in found.items] for found in thawed] == [[2], [1]]


def test_of_two_orders_at_once_the_second_looks_again(road: Road, now: datetime) -> None:
    road.make(road.holding(road.activity()))
    road.to_head()
    version = road.read().version
    data = DecisionInput(order_no="1/2569", ordered_on=now.date(), signer_position=POSITION)
    road.write(road.head, decide, road.list_id, version, data)
    with pytest.raises(PreconditionFailed):
        road.write(road.head, decide, road.list_id, version, data)
