"""Rounds for tests, begun and worked on by invented people."""

from datetime import date, timedelta
from typing import Any

from ropa.procedures import service_rounds, service_steps, store_rounds
from schemas.access import Role
from schemas.procedure import BranchAnswer
from schemas.rounds import LateCause, RoundInput, StepEnd
from tests.support.actors import GROUP_IN_PHETCHABURI, PHETCHABURI, PRACHUAP, person
from tests.support.procedures import approved

DPO = person("ดีพีโอ รอบงาน", Role.DPO)


def begin(
    register: Any, now: Any, procedure: Any, *, offices: tuple[int, ...] = (PHETCHABURI, PRACHUAP), starts_on: date
) -> str:
    """Return a round that the DPO began."""
    given = RoundInput(title="รอบทดสอบ", starts_on=starts_on, office_ids=list(offices))
    with register.write(DPO, now) as uow:
        return service_rounds.start(uow, procedure.id, given)


def visits(register: Any, now: Any, round_id: str, office: int = PHETCHABURI) -> list[Any]:
    """Return the visits of an office's run, in the order in which they came to be."""
    with register.read(DPO, now) as uow:
        run = store_rounds.read_run(uow, round_id, office)
        assert run is not None
        return store_rounds.steps_of(uow, [run.id])[run.id]


def finish(
    register: Any,
    now: Any,
    round_id: str,
    step: int,
    *,
    actor: Any = DPO,
    answer: BranchAnswer | None = None,
    cause: LateCause | None = None,
    office: int = PHETCHABURI,
    note: str | None = None,
    done_on: date | None = None,
) -> None:
    """End the open visit of a step."""
    row = next(each for each in visits(register, now, round_id, office) if each.step == step and each.state == "open")
    given = StepEnd(version=row.version, answer=answer, cause=cause, note=note, done_on=done_on)
    with register.write(actor, now) as uow:
        service_steps.end(uow, row.id, given)


def round_to_see(database: Any, now: Any) -> str:
    """Return a round of two offices whose first step is late and whose plan has every kind of step."""
    made = approved(database, now, title="คู่มือของรอบตัวอย่าง")
    given = RoundInput(
        title="รอบตัวอย่าง", starts_on=now.date() - timedelta(days=10), office_ids=[PHETCHABURI, GROUP_IN_PHETCHABURI]
    )
    with database.write(DPO, now) as uow:
        return service_rounds.start(uow, made.id, given)
