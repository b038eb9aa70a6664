"""The findings of many records at once, for an export of the register."""

from collections.abc import Collection

from ropa.activities import service_live
from ropa.db.unit_of_work import UnitOfWork
from ropa.findings import store
from ropa.findings.service import today_of
from schemas.worklist import WorkFilter, WorkItem


def of_records(uow: UnitOfWork, activity_ids: Collection[str]) -> dict[str, list[WorkItem]]:
    """Return the findings of the revisions that everybody sees, by activity, each in the order of the form; one query.

    What a DPO has accepted as of today is among them, and says so; retired activities have none. Says nothing about
    rights: the caller hands in what the actor may export.
    """
    found: dict[str, list[WorkItem]] = {}
    if not activity_ids:
        return found
    scope = store.Scope(shown=service_live.public_among(activity_ids), today=today_of(uow), writes=())
    for _, _, item in store.worklist(uow, scope, WorkFilter(), None, None):
        found.setdefault(item.activity_id, []).append(item)
    return found
