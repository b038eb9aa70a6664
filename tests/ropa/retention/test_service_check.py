"""The monthly check on a real database: repeat, catch-up, dry run, months' borders, holds, evidence."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from threading import Barrier

import pytest
from sqlalchemy import func, select, text

from ropa.activities import service as activities
from ropa.audit.tables import audit_events
from ropa.db.all_tables import metadata
from ropa.errors import Conflict, Forbidden, Invalid, NotFound
from ropa.retention import service, service_check, service_holds, store_check
from ropa.retention.rules_reading import RULES_VERSION
from ropa.retention.tables import retention_due
from schemas.access import Role
from schemas.document import ActivityUpdate
from schemas.holding import HoldingInput, HoldInput, HoldKind, HoldLift
from schemas.vocabulary import StartEvent
from tests.ropa.retention.conftest import DPO, SAMPLES, words
from tests.support.actors import PHETCHABURI, PRACHUAP, somebody

E = StartEvent


def at(moment):
    return datetime.fromisoformat(moment)


def check(register, now, month=None, *, dry_run=False, actor=DPO):
    with register.write(actor, now) as uow:
        return service_check.check(uow, month, dry_run=dry_run)


def everything(register, now):
    with register.read(DPO, now) as uow:
        return {
            table.name: sorted(map(str, uow.connection.execute(select(table)).all()))
            for table in metadata.sorted_tables
        }


def due_ids(register, now):
    with register.read(DPO, now) as uow:
        return [item.holding_id for item in service_check.list_due(uow, None, 200).items]


def place(register, now, **scope):
    with register.write(DPO, now) as uow:
        return service_holds.place_hold(
            uow, HoldInput(kind=HoldKind.LEGAL, reason="คดีปกครอง", no_review_reason="จนกว่าคดีถึงที่สุด", **scope)
        )


def test_a_run_leaves_evidence_even_when_nothing_is_due(register, now, add_activity):
    add_activity(SAMPLES)
    found = check(register, now)
    assert [(m.month, m.late, m.due, m.held, m.undatable) for m in found.months] == [("2026-11", False, 0, 0, 0)]
    assert not found.dry_run
    with register.read(DPO, now) as uow:
        (run,) = service_check.list_runs(uow, None, 10).items
    assert (run.month, run.number, run.late, run.due, run.added) == ("2026-11", 1, False, 0, 0)
    assert run.reasons == {"activity_needs_confirmation": 1}
    assert (run.rules_version, run.actor_id, run.ran_at) == (RULES_VERSION, DPO.id, now)
    assert run.program_version
    assert len(run.items_hash) == 64


def test_the_same_month_twice_changes_nothing(register, now, add_activity, add_holding):
    add_holding(add_activity(SAMPLES, E.COLLECTED), "2016-01-05")
    first = check(register, now)
    assert (first.months[0].due, first.months[0].added) == (1, 1)
    before = everything(register, now)
    again = check(register, at("2026-11-25T10:00:00+07:00"))
    assert everything(register, now) == before
    assert (again.months[0].due, again.months[0].added) == (1, 0)


def test_a_repeat_adds_only_what_newly_qualifies(register, now, add_activity, add_holding):
    activity = add_activity("5 ปี", E.COLLECTED)
    first = add_holding(activity, "2016-01-05")
    check(register, now)
    second = add_holding(activity, "2016-03-05")
    found = check(register, now)
    assert (found.months[0].due, found.months[0].added) == (2, 1)
    assert due_ids(register, now) == [first.id, second.id]
    with register.read(DPO, now) as uow:
        assert [(run.number, run.added) for run in service_check.list_runs(uow, None, 10).items] == [(2, 1), (1, 1)]


def test_a_dry_run_shows_the_same_and_writes_nothing(register, now, add_activity, add_holding):
    add_holding(add_activity("5 ปี", E.COLLECTED), "2016-01-05")
    before = everything(register, now)
    dry = check(register, now, dry_run=True)
    assert dry.dry_run
    assert everything(register, now) == before
    assert check(register, now).months == dry.months


@pytest.mark.parametrize(
    ("started_on", "month_of_due"),
    [
        ("2016-11-29", "2026-11"),  # kept through 29 November, due on the 30th
        ("2016-11-30", "2026-12"),  # kept through 30 November, due on 1 December
        ("2016-12-01", "2026-12"),
    ],
)
def test_a_month_covers_what_became_due_before_its_end(register, add_activity, add_holding, started_on, month_of_due):
    add_holding(add_activity("10 ปี", E.COLLECTED), started_on)
    found = check(register, at("2026-12-31T23:59:59+07:00"), "2026-12")
    assert [month.month for month in found.months if month.added] == [month_of_due]


def test_half_past_midnight_on_new_year_is_the_new_month(register, now, add_activity, add_holding):
    add_holding(add_activity("10 ปี", E.COLLECTED), "2016-01-05", at=at("2027-01-01T00:10:00+07:00"))
    found = check(register, at("2026-12-31T17:30:00+00:00"))
    assert [(month.month, month.late) for month in found.months] == [("2027-01", False)]


def test_a_leap_day_is_kept_through_its_last_day(register, add_activity, add_holding):
    made = add_holding(add_activity("1 ปี", E.COLLECTED), "2027-02-28")
    assert made.last_day_kept == date(2028, 2, 29)
    found = check(register, at("2028-03-15T09:00:00+07:00"))
    assert [month.month for month in found.months if month.added] == ["2028-03"]


def test_missed_months_are_caught_up_since_the_first_holding_and_marked_late(register, add_activity, add_holding):
    activity = add_activity("5 ปี", E.COLLECTED)
    add_holding(activity, "2016-01-05", at=at("2025-12-15T09:00:00+07:00"))
    add_holding(activity, "2021-06-10", at=at("2025-12-20T09:00:00+07:00"))
    found = check(register, at("2026-11-20T09:00:00+07:00"))
    assert [month.month for month in found.months] == ["2025-12", *(f"2026-{n:02}" for n in range(1, 12))]
    assert [month.late for month in found.months] == [True] * 11 + [False]
    assert [month.added for month in found.months] == [1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]
    assert [month.due for month in found.months] == [1] * 6 + [2] * 6
    with register.read(DPO, at("2026-11-20T09:00:00+07:00")) as uow:
        runs = service_check.list_runs(uow, None, 50).items
    assert len(runs) == 12
    assert len({(run.month, run.number) for run in runs}) == 12
    assert sum(run.late for run in runs) == 11


def test_only_the_missing_months_are_caught_up(register, add_activity, add_holding):
    add_holding(add_activity("5 ปี", E.COLLECTED), "2016-01-05", at=at("2026-08-15T09:00:00+07:00"))
    check(register, at("2026-09-20T09:00:00+07:00"))
    found = check(register, at("2026-11-20T09:00:00+07:00"))
    assert [(month.month, month.late) for month in found.months] == [("2026-10", True), ("2026-11", False)]
    repeated = check(register, at("2026-11-20T09:00:00+07:00"), "2026-09")
    assert [(month.month, month.late) for month in repeated.months] == [("2026-09", False)]


def test_a_month_of_the_past_before_any_holding_is_run_alone(register, add_activity, add_holding):
    add_holding(add_activity("5 ปี", E.COLLECTED), "2016-01-05", at=at("2026-08-15T09:00:00+07:00"))
    found = check(register, at("2026-11-20T09:00:00+07:00"), "2026-02")
    assert [(month.month, month.late, month.due) for month in found.months] == [("2026-02", True, 1)]


@pytest.mark.parametrize(
    ("month", "hint"), [("2569-11", "2026-11"), ("2026-12", "2026-11"), ("november", "2026-11"), ("2026-13", "2026-11")]
)
def test_a_month_that_is_buddhist_to_come_or_none_is_refused_with_a_hint(register, now, month, hint):
    before = everything(register, now)
    with pytest.raises(Invalid) as refused:
        check(register, now, month)
    (problem,) = refused.value.problems
    assert hint in problem.message_th
    assert hint in problem.message_en
    assert everything(register, now) == before


@pytest.mark.case("F.4", 58)
def test_a_hold_keeps_off_the_list_until_the_last_one_is_lifted(register, now, add_activity, add_holding):
    activity = add_activity("5 ปี", E.COLLECTED)
    held = add_holding(activity, "2016-01-05")
    free = add_holding(activity, "2016-01-06")
    first, second = place(register, now, holding_id=held.id), place(register, now, holding_id=held.id)
    found = check(register, now).months[0]
    assert (found.due, found.held) == (1, 1)
    assert due_ids(register, now) == [free.id]
    with register.write(DPO, now) as uow:
        assert service.read_holding(uow, activity, held.id).held
        service_holds.lift_hold(uow, first.id, HoldLift(reason="ถอนฟ้อง"))
    assert check(register, now).months[0].held == 1
    with register.write(DPO, now) as uow:
        service_holds.lift_hold(uow, second.id, HoldLift(reason="คดีถึงที่สุด"))
        with pytest.raises(Conflict):
            service_holds.lift_hold(uow, second.id, HoldLift(reason="อีกครั้ง"))
    assert due_ids(register, now) == [free.id]  # lifting proposes nothing by itself
    found = check(register, now).months[0]
    assert (found.due, found.held, found.added) == (2, 0, 1)


def test_a_hold_on_an_activity_protects_all_of_it_and_nothing_else(register, now, add_activity, add_holding):
    held, other = add_activity("5 ปี", E.COLLECTED), add_activity("5 ปี", E.COLLECTED)
    for day in ("2016-01-05", "2016-01-06"):
        add_holding(held, day)
    free = add_holding(other, "2016-01-05")
    place(register, now, activity_id=held)
    found = check(register, now).months[0]
    assert (found.due, found.held) == (1, 2)
    assert due_ids(register, now) == [free.id]


def test_a_hold_that_comes_after_the_listing_is_shown_on_the_list(register, now, add_activity, add_holding):
    made = add_holding(add_activity("5 ปี", E.COLLECTED), "2016-01-05")
    check(register, now)
    place(register, now, holding_id=made.id)
    assert (check(register, now).months[0].due, check(register, now).months[0].held) == (0, 1)
    with register.read(DPO, now) as uow:
        assert service_check.list_due(uow, None, 10).items[0].held


def test_a_hold_names_one_thing_that_the_actor_may_hold(register, now, add_activity, add_holding):
    made = add_holding(add_activity("5 ปี", E.COLLECTED), "2016-01-05")
    for scope in ({}, {"activity_id": made.activity_id, "holding_id": made.id}):
        with pytest.raises(Invalid):
            place(register, now, **scope)
    for scope in ({"activity_id": "nothing"}, {"holding_id": "nothing"}):
        with pytest.raises(NotFound):
            place(register, now, **scope)
    hold = HoldInput(kind=HoldKind.AUDIT, reason="สตง.", holding_id=made.id)
    with register.write(somebody(Role.RECORDER, PHETCHABURI), now) as uow, pytest.raises(Forbidden):
        service_holds.place_hold(uow, hold)
    with register.write(somebody(Role.DPO, PRACHUAP), now) as uow, pytest.raises(NotFound):
        service_holds.place_hold(uow, hold)


@pytest.mark.parametrize("text", [None, "-", "ตามความจำเป็น", "ประมาณ 1 ปี", "ตามระเบียบงานสารบรรณ", "ถาวร"])
def test_words_without_an_end_are_never_due(register, now, add_activity, add_holding, text):
    add_holding(add_activity(text, E.COLLECTED), "1950-01-01")
    found = check(register, now).months[0]
    assert (found.due, found.added) == (0, 0)
    assert due_ids(register, now) == []


def test_what_has_no_date_is_counted_by_reason_and_listed(register, now, add_activity, add_holding):
    add_holding(add_activity(SAMPLES), "2016-01-05")
    add_holding(add_activity("ตามความจำเป็น"), "2016-01-05", E.COLLECTED)
    add_holding(add_activity("5 ปี หลังสิ้นสุดสัญญา"), None)
    add_holding(add_activity("ถาวร"), "2016-01-05", E.COLLECTED)
    found = check(register, now).months[0]
    assert found.reasons == {
        "activity_needs_confirmation": 2,
        "activity_unparsed": 1,
        "holding_no_start_event": 1,
        "holding_not_started": 1,
        "holding_unparsed": 1,
    }
    assert found.undatable == 3  # readings that need a person are no data sets
    with register.read(DPO, now) as uow:
        undated = service_check.list_undated(uow, None, 10).items
        unsure = service_check.list_unsure(uow, None, 2)
        rest = service_check.list_unsure(uow, unsure.next_cursor, 2)
    assert {str(item.due_state) for item in undated} == {"no_start_event", "unparsed", "not_started"}
    assert all(item.reason_th and item.reason_en for item in undated)
    assert (len(unsure.items), len(rest.items), rest.next_cursor) == (2, 1, None)


def test_the_list_tells_what_stands_between_the_date_and_a_destruction(register, now, add_activity, add_holding):
    add_holding(add_activity(SAMPLES, E.COLLECTED), "2016-02-10")
    check(register, now)
    with register.read(DPO, now) as uow:
        (item,) = service_check.list_due(uow, None, 10).items
    assert (item.last_day_kept, item.due_on, item.month) == (date(2026, 2, 10), date(2026, 2, 11), "2026-11")
    assert (item.survey_opens_on, item.survey_closes_on) == (date(2027, 1, 1), date(2027, 3, 1))
    assert item.requires_order
    assert item.needs_confirmation
    assert not item.changed
    assert not item.held


def test_a_listed_item_stays_when_the_rule_changes_and_says_so(register, now, add_activity, add_holding):
    activity = add_activity("5 ปี", E.COLLECTED)
    made = add_holding(activity, "2016-01-05")
    check(register, now)
    data = words("20 ปี", E.COLLECTED)
    with register.write(DPO, now) as uow:
        activities.replace(uow, activity, 1, ActivityUpdate(office_id=data.office_id, form=data.form))
    found = check(register, now).months[0]
    assert (found.due, found.added) == (0, 0)
    with register.read(DPO, now) as uow:
        (item,) = service_check.list_due(uow, None, 10).items
        assert (item.holding_id, item.changed) == (made.id, True)
    with register.write(DPO, now) as uow, pytest.raises(Conflict):
        service.delete_holding(uow, activity, made.id, 1)


def test_the_list_is_paged_and_shows_only_ones_own_offices(register, now, add_activity, add_holding):
    here, there = add_activity("5 ปี", E.COLLECTED), add_activity("5 ปี", E.COLLECTED, PRACHUAP)
    own = [add_holding(here, day).id for day in ("2016-01-05", "2016-01-05", "2016-01-06")]
    add_holding(there, "2016-01-05")
    check(register, now)
    seen, cursor = [], None
    with register.read(somebody(Role.AUDITOR, PHETCHABURI), now) as uow:
        for _ in range(3):
            page = service_check.list_due(uow, cursor, 2)
            seen += [item.holding_id for item in page.items]
            cursor = page.next_cursor
            if cursor is None:
                break
        for wrong in ("2026-01-05", "x_y", "2026-01-05_\x00"):
            with pytest.raises(Invalid):
                service_check.list_due(uow, wrong, 2)
    assert seen == [*sorted(own[:2]), own[2]]


def test_the_check_is_for_those_who_run_it_for_the_whole_ministry(register, now):
    for actor in (somebody(Role.AUDITOR), somebody(Role.DPO, PHETCHABURI)):
        with pytest.raises(Forbidden):
            check(register, now, actor=actor)


def test_the_trail_tells_of_each_run_once_with_a_digest(register, now, add_activity, add_holding):
    add_holding(add_activity("5 ปี", E.COLLECTED), "2016-01-05")
    for _ in range(3):
        check(register, now)
    with register.read(DPO, now) as uow:
        rows = uow.connection.execute(
            select(audit_events.c.details).where(audit_events.c.action == "retention.checked")
        ).all()
        (run,) = service_check.list_runs(uow, None, 10).items
    assert len(rows) == 1
    assert json.loads(rows[0][0])["items_hash"] == run.items_hash


def test_a_check_that_fails_half_way_leaves_nothing_and_the_next_one_completes_it(
    register, now, add_activity, add_holding, monkeypatch
):
    add_holding(add_activity("5 ปี", E.COLLECTED), "2016-01-05", at=at("2026-09-15T09:00:00+07:00"))
    before = everything(register, now)
    kept = store_check.add_run
    calls = []

    def fails_at_the_second(*arguments):
        calls.append(arguments)
        if len(calls) == 2:
            raise RuntimeError("power cut")
        kept(*arguments)

    monkeypatch.setattr(store_check, "add_run", fails_at_the_second)
    with pytest.raises(RuntimeError):
        check(register, now)
    assert everything(register, now) == before
    monkeypatch.setattr(store_check, "add_run", kept)
    assert [month.month for month in check(register, now).months] == ["2026-09", "2026-10", "2026-11"]


def test_many_holdings_are_listed_by_a_handful_of_statements(register, now, add_activity):
    activity = add_activity("5 ปี", E.COLLECTED)
    with register.write(DPO, now) as uow:
        for _ in range(3):
            service.create_holding(uow, activity, HoldingInput(title="x", started_on=date(2016, 1, 5)))
    statements = []
    with register.write(DPO, now) as uow:
        from sqlalchemy import event

        event.listen(uow.connection, "before_cursor_execute", lambda *a: statements.append(a[2]))
        service_check.check(uow)
        few = len(statements)
        assert uow.connection.execute(select(func.count()).select_from(retention_due)).scalar_one() == 3
        assert uow.connection.execute(text("SELECT count(*) FROM retention_runs")).scalar_one() == 1
    # One of them asks whether a round waits for the month's check.
    assert few <= 26


def test_two_checks_at_once_leave_what_one_leaves(register, now, add_activity, add_holding):
    add_holding(add_activity("5 ปี", E.COLLECTED), "2016-01-05")
    together = Barrier(2)

    def run():
        together.wait()
        return check(register, now).months[0].added

    with ThreadPoolExecutor(2) as pool:
        added = [future.result() for future in [pool.submit(run) for _ in range(2)]]
    assert sorted(added) == [0, 1]
    with register.read(DPO, now) as uow:
        assert len(service_check.list_runs(uow, None, 10).items) == 1
