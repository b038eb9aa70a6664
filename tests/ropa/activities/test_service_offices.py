"""Whose records one may see and write: the office of the grant and all below it."""

import pytest

from ropa.activities import service, service_listing
from ropa.errors import Forbidden, NotFound
from schemas.access import Role
from schemas.listing import ActivityFilter
from tests.support.actors import GROUP_IN_PHETCHABURI, PHETCHABURI, PRACHUAP, somebody
from tests.support.world import activity_input, create, update_of


@pytest.mark.parametrize(
    ("holder", "record", "seen"),
    [
        (PHETCHABURI, PHETCHABURI, True),
        (PHETCHABURI, GROUP_IN_PHETCHABURI, True),
        (GROUP_IN_PHETCHABURI, PHETCHABURI, False),
        (PHETCHABURI, PRACHUAP, False),
        (PHETCHABURI, 0, False),
        (0, PRACHUAP, True),
        (0, 0, True),
    ],
)
def test_a_grant_reaches_its_office_and_all_below_it(register, now, holder, record, seen):
    made = create(register, now, office_id=record)
    recorder = somebody(Role.RECORDER, holder)
    changed = update_of(activity_input(office_id=record))
    with register.write(recorder, now) as uow:
        listed = service_listing.page(uow, ActivityFilter(), None, 10).items
        assert [item.id for item in listed] == ([made.id] if seen else [])
        if seen:
            assert service.read(uow, made.id).id == made.id
            assert service.replace(uow, made.id, 1, changed).version == 2
            assert service.create(uow, activity_input(office_id=record)).version == 1
            return
    for act in (
        lambda uow: service.read(uow, made.id),
        lambda uow: service.replace(uow, made.id, 1, changed),
        lambda uow: service.delete(uow, made.id, 1),
    ):
        with pytest.raises(NotFound), register.write(recorder, now) as uow:
            act(uow)
    with pytest.raises(Forbidden), register.write(recorder, now) as uow:
        service.create(uow, activity_input(office_id=record))


def test_whoever_sees_a_record_but_may_not_write_it_is_told_so(register, now):
    made = create(register, now)
    for act in (
        lambda uow: service.replace(uow, made.id, 1, update_of(activity_input())),
        lambda uow: service.delete(uow, made.id, 1),
    ):
        with pytest.raises(Forbidden), register.write(somebody(Role.AUDITOR, PHETCHABURI), now) as uow:
            act(uow)


def test_a_record_moves_only_between_offices_that_one_may_both_write(register, now):
    made = create(register, now, office_id=GROUP_IN_PHETCHABURI)
    recorder = somebody(Role.RECORDER, PHETCHABURI)
    with pytest.raises(Forbidden), register.write(recorder, now) as uow:
        service.replace(uow, made.id, 1, update_of(activity_input(office_id=PRACHUAP)))
    with register.write(recorder, now) as uow:
        assert service.replace(uow, made.id, 1, update_of(activity_input(office_id=PHETCHABURI))).office_id == 4
