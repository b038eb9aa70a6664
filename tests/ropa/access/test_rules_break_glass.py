"""How long the emergency sign-in waits after wrong tries."""

from datetime import timedelta

from ropa.access.rules_break_glass import FREE, LONGEST_WAIT, failures_now, is_shown, wait_after


def test_the_first_tries_are_free_and_then_each_waits_twice_as_long_up_to_a_minute():
    waits = [wait_after(failures).total_seconds() for failures in range(FREE + 9)]
    assert waits == [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60]
    assert wait_after(10_000) == LONGEST_WAIT


def test_a_quiet_day_begins_the_count_anew(now):
    assert failures_now(7, None, now) == 0
    assert failures_now(7, now - timedelta(hours=23), now) == 7
    assert failures_now(7, now - timedelta(days=1), now) == 0


def test_uses_are_shown_for_seven_days(now):
    assert not is_shown(None, now)
    assert is_shown(now - timedelta(days=6, hours=23), now)
    assert not is_shown(now - timedelta(days=7), now)
