"""Who holds a person: from the records of linked activities, each once, nothing named that the reader may not read."""

import dataclasses
from datetime import timedelta

import msgspec
import pytest

from ropa.disclosures import service_batches, service_log
from ropa.errors import Conflict, Forbidden
from ropa.requests import service_events, service_proposals, service_rekeying, service_where
from ropa.retention import service as retention
from schemas.access import COMMAND_LINE, Channel, Role
from schemas.exchange import ExchangeLine
from schemas.exchange_log import ExchangeSearch
from schemas.holding import HoldingInput
from schemas.request_where import ProposalQuery, ProposalReason, WhereOrigin
from schemas.requests import Right
from tests.support.actors import PHETCHABURI, PRACHUAP, person
from tests.support.exchange_lines import add_source, as_csv, line, read
from tests.support.held_records import BODIES, holder, keep, sends
from tests.support.statements import counted
from tests.support.subject_requests import HEAD, OFFICER, take_in, who
from tests.support.web import keys_for, national_id
from tests.support.world import DPO


def test_each_body_stands_once_with_every_line_that_names_it(register, now):
    """F.4 68: 24 send lines to six bodies, two of them in the form's list, too."""
    lines = [*sends(24, BODIES), ExchangeLine(external_processor_org_unit="บริษัทสมมุติ จำกัด", exchanged_data="สำรอง")]
    activity = holder(
        register, now, systems={"ระบบทะเบียนสมมุติ": lines}, recipients=[*BODIES[:2], "ไม่มี"], processors=["บริษัทสมมุติ จำกัด"]
    )
    other = holder(register, now, title="งานอื่น", systems={"1. ระบบทะเบียนสมมุติ": sends(1, ["หน่วยงาน สมมุติ 1"])})
    held = keep(register, now, activity)
    request = take_in(register, now, Right.ERASURE, activity_ids=[activity, other], actor=DPO)
    with register.read(OFFICER, now) as uow:
        found = service_where.where(uow, request.id)
    assert [each.name for each in found.recipients] == BODIES
    first = found.recipients[0]
    assert [each.origin for each in first.lines] == [WhereOrigin.FORM, *[WhereOrigin.SEND_LINE] * 5]
    assert sum(each.origin is WhereOrigin.SEND_LINE for party in found.recipients for each in party.lines) == 25
    assert [len(each.lines) for each in found.systems] == [2]
    assert {each.origin for each in found.processors[0].lines} == {WhereOrigin.AGREEMENT, WhereOrigin.PROCESSOR_LINE}
    assert [(each.id, each.copies[0].place) for each in found.holdings] == [(held, "เทปสำรองรายเดือน")]
    assert [(each.systems, each.holdings, each.recipients, each.processors) for each in found.activities] == [
        (1, 1, 6, 1),
        (1, 0, 1, 0),
    ]


def test_records_out_of_sight_are_counted_and_not_named(register, now):
    shared = "หน่วยงานสมมุติ 1"
    here = holder(register, now, systems={"ระบบหนึ่ง": sends(2, [shared])})
    there = holder(
        register,
        now,
        office_id=PRACHUAP,
        title="งานลับ",
        systems={"ระบบสอง": sends(2, [shared, "หน่วยงานลับ"])},
        processors=["บริษัทลับ"],
    )
    keep(register, now, there, "แฟ้มลับ")
    request = take_in(register, now, Right.ACCESS, activity_ids=[here, there], actor=DPO)
    with register.read(OFFICER, now) as uow:
        found = service_where.where(uow, request.id)
        answer = repr(found)
    assert [each.id for each in found.activities] == [here]
    assert [each.name for each in found.recipients] == [shared]
    assert {each.activity_id for each in found.recipients[0].lines} == {here}
    hidden = found.hidden
    assert (hidden.activities, hidden.systems, hidden.holdings, hidden.recipients, hidden.processors) == (1, 1, 1, 1, 1)
    assert "ลับ" not in answer
    assert there not in answer


def test_an_activity_with_very_many_data_sets_has_one_line_for_all_of_them(register, now):
    activity = holder(register, now)
    with register.write(DPO, now) as uow:
        for number in range(51):
            retention.create_holding(uow, activity, HoldingInput(title=f"แฟ้ม {number}"))
    request = take_in(register, now, activity_ids=[activity])
    with register.read(OFFICER, now) as uow:
        found = service_where.where(uow, request.id)
    assert [(each.id, each.count) for each in found.holdings] == [(f"all:{activity}", 51)]
    assert found.activities[0].holdings == 51


def test_the_number_of_statements_does_not_grow_with_activities(register, now):
    ids = [
        holder(register, now, title=f"งาน {number}", systems={f"ระบบ {number}": sends(3, BODIES)}, processors=["บริษัท"])
        for number in range(6)
    ]
    one = take_in(register, now, activity_ids=ids[:1])
    many = take_in(register, now, activity_ids=ids, number=901)
    asked = []
    for request in (one, many):
        with register.read(OFFICER, now) as uow, counted(uow) as statements:
            service_where.where(uow, request.id)
        asked.append(len(statements))
    assert asked[0] == asked[1]
    assert asked[1] < 30


@pytest.fixture
def logged(register, now):
    """A request whose person has lines of two agencies in the exchange log of a linked activity's system."""
    activity = holder(register, now)
    number = national_id(900)
    with register.write(DPO, now) as uow:
        add_source(uow, "portal", activity_id=activity)
        rows = [
            line(1, now - timedelta(days=2), person=number, agency="AG-1"),
            line(2, now - timedelta(days=1), person=number, agency="AG-1"),
            line(3, now, person=number, agency="AG-2"),
            line(4, now, person=national_id(901), agency="AG-3"),
        ]
        service_batches.take(uow, "portal", "1", read(as_csv(rows), now, keys=keys_for(register)))
    return take_in(register, now, activity_ids=[activity]), activity


def test_the_exchange_log_is_asked_by_the_keyed_hash_and_the_search_is_in_the_trail(register, now, logged):
    request, activity = logged
    reviewer = person("reviewer", Role.REVIEWER, PHETCHABURI)
    with register.write(reviewer, now) as uow:
        found = service_where.logged(uow, keys_for(register), request.id)
        trail = list(uow.connection.exec_driver_sql("SELECT action, details FROM audit_events"))
    assert [(each.name, each.lines) for each in found.agencies] == [("AG-1", 2), ("AG-2", 1)]
    assert [(each.code, each.activity_id, each.is_linked) for each in found.sources] == [("portal", activity, True)]
    assert {"exchange_log.person_searched", "request.exchange_log_searched"} <= {row.action for row in trail}
    assert national_id(900) not in repr(trail)
    with register.read(reviewer, now) as uow:
        [told] = [each for each in service_events.read(uow, request.id).items if each.kind == "person_read"]
    assert told.details == {"as": "exchange_log", "lines": 3, "is_more": False}
    program = msgspec.structs.replace(reviewer, channel=Channel.TOKEN)
    for actor in (program, person("auditor", Role.AUDITOR, PHETCHABURI)):
        with register.read(actor, now) as uow:
            assert service_where.where(uow, request.id).may_search_log is False
        with pytest.raises(Forbidden), register.write(actor, now) as uow:
            service_where.logged(uow, keys_for(register), request.id)


def test_after_a_change_of_keys_the_search_says_which_lines_it_cannot_look_through(register, now, logged):
    request, _ = logged
    old = keys_for(register)
    new = dataclasses.replace(old, id=b"n" * 32)
    with register.write(COMMAND_LINE, now) as uow:
        service_rekeying.reseal(uow, old, new, 2)
    with register.write(HEAD, now) as uow:
        found = service_where.logged(uow, new, request.id)
        page = service_log.search(uow, service_log.filter_of(new, ExchangeSearch(person=national_id(900))), keys=new)
        sound = service_where.logged(uow, old, request.id)
    assert (found.lines, sound.lines, sound.earlier) == (0, 3, None)
    assert page.items == []
    for told in (found.earlier, page.earlier):
        assert told is not None
        assert told.until == now
        assert " B.E. 2569 were hashed with an earlier key" in told.message_en
        assert "กุญแจเดิม" in told.message_th


def test_who_may_not_search_the_exchange_log_is_told_so(register, now, logged):
    request, _ = logged
    with register.read(OFFICER, now) as uow:
        assert service_where.where(uow, request.id).may_search_log is False
    with pytest.raises(Forbidden), register.write(OFFICER, now) as uow:
        service_where.logged(uow, keys_for(register), request.id)


def test_a_request_without_a_number_cannot_be_looked_for_in_the_log(register, now):
    request = take_in(register, now, person=who(national_id=None))
    with register.read(DPO, now) as uow:
        assert service_where.where(uow, request.id).has_number is False
    with pytest.raises(Conflict), register.write(HEAD, now) as uow:
        service_where.logged(uow, keys_for(register), request.id)


def test_activities_are_proposed_by_earlier_requests_category_and_words(register, now):
    before = holder(register, now, title="งานออกใบอนุญาต", categories=["ผู้ประกอบการโรงงาน", "ลูกจ้าง"])
    hidden = holder(register, now, title="งานที่อื่น", office_id=PRACHUAP, categories=["ผู้ประกอบการโรงงาน"])
    other = holder(register, now, title="งานตรวจโรงงาน", systems={"ระบบตรวจ": []})
    take_in(register, now, activity_ids=[before, hidden], actor=DPO)
    request = take_in(register, now, Right.ERASURE, activity_ids=[other])
    with register.read(OFFICER, now) as uow:
        found = service_proposals.propose(uow, request.id, ProposalQuery(q="ตรวจโรง", category="ประกอบการ"))
        nothing = service_proposals.propose(uow, request.id, ProposalQuery(category="เกษตรกร"))
    shown = {each.id: each for each in found.items}
    assert shown[before].reasons == [ProposalReason.EARLIER, ProposalReason.CATEGORY]
    assert shown[before].categories == ["ผู้ประกอบการโรงงาน"]
    assert shown[other].reasons == [ProposalReason.SEARCH]
    assert shown[other].is_linked
    assert (set(shown), found.hidden) == ({before, other}, 1)
    assert [each.id for each in nothing.items] == [before]


def test_requests_of_another_person_propose_nothing(register, now):
    activity = holder(register, now)
    take_in(register, now, activity_ids=[activity])
    request = take_in(register, now, number=901)
    with register.read(OFFICER, now) as uow:
        assert service_proposals.propose(uow, request.id, ProposalQuery()).items == []
