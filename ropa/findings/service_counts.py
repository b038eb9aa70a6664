"""How many errors the checks have counted, for whoever asks about many records at once."""

from collections.abc import Collection

from ropa.activities.rules_finding_keys import rules_version
from ropa.db.unit_of_work import UnitOfWork
from ropa.findings import store_checks


def errors_of(uow: UnitOfWork, activity_ids: Collection[str]) -> dict[tuple[str, str], int]:
    """Return the open errors of revisions of some activities by (activity, content hash), as the present rules counted.

    A revision that is not there waits to be checked.
    """
    return store_checks.errors_of(uow, activity_ids, rules_version())
