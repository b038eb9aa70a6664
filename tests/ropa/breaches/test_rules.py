"""The 72-hour clock, case by case of the law report's table (F.1), and times that cannot be true."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ropa.breaches.rules import clock, late_report_limit_at, notify_office_due_at, problems_of
from schemas.breach import BreachInput, BreachState

AWARE = datetime.fromisoformat("2026-11-19T14:05:00+07:00")
DUE = datetime.fromisoformat("2026-11-22T14:05:00+07:00")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def report(**times: datetime | None) -> BreachInput:
    return BreachInput(office_id=1, title="แฟ้มหาย", **{"aware_at": AWARE} | times)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("aware_at", "due"),
    [
        ("2026-12-31T23:30:00+07:00", "2027-01-03T23:30:00+07:00"),
        ("2026-11-20T16:45:00+07:00", "2026-11-23T16:45:00+07:00"),
        ("2027-04-10T09:00:00+07:00", "2027-04-13T09:00:00+07:00"),
        ("2028-02-28T10:00:00+07:00", "2028-03-02T10:00:00+07:00"),
        ("2027-02-28T10:00:00+07:00", "2027-03-03T10:00:00+07:00"),
        ("2026-11-20T20:00:00+00:00", "2026-11-24T03:00:00+07:00"),
    ],
    ids=["New Year", "over a weekend", "Songkran", "leap year", "plain year", "entered in UTC"],
)
def test_the_deadline_is_72_clock_hours_after_awareness_shown_in_bangkok(aware_at, due):
    assert notify_office_due_at(at(aware_at)).isoformat() == due


def test_summer_time_of_the_server_does_not_stretch_the_72_hours():
    berlin = datetime(2026, 3, 29, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    before_the_change = at("2026-03-29T01:30:00+00:00").astimezone(ZoneInfo("Europe/Berlin"))

    assert notify_office_due_at(before_the_change).isoformat() == "2026-04-01T08:30:00+07:00"
    assert notify_office_due_at(berlin) - berlin.astimezone(UTC) == timedelta(hours=72)


def test_occurrence_and_detection_never_move_the_deadline():
    earlier = report(occurred_from=AWARE - timedelta(days=9), detected_at=AWARE - timedelta(days=2))

    assert problems_of(earlier, AWARE) == []
    assert clock(earlier.aware_at, AWARE).notify_office_due_at == DUE


def test_the_exact_boundary_is_in_time_and_the_next_second_is_late():
    assert clock(AWARE, DUE).late is False
    assert clock(AWARE, DUE).remaining_seconds == 0
    assert clock(AWARE, DUE + timedelta(microseconds=1)).late is True
    assert clock(AWARE, DUE + timedelta(microseconds=1)).remaining_seconds == -1
    assert clock(AWARE, DUE + timedelta(seconds=1)).remaining_seconds == -1


def test_a_notice_sent_at_the_deadline_is_in_time_and_a_second_later_is_not():
    much_later = DUE + timedelta(days=3)

    in_time = clock(AWARE, much_later, notified_at=DUE)
    late = clock(AWARE, much_later, notified_at=DUE + timedelta(seconds=1))

    assert (in_time.state, in_time.late) == (BreachState.NOTIFIED, False)
    assert (late.state, late.late) == (BreachState.NOTIFIED_LATE, True)


@pytest.mark.parametrize(
    ("hours", "state", "late"),
    [
        (0, BreachState.OPEN, False),
        (47.99, BreachState.OPEN, False),
        (48, BreachState.DUE_SOON, False),
        (72, BreachState.DUE_SOON, False),
        (72.01, BreachState.OVERDUE, True),
        (360, BreachState.OVERDUE, True),
        (360.01, BreachState.LATE_BEYOND_15D, True),
    ],
)
def test_the_state_follows_the_hours_since_awareness(hours, state, late):
    found = clock(AWARE, AWARE + timedelta(hours=hours))

    assert (found.state, found.late) == (state, late)


def test_the_outer_limit_is_15_days_by_the_clock_not_by_the_calendar():
    assert late_report_limit_at(AWARE).isoformat() == "2026-12-04T14:05:00+07:00"


def test_a_corrected_awareness_gives_a_new_deadline_and_may_be_late_at_once():
    now = AWARE + timedelta(hours=70)

    assert clock(AWARE, now).late is False
    assert clock(AWARE - timedelta(hours=3), now).late is True
    assert clock(AWARE + timedelta(hours=3), now).remaining_seconds == 5 * 3600


@pytest.mark.parametrize("reckon", [notify_office_due_at, late_report_limit_at])
def test_a_time_without_a_zone_is_never_reckoned_with(reckon):
    with pytest.raises(ValueError, match="naive"):
        reckon(AWARE.replace(tzinfo=None))


def test_a_time_without_a_zone_is_refused_by_the_type_and_by_the_rules():
    with pytest.raises(msgspec.ValidationError, match="timezone"):
        msgspec.json.decode(b'{"office_id": 1, "title": "x", "aware_at": "2026-11-19T14:05:00"}', type=BreachInput)
    assert [item.pointer for item in problems_of(report(aware_at=AWARE.replace(tzinfo=None)), DUE)] == ["/aware_at"]


@pytest.mark.parametrize(
    ("times", "pointers"),
    [
        ({"aware_at": DUE}, ["/aware_at"]),
        ({"detected_at": DUE}, ["/detected_at"]),
        ({"occurred_from": DUE}, ["/occurred_from"]),
        ({"occurred_to": DUE}, ["/occurred_to"]),
        ({"occurred_from": AWARE + timedelta(minutes=1)}, ["/aware_at"]),
        ({"detected_at": AWARE + timedelta(minutes=1)}, ["/aware_at"]),
        ({"occurred_from": AWARE, "occurred_to": AWARE - timedelta(days=1)}, ["/occurred_to"]),
        ({"occurred_from": AWARE, "detected_at": AWARE - timedelta(days=1)}, ["/detected_at"]),
        ({"occurred_to": AWARE + timedelta(minutes=1)}, []),
        ({"occurred_from": AWARE, "detected_at": AWARE}, []),
        ({"aware_at": at("2569-11-19T14:05:00+07:00")}, ["/aware_at"]),
        ({"aware_at": at("0001-01-01T00:00:00+14:00")}, ["/aware_at"]),
        ({"aware_at": at("9999-12-31T23:59:59-14:00")}, ["/aware_at"]),
        (
            {"detected_at": DUE, "occurred_from": DUE, "occurred_to": DUE - timedelta(days=9)},
            ["/detected_at", "/occurred_from"],
        ),
    ],
)
def test_times_that_cannot_be_true_are_all_refused_with_their_place(times, pointers):
    found = problems_of(report(**times), AWARE + timedelta(minutes=30))

    assert [item.pointer for item in found] == pointers
    assert all(item.law == "PDPA s.37(4)" and item.message_th and item.message_en for item in found)


def test_a_buddhist_year_is_told_apart_from_the_future():
    (problem,) = problems_of(report(aware_at=at("2569-11-19T14:05:00+07:00")), DUE)

    assert "543" in problem.message_th
    assert "Buddhist" in problem.message_en


def test_control_characters_are_refused_with_their_place():
    given = BreachInput(office_id=1, title="แฟ้ม\x00หาย", aware_at=AWARE, description="a\x1bb")

    assert [item.pointer for item in problems_of(given, DUE)] == ["/title", "/description"]


@given(
    st.datetimes(min_value=datetime(1950, 1, 2), max_value=datetime(2200, 1, 1), timezones=st.timezones()),  # noqa: DTZ001 - `timezones` adds it
    st.integers(min_value=0, max_value=40 * 24 * 3600),
)
def test_from_any_zone_the_clock_runs_exactly_72_hours(aware_at, seconds):
    now = aware_at.astimezone(UTC) + timedelta(seconds=seconds)

    found = clock(aware_at, now)

    assert found.remaining_seconds == 72 * 3600 - seconds
    assert found.late == (seconds > 72 * 3600)
    assert problems_of(report(aware_at=aware_at), now) == []
