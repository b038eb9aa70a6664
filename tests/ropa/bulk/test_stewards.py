"""Who looks after a record: who may say so, who may be named, what is told, and the filter."""

import pytest
from sqlalchemy import select

from ropa.access.service_grants import end_grant
from ropa.access.tables import grants
from ropa.activities import service_listing, service_stewards
from ropa.activities.service_stewards import NotYours
from ropa.bulk import service, service_preview, service_single, service_undo
from ropa.errors import Forbidden, Invalid, NotFound
from ropa.notices import service as notices
from schemas.access import COMMAND_LINE, Role
from schemas.bulk import BulkInput, BulkKind, BulkTerms
from schemas.listing import ActivityFilter
from tests.ropa.bulk.test_rename import carried_out, made
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.staff import hire, key


@pytest.fixture
def people(register, now):
    return {
        "recorder": hire(register, now, 1, (Role.RECORDER, PHETCHABURI)),
        "other": hire(register, now, 2, (Role.RECORDER, PHETCHABURI)),
        "reviewer": hire(register, now, 3, (Role.REVIEWER, PHETCHABURI)),
        "foreign": hire(register, now, 4, (Role.RECORDER, PRACHUAP)),
        "dpo": hire(register, now, 5, (Role.DPO, 0)),
        "auditor": hire(register, now, 6, (Role.REVIEWER, 0)),
    }


def name(register, now, actor, record, person):
    with register.write(actor, now) as uow:
        return service_single.assign(uow, record.id, None if person is None else key(person)).steward


def inbox(register, now, person):
    with register.read(person, now) as uow:
        return [each.title_en for each in notices.inbox(uow, key(person)).items]


def test_a_reviewer_names_who_may_write_there_and_the_person_is_told(register, now, people):
    one = made(register, now)
    found = name(register, now, people["reviewer"], one, people["recorder"])

    assert found is not None
    assert (found.person_id, found.is_valid) == (key(people["recorder"]), True)
    assert inbox(register, now, people["recorder"]) == [f"You now look after {one.ref}"]
    with pytest.raises(Invalid) as error:
        name(register, now, people["reviewer"], one, people["foreign"])
    assert [each.pointer for each in error.value.problems] == ["/person_id"]


def test_a_recorder_takes_what_is_free_and_hands_on_their_own_and_nothing_else(register, now, people):
    one = made(register, now)
    recorder, other = people["recorder"], people["other"]
    with pytest.raises(NotYours):
        name(register, now, recorder, one, other)
    name(register, now, recorder, one, recorder)
    with pytest.raises(NotYours):
        name(register, now, other, one, other)
    assert name(register, now, recorder, one, other).person_id == key(other)
    with pytest.raises(NotFound):
        name(register, now, people["foreign"], one, people["foreign"])


def test_who_loses_the_right_is_shown_as_no_valid_steward_and_the_record_is_free(register, now, people):
    one = made(register, now)
    recorder, other = people["recorder"], people["other"]
    name(register, now, recorder, one, recorder)
    with register.write(COMMAND_LINE, now) as uow:
        grant = uow.connection.scalar(select(grants.c.id).where(grants.c.person_id == key(recorder)))
        end_grant(uow, grant)
    with register.read(other, now) as uow:
        found = service_listing.page_with_stewards(uow, ActivityFilter(), None, 10).items[0].steward
    assert found is not None
    assert not found.is_valid
    assert name(register, now, other, one, other).is_valid


def test_the_list_is_narrowed_to_mine_to_nobodys_and_to_a_persons(register, now, people):
    mine, free, theirs = (made(register, now) for _ in range(3))
    name(register, now, people["dpo"], mine, people["recorder"])
    name(register, now, people["dpo"], theirs, people["other"])
    name(register, now, people["dpo"], free, people["other"])
    name(register, now, people["dpo"], free, None)

    def found(steward):
        with register.read(people["recorder"], now) as uow:
            return [each.id for each in service_listing.page(uow, ActivityFilter(steward=steward), None, 10).items]

    assert found("me") == [mine.id]
    assert found("none") == [free.id]
    assert found(key(people["other"])) == [theirs.id]
    assert found("nobody at all") == []


def assigned(register, now, actor, ids, person):
    with register.write(actor, now) as uow:
        run = service.choose(uow, BulkInput(activity_ids=ids))
    with register.read(actor, now) as uow:
        looked = service_preview.prepare(uow, run.id, BulkTerms(kind=BulkKind.ASSIGN, person_id=key(person)))
    with register.write(actor, now) as uow:
        return service_preview.keep(uow, looked)


def test_many_are_assigned_with_one_notice_and_taken_back(register, now, people):
    ids = [made(register, now).id for _ in range(4)]
    foreign = made(register, now, office_id=PRACHUAP)
    dpo, recorder, other = people["dpo"], people["recorder"], people["other"]
    with register.write(dpo, now) as uow:
        service_stewards.assign(uow, ids[0], key(other))
    run = assigned(register, now, dpo, [*ids, foreign.id], recorder)
    assert run.counts == {"ready": 4, "refused": 1}
    done = carried_out(register, now, run, dpo)
    assert done.counts == {"done": 4, "refused": 1}
    assert inbox(register, now, recorder) == ["You now look after 4 record(s)"]

    with register.write(dpo, now) as uow:
        service_stewards.assign(uow, ids[3], key(other))
        undo = service_undo.start(uow, run.id)
    assert undo.counts == {"ready": 3, "refused": 1}
    assert carried_out(register, now, undo, dpo).counts == {"done": 3, "refused": 1}
    with register.read(dpo, now) as uow:
        now_are = [service_stewards.present_of(uow, each) for each in ids]
        history = service_stewards.read(uow, ids[0]).history
    assert now_are == [key(other), None, None, key(other)]
    assert [each.person_id for each in history] == [key(other), key(recorder), key(other)]


def test_a_reader_assigns_nobody(register, now, people):
    one = made(register, now)
    auditor = hire(register, now, 9, (Role.OFFICE_ADMIN, PHETCHABURI))
    with pytest.raises(Forbidden):
        name(register, now, auditor, one, people["recorder"])
    with pytest.raises(Invalid) as error:
        assigned(register, now, auditor, [one.id], people["recorder"])
    assert [each.pointer for each in error.value.problems] == ["/person_id"], "not even a preview names anybody"
