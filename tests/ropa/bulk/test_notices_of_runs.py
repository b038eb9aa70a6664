"""Who is told of a run of submissions: each person once, with the number."""

from datetime import timedelta

import pytest

from ropa.activities.service import create
from ropa.bulk import service, service_preview, service_run, service_sweep, service_undo
from ropa.notices import service as notices
from schemas.access import Role
from schemas.bulk import BulkInput, BulkKind, BulkTerms
from tests.ropa.bulk.test_rename import carried_out, said, writer
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.staff import hire, key


@pytest.fixture
def people(register, now):
    return {
        "recorder": hire(register, now, 1, (Role.RECORDER, PHETCHABURI), (Role.RECORDER, PRACHUAP)),
        "reviewer": hire(register, now, 2, (Role.REVIEWER, PHETCHABURI)),
        "other": hire(register, now, 3, (Role.REVIEWER, PRACHUAP)),
    }


def submitting(register, now, actor, offices):
    with register.write(actor, now) as uow:
        ids = [create(uow, said(office_id=each)).id for each in offices]
        run = service.choose(uow, BulkInput(activity_ids=ids))
        return service_preview.keep(uow, service_preview.prepare(uow, run.id, BulkTerms(kind=BulkKind.SUBMIT)))


def inbox(register, now, person):
    with register.read(person, now) as uow:
        return [(each.title_en, each.path) for each in notices.inbox(uow, key(person)).items]


def test_each_reviewer_is_told_once_of_all_records_that_wait_for_them(register, now, people):
    run = submitting(register, now, people["recorder"], [PHETCHABURI, PRACHUAP, PHETCHABURI])
    assert carried_out(register, now, run, people["recorder"]).counts == {"done": 3}
    assert inbox(register, now, people["reviewer"]) == [("Waits for review: 2 records", "/queue?of=review")]
    ((title, path),) = inbox(register, now, people["other"])
    assert title.startswith("Waits for review: ROPA-")
    assert path.startswith("/activities/")
    assert inbox(register, now, people["recorder"]) == []

    with register.write(people["recorder"], now) as uow:
        undo = service_undo.start(uow, run.id)
    carried_out(register, now, undo, people["recorder"])
    assert len(inbox(register, now, people["reviewer"])) == 2
    assert inbox(register, now, people["reviewer"])[0][0] == "Withdrawn by its authors: 2 records"


def test_a_run_that_is_stopped_tells_what_was_done(register, now, people):
    recorder = people["recorder"]
    run = submitting(register, now, recorder, [PHETCHABURI] * 3)
    two = iter([True, True, False])
    carried_out(register, now, run, recorder, lambda: next(two))
    assert inbox(register, now, people["reviewer"]) == [], "it goes on, so nobody is told of a part"
    with register.write(recorder, now) as uow:
        service_run.stop(uow, run.id)
    assert [title for title, _ in inbox(register, now, people["reviewer"])] == ["Waits for review: 2 records"]


def test_of_a_run_that_stands_still_is_told_after_an_hour_and_of_the_rest_at_its_end(register, now, people):
    recorder = people["recorder"]
    run = submitting(register, now, recorder, [PHETCHABURI] * 3)
    two = iter([True, True, False])
    carried_out(register, now, run, recorder, lambda: next(two))

    def sweep(minutes):
        with register.write(recorder, now + timedelta(minutes=minutes)) as uow:
            return service_sweep.tell_of_standing(uow)

    assert [sweep(59), sweep(61), sweep(121)] == [0, 1, 0]
    service_run.work(writer(register, now, recorder), run.id)
    assert sorted(title for title, _ in inbox(register, now, people["reviewer"])) == [
        "Waits for review: 2 records",
        "Waits for review: 3 records",
    ]
