"""What runs keep is forgotten in time: texts of records stand in the records, not for ever beside them."""

from datetime import timedelta

from ropa.activities import service_chosen
from ropa.bulk import rules, store
from ropa.db.unit_of_work import UnitOfWork
from ropa.reminders import service_many
from schemas.bulk import BulkKind

#: What was chosen and never confirmed is forgotten after this, whoever chose it.
UNCONFIRMED = timedelta(days=7)
#: So long a run can be taken back; then the texts of its records go. Which records they were stays.
TEXTS = timedelta(days=30)
#: A run that began so long ago and goes on is looked at: 2,000 records take a minute or two.
STILL = timedelta(hours=1)
#: Runs that one pass works through.
_AT_ONCE = 50


def tell_of_standing(uow: UnitOfWork) -> int:
    """Tell whom the submissions concern of runs that stand still, a browser having been closed; return the notices.

    What is done of such a run afterwards is told when it ends.
    """
    standing = store.standing_still(uow, uow.now - STILL, BulkKind.SUBMIT, _AT_ONCE)
    return sum(service_many.tell(uow, run_id) for run_id in standing)


def forget_old(uow: UnitOfWork) -> int:
    """Forget previews that nobody confirmed and texts of runs that can no longer be taken back; return how many runs.

    A run that stands still for 30 days is ended: what was left of it was not done.
    """
    old = store.abandoned(uow, uow.now - UNCONFIRMED, _AT_ONCE)
    if old:
        service_chosen.forget(uow, old)
        store.drop_runs(uow, old)
    done = store.with_texts(uow, uow.now - TEXTS, _AT_ONCE)
    for run_id in done:
        store.stop(uow, run_id, *rules.STOPPED)
    if done:
        service_chosen.forget(uow, done)
        store.drop_texts(uow, done)
    return len(old) + len(done)
