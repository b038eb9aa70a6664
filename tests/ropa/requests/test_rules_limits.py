"""Counting the days of a request: law.md C.5, F.2 cases 25 to 30."""

from datetime import UTC, date, datetime

import pytest

from ropa.requests import rules_clock, rules_limits, rules_reminders
from ropa.requests.rules_clock import Count, Span
from schemas.request_clock import PauseKind
from schemas.request_limits import LimitInput, LimitRow, LimitStatus
from schemas.request_terms import Right, RightOutcome

MADE = date(2026, 11, 2)
TODAY = date(2026, 11, 20)


def days(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.case("F.2", 25, 26, 27, 28, 29)
@pytest.mark.parametrize(
    ("right", "received", "due"),
    [
        (Right.ACCESS, "2026-01-31", "2026-03-02"),
        (Right.ACCESS, "2028-01-31", "2028-03-01"),  # a leap year
        (Right.ACCESS, "2026-11-19", "2026-12-19"),  # a Saturday: not moved for the agency
        (Right.ACCESS, "2027-12-30", "2028-01-29"),
        (Right.ERASURE, "2026-11-19", "2027-02-17"),  # 90 days, backups included
    ],
)
def test_the_first_day_does_not_count_and_the_last_is_never_moved(right, received, due):
    limit = rules_limits.in_force(rules_limits.shipped(), right, days(received))
    assert rules_limits.due_on(days(received), limit.days) == days(due)


@pytest.mark.case("F.2", 30)
def test_an_evening_mail_in_utc_belongs_to_the_next_day_in_bangkok():
    assert rules_limits.received_on(datetime(2026, 11, 30, 17, 30, tzinfo=UTC)) == date(2026, 12, 1)
    assert rules_limits.received_on(datetime(2026, 11, 30, 16, 59, 59, tzinfo=UTC)) == date(2026, 11, 30)


def limit(effective_on: date, number: int, total: int) -> LimitRow:
    return LimitRow(
        right=Right.ACCESS,
        number=number,
        effective_on=effective_on,
        days=total,
        law="ประกาศทดสอบ",
        source="เล่มทดสอบ",
        status=LimitStatus.CONFIRMED,
        set_at=None,
        set_by_name=None,
    )


def test_a_limit_is_that_of_the_day_of_receipt_whatever_was_set_later():
    rows = [*rules_limits.shipped(), limit(date(2027, 1, 1), 1, 20), limit(date(2027, 1, 1), 2, 25)]
    for day, total in (("2020-01-01", 30), ("2026-12-31", 30), ("2027-01-01", 25), ("2029-01-01", 25)):
        assert rules_limits.in_force(rows, Right.ACCESS, days(day)).days == total
    assert rules_limits.in_force(rows, Right.OBJECTION, days("2029-01-01")).days == 30
    assert rules_limits.in_force(rows, Right.ERASURE, days("2023-01-01")).days == 90


@pytest.mark.parametrize(
    ("effective_on", "total", "is_refused"),
    [
        (TODAY, 20, True),
        (date(2026, 11, 21), 20, False),
        (rules_limits.IN_FORCE_ON, 30, False),  # the days that stand are confirmed with their source
        (rules_limits.IN_FORCE_ON, 31, True),
        (date(2569, 11, 21), 20, True),
    ],
)
def test_another_number_of_days_never_reaches_back(effective_on, total, is_refused):
    given = LimitInput(right=Right.ACCESS, effective_on=effective_on, days=total, law="ม.30", source="อ่านแล้ว")
    assert bool(list(rules_limits.faults(given, rules_limits.shipped(), TODAY))) is is_refused


@pytest.mark.parametrize(
    ("right", "total", "is_read", "where"),
    [
        (Right.ACCESS, 30, False, []),
        (Right.ACCESS, 31, True, ["/days"]),  # the Act says 30 itself
        (Right.OBJECTION, 31, False, ["/longer_is_read"]),
        (Right.OBJECTION, 90, True, []),
        (Right.ERASURE, 90, False, []),
        (Right.ERASURE, 3650, True, ["/days"]),
    ],
)
def test_nobody_sets_more_days_than_a_law_that_was_read_and_never_without_end(right, total, is_read, where):
    given = LimitInput(
        right=right, effective_on=date(2027, 1, 1), days=total, law="ก", source="ข", longer_is_read=is_read
    )
    assert [each.pointer for each in rules_limits.faults(given, rules_limits.shipped(), TODAY)] == where


def pause(from_on: str, to_on: str | None = None, most: int | None = None) -> Span:
    return Span(PauseKind.PAUSE, 1, days(from_on), most, None if to_on is None else days(to_on))


@pytest.mark.parametrize(
    ("spans", "due", "is_paused"),
    [
        ([], "2026-12-02", False),
        ([pause("2026-11-10", "2026-11-15")], "2026-12-07", False),
        ([pause("2026-11-10", "2026-11-10")], "2026-12-02", False),  # it went on the same day
        ([pause("2026-11-10", "2026-11-15"), pause("2026-11-12", "2026-11-18")], "2026-12-10", False),
        ([pause("2026-11-15")], "2026-12-07", True),  # five days until today, and counting
        ([pause("2026-11-10", most=5)], "2026-12-07", False),  # the law's days are over: it ran on by itself
        ([pause("2026-11-02", "2026-11-05")], "2026-12-04", False),  # the day of receipt did not count anyway
        ([Span(PauseKind.EXTEND, 1, TODAY, 30, None)], "2027-01-01", False),
        ([Span(PauseKind.EXTEND, 1, TODAY, 30, None), pause("2026-11-15")], "2027-01-06", True),
    ],
)
def test_a_pause_moves_the_last_day_by_the_days_that_did_not_count(spans, due, is_paused):
    found = rules_clock.count(MADE, 30, spans, TODAY)
    assert (found.due_on, found.is_paused) == (days(due), is_paused)


def test_while_a_clock_is_paused_the_days_left_stay_the_same():
    left = set()
    for later in range(20, 31):
        day = date(2026, 11, later)
        left.add((rules_clock.count(MADE, 30, [pause("2026-11-15")], day).due_on - day).days)
    assert left == {17}


def test_a_paused_right_does_not_hide_one_that_runs():
    paused = Count(days("2026-12-01"), 3, 0, is_paused=True)
    running = Count(days("2027-01-10"), 0, 0, is_paused=False)
    assert rules_clock.of_request([paused, running]) == (running.due_on, False)
    assert rules_clock.of_request([paused]) == (paused.due_on, True)
    assert rules_clock.of_request([]) == (None, False)


@pytest.mark.parametrize(
    ("right", "outcome", "is_fulfilled", "is_answered", "runs"),
    [
        (Right.ACCESS, None, False, False, True),
        (Right.ACCESS, RightOutcome.REFUSED, False, False, True),  # nobody told the person
        (Right.ACCESS, RightOutcome.REFUSED, False, True, False),
        (Right.ACCESS, RightOutcome.GRANTED, False, False, True),
        (Right.ACCESS, RightOutcome.GRANTED, False, True, False),  # the answer is the copy
        (Right.ERASURE, RightOutcome.GRANTED, False, True, True),  # said, and not done
        (Right.ERASURE, RightOutcome.PARTLY, True, True, False),
        (Right.ERASURE, RightOutcome.NOT_HELD, False, True, False),
        (Right.ERASURE, RightOutcome.WITHDRAWN, False, False, False),
    ],
)
def test_a_clock_ends_when_it_is_done_not_when_it_is_promised(right, outcome, is_fulfilled, is_answered, runs):
    assert rules_clock.runs(right, outcome, is_fulfilled=is_fulfilled, is_answered=is_answered) is runs


def test_stages_come_before_on_and_after_the_last_day():
    due = date(2026, 12, 20)
    reached = [rules_reminders.stage(due, date.fromordinal(due.toordinal() - left)) for left in range(15, -10, -1)]
    assert reached == [None, *[14] * 7, *[7] * 4, *[3] * 2, 1, 0, *[-1] * 7, *[-8] * 2]
    # Opened with ten days left: the far stage was over before. Opened with two left, or late: it is put out.
    assert rules_reminders.wanted(due, date(2026, 12, 10), date(2026, 12, 10)) is None
    assert rules_reminders.wanted(due, date(2026, 12, 18), date(2026, 12, 18)) == 3
    assert rules_reminders.wanted(due, date(2027, 1, 1), date(2027, 1, 1)) == -8
