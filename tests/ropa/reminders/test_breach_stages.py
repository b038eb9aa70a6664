"""The stages of a breach's clocks: pure arithmetic of hours (law.md F.1)."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ropa.breaches.rules import late_report_limit_at, notify_office_due_at
from ropa.reminders.rules_breach_stages import DEADLINE, HOURS, LATE_AFTER, OUTER_LIMIT, due, moment_of
from schemas.breach_reminders import NotNeeded, ReminderClock, ReminderSeries, ReminderStage

AWARE = datetime(2026, 11, 20, 9, 45, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def clock(series=ReminderSeries.OFFICE, **more):
    given = {"breach_id": "b", "series": series, "started_at": AWARE, "begins_at": AWARE} | more
    return ReminderClock(**given)


def served(each: ReminderClock, now: datetime) -> tuple[list[ReminderStage], ReminderClock]:
    """Return what a pass finds, and the clock as the next pass reads it."""
    found = due(each, now)
    through = max(
        [stage.due_at for stage in found] + ([each.served_through] if each.served_through else []), default=None
    )
    return found, msgspec.structs.replace(each, served_through=through)


def told(each: ReminderClock, *passes: float) -> list[str]:
    """Return the codes that passes at these hours put out, in order."""
    codes = []
    for hours in passes:
        found, each = served(each, AWARE + hours * HOUR)
        codes += [stage.code for stage in found if stage.not_needed is None]
    return codes


@pytest.mark.case("F.1", 23)
def test_the_stages_of_the_72_hours_and_of_the_fifteen_days_are_those_of_the_house():
    hours = HOURS[ReminderSeries.OFFICE]
    assert hours[:7] == (0, 24, 48, 60, 66, 71, 72)
    six_hourly = [hour for hour in hours if DEADLINE < hour <= OUTER_LIMIT and hour % 6 == 0]
    assert six_hourly == list(range(78, 361, 6))
    assert [hour for hour in hours if hour > DEADLINE and hour % 6] == [359]
    assert hours[-1] == OUTER_LIMIT == 15 * 24


@pytest.mark.case("F.1", 8, 18, 23)
def test_the_deadline_and_the_outer_limit_are_the_moments_of_the_law():
    assert moment_of(AWARE, DEADLINE) == notify_office_due_at(AWARE)
    assert moment_of(AWARE, OUTER_LIMIT) == late_report_limit_at(AWARE)


@pytest.mark.case("F.1", 8, 23)
@pytest.mark.parametrize("hour", [24, 48, 60, 66, 71, 72, 78, 354, 359, 360, 384])
def test_a_stage_is_due_at_its_second_and_not_one_before(hour):
    before = clock(served_through=moment_of(AWARE, hour) - timedelta(seconds=1))
    assert due(before, moment_of(AWARE, hour) - timedelta(microseconds=1)) == []
    (found,) = due(before, moment_of(AWARE, hour))
    assert (found.code, found.due_at, found.is_late) == (f"office:{hour}", moment_of(AWARE, hour), False)


def test_behind_the_fifteen_days_comes_one_a_day_without_end():
    each = clock(served_through=AWARE + 360 * HOUR)
    assert told(each, 383, 384, 384, 408, 432.5) == ["office:384", "office:408", "office:432"]
    assert told(clock(served_through=AWARE + 8760 * HOUR), 8760, 8784) == ["office:8784"]


@pytest.mark.case("F.1", 19)
def test_the_data_subjects_have_no_hour_at_which_a_deadline_ends():
    each = clock(ReminderSeries.SUBJECTS)
    assert told(each, 0, 6, 12, 24, 47, 48, 72) == [f"subjects:{hour}" for hour in (0, 6, 12, 24, 48, 72)]


def test_what_was_held_up_is_late_and_what_came_a_few_minutes_after_is_not():
    _, each = served(clock(), AWARE)
    assert [stage.is_late for stage in due(each, AWARE + 24 * HOUR + LATE_AFTER)] == [False]
    found = due(each, AWARE + 62 * HOUR)
    assert [(stage.hour, stage.is_late) for stage in found] == [(24, True), (48, True), (60, True)]


def test_a_breach_that_is_reported_late_is_told_at_once_and_its_past_stages_are_counted():
    found = due(clock(begins_at=AWARE + 50 * HOUR), AWARE + 50 * HOUR)
    assert [(stage.code, stage.not_needed, stage.is_late) for stage in found] == [
        ("office:24", NotNeeded.BEFORE_KNOWN, False),
        ("office:48", NotNeeded.BEFORE_KNOWN, False),
        ("office:0", None, False),
    ]
    old = due(clock(begins_at=AWARE + 20_000 * HOUR), AWARE + 20_000 * HOUR)
    assert len(old) == len(HOURS[ReminderSeries.OFFICE])
    assert [stage.code for stage in old if stage.not_needed is None] == ["office:0"]


def test_a_stop_ends_the_count_and_names_what_was_due_and_not_put_out():
    stopped = clock(served_through=AWARE, stopped_at=AWARE + 50 * HOUR, stopped_by=NotNeeded.NOTIFIED, begins_at=AWARE)
    found, after = served(stopped, AWARE + 90 * HOUR)
    assert [(stage.hour, stage.not_needed) for stage in found] == [
        (24, NotNeeded.NOTIFIED),
        (48, NotNeeded.NOTIFIED),
        (None, NotNeeded.NOTIFIED),
    ]
    assert due(after, AWARE + 1000 * HOUR) == []


@pytest.mark.case("F.1", 15)
def test_a_duty_that_came_back_is_told_again_and_not_for_the_time_in_which_there_was_none():
    back = clock(served_through=AWARE + 20 * HOUR, begins_at=AWARE + 91 * HOUR)
    found, after = served(back, AWARE + 91 * HOUR)
    assert [stage.not_needed for stage in found if stage.hour is not None and stage.hour < 91] == [NotNeeded.PAUSED] * 9
    assert [stage.hour for stage in found if stage.not_needed is None] == [None]
    assert [stage.code for stage in due(after, AWARE + 96 * HOUR)] == ["office:96"]


def test_received_word_warns_beside_the_legal_clock_without_a_beginning_of_its_own():
    each = clock(ReminderSeries.RECEIVED)
    assert told(each, 0, 48, 66, 71, 72, 500) == ["received:48", "received:66", "received:72"]


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="naive"):
        moment_of(AWARE.replace(tzinfo=None), 24)


PASSES = st.lists(st.floats(-30, 500), min_size=1, max_size=25)


def _exactly_once(passes: list[float], series: ReminderSeries) -> None:
    """Whatever moments the worker's clock shows, backwards too: all that came by the latest of them went out once."""
    codes = told(clock(series), *passes)
    latest = max(passes)
    wanted = [hour for hour in HOURS[series] if hour <= latest]
    if series is not ReminderSeries.RECEIVED:
        last = HOURS[series][-1]
        wanted += [hour for hour in range(last + 24, 2000, 24) if hour <= latest]
    assert codes == [f"{series}:{hour}" for hour in wanted]


@pytest.mark.case("F.1", 23)
@given(PASSES, st.sampled_from(list(ReminderSeries)))
def test_each_stage_goes_out_once_whatever_the_clock_of_the_worker_shows(passes, series):
    _exactly_once(passes, series)
