"""Holds: owner, scope and review date; they always win, and lifting one destroys nothing."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DatabaseError

from ropa.activities import tables
from ropa.errors import Conflict, Forbidden, Invalid, NotFound
from ropa.reorganisations.service_hooks import RecordMoved
from ropa.retention import service, service_check, service_hold_reviews, service_holds, service_states
from ropa.retention.service_hold_reviews import HoldFilter
from schemas.access import Role
from schemas.holding import HoldingInput, HoldInput, HoldKind, HoldLift, HoldReviewInput, HoldShown
from schemas.vocabulary import StartEvent
from tests.ropa.retention.conftest import DPO
from tests.support.actors import PHETCHABURI, PRACHUAP, somebody

E = StartEvent
RECORDER = somebody(Role.RECORDER, PHETCHABURI)


def place(register, now, kind=HoldKind.AUDIT, actor=DPO, **values):
    with register.write(actor, now) as uow:
        return service_holds.place_hold(uow, HoldInput(kind=kind, reason="เรื่องตรวจสอบที่ 5", **values))


def lift(register, now, hold):
    with register.write(DPO, now) as uow:
        return service_holds.lift_hold(uow, hold.id, HoldLift(reason="เรื่องยุติแล้ว"))


def why(register, now, *holdings):
    """Return the holds on each data set, as the lists of destruction ask."""
    with register.read(DPO, now) as uow:
        found = service_states.held_among(uow, [each.id for each in holdings])
    return [[hold.id for hold in found.get(each.id, [])] for each in holdings]


def listed(register, now):
    """Return the data sets that a check of this moment lists."""
    with register.write(DPO, now) as uow:
        service_check.check(uow)
    with register.read(DPO, now) as uow:
        return {item.holding_id for item in service_check.list_due(uow, None, 200).items}


def holds(register, now, actor=DPO, **wanted):
    with register.read(actor, now) as uow:
        return [each.id for each in service_hold_reviews.list_holds(uow, None, 50, HoldFilter(**wanted)).items]


@pytest.fixture
def ended(add_activity, add_holding):
    """Return a function that makes an activity of an office with a data set that has ended."""

    def make(office_id=PHETCHABURI):
        activity = add_activity("5 ปี", E.COLLECTED, office_id)
        return add_holding(activity, "2016-01-05")

    return make


@pytest.mark.case("F.4", 59)
def test_a_hold_on_one_activity_stops_no_other_activity(register, now, ended):
    mine, other = ended(), ended()
    hold = place(register, now, activity_id=mine.activity_id)
    assert why(register, now, mine, other) == [[hold.id], []]
    assert listed(register, now) == {other.id}


@pytest.mark.case("F.4", 59)
def test_the_same_item_of_a_system_is_held_under_another_activity_too(register, now, add_activity):
    def add(activity, key, location):
        data = HoldingInput(title="ตารางคำร้อง", started_on=date(2016, 1, 5), location=location, source_key=key)
        with register.write(DPO, now) as uow:
            return service.create_holding(uow, activity, data)

    first, second = (add_activity("5 ปี", E.COLLECTED) for _ in range(2))
    held, same = add(first, "orders-2559", "ฐานข้อมูลคำร้อง"), add(second, "orders-2559", "ฐานข้อมูลคำร้อง")
    elsewhere, another = add(second, "other", "ฐานข้อมูลคำร้อง"), add(second, "x-2559", "ฐานอื่น")
    hold = place(register, now, activity_id=first)
    assert why(register, now, held, same, elsewhere, another) == [[hold.id], [hold.id], [], []]
    assert listed(register, now) == {elsewhere.id, another.id}


def test_a_hold_on_an_office_holds_all_below_it_and_nothing_beside_it(register, now, ended):
    here, there = ended(PHETCHABURI), ended(PRACHUAP)
    hold = place(register, now, office_id=PHETCHABURI)
    assert why(register, now, here, there) == [[hold.id], []]
    everything = place(register, now, office_id=0)
    assert why(register, now, here, there) == [[hold.id, everything.id], [everything.id]]
    assert listed(register, now) == set()
    lift(register, now, everything)
    lift(register, now, hold)
    assert why(register, now, here, there) == [[], []]


def test_an_office_that_is_put_elsewhere_stays_held(register, now, ended):
    here = ended(PHETCHABURI)
    hold = place(register, now, office_id=0)
    with register.write(DPO, now) as uow:
        uow.connection.execute(text("DELETE FROM office_closure WHERE ancestor_id = 0 AND descendant_id <> 0"))
    assert why(register, now, here) == [[hold.id]]


def test_a_record_that_moves_away_takes_its_hold_along_until_that_is_lifted(register, now, ended):
    here = ended(PHETCHABURI)
    hold = place(register, now, office_id=PHETCHABURI)
    moved = [RecordMoved(activity_id=here.activity_id, from_id=PHETCHABURI, to_id=PRACHUAP)]
    with register.write(DPO, now) as uow:
        uow.connection.execute(update(tables.activities).values(office_id=PRACHUAP))
        service_hold_reviews.after_moved(uow, moved)
        service_hold_reviews.after_moved(uow, moved)
    ((own,),) = why(register, now, here)
    assert own != hold.id
    lift(register, now, hold)
    assert why(register, now, here) == [[]]


@pytest.mark.case("F.4", 57, 58)
def test_lifting_one_of_two_leaves_it_held_and_lifting_destroys_nothing(register, now, ended):
    holding = ended()
    first = place(register, now, holding_id=holding.id)
    second = place(register, now, HoldKind.RESTRICTION, activity_id=holding.activity_id)
    lift(register, now, first)
    assert why(register, now, holding) == [[second.id]]
    assert listed(register, now) == set()
    lift(register, now, second)
    with register.read(DPO, now) as uow:
        state = uow.connection.execute(text("SELECT state, due_on FROM holdings")).one()
    assert state.state == "active"
    assert listed(register, now) == {holding.id}
    with pytest.raises(Conflict):
        lift(register, now, second)


@pytest.mark.parametrize(
    ("values", "pointers"),
    [
        ({}, {"/activity_id"}),
        ({"activity_id": "x", "office_id": 0}, {"/activity_id"}),
        ({"office_id": 0, "data_items": "ชื่อ"}, {"/data_items"}),
        ({"office_id": 0, "kind": HoldKind.LEGAL}, {"/review_on"}),
        ({"office_id": 0, "review_on": date(2026, 11, 1)}, {"/review_on"}),
        ({"office_id": 0, "review_on": date(2027, 1, 1), "no_review_reason": "ไม่ต้อง"}, {"/review_on"}),
        ({"office_id": 7_777_777, "owner_office_id": 7_777_778}, {"/office_id", "/owner_office_id"}),
        ({"office_id": 0, "owner_person_id": "nobody"}, {"/owner_person_id"}),
    ],
)
def test_every_fault_of_a_hold_is_told_and_nothing_saved(register, now, values, pointers):
    with pytest.raises(Invalid) as told:
        place(register, now, **values)
    assert {each.pointer for each in told.value.problems} == pointers
    assert holds(register, now) == []


def test_a_hold_names_its_owner_and_its_paper(register, now):
    said = {"data_items": None, "document_ref": "หนังสือสำนักงานคดีปกครอง ที่ 12/2569"}
    hold = place(
        register, now, HoldKind.LEGAL, office_id=0, review_on=date(2027, 6, 30), owner_name="กลุ่มกฎหมาย", **said
    )
    own = place(register, now, office_id=0)
    of_office = place(register, now, office_id=0, owner_office_id=PRACHUAP)
    assert (hold.owner_name, hold.document_ref, hold.review_on) == (
        "กลุ่มกฎหมาย",
        said["document_ref"],
        date(2027, 6, 30),
    )
    assert own.owner_name == DPO.name
    assert "ประจวบ" in of_office.owner_name


def test_each_look_at_a_hold_stays_to_be_read(register, now, ended):
    holding = ended()
    hold = place(register, now, HoldKind.LEGAL, activity_id=holding.activity_id, review_on=date(2026, 12, 1))
    other = place(register, now, holding_id=holding.id)
    assert holds(register, now, shown=HoldShown.OVERDUE) == []
    late = now + timedelta(days=30)
    assert holds(register, late, shown=HoldShown.OVERDUE) == [hold.id]
    with register.write(DPO, late) as uow:
        service_hold_reviews.review_hold(uow, hold.id, HoldReviewInput(review_on=date(2027, 12, 1), note="คดียังค้าง"))
    with register.write(DPO, late) as uow, pytest.raises(Invalid):
        service_hold_reviews.review_hold(uow, hold.id, HoldReviewInput())
    assert holds(register, late, shown=HoldShown.OVERDUE) == []
    with register.read(DPO, late) as uow:
        found = service_hold_reviews.read_hold(uow, hold.id)
    assert [(each.review_on, each.note) for each in found.reviews] == [(date(2027, 12, 1), "คดียังค้าง")]
    assert (found.hold.review_on, found.protected, found.still_held) == (date(2027, 12, 1), 1, 1)
    assert holds(register, late, holding_id=holding.id) == [other.id, hold.id]
    lift(register, late, other)
    assert holds(register, late, shown=HoldShown.PAST) == [other.id]
    with register.write(DPO, late) as uow, pytest.raises(Conflict):
        service_hold_reviews.review_hold(uow, other.id, HoldReviewInput())


def test_who_keeps_data_sees_the_hold_above_them_but_changes_none(register, now, ended):
    holding = ended(PHETCHABURI)
    above, beside = place(register, now, office_id=0), place(register, now, office_id=PRACHUAP)
    assert holds(register, now, RECORDER) == [above.id]
    assert holds(register, now, RECORDER, activity_id=holding.activity_id) == [above.id]
    with register.read(RECORDER, now) as uow:
        assert not service_hold_reviews.read_hold(uow, above.id).may_change
        with pytest.raises(NotFound):
            service_hold_reviews.read_hold(uow, beside.id)
    with pytest.raises(Forbidden):
        place(register, now, actor=RECORDER, holding_id=holding.id)
    with register.write(RECORDER, now) as uow, pytest.raises(Forbidden):
        service_holds.lift_hold(uow, above.id, HoldLift(reason="ไม่ต้องแล้ว"))


def test_a_hold_cannot_be_deleted_nor_a_look_at_it_changed(register, now):
    hold = place(register, now, office_id=0)
    with register.write(DPO, now) as uow:
        service_hold_reviews.review_hold(uow, hold.id, HoldReviewInput(note="ยังตรวจอยู่"))
    for statement in ("DELETE FROM retention_holds", "UPDATE hold_reviews SET note = ''", "DELETE FROM hold_reviews"):
        with pytest.raises((DatabaseError, Conflict)), register.write(DPO, now) as uow:
            uow.connection.execute(text(statement))


def test_the_reviews_that_come_are_those_of_ones_offices_and_ones_own(register, now, ended):
    holding = ended(PHETCHABURI)
    place(register, now, HoldKind.LEGAL, activity_id=holding.activity_id, review_on=date(2027, 1, 15))
    place(register, now, office_id=PRACHUAP, review_on=date(2026, 12, 15))

    def due(actor):
        with register.read(actor, now) as uow:
            found = service_hold_reviews.reviews_due(uow, (date(2026, 1, 1), ""), date(2027, 6, 1), 10)
        return [each.review_on for each, _ in found]

    assert due(DPO) == [date(2026, 12, 15), date(2027, 1, 15)]
    assert due(somebody(Role.DPO, PHETCHABURI)) == [date(2027, 1, 15)]
    assert due(RECORDER) == []
