"""What is shown of a run's steps beside their days: what the register knows of them, and whether anybody does them."""

from collections.abc import Mapping, Sequence

import msgspec

from ropa.db.unit_of_work import UnitOfWork
from ropa.procedures import service_people, service_register, service_steps, store_settling
from ropa.procedures.store_rounds import AnyRow
from schemas.procedure import StepAct
from schemas.round_record import RunLine, RunStep
from schemas.round_register import RegisterCount
from schemas.rounds import StepState

_OPEN = str(StepState.OPEN)


def with_known(uow: UnitOfWork, round_row: AnyRow, run: AnyRow, rows: Sequence[AnyRow], steps: list[RunStep]) -> None:
    """Say of the visits of a run what the register knows: of open ones now, of ended ones as it was at their end."""
    opened = [row for row in rows if row.state == _OPEN]
    known = service_register.known(uow, round_row, {run.id}, {row.step for row in opened})
    doers = service_people.doers(uow, opened)
    ended = _at_end(uow, run.id)
    by_id = {row.id: row for row in rows}
    for step in steps:
        row = by_id[step.id]
        step.by_register = row.done_by == service_steps.REGISTER[0]
        if row.state == _OPEN:
            step.register = known.of(run.id, row.step, row.opens_on)
            step.has_doer = bool(doers[row.id])
        else:
            step.register = ended.get(step.id)


def _at_end(uow: UnitOfWork, run_id: str) -> dict[str, RegisterCount]:
    found = {}
    for step_id, details in store_settling.ends_of(uow, run_id):
        said = msgspec.json.decode(details, type=dict[str, object])
        if "act" in said:
            found[step_id] = RegisterCount(
                act=StepAct.of(str(said["act"])),
                done=int(str(said["done"])),
                total=int(str(said["of"])),
                month=None if said.get("month") is None else str(said["month"]),
            )
    return found


def with_counts(
    uow: UnitOfWork,
    round_row: AnyRow,
    runs: Sequence[AnyRow],
    visits: Mapping[str, Sequence[AnyRow]],
    lines: Sequence[RunLine],
) -> None:
    """Say of the lines of a round what the register knows of their open steps; as many queries for 391 as for one."""
    opened = [row for run in runs for row in visits[run.id] if row.state == _OPEN]
    known = service_register.known(uow, round_row, None, {row.step for row in opened})
    doers = service_people.doers(uow, opened)
    for run, line in zip(runs, lines, strict=True):
        mine = [row for row in visits[run.id] if row.state == _OPEN]
        counts = (known.of(run.id, row.step, row.opens_on) for row in mine)
        line.register = [each for each in counts if each is not None]
        line.without_doer = sorted(row.step for row in mine if not doers[row.id])
