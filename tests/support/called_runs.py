"""A run of work on many records, done, for generated calls."""

from datetime import datetime

from ropa.access.service import actor_of_token
from ropa.bulk import service, service_preview, service_run
from ropa.db.unit_of_work import Database
from schemas.bulk import BulkInput, BulkKind, BulkTerms
from tests.support.world import DPO, create


def run_to_call(database: Database, now: datetime, activity_id: str) -> str:
    """Return a run by which nothing was left to do but its taking back."""
    terms = BulkTerms(kind=BulkKind.REPLACE, find="หน่วยเดิม", put="หน่วยใหม่")
    with database.write(DPO, now) as uow:
        run = service.choose(uow, BulkInput(activity_ids=[activity_id]))
        run = service_preview.keep(uow, service_preview.prepare(uow, run.id, terms))
        service_run.confirm(uow, run.id, run.seen)
        return service_run.work(lambda work: work(uow), run.id).id


def own_runs_to_call(
    database: Database, now: datetime, headers: dict[str, str], activity_id: str
) -> dict[str, dict[str, str | int]]:
    """Return runs of the token of the calls, by their paths: one to say the terms of, two that were confirmed."""
    secret = headers["Authorization"].removeprefix("Bearer ")
    terms = BulkTerms(kind=BulkKind.REPLACE, find="หน่วยเดิม", put="หน่วยใหม่")
    others = [create(database, now, main_process="งาน", recipients=["หน่วยเดิม"]).id for _ in range(2)]
    with database.read(DPO, now) as uow:
        actor = actor_of_token(uow, secret)
    with database.write(actor, now) as uow:
        waiting = service.choose(uow, BulkInput(activity_ids=[activity_id]))
        runs = [service.choose(uow, BulkInput(activity_ids=[other])) for other in others]
        runs = [service_preview.keep(uow, service_preview.prepare(uow, run.id, terms)) for run in runs]
        for run in runs:
            service_run.confirm(uow, run.id, run.seen)
    return {
        "/api/v1/bulk/{run_id}/terms": {"run_id": waiting.id},
        "/api/v1/bulk/{run_id}/confirm": {"run_id": runs[0].id},
        "/api/v1/bulk/{run_id}/stop": {"run_id": runs[1].id},
    }
