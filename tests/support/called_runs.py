"""A run of work on many records, done, for generated calls."""

from datetime import datetime

from ropa.bulk import service, service_preview, service_run
from ropa.db.unit_of_work import Database
from schemas.bulk import BulkInput, BulkKind, BulkTerms
from tests.support.world import DPO


def run_to_call(database: Database, now: datetime, activity_id: str) -> str:
    """Return a run by which nothing was left to do but its taking back."""
    terms = BulkTerms(kind=BulkKind.REPLACE, find="หน่วยเดิม", put="หน่วยใหม่")
    with database.write(DPO, now) as uow:
        run = service.choose(uow, BulkInput(activity_ids=[activity_id]))
        run = service_preview.keep(uow, service_preview.prepare(uow, run.id, terms))
        service_run.confirm(uow, run.id, run.seen)
        return service_run.work(lambda work: work(uow), run.id).id
