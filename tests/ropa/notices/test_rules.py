"""When a notice goes out, when it is tried again, and which week a digest belongs to."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ropa.jobs.rules import Every, is_due, week_start
from ropa.notices.rules import (
    FIRST_PAUSE,
    LONGEST_PAUSE,
    MOST_TRIES,
    after_quiet,
    digest_cause,
    is_quiet,
    next_try,
)
from ropa.notices.rules_webhooks import signature

MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is given
TIMES = st.times()


def at(text):
    return datetime.fromisoformat(f"{text}+07:00")


@pytest.mark.parametrize(
    ("moment", "goes_out"),
    [
        ("2026-11-20T19:59", "2026-11-20T19:59"),
        ("2026-11-20T20:00", "2026-11-21T07:00"),
        ("2026-11-20T23:59", "2026-11-21T07:00"),
        ("2026-11-21T00:00", "2026-11-21T07:00"),
        ("2026-11-21T06:59:59", "2026-11-21T07:00"),
        ("2026-11-21T07:00", "2026-11-21T07:00"),
        ("2026-12-31T21:00", "2027-01-01T07:00"),
    ],
)
def test_quiet_hours_go_over_midnight(moment, goes_out):
    assert after_quiet(at(moment), time(20), time(7)) == at(goes_out)


def test_quiet_hours_by_day_and_none_at_all():
    assert after_quiet(at("2026-11-20T12:30"), time(12), time(13)) == at("2026-11-20T13:00")
    assert after_quiet(at("2026-11-20T12:30"), time(8), time(8)) == at("2026-11-20T12:30")


@given(MOMENTS, TIMES, TIMES)
def test_what_is_put_off_comes_within_a_day_and_never_in_quiet_hours(moment, quiet_from, quiet_until):
    later = after_quiet(moment, quiet_from, quiet_until)

    assert moment <= later < moment + timedelta(days=1)
    assert not is_quiet(later, quiet_from, quiet_until)


@given(MOMENTS, st.integers(1, MOST_TRIES - 1), st.floats(0, 1))
def test_pauses_grow_within_their_bounds(now, tries, chance):
    again = next_try(tries, now, chance)

    assert again is not None
    assert FIRST_PAUSE / 2 <= again - now <= LONGEST_PAUSE
    assert next_try(MOST_TRIES, now, chance) is None


@pytest.mark.parametrize(
    ("moment", "cause"),
    [
        ("2026-11-23T07:59", "digest:p:2026-W47"),
        ("2026-11-23T08:00", "digest:p:2026-W48"),
        ("2026-11-29T23:59", "digest:p:2026-W48"),
        ("2027-01-03T12:00", "digest:p:2026-W53"),
        ("2027-01-04T08:00", "digest:p:2027-W01"),
    ],
)
def test_a_week_begins_on_monday_at_eight(moment, cause):
    assert digest_cause("p", at(moment)) == cause


@given(MOMENTS, MOMENTS)
def test_the_job_of_a_week_and_its_cause_agree(done, now):
    earlier, later = sorted((done, now))
    assert is_due(Every.WEEK, earlier, later) == (digest_cause("p", earlier) != digest_cause("p", later))
    assert timedelta() <= later - week_start(later) < timedelta(days=7)


def test_a_signature_is_of_its_moment_its_body_and_its_secret():
    moment = at("2026-11-20T09:00")
    made = signature(b"secret", moment, b"{}")

    assert made.startswith(f"t={int(moment.timestamp())},v1=")
    others = [
        signature(b"other", moment, b"{}"),
        signature(b"secret", moment + timedelta(seconds=1), b"{}"),
        signature(b"secret", moment, b"[]"),
    ]
    assert len({made, *others}) == 4
