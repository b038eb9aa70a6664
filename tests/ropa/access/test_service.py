"""Bearer tokens: made once, known by their hash, and at an end when they expire or are revoked."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from ropa.access import service
from ropa.access.rules import NOT_BY_MACHINE, RULES, Permission, offices_for, permissions_of
from ropa.errors import Forbidden, Invalid, Unauthenticated
from schemas.access import Actor, Channel, Grant, Role
from tests.support.actors import GROUP_IN_PHETCHABURI, PHETCHABURI, PRACHUAP, somebody

ADMIN = somebody(Role.SYSTEM_ADMIN)


def made(register, now, days=30):
    with register.write(ADMIN, now) as uow:
        return service.create_token(uow, Role.RECORDER, PHETCHABURI, days)


def test_a_token_acts_with_its_role_at_its_office(register, now):
    token = made(register, now)
    with register.read(ADMIN, now) as uow:
        actor = service.actor_of_token(uow, token.secret)

    assert actor.grants == (Grant(role=Role.RECORDER, office_id=PHETCHABURI),)
    assert (actor.channel, actor.id) == (Channel.TOKEN, f"token:{token.id}")


def test_the_secret_is_nowhere_in_the_database(register, now):
    token = made(register, now)
    with register.read(ADMIN, now) as uow:
        rows = uow.connection.execute(text("SELECT * FROM api_tokens")).all()
    assert token.secret not in repr(rows)
    assert token.secret.startswith("ropa_")


def test_a_token_ends_at_its_last_moment(register, now):
    token = made(register, now, days=1)
    end = now + timedelta(days=1)
    with register.read(ADMIN, end - timedelta(microseconds=1)) as uow:
        service.actor_of_token(uow, token.secret)
    with register.read(ADMIN, end) as uow, pytest.raises(Unauthenticated):
        service.actor_of_token(uow, token.secret)


def test_a_revoked_or_unknown_token_is_nobody(register, now):
    token = made(register, now)
    with register.write(ADMIN, now) as uow:
        uow.connection.execute(text("UPDATE api_tokens SET revoked_at = created_at"))
    for secret in (token.secret, token.secret[:-1], "", "x" * 10_000, "ก"):
        with register.read(ADMIN, now) as uow, pytest.raises(Unauthenticated):
            service.actor_of_token(uow, secret)


@pytest.mark.parametrize(("office", "days"), [(PHETCHABURI, 0), (PHETCHABURI, 367), (999_999, 1)])
def test_a_token_without_an_office_or_with_too_long_a_life_is_refused(register, now, office, days):
    with register.write(ADMIN, now) as uow, pytest.raises(Invalid):
        service.create_token(uow, Role.RECORDER, office, days)


def test_reach_follows_the_tree_downwards(register, now):
    actor = somebody(Role.RECORDER, PHETCHABURI)
    with register.read(actor, now) as uow:
        reached = {
            office: service.may(uow, Permission.WRITE_ACTIVITIES, office)
            for office in (PHETCHABURI, GROUP_IN_PHETCHABURI, PRACHUAP, 0, 999_999)
        }
        assert reached == {PHETCHABURI: True, GROUP_IN_PHETCHABURI: True, PRACHUAP: False, 0: False, 999_999: False}
        seen = service.visible_offices(uow, Permission.READ_ACTIVITIES)
        assert seen is not None
        assert {PHETCHABURI, GROUP_IN_PHETCHABURI} <= set(uow.connection.scalars(seen))


def test_the_whole_ministry_needs_no_list_and_a_missing_right_has_none(register, now):
    with register.read(somebody(Role.AUDITOR), now) as uow:
        assert service.visible_offices(uow, Permission.READ_ACTIVITIES) is None
        with pytest.raises(Forbidden):
            service.visible_offices(uow, Permission.WRITE_ACTIVITIES)


def test_several_grants_add_up():
    grants = (Grant(role=Role.RECORDER, office_id=4), Grant(role=Role.AUDITOR, office_id=8))
    actor = Actor(id="x", name="", channel=Channel.TOKEN, grants=grants)

    assert offices_for(actor, Permission.READ_ACTIVITIES) == {4, 8}
    assert offices_for(actor, Permission.WRITE_ACTIVITIES) == {4}
    assert Permission.WRITE_ACTIVITIES in permissions_of(actor)


def test_every_permission_has_a_rule_except_the_public_one():
    assert set(RULES) == set(Permission) - {Permission.PUBLIC, Permission.ENTER}
    assert offices_for(somebody(Role.DPO), Permission.PUBLIC) == frozenset()


def test_what_a_machine_may_not_do_is_given_to_no_token(monkeypatch):
    monkeypatch.setattr("ropa.access.rules.NOT_BY_MACHINE", NOT_BY_MACHINE | {Permission.PLACE_HOLD})
    machine = somebody(Role.DPO)
    person = Actor(id="x", name="", channel=Channel.WEB, grants=machine.grants)

    assert offices_for(machine, Permission.PLACE_HOLD) == frozenset()
    assert offices_for(person, Permission.PLACE_HOLD) == {0}
