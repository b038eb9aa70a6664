"""Confirming how words are meant: for one record, for all with the same words, and taken back."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ropa.activities import service as activities
from ropa.audit.tables import audit_events
from ropa.errors import Conflict, Forbidden, Invalid, PreconditionFailed, RopaError
from ropa.retention import service_confirmations as confirmations
from ropa.retention import service_cycle_confirmations as cycles
from ropa.retention import service_hooks, store
from ropa.retention.service_cycles import cycle_of
from ropa.retention.service_readings import after_activity_saved, reading
from ropa.retention.tables import holdings
from schemas.access import Role
from schemas.activity import Form
from schemas.activity_keeping import Destruction, Storage
from schemas.beyond import Beyond, ItemRetention
from schemas.document import ActivityInput, ActivityUpdate
from schemas.holding import DueState
from schemas.readings import CycleChoice, CycleConfirm, ReadingChoice, ReadingConfirm, ReadingWithdraw
from schemas.retention import Anchor, CyclePart, Operator, RetentionKind, RuleStatus
from schemas.vocabulary import RetentionScope, StartEvent
from tests.ropa.retention.conftest import SAMPLES, words
from tests.support.actors import PHETCHABURI, PRACHUAP, person

DPO = person("เจ้าหน้าที่คุ้มครองข้อมูล", Role.DPO)
E = StartEvent
WHY = "ตามบันทึกข้อความของสำนักงาน"


def given(said=SAMPLES, event=None, **more):
    choice = ReadingChoice(**more.pop("choice", {}))
    return ReadingConfirm(words=said, stated_event=event, choice=choice, reason=more.pop("reason", WHY), **more)


def due_of(uow, holding_id):
    row = uow.connection.execute(holdings.select().where(holdings.c.id == holding_id)).one()
    return row.due_state, row.last_day_kept, row.rule_id


def test_a_confirmed_reading_says_who_and_why_and_moves_the_dates(register, now, add_activity, add_holding):
    key = add_activity(SAMPLES)
    held = add_holding(key, "2016-11-19")
    with register.write(DPO, now) as uow:
        assert due_of(uow, held.id)[0] == str(DueState.NO_START_EVENT)
        done = confirmations.confirm(uow, key, "", given(choice={"start_event": E.COLLECTED}))
        rule = done.reading.rule
        assert (rule.status, rule.unconfirmed, rule.confirmation_reason) == (RuleStatus.CONFIRMED, [], WHY)
        assert (rule.confirmed_by, rule.confirmed_at, rule.raw_text) == (DPO.name, now, SAMPLES)
        assert rule.requires_order
        assert "start_event" in done.changes
        current = store.current_rule(uow, key)
        assert current is not None
        assert due_of(uow, held.id) == (str(DueState.DATED), date(2026, 11, 19), current.id)


def test_an_order_is_never_dropped_silently(register, now, add_activity):
    key = add_activity(SAMPLES, E.COLLECTED)
    for choice in ({"requires_order": False}, {"operator": Operator.OR_EARLIER}):
        with register.write(DPO, now) as uow:
            with pytest.raises(Invalid) as refused:
                confirmations.confirm(uow, key, "", given(event=E.COLLECTED, choice=choice))
            assert [each.pointer for each in refused.value.problems] == ["/accepts"]
            assert "order_removed" in refused.value.problems[0].message_en
            assert reading(uow, key).rule.status is RuleStatus.NEEDS_CONFIRMATION
    accepted = given(event=E.COLLECTED, choice={"requires_order": False}, accepts=["order_removed"])
    with register.write(DPO, now) as uow:
        rule = confirmations.confirm(uow, key, "", accepted).reading.rule
        assert (rule.requires_order, rule.period, rule.alternatives) == (False, "P10Y", [])
        told = uow.connection.execute(audit_events.select().order_by(audit_events.c.id.desc())).first()
        assert told is not None
        assert "order_removed" in str(told._mapping)


def test_permanent_needs_a_ground_and_words_not_understood_need_a_period(register, now, add_activity):
    permanent, unread, blank = add_activity("ถาวร"), add_activity("ประมาณ 10 ปี", E.COLLECTED), add_activity("-")
    with register.write(DPO, now) as uow:
        with pytest.raises(Invalid):
            confirmations.confirm(uow, permanent, "", given("ถาวร"))
        kept = confirmations.confirm(uow, permanent, "", given("ถาวร", choice={"ground": "พ.ร.บ. จดหมายเหตุ"}))
        assert (kept.reading.rule.kind, kept.reading.rule.legal_refs) == (
            RetentionKind.PERMANENT,
            ["พ.ร.บ. จดหมายเหตุ"],
        )
        said = ("ประมาณ 10 ปี", E.COLLECTED)
        with pytest.raises(Invalid):
            confirmations.confirm(uow, unread, "", given(*said))
        choice = {"period": "P10Y", "start_event": E.COLLECTED}
        read = confirmations.confirm(uow, unread, "", given(*said, choice=choice))
        assert (read.reading.rule.period, read.reading.rule.status) == ("P10Y", RuleStatus.CONFIRMED)
        with pytest.raises(Invalid):
            confirmations.confirm(uow, blank, "", given("-", choice={"period": "P10Y"}))


def test_a_confirmation_ends_with_its_words_and_can_be_taken_back(register, now, add_activity):
    key = add_activity("ถาวร")
    other = words("5 ปี", E.COLLECTED)
    with register.write(DPO, now) as uow:
        confirmations.confirm(uow, key, "", given("ถาวร", choice={"ground": "กฎหมาย"}))
        version = activities.read(uow, key).version
        activities.replace(uow, key, version, ActivityUpdate(office_id=other.office_id, form=other.form))
        assert reading(uow, key).rule.status is RuleStatus.UNDERSTOOD
        back = words("ถาวร")
        version = activities.read(uow, key).version
        activities.replace(uow, key, version, ActivityUpdate(office_id=back.office_id, form=back.form))
        assert reading(uow, key).rule.status is RuleStatus.CONFIRMED
        with pytest.raises(PreconditionFailed):
            confirmations.confirm(uow, key, "", given("5 ปี"))
        again = confirmations.withdraw(uow, key, "", ReadingWithdraw(reason="ยืนยันผิดรายการ"))
        assert again.reading.rule.status is RuleStatus.NEEDS_CONFIRMATION
        with pytest.raises(Conflict):
            confirmations.withdraw(uow, key, "", ReadingWithdraw(reason="ยืนยันผิดรายการ"))


def test_all_records_with_the_same_words_in_ones_offices_are_confirmed_at_once(register, now, add_activity):
    mine = [add_activity(SAMPLES) for _ in range(3)]
    other_words, other_event = add_activity("10 ปี"), add_activity(SAMPLES, E.COLLECTED)
    elsewhere = add_activity(SAMPLES, office_id=PRACHUAP)
    dpo = person("ดีพีโอจังหวัด", Role.DPO, PHETCHABURI)
    with register.write(dpo, now) as uow:
        assert confirmations.preview(uow, mine[0], "", given()).others == 2
        done = confirmations.confirm(uow, mine[0], "", given(same_words_everywhere=True))
        assert done.records == 3
        assert confirmations.alike(uow, mine[0], "") == 0
    with register.read(DPO, now) as uow:
        confirmed = [key for key in [*mine, other_words, other_event, elsewhere] if _is_confirmed(uow, key)]
        assert confirmed == mine


def _is_confirmed(uow, key):
    return reading(uow, key).rule.status is RuleStatus.CONFIRMED


def test_only_a_dpo_confirms_and_what_was_said_cannot_be_changed(register, now, add_activity):
    key = add_activity(SAMPLES)
    for role in (Role.RECORDER, Role.APPROVER, Role.AUDITOR):
        with register.write(person("ผู้อื่น", role, PHETCHABURI), now) as uow, pytest.raises(Forbidden):
            confirmations.confirm(uow, key, "", given())
    with register.write(DPO, now) as uow:
        confirmations.confirm(uow, key, "", given())
    for change in ("UPDATE retention_confirmations SET reason = 'x'", "DELETE FROM retention_confirmations"):
        with pytest.raises((DBAPIError, RopaError)), register.write(DPO, now) as uow:
            uow.connection.execute(text(change))


def _several():
    rules = [
        ItemRetention(name="ไลน์ไอดี", applies_to=RetentionScope.ITEMS, retention_period="1 ปี", start_event=E.COLLECTED),
        ItemRetention(name="ข้อมูลสำรอง", applies_to=RetentionScope.BACKUP, retention_period="30 วัน"),
    ]
    form = Form(
        storage=Storage(retention_period="10 ปี"),
        destruction=Destruction(destruction_cycle="วันสิ้นปี"),
        beyond=Beyond(retention_start_event=E.COLLECTED, retention_rules=rules),
    )
    return ActivityInput(office_id=PHETCHABURI, form=form)


def test_each_rule_of_an_activity_has_its_own_reading_and_a_rule_taken_out_leaves_no_date(register, now, monkeypatch):
    told: list[service_hooks.DatesChanged] = []
    monkeypatch.setattr(service_hooks, "DATES_CHANGED", told)
    monkeypatch.setattr("ropa.retention.service_readings.DATES_CHANGED", [lambda _, each: told.append(each)])
    from ropa.retention import service
    from schemas.holding import HoldingInput

    with register.write(DPO, now) as uow:
        key = activities.create(uow, _several()).id
        rules = store.current_rules(uow, key)
        assert {slot: each.rule.period for slot, each in rules.items()} == {
            "": "P10Y",
            "ข้อมูลสำรอง": "P30D",
            "ไลน์ไอดี": "P1Y",
        }
        assert rules["ข้อมูลสำรอง"].rule.start_event is E.RECORD_CREATED
        held = service.create_holding(uow, key, HoldingInput(title="ไลน์", started_on=date(2025, 1, 1), rule="ไลน์ไอดี"))
        assert held.last_day_kept == date(2026, 1, 1)
    without = words("10 ปี", E.COLLECTED)
    with register.write(DPO, now + timedelta(hours=1)) as uow:
        version = activities.read(uow, key).version
        activities.replace(uow, key, version, ActivityUpdate(office_id=PHETCHABURI, form=without.form))
        assert due_of(uow, held.id)[0] == str(DueState.NO_RULE)
        assert [(each.slot, each.moved, str(each.cause)) for each in told] == [
            ("ข้อมูลสำรอง", 0, "gone"),
            ("ไลน์ไอดี", 1, "gone"),
        ]


def test_a_confirmed_cycle_says_which_year_end_is_meant(register, now):
    with register.write(DPO, now) as uow:
        key, other = (activities.create(uow, _several()).id for _ in range(2))
        assert cycle_of(uow, [key])[key].anchor is Anchor.CALENDAR_YEAR_END
        said = CycleConfirm(
            words="วันสิ้นปี",
            choice=CycleChoice(anchor=Anchor.FISCAL_YEAR_END),
            reason=WHY,
            same_words_everywhere=True,
        )
        done = cycles.confirm(uow, key, CyclePart.DESTRUCTION, said)
        assert (done.records, done.changes) == (2, ["anchor"])
        found = cycle_of(uow, [key, other])
        assert {each.anchor for each in found.values()} == {Anchor.FISCAL_YEAR_END}
        assert found[key].status is RuleStatus.CONFIRMED
        cycles.withdraw(uow, other, CyclePart.DESTRUCTION, ReadingWithdraw(reason="ยืนยันผิดรายการ"))
        assert cycle_of(uow, [other])[other].anchor is Anchor.CALENDAR_YEAR_END


def test_a_confirmed_cycle_of_review_moves_the_date_of_the_next_review(register, now, monkeypatch):
    from ropa.reminders import service_dates
    from ropa.reminders import store as reminders
    from schemas.activity_keeping import Review

    monkeypatch.setattr(activities, "AFTER_SAVE", [after_activity_saved, service_dates.after_activity_saved])
    monkeypatch.setattr(cycles, "CYCLES_CHANGED", [service_dates.after_cycles_changed])
    form = Form(review=Review(review_cycle="สิ้นปี"))
    with register.write(DPO, now) as uow:
        key = activities.create(uow, ActivityInput(office_id=PHETCHABURI, form=form)).id
        reminders.change(uow, [_reviewed(uow, key)])
        said = CycleConfirm(words="สิ้นปี", choice=CycleChoice(anchor=Anchor.FISCAL_YEAR_END), reason=WHY)
        cycles.confirm(uow, key, CyclePart.REVIEW, said)
        row = reminders.find(uow, key)
        assert row is not None
        assert row.next_review_on == date(2026, 9, 30)


def _reviewed(uow, key):
    values = {"unread": None, "last_reviewed_on": date(2026, 1, 5), "next_review_on": date(2026, 12, 31)}
    return {"key": key, **values, "stage": 0, "remind_on": None, "updated_at": uow.now}
