"""Several records confirmed at once: each is judged as when it is confirmed alone."""

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.activities import service_listing
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, NotFound, PreconditionFailed
from ropa.reminders import service_dates
from schemas.reminders import ConfirmInput
from schemas.round_register import ConfirmedMany, ConfirmMany


def confirm_many(uow: UnitOfWork, given: ConfirmMany) -> ConfirmedMany:
    """Confirm approved records as they were seen; what changed since, or has a draft open, is left out and named.

    Raises: Forbidden when the actor may confirm nowhere, or not at the office of one that they may read; Invalid.
    """
    access.visible_offices(uow, Permission.COMMENT_ACTIVITIES)
    wanted = {each.activity_id: each.revision for each in given.records}
    named = service_listing.named(uow, list(wanted))
    done: list[str] = []
    left_out = []
    for activity_id, revision in wanted.items():
        try:
            service_dates.confirm(uow, activity_id, ConfirmInput(revision=revision, note=given.note), tells=False)
            done.append(activity_id)
        except (Conflict, PreconditionFailed, NotFound):
            # What the actor does not see is not named.
            known = named.get(activity_id)
            left_out.append(activity_id if known is None else known.ref)
    for told in service_dates.AFTER_CONFIRMATION if done else ():
        told(uow, done)
    return ConfirmedMany(confirmed=len(done), left_out=left_out)
