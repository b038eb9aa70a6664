"""Run, report, work and notices say the same number of the same data sets; a data set listed twice counts once."""

from datetime import date

import pytest
from sqlalchemy import select, text

from exports.retention_report_words import evidence
from ropa.notices.tables import notices
from ropa.retention import service_check, service_holds, service_report, service_states, service_work
from schemas.access import Role
from schemas.destruction import HoldingState
from schemas.holding import HoldInput, HoldKind
from schemas.retention_work import WorkFilter, WorkKind
from schemas.vocabulary import StartEvent
from tests.ropa.retention.conftest import DPO
from tests.ropa.retention.test_service_check import check
from tests.ropa.retention.test_work import items_of, joined, rewrite, told  # noqa: F401 - a fixture
from tests.support.actors import PHETCHABURI, PRACHUAP, somebody
from tests.support.destruction_road import Road
from tests.support.staff import hire
from tests.support.web import browser

E = StartEvent


def report(register, now, actor=DPO, **wanted):
    with register.read(actor, now) as uow:
        found = service_report.report(uow, **wanted)
        lines = {part.kind: list(part.lines) for part in (found.ended, found.held, found.undatable, found.changed)}
        return found, lines


def due(register, now, actor=DPO, **wanted):
    with register.read(actor, now) as uow:
        return service_check.list_due(uow, None, 200, **wanted).items


def counted(register, now):
    with register.read(DPO, now) as uow:
        return {each.kind: each.count for each in service_work.count_work(uow, WorkFilter()).items}


def test_readings_are_no_data_sets_in_any_number_of_what_has_no_date(register, now, add_activity, add_holding):
    add_holding(add_activity("ประมาณ 10 ปี", E.COLLECTED), "2016-01-05")
    found = check(register, now).months[0]
    assert found.reasons["activity_unparsed"] == 1
    assert (
        found.undatable == report(register, now)[0].undatable.count == counted(register, now)[WorkKind.UNDATABLE] == 1
    )


def test_what_stands_on_a_destruction_list_waits_for_no_proposal_anywhere(register, now, add_activity, add_holding):
    activity = add_activity("5 ปี", E.COLLECTED)
    listed, free = add_holding(activity, "2016-01-05"), add_holding(activity, "2016-01-06")
    with register.write(DPO, now) as uow:
        service_states.move(uow, [listed.id], before=HoldingState.ACTIVE, after=HoldingState.LISTED)
    run = check(register, now).months[0]
    found, lines = report(register, now)
    assert (run.due, found.ended.count, counted(register, now)[WorkKind.ENDED], found.away) == (1, 1, 1, 1)
    assert len(lines[WorkKind.ENDED]) == 1
    assert [(item.holding_id, item.state) for item in due(register, now)] == [
        (listed.id, HoldingState.LISTED),
        (free.id, HoldingState.ACTIVE),
    ]


def test_what_is_destroyed_leaves_the_list_of_what_is_due(register, now, add_activity, add_holding):
    gone = add_holding(add_activity("5 ปี", E.COLLECTED), "2016-01-05")
    check(register, now)
    with register.write(DPO, now) as uow:
        service_states.dispose(uow, gone.id, HoldingState.DESTROYED, date(2026, 11, 19), before=HoldingState.ACTIVE)
    assert due(register, now) == []
    assert report(register, now)[0].changed.count == 1


def test_a_data_set_under_two_kinds_of_hold_counts_once_in_every_sum(register, now, add_activity, add_holding):
    person = hire(register, now, 1, (Role.RECORDER, PHETCHABURI))
    activity = add_activity("5 ปี", E.COLLECTED)
    held = add_holding(activity, "2016-01-05")
    add_holding(activity, "2016-01-06")
    with register.write(DPO, now) as uow:
        for kind, scope in ((HoldKind.AUDIT, {"holding_id": held.id}), (HoldKind.LEGAL, {"activity_id": activity})):
            service_holds.place_hold(uow, HoldInput(kind=kind, reason="คดี", no_review_reason="จนถึงที่สุด", **scope))
    run = check(register, now).months[0]
    found, lines = report(register, now)
    assert (run.held, found.held.count, counted(register, now)[WorkKind.HELD]) == (2, 2, 2)
    assert sum(group.count for group in found.held.groups) == len(lines[WorkKind.HELD]) == 3  # by kind of hold
    assert found.run.facts.held_by == {"audit": 1, "legal": 2}
    bodies = [body for who, _, body in told(register, now) if who == person.id.removeprefix("person:")]
    assert "ถูกระงับ 2 ชุด" in bodies[0]


def test_a_data_set_that_was_listed_again_with_another_date_counts_once(register, now, add_activity, add_holding):
    activity = add_activity("5 ปี", E.COLLECTED)
    made = add_holding(activity, "2016-01-05")
    check(register, now)
    for words in ("6 ปี", "7 ปี"):
        rewrite(register, now, activity, words)
        found, lines = report(register, now)
        assert (found.ended.count, found.changed.count, [group.count for group in found.changed.groups]) == (0, 1, [1])
        assert [line.last_day_kept.year for line in lines[WorkKind.CHANGED]] == [2021 + int(words[0]) - 5]
        assert [(item.holding_id, item.changed) for item in due(register, now)] == [(made.id, True)]
        check(register, now)
        found, lines = report(register, now)
        assert (found.ended.count, found.changed.count, len(lines[WorkKind.ENDED])) == (1, 0, 1)
        assert [(item.due_on.year, item.changed) for item in due(register, now)] == [(2021 + int(words[0]) - 5, False)]
    rewrite(register, now, activity, "5 ปี")
    assert (report(register, now)[0].ended.count, report(register, now)[0].changed.count) == (1, 0)
    assert [(item.due_on.year, item.changed) for item in due(register, now)] == [(2021, False)]


def test_of_a_rule_that_changes_again_the_newest_change_is_open_and_none_when_the_date_is_back(
    register, now, add_activity, add_holding
):
    activity, other = add_activity("5 ปี", E.COLLECTED), add_activity("5 ปี", E.COLLECTED)
    add_holding(activity, "2016-01-05")
    add_holding(other, "2016-01-05")
    check(register, now)
    rewrite(register, now, other, "9 ปี")
    for words, year in (("20 ปี", 2036), ("30 ปี", 2046)):
        rewrite(register, now, activity, words)
        (work,) = items_of(register, now, kind=WorkKind.CHANGED, activity_id=activity)
        assert (work.change.old_last.year, work.change.new_last.year) == (2021, year)
    rewrite(register, now, activity, "5 ปี")
    assert [each.activity_id for each in items_of(register, now, kind=WorkKind.CHANGED)] == [other]


def test_the_first_lines_of_a_list_are_found_behind_many_that_were_listed_again(
    register, now, add_activity, add_holding
):
    activity = add_activity("5 ปี", E.COLLECTED)
    for day in range(1, 6):
        add_holding(activity, f"2016-01-0{day}")
    check(register, now)
    rewrite(register, now, activity, "6 ปี")
    check(register, now)
    rewrite(register, now, activity, "30 ปี")
    seen, cursor = [], None
    with register.read(DPO, now) as uow:
        while True:
            page = service_check.list_due(uow, cursor, 2)
            seen += [(item.due_on, item.changed) for item in page.items]
            cursor = page.next_cursor
            if cursor is None:
                break
    assert seen == [(date(2022, 1, day), True) for day in range(2, 7)]


def test_an_office_reads_its_own_lines_whether_they_are_few_or_many(
    register, now, add_activity, add_holding, monkeypatch
):
    for office in (PHETCHABURI, PRACHUAP):
        add_holding(add_activity("5 ปี", E.COLLECTED, office), "2016-01-05")
    check(register, now)
    auditor = somebody(Role.AUDITOR, PRACHUAP)
    few = due(register, now, auditor, month="2026-11")
    monkeypatch.setattr("ropa.retention.store_check._FEW", 0)
    assert due(register, now, auditor, month="2026-11") == few
    assert len(few) == 1
    assert due(register, now, auditor, month="2026-10") == []


def test_only_the_report_of_all_compares_the_whole_list_with_its_hashes(register, now, add_activity, add_holding):
    add_holding(add_activity("5 ปี", E.COLLECTED), "2016-01-05")
    check(register, now)
    assert report(register, now)[0].items_match is True
    assert report(register, now, somebody(Role.AUDITOR, PHETCHABURI))[0].items_match is None
    assert report(register, now, office=PHETCHABURI)[0].items_match is None


def test_the_numbers_of_one_activity_are_of_its_own_work(register, now, add_activity, add_holding):
    one, other = add_activity("5 ปี", E.COLLECTED), add_activity("5 ปี", E.COLLECTED)
    for activity in (one, other):
        add_holding(activity, "2016-01-05")
    check(register, now)
    with register.read(DPO, now) as uow:
        found = service_work.count_work(uow, WorkFilter(activity_id=one)).items
    assert [(each.kind, each.count) for each in found] == [(WorkKind.ENDED, 1), (WorkKind.SURVEY, 1)]


@pytest.mark.only_on("sqlite")
def test_the_pages_lead_from_a_data_set_to_the_destruction_list_that_it_stands_on(register, now):
    road = Road(register, now)
    activity = road.activity()
    holding = road.holding(activity)
    check(register, now)
    ref = road.make(holding).ref
    with browser(register, (Role.AUDITOR, 0)) as client:
        for address in ("/retention", f"/activities/{activity}/holdings/{holding}"):
            page = client.get(address).text
            assert f'href="/destruction/{ref}"' in page
            assert HoldingState.LISTED.th in page
        assert '<a href="/retention" aria-current="page">' in client.get("/holdings").text


def test_paper_names_who_had_the_check_run_and_english_notices_name_their_era(register, now, add_activity, add_holding):
    officer, name = hire(register, now, 1, (Role.DPO, 0)), "เจ้าหน้าที่คุ้มครองข้อมูล"
    with register.write(DPO, now) as uow:
        uow.connection.execute(text("UPDATE people SET display_name = :name"), {"name": name})
    activity = add_activity("5 ปี", E.COLLECTED)
    add_holding(activity, "2016-01-05")
    check(register, now, actor=officer)
    rewrite(register, now, activity, "6 ปี")
    with register.read(DPO, now) as uow:
        found = service_report.report(uow)
        english = list(
            uow.connection.scalars(select(notices.c.title_en + " " + notices.c.body_en).order_by(notices.c.id))
        )
    assert found.ran_by == name
    assert dict(evidence(found))["ผู้สั่งตรวจ"] == name
    assert "Retention check of Nov B.E. 2569" in english[0]
    assert "Kept through 5 Jan B.E. 2564 before, now through 5 Jan B.E. 2565" in english[1]
