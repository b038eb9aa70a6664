"""Steps of many records that one run took: one notice for each person, however many records there are."""

from collections.abc import Sequence

from ropa.access import service_reach
from ropa.activities import service_approved
from ropa.activities.service_approved import BatchStep
from ropa.db.unit_of_work import UnitOfWork
from ropa.notices.service import post
from ropa.reminders import rules_words as words
from ropa.reminders.service_steps import KINDS, readers_of
from schemas.notices import Notice


def tell(uow: UnitOfWork, batch_id: str) -> int:
    """Tell once whom the steps of a batch concern, with how many records wait for them; return the new notices.

    Asked again for the same records, nobody is told again; after more were done, those are whom more waits for.
    """
    taken = service_approved.steps_of_batch(uow, batch_id)
    held = service_reach.holders(uow, {each.office_id for each in taken})
    waits: dict[str, list[BatchStep]] = {}
    for each in taken:
        for person_id in readers_of(uow, each, held[each.office_id]):
            waits.setdefault(person_id, []).append(each)
    return post(uow, [_notice(batch_id, person_id, waits[person_id]) for person_id in sorted(waits)])


def _notice(batch_id: str, person_id: str, steps: Sequence[BatchStep]) -> Notice:
    first, count = steps[0], len(steps)
    if count == 1:
        said = words.step(first.step, words.name_of(first.ref, first.title), first.actor_name)
        path = f"/activities/{first.activity_id}"
    else:
        said, path = words.steps(first.step, count, first.actor_name), "/queue?of=review"
    # With the number: what is done of a run after it stood still is told, too.
    cause = f"{first.step}:run:{batch_id}:{count}"
    return Notice(cause=cause, kind=KINDS[first.step], person_id=person_id, path=path, **said._asdict())
