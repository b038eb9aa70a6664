"""What was done with one thing, for the page of that thing. Whoever asks has checked that the actor may see it."""

from collections.abc import Sequence

from ropa.audit import store_acts
from ropa.db.unit_of_work import UnitOfWork
from schemas.audit import TrailEntry

#: Acts that a page shows; the trail itself has all.
MOST = 500


def acts_on(uow: UnitOfWork, subjects: Sequence[str]) -> list[TrailEntry]:
    """Return the latest entries on some subjects, newest first."""
    return store_acts.latest(uow, subjects, MOST)
