"""The review of a hold: on the agenda, in the calendar, and told to its owner and to who may lift it, once a stage."""

from datetime import date

import pytest

from ropa.reminders import service_agenda, service_calendar
from ropa.retention import service_hold_reviews, service_holds
from schemas.holding import HoldInput, HoldKind, HoldLift, HoldReviewInput
from schemas.reminders import DueKind
from tests.support.actors import PHETCHABURI
from tests.support.staff import key

KIND = "hold_review"


@pytest.fixture
def hold(times):
    """A hold on the office, asked for by its head, to be looked at on 20 January (61 days ahead)."""
    data = HoldInput(
        kind=HoldKind.LEGAL,
        reason="คดีของนางสาวทดสอบ",
        office_id=PHETCHABURI,
        owner_person_id=key(times.office.head),
        review_on=date(2027, 1, 20),
    )
    with times.register.write(times.office.officer, times.now) as uow:
        return service_holds.place_hold(uow, data)


def test_the_owner_and_the_officer_are_told_once_a_stage_until_it_is_lifted(times, hold):
    expected = []
    for days, who in ((0, []), (2, ["head", "officer"]), (1, []), (28, ["head", "officer"]), (40, ["head", "officer"])):
        times.tick(days=days)
        expected += who
        assert sorted(each for each, _ in times.told(KIND)) == sorted(expected), days
    assert not any("นางสาว" in title for _, title in times.told(KIND))
    with times.register.write(times.office.officer, times.now) as uow:
        service_hold_reviews.review_hold(uow, hold.id, HoldReviewInput(review_on=date(2028, 1, 20)))
        service_holds.lift_hold(uow, hold.id, HoldLift(reason="คดีถึงที่สุด"))
    told = len(times.told(KIND))
    times.tick(days=400)
    assert len(times.told(KIND)) == told


def test_it_stands_on_the_agenda_and_in_the_calendar_of_its_owner(times, hold):
    for actor, lines in ((times.office.head, 1), (times.office.officer, 1), (times.office.recorder, 0)):
        with times.register.read(actor, times.now) as uow:
            found = service_agenda.agenda(uow, 90, kinds=frozenset({DueKind.HOLD})).items
        assert [(each.on, each.path) for each in found] == [(date(2027, 1, 20), f"/retention/holds/{hold.id}")] * lines
    with times.register.write(times.office.head, times.now) as uow:
        secret = service_calendar.make(uow, "th")
    with times.register.read(times.office.head, times.now) as uow:
        content = service_calendar.read(uow, secret, "https://ropa.example").decode()
    assert f"UID:hold-{hold.id}@ropa" in content.replace("\r\n ", "")
    assert "DTSTART;VALUE=DATE:20270120" in content
    assert "นางสาว" not in content
