"""What a breach obliges to, computed from its state: cases of law.md F.1 by their numbers."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ropa.breaches.rules_duties import duties, judged, may_close, open_codes
from schemas.breach import BreachPhase, RiskLevel, WasLate
from schemas.breach_duties import OPEN_STATES, Duty, DutyCode, DutyFacts, DutyState

AWARE = datetime(2026, 11, 19, 14, 5, 30, tzinfo=UTC)
DUE = AWARE + timedelta(hours=72)
LIMIT = AWARE + timedelta(hours=360)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


def facts(**more: Any) -> DutyFacts:
    told: dict[str, Any] = {"phase": BreachPhase.OPEN, "aware_at": AWARE}
    return DutyFacts(**(told | more))


def duty(code: DutyCode, it: DutyFacts, now: datetime) -> Duty:
    [found] = [each for each in duties(it, now) if each.code is code]
    return found


def has(code: DutyCode, it: DutyFacts, now: datetime) -> bool:
    return any(each.code is code for each in duties(it, now))


@pytest.mark.case("F.1", 1)
def test_the_deadline_is_72_hours_after_awareness_and_nothing_else_moves_it():
    # Occurrence and detection are not even among the facts that duties are computed from.
    assert not {"occurred_from", "detected_at"} & set(DutyFacts.__struct_fields__)
    assert duty(DutyCode.OFFICE, facts(), AWARE + HOUR).due_at == DUE
    assert duty(DutyCode.OFFICE, facts(warning_from=AWARE - DAY), AWARE + HOUR).due_at == DUE


@pytest.mark.case("F.1", 8)
@pytest.mark.parametrize(("late_by", "state"), [(timedelta(), DutyState.DONE), (SECOND, DutyState.DONE_LATE)])
def test_what_is_sent_at_the_deadline_is_in_time_and_a_second_later_is_late(late_by, state):
    it = facts(notified_at=DUE + late_by)
    assert duty(DutyCode.OFFICE, it, DUE + DAY).state is state
    assert (judged(it, DUE + DAY) is WasLate.YES) == bool(late_by)
    assert has(DutyCode.LATE_REASON, it, DUE + DAY) == bool(late_by)


@pytest.mark.case("F.1", 8)
def test_the_deadline_passes_between_its_own_second_and_the_next():
    states = [
        duty(DutyCode.OFFICE, facts(), moment).state for moment in (DUE - DAY - SECOND, DUE - DAY, DUE, DUE + SECOND)
    ]
    assert states == [DutyState.WAITING, DutyState.DUE_SOON, DutyState.DUE_SOON, DutyState.OVERDUE]


@pytest.mark.case("F.1", 14)
def test_no_risk_stops_the_duty_to_tell_the_office_only_with_evidence():
    at_20 = AWARE + 20 * HOUR
    proved = facts(level=RiskLevel.NONE, level_at=at_20, has_evidence=True)
    bare = facts(level=RiskLevel.NONE, level_at=at_20)
    for moment in (at_20, DUE + HOUR, LIMIT + DAY):
        assert duty(DutyCode.OFFICE, proved, moment).state is DutyState.NOT_REQUIRED
        assert duty(DutyCode.EVIDENCE, proved, moment).state is DutyState.DONE
        assert judged(proved, moment) is WasLate.NO
        assert duty(DutyCode.OFFICE, bare, moment).is_open
        assert duty(DutyCode.EVIDENCE, bare, moment).state is DutyState.WAITING
    assert may_close(duties(proved, DUE))
    assert not may_close(duties(bare, DUE))


@pytest.mark.case("F.1", 15)
def test_new_facts_at_hour_90_open_the_duty_on_its_first_clock_and_the_office_judges():
    at_90 = AWARE + 90 * HOUR
    it = facts(level=RiskLevel.RISK, level_at=at_90, stopped_at=AWARE + 20 * HOUR, reopened_at=at_90)
    found = duty(DutyCode.OFFICE, it, at_90 + HOUR)
    assert (found.state, found.due_at, found.since, found.reopened_at) == (DutyState.OVERDUE, DUE, AWARE, at_90)
    assert found.note_en == WasLate.OFFICE_JUDGES.en
    assert judged(it, at_90 + HOUR) is WasLate.OFFICE_JUDGES
    told = facts(**{**_values(it), "notified_at": at_90 + 2 * HOUR})
    assert judged(told, LIMIT) is WasLate.OFFICE_JUDGES
    assert duty(DutyCode.OFFICE, told, LIMIT).state is DutyState.DONE_LATE


@pytest.mark.case("F.1", 15)
@pytest.mark.parametrize(
    ("stopped", "reopened", "answer"),
    [
        (20, 40, WasLate.YES),  # opened again in time: 32 hours were left
        (80, 90, WasLate.YES),  # late before anybody decided that there is no risk
        (72, 73, WasLate.OFFICE_JUDGES),
    ],
)
def test_only_a_no_risk_that_stood_at_the_deadline_is_for_the_office_to_judge(stopped, reopened, answer):
    it = facts(level=RiskLevel.RISK, stopped_at=AWARE + stopped * HOUR, reopened_at=AWARE + reopened * HOUR)
    assert judged(it, AWARE + 100 * HOUR) is answer


@pytest.mark.case("F.1", 16)
def test_a_supplementary_notice_has_its_promised_day_and_no_72_hours():
    promised = AWARE + 20 * DAY
    it = facts(level=RiskLevel.RISK, notified_at=DUE - HOUR, promises=2, promised_for=promised)
    states = [duty(DutyCode.SUPPLEMENTARY, it, moment).state for moment in (DUE + DAY, promised, promised + SECOND)]
    assert states == [DutyState.WAITING, DutyState.DUE_SOON, DutyState.OVERDUE]
    assert duty(DutyCode.OFFICE, it, promised + DAY).state is DutyState.DONE
    assert judged(it, promised + DAY) is WasLate.NO
    kept = facts(level=RiskLevel.RISK, notified_at=DUE - HOUR, promises_kept=1)
    assert duty(DutyCode.SUPPLEMENTARY, kept, promised).state is DutyState.DONE
    undated = facts(level=RiskLevel.RISK, notified_at=DUE - HOUR, promises=1)
    assert duty(DutyCode.SUPPLEMENTARY, undated, promised + 99 * DAY).state is DutyState.WAITING


@pytest.mark.case("F.1", 17)
def test_a_late_notice_needs_its_reason_and_after_15_days_it_can_still_be_sent():
    assert duty(DutyCode.OFFICE, facts(), LIMIT).state is DutyState.OVERDUE
    beyond = duty(DutyCode.OFFICE, facts(), LIMIT + SECOND)
    assert (beyond.state, beyond.is_open, beyond.limit_at) == (DutyState.LATE_BEYOND_15D, True, LIMIT)
    for day in (10, 16):
        sent = facts(notified_at=AWARE + day * DAY)
        assert duty(DutyCode.OFFICE, sent, LIMIT + DAY).state is DutyState.DONE_LATE
        assert duty(DutyCode.LATE_REASON, sent, LIMIT + DAY).state is DutyState.WAITING
        reasoned = facts(notified_at=AWARE + day * DAY, late_reason_at=AWARE + day * DAY)
        assert duty(DutyCode.LATE_REASON, reasoned, LIMIT + DAY).state is DutyState.DONE
    excused = facts(notified_at=AWARE + 10 * DAY, excused_at=LIMIT)
    assert duty(DutyCode.OFFICE, excused, LIMIT + DAY).state is DutyState.EXCUSED


@pytest.mark.case("F.1", 18)
def test_the_15_days_are_counted_strictly():
    aware = datetime.fromisoformat("2026-11-19T14:05:00+07:00")
    found = duty(DutyCode.OFFICE, facts(aware_at=aware), aware)
    assert found.limit_at is not None
    assert found.limit_at.isoformat() == "2026-12-04T14:05:00+07:00"


@pytest.mark.case("F.1", 19)
def test_data_subjects_are_told_without_delay_and_no_hours_are_set():
    at_10 = AWARE + 10 * HOUR
    it = facts(level=RiskLevel.HIGH, level_at=at_10, notified_at=AWARE + HOUR)
    found = duty(DutyCode.SUBJECTS, it, at_10 + 100 * HOUR + timedelta(minutes=59))
    assert (found.state, found.due_at, found.limit_at) == (DutyState.WAITING, None, None)
    assert (found.age_hours, found.aware_hours) == (100, 110)
    assert "72" not in f"{found.words_th} {found.words_en} {found.note_th} {found.note_en}"
    told = facts(level=RiskLevel.HIGH, level_at=at_10, subjects_notified_at=at_10 + 5 * HOUR)
    found = duty(DutyCode.SUBJECTS, told, LIMIT)
    assert (found.state, found.age_hours) == (DutyState.DONE, 5)
    assert not has(DutyCode.SUBJECTS, facts(level=RiskLevel.RISK), DUE)


@pytest.mark.case("F.1", 22)
def test_a_breach_that_was_opened_again_has_its_old_clock():
    closed = facts(phase=BreachPhase.CLOSED, closed_at=LIMIT, notified_at=DUE - HOUR, level=RiskLevel.RISK)
    again = facts(notified_at=DUE - HOUR, level=RiskLevel.RISK, facts_changed=True)
    for it in (closed, again):
        found = duty(DutyCode.OFFICE, it, LIMIT + DAY)
        assert (found.since, found.due_at, found.state) == (AWARE, DUE, DutyState.DONE)
    assert open_codes(closed, LIMIT + DAY) == []
    assert open_codes(again, LIMIT + DAY) == [DutyCode.REASSESS]


def test_a_suspicion_has_a_warning_and_no_deadline_of_the_law():
    it = facts(phase=BreachPhase.SUSPECTED, aware_at=None, warning_from=AWARE)
    assert [each.code for each in duties(it, DUE)] == [DutyCode.CONFIRM]
    assert duty(DutyCode.CONFIRM, it, DUE + SECOND).state is DutyState.OVERDUE
    assert judged(it, LIMIT) is WasLate.NO
    assert duties(facts(phase=BreachPhase.DISMISSED, aware_at=None, warning_from=AWARE), LIMIT) == []


def test_the_time_of_the_processor_is_asked_for_and_stands_against_nothing():
    it = facts(has_processor=True, notified_at=AWARE, level=RiskLevel.RISK)
    assert open_codes(it, DUE) == [DutyCode.PROCESSOR]
    assert may_close(duties(it, DUE))


def test_a_breach_that_nobody_assessed_is_to_be_told_and_cannot_be_closed():
    assert open_codes(facts(), AWARE) == [DutyCode.ASSESS, DutyCode.OFFICE]
    assert not may_close(duties(facts(notified_at=AWARE), AWARE))


_MOMENTS = st.one_of(st.none(), st.integers(-100, 1000).map(lambda hours: AWARE + hours * HOUR))


@settings(max_examples=60)
@given(
    level=st.sampled_from([None, *RiskLevel]),
    has_evidence=st.booleans(),
    times=st.fixed_dictionaries(
        dict.fromkeys(("notified_at", "excused_at", "stopped_at", "reopened_at", "subjects_notified_at"), _MOMENTS)
    ),
    now=st.integers(0, 1000).map(lambda hours: AWARE + hours * HOUR),
)
def test_a_duty_ends_only_by_what_ends_it_and_never_by_time(level, has_evidence, times, now):
    it = facts(level=level, has_evidence=has_evidence, **times)
    office = duty(DutyCode.OFFICE, it, now)
    is_ended = it.notified_at or it.excused_at or (level is RiskLevel.NONE and has_evidence)
    assert office.is_open == (not is_ended)
    assert (office.state in OPEN_STATES) == office.is_open
    assert office.due_at == DUE
    assert set(open_codes(it, now)) <= set(open_codes(it, now + 100 * DAY))
    if judged(it, now) is WasLate.OFFICE_JUDGES:
        assert it.reopened_at is not None
        assert it.reopened_at > DUE


def _values(it: DutyFacts) -> dict[str, Any]:
    return {name: getattr(it, name) for name in it.__struct_fields__}
