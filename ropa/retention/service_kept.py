"""Which data sets are kept under some activities: for parts that ask where something is."""

from collections.abc import Collection

from ropa.db.unit_of_work import UnitOfWork
from ropa.retention import store_kept
from ropa.retention.store_holdings import copies_of
from schemas.destruction import HoldingState
from schemas.named_bodies import KeptSet


def kept_under(uow: UnitOfWork, activity_ids: Collection[str], most_each: int) -> tuple[list[KeptSet], dict[str, int]]:
    """Return the data sets of some activities, and how many there are of those that have more than `most_each`.

    An activity may have one for each of a million files: such sets are counted, not read. Destroyed and transferred
    ones are not among them. Two queries; says nothing about rights.
    """
    counts = store_kept.counts(uow, activity_ids) if activity_ids else {}
    few = [activity_id for activity_id, number in counts.items() if number <= most_each]
    found = [
        KeptSet._make((*row[:9], HoldingState.of(row.state), copies_of(row.copies)))
        for row in (store_kept.kept(uow, few) if few else ())
    ]
    return found, {activity_id: number for activity_id, number in counts.items() if number > most_each}
