"""The committee: who it is, what it says of each item, and that everybody signs what stands there."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DatabaseError

from ropa.access.tables import people
from ropa.destruction import service_committee
from ropa.errors import Conflict, Forbidden, Invalid
from schemas.access import Role
from schemas.destruction import ListState, Opinion, Seat
from schemas.destruction_steps import (
    CommitteeInput,
    OpinionInput,
    OpinionsInput,
    PaperInput,
    SeatInput,
    SignatureInput,
)
from tests.ropa.destruction.conftest import told
from tests.support.actors import PHETCHABURI, PRACHUAP, person
from tests.support.destruction_road import MINUTES, Road
from tests.support.staff import hire, key
from tests.support.world import DPO


def seat(seat: Seat, name: str, person_id: str | None = None) -> SeatInput:
    return SeatInput(seat=seat, name=name, position="นักวิชาการ", person_id=person_id)


def name_committee(road: Road, seats: list[SeatInput], ordered_on: date = date(2026, 11, 2)) -> None:
    data = CommitteeInput(order_no="5/2569", ordered_on=ordered_on, seats=seats)
    road.step(road.secretary, service_committee.name_committee, data)


def give(road: Road, *opinions: OpinionInput) -> None:
    road.step(road.secretary, service_committee.give_opinions, OpinionsInput(opinions=list(opinions)))


def test_a_committee_is_one_chair_and_two_members_each_once_who_can_sign(road: Road) -> None:
    road.make(road.holding(road.activity()))
    elsewhere = hire(road.database, road.now, 9, (Role.REVIEWER, PRACHUAP))
    chair, one, two = seat(Seat.CHAIR, "ก ทดสอบ"), seat(Seat.MEMBER, "ข ทดสอบ"), seat(Seat.MEMBER, "ค ทดสอบ")
    wrong = {
        "/seats": [[chair, one], [one, two, seat(Seat.MEMBER, "ง ทดสอบ")], [chair, chair, one, two], []],
        "/seats/2": [[chair, one, seat(Seat.MEMBER, "นาย ข  ทดสอบ")]],
        "/seats/2/person_id": [[chair, one, seat(Seat.MEMBER, "จ ทดสอบ", key(elsewhere))]],
    }
    for pointer, lists in wrong.items():
        for seats in lists:
            with pytest.raises(Invalid) as error:
                name_committee(road, seats)
            assert pointer in told(error)
    with pytest.raises(Invalid, match="ordered_on"):
        name_committee(road, [chair, one, two], date(2026, 11, 21))
    name_committee(road, [chair, one, two])
    assert [each.name for each in road.read().seats] == ["ก ทดสอบ", "ข ทดสอบ", "ค ทดสอบ"]


def test_members_are_told_and_sign_in_person_and_the_minutes_stand_for_who_has_no_account(road: Road) -> None:
    road.make(road.holding(road.activity()))
    road.to_committee()
    assert road.told(road.member) == [f"/destruction/{road.read().ref}"]
    chair, member, outsider = road.read().seats
    sign = service_committee.sign
    with pytest.raises(Forbidden):
        road.step(road.secretary, sign, SignatureInput(seat_id=chair.id, paper=MINUTES))
    with pytest.raises(Forbidden):
        road.step(road.member, sign, SignatureInput(seat_id=chair.id))
    for paper in (None, PaperInput(number="1/2569")):
        with pytest.raises(Invalid, match="/paper"):
            road.step(road.secretary, sign, SignatureInput(seat_id=outsider.id, paper=paper))
    with pytest.raises(Forbidden):
        road.step(road.member, sign, SignatureInput(seat_id=outsider.id, paper=MINUTES))
    road.step(road.member, sign, SignatureInput(seat_id=member.id, dissent="ควรเก็บรายการที่ 1 ไว้"))
    with pytest.raises(Conflict):
        road.step(road.member, sign, SignatureInput(seat_id=member.id))
    with pytest.raises(Invalid) as error:
        road.conclude()
    assert told(error) == ["/seats/0", "/seats/2"]
    road.step(road.secretary, sign, SignatureInput(seat_id=outsider.id, paper=MINUTES))
    assert road.told(road.secretary) == []
    road.step(road.chair, sign, SignatureInput(seat_id=chair.id))
    signed = road.read().seats
    assert [each.has_signed for each in signed] == [True, True, True]
    assert (signed[1].dissent, signed[2].paper is not None, signed[2].signed_by) == (
        "ควรเก็บรายการที่ 1 ไว้",
        True,
        road.secretary.id,
    )
    assert len(road.told(road.secretary)) == 1
    assert road.conclude().destruction_list.state is ListState.HEAD
    assert len(road.told(road.head)) == 1


def test_a_changed_opinion_or_another_member_asks_for_new_signatures(road: Road) -> None:
    activity = road.activity()
    road.make(road.holding(activity), road.holding(activity))
    road.to_committee()
    road.sign()
    road.advise(Opinion.KEEP, [2], reason="ยังใช้อ้างอิง")
    assert [each.has_signed for each in road.read().seats] == [False] * 3
    with pytest.raises(Invalid):
        road.conclude()
    road.sign()
    replaced = [seat(Seat.CHAIR, "คนใหม่ ทดสอบ"), *road.seats().seats[1:]]
    name_committee(road, replaced)
    assert [each.has_signed for each in road.read().seats] == [False, True, True]


def test_keeping_needs_a_reason_extending_a_later_day_and_every_item_an_opinion(road: Road) -> None:
    activity = road.activity()
    road.make(road.holding(activity), road.holding(activity))
    road.hand_in()
    later, past = date(2030, 1, 1), date(2026, 11, 20)
    for pointer, line in (
        ("/opinions/0/reason", OpinionInput(opinion=Opinion.KEEP)),
        ("/opinions/0/reason", OpinionInput(opinion=Opinion.EXTEND, through=later)),
        ("/opinions/0/through", OpinionInput(opinion=Opinion.EXTEND, reason="ก")),
        ("/opinions/0/through", OpinionInput(opinion=Opinion.EXTEND, reason="ก", through=past)),
        ("/opinions/0/through", OpinionInput(opinion=Opinion.DESTROY, through=later)),
        ("/opinions/0/items/1", OpinionInput(opinion=Opinion.DESTROY, items=[1, 7])),
    ):
        with pytest.raises(Invalid) as error:
            give(road, line)
        assert told(error) == [pointer]
    give(road, OpinionInput(opinion=Opinion.DESTROY, items=[2]))
    with pytest.raises(Invalid) as error:
        road.sign()
    assert told(error) == ["/items/1"]
    # The rest gets what is said of all; what was said before stays.
    give(road, OpinionInput(opinion=Opinion.EXTEND, reason="ก", through=later))
    assert [each.opinion for each in road.items()] == [Opinion.EXTEND, Opinion.DESTROY]


def test_only_secretary_and_members_write_opinions(road: Road) -> None:
    road.make(road.holding(road.activity()))
    road.hand_in()
    data = OpinionsInput(opinions=[OpinionInput(opinion=Opinion.DESTROY)])
    outsider = hire(road.database, road.now, 8, (Role.REVIEWER, PHETCHABURI))
    auditor = person("ผู้ตรวจ", Role.AUDITOR, PHETCHABURI)
    for nobody in (outsider, auditor):
        with pytest.raises(Forbidden):
            road.step(nobody, service_committee.give_opinions, data)
    road.step(road.member, service_committee.give_opinions, data)


def test_no_step_is_skipped_and_what_was_signed_cannot_be_changed(road: Road, entries: Callable[[], int]) -> None:
    road.make(road.holding(road.activity()))
    before = entries()
    for early in (road.advise, road.conclude, road.decide, road.send, road.answer, road.skip):
        with pytest.raises(Conflict):
            early()
    assert entries() == before
    road.to_committee()
    for early in (road.decide, road.send, road.answer, road.skip):
        with pytest.raises(Conflict):
            early()
    with pytest.raises(Invalid):
        road.conclude()
    road.sign()
    road.conclude()
    for early in (road.send, road.answer, road.skip, road.advise):
        with pytest.raises(Conflict):
            early()
    for table in ("destruction_signatures", "destruction_opinions"):
        for change in (f"DELETE FROM {table}", f"UPDATE {table} SET opinions_hash = 'x'"):  # noqa: S608 - constants
            with pytest.raises(DatabaseError), road.database.engine.begin() as connection:
                connection.execute(text(change))


def test_one_account_alone_does_not_take_a_list_from_its_making_to_the_head(road: Road) -> None:
    road.make(road.holding(road.activity()))
    both = hire(road.database, road.now, 1, (Role.REVIEWER, PHETCHABURI))
    assert key(both) == key(road.secretary)
    own = seat(Seat.CHAIR, "เลขานุการ ทดสอบ", key(both))
    name_committee(road, [own, seat(Seat.MEMBER, "ข ทดสอบ"), seat(Seat.MEMBER, "ค ทดสอบ")])
    road.to_committee()
    chair, one, two = road.read().seats
    sign = service_committee.sign
    road.step(both, sign, SignatureInput(seat_id=chair.id))
    for each in (one, two):
        road.step(road.secretary, sign, SignatureInput(seat_id=each.id, paper=MINUTES))
    with pytest.raises(Invalid, match="คนเดียว") as error:
        road.conclude()
    assert told(error) == ["/seats"]
    # Another officer records the minutes of one of them: two people answer for the signatures.
    road.advise(reason="ตรวจแล้ว", items=[1])
    other = hire(road.database, road.now, 8, (Role.RECORDER, PHETCHABURI))
    road.step(both, sign, SignatureInput(seat_id=chair.id))
    road.step(road.secretary, sign, SignatureInput(seat_id=one.id, paper=MINUTES))
    road.step(other, sign, SignatureInput(seat_id=two.id, paper=MINUTES))
    assert road.conclude().moved == 1


def test_who_has_an_account_here_sits_by_it_and_nobody_records_an_own_signature_by_minutes(road: Road) -> None:
    road.make(road.holding(road.activity()))
    with road.database.write(DPO, road.now) as uow:
        uow.connection.execute(
            update(people).where(people.c.id == key(road.member)).values(display_name="นาง กรรมการ ทดสอบ")
        )
    chair, one = seat(Seat.CHAIR, "ก ทดสอบ"), seat(Seat.MEMBER, "ข ทดสอบ")
    for name in ("กรรมการ  ทดสอบ", road.secretary.name):
        with pytest.raises(Invalid) as error:
            name_committee(road, [chair, one, seat(Seat.MEMBER, name)])
        assert told(error) == ["/seats/2/person_id"]
    other = hire(road.database, road.now, 8, (Role.RECORDER, PHETCHABURI))
    name_committee(road, [chair, one, seat(Seat.MEMBER, other.name)])
    road.to_committee()
    own = road.read().seats[2]
    with pytest.raises(Forbidden):
        road.step(other, service_committee.sign, SignatureInput(seat_id=own.id, paper=MINUTES))
