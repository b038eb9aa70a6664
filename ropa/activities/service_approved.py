"""What stands approved, for the parts that keep dates of it. Nothing here asks for rights: its callers do."""

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from ropa.activities import store_approved
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import NotFound
from schemas.life import LifeStep


class Standing(Struct, frozen=True):
    """Where an activity stands. `revision` is the approved one; 0: none was approved yet."""

    office_id: int
    revision: int
    has_draft: bool
    is_retired: bool


def approved_at(uow: UnitOfWork) -> Iterator[tuple[str, datetime]]:
    """Yield (activity, moment of the standing approval) of each activity that is approved and not retired."""
    return store_approved.approved_at(uow)


class BatchStep(Struct, frozen=True, kw_only=True):
    """One step of a record that was taken together with others."""

    activity_id: str
    revision_id: str
    office_id: int
    ref: str
    title: str
    step: LifeStep
    actor_id: str
    actor_name: str
    writers: tuple[str, ...]


def steps_of_batch(uow: UnitOfWork, batch_id: str) -> list[BatchStep]:
    """Return the steps of a run or signing, in the order in which they were taken; two queries."""
    writers: dict[str, list[str]] = {}
    for row in store_approved.writers_of_batch(uow, batch_id):
        writers.setdefault(row.revision_id, []).append(row.actor_id)
    return [
        BatchStep(
            activity_id=row.activity_id,
            revision_id=row.revision_id,
            office_id=row.office_id,
            ref=row.ref,
            title=row.sub_process or row.main_process or "",
            step=LifeStep.of(row.step),
            actor_id=row.actor_id,
            actor_name=row.actor_name,
            writers=tuple(writers.get(row.revision_id, ())),
        )
        for row in store_approved.steps_of_batch(uow, batch_id)
    ]


def standing(uow: UnitOfWork, activity_id: str) -> Standing:
    """Return where an activity stands.

    Raises: NotFound.
    """
    found = store_approved.standing(uow, activity_id)
    if found is None:
        raise NotFound
    return Standing(*found)


def standing_comments(uow: UnitOfWork, revision_id: str) -> int:
    """Return how many comments on a revision nobody has resolved."""
    return store_approved.standing_comments(uow, revision_id)


def submitter(uow: UnitOfWork, revision_id: str) -> str | None:
    """Return the actor id of who submitted a revision last, or None."""
    return store_approved.submitter(uow, revision_id)
