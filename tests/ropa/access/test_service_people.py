"""People: suspended after 60 days, and never shown with their whole number."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from ropa.access.rules_people import is_suspended, masked
from ropa.access.service_sessions import start_session
from ropa.errors import Suspended
from schemas.access import COMMAND_LINE, Identity, Role
from tests.support.actors import PHETCHABURI
from tests.support.web import keys_for, national_id, start


def test_sixty_days_without_signing_in_suspend(register, now):
    start(register, (Role.RECORDER, PHETCHABURI), now=now)
    start(register, now=now + timedelta(days=60))

    with pytest.raises(Suspended, match="60 days"):
        start(register, now=now + timedelta(days=121))


def test_somebody_who_got_a_right_and_never_came_is_suspended_too(register, now):
    start(register, (Role.RECORDER, PHETCHABURI), now=now, number=3)

    with pytest.raises(Suspended):
        start(register, now=now + timedelta(days=61), number=3)


@pytest.mark.parametrize(
    ("last", "suspended"),
    [("2026-09-21T00:00:00+07:00", False), ("2026-09-20T23:59:59+07:00", True), ("2026-11-20T08:00:00+07:00", False)],
)
def test_days_are_counted_in_bangkok(now, last, suspended):
    assert is_suspended(datetime.fromisoformat(last), now) is suspended


def test_names_longer_than_their_columns_are_cut_and_stop_no_sign_in(register, now):
    identity = Identity(
        national_id=national_id(3),
        username="u" * 255,
        given_name="ก" * 300,
        family_name="ข" * 300,
        org_hint="1" * 64,
        expires_at=now + timedelta(hours=1),
    )
    with register.write(COMMAND_LINE, now) as uow:
        start_session(uow, keys_for(register), identity, "token")
        stored = uow.connection.execute(text("SELECT display_name, username, org_hint FROM people")).one()

    assert [len(each) for each in stored] == [300, 200, 60]


def test_a_number_is_shown_with_its_last_three_digits_only():
    assert masked("1234567890123") == "x-xxxx-xxxxx-12-3"
