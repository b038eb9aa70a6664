"""Query on how far runs came with a list's items, before they have an outcome."""

from sqlalchemy import and_, or_, select

from ropa.db.unit_of_work import UnitOfWork
from ropa.erasure.tables import erasure_dry_runs, erasure_journal, erasure_runs
from schemas.erasure import BatchPhase
from schemas.erasure_runs import EndCode


def begun(uow: UnitOfWork, list_id: str) -> set[str]:
    """Return the items of a list of which a run has overwritten or deleted rows, or may have.

    A run that was killed after it began a batch may have changed rows without writing that down.
    """
    step, run = erasure_journal.c.step, erasure_runs.c
    unknown = or_(run.ended_at.is_(None), run.end_code == str(EndCode.KILLED))
    query = (
        select(erasure_dry_runs.c.item_id)
        .join(erasure_journal, erasure_journal.c.dry_run_id == erasure_dry_runs.c.id)
        .join(erasure_runs, run.id == erasure_journal.c.run_id)
        .where(
            erasure_dry_runs.c.list_id == list_id,
            or_(step != str(BatchPhase.STARTED), and_(step == str(BatchPhase.STARTED), unknown)),
        )
        .distinct()
    )
    return set(uow.connection.scalars(query))
