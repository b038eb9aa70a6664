"""A round, or the run of one office, stands still for a while: its days count for no step."""

from collections.abc import Sequence

from ropa import clock
from ropa.audit.service import record
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, NotFound, PreconditionFailed
from ropa.procedures import service_replanning, store_rounds
from ropa.procedures.service_rounds import event, to_run
from ropa.procedures.store_rounds import AnyRow
from schemas.rounds import RoundState, RunPause


def pause(uow: UnitOfWork, round_id: str, version: int, given: RunPause) -> int:
    """Pause a round or one office's run from today on; return how many runs stand still now.

    Raises: NotFound, Forbidden, PreconditionFailed, Conflict when nothing of it is running; Invalid without a reason.
    """
    row = to_run(uow, round_id, version, given.reason)
    runs = _chosen(uow, round_id, given.office_id, RoundState.RUNNING)
    if not runs:
        raise Conflict("ไม่มีงานที่กำลังดำเนินการให้พัก", "Nothing of it is running")
    today, reason = clock.bangkok(uow.now).date(), given.reason.strip()
    values: dict[str, object] = {} if given.office_id is not None else {"state": str(RoundState.PAUSED)}
    if not store_rounds.bump_round(uow, round_id, version, values):
        raise PreconditionFailed
    store_rounds.add_pause(
        uow,
        [
            {
                "id": new_id(uow.now),
                "run_id": run.id,
                "from_on": today,
                "until_on": None,
                "reason": reason,
                "by": uow.actor.id,
                "by_name": uow.actor.name,
            }
            for run in runs
        ],
    )
    _note(uow, row, runs, RoundState.PAUSED, "paused", reason)
    return len(runs)


def resume(uow: UnitOfWork, round_id: str, version: int, given: RunPause) -> int:
    """Go on from today; open steps get the days back that were lost. Returns how many runs go on.

    Raises: NotFound, Forbidden, PreconditionFailed, Conflict when nothing of it is paused; Invalid without a reason.
    """
    row = to_run(uow, round_id, version, given.reason)
    runs = _chosen(uow, round_id, given.office_id, RoundState.PAUSED)
    if not runs:
        raise Conflict("ไม่มีงานที่พักไว้", "Nothing of it is paused")
    reason = given.reason.strip()
    if not store_rounds.bump_round(uow, round_id, version, {"state": str(RoundState.RUNNING)}):
        raise PreconditionFailed
    # Today is worked on again: the pause lasts up to and with yesterday.
    store_rounds.end_pauses(uow, [run.id for run in runs], clock.bangkok(uow.now).date())
    _note(uow, row, runs, RoundState.RUNNING, "resumed", reason)
    ids = {run.id for run in runs}
    going_on = [run for run in store_rounds.runs_to_plan(uow, round_id) if run.id in ids]
    service_replanning.save(uow, service_replanning.replan(uow, going_on), reason)
    return len(runs)


def _chosen(uow: UnitOfWork, round_id: str, office_id: int | None, state: RoundState) -> Sequence[AnyRow]:
    runs = store_rounds.runs_of(uow, round_id, None)
    if office_id is not None and office_id not in {run.office_id for run in runs}:
        raise NotFound
    return [run for run in runs if run.state == str(state) and office_id in {None, run.office_id}]


def _note(uow: UnitOfWork, row: AnyRow, runs: Sequence[AnyRow], state: RoundState, kind: str, reason: str) -> None:
    for run in runs:
        store_rounds.change_run(uow, run.id, {"state": str(state)})
    store_rounds.add_events(uow, [event(uow, row.id, kind, run_id=run.id, reason=reason) for run in runs])
    record(uow, f"round.{kind}", f"round:{row.id}", {"ref": row.ref, "runs": len(runs), "reason": reason})
