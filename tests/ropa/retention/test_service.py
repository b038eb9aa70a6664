"""Holdings and readings on a real database."""

from datetime import date

import pytest

from ropa.access.rules import Permission
from ropa.activities import service as activities
from ropa.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from ropa.retention import service, service_readings
from schemas.access import Role
from schemas.document import ActivityUpdate
from schemas.holding import DueState, HoldingInput
from schemas.retention import RetentionKind, RuleStatus
from schemas.vocabulary import StartEvent
from tests.ropa.retention.conftest import DPO, SAMPLES, words
from tests.support.actors import PHETCHABURI, PRACHUAP, somebody

E = StartEvent


def save(register, now, activity_id, version, text, event=None):
    data = words(text, event)
    with register.write(DPO, now) as uow:
        activities.replace(uow, activity_id, version, ActivityUpdate(office_id=data.office_id, form=data.form))


def holdings_of(register, now, activity_id):
    with register.read(DPO, now) as uow:
        return service.list_holdings(uow, activity_id, None, 50).items


def test_a_saved_activity_has_a_reading_in_both_languages(register, now, add_activity):
    activity = add_activity(SAMPLES, E.COLLECTED)
    with register.read(DPO, now) as uow:
        reading = service_readings.reading(uow, activity)
    assert reading.rule.kind is RetentionKind.MIXED
    assert reading.rule.raw_text == SAMPLES
    assert reading.rule.status is RuleStatus.NEEDS_CONFIRMATION
    assert "10 ปี นับจากวันที่เก็บรวบรวม" in reading.reading_th
    assert "10 years from: collected" in reading.reading_en


def test_a_holding_has_its_last_day_its_due_day_and_the_reason(add_activity, add_holding):
    made = add_holding(add_activity(SAMPLES, E.COLLECTED), "2016-11-19")
    assert (made.last_day_kept, made.due_on) == (date(2026, 11, 19), date(2026, 11, 20))
    assert made.due_state is DueState.DATED
    assert "193/5" in made.due_reason
    assert "ต้องมีคำสั่ง" in made.due_reason
    assert not made.held


def test_a_period_without_start_event_gives_no_date_and_says_so(add_activity, add_holding):
    made = add_holding(add_activity(SAMPLES), "2016-11-19")
    assert (made.last_day_kept, made.due_on, made.due_state) == (None, None, DueState.NO_START_EVENT)
    assert "เหตุเริ่มนับ" in made.due_reason
    answered = add_holding(add_activity(SAMPLES), "2016-11-19", E.COLLECTED)
    assert answered.due_on == date(2026, 11, 20)


@pytest.mark.parametrize("text", [None, "ตามความจำเป็น", "ประมาณ 10 ปี", "ถาวร"])
def test_words_without_an_end_give_no_date(add_activity, add_holding, text):
    assert add_holding(add_activity(text, E.COLLECTED), "1990-01-01").due_on is None


def test_changed_words_move_the_dates_of_every_holding(register, now, add_activity, add_holding):
    activity = add_activity("5 ปี", E.COLLECTED)
    days = ("2016-11-19", "2016-11-19", "2023-02-28", None)
    for day in days:
        add_holding(activity, day)
    save(register, now, activity, 1, "1 ปี", E.COLLECTED)
    assert sorted((str(item.started_on), item.last_day_kept) for item in holdings_of(register, now, activity)) == [
        ("2016-11-19", date(2017, 11, 19)),
        ("2016-11-19", date(2017, 11, 19)),
        ("2023-02-28", date(2024, 2, 29)),
        ("None", None),
    ]
    save(register, now, activity, 2, "ตามความจำเป็น", E.COLLECTED)
    assert {item.due_state for item in holdings_of(register, now, activity)} == {DueState.UNPARSED}


def test_a_save_that_leaves_the_words_keeps_the_reading_and_a_changed_one_begins_another(register, now, add_activity):
    activity = add_activity("5 ปี", E.COLLECTED)
    with register.read(DPO, now) as uow:
        first = service_readings.rule_of(uow, activity, Permission.READ_RETENTION)
    save(register, now, activity, 1, "5 ปี", E.COLLECTED)
    with register.read(DPO, now) as uow:
        assert service_readings.rule_of(uow, activity, Permission.READ_RETENTION).id == first.id
    save(register, now, activity, 2, "5 ปี", E.CONTRACT_END)
    with register.read(DPO, now) as uow:
        second = service_readings.rule_of(uow, activity, Permission.READ_RETENTION)
    assert second.id != first.id
    assert second.rule.start_event is E.CONTRACT_END


def test_what_an_older_reader_read_is_read_again(register, now, add_activity, add_holding, monkeypatch):
    made = add_holding(add_activity("5 ปี", E.COLLECTED), "2016-11-19")
    monkeypatch.setattr(service_readings, "RULES_VERSION", 99)
    monkeypatch.setattr(service_readings, "read_slot", lambda _: service_readings_read("7 ปี"))
    with register.write(DPO, now) as uow:
        assert service_readings.refresh_readings(uow) == 1
        assert service_readings.refresh_readings(uow) == 0
        assert service.read_holding(uow, made.activity_id, made.id).last_day_kept == date(2023, 11, 19)


def service_readings_read(text):
    from ropa.retention.rules_reading import read_retention

    return read_retention(text, E.COLLECTED)


def test_holdings_are_listed_page_by_page(register, now, add_activity, add_holding):
    activity = add_activity("5 ปี", E.COLLECTED)
    made = [add_holding(activity, f"2016-01-0{day}").id for day in range(1, 6)]
    seen, cursor = [], None
    with register.read(DPO, now) as uow:
        while True:
            page = service.list_holdings(uow, activity, cursor, 2)
            seen += [item.id for item in page.items]
            cursor = page.next_cursor
            if cursor is None:
                break
        with pytest.raises(Invalid):
            service.list_holdings(uow, activity, "nowhere", 2)
    assert seen == sorted(made)


def test_a_changed_holding_is_computed_anew_and_needs_the_present_version(register, now, add_activity, add_holding):
    made = add_holding(add_activity("5 ปี", E.COLLECTED), "2016-11-19")
    data = HoldingInput(title="แฟ้ม", started_on=date(2020, 1, 1))
    with register.write(DPO, now) as uow:
        changed = service.replace_holding(uow, made.activity_id, made.id, 1, data)
        assert (changed.version, changed.last_day_kept) == (2, date(2025, 1, 1))
        with pytest.raises(PreconditionFailed):
            service.replace_holding(uow, made.activity_id, made.id, 1, data)
        with pytest.raises(PreconditionFailed):
            service.delete_holding(uow, made.activity_id, made.id, 1)
        service.delete_holding(uow, made.activity_id, made.id, 2)
        with pytest.raises(NotFound):
            service.read_holding(uow, made.activity_id, made.id)


def test_every_fault_of_a_holding_is_told_at_once(register, now, add_activity):
    activity = add_activity("5 ปี", E.COLLECTED)
    data = HoldingInput(title="a\x00b", location="c\x1bd", started_on=date(2559, 11, 19))
    with register.write(DPO, now) as uow, pytest.raises(Invalid) as refused:
        service.create_holding(uow, activity, data)
    problems = {problem.pointer: problem for problem in refused.value.problems}
    assert set(problems) == {"/title", "/location", "/started_on"}
    assert "2016" in problems["/started_on"].message_en


def test_an_activity_with_holdings_cannot_be_dropped(register, now, add_activity, add_holding):
    kept, free = add_activity("5 ปี", E.COLLECTED), add_activity("5 ปี", E.COLLECTED)
    add_holding(kept, "2016-11-19")
    with pytest.raises(Conflict), register.write(DPO, now) as uow:
        activities.delete(uow, kept, 1)
    assert len(holdings_of(register, now, kept)) == 1
    with register.write(DPO, now) as uow:
        activities.delete(uow, free, 1)
    with register.read(DPO, now) as uow, pytest.raises(NotFound):
        service_readings.reading(uow, free)


def test_holdings_follow_the_office_and_the_role(register, now, add_activity, add_holding):
    activity = add_activity("5 ปี", E.COLLECTED)
    made = add_holding(activity, "2016-11-19", actor=somebody(Role.RECORDER, PHETCHABURI))
    with register.write(somebody(Role.RECORDER, PRACHUAP), now) as uow:
        with pytest.raises(NotFound):
            service.list_holdings(uow, activity, None, 50)
        with pytest.raises(NotFound):
            service.create_holding(uow, activity, HoldingInput(title="x"))
    with register.write(somebody(Role.AUDITOR, PHETCHABURI), now) as uow:
        assert service.read_holding(uow, activity, made.id).id == made.id
        with pytest.raises(Forbidden):
            service.create_holding(uow, activity, HoldingInput(title="x"))
        with pytest.raises(Forbidden):
            service.delete_holding(uow, activity, made.id, 1)


def test_an_unknown_activity_or_a_holding_of_another_is_not_found(register, now, add_activity, add_holding):
    made = add_holding(add_activity("5 ปี", E.COLLECTED), "2016-11-19")
    other = add_activity("5 ปี", E.COLLECTED)
    with register.write(DPO, now) as uow:
        for activity in ("00000000-0000-0000-0000-000000000000", other):
            with pytest.raises(NotFound):
                service.read_holding(uow, activity, made.id)
